#include "backend/Writer/ScalarStyle.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

#include <array>

using namespace stash;

namespace {

/// What a byte asks of the style; most ask nothing.
enum class ByteClass : uint8_t { Ordinary = 0, Break, Tab, Colon, Hash, Quote, Control, Multibyte };

constexpr std::array<ByteClass, 256> byteClasses = [] {
  std::array<ByteClass, 256> classes{};
  for (unsigned c = 0; c < 0x20; ++c)
    classes[c] = ByteClass::Control;
  for (unsigned c = 0x80; c < 0x100; ++c)
    classes[c] = ByteClass::Multibyte;
  classes[0x7F] = ByteClass::Control;
  classes['\n'] = ByteClass::Break;
  classes['\t'] = ByteClass::Tab;
  classes[':'] = ByteClass::Colon;
  classes['#'] = ByteClass::Hash;
  classes['"'] = classes['\\'] = ByteClass::Quote;
  return classes;
}();

bool isBlankOrBreak(char c) { return c == ' ' || c == '\t' || c == '\n'; }

/// A code point that YAML 1.1 or 1.2 takes for a line end, for unprintable or for a byte order
/// mark.
bool mustBeEscaped(uint32_t code) {
  return (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 || code == 0xFEFF ||
         code == 0xFFFE || code == 0xFFFF;
}

/// Decodes the code point that begins at `at` and not with an ASCII byte. Its size is 0 where the
/// text is not UTF-8.
struct CodePoint {
  uint32_t code = 0;
  unsigned size = 0;

  CodePoint(llvm::StringRef text, size_t at) {
    const llvm::UTF8 *begin = text.bytes_begin() + at;
    size = llvm::getUTF8SequenceSize(begin, text.bytes_end());
    if (size == 0)
      return;
    code = *begin & (0x7F >> size);
    for (unsigned i = 1; i < size; ++i)
      code = code << 6 | (begin[i] & 0x3F);
  }
};

/// What a string has in it that bears on its style.
struct Facts {
  bool breaks = false, tabs = false, quotes = false;
  bool structure = false; ///< `: ` or ` #`, which a plain scalar cannot have
  bool escapes = false;   ///< what only double quotes can carry

  static bool isOrdinary(const unsigned char *bytes) {
    unsigned classes = 0;
    for (unsigned i = 0; i < 8; ++i)
      classes |= static_cast<unsigned>(byteClasses[bytes[i]]);
    return classes == static_cast<unsigned>(ByteClass::Ordinary);
  }
  explicit Facts(llvm::StringRef text) {
    for (size_t i = 0, size = text.size(); i < size;) {
      // Eight bytes at once where there is nothing in them.
      size_t end = std::min(i + 8, size);
      if (end == i + 8 && isOrdinary(text.bytes_begin() + i)) {
        i = end;
        continue;
      }
      for (; i < end; ++i)
        switch (byteClasses[static_cast<unsigned char>(text[i])]) {
        case ByteClass::Ordinary:
          break;
        case ByteClass::Break:
          breaks = true;
          break;
        case ByteClass::Tab:
          tabs = true;
          break;
        case ByteClass::Colon:
          structure |= i + 1 == size || isBlankOrBreak(text[i + 1]);
          break;
        case ByteClass::Hash:
          structure |= i == 0 || isBlankOrBreak(text[i - 1]);
          break;
        case ByteClass::Quote:
          quotes = true;
          break;
        case ByteClass::Control:
          escapes = true;
          return;
        case ByteClass::Multibyte: {
          CodePoint point(text, i);
          if (point.size == 0 || mustBeEscaped(point.code)) {
            escapes = true;
            return;
          }
          i += point.size - 1;
          break;
        }
        }
    }
  }
};

/// Whether a plain scalar may begin so. `?` and `:` may in places, but are quoted always.
bool canBeginPlain(llvm::StringRef text) {
  if (llvm::StringRef("?:,[]{}#&*!|>'\"%@` ").contains(text[0]))
    return false;
  if (text[0] == '-' && (text.size() == 1 || text[1] == ' '))
    return false;
  if (text[0] != '-' && text[0] != '.')
    return true;
  bool marker = text.starts_with("---") || text.starts_with("...");
  return !marker || (text.size() > 3 && text[3] != ' ');
}

/// Lines of nothing but blanks are told apart by some readers and not by others, and so are tabs
/// where a line begins.
bool hasDoubtfulLine(llvm::StringRef text) {
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    if (!line.empty() &&
        (line[0] == '\t' || line.find_first_not_of(" \t") == llvm::StringRef::npos))
      return true;
    text = rest;
  }
  return false;
}

//===-- Numbers and dates -------------------------------------------------===//

bool consumeDigits(llvm::StringRef &text) {
  llvm::StringRef rest = text.drop_while(llvm::isDigit);
  bool any = rest.size() != text.size();
  text = rest;
  return any;
}

/// `digits[.digits][e[-+]digits]`, digits on at least one side of the point.
bool isDecimal(llvm::StringRef text) {
  bool whole = consumeDigits(text);
  bool fraction = text.consume_front(".") && consumeDigits(text);
  if (!whole && !fraction)
    return false;
  if (text.empty())
    return true;
  if (!text.consume_front("e") && !text.consume_front("E"))
    return false;
  if (!text.consume_front("-"))
    text.consume_front("+");
  return consumeDigits(text) && text.empty();
}

/// YAML 1.1's numbers of base 60: `12:30:45`, `1:30.5`.
bool isSexagesimal(llvm::StringRef text) {
  if (!consumeDigits(text) || !text.starts_with(":"))
    return false;
  while (text.consume_front(":")) {
    llvm::StringRef digits = text.take_while(llvm::isDigit);
    if (digits.empty() || digits.size() > 2 || (digits.size() == 2 && digits[0] > '5'))
      return false;
    text = text.drop_front(digits.size());
  }
  if (text.consume_front("."))
    consumeDigits(text);
  return text.empty();
}

/// Four digits, one or two, one or two, and the end or a time.
bool isDate(llvm::StringRef text) {
  auto consume = [&](size_t least, size_t most) {
    size_t size = text.take_while(llvm::isDigit).size();
    text = text.drop_front(size);
    return size >= least && size <= most;
  };
  return consume(4, 4) && text.consume_front("-") && consume(1, 2) && text.consume_front("-") &&
         consume(1, 2) && (text.empty() || llvm::StringRef("Tt \t").contains(text[0]));
}

bool isNumberOrDate(llvm::StringRef text) {
  if (isDate(text))
    return true;
  if (!text.consume_front("-"))
    text.consume_front("+");
  llvm::SmallString<32> digits;
  for (char c : text)
    if (c != '_')
      digits.push_back(llvm::toLower(c));
  llvm::StringRef number = digits;
  if (number == "." && text.size() > 1)
    return true; // `._`, which an old PyYAML takes for a number and fails at
  if (number == ".inf" || number == ".nan")
    return true;
  if (number.size() > 2 && number[0] == '0') {
    llvm::StringRef rest = number.drop_front(2);
    if (number[1] == 'x')
      return llvm::all_of(rest, llvm::isHexDigit);
    if (number[1] == 'o' || number[1] == 'b')
      return llvm::all_of(rest,
                          [&](char c) { return c >= '0' && c <= (number[1] == 'b' ? '1' : '7'); });
  }
  return isDecimal(number) || isSexagesimal(number);
}

} // namespace

bool stash::looksLikeOtherType(llvm::StringRef text) {
  if (text.empty())
    return true;
  char first = text[0];
  // Most of what is written begins like this, and is no number.
  if (first == '-' && text.size() > 1 && text[1] == '-')
    return false;
  if (llvm::isDigit(first) || first == '+' || first == '-' || first == '.')
    return isNumberOrDate(text);
  // None of the words is longer, or begins otherwise.
  if (text.size() > 5 || !llvm::StringRef("yYnNoOtTfF~=<").contains(first))
    return false;
  static constexpr llvm::StringLiteral words[] = {"y",    "n",     "yes",  "no", "on", "off",
                                                  "true", "false", "null", "~",  "=",  "<<"};
  return llvm::any_of(words, [&](llvm::StringRef word) { return text.equals_insensitive(word); });
}

ScalarStyle stash::chooseStyle(llvm::StringRef text, bool mayBeBlock) {
  Facts facts(text);
  if (facts.escapes)
    return ScalarStyle::DoubleQuoted;
  if (facts.breaks) {
    llvm::StringRef content = text.ltrim('\n');
    // A block whose first line is indented has to say by how much (`|2`): formatters get that
    // wrong.
    bool isBlock = mayBeBlock && !content.empty() && content[0] != ' ' && !hasDoubtfulLine(text);
    return isBlock ? ScalarStyle::Literal : ScalarStyle::DoubleQuoted;
  }
  if (facts.tabs)
    return ScalarStyle::DoubleQuoted;
  if (!facts.structure && !looksLikeOtherType(text) && canBeginPlain(text) && text.back() != ' ')
    return ScalarStyle::Plain;
  return facts.quotes ? ScalarStyle::SingleQuoted : ScalarStyle::DoubleQuoted;
}

void stash::appendScalar(std::string &out, llvm::StringRef text, ScalarStyle style) {
  if (style == ScalarStyle::Plain) {
    out += text;
  } else if (style == ScalarStyle::SingleQuoted) {
    out += '\'';
    for (size_t quote; (quote = text.find('\'')) != llvm::StringRef::npos;
         text = text.drop_front(quote + 1)) {
      out += text.take_front(quote);
      out += "''";
    }
    out += text;
    out += '\'';
  } else {
    appendQuoted(out, text, EscapeSet::Yaml);
  }
}

void stash::appendQuoted(std::string &out, llvm::StringRef text, EscapeSet set) {
  auto appendCode = [&](uint32_t code) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
      out += llvm::hexdigit(code >> shift & 0xF);
  };
  out += '"';
  size_t plain = 0;
  for (size_t i = 0; i < text.size();) {
    unsigned char c = text[i];
    ByteClass kind = byteClasses[c];
    if (kind == ByteClass::Ordinary || kind == ByteClass::Colon || kind == ByteClass::Hash ||
        (c == 0x7F && set == EscapeSet::Json)) {
      ++i;
      continue;
    }
    unsigned size = 1;
    uint32_t code = c;
    if (kind == ByteClass::Multibyte) {
      CodePoint point(text, i);
      if (point.size != 0 && !(set == EscapeSet::Yaml && mustBeEscaped(point.code))) {
        i += point.size;
        continue;
      }
      size = std::max(point.size, 1u);
      code = point.size != 0 ? point.code : 0xFFFD;
    }
    out += text.slice(plain, i);
    static constexpr llvm::StringLiteral meanings = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
    size_t letter = code < 0x80 ? meanings.find(static_cast<char>(code)) : llvm::StringRef::npos;
    if (letter != llvm::StringRef::npos) {
      out += '\\';
      out += letters[letter];
    } else if (code == 0xFFFD) {
      out += "\xEF\xBF\xBD";
    } else {
      appendCode(code);
    }
    i += size;
    plain = i;
  }
  out += text.substr(plain);
  out += '"';
}
