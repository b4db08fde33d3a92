#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/Fixits.h"
#include "tools/driver/Output.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::driver;

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
  applyWarningOptions(pass.options, pass.diags);
  CompileState state;
  std::optional<CompileRequest> request = prepareCompile(pass, state);
  if (!request)
    return std::nullopt;
  run.compiler->compile(*request);
  return listErrors(pass.diags.takeSorted(), pass.sources);
}

/// Checks once and applies fix-its to the FILEs. Gives the number of diagnostics that were fixed;
/// nothing when a file could not be written, which `run` reports.
static std::optional<unsigned> fixOnce(Invocation &run) {
  Invocation pass(run.env, run.compiler);
  pass.options = run.options.withoutRanges();
  applyWarningOptions(pass.options, pass.diags);
  CompileState state;
  std::optional<CompileRequest> request = prepareCompile(pass, state);
  if (!request)
    return 0; // the check that follows says why
  run.compiler->compile(*request);
  FixResult fixed = applySafeFixits(
      pass.diags.takeSorted(), pass.sources,
      [&](const SourceFile &file) { return llvm::is_contained(request->files, &file); },
      [&](const FixResult &result) { return checkFixed(run, result); });
  OutputFiles output;
  for (FixedFile &file : fixed.files)
    output.add(file.file->getName().str(), std::move(file.text));
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
  if (run.options.has(Option::Fix)) {
    if (llvm::is_contained(run.options.arguments, "-")) {
      run.reportUsage(diag::WrongArguments, "--fix", "cannot change standard input");
      return run.finish(/*toOutput=*/true);
    }
    if (run.compiler && !fix(run))
      return run.finish(/*toOutput=*/true);
  }
  CompileState state;
  if (std::optional<CompileRequest> request = prepareCompile(run, state))
    run.compiler->compile(*request);
  return run.finish(/*toOutput=*/true);
}
