#include "tools/driver/LiveObject.h"

#include "sema/Schema/Schema.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::driver;
using namespace stash::schema;

static void eraseMetadata(Value &metadata) {
  for (llvm::StringRef key :
       {"creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "finalizers",
        "generation", "managedFields", "ownerReferences", "resourceVersion", "selfLink", "uid"})
    metadata.erase(key);
  if (Value *annotations = metadata.get("annotations"); annotations && annotations->isMap())
    annotations->erase("kubectl.kubernetes.io/last-applied-configuration");
  for (llvm::StringRef key : {"annotations", "labels"})
    if (const Value *map = metadata.get(key); map && map->isMap() && map->empty())
      metadata.erase(key);
}

/// The value of a default, which the table has as text.
static Value *makeDefault(const Field &field, ValueArena &arena) {
  llvm::StringRef text = field.defaultValue;
  if (field.type.isBoolean())
    return arena.boolean(text == "true");
  return field.type.isInteger() ? arena.number(text) : arena.string(text);
}

static void complete(Value &value, const Type &type, World world, ValueArena &arena) {
  if (type.isList() && value.isList())
    for (Value *item : value.getItems())
      complete(*item, type.getElement(), world, arena);
  if (type.isMap() && value.isMap())
    for (Member &member : value.getMembers())
      complete(*member.value, type.getElement(), world, arena);
  const Object *object = type.isObject() ? type.getObject() : nullptr;
  if (!object || !value.isMap())
    return;
  // null is how a missing field is written, too.
  for (size_t i = value.getMembers().size(); i-- > 0;)
    if (value.getMembers()[i].value->isNull())
      value.erase(value.getMembers()[i].key);
  for (Member &member : value.getMembers()) {
    if (member.key == "metadata" && member.value->isMap())
      eraseMetadata(*member.value);
    if (const Field *field = object->getField(member.key, world))
      complete(*member.value, field->type, world, arena);
  }
  object->forEachField(world, [&](const Field &field) {
    if (!field.defaultValue.empty() && !value.get(field.name))
      value.add(arena, field.name, makeDefault(field, arena));
  });
}

const Value *driver::normalizeObject(const Value &object, ValueArena &arena) {
  Value *copy = arena.clone(&object);
  if (!copy->isMap())
    return copy;
  copy->erase("status");
  if (Value *metadata = copy->get("metadata"); metadata && metadata->isMap())
    eraseMetadata(*metadata);
  if (const Kind *kind = findKind(copy->getStringOr("apiVersion"), copy->getStringOr("kind"))) {
    Type type;
    type.scalar = Scalar::Object;
    type.object = kind->object;
    complete(*copy, type, kind->world, arena);
  }
  return copy;
}

bool driver::isOperators(const Value &object) {
  const Value *metadata = object.get("metadata");
  llvm::StringRef kind = object.getStringOr("kind");
  llvm::StringRef name = metadata ? metadata->getStringOr("name") : llvm::StringRef();
  bool isBackup = name == "pvc-backup" || name == "pvc-restore";
  return (kind == "Function" && (isBackup || name == "update-status")) ||
         (kind == "Task" && isBackup);
}
