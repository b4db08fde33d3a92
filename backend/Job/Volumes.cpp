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

/// The deep merge of two volumes or parts of them (spec §4.8, 1).
static Value *merge(ValueArena &arena, Value *first, Value *later) {
  if (!first->isMap() || !later->isMap())
    return isNothing(*later) ? first : later;
  Value *result = arena.map(first->getRange());
  for (const Member &member : first->getMembers())
    result->add(arena, member.key, member.value, member.keyRange);
  for (const Member &member : later->getMembers()) {
    Value *old = result->get(member.key);
    // A quantity behind a pointer keeps its first value.
    if (old && member.key == "sizeLimit")
      continue;
    if (old || !isNothing(*member.value))
      result->set(arena, member.key, old ? merge(arena, old, member.value) : member.value,
                  member.keyRange);
  }
  return result;
}

void stash::upsertVolume(ValueArena &arena, Value &volumes, Value *volume) {
  llvm::StringRef name = volume->getStringOr("name");
  for (Value *&old : volumes.getItems())
    if (old->getStringOr("name") == name) {
      old = merge(arena, old, volume);
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
