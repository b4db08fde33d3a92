//===- Driver.h - stashc as a function --------------------------*- C++ -*-===//
//
// Command line in, exit status out; everything else goes through the DriverEnv.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_DRIVER_H
#define STASHC_TOOLS_DRIVER_DRIVER_H

#include "tools/driver/CompilerSeam.h"
#include "tools/driver/DriverEnv.h"

namespace stash::driver {

/// Runs stashc. `arguments` are without the program's name. Returns the exit status: 0, 1
/// or 2.
int runDriver(llvm::ArrayRef<llvm::StringRef> arguments, DriverEnv &env, Compiler &compiler);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_DRIVER_H
