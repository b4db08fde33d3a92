//===- DiagnosticsSema.h - ST20xx to ST40xx: names, values, templates *- C++ -*-===//

#ifndef STASHC_FRONTEND_BASIC_DIAGNOSTICSSEMA_H
#define STASHC_FRONTEND_BASIC_DIAGNOSTICSSEMA_H

#include "frontend/Basic/Diagnostic.h"

namespace stash::diag {
#define DIAG(CODE, ID, LEVEL, FLAG, PITFALL, MESSAGE) inline constexpr Id ID = makeId(CODE);
#include "frontend/Basic/DiagnosticsSema.def"
#undef DIAG
} // namespace stash::diag

#endif // STASHC_FRONTEND_BASIC_DIAGNOSTICSSEMA_H
