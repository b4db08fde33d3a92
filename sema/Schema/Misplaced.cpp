// Where an unknown field belongs instead: people write a container's settings beside it, the pod's
// into a Function, and the names of the documentation's own mistakes (spec P21).

#include "sema/Schema/Schema.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

namespace {

/// What is called differently than people write it.
struct Rename {
  ObjectId object;
  llvm::StringLiteral written;
  llvm::StringLiteral meant;
};
constexpr Rename renames[] = {
    {ObjectId::FunctionSpec, "workDir", "workingDir"},
    {ObjectId::FunctionSpec, "workdir", "workingDir"},
    {ObjectId::FunctionSpec, "entrypoint", "command"},
    {ObjectId::FunctionSpec, "cmd", "command"},
    {ObjectId::FunctionSpec, "arguments", "args"},
    {ObjectId::TaskSpec, "functions", "steps"},
    {ObjectId::FunctionRef, "parameters", "params"},
    {ObjectId::TaskRef, "parameters", "params"},
    {ObjectId::BackupConfigurationSpec, "timeout", "timeOut"},
    {ObjectId::BackupConfigurationSpec, "retention", "retentionPolicy"},
    {ObjectId::BackupConfigurationSpec, "suspend", "paused"},
    {ObjectId::BackupBlueprintSpec, "timeout", "timeOut"},
    {ObjectId::BackupBlueprintSpec, "retention", "retentionPolicy"},
    {ObjectId::BackupBlueprintSpec, "repositoryNamespace", "repoNamespace"},
    {ObjectId::BackupBatchSpec, "targets", "members"},
    {ObjectId::RestoreBatchSpec, "targets", "members"},
    {ObjectId::BackupTarget, "mounts", "volumeMounts"},
    {ObjectId::BackupTarget, "directories", "paths"},
    {ObjectId::PodRuntimeSettings, "labels", "podLabels"},
    {ObjectId::PodRuntimeSettings, "annotations", "podAnnotations"},
    {ObjectId::S3Backend, "insecureTls", "insecureTLS"},
    {ObjectId::GcsBackend, "container", "bucket"},
    {ObjectId::B2Backend, "container", "bucket"},
    {ObjectId::S3Backend, "container", "bucket"},
    {ObjectId::AzureBackend, "bucket", "container"},
    {ObjectId::SwiftBackend, "bucket", "container"},
};

/// What became another thing since old versions of Stash.
struct Change {
  ObjectId object;
  llvm::StringLiteral written;
  llvm::StringLiteral hint;
};
constexpr Change changes[] = {
    {ObjectId::BackupTarget, "mountPath",
     "'volumeMounts' took its place: a list of volumes, each with a 'mountPath'"},
    {ObjectId::RestoreTarget, "mountPath",
     "'volumeMounts' took its place: a list of volumes, each with a 'mountPath'"},
    {ObjectId::RestoreTarget, "paths", "a restore has paths in its rules: 'rules[].paths'"},
    {ObjectId::RestoreTarget, "directories", "a restore has paths in its rules: 'rules[].paths'"},
    {ObjectId::RestoreMember, "rules", "rules are of the target: 'target.rules'"},
    {ObjectId::BackupSessionSpec, "backupConfiguration",
     "'invoker' took its place, with 'apiGroup', 'kind' and 'name'"},
};

/// Names that too many objects have: that one below has it says nothing.
bool isEverywhere(llvm::StringRef name) {
  return llvm::is_contained({"name", "namespace", "kind", "apiVersion", "key", "value", "type",
                             "path", "host", "port", "metadata", "spec", "labels", "annotations",
                             "status", "readOnly", "optional", "items"},
                            name);
}

/// The path, in dots, of the one field `name` below `object` that is nearest; empty when there is
/// none or two are equally near. Lists and maps are not entered.
std::string findBelow(const Object &object, llvm::StringRef name, World world) {
  struct Place {
    const Object *object;
    std::string path;
  };
  constexpr unsigned depth = 3;
  llvm::SmallVector<Place> level(1, Place{&object, ""});
  for (unsigned i = 0; i < depth && !level.empty(); ++i) {
    llvm::SmallVector<Place> next;
    llvm::SmallVector<std::string, 2> found;
    for (const Place &place : level)
      place.object->forEachField(world, [&](const Field &field) {
        if (!field.isWritten())
          return;
        if (i > 0 && field.name == name)
          found.push_back(place.path + name.str());
        if (field.type.isObject())
          next.push_back({field.type.getObject(), place.path + field.name.str() + "."});
      });
    if (!found.empty())
      return found.size() == 1 ? found.front() : "";
    level = std::move(next);
  }
  return "";
}

bool has(ObjectId id, llvm::StringRef name, World world = World::CustomResource) {
  return getObject(id).getField(name, world) != nullptr;
}

/// What a Function or Task cannot set because its invoker does, or nobody can.
std::string explainStash(const Object &object, llvm::StringRef name) {
  bool isFunction =
      object.id == ObjectId::FunctionSpec || object.id == ObjectId::ContainerRuntimeSettings;
  if (isFunction && name == "volumes")
    return "the volumes that a Function mounts are declared by its Task";
  if (!isFunction && object.id != ObjectId::TaskSpec)
    return "";
  if (has(ObjectId::PodRuntimeSettings, name))
    return ("it belongs to the pod: 'spec.runtimeSettings.pod." + name +
            "' of the BackupConfiguration or RestoreSession")
        .str();
  if (has(ObjectId::PodSpec, name, World::BuiltIn) && name != "containers")
    return ("it belongs to the pod, which is Stash's: '" + name + "' cannot be set").str();
  if (isFunction && has(ObjectId::Container, name, World::BuiltIn))
    return ("Stash has no '" + name + "' for its containers").str();
  if (object.id == ObjectId::TaskSpec &&
      (has(ObjectId::FunctionSpec, name) || has(ObjectId::ContainerRuntimeSettings, name)))
    return ("it belongs to the Functions that are the Task's steps");
  return "";
}

} // namespace

std::optional<Misplaced> schema::findMisplaced(const Object &object, llvm::StringRef name,
                                               World world,
                                               llvm::ArrayRef<const Object *> parents) {
  for (const Object *self = &object; self; self = self->getBase())
    for (const Rename &rename : renames)
      if (rename.object == self->id && rename.written == name)
        return Misplaced{("did you mean '" + rename.meant + "'?").str(), rename.meant};

  for (const Object *self = &object; self; self = self->getBase())
    for (const Change &change : changes)
      if (change.object == self->id && change.written == name)
        return Misplaced{change.hint.str()};

  bool isCustom = world == World::CustomResource;
  bool inFunction = !parents.empty() && parents.back()->id == ObjectId::FunctionSpec;
  if (inFunction && object.id == ObjectId::ContainerRuntimeSettings) {
    if (name == "container")
      return Misplaced{"in a Function, 'runtimeSettings' are the container's settings themselves"};
    if (has(ObjectId::FunctionSpec, name))
      return Misplaced{("it belongs one level higher, as 'spec." + name + "'").str()};
  }
  if (isCustom && (inFunction || object.id != ObjectId::ContainerRuntimeSettings) &&
      !has(ObjectId::ContainerRuntimeSettings, name)) {
    std::string hint = explainStash(object, name);
    if (!hint.empty())
      return Misplaced{std::move(hint)};
  }
  if (isEverywhere(name))
    return std::nullopt;

  std::string below = findBelow(object, name, world);
  if (!below.empty())
    return Misplaced{"it lives under '" + llvm::StringRef(below).rsplit('.').first.str() + "'"};

  // A sibling's field: container settings under `pod`, and the other way round.
  if (object.id == ObjectId::PodRuntimeSettings && has(ObjectId::ContainerRuntimeSettings, name))
    return Misplaced{"it belongs to the container: it lives under 'container', beside 'pod'"};
  if (object.id == ObjectId::ContainerRuntimeSettings && has(ObjectId::PodRuntimeSettings, name))
    return Misplaced{"it belongs to the pod: it lives under 'pod', beside 'container'"};

  for (const Object *parent : llvm::reverse(parents))
    if (const Field *field = parent->getField(name, world); field && field->isWritten())
      return Misplaced{("it belongs to the " + parent->noun + " around").str()};
  if (object.id == ObjectId::TaskSpec && isCustom) {
    std::string hint = explainStash(object, name);
    if (!hint.empty())
      return Misplaced{std::move(hint)};
  }
  return std::nullopt;
}
