//===- Glob.h - patterns for paths ------------------------------*- C++ -*-===//
//
// The patterns of .gitignore and of --exclude: `*` and `?` stop at a `/`, `**` between slashes does
// not, `[a-z]` and `[!a-z]` are classes, and `\` takes the next character as it is.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_FILES_GLOB_H
#define STASHC_TOOLS_DRIVER_FILES_GLOB_H

#include "llvm/ADT/StringRef.h"

namespace stash::driver {

/// Whether a pattern fits a path as a whole. Both are separated by `/`.
bool matchesGlob(llvm::StringRef pattern, llvm::StringRef path);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_FILES_GLOB_H
