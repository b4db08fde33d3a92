#include "frontend/Template/Unicode.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using namespace stash;

namespace {
struct CodePointRange {
  uint32_t first, last;
};
/// Every `stride`-th character of [first, last] is mapped to itself plus `delta`.
struct CaseRun {
  uint32_t first, last;
  uint8_t stride;
  int32_t delta;
};

#include "frontend/Template/UnicodeTables.inc"

/// The range or run that holds a character, or null.
template <typename T> const T *findRange(llvm::ArrayRef<T> table, uint32_t character) {
  const T *at = std::upper_bound(table.begin(), table.end(), character,
                                 [](uint32_t c, const T &range) { return c < range.first; });
  if (at == table.begin() || (at - 1)->last < character)
    return nullptr;
  return at - 1;
}

char32_t applyCase(llvm::ArrayRef<CaseRun> table, char32_t character) {
  const CaseRun *run = findRange(table, character);
  if (!run || (character - run->first) % run->stride != 0)
    return character;
  return character + run->delta;
}
} // namespace

DecodedCharacter stash::decodeCharacter(llvm::StringRef text) {
  if (text.empty())
    return {};
  auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  uint8_t first = byte(0);
  if (first < 0x80)
    return {first, 1};
  // The second byte's bounds shut out overlong forms, surrogates and what is beyond U+10FFFF.
  unsigned size;
  uint8_t low = 0x80, high = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) {
    size = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    size = 3;
    if (first == 0xE0)
      low = 0xA0;
    if (first == 0xED)
      high = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    size = 4;
    if (first == 0xF0)
      low = 0x90;
    if (first == 0xF4)
      high = 0x8F;
  } else {
    return {0xFFFD, 1};
  }
  if (text.size() < size || byte(1) < low || byte(1) > high)
    return {0xFFFD, 1};
  char32_t character = first & (0x7F >> size);
  for (unsigned i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80)
      return {0xFFFD, 1};
    character = character << 6 | (byte(i) & 0x3F);
  }
  return {character, size};
}

void stash::appendCharacter(std::string &out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

bool stash::isVariableCharacter(char32_t c) {
  if (c < 0x80)
    return llvm::isAlnum(static_cast<char>(c)) || c == '_';
  return findRange<CodePointRange>(nameRanges, c);
}

char32_t stash::toLowerCase(char32_t c) {
  if (c < 0x80)
    return llvm::toLower(static_cast<char>(c));
  return applyCase(lowerRuns, c);
}

char32_t stash::toUpperCase(char32_t c) {
  if (c < 0x80)
    return llvm::toUpper(static_cast<char>(c));
  return applyCase(upperRuns, c);
}
