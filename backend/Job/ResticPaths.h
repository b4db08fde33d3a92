//===- ResticPaths.h - paths and patterns as restic reads them --*- C++ -*-===//
//
// Plain text in, plain answers out: which paths lie in which directories, by components as a file
// system has them, and which patterns Go's path matching refuses.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_RESTICPATHS_H
#define STASHC_BACKEND_JOB_RESTICPATHS_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace stash {

/// A path without empty, `.` and `..` components, as Go's path.Clean makes it; `.` of an empty one.
std::string cleanPath(llvm::StringRef path);

/// Whether `path` is `directory` or lies in it: `/data/x` lies in `/data`, `/database` does not.
bool isWithin(llvm::StringRef path, llvm::StringRef directory);

/// Whether one of two paths lies in the other.
inline bool isOnOneLine(llvm::StringRef a, llvm::StringRef b) {
  return isWithin(a, b) || isWithin(b, a);
}

/// What Go's path matching refuses in a pattern of restic's, as a clause; nothing when it is right.
std::optional<std::string> findPatternFault(llvm::StringRef pattern);

/// Whether a pattern with a leading `/` can match anything in or above `directory`: by the
/// components before the first one with a wildcard.
bool mayMatchWithin(llvm::StringRef pattern, llvm::StringRef directory);

} // namespace stash

#endif // STASHC_BACKEND_JOB_RESTICPATHS_H
