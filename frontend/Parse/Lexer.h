//===- Lexer.h - bytes to tokens --------------------------------*- C++ -*-===//
//
// Runs the automaton of grammar/StashLexer.g4, then decides the roles of words (TokenRoles.h).
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_PARSE_LEXER_H
#define STASHC_FRONTEND_PARSE_LEXER_H

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Parse/Token.h"

namespace stash {

/// The tokens of a file. Reports what is no token: unknown characters, strings and comments that do
/// not end, text that is not UTF-8, brackets nested beyond Budget::maxDepth; for the last two, and
/// for binary files, nothing but the end of the file is returned.
TokenBuffer lex(const SourceFile &file, DiagnosticEngine &diags);

} // namespace stash

#endif // STASHC_FRONTEND_PARSE_LEXER_H
