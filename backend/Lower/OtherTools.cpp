#include "backend/Lower/OtherTools.h"

#include "frontend/Basic/DiagnosticsYaml.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <array>

using namespace stash;

/// Whether any text of a tree satisfies a predicate, keys of maps included.
static bool hasText(const Value &value, llvm::function_ref<bool(llvm::StringRef)> isWanted) {
  if (value.isString())
    return isWanted(value.getText());
  if (value.isList())
    return llvm::any_of(value.getItems(),
                        [&](const Value *item) { return hasText(*item, isWanted); });
  if (value.isMap())
    return llvm::any_of(value.getMembers(), [&](const Member &member) {
      return isWanted(member.key) || hasText(*member.value, isWanted);
    });
  return false;
}

void stash::protectFromFlux(Value &object, ValueArena &arena) {
  Value *metadata = object.get("metadata");
  bool isTouched = hasText(
      object, [](llvm::StringRef text) { return text.contains("${") || text.contains("$$"); });
  if (!isTouched || !metadata || !metadata->isMap())
    return;
  Value *annotations = metadata->get("annotations");
  if (!annotations) {
    annotations = arena.map();
    metadata->add(arena, "annotations", annotations);
  }
  if (annotations->isMap())
    annotations->set(arena, "kustomize.toolkit.fluxcd.io/substitute", arena.string("disabled"));
}

static llvm::StringRef escapeText(llvm::StringRef text, ValueArena &arena) {
  if (!text.contains("{{"))
    return text;
  std::string escaped;
  while (true) {
    auto [before, after] = text.split("{{");
    escaped += before;
    if (before.size() == text.size())
      break;
    // Backquotes need no escape in any form of YAML.
    escaped += "{{`{{`}}";
    text = after;
  }
  return arena.copy(llvm::StringRef(escaped));
}

Value *stash::escapeForHelm(const Value &object, ValueArena &arena) {
  Value *copy = arena.clone(&object);
  auto escape = [&](auto &self, Value *&value) -> void {
    if (value->isString() && value->getText().contains("{{"))
      value = arena.string(escapeText(value->getText(), arena), value->getRange());
    if (value->isList())
      for (Value *&item : value->getItems())
        self(self, item);
    if (value->isMap())
      for (Member &member : value->getMembers()) {
        member.key = escapeText(member.key, arena);
        self(self, member.value);
      }
  };
  escape(escape, copy);
  return copy;
}

/// How many bytes each byte of a text has in JSON. Go writes `<`, `>` and `&` as escapes of six
/// characters, too.
static constexpr std::array<uint8_t, 256> escapedSizes = [] {
  std::array<uint8_t, 256> sizes{};
  sizes.fill(1);
  std::fill_n(sizes.begin(), 0x20, 6);
  for (unsigned char c : {'<', '>', '&'})
    sizes[c] = 6;
  for (unsigned char c : {'"', '\\', '\n', '\r', '\t'})
    sizes[c] = 2;
  return sizes;
}();

/// A text in quotes.
static size_t getTextSize(llvm::StringRef text) {
  size_t size = 2;
  for (unsigned char c : text)
    size += escapedSizes[c];
  return size;
}

/// How many bytes an object has as JSON, the way kubectl writes it; `getTextSize` is of a text in
/// quotes.
template <typename GetTextSize>
static size_t addSizes(const Value &object, GetTextSize getTextSize) {
  switch (object.getKind()) {
  case Value::Kind::Null:
  case Value::Kind::Unknown:
    return 4;
  case Value::Kind::Bool:
    return object.getBool() ? 4 : 5;
  case Value::Kind::Number:
    return object.getText().size();
  case Value::Kind::String:
    return getTextSize(object.getText());
  case Value::Kind::List: {
    size_t size = 2;
    for (const Value *item : object.getItems())
      size += addSizes(*item, getTextSize) + 1;
    return size - !object.empty();
  }
  case Value::Kind::Map: {
    size_t size = 2;
    for (const Member &member : object.getMembers())
      size += getTextSize(member.key) + 1 + addSizes(*member.value, getTextSize) + 1;
    return size - !object.empty();
  }
  }
  return 0;
}

void stash::checkSize(const Value &object, DiagnosticEngine &diags) {
  constexpr size_t ofAnnotations = 262144, ofEtcd = 1572864;
  // Most objects are far smaller, whatever bytes they have.
  auto getMost = [](llvm::StringRef text) { return 6 * text.size() + 2; };
  if (addSizes(object, getMost) <= ofAnnotations)
    return;
  size_t size = addSizes(object, getTextSize);
  if (size <= ofAnnotations)
    return;
  const Value *name = object.at({"metadata", "name"});
  std::string what =
      (object.getStringOr("kind") + " '" + (name && name->isString() ? name->getText() : "") + "'")
          .str();
  SourceRange range = name ? name->getRange() : object.getRange();
  if (size > ofEtcd)
    diags.report(diag::HugeObject, range, what, size);
  else
    diags.report(diag::LargeObject, range, what, size)
        .note({},
              "'kubectl apply' keeps the whole object in an annotation, and all of these together "
              "may have 262,144 bytes");
}
