#include "backend/Job/Container.h"

#include "backend/Job/Cluster.h"
#include "backend/Job/Names.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;

/// The list of a container's member, as a copy that may be changed.
static Value *openList(ValueArena &arena, Value &container, llvm::StringRef key) {
  Value *list = arena.list();
  for (Value *item : getItemsOf(container.get(key)))
    list->append(arena, item);
  container.set(arena, key, list);
  return list;
}

Value *stash::makeMount(ValueArena &arena, llvm::StringRef name, llvm::StringRef path) {
  Value *mount = arena.map();
  mount->add(arena, "name", arena.string(name));
  mount->add(arena, "mountPath", arena.string(path));
  return mount;
}

/// Replaces the item whose `key` is that of `item`, else appends.
static void upsert(ValueArena &arena, Value &list, llvm::StringRef key, Value *item) {
  llvm::StringRef identity = item->getStringOr(key);
  for (Value *&old : list.getItems())
    if (old->getStringOr(key) == identity) {
      old = item;
      return;
    }
  list.append(arena, item);
}

void stash::upsertMount(ValueArena &arena, Value &container, Value *mount) {
  upsert(arena, *openList(arena, container, "volumeMounts"), "mountPath", mount);
}

void stash::upsertEnv(ValueArena &arena, Value &container, llvm::StringRef name,
                      llvm::StringRef value) {
  Value *variable = arena.map();
  variable->add(arena, "name", arena.string(name));
  variable->add(arena, "value", arena.string(value));
  upsert(arena, *openList(arena, container, "env"), "name", variable);
}

Value *stash::makeStepContainer(ValueArena &arena, const Value &function, unsigned index) {
  Value *container = arena.map();
  const Value *nameValue = function.at({"metadata", "name"});
  std::string name = dashDots(getName(function)) + "-" + llvm::utostr(index);
  container->add(arena, "name",
                 arena.string(arena.copy(name), nameValue ? nameValue->getRange() : SourceRange()));
  const Value *spec = function.get("spec");
  const Value *settings = spec ? spec->get("runtimeSettings") : nullptr;
  auto take = [&](const Value *from, llvm::StringRef key) {
    if (Value *value = from ? from->get(key) : nullptr)
      container->add(arena, key, value);
  };
  for (llvm::StringRef key :
       {"image", "command", "args", "workingDir", "ports", "volumeMounts", "volumeDevices"})
    take(spec, key);
  for (llvm::StringRef key : {"env", "envFrom", "resources", "livenessProbe", "readinessProbe",
                              "lifecycle", "securityContext"})
    take(settings, key);
  container->add(arena, "imagePullPolicy", arena.string("IfNotPresent"));
  upsertMount(arena, *container, makeMount(arena, tmpVolumeName, tmpMountPath));
  return container;
}

/// An environment variable of the settings; its fieldRef gets the version that the operator's
/// conversion adds.
static Value *convertEnv(ValueArena &arena, Value *variable) {
  const Value *fieldRef = variable->at({"valueFrom", "fieldRef"});
  if (!isPresent(fieldRef) || !fieldRef->getStringOr("apiVersion").empty())
    return variable;
  Value *converted = arena.clone(variable);
  converted->at({"valueFrom", "fieldRef"})->set(arena, "apiVersion", arena.string("v1"));
  return converted;
}

void stash::applyContainerSettings(ValueArena &arena, Value &container, const Value *settings) {
  if (!settings)
    return;
  const Value *limits = settings->at({"resources", "limits"});
  if (limits && !limits->empty()) {
    // Without limits the operator ignores requests; with them it drops the Function's (P15).
    Value *resources = arena.map();
    const Value *old = container.get("resources");
    if (Value *claims = old ? old->get("claims") : nullptr)
      resources->add(arena, "claims", claims);
    resources->add(arena, "limits", const_cast<Value *>(limits));
    if (Value *requests = settings->at({"resources", "requests"}))
      resources->add(arena, "requests", requests);
    container.set(arena, "resources", resources);
  }
  for (llvm::StringRef key : {"livenessProbe", "readinessProbe", "lifecycle", "securityContext"})
    if (Value *value = settings->get(key); isPresent(value))
      container.set(arena, key, value);
  llvm::ArrayRef<Value *> sources = getItemsOf(settings->get("envFrom"));
  if (!sources.empty()) {
    Value *list = openList(arena, container, "envFrom");
    for (Value *source : sources)
      list->append(arena, source);
  }
  llvm::ArrayRef<Value *> variables = getItemsOf(settings->get("env"));
  if (!variables.empty()) {
    Value *list = openList(arena, container, "env");
    for (Value *variable : variables)
      upsert(arena, *list, "name", convertEnv(arena, variable));
  }
  auto addNumber = [&](llvm::StringRef group, llvm::StringRef key, llvm::StringRef name) {
    const Value *number = settings->at({group, key});
    if (number && number->isNumber())
      upsertEnv(arena, container, name, number->getText());
  };
  addNumber("nice", "adjustment", "NICE_ADJUSTMENT");
  addNumber("ionice", "class", "IONICE_CLASS");
  addNumber("ionice", "classData", "IONICE_CLASS_DATA");
}

/// An environment variable that holds a field of the pod.
static void addFieldEnv(ValueArena &arena, Value &list, llvm::StringRef name,
                        llvm::StringRef path) {
  Value *fieldRef = arena.map();
  fieldRef->add(arena, "fieldPath", arena.string(path));
  Value *source = arena.map();
  source->add(arena, "fieldRef", fieldRef);
  Value *variable = arena.map();
  variable->add(arena, "name", arena.string(name));
  variable->add(arena, "valueFrom", source);
  list.append(arena, variable);
}

namespace {
/// Collects arguments, some of them `--flag=value`.
class ArgumentList {
public:
  explicit ArgumentList(ValueArena &arena) : arena(arena), list(arena.list()) {}

  ArgumentList &add(llvm::StringRef text) {
    list->append(arena, arena.string(text));
    return *this;
  }
  ArgumentList &add(llvm::StringRef flag, llvm::StringRef value) {
    return add(arena.copy((flag + "=" + value).str()));
  }
  Value *take() { return list; }

private:
  ValueArena &arena;
  Value *list;
};
} // namespace

Value *stash::makeHookContainer(ValueArena &arena, llvm::StringRef name, const JobInput &input,
                                llvm::ArrayRef<Value *> siblings) {
  Value *container = arena.map();
  container->add(arena, "name", arena.string(name));
  container->add(arena, "image",
                 arena.string("${STASH_DOCKER_REGISTRY:=appscode}/${STASH_DOCKER_IMAGE:=stash}:"
                              "${STASH_IMAGE_TAG:=latest}"));
  const TargetRef &ref = input.member.ref;
  container->add(arena, "args",
                 ArgumentList(arena)
                     .add("run-hook")
                     .add("--backupsession=${BACKUP_SESSION:=}")
                     .add("--invoker-kind", input.invoker.kind)
                     .add("--invoker-name", input.invoker.name)
                     .add("--target-kind", ref.kind)
                     .add("--target-namespace", ref.nameSpace)
                     .add("--target-name", ref.name)
                     .add("--hook-type=${HOOK_TYPE:=}")
                     .add("--hostname=${HOSTNAME:=}")
                     .add("--output-dir=${outputDir:=}")
                     .add("--metrics-enabled=true")
                     .add("--metrics-pushgateway-url", input.settings.pushgateway)
                     .take());
  Value *env = arena.list();
  addFieldEnv(arena, *env, "POD_NAME", "metadata.name");
  container->add(arena, "env", env);
  Value *mounts = arena.list();
  for (const Value *sibling : siblings)
    for (Value *mount : getItemsOf(sibling->get("volumeMounts")))
      upsert(arena, *mounts, "mountPath", mount);
  container->add(arena, "volumeMounts", mounts);
  return container;
}

Value *stash::makeRootContext(ValueArena &arena, const Value *over,
                              llvm::ArrayRef<llvm::StringLiteral> fields) {
  Value *context = arena.map();
  context->add(arena, "runAsUser", arena.integer(0));
  context->add(arena, "runAsGroup", arena.integer(0));
  for (llvm::StringRef field : fields)
    if (Value *value = over ? over->get(field) : nullptr; isPresent(value))
      context->set(arena, field, value);
  return context;
}

Value *stash::makeRestorerContainer(ValueArena &arena, const JobInput &input,
                                    const Value *settings) {
  const OperatorSettings &operatorSettings = input.settings;
  const TargetRef &ref = input.member.ref;
  const Value *disabled = input.member.spec->at({"tempDir", "disableCaching"});
  bool isCached = !(disabled && disabled->isBool() && disabled->getBool());
  Value *container = arena.map();
  container->add(arena, "name", arena.string("stash"));
  container->add(arena, "image", arena.string(arena.copy(operatorSettings.getImage())));
  container->add(arena, "args",
                 ArgumentList(arena)
                     .add("restore")
                     .add("--invoker-kind", input.invoker.kind)
                     .add("--invoker-name", input.invoker.name)
                     .add("--target-kind", ref.kind)
                     .add("--target-name", ref.name)
                     .add("--target-namespace", ref.nameSpace)
                     .add("--restore-model=job")
                     .add("--enable-cache", isCached ? "true" : "false")
                     .add("--max-connections", llvm::itostr(getMaxConnections(input.repository)))
                     .add("--metrics-enabled=true")
                     .add("--pushgateway-url", operatorSettings.pushgateway)
                     .add("--use-kubeapiserver-fqdn-for-aks",
                          operatorSettings.useKubeApiServerFqdnForAks ? "true" : "false")
                     .add("--logtostderr=false")
                     .add("--alsologtostderr=false")
                     .take());
  Value *env = arena.list();
  addFieldEnv(arena, *env, "NODE_NAME", "spec.nodeName");
  addFieldEnv(arena, *env, "POD_NAME", "metadata.name");
  container->add(arena, "env", env);
  upsertMount(arena, *container, makeMount(arena, tmpVolumeName, tmpMountPath));
  applyContainerSettings(arena, *container, settings);
  static constexpr llvm::StringLiteral fields[] = {
      "capabilities", "privileged",   "seLinuxOptions",         "runAsUser",
      "runAsGroup",   "runAsNonRoot", "readOnlyRootFilesystem", "allowPrivilegeEscalation",
      "procMount"};
  container->set(arena, "securityContext",
                 makeRootContext(arena, container->get("securityContext"), fields));
  return container;
}
