//===- Parser.h - tokens to AST ---------------------------------*- C++ -*-===//
//
// Parses a file item by item with the parser that ANTLR makes from grammar/StashParser.g4. ANTLR's
// parse tree of an item lives only until its AST is built, and no header shows it.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_PARSE_PARSER_H
#define STASHC_FRONTEND_PARSE_PARSER_H

#include "frontend/Ast/Ast.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Parse/Token.h"

namespace stash {

/// Parses the tokens of a file. Mistakes are reported; each costs no more than the innermost item
/// that it stands in, which becomes an ErrorItem.
ast::Module parse(const TokenBuffer &tokens, ast::Context &ctx, DiagnosticEngine &diags);

} // namespace stash

#endif // STASHC_FRONTEND_PARSE_PARSER_H
