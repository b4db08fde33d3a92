//===- DiagnosticsDriver.h - ST00xx: the command line and files -*- C++ -*-===//

#ifndef STASHC_FRONTEND_BASIC_DIAGNOSTICSDRIVER_H
#define STASHC_FRONTEND_BASIC_DIAGNOSTICSDRIVER_H

#include "frontend/Basic/Diagnostic.h"

namespace stash::diag {
#define DIAG(CODE, ID, LEVEL, FLAG, PITFALL, MESSAGE) inline constexpr Id ID = makeId(CODE);
#include "frontend/Basic/DiagnosticsDriver.def"
#undef DIAG
} // namespace stash::diag

#endif // STASHC_FRONTEND_BASIC_DIAGNOSTICSDRIVER_H
