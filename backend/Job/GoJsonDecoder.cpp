#include "backend/Job/GoJson.h"
#include "frontend/Basic/Budget.h"
#include "frontend/Template/Unicode.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <optional>

using namespace stash;

namespace {

class Decoder {
public:
  Decoder(llvm::StringRef text, ValueArena &arena) : text(text), arena(arena) {}

  std::variant<Value *, JsonError> decode() {
    Value *value = readValue(0);
    skipSpace();
    if (value && position != text.size())
      value = fail("text after the end of the object");
    if (!value)
      return JsonError{static_cast<uint32_t>(position), std::move(message)};
    return value;
  }

private:
  Value *fail(llvm::StringRef what) {
    if (message.empty())
      message = what.str();
    return nullptr;
  }
  void skipSpace() {
    position = std::min(text.find_first_not_of(" \t\r\n", position), text.size());
  }
  bool consume(char c) {
    skipSpace();
    if (position >= text.size() || text[position] != c)
      return false;
    ++position;
    return true;
  }
  Value *failHere(llvm::StringRef expected) {
    if (position >= text.size())
      return fail("the text ends too early");
    return fail(("'" + text.substr(position, decodeCharacter(text.substr(position)).size) +
                 "' where " + expected + " should be")
                    .str());
  }

  Value *readValue(unsigned depth);
  Value *readList(unsigned depth);
  Value *readMap(unsigned depth);
  Value *readNumber();
  std::optional<llvm::StringRef> readString();
  bool readEscape(std::string &out);

  llvm::StringRef text;
  ValueArena &arena;
  size_t position = 0;
  std::string message;
};

Value *Decoder::readValue(unsigned depth) {
  if (depth > Budget::maxDepth)
    return fail("values nested too deeply");
  skipSpace();
  if (position >= text.size())
    return fail("the text ends too early");
  switch (text[position]) {
  case '{':
    return readMap(depth);
  case '[':
    return readList(depth);
  case '"': {
    std::optional<llvm::StringRef> string = readString();
    return string ? arena.string(*string) : nullptr;
  }
  default:
    break;
  }
  llvm::StringRef rest = text.substr(position);
  if (rest.starts_with("true") || rest.starts_with("null")) {
    position += 4;
    return rest.front() == 't' ? arena.boolean(true) : arena.null();
  }
  if (rest.starts_with("false")) {
    position += 5;
    return arena.boolean(false);
  }
  return readNumber();
}

Value *Decoder::readNumber() {
  size_t begin = position;
  auto digits = [&] {
    size_t from = position;
    while (position < text.size() && llvm::isDigit(text[position]))
      ++position;
    return position != from;
  };
  auto at = [&](char c) { return position < text.size() && text[position] == c; };
  if (at('-'))
    ++position;
  bool good = at('0') ? (++position, true) : digits();
  if (good && at('.')) {
    ++position;
    good = digits();
  }
  if (good && (at('e') || at('E'))) {
    ++position;
    if (at('+') || at('-'))
      ++position;
    good = digits();
  }
  return good ? arena.number(text.slice(begin, position)) : failHere("a value");
}

Value *Decoder::readList(unsigned depth) {
  ++position;
  Value *list = arena.list();
  if (consume(']'))
    return list;
  do {
    Value *item = readValue(depth + 1);
    if (!item)
      return nullptr;
    list->append(arena, item);
  } while (consume(','));
  return consume(']') ? list : failHere("',' or ']'");
}

Value *Decoder::readMap(unsigned depth) {
  ++position;
  Value *map = arena.map();
  if (consume('}'))
    return map;
  do {
    skipSpace();
    if (position >= text.size() || text[position] != '"')
      return failHere("a key");
    std::optional<llvm::StringRef> key = readString();
    if (!key)
      return nullptr;
    if (!consume(':'))
      return failHere("':'");
    Value *value = readValue(depth + 1);
    if (!value)
      return nullptr;
    // Of a key that occurs twice the later value counts; the merge takes them in order.
    map->add(arena, *key, value);
  } while (consume(','));
  return consume('}') ? map : failHere("',' or '}'");
}

std::optional<llvm::StringRef> Decoder::readString() {
  size_t kept = ++position;
  std::string changed;
  bool isChanged = false;
  auto flush = [&](size_t size) {
    changed += text.slice(kept, position);
    kept = position + size;
    isChanged = true;
  };
  for (;;) {
    if (position >= text.size()) {
      fail("the text ends within a string");
      return std::nullopt;
    }
    auto c = static_cast<uint8_t>(text[position]);
    if (c == '"')
      break;
    if (c < 0x20) {
      fail(c == '\n'   ? "a line break within a string"
           : c == '\t' ? "a tab within a string"
                       : "a control character within a string");
      return std::nullopt;
    }
    if (c == '\\') {
      flush(0);
      if (!readEscape(changed))
        return std::nullopt;
      kept = position;
    } else if (c >= 0x80) {
      DecodedCharacter next = decodeCharacter(text.substr(position));
      if (next.size == 1) {
        flush(1);
        appendCharacter(changed, 0xFFFD);
      }
      position += next.size;
    } else {
      ++position;
    }
  }
  llvm::StringRef tail = text.slice(kept, position);
  ++position;
  if (!isChanged)
    return tail;
  changed += tail;
  return arena.copy(changed);
}

bool Decoder::readEscape(std::string &out) {
  auto readUnit = [&](size_t at) -> std::optional<unsigned> {
    unsigned unit;
    llvm::StringRef digits = text.substr(at, 4);
    if (digits.size() < 4 || !llvm::all_of(digits, llvm::isHexDigit) ||
        digits.getAsInteger(16, unit))
      return std::nullopt;
    return unit;
  };
  char c = position + 1 < text.size() ? text[position + 1] : '\0';
  position += 2;
  switch (c) {
  case '"':
  case '\\':
  case '/':
    out += c;
    return true;
  case 'b':
    out += '\b';
    return true;
  case 'f':
    out += '\f';
    return true;
  case 'n':
    out += '\n';
    return true;
  case 'r':
    out += '\r';
    return true;
  case 't':
    out += '\t';
    return true;
  case 'u': {
    std::optional<unsigned> unit = readUnit(position);
    if (!unit)
      break;
    position += 4;
    char32_t character = *unit;
    if (character >= 0xD800 && character < 0xE000) {
      std::optional<unsigned> low =
          text.substr(position, 2) == "\\u" ? readUnit(position + 2) : std::nullopt;
      if (character < 0xDC00 && low && *low >= 0xDC00 && *low < 0xE000) {
        character = 0x10000 + ((character - 0xD800) << 10) + (*low - 0xDC00);
        position += 6;
      } else {
        character = 0xFFFD;
      }
    }
    appendCharacter(out, character);
    return true;
  }
  default:
    break;
  }
  position -= 2;
  fail(("'\\" + text.substr(position + 1, 1) + "', which is not an escape, within a string").str());
  return false;
}

} // namespace

std::variant<Value *, JsonError> stash::decodeJson(llvm::StringRef text, ValueArena &arena) {
  return Decoder(text, arena).decode();
}
