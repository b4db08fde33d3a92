#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Yaml/Manifest.h"
#include "sema/Analysis/Layers.h"
#include "tools/driver/Baseline.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/Files/Worlds.h"
#include "tools/driver/Fixits.h"
#include "tools/driver/Output.h"
#include "tools/driver/RequestOptions.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace stash;
using namespace stash::driver;

/// Compiles the FILEs. Where directories hold alternatives to one another, each is compiled with
/// what they share.
static void compileWorlds(Invocation &run, CompileRequest &request) {
  CompileResult result = run.compiler.compile(request);
  std::vector<World> worlds;
  if (result.program && !run.walked.empty())
    worlds = findWorlds(*result.program, run.walked, [&](llvm::StringRef name) {
      return run.flagsDiffer ? findFlagsFile(name, *run.env.files) : std::string();
    });
  if (worlds.empty() || (worlds.size() == 1 && !run.flagsDiffer)) {
    if (result.program)
      run.programs.push_back(result.program);
    return;
  }
  run.diags.takeSorted();
  WarningOptions warnings = run.diags.getWarningOptions();
  for (World &world : worlds) {
    run.diags.getWarningOptions() = warnings;
    Budget budget;
    // Of projects with flags of their own: those of this one.
    Options options = run.options;
    if (run.flagsDiffer) {
      std::vector<std::string> names;
      for (const SourceFile *file : world)
        if (!isManifest(*file))
          names.push_back(file->getName().str());
      if (!readFlagsFiles(names, *run.env.files, run.sources, options, run.diags) ||
          !applyWarningOptions(options, run.diags))
        continue;
    }
    CompileRequest part = {.files = std::move(world),
                           .sources = request.sources,
                           .diags = request.diags,
                           .budget = budget,
                           .arena = request.arena,
                           .fileSystem = request.fileSystem};
    readRequestOptions(options, part);
    part.checkOnly = request.checkOnly;
    run.programs.push_back(run.compiler.compile(part).program);
  }
  run.diags.getWarningOptions() = warnings;
}

/// What several worlds import is read for each, and its mistakes are found as often.
static void dropRepetitions(const SourceManager &sources, std::vector<Diagnostic> &diagnostics) {
  std::set<std::tuple<llvm::StringRef, uint32_t, unsigned, std::string>> seen;
  llvm::erase_if(diagnostics, [&](const Diagnostic &diagnostic) {
    const SourceFile *file = sources.getFile(diagnostic.range);
    return file && !seen.emplace(file->getName(), diagnostic.range.begin - file->getBase(),
                                 diagnostic.id, diagnostic.message)
                        .second;
  });
}

/// -v: what was not looked at.
static void printLeftOut(Invocation &run) {
  std::set<const Value *> others;
  for (const sema::Program *program : run.programs)
    for (const sema::Document &document : program->documents)
      if (document.file->isRoot && !sema::isStashObject(*document.value))
        others.insert(document.value);
  auto count = [&](size_t n, llvm::StringRef noun) {
    return std::to_string(n) + " " + noun.str() + (n == 1 ? "" : "s");
  };
  run.env.err << "stashc: left out " << count(run.otherFiles, "file") << " and "
              << count(others.size(), "object") << " that are not Stash's, and "
              << count(run.helmTemplates, "template") << " of Helm\n";
}

/// What is wrong when the FILEs have new texts.
static std::optional<std::vector<ErrorPlace>> checkFixed(Invocation &run, const FixResult &fixed) {
  auto files = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(run.env.files);
  auto texts = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  if (auto directory = run.env.files->getCurrentWorkingDirectory())
    texts->setCurrentWorkingDirectory(*directory);
  for (const FixedFile &file : fixed.files)
    texts->addFile(file.file->getName(), 0,
                   llvm::MemoryBuffer::getMemBufferCopy(file.text, file.file->getName()));
  files->pushOverlay(texts);
  DriverEnv env = run.env;
  env.files = files;
  Invocation pass(env, run.compiler);
  pass.options = run.options.withoutRanges();
  for (const auto &entry : run.walked)
    pass.walked.insert(entry.getKey());
  // FILEs are read by their names, whatever file system there is; imports through it.
  for (const FixedFile &file : fixed.files)
    pass.contents[file.file->getName()] =
        llvm::MemoryBuffer::getMemBufferCopy(file.text, file.file->getName());
  applyWarningOptions(pass.options, pass.diags);
  CompileState state(pass.options);
  std::optional<CompileRequest> request = prepareCompile(pass, state);
  if (!request)
    return std::nullopt;
  compileWorlds(pass, *request);
  return listErrors(pass.diags.takeSorted(), pass.sources);
}

/// Checks once and applies fix-its to the FILEs. Gives the number of diagnostics that were fixed;
/// nothing when a file could not be written, which `run` reports.
static std::optional<unsigned> fixOnce(Invocation &run) {
  Invocation pass(run.env, run.compiler);
  pass.options = run.options.withoutRanges();
  for (const auto &entry : run.walked)
    pass.walked.insert(entry.getKey());
  pass.flagsDiffer = run.flagsDiffer;
  applyWarningOptions(pass.options, pass.diags);
  CompileState state(pass.options);
  std::optional<CompileRequest> request = prepareCompile(pass, state);
  if (!request)
    return 0; // the check that follows says why
  compileWorlds(pass, *request);
  FixResult fixed = applySafeFixits(
      pass.diags.takeSorted(), pass.sources,
      [&](const SourceFile &file) { return llvm::is_contained(request->files, &file); },
      [&](const FixResult &result) { return checkFixed(run, result); });
  OutputFiles output;
  for (const SourceFile *file : request->files)
    output.consider(file->getName());
  for (FixedFile &file : fixed.files)
    output.replace(*file.file, std::move(file.text));
  if (!output.write(run))
    return std::nullopt;
  return fixed.applied;
}

/// Applies fix-its until there are none: those that collided with others, and those of mistakes
/// that came to light. False when a file could not be written.
static bool fix(Invocation &run) {
  // Fix-its that undo each other must end, too.
  constexpr unsigned maxPasses = 10;
  unsigned total = 0;
  for (unsigned pass = 0; pass < maxPasses; ++pass) {
    std::optional<unsigned> applied = fixOnce(run);
    if (!applied)
      return false;
    if (*applied == 0)
      break;
    total += *applied;
  }
  bool isText = run.options.get(Option::DiagnosticsFormat, "text") == "text";
  if (total && isText)
    run.env.err << "stashc: " << total << (total == 1 ? " mistake" : " mistakes") << " fixed\n";
  return true;
}

int driver::runCheck(Invocation &run) {
  if (run.options.has(Option::Fix) && !run.options.arguments.empty()) {
    if (llvm::is_contained(run.options.arguments, "-")) {
      run.reportUsage(diag::WrongArguments, "--fix", "cannot change standard input");
      return run.finish(/*toOutput=*/true);
    }
    if (!fix(run))
      return run.finish(/*toOutput=*/true);
  }
  CompileState state(run.options);
  // A list of files of which none is Stash's is no mistake.
  bool isEmpty = run.options.arguments.empty() && run.hasLists;
  if (std::optional<CompileRequest> request = isEmpty ? std::nullopt : prepareCompile(run, state))
    compileWorlds(run, *request);
  bool isUsageWrong = run.isUsageWrong();
  std::vector<Diagnostic> diagnostics = run.diags.takeSorted();
  dropRepetitions(run.sources, diagnostics);
  // Of files that nobody chose one by one not each has every input.
  if (!run.walked.empty())
    llvm::erase_if(diagnostics, [](const Diagnostic &diagnostic) {
      return diagnostic.id == diag::UnknownInput && !diagnostic.range.isValid() &&
             diagnostic.notes.empty();
    });
  if (!isUsageWrong)
    applyBaseline(run, Fingerprints(run.sources, run.programs), diagnostics);
  llvm::append_range(diagnostics, run.diags.takeSorted()); // of the baseline itself
  int status = run.finish(std::move(diagnostics), /*toOutput=*/true);
  if (run.options.has(Option::Verbose) && !isUsageWrong)
    printLeftOut(run);
  return status;
}
