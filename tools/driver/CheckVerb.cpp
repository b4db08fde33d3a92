#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/Fixits.h"
#include "tools/driver/Output.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::driver;

/// Checks once and applies fix-its to the FILEs. Gives the number of diagnostics that were fixed;
/// nothing when a file could not be written, which `run` reports.
static std::optional<unsigned> fixOnce(Invocation &run) {
  Invocation pass(run.env, run.compiler);
  pass.options = run.options.withoutRanges();
  applyWarningOptions(pass.options, pass.diags);
  CompileState state(pass.options);
  std::optional<CompileRequest> request = prepareCompile(pass, state);
  if (!request)
    return 0; // the check that follows says why
  run.compiler->compile(*request);
  FixResult fixed = applyFixits(pass.diags.takeSorted(), pass.sources, [&](const SourceFile &file) {
    return llvm::is_contained(request->files, &file);
  });
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
  if (run.options.has(Option::Fix)) {
    if (llvm::is_contained(run.options.arguments, "-")) {
      run.reportUsage(diag::WrongArguments, "--fix", "cannot change standard input");
      return run.finish(/*toOutput=*/true);
    }
    if (run.compiler && !fix(run))
      return run.finish(/*toOutput=*/true);
  }
  CompileState state(run.options);
  if (std::optional<CompileRequest> request = prepareCompile(run, state))
    run.compiler->compile(*request);
  return run.finish(/*toOutput=*/true);
}
