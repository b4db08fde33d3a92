//===- ParserInput.h - tokens as the generated parser wants them *- C++ -*-===//
//
// Shared by the two files that see ANTLR: the parser's driver and the AST builder.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_PARSE_PARSERINPUT_H
#define STASHC_FRONTEND_PARSE_PARSERINPUT_H

#include "frontend/Ast/Ast.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Parse/Token.h"

#include "antlr4-runtime.h"

namespace stash {

/// A significant token. Those that the bracket matcher adds have an empty range.
class ParserToken final : public antlr4::Token {
public:
  ParserToken(TokenKind kind, TokenKind shape, SourceRange range, uint32_t index,
              uint32_t bufferIndex)
      : kind(kind), shape(shape), range(range), index(index), bufferIndex(bufferIndex) {}

  TokenKind kind, shape;
  SourceRange range;
  uint32_t index;       ///< among the parser's tokens
  uint32_t bufferIndex; ///< in TokenBuffer::tokens, of the token itself or of the one after it
  uint32_t depth = 0;   ///< open brackets before it

  std::string getText() const override { return {}; }
  size_t getType() const override {
    return kind == TokenKind::END_OF_FILE ? antlr4::Token::EOF : static_cast<size_t>(kind);
  }
  size_t getLine() const override { return 0; }
  size_t getCharPositionInLine() const override { return 0; }
  size_t getChannel() const override { return 0; }
  size_t getTokenIndex() const override { return index; }
  size_t getStartIndex() const override { return range.begin; }
  size_t getStopIndex() const override { return range.end; }
  antlr4::TokenSource *getTokenSource() const override { return nullptr; }
  antlr4::CharStream *getInputStream() const override { return nullptr; }
  std::string toString() const override { return {}; }
};

/// The tokens of a file with balanced brackets.
struct ParserInput {
  const TokenBuffer &buffer;
  std::vector<ParserToken> tokens;
  std::vector<uint32_t> unclosed;   ///< opening brackets without an end
  std::vector<SourceRange> guessed; ///< where brackets do not match, reported or not
  bool isCut = false; ///< a text block or comment has no end, and swallowed what should follow

  llvm::StringRef getText(const ParserToken &token) const {
    const SourceFile &file = *buffer.file;
    return file.getText().slice(token.range.begin - file.getBase(),
                                token.range.end - file.getBase());
  }
  /// Whether a line ends between a token and the one before it.
  bool beginsLine(uint32_t index) const;

  /// Bytes between the beginning of its line and a token.
  uint32_t columnOf(SourceRange token) const;

  /// Whether a missing separator is to be reported at a token: once a line, as what follows on it
  /// is rarely what it looks like.
  bool takeMissingSeparator(uint32_t index);
  std::optional<uint32_t> lastSeparator; ///< the token before which one was missing last
};

/// `'text'` of a token, or what it is where there is no text.
std::string describe(const ParserInput &input, const ParserToken &token);

/// Balances the brackets of a file: reports those that are not closed or close nothing, adds the
/// closing ones that are missing and leaves out the others.
ParserInput balance(const TokenBuffer &buffer, DiagnosticEngine &diags);

} // namespace stash

#endif // STASHC_FRONTEND_PARSE_PARSERINPUT_H
