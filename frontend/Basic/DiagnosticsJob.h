//===- DiagnosticsJob.h - ST60xx: invokers, repositories, Jobs --*- C++ -*-===//

#ifndef STASHC_FRONTEND_BASIC_DIAGNOSTICSJOB_H
#define STASHC_FRONTEND_BASIC_DIAGNOSTICSJOB_H

#include "frontend/Basic/Diagnostic.h"

namespace stash::diag {
#define DIAG(CODE, ID, LEVEL, FLAG, PITFALL, MESSAGE) inline constexpr Id ID = makeId(CODE);
#include "frontend/Basic/DiagnosticsJob.def"
#undef DIAG
} // namespace stash::diag

#endif // STASHC_FRONTEND_BASIC_DIAGNOSTICSJOB_H
