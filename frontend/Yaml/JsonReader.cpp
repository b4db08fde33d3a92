#include "frontend/Yaml/JsonReader.h"

#include "frontend/Value/MapKeys.h"
#include "frontend/Yaml/ScalarResolver.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace stash;

namespace {

class JsonParser {
public:
  JsonParser(llvm::StringRef text, uint32_t base, ValueArena &arena, Budget &budget)
      : text(text), base(base), arena(arena), budget(budget) {}

  JsonResult run() {
    for (skipSpace(); at < text.size(); skipSpace()) {
      Value *value = parseValue(0);
      if (!value)
        break;
      result.values.push_back(value);
    }
    return std::move(result);
  }

private:
  using Error = JsonResult::Error;

  SourceRange range(size_t begin, size_t end) const {
    return {base + static_cast<uint32_t>(begin), base + static_cast<uint32_t>(end)};
  }
  Value *fail(llvm::StringRef message, Error::Kind kind = Error::Kind::Syntax) {
    if (!result.error) {
      size_t end = at;
      if (end < text.size() && text[end] != '\n' && text[end] != '\r')
        for (++end; end < text.size() && (text[end] & 0xC0) == 0x80;)
          ++end;
      result.error = Error{kind, range(at, end), message};
    }
    return nullptr;
  }
  void skipSpace() { at = std::min(text.find_first_not_of(" \t\r\n", at), text.size()); }
  bool consume(char c) {
    if (at >= text.size() || text[at] != c)
      return false;
    ++at;
    return true;
  }

  Value *parseValue(unsigned depth) {
    if (depth > Budget::maxDepth)
      return fail("", Error::Kind::TooDeep);
    if (!budget.spend())
      return fail("", Error::Kind::TooLarge);
    size_t begin = at;
    switch (at < text.size() ? text[at] : '\0') {
    case '{':
      return parseMap(depth);
    case '[':
      return parseList(depth);
    case '"': {
      std::optional<llvm::StringRef> string = parseString();
      return string ? arena.string(*string, range(begin, at)) : nullptr;
    }
    case 't':
      return parseWord("true") ? arena.boolean(true, range(begin, at)) : nullptr;
    case 'f':
      return parseWord("false") ? arena.boolean(false, range(begin, at)) : nullptr;
    case 'n':
      return parseWord("null") ? arena.null(range(begin, at)) : nullptr;
    default:
      return parseNumber();
    }
  }

  bool parseWord(llvm::StringRef word) {
    if (!text.substr(at).starts_with(word))
      return fail("a value was expected here"), false;
    at += word.size();
    return true;
  }

  Value *parseNumber() {
    size_t begin = at;
    consume('-');
    auto digits = [&] {
      size_t from = at;
      while (at < text.size() && llvm::isDigit(text[at]))
        ++at;
      return at != from;
    };
    if (!consume('0') && !digits())
      return fail(at == begin ? "a value was expected here" : "a digit was expected here");
    if (consume('.') && !digits())
      return fail("a digit was expected here");
    if (consume('e') || consume('E')) {
      if (!consume('+'))
        consume('-');
      if (!digits())
        return fail("a digit was expected here");
    }
    if (at < text.size() && (llvm::isAlnum(text[at]) || text[at] == '.'))
      return fail("a number ends before this");
    if (!isFiniteNumber(text.slice(begin, at))) {
      at = begin;
      return fail("this number is too large");
    }
    llvm::SmallString<24> number;
    appendCanonicalNumber(number, text.slice(begin, at));
    llvm::StringRef spelled = text.slice(begin, at);
    return arena.number(number == spelled ? spelled : arena.copy(number), range(begin, at));
  }

  Value *parseList(unsigned depth) {
    size_t begin = at++;
    Value *list = arena.list();
    skipSpace();
    if (!consume(']')) {
      do {
        skipSpace();
        Value *item = parseValue(depth + 1);
        if (!item)
          return nullptr;
        list->append(arena, item);
        skipSpace();
      } while (consume(','));
      if (!consume(']'))
        return fail("',' or ']' was expected here");
    }
    list->setRange(range(begin, at));
    return list;
  }

  Value *parseMap(unsigned depth) {
    size_t begin = at++;
    Value *map = arena.map();
    MapKeys keys;
    skipSpace();
    if (!consume('}')) {
      do {
        skipSpace();
        if (at >= text.size() || text[at] != '"')
          return fail("a key in double quotes was expected here");
        size_t keyBegin = at;
        std::optional<llvm::StringRef> key = parseString();
        if (!key)
          return nullptr;
        SourceRange keyRange = range(keyBegin, at);
        skipSpace();
        if (!consume(':'))
          return fail("':' was expected here");
        skipSpace();
        Value *value = parseValue(depth + 1);
        if (!value)
          return nullptr;
        if (const Member *first = keys.find(*map, *key))
          result.duplicates.push_back({*key, first->keyRange, keyRange});
        else
          map->add(arena, *key, value, keyRange);
        skipSpace();
      } while (consume(','));
      if (!consume('}'))
        return fail("',' or '}' was expected here");
    }
    map->setRange(range(begin, at));
    return map;
  }

  std::optional<uint32_t> parseHex() {
    uint32_t code;
    llvm::StringRef digits = text.substr(at, 4);
    if (digits.size() < 4 || !llvm::all_of(digits, llvm::isHexDigit) ||
        digits.getAsInteger(16, code))
      return fail("four hexadecimal digits were expected here"), std::nullopt;
    at += 4;
    return code;
  }

  std::optional<llvm::StringRef> parseString() {
    size_t begin = ++at;
    std::string decoded;
    size_t plain = at;
    while (at < text.size()) {
      unsigned char c = text[at];
      if (c == '"') {
        llvm::StringRef rest = text.slice(plain, at++);
        if (plain == begin)
          return rest;
        decoded += rest;
        return arena.copy(decoded);
      }
      if (c < 0x20)
        break;
      if (c != '\\') {
        ++at;
        continue;
      }
      decoded += text.slice(plain, at);
      if (!parseEscape(decoded))
        return std::nullopt;
      plain = at;
    }
    fail(at < text.size() && text[at] != '\n' && text[at] != '\r'
             ? "a control character must be escaped in a string"
             : "the string is not closed on its line");
    return std::nullopt;
  }

  bool parseEscape(std::string &decoded) {
    static constexpr llvm::StringLiteral letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    char letter = ++at < text.size() ? text[at] : '\0';
    if (size_t known = letters.find(letter); known != llvm::StringRef::npos && letter) {
      decoded += meanings[known];
      ++at;
      return true;
    }
    if (letter != 'u')
      return fail("an escape is one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"), false;
    ++at;
    std::optional<uint32_t> code = parseHex();
    if (!code)
      return false;
    if (*code >= 0xD800 && *code < 0xDC00 && text.substr(at).starts_with("\\u")) {
      at += 2;
      std::optional<uint32_t> low = parseHex();
      if (!low)
        return false;
      if (*low >= 0xDC00 && *low < 0xE000)
        code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
      else
        at -= 6;
    }
    if (*code >= 0xD800 && *code < 0xE000)
      code = 0xFFFD; // half of a pair: so does Go
    char bytes[UNI_MAX_UTF8_BYTES_PER_CODE_POINT], *end = bytes;
    llvm::ConvertCodePointToUTF8(*code, end);
    decoded.append(bytes, end);
    return true;
  }

  llvm::StringRef text;
  uint32_t base;
  ValueArena &arena;
  Budget &budget;
  JsonResult result;
  size_t at = 0;
};

} // namespace

JsonResult stash::readJson(llvm::StringRef text, uint32_t base, ValueArena &arena, Budget &budget) {
  return JsonParser(text, base, arena, budget).run();
}
