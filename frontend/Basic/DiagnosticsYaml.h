//===- DiagnosticsYaml.h - ST70xx: YAML input -------------------*- C++ -*-===//

#ifndef STASHC_FRONTEND_BASIC_DIAGNOSTICSYAML_H
#define STASHC_FRONTEND_BASIC_DIAGNOSTICSYAML_H

#include "frontend/Basic/Diagnostic.h"

namespace stash::diag {
#define DIAG(CODE, ID, LEVEL, FLAG, PITFALL, MESSAGE) inline constexpr Id ID = makeId(CODE);
#include "frontend/Basic/DiagnosticsYaml.def"
#undef DIAG
} // namespace stash::diag

#endif // STASHC_FRONTEND_BASIC_DIAGNOSTICSYAML_H
