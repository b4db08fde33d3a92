//===- Compilation.h - sources in, resolved program out ---------*- C++ -*-===//
//
// Runs the front of the compiler: loads files and imports, parses, declares, evaluates and checks.
// Value in, value out: nothing is read but through the file system that is given, and diagnostics
// are all that goes aside.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_COMPILATION_H
#define STASHC_SEMA_COMPILATION_H

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/Diagnostic.h"
#include "sema/Analysis/Declarations.h"
#include "sema/Program/Program.h"

#include "llvm/Support/VirtualFileSystem.h"

namespace stash::sema {

struct CompilationOptions {
  std::vector<std::string> importDirs;
  std::vector<Define> defines;
  /// Inputs without a value are an error; under `check` they are unknown values instead.
  bool inputsRequired = true;
  /// What the operator would not take of a manifest that is a root is a warning: nothing is built
  /// of it. Under `check`.
  bool judgesManifests = false;
  /// Fills Program::occurrences.
  bool recordOccurrences = false;
  /// That parse roots.
  unsigned threads = 1;
};

class Compilation {
public:
  /// `diags` must have been made with `program.sources`.
  Compilation(Program &program, DiagnosticEngine &diags, Budget &budget, llvm::vfs::FileSystem &fs,
              CompilationOptions options)
      : program(program), diags(diags), budget(budget), fs(fs), options(std::move(options)) {}

  /// Fills the program. Mistakes are in `diags`; the program is then as complete as it could be.
  void run(llvm::ArrayRef<const SourceFile *> roots);

  /// Files that imports looked for and did not find.
  const std::vector<std::string> &getMissing() const { return missing; }

private:
  Program &program;
  DiagnosticEngine &diags;
  Budget &budget;
  llvm::vfs::FileSystem &fs;
  CompilationOptions options;
  std::vector<std::string> missing;
};

} // namespace stash::sema

#endif // STASHC_SEMA_COMPILATION_H
