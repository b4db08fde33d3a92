//===- Formatter.h - the one layout of .stash files -------------*- C++ -*-===//
//
// Text in, text out (docs/formatting.md). Layout is a matter of tokens: every token and comment of
// the source is printed once, in order, and only what lies between them changes: white space, and
// the commas that a line break replaces or that end a broken bracket. The AST says where entries
// begin and where mistakes are. Nothing is read, written or kept.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_FORMAT_FORMATTER_H
#define STASHC_TOOLS_FORMAT_FORMATTER_H

#include "frontend/Ast/Ast.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Parse/Token.h"

#include <string>
#include <vector>

namespace stash::format {

/// No line is longer if there is a place to break it. In code points.
constexpr unsigned maxColumns = 100;

/// A replacement of bytes of the source, half-open, counted from the beginning of the file.
struct TextEdit {
  uint32_t begin;
  uint32_t end;
  std::string replacement;
  bool operator==(const TextEdit &) const = default;
};

struct Result {
  std::string text;
  /// What turns the source into `text`, in order, without overlaps, as small as the tokens allow.
  std::vector<TextEdit> edits;
  /// Whether the layout was dropped because it did not have the tokens of the source. It never
  /// should be: tests fail on it, and users keep what they have.
  bool isGivenUp = false;
};

/// Formats a file. Its mistakes are reported; the declaration of each, from the top of the file,
/// stays as it is. So does a file that cannot be read as tokens at all, and one whose mistakes
/// would be others in another layout.
Result format(const SourceFile &file, DiagnosticEngine &diags);

/// Formats what has been parsed already. `diags` holds what lexer and parser reported.
Result format(const TokenBuffer &tokens, const ast::Module &module, const DiagnosticEngine &diags);

/// The edits that concern a range of bytes: those of the items in it. Imports are not sorted.
std::vector<TextEdit> formatRange(const TokenBuffer &tokens, const ast::Module &module,
                                  const DiagnosticEngine &diags, uint32_t begin, uint32_t end);

/// The edits of the innermost item at an offset, for formatting while one types.
std::vector<TextEdit> formatItemAt(const TokenBuffer &tokens, const ast::Module &module,
                                   const DiagnosticEngine &diags, uint32_t offset);

} // namespace stash::format

#endif // STASHC_TOOLS_FORMAT_FORMATTER_H
