//===- Depfile.h - what the output depends on -------------------*- C++ -*-===//

#ifndef STASHC_TOOLS_DRIVER_DEPFILE_H
#define STASHC_TOOLS_DRIVER_DEPFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace stash::driver {

/// A rule `target: dependencies` as Make and Ninja read it, names escaped, in the order given.
/// With `phony` also an empty rule for each dependency from `firstPhony` on.
std::string makeDepfile(llvm::StringRef target, llvm::ArrayRef<std::string> dependencies,
                        bool phony, size_t firstPhony);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_DEPFILE_H
