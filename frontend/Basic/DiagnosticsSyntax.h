//===- DiagnosticsSyntax.h - ST10xx: characters and syntax ------*- C++ -*-===//

#ifndef STASHC_FRONTEND_BASIC_DIAGNOSTICSSYNTAX_H
#define STASHC_FRONTEND_BASIC_DIAGNOSTICSSYNTAX_H

#include "frontend/Basic/Diagnostic.h"

namespace stash::diag {
#define DIAG(CODE, ID, LEVEL, FLAG, PITFALL, MESSAGE) inline constexpr Id ID = makeId(CODE);
#include "frontend/Basic/DiagnosticsSyntax.def"
#undef DIAG
} // namespace stash::diag

#endif // STASHC_FRONTEND_BASIC_DIAGNOSTICSSYNTAX_H
