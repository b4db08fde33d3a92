//===- Invocation.h - one run of stashc -------------------------*- C++ -*-===//
//
// What every verb works with: the world, what was asked for, the sources read so far and what was
// found wrong with them. A verb reports, and ends with finish(), which shows the diagnostics in the
// form that was asked for and gives the exit status.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_INVOCATION_H
#define STASHC_TOOLS_DRIVER_INVOCATION_H

#include "frontend/Basic/Diagnostic.h"
#include "tools/driver/CompilerSeam.h"
#include "tools/driver/DriverEnv.h"
#include "tools/driver/Options.h"
#include "tools/driver/Render/Render.h"

#include "llvm/ADT/StringSet.h"

namespace stash::driver {

/// What a shell or a build system is told.
enum ExitStatus : int {
  Done = 0,
  SourceWrong = 1, ///< or a difference was found where one was looked for
  UsageWrong = 2,  ///< bad flags, a FILE that cannot be opened, output that cannot be written
};

class Invocation {
public:
  Invocation(DriverEnv &env, Compiler &compiler) : env(env), compiler(compiler), diags(sources) {}
  Invocation(const Invocation &) = delete;

  DriverEnv &env;
  /// Null in a build without one.
  Compiler &compiler;
  Options options;
  SourceManager sources;
  DiagnosticEngine diags;

  /// Names that stood in lists, and whether there were any lists.
  llvm::StringSet<> listed;
  bool hasLists = false;
  /// What was found in directories and lists of the command line.
  llvm::StringSet<> walked;
  /// The text of files that were read to see what they are.
  llvm::StringMap<std::unique_ptr<llvm::MemoryBuffer>> contents;
  /// What the sources mean, as far as it was compiled.
  std::vector<const sema::Program *> programs;
  /// Whether the flags files of `walked` disagree: each then holds for its own sources.
  bool flagsDiffer = false;
  size_t otherFiles = 0;    ///< manifests that have nothing to do with Stash
  size_t helmTemplates = 0; ///< which are no manifests yet

  /// Reads a FILE of the command line; "-" is standard input. Null when it cannot be read: that is
  /// reported, and the run ends with UsageWrong.
  const SourceFile *readFile(llvm::StringRef name) { return readFile(name, /*mayBeStream=*/true); }
  /// Reads a file that an option names, which must be a regular one.
  const SourceFile *readSettingsFile(llvm::StringRef name) {
    return readFile(name, /*mayBeStream=*/false);
  }
  /// Reads all FILEs; empty when there are none or one cannot be read, which is reported.
  std::vector<const SourceFile *> readFiles();

  /// Reports a mistake of usage, which makes finish() give UsageWrong.
  template <typename... Args> DiagnosticEngine::Builder reportUsage(diag::Id id, Args &&...args) {
    usageWrong = true;
    return diags.report(id, {}, std::forward<Args>(args)...);
  }

  bool isUsageWrong() const { return usageWrong; }

  /// Shows all diagnostics and gives the exit status. `toOutput`: JSON and SARIF go to standard
  /// output, and are written even when there is nothing to say.
  int finish(bool toOutput = false);
  /// As finish(), for diagnostics that were taken from the engine and changed.
  int finish(std::vector<Diagnostic> diagnostics, bool toOutput);

private:
  const SourceFile *readFile(llvm::StringRef name, bool mayBeStream);

  bool usageWrong = false;
};

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_INVOCATION_H
