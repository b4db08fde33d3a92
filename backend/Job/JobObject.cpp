#include "backend/Job/JobObject.h"

#include "backend/Job/Container.h"
#include "backend/Job/Names.h"
#include "backend/Job/ObjectParts.h"
#include "backend/Job/Volumes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace stash;

void PodSpecBuilder::addPod(const ResolvedPod &pod, bool overlays) {
  hasPod = pod.hasVariables;
  overlaysRoot = overlays && pod.hasVariables;
  volumes = arena.list();
  for (Value *volume : getItemsOf(pod.volumes))
    upsertVolume(arena, *volumes, volume);
  // Copies: what follows changes the containers, and a pod may serve several ordinals.
  for (const Value *container : pod.containers) {
    Value *copy = arena.map(container->getRange());
    for (const Member &member : container->getMembers())
      copy->add(arena, member.key, member.value, member.keyRange);
    containers.push_back(copy);
  }
}

void PodSpecBuilder::addInterimVolume(llvm::StringRef claim) {
  for (Value *container : containers)
    upsertMount(arena, *container, makeMount(arena, interimVolumeName, interimMountPath));
  upsertVolume(arena, *volumes, makeClaimVolume(arena, interimVolumeName, claim));
}

void PodSpecBuilder::addClaims(llvm::ArrayRef<Value *> claims, unsigned ordinal) {
  llvm::StringRef number = arena.copy(llvm::utostr(ordinal));
  const Value *typedTarget = input.member.target;
  llvm::ArrayRef<Value *> mounts = input.member.getTargetList("volumeMounts");
  if (typedTarget && !mounts.empty()) {
    for (const Value *claim : claims) {
      llvm::StringRef claimName = getName(*claim);
      llvm::StringRef volumeName = claimName;
      volumeName.consume_back(arena.copy(("-" + number).str()));
      upsertVolume(arena, *volumes, makeClaimVolume(arena, volumeName, claimName));
    }
    for (Value *container : containers)
      for (Value *mount : mounts)
        upsertMount(arena, *container, mount);
  }
  for (Value *container : containers)
    upsertEnv(arena, *container, "POD_ORDINAL", number);
}

void PodSpecBuilder::applyPodSettings(Value &spec) {
  if (!podSettings)
    return;
  for (llvm::StringRef key :
       {"nodeSelector", "serviceAccountName", "automountServiceAccountToken", "nodeName",
        "securityContext", "affinity", "schedulerName", "tolerations", "priorityClassName",
        "priority", "readinessGates", "runtimeClassName", "enableServiceLinks",
        "topologySpreadConstraints"})
    if (Value *value = podSettings->get(key); isPresent(value))
      spec.set(arena, key, value);
  if (!overlaysRoot)
    return;
  static constexpr llvm::StringLiteral fields[] = {
      "seLinuxOptions", "runAsUser",          "runAsGroup", "runAsNonRoot",
      "fsGroup",        "supplementalGroups", "sysctls"};
  spec.set(arena, "securityContext",
           makeRootContext(arena, podSettings->get("securityContext"), fields));
}

Value *PodSpecBuilder::makeJob(llvm::StringRef name, Value *labels, Value *owner,
                               llvm::StringRef account) {
  Value *spec = arena.map();
  spec->add(arena, "volumes", volumes);
  if (!containers.empty()) {
    Value *init = arena.list(), *last = arena.list();
    for (Value *container : llvm::drop_end(containers))
      init->append(arena, container);
    last->append(arena, containers.back());
    spec->add(arena, "initContainers", init);
    spec->add(arena, "containers", last);
  }
  if (hasPod)
    spec->add(arena, "restartPolicy", arena.string("Never"));
  applyPodSettings(*spec);

  // The invoker's secrets, also those that it names twice, and the copies of the operator's that
  // are not among them, by name.
  llvm::SmallVector<Value *> secrets(
      getItemsOf(podSettings ? podSettings->get("imagePullSecrets") : nullptr));
  llvm::StringSet<> own;
  for (const Value *secret : secrets)
    own.insert(secret->getStringOr("name"));
  for (llvm::StringRef secret : input.settings.pullSecrets) {
    llvm::StringRef copy =
        arena.copy(pullSecretName(secret, input.invoker.kind, input.invoker.name));
    if (own.contains(copy))
      continue;
    Value *ref = arena.map();
    ref->add(arena, "name", arena.string(copy));
    secrets.push_back(ref);
  }
  llvm::stable_sort(secrets, [](const Value *a, const Value *b) {
    return a->getStringOr("name") < b->getStringOr("name");
  });
  Value *pullSecrets = arena.list();
  for (Value *secret : secrets)
    pullSecrets->append(arena, secret);
  spec->set(arena, "imagePullSecrets", pullSecrets);
  spec->set(arena, "serviceAccountName", arena.string(account));

  Value *metadata = arena.map();
  metadata->add(arena, "labels", labels);
  if (Value *annotations = podSettings ? podSettings->get("podAnnotations") : nullptr)
    metadata->add(arena, "annotations", annotations);
  Value *podTemplate = arena.map();
  podTemplate->add(arena, "metadata", metadata);
  podTemplate->add(arena, "spec", makeTyped(arena, spec, TypeId::PodSpec));
  Value *jobSpec = arena.map();
  jobSpec->add(arena, "backoffLimit", arena.integer(0));
  jobSpec->add(arena, "template", podTemplate);
  Value *job = makeObject(arena, "batch/v1", "Job", name, input.invoker.nameSpace, labels, owner);
  job->setRange(input.invoker.object.getRange());
  job->add(arena, "spec", jobSpec);
  return job;
}

Value *stash::makePod(const Value &job, ValueArena &arena) {
  const Value &from = *job.at({"spec", "template"});
  const Value *jobMetadata = job.get("metadata"), *podMetadata = from.get("metadata");
  Value *metadata = arena.map(), *pod = arena.map(job.getRange());
  for (llvm::StringRef key : {"name", "namespace"})
    if (Value *value = jobMetadata->get(key))
      metadata->add(arena, key, value);
  for (llvm::StringRef key : {"labels", "annotations"})
    if (Value *value = podMetadata ? podMetadata->get(key) : nullptr)
      metadata->add(arena, key, value);
  pod->add(arena, "apiVersion", arena.string("v1"));
  pod->add(arena, "kind", arena.string("Pod"));
  pod->add(arena, "metadata", metadata);
  pod->add(arena, "spec", from.get("spec"));
  return pod;
}
