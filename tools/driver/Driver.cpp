#include "tools/driver/Driver.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/Help.h"
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
  llvm::StringRef nearest = findNearest(word, names);
  if (nearest.empty())
    return false;
  run.reportUsage(diag::UnknownVerb, word).note({}, "did you mean '{0}'?", nearest);
  return true;
}

/// Reads what holds beside the command line. False when something is wrong.
static bool readSettings(Invocation &run) {
  Options &options = run.options;
  bool ok = true;
  // A test's sources have theirs, not the test files.
  if (getInfo(Option::NoFlagsFile).isTakenBy(options.verb) && options.verb != Verb::Test &&
      !options.has(Option::NoFlagsFile)) {
    std::vector<std::string> names;
    for (llvm::StringRef name : options.arguments)
      names.push_back(name == "-" ? options.get(Option::StdinFilename, "-").str() : name.str());
    ok = readFlagsFiles(names, *run.env.files, run.sources, options, run.diags);
  }
  return applyWarningOptions(options, run.diags) && ok;
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
  if (!ok || !readSettings(run)) {
    run.finish();
    return UsageWrong;
  }
  return runVerb(run);
}

int driver::runDriver(llvm::ArrayRef<llvm::StringRef> arguments, DriverEnv &env,
                      Compiler *compiler) {
  Invocation run(env, compiler);
  int status = runInvocation(arguments, run);
  if (std::error_code error = env.finishOutput()) {
    run.reportUsage(diag::CannotWrite, "<stdout>", error.message());
    status = run.finish();
  }
  env.err.flush();
  return status;
}
