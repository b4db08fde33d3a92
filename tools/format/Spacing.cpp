#include "tools/format/Spacing.h"

#include <algorithm>

using namespace stash;
using enum TokenKind;

unsigned format::getWidth(llvm::StringRef text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

unsigned format::countBreaks(llvm::StringRef whitespace) {
  size_t count = whitespace.count('\n');
  if (count == 0 && whitespace.contains('\r'))
    return 1;
  return std::min<size_t>(count, 2);
}

bool format::needsBlank(const Token &before, const Token &token) {
  if (token.isComment() || before.isComment())
    return true;
  if (before.kind == ELLIPSIS || before.kind == NOT)
    return false;
  return token.kind != COMMA && token.kind != COLON && token.kind != QUESTION && token.kind != CALL;
}

bool format::isBodyAfter(const Token &before) {
  switch (before.kind) {
  case COLON:
  case EQUAL:
  case EQUAL_EQUAL:
  case NOT_EQUAL:
  case NOT:
  case AND:
  case OR:
  case COALESCE:
  case ELLIPSIS:
  case IN:
  case IF:
  case ELSE_IF:
  case AT:
  case SUBPATH:
  case MOUNT:
    return false;
  default:
    return true;
  }
}

bool format::isOpening(const Token &token) {
  return token.shape == LBRACE || token.shape == LBRACKET || token.shape == LPAREN;
}

bool format::isClosing(const Token &token) {
  return token.shape == RBRACE || token.shape == RBRACKET || token.shape == RPAREN;
}
