//===- Token.h - the tokens of a source file --------------------*- C++ -*-===//
//
// All tokens of a file in order, comments and white space among them: what the parser reads, what
// the formatter lays out, what the editor colours. The kinds are those of grammar/StashLexer.g4.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_PARSE_TOKEN_H
#define STASHC_FRONTEND_PARSE_TOKEN_H

#include "frontend/Basic/SourceManager.h"

#include <vector>

namespace stash {

enum class TokenKind : uint8_t {
  END_OF_FILE = 0,
#define STASH_TOKEN(NAME, NUMBER) NAME = NUMBER,
#include "grammar/generated/StashTokenKinds.inc"
#undef STASH_TOKEN
};

struct Token {
  TokenKind kind;  ///< the role that it plays: KEY, a keyword, …
  TokenKind shape; ///< what it is made of: NAME, STRING, NUMBER, …
  SourceRange range;

  bool isTrivia() const {
    return shape == TokenKind::WHITESPACE || isComment() || shape == TokenKind::OTHER;
  }
  bool isComment() const {
    return shape == TokenKind::LINE_COMMENT || shape == TokenKind::DOC_COMMENT ||
           shape == TokenKind::BLOCK_COMMENT;
  }
};

/// The tokens of one file. The last one is END_OF_FILE, an empty range at its end.
struct TokenBuffer {
  const SourceFile *file = nullptr;
  std::vector<Token> tokens;
  std::vector<uint32_t> significant; ///< indexes of those the parser sees
  /// Among the significant ones, those before which a bracket ends that is not closed, and those
  /// that close nothing, as `matchByLayout` finds them.
  std::vector<uint32_t> unclosedBefore, stray;

  const Token &getSignificant(size_t i) const { return tokens[significant[i]]; }
  llvm::StringRef getText(const Token &token) const {
    return file->getText().slice(token.range.begin - file->getBase(),
                                 token.range.end - file->getBase());
  }
};

} // namespace stash

#endif // STASHC_FRONTEND_PARSE_TOKEN_H
