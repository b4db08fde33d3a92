//===- Worlds.h - which files are applied together --------------*- C++ -*-===//
//
// A repository often holds an object more than once: in a base and an overlay, for each of several
// clusters, in programs of their own. Such files never meet in one cluster, and are not checked
// together. In goes a program of all files; out come groups of them in which no object is declared
// by two directories that are alternatives. What conflicts with nothing is in every group.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_FILES_WORLDS_H
#define STASHC_TOOLS_DRIVER_FILES_WORLDS_H

#include "sema/Program/Program.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringSet.h"

namespace stash::driver {

using World = std::vector<const SourceFile *>;

/// The groups of the program's FILEs; one when nothing conflicts. `walked` are those that were
/// found in directories: of these, .stash sources that conflict within one directory are programs
/// of their own, too. Sources with different flags files, which `findFlags` names, are never
/// together.
std::vector<World> findWorlds(const sema::Program &program, const llvm::StringSet<> &walked,
                              llvm::function_ref<std::string(llvm::StringRef)> findFlags);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_FILES_WORLDS_H
