#include "backend/Job/Volumes.h"

#include "backend/Job/Container.h"
#include "backend/Job/TypedObject.h"

using namespace stash;

/// Whether a later value does not replace an earlier one.
static bool isNothing(const Value &value) {
  switch (value.getKind()) {
  case Value::Kind::Bool:
    return !value.getBool();
  case Value::Kind::Number:
    return value.getInteger() == 0;
  case Value::Kind::String:
  case Value::Kind::List:
    return value.empty();
  default:
    return value.isNull();
  }
}

static Value *merge(ValueArena &arena, Value *first, Value *later, TypeId type);

/// The value of a field that both have.
static Value *mergeField(ValueArena &arena, Value *first, Value *later, const TypeField &field) {
  if (field.shape == FieldShape::Map) {
    // Each later value counts here, also an empty one.
    Value *result = arena.clone(first);
    for (const Member &member : later->getMembers())
      result->set(arena, member.key, member.value, member.keyRange);
    return result;
  }
  if (field.shape != FieldShape::List && !getFields(field.type).empty())
    return merge(arena, first, later, field.type);
  // A quantity keeps its first value: the operator's merge does not reach into it.
  return field.type == TypeId::Quantity || isNothing(*later) ? first : later;
}

/// The deep merge of two volumes or parts of them, both typed (spec §4.8, 1).
static Value *merge(ValueArena &arena, Value *first, Value *later, TypeId type) {
  Value *result = arena.map(first->getRange());
  for (const Member &member : first->getMembers())
    result->add(arena, member.key, member.value, member.keyRange);
  for (const TypeField &field : getFields(type)) {
    Value *old = first->get(field.name), *value = later->get(field.name);
    // What the first has not comes as it is, also a `false` or `0` that a pointer holds.
    if (value)
      result->set(arena, field.name, old ? mergeField(arena, old, value, field) : value);
  }
  return result;
}

void stash::upsertVolume(ValueArena &arena, Value &volumes, Value *volume) {
  llvm::StringRef name = volume->getStringOr("name");
  for (Value *&old : volumes.getItems())
    if (old->getStringOr("name") == name) {
      old = merge(arena, old, volume, TypeId::Volume);
      return;
    }
  volumes.append(arena, volume);
}

bool stash::addTmpVolume(ValueArena &arena, Value &volumes, const Value *tempDir) {
  Value *emptyDir = arena.map();
  if (Value *medium = tempDir ? tempDir->get("medium") : nullptr)
    emptyDir->add(arena, "medium", medium);
  if (Value *limit = tempDir ? tempDir->get("sizeLimit") : nullptr)
    emptyDir->add(arena, "sizeLimit", limit);
  for (Value *&old : volumes.getItems()) {
    if (old->getStringOr("name") != tmpVolumeName)
      continue;
    if (!isPresent(old->get("emptyDir")))
      return false;
    Value *changed = arena.map(old->getRange());
    for (const Member &member : old->getMembers())
      changed->add(arena, member.key, member.key == "emptyDir" ? emptyDir : member.value,
                   member.keyRange);
    old = changed;
    return true;
  }
  Value *volume = arena.map();
  volume->add(arena, "name", arena.string(tmpVolumeName));
  volume->add(arena, "emptyDir", emptyDir);
  volumes.append(arena, volume);
  return true;
}

Value *stash::makeClaimVolume(ValueArena &arena, llvm::StringRef name, llvm::StringRef claim) {
  Value *source = arena.map();
  source->add(arena, "claimName", arena.string(claim));
  Value *volume = arena.map();
  volume->add(arena, "name", arena.string(name));
  volume->add(arena, "persistentVolumeClaim", source);
  return volume;
}
