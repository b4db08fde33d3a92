//===- Brackets.h - brackets that are not closed ----------------*- C++ -*-===//

#ifndef STASHC_FRONTEND_PARSE_BRACKETS_H
#define STASHC_FRONTEND_PARSE_BRACKETS_H

#include "frontend/Parse/Token.h"

namespace stash {

inline bool isOpening(TokenKind shape) {
  return shape == TokenKind::LBRACE || shape == TokenKind::LBRACKET || shape == TokenKind::LPAREN;
}
inline bool isClosing(TokenKind shape) {
  return shape == TokenKind::RBRACE || shape == TokenKind::RBRACKET || shape == TokenKind::RPAREN;
}
inline TokenKind closingOf(TokenKind opening) {
  return opening == TokenKind::LBRACE     ? TokenKind::RBRACE
         : opening == TokenKind::LBRACKET ? TokenKind::RBRACKET
                                          : TokenKind::RPAREN;
}

/// In a file whose brackets do not match, finds by the layout which ones are wrong, and fills the
/// buffer's lists of them. An item that begins a line does not stand deeper than the line on which
/// a bracket was opened, and the closing bracket of several lines begins its line, below the one
/// that it closes. Brackets that are open at the end of the file are in no list.
void matchByLayout(TokenBuffer &buffer);

} // namespace stash

#endif // STASHC_FRONTEND_PARSE_BRACKETS_H
