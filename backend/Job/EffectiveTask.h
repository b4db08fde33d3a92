//===- EffectiveTask.h - which Task runs, with which parameters -*- C++ -*-===//
//
// Merges what an invoker says with the add-on information of an AppBinding target, defects
// included (spec §1.13).
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_EFFECTIVETASK_H
#define STASHC_BACKEND_JOB_EFFECTIVETASK_H

#include "backend/Job/Cluster.h"
#include "backend/Job/Variables.h"

#include <optional>

namespace stash {

struct EffectiveTask {
  llvm::StringRef name; ///< empty when nobody names one
  Origin nameOrigin;
  VariableSet params; ///< of one name the last counts
};

/// The Task and parameters of a member of `invoker`. Nothing, with the mistake reported, where the
/// operator fails; `mayLackAppBinding` is that of ResolveRequest. Warns where the operator mixes up
/// the AppBinding's parameters (P03).
std::optional<EffectiveTask> findEffectiveTask(const Invoker &invoker, const InvokerMember &member,
                                               const Cluster &cluster, DiagnosticEngine &diags,
                                               bool mayLackAppBinding = false);

} // namespace stash

#endif // STASHC_BACKEND_JOB_EFFECTIVETASK_H
