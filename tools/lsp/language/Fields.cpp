#include "tools/lsp/language/Fields.h"

namespace stash::lsp {

using schema::ObjectId;

llvm::SmallVector<const schema::Object *, 4> getObjects(Body body) {
  auto list = [](std::initializer_list<ObjectId> ids) {
    llvm::SmallVector<const schema::Object *, 4> objects;
    for (ObjectId id : ids)
      objects.push_back(&schema::getObject(id));
    return objects;
  };
  switch (body) {
  case Body::None:
  case Body::Task:
    return {};
  case Body::Function:
    return list({ObjectId::FunctionSpec, ObjectId::ContainerRuntimeSettings});
  case Body::Volume:
    return list({ObjectId::Volume});
  case Body::Repository:
    return list({ObjectId::RepositorySpec, ObjectId::Backend});
  case Body::Blueprint:
    return list({ObjectId::BackupBlueprintSpec, ObjectId::Backend});
  case Body::Backup:
    return list(
        {ObjectId::BackupConfigurationSpec, ObjectId::BackupTarget, ObjectId::BackupBatchSpec});
  case Body::Restore:
    return list(
        {ObjectId::RestoreSessionSpec, ObjectId::RestoreTarget, ObjectId::RestoreBatchSpec});
  case Body::BackupTarget:
    return list({ObjectId::BackupMember, ObjectId::BackupTarget});
  case Body::RestoreTarget:
    return list({ObjectId::RestoreMember, ObjectId::RestoreTarget});
  }
  return {};
}

static llvm::StringRef toFieldName(Body body, llvm::StringRef key) {
  return (body == Body::Backup || body == Body::Blueprint) && key == "retention" ? "retentionPolicy"
                                                                                 : key;
}

bool isHidden(const schema::Field &field, Body body) {
  return field.isDeprecated && llvm::any_of(getObjects(body), [&](const schema::Object *object) {
           const schema::Field *other = object->getField(field.name);
           return other && !other->isDeprecated;
         });
}

const schema::Field *findField(Body body, llvm::ArrayRef<llvm::StringRef> path,
                               std::optional<schema::Type> *type) {
  if (path.empty())
    return nullptr;
  llvm::SmallVector<llvm::StringRef, 8> names(path);
  names[0] = toFieldName(body, names[0]);
  for (const schema::Object *object : getObjects(body)) {
    const schema::Field *field = object->getField(names[0]);
    if (!field || isHidden(*field, body))
      continue;
    std::optional<schema::Type> found =
        schema::findType(*object, names, schema::World::CustomResource);
    if (type)
      *type = found;
    if (names.size() == 1)
      return field;
    // The field itself is in the object of the path without its last step.
    if (!found || names.back() == "*")
      return nullptr;
    std::optional<schema::Type> parent =
        schema::findType(*object, llvm::ArrayRef(names).drop_back(), schema::World::CustomResource);
    const schema::Object *in = parent && parent->isObject() ? parent->getObject() : nullptr;
    return in ? in->getField(names.back()) : nullptr;
  }
  return nullptr;
}

} // namespace stash::lsp
