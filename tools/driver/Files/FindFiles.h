//===- FindFiles.h - directories and lists as FILEs -------------*- C++ -*-===//
//
// What stands on the command line instead of a FILE: a directory means the files below it, in
// order, less what git ignores and --exclude names; `@LIST` means the names in a file.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_FILES_FINDFILES_H
#define STASHC_TOOLS_DRIVER_FILES_FINDFILES_H

#include "tools/driver/Invocation.h"

namespace stash::driver {

/// The files of a directory and of those below it whose names `isWanted` takes, by path. Hidden
/// directories, `node_modules`, what git ignores and what --exclude names are left out, and a link
/// to a directory is not followed. A directory that cannot be read is reported.
std::vector<std::string> findFiles(Invocation &run, llvm::StringRef directory,
                                   llvm::function_ref<bool(llvm::StringRef)> isWanted);

/// Puts the names that an `@LIST` holds in its place, one a line. Like the files of a directory
/// they were not chosen one by one: what of them is not Stash's is left out.
void expandLists(Invocation &run);

/// Puts the files of directories in their place, for verbs that take Stash's files: .stash sources
/// and, unless only those are wanted, manifests that may have to do with Stash. A directory without
/// any is reported.
void expandDirectories(Invocation &run);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_FILES_FINDFILES_H
