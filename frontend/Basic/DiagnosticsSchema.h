//===- DiagnosticsSchema.h - ST50xx: fields ---------------------*- C++ -*-===//

#ifndef STASHC_FRONTEND_BASIC_DIAGNOSTICSSCHEMA_H
#define STASHC_FRONTEND_BASIC_DIAGNOSTICSSCHEMA_H

#include "frontend/Basic/Diagnostic.h"

namespace stash::diag {
#define DIAG(CODE, ID, LEVEL, FLAG, PITFALL, MESSAGE) inline constexpr Id ID = makeId(CODE);
#include "frontend/Basic/DiagnosticsSchema.def"
#undef DIAG
} // namespace stash::diag

#endif // STASHC_FRONTEND_BASIC_DIAGNOSTICSSCHEMA_H
