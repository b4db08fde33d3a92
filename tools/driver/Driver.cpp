#include "tools/driver/Driver.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/Files/FindFiles.h"
#include "tools/driver/Help.h"
#include "tools/driver/InputFiles.h"
#include "tools/driver/Invocation.h"
#include "tools/driver/RequestOptions.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::driver;

/// `stashc help [VERB]` is `stashc [VERB] --help`.
static int runHelp(Invocation &run) {
  const Options &options = run.options;
  if (options.arguments.empty()) {
    printHelp(run.env.out);
    return run.finish();
  }
  llvm::StringRef name = options.arguments.front();
  if (const VerbInfo *verb = findVerb(name); verb && verb->state == VerbState::Ready)
    printHelp(run.env.out, verb->verb);
  else
    run.reportUsage(diag::UnknownVerb, name);
  return run.finish();
}

static int runCompletion(Invocation &run) {
  llvm::ArrayRef<std::string> arguments = run.options.arguments;
  // What the scripts themselves ask for.
  if (!arguments.empty() && arguments.front() == "topics" && arguments.size() <= 2)
    printTopics(run.env.out, arguments.size() == 2 ? arguments.back() : "");
  else if (arguments.size() == 1 && arguments.front() == "warnings")
    printWarningNames(run.env.out);
  else if (arguments.size() != 1 || !printCompletion(run.env.out, arguments.front()))
    run.reportUsage(diag::WrongArguments, "__complete", "needs one of bash, zsh and fish");
  return run.finish();
}

static int runVerb(Invocation &run) {
  switch (run.options.verb) {
  case Verb::Build:
    return runBuild(run);
  case Verb::Check:
    return runCheck(run);
  case Verb::Diff:
    return runDiff(run);
  case Verb::Resolve:
    return runResolve(run);
  case Verb::Docs:
    return runDocs(run);
  case Verb::Graph:
    return runGraph(run);
  case Verb::Test:
    return runTest(run);
  case Verb::Init:
    return runInit(run);
  case Verb::Fmt:
    return runFormat(run);
  case Verb::Import:
    return runImport(run);
  case Verb::Kustomize:
    return runKustomize(run);
  case Verb::Explain:
    return runExplain(run);
  case Verb::Lsp:
    return runLsp(run);
  case Verb::Help:
    return runHelp(run);
  case Verb::Complete:
    return runCompletion(run);
  case Verb::Pages:
    return runPages(run);
  case Verb::Man:
    printManPage(run.env.out);
    return run.finish();
  default:
    run.reportUsage(diag::WrongArguments, getInfo(run.options.verb).name, "is not built yet");
    return run.finish();
  }
}

/// `stashc chek x.stash`: a first word that is no file, but nearly a verb, was meant as one.
static bool isMisspeltVerb(Invocation &run) {
  Options &options = run.options;
  if (options.isVerbNamed || options.arguments.empty())
    return false;
  llvm::StringRef word = options.arguments.front();
  if (word.contains('.') || word.contains('/') || word == "-" || run.env.files->exists(word))
    return false;
  llvm::SmallVector<llvm::StringRef, 16> names;
  for (const VerbInfo &verb : getVerbs())
    if (verb.state == VerbState::Ready)
      names.push_back(verb.name);
  // Other programs have a verb for it.
  llvm::StringRef nearest = word == "version" ? "--version" : findNearest(word, names);
  if (nearest.empty())
    return false;
  run.reportUsage(diag::UnknownVerb, word).suggest({}, nearest);
  return true;
}

/// --sandbox, and how large a file may be. False when something is wrong.
static bool confine(Invocation &run) {
  InputFiles &inputs = *run.env.inputs;
  inputs.setMaxSize(readLimits(run.options).get(Limit::File));
  if (!run.options.has(Option::Sandbox))
    return true;
  std::string directory = run.options.get(Option::Sandbox).str();
  if (directory.empty())
    directory = findRepositoryRoot(".", inputs);
  std::error_code error = inputs.confine(directory);
  if (error)
    run.reportUsage(diag::CannotRead, directory, error.message());
  return !error;
}

/// Reads what holds beside the command line. False when something is wrong.
static bool readSettings(Invocation &run) {
  Options &options = run.options;
  bool ok = true;
  // A test's sources have theirs, not the test files.
  if (getInfo(Option::NoFlagsFile).isTakenBy(options.verb) && options.verb != Verb::Test &&
      !options.has(Option::NoFlagsFile)) {
    std::vector<std::string> names, chosen;
    for (llvm::StringRef name : options.arguments) {
      names.push_back(name == "-" ? options.get(Option::StdinFilename, "-").str() : name.str());
      if (!run.walked.contains(name))
        chosen.push_back(names.back());
    }
    // A directory may hold several projects.
    Options all = options;
    DiagnosticEngine silent(run.sources);
    if (options.verb == Verb::Check && !run.walked.empty()) {
      run.flagsDiffer = !readFlagsFiles(names, *run.env.files, run.sources, all, silent);
      if (!run.flagsDiffer)
        options = std::move(all);
      else
        names = std::move(chosen);
    }
    if (run.walked.empty() || run.flagsDiffer || options.verb != Verb::Check)
      ok = readFlagsFiles(names, *run.env.files, run.sources, options, run.diags);
    run.env.inputs->setMaxSize(readLimits(options).get(Limit::File));
  }
  return applyWarningOptions(options, run.diags) && ok;
}

/// Puts files in the place of lists and directories.
static void expandArguments(Invocation &run) {
  Verb verb = run.options.verb;
  if (getInfo(Option::Exclude).isTakenBy(verb) || getInfo(Option::NoFlagsFile).isTakenBy(verb))
    expandLists(run);
  if (verb == Verb::Check || verb == Verb::Fmt)
    expandDirectories(run);
}

static int runInvocation(llvm::ArrayRef<llvm::StringRef> arguments, Invocation &run) {
  Options &options = run.options;
  bool ok = parseCommandLine(arguments, options, run.diags);
  // Help is for those whose command line is wrong.
  if (options.has(Option::HelpOption)) {
    if (options.isVerbNamed && getInfo(options.verb).state == VerbState::Ready)
      printHelp(run.env.out, options.verb);
    else
      printHelp(run.env.out);
    return Done;
  }
  if (options.has(Option::Version)) {
    run.env.out << "stashc " << STASHC_VERSION << "\nchecks built-in kinds for Kubernetes 1."
                << getKubernetes(options) << " (1." << schema::oldestKubernetes << " to 1."
                << schema::newestKubernetes << " are known)\n";
    return Done;
  }
  if (arguments.empty()) {
    printUsage(run.env.err);
    return UsageWrong;
  }
  // An unknown option after an unknown verb is no second mistake.
  if (isMisspeltVerb(run)) {
    std::vector<Diagnostic> diagnostics = run.diags.takeSorted();
    return run.finish({std::move(diagnostics.back())}, /*toOutput=*/false);
  }
  ok = ok && confine(run);
  if (ok)
    expandArguments(run);
  if (!ok || run.isUsageWrong() || !readSettings(run)) {
    run.finish();
    return UsageWrong;
  }
  return runVerb(run);
}

int driver::runDriver(llvm::ArrayRef<llvm::StringRef> arguments, DriverEnv &world,
                      Compiler &compiler) {
  DriverEnv env = world;
  auto inputs = llvm::makeIntrusiveRefCnt<InputFiles>(world.files);
  env.files = inputs;
  env.inputs = inputs.get();
  Invocation run(env, compiler);
  int status = runInvocation(arguments, run);
  if (std::error_code error = env.finishOutput()) {
    run.reportUsage(diag::CannotWrite, "<stdout>", error.message());
    status = run.finish();
  }
  env.err.flush();
  return status;
}
