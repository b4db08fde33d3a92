//===- Judge.h - what becomes of invokers when they run ---------*- C++ -*-===//
//
// In go invokers and the cluster around them; each is resolved as the operator would, and the Jobs
// are checked as the API server would. Out come diagnostics of why there would be no Job, or why it
// would be refused, at the places of what the invoker was made of. Nothing else is kept.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_JUDGE_H
#define STASHC_BACKEND_JOB_JUDGE_H

#include "backend/Job/Cluster.h"
#include "frontend/Basic/Budget.h"

namespace stash {

/// Resolves all members of `invokers`. What may only be missing here, and what was said of a place
/// already, is not said. Where stashc builds them it is an error, else it shows later.
void judgeRuns(llvm::ArrayRef<const Value *> invokers, bool isBuild, const Cluster &cluster,
               const OperatorSettings &settings, Budget &budget, DiagnosticEngine &diags);

/// Checks a Job as the API server would; values without a place are reported at `otherwise`. An
/// owner's uid is the cluster's to give: what is asked is whether all else would be taken.
void checkJob(const Value &job, SourceRange otherwise, ValueArena &arena, DiagnosticEngine &diags,
              unsigned kubernetes);

/// Repeats in `diags`, as what comes to light at `stage`, the errors that were found, but for those
/// at places of which something was said already.
void repeatErrors(std::vector<Diagnostic> found, diag::Stage stage, DiagnosticEngine &diags);

} // namespace stash

#endif // STASHC_BACKEND_JOB_JUDGE_H
