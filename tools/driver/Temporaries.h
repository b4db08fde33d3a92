//===- Temporaries.h - files that must not be left behind -------*- C++ -*-===//
//
// New contents wait in `TARGET.stashc-HOST-PROCESS-RANDOM.tmp` beside their target. Who reads such
// a name knows whether its maker still lives: what a run that was killed left is deleted by the
// next one, and a signal deletes all that there are.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_TEMPORARIES_H
#define STASHC_TOOLS_DRIVER_TEMPORARIES_H

#include "llvm/ADT/StringRef.h"

#include <atomic>
#include <string>
#include <system_error>

namespace stash::driver {

/// A file that a signal deletes. These are never freed: a signal may come at any time.
struct Temporary {
  std::string path;
  std::atomic<bool> isThere = true;
  Temporary *next = nullptr;
};

/// Makes an empty file beside `target`, open as `descriptor`. Null, with `error` set, when that
/// fails.
Temporary *makeTemporary(llvm::StringRef target, int &descriptor, std::error_code &error);

/// Deletes the temporary files in a directory whose makers have ended.
void removeStaleTemporaries(llvm::StringRef directory);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_TEMPORARIES_H
