#include "frontend/Value/Value.h"

#include "frontend/Value/MapKeys.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

using namespace stash;

static_assert(std::is_trivially_destructible_v<Value>, "the arena destroys nothing");

Value *ValueArena::make(uint8_t kind, SourceRange range) {
  return new (allocate<Value>(1)) Value(static_cast<Value::Kind>(kind), range);
}

Value *ValueArena::null(SourceRange range) { return make(uint8_t(Value::Kind::Null), range); }

Value *ValueArena::boolean(bool b, SourceRange range) {
  Value *value = make(uint8_t(Value::Kind::Bool), range);
  value->boolean = b;
  return value;
}

Value *ValueArena::integer(int64_t n, SourceRange range) {
  return number(copy(llvm::itostr(n)), range);
}

Value *ValueArena::number(llvm::StringRef text, SourceRange range) {
  Value *value = make(uint8_t(Value::Kind::Number), range);
  value->text = text.data();
  value->size = text.size();
  return value;
}

Value *ValueArena::string(llvm::StringRef text, SourceRange range) {
  Value *value = make(uint8_t(Value::Kind::String), range);
  value->text = text.data();
  value->size = text.size();
  return value;
}

Value *ValueArena::list(SourceRange range) { return make(uint8_t(Value::Kind::List), range); }
Value *ValueArena::map(SourceRange range) { return make(uint8_t(Value::Kind::Map), range); }
Value *ValueArena::unknown(SourceRange range) { return make(uint8_t(Value::Kind::Unknown), range); }

Value *ValueArena::clone(const Value *value) {
  Value *copy = new (allocate<Value>(1)) Value(*value);
  if (value->isList()) {
    copy->items = allocate<Value *>(value->size);
    copy->capacity = value->size;
    for (auto [i, item] : llvm::enumerate(value->getItems()))
      copy->items[i] = clone(item);
  } else if (value->isMap()) {
    copy->members = allocate<Member>(value->size);
    copy->capacity = value->size;
    for (auto [i, member] : llvm::enumerate(value->getMembers()))
      copy->members[i] = {member.key, member.keyRange, clone(member.value)};
  }
  return copy;
}

std::optional<int64_t> Value::getInteger() const {
  if (!isNumber())
    return std::nullopt;
  int64_t n;
  if (!getText().getAsInteger(10, n))
    return n;
  double d;
  // The bound keeps the conversion defined; beyond 2^53 a double is no exact integer anyway.
  if (getText().getAsDouble(d) || d != std::trunc(d) || std::abs(d) > 9007199254740992.0)
    return std::nullopt;
  return static_cast<int64_t>(d);
}

const Member *Value::getMember(llvm::StringRef key) const {
  if (!isMap())
    return nullptr;
  for (const Member &member : getMembers())
    if (member.key == key)
      return &member;
  return nullptr;
}

Value *Value::get(llvm::StringRef key) const {
  const Member *member = getMember(key);
  return member ? member->value : nullptr;
}

Value *Value::at(llvm::ArrayRef<llvm::StringRef> path) const {
  const Value *value = this;
  for (llvm::StringRef key : path) {
    value = value->get(key);
    if (!value)
      return nullptr;
  }
  return const_cast<Value *>(value);
}

llvm::StringRef Value::getStringOr(llvm::StringRef key, llvm::StringRef otherwise) const {
  const Value *value = get(key);
  return value && value->isString() ? value->getText() : otherwise;
}

template <typename T> void Value::reserve(ValueArena &arena, T *&data, size_t extra) {
  if (size + extra <= capacity)
    return;
  uint32_t wanted = std::max<size_t>({4, size + extra, size_t(capacity) * 2});
  T *grown = arena.allocate<T>(wanted);
  std::copy_n(data, size, grown);
  data = grown;
  capacity = wanted;
}

void Value::append(ValueArena &arena, Value *item) {
  assert(isList());
  reserve(arena, items, 1);
  items[size++] = item;
}

void Value::add(ValueArena &arena, llvm::StringRef key, Value *value, SourceRange keyRange) {
  assert(isMap());
  reserve(arena, members, 1);
  members[size++] = {key, keyRange, value};
}

void Value::set(ValueArena &arena, llvm::StringRef key, Value *value, SourceRange keyRange) {
  for (Member &member : getMembers())
    if (member.key == key) {
      member.value = value;
      if (keyRange.isValid())
        member.keyRange = keyRange;
      return;
    }
  add(arena, key, value, keyRange);
}

bool Value::erase(llvm::StringRef key) {
  Member *end = members + size;
  Member *at = std::find_if(members, end, [&](const Member &m) { return m.key == key; });
  if (at == end)
    return false;
  std::copy(at + 1, end, at);
  --size;
  return true;
}

bool stash::equal(const Value &a, const Value &b) {
  if (a.getKind() != b.getKind())
    return false;
  switch (a.getKind()) {
  case Value::Kind::Null:
  case Value::Kind::Unknown:
    return true;
  case Value::Kind::Bool:
    return a.getBool() == b.getBool();
  case Value::Kind::Number:
  case Value::Kind::String:
    return a.getText() == b.getText();
  case Value::Kind::List:
    return llvm::equal(a.getItems(), b.getItems(),
                       [](const Value *x, const Value *y) { return equal(*x, *y); });
  case Value::Kind::Map: {
    MapKeys keys;
    return a.getMembers().size() == b.getMembers().size() &&
           llvm::all_of(a.getMembers(), [&](const Member &member) {
             const Member *other = keys.find(b, member.key);
             return other && equal(*member.value, *other->value);
           });
  }
  }
  return false;
}
