#include "backend/Job/ObjectParts.h"

#include "sema/Builtins/Operator.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;

Value *stash::makeObject(ValueArena &arena, llvm::StringRef apiVersion, llvm::StringRef kind,
                         llvm::StringRef name, llvm::StringRef nameSpace, Value *labels,
                         Value *owner) {
  Value *metadata = arena.map();
  metadata->add(arena, "name", arena.string(name));
  if (!nameSpace.empty())
    metadata->add(arena, "namespace", arena.string(nameSpace));
  if (labels)
    metadata->add(arena, "labels", labels);
  if (owner) {
    Value *owners = arena.list();
    owners->append(arena, owner);
    metadata->add(arena, "ownerReferences", owners);
  }
  Value *object = arena.map();
  object->add(arena, "apiVersion", arena.string(apiVersion));
  object->add(arena, "kind", arena.string(kind));
  object->add(arena, "metadata", metadata);
  return object;
}

Value *stash::makeOwner(ValueArena &arena, llvm::StringRef kind, llvm::StringRef name,
                        llvm::StringRef uid, bool isController) {
  Value *owner = arena.map();
  owner->add(arena, "apiVersion", arena.string(sema::stashVersion));
  owner->add(arena, "kind", arena.string(kind));
  owner->add(arena, "name", arena.string(name));
  if (!uid.empty())
    owner->add(arena, "uid", arena.string(uid));
  owner->add(arena, "controller", arena.boolean(isController));
  owner->add(arena, "blockOwnerDeletion", arena.boolean(true));
  return owner;
}

Value *stash::makeLabels(ValueArena &arena, const Invoker &invoker,
                         llvm::ArrayRef<std::pair<llvm::StringRef, llvm::StringRef>> extra) {
  Value *labels = arena.map();
  const Value *own = invoker.object.at({"metadata", "labels"});
  if (own && own->isMap())
    for (const Member &member : own->getMembers())
      if (member.value->isString())
        labels->set(arena, member.key, member.value, member.keyRange);
  for (auto [name, value] : extra)
    labels->set(arena, name, arena.string(value));
  labels->set(arena, "app.kubernetes.io/component",
              arena.string(invoker.isBackup ? "stash-backup" : "stash-restore"));
  labels->set(arena, "app.kubernetes.io/managed-by", arena.string(sema::stashGroup));
  llvm::sort(labels->getMembers(), [](const Member &a, const Member &b) { return a.key < b.key; });
  return labels;
}

Value *stash::makeStrings(ValueArena &arena, llvm::ArrayRef<llvm::StringRef> texts) {
  Value *list = arena.list();
  for (llvm::StringRef text : texts)
    list->append(arena, arena.string(text));
  return list;
}
