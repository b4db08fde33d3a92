//===- Literal.h - what strings and numbers say -----------------*- C++ -*-===//
//
// Decodes string tokens and parses the template in them; checks the form of numbers.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_PARSE_LITERAL_H
#define STASHC_FRONTEND_PARSE_LITERAL_H

#include "frontend/Ast/Ast.h"
#include "frontend/Basic/Diagnostic.h"

namespace stash {

/// Reads a string token or, if `isBlock`, a text block, quotes included. Wrong escapes and wrong
/// `${…}` are reported; the text is then what could be read, as a literal.
const ast::StringExpr *readString(llvm::StringRef token, SourceRange range, bool isBlock,
                                  ast::Context &ctx, DiagnosticEngine &diags);

/// Reports a number token that is no integer, decimal, quantity or duration. `field` is whose value
/// it is; empty when that is not known.
bool checkNumber(llvm::StringRef token, llvm::StringRef field, SourceRange range,
                 DiagnosticEngine &diags);

/// What a number's text is in JSON's form: `0o644` gives `420`. Nothing for quantities, durations
/// and anything else that JSON has no number for.
std::optional<std::string> toJsonNumber(llvm::StringRef text);

} // namespace stash

#endif // STASHC_FRONTEND_PARSE_LITERAL_H
