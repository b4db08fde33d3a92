//===- TokenRoles.h - which word is a keyword -------------------*- C++ -*-===//
//
// Words are keywords only in their places (docs/language.md), so that every Kubernetes field name
// stays usable. This pass looks at a word's neighbours and gives it its role; the grammar then
// needs one token of lookahead. It is the only place that knows where a keyword may stand.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_PARSE_TOKENROLES_H
#define STASHC_FRONTEND_PARSE_TOKENROLES_H

#include "frontend/Parse/Token.h"

namespace stash {

/// Sets the `kind` of every significant token of `buffer`.
void assignTokenRoles(TokenBuffer &buffer);

} // namespace stash

#endif // STASHC_FRONTEND_PARSE_TOKENROLES_H
