//===- Builder.h - a project as pages ---------------------------*- C++ -*-===//

#ifndef STASHC_TOOLS_REFERENCE_BUILDER_H
#define STASHC_TOOLS_REFERENCE_BUILDER_H

#include "tools/reference/Page.h"
#include "tools/reference/Project.h"

namespace stash::reference {

/// What there is to say about a project's objects: signatures, variables, mounts, steps, and who
/// uses what. Every string is a copy.
Reference buildReference(const Project &project, llvm::StringRef title);

/// A Task's steps and the volumes that they mount.
Pipeline buildPipeline(const Project &project, const sema::Task &task);

} // namespace stash::reference

#endif // STASHC_TOOLS_REFERENCE_BUILDER_H
