//===- DiagnosticsImport.h - ST80xx: imported manifests -----------*- C++ -*-===//

#ifndef STASHC_FRONTEND_BASIC_DIAGNOSTICSIMPORT_H
#define STASHC_FRONTEND_BASIC_DIAGNOSTICSIMPORT_H

#include "frontend/Basic/Diagnostic.h"

namespace stash::diag {
#define DIAG(CODE, ID, LEVEL, FLAG, PITFALL, MESSAGE) inline constexpr Id ID = makeId(CODE);
#include "frontend/Basic/DiagnosticsImport.def"
#undef DIAG
} // namespace stash::diag

#endif // STASHC_FRONTEND_BASIC_DIAGNOSTICSIMPORT_H
