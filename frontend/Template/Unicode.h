//===- Unicode.h - what Stash's substitution asks of Unicode ----*- C++ -*-===//
//
// Decoding, the characters of names, and simple (one to one) case mapping, independent of any
// locale. Tables are constants; nothing is allocated.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_TEMPLATE_UNICODE_H
#define STASHC_FRONTEND_TEMPLATE_UNICODE_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>

namespace stash {

/// A character and the bytes that it takes. A byte that begins no valid character of UTF-8 is
/// U+FFFD of one byte; nothing is at the end of the text.
struct DecodedCharacter {
  char32_t character = 0xFFFD;
  unsigned size = 0;
};
DecodedCharacter decodeCharacter(llvm::StringRef text);

/// Appends a character as UTF-8.
void appendCharacter(std::string &out, char32_t character);

/// Whether a character may stand in the name of a variable: letters (category L), decimal digits
/// (Nd) and `_` (spec §2.2).
bool isVariableCharacter(char32_t character);

/// The simple case mapping of a character.
char32_t toLowerCase(char32_t character);
char32_t toUpperCase(char32_t character);

} // namespace stash

#endif // STASHC_FRONTEND_TEMPLATE_UNICODE_H
