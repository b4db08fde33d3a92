#include "backend/Job/GoJson.h"
#include "frontend/Template/Unicode.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using namespace stash;

namespace {

class Encoder {
public:
  JsonText take() { return std::move(result); }

  void writeStruct(const Value *value, TypeId type) {
    result.text += '{';
    bool isFirst = true;
    for (const TypeField &field : getFields(type)) {
      const Value *member = value ? value->get(field.name) : nullptr;
      // An empty struct that is no pointer is printed all the same.
      bool isPlainStruct = field.shape == FieldShape::One && !getFields(field.type).empty();
      if (!member && field.zero == FieldZero::Omit && !isPlainStruct)
        continue;
      if (!isFirst)
        result.text += ',';
      isFirst = false;
      result.text += '"';
      result.text += field.name;
      result.text += "\":";
      writeShaped(member, field);
    }
    result.text += '}';
  }

private:
  void writeShaped(const Value *value, const TypeField &field) {
    switch (field.shape) {
    case FieldShape::One:
    case FieldShape::Pointer:
      writeOne(value, field.type);
      return;
    case FieldShape::List:
      if (!value) {
        result.text += "null";
        return;
      }
      result.text += '[';
      for (auto [i, item] : llvm::enumerate(value->getItems())) {
        if (i)
          result.text += ',';
        writeOne(item, field.type);
      }
      result.text += ']';
      return;
    case FieldShape::Map:
      if (!value) {
        result.text += "null";
        return;
      }
      result.text += '{';
      for (auto [i, member] : llvm::enumerate(value->getMembers())) {
        if (i)
          result.text += ',';
        writeString(member.key, nullptr, member.keyRange);
        result.text += ':';
        writeOne(member.value, field.type);
      }
      result.text += '}';
    }
  }

  void writeOne(const Value *value, TypeId type) {
    if (!getFields(type).empty())
      return writeStruct(value, type);
    if (value)
      return writeAny(*value);
    switch (type) {
    case TypeId::String:
      result.text += "\"\"";
      return;
    case TypeId::Bool:
      result.text += "false";
      return;
    case TypeId::Integer:
    case TypeId::IntOrString:
      result.text += "0";
      return;
    case TypeId::Quantity:
      result.text += "\"0\"";
      return;
    default:
      result.text += "null";
    }
  }

  void writeAny(const Value &value) {
    switch (value.getKind()) {
    case Value::Kind::Null:
    case Value::Kind::Unknown:
      result.text += "null";
      return;
    case Value::Kind::Bool:
      result.text += value.getBool() ? "true" : "false";
      return;
    case Value::Kind::Number:
      result.text += value.getText();
      return;
    case Value::Kind::String:
      writeString(value.getText(), &value, {});
      return;
    case Value::Kind::List:
      result.text += '[';
      for (auto [i, item] : llvm::enumerate(value.getItems())) {
        if (i)
          result.text += ',';
        writeAny(*item);
      }
      result.text += ']';
      return;
    case Value::Kind::Map:
      result.text += '{';
      for (auto [i, member] : llvm::enumerate(value.getMembers())) {
        if (i)
          result.text += ',';
        writeString(member.key, nullptr, member.keyRange);
        result.text += ':';
        writeAny(*member.value);
      }
      result.text += '}';
    }
  }

  void writeString(llvm::StringRef text, const Value *value, SourceRange keyRange) {
    result.text += '"';
    auto begin = static_cast<uint32_t>(result.text.size());
    escape(text);
    result.strings.push_back({begin, static_cast<uint32_t>(result.text.size()), value, keyRange});
    result.text += '"';
  }

  void escape(llvm::StringRef text);

  JsonText result;
};

void Encoder::escape(llvm::StringRef text) {
  std::string &out = result.text;
  size_t kept = 0;
  auto replace = [&](size_t at, size_t size, llvm::StringRef by) {
    out += text.slice(kept, at);
    out += by;
    kept = at + size;
  };
  for (size_t i = 0; i < text.size();) {
    auto c = static_cast<uint8_t>(text[i]);
    if (c >= 0x80) {
      DecodedCharacter next = decodeCharacter(text.substr(i));
      if (next.size == 1)
        replace(i, 1, "\\ufffd");
      else if (next.character == 0x2028)
        replace(i, 3, "\\u2028");
      else if (next.character == 0x2029)
        replace(i, 3, "\\u2029");
      i += next.size;
      continue;
    }
    switch (c) {
    case '"':
      replace(i, 1, "\\\"");
      break;
    case '\\':
      replace(i, 1, "\\\\");
      break;
    case '\b':
      replace(i, 1, "\\b");
      break;
    case '\f':
      replace(i, 1, "\\f");
      break;
    case '\n':
      replace(i, 1, "\\n");
      break;
    case '\r':
      replace(i, 1, "\\r");
      break;
    case '\t':
      replace(i, 1, "\\t");
      break;
    default:
      if (c < 0x20 || c == '<' || c == '>' || c == '&')
        replace(i, 1,
                "\\u00" + llvm::toHex(llvm::StringRef(text.data() + i, 1), /*LowerCase=*/true));
    }
    ++i;
  }
  out += text.substr(kept);
}

} // namespace

JsonText stash::encodeJson(const Value &object, TypeId type) {
  Encoder encoder;
  encoder.writeStruct(&object, type);
  return encoder.take();
}

const JsonString *JsonText::find(uint32_t offset) const {
  auto at = std::upper_bound(strings.begin(), strings.end(), offset,
                             [](uint32_t o, const JsonString &s) { return o < s.begin; });
  if (at == strings.begin() || offset >= std::prev(at)->end)
    return nullptr;
  return &*std::prev(at);
}

uint32_t stash::getDecodedSize(llvm::StringRef contents, uint32_t size) {
  // Only escapes that the encoder writes occur; each stands for one character.
  uint32_t decoded = 0;
  for (size_t i = 0; i < std::min<size_t>(size, contents.size());) {
    if (contents[i] != '\\') {
      ++i;
      ++decoded;
    } else if (contents.substr(i).starts_with("\\u")) {
      decoded += contents.substr(i + 2, 2) == "20" ? 3 : 1;
      i += 6;
    } else {
      i += 2;
      ++decoded;
    }
  }
  return decoded;
}
