//===- Rbac.h - what a Job may do -------------------------------*- C++ -*-===//
//
// The ServiceAccount, roles and bindings that the operator creates before a Job (spec §5.4, §5.5).
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_RBAC_H
#define STASHC_BACKEND_JOB_RBAC_H

#include "backend/Job/Variables.h"

#include <vector>

namespace stash {

/// Appends the objects in the order of their creation, and returns the name of the ServiceAccount.
/// `podSettings` is the invoker's typed `runtimeSettings.pod`, or null; `policies` are the names of
/// pod security policies.
llvm::StringRef makeRbac(ValueArena &arena, const JobInput &input, const Value *podSettings,
                         Value *labels, llvm::ArrayRef<llvm::StringRef> policies,
                         std::vector<Value *> &objects);

} // namespace stash

#endif // STASHC_BACKEND_JOB_RBAC_H
