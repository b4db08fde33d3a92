#include "backend/Job/TypedObject.h"

#include "llvm/ADT/STLExtras.h"

#include <array>

using namespace stash;

namespace {

/// All fields of all structs in one array; a struct's begin is marked by a field without a name.
constexpr TypeField allFields[] = {
#define STRUCT(NAME) {"", FieldShape::One, TypeId::NAME, FieldZero::Omit},
#define FIELD(NAME, SHAPE, TYPE, ZERO) {NAME, FieldShape::SHAPE, TypeId::TYPE, FieldZero::ZERO},
#include "backend/Job/KubernetesTypes.def"
#include "backend/Job/StashTypes.def"
#undef STRUCT
#undef FIELD
};
constexpr size_t fieldCount = std::size(allFields);
constexpr size_t firstStruct = static_cast<size_t>(TypeId::Raw) + 1;
constexpr size_t typeCount = static_cast<size_t>(TypeId::ClaimTemplate) + 1;

/// Where the fields of each struct begin; the last entry ends the last struct.
constexpr auto structBegins = [] {
  std::array<uint16_t, typeCount + 1> begins{};
  for (size_t i = 0; i < fieldCount; ++i)
    if (allFields[i].name.empty())
      begins[static_cast<size_t>(allFields[i].type)] = static_cast<uint16_t>(i + 1);
  begins[typeCount] = static_cast<uint16_t>(fieldCount + 1);
  return begins;
}();

bool isStruct(TypeId type) { return static_cast<size_t>(type) >= firstStruct; }

/// Whether a plain field of this value is not printed.
bool isZero(const Value &value) {
  switch (value.getKind()) {
  case Value::Kind::Null:
    return true;
  case Value::Kind::Bool:
    return !value.getBool();
  case Value::Kind::Number:
    return value.getInteger() == 0;
  case Value::Kind::String:
  case Value::Kind::List:
  case Value::Kind::Map:
    return value.empty();
  case Value::Kind::Unknown:
    return false;
  }
  return false;
}

Value *makeQuantity(ValueArena &arena, const Value *source) {
  std::string canonical = canonicalQuantity(source->getText());
  if (source->isString() && canonical == source->getText())
    return const_cast<Value *>(source);
  return arena.string(arena.copy(canonical), source->getRange());
}

/// A value of a scalar type, or null when it is of another kind.
Value *makeScalar(ValueArena &arena, const Value *source, TypeId type) {
  auto *same = const_cast<Value *>(source);
  if (source->isUnknown())
    return same;
  switch (type) {
  case TypeId::String:
  case TypeId::Time:
    return source->isString() ? same : nullptr;
  case TypeId::Bool:
    return source->isBool() ? same : nullptr;
  case TypeId::Integer: {
    std::optional<int64_t> number = source->getInteger();
    if (!number)
      return nullptr;
    return source->getText().contains_insensitive('e') || source->getText().contains('.')
               ? arena.integer(*number, source->getRange())
               : same;
  }
  case TypeId::IntOrString:
    return source->isString() ? same : makeScalar(arena, source, TypeId::Integer);
  case TypeId::Quantity:
    return source->isString() || source->isNumber() ? makeQuantity(arena, source) : nullptr;
  default:
    return same;
  }
}

Value *makeOne(ValueArena &arena, const Value *source, TypeId type) {
  if (!isStruct(type))
    return makeScalar(arena, source, type);
  return source->isMap() ? makeTyped(arena, source, type) : nullptr;
}

Value *makeShaped(ValueArena &arena, const Value *source, FieldShape shape, TypeId type) {
  switch (shape) {
  case FieldShape::One:
  case FieldShape::Pointer:
    return makeOne(arena, source, type);
  case FieldShape::List: {
    if (!source->isList())
      return nullptr;
    Value *list = arena.list(source->getRange());
    for (const Value *item : source->getItems())
      if (Value *typed = makeOne(arena, item, type))
        list->append(arena, typed);
    return list;
  }
  case FieldShape::Map: {
    if (!source->isMap())
      return nullptr;
    Value *map = arena.map(source->getRange());
    for (const Member &member : source->getMembers())
      if (Value *typed = makeOne(arena, member.value, type))
        map->add(arena, member.key, typed, member.keyRange);
    // The operator prints maps by their keys.
    llvm::sort(map->getMembers(), [](const Member &a, const Member &b) { return a.key < b.key; });
    return map;
  }
  }
  return nullptr;
}

/// The field that a decoded key names. The operator's decoder prefers the same spelling, and else
/// takes one that differs in case.
const TypeField *findField(TypeId type, llvm::StringRef name) {
  const TypeField *similar = nullptr;
  for (const TypeField &field : getFields(type)) {
    if (field.name == name)
      return &field;
    if (!similar && field.name.equals_insensitive(name))
      similar = &field;
  }
  return similar;
}

Value *mergeShaped(ValueArena &arena, const Value *existing, const Value *decoded, FieldShape shape,
                   TypeId type);

Value *mergeOne(ValueArena &arena, const Value *existing, const Value *decoded, TypeId type) {
  auto *old = const_cast<Value *>(existing);
  if (isStruct(type)) {
    if (decoded->isNull())
      return existing ? old : arena.map();
    return decoded->isMap() ? mergeDecoded(arena, existing, decoded, type) : nullptr;
  }
  if (type == TypeId::Raw)
    return const_cast<Value *>(decoded);
  if (decoded->isNull())
    return existing ? old : arena.null();
  Value *made = makeScalar(arena, decoded, type);
  if (!made)
    return nullptr;
  if (existing && equal(*existing, *made))
    return old;
  if (existing)
    made->setRange(existing->getRange());
  return made;
}

Value *mergeShaped(ValueArena &arena, const Value *existing, const Value *decoded, FieldShape shape,
                   TypeId type) {
  if (shape == FieldShape::One)
    return mergeOne(arena, existing, decoded, type);
  // A null empties what is a pointer for the operator.
  if (decoded->isNull())
    return const_cast<Value *>(decoded);
  if (shape == FieldShape::Pointer)
    return mergeOne(arena, existing, decoded, type);
  SourceRange range = existing ? existing->getRange() : SourceRange();
  if (shape == FieldShape::List) {
    if (!decoded->isList())
      return nullptr;
    Value *list = arena.list(range);
    size_t index = 0;
    for (const Value *item : decoded->getItems()) {
      const Value *old = existing && existing->isList() && index < existing->getItems().size()
                             ? existing->getItems()[index]
                             : nullptr;
      Value *merged = mergeOne(arena, old, item, type);
      if (!merged)
        return nullptr;
      list->append(arena, merged);
      ++index;
    }
    return list;
  }
  if (!decoded->isMap())
    return nullptr;
  Value *map = arena.map(range);
  if (existing && existing->isMap())
    for (const Member &member : existing->getMembers())
      map->add(arena, member.key, member.value, member.keyRange);
  for (const Member &member : decoded->getMembers()) {
    // A map's values are decoded afresh, but an origin is an origin.
    const Value *old = existing ? existing->get(member.key) : nullptr;
    Value *merged = mergeOne(arena, isStruct(type) ? nullptr : old, member.value, type);
    if (!merged)
      return nullptr;
    map->set(arena, member.key, merged);
  }
  return map;
}

} // namespace

llvm::ArrayRef<TypeField> stash::getFields(TypeId type) {
  if (!isStruct(type))
    return {};
  size_t begin = structBegins[static_cast<size_t>(type)];
  size_t end = structBegins[static_cast<size_t>(type) + 1] - 1u;
  return llvm::ArrayRef(allFields).slice(begin, end - begin);
}

Value *stash::makeTyped(ValueArena &arena, const Value *source, TypeId type) {
  Value *result = arena.map(source ? source->getRange() : SourceRange());
  if (!source || !source->isMap())
    return result;
  // A struct has more fields than most objects have members.
  size_t found = 0;
  for (const TypeField &field : getFields(type)) {
    if (found == source->getMembers().size())
      break;
    const Member *member = source->getMember(field.name);
    if (!member)
      continue;
    ++found;
    if (member->value->isNull())
      continue;
    Value *typed = makeShaped(arena, member->value, field.shape, field.type);
    if (!typed)
      continue;
    // Empty lists and maps say nothing; other zero values are left out by those fields that leave
    // them out.
    bool isCollection = field.shape == FieldShape::List || field.shape == FieldShape::Map;
    if (field.shape != FieldShape::Pointer && isZero(*typed) &&
        (field.zero == FieldZero::Omit || isCollection))
      continue;
    result->add(arena, field.name, typed, member->keyRange);
  }
  return result;
}

Value *stash::mergeDecoded(ValueArena &arena, const Value *existing, const Value *decoded,
                           TypeId type) {
  Value *result = arena.map(existing ? existing->getRange() : SourceRange());
  if (existing && existing->isMap())
    for (const Member &member : existing->getMembers())
      result->add(arena, member.key, member.value, member.keyRange);
  for (const Member &member : decoded->getMembers()) {
    const TypeField *field = findField(type, member.key);
    if (!field)
      continue;
    Value *merged =
        mergeShaped(arena, result->get(field->name), member.value, field->shape, field->type);
    if (!merged)
      return nullptr;
    result->set(arena, field->name, merged);
  }
  return result;
}
