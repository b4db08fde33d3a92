//===- Fixits.h - repairing sources -----------------------------*- C++ -*-===//

#ifndef STASHC_TOOLS_DRIVER_FIXITS_H
#define STASHC_TOOLS_DRIVER_FIXITS_H

#include "frontend/Basic/Diagnostic.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace stash::driver {

struct FixedFile {
  const SourceFile *file;
  std::string text;
  std::vector<Fixit> edits; ///< that made the text, in order
};

struct FixResult {
  std::vector<FixedFile> files; ///< those that change, in the order of the sources
  unsigned applied = 0;         ///< diagnostics whose fix-its are in
  unsigned skipped = 0;         ///< those that collide with an earlier one, or change other files
};

/// Applies the fix-its of diagnostics, those of one all or not at all, to files that `mayChange`
/// allows. Of two that touch the same text the first wins; equal ones count as one.
FixResult applyFixits(llvm::ArrayRef<Diagnostic> diagnostics, const SourceManager &sources,
                      llvm::function_ref<bool(const SourceFile &)> mayChange);

/// An error of files with new texts.
struct ErrorPlace {
  std::string file; ///< as its SourceFile is called
  unsigned line;    ///< from 0
  diag::Id id;
  std::string message;
};
/// Checks the files with the new texts; nothing when that cannot be done.
using Recheck = llvm::function_ref<std::optional<std::vector<ErrorPlace>>(const FixResult &)>;

/// The errors among diagnostics.
std::vector<ErrorPlace> listErrors(llvm::ArrayRef<Diagnostic> diagnostics,
                                   const SourceManager &sources);

/// Applies fix-its as `applyFixits` does, but for those that lead to another error on their line: a
/// repair makes the program right, or is none.
FixResult applySafeFixits(llvm::ArrayRef<Diagnostic> diagnostics, const SourceManager &sources,
                          llvm::function_ref<bool(const SourceFile &)> mayChange, Recheck recheck);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_FIXITS_H
