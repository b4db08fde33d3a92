#include "backend/Job/Resolver.h"

#include "backend/Job/ClaimTemplates.h"
#include "backend/Job/Container.h"
#include "backend/Job/JobObject.h"
#include "backend/Job/Names.h"
#include "backend/Job/ObjectParts.h"
#include "backend/Job/Rbac.h"
#include "backend/Job/Volumes.h"
#include "frontend/Basic/DiagnosticsJob.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace stash;

std::string stash::getDefaultSessionName(llvm::StringRef invoker) {
  // The operator appends the seconds since 1970.
  return nameWithSuffix(invoker, "0000000000");
}

namespace {

/// More Jobs than any restore has; a larger number is a slip of the keyboard.
constexpr int64_t maxReplicas = 10'000;

/// Whether the operator runs a Job for this member (spec §4.1). Reports when it does not.
bool runsJob(const Invoker &invoker, const InvokerMember &member, DiagnosticEngine &diags) {
  SourceRange range = getNameRange(invoker.object);
  if (invoker.getDriver() == "VolumeSnapshotter") {
    diags.report(diag::SnapshotterMakesNoJob, range, describeObject(invoker.object));
    return false;
  }
  if (member.ref.isWorkload() && member.getTaskName().empty()) {
    diags.report(diag::SidecarMakesNoJob, range, describeObject(invoker.object), member.ref.kind,
                 member.ref.name, invoker.isBackup ? "a sidecar" : "an init container");
    return false;
  }
  return true;
}

/// What the operator reads of an invoker's Task before it creates anything (spec §4.2, 2): the
/// names of pod security policies. Nothing, with the mistake reported, when something is missing.
std::optional<llvm::SmallVector<llvm::StringRef>>
collectPolicies(const InvokerMember &member, const Cluster &cluster, DiagnosticEngine &diags) {
  llvm::SmallVector<llvm::StringRef> policies;
  llvm::StringRef name = member.getTaskName();
  if (name.empty())
    return policies;
  const Value *task = cluster.getTask(name);
  if (!task) {
    reportMissingTask(member.getTask()->get("name")->getRange(), name, cluster, diags);
    return std::nullopt;
  }
  for (auto [i, step] : llvm::enumerate(getItemsOf(task->at({"spec", "steps"})))) {
    llvm::StringRef functionName = step->getStringOr("name");
    const Value *function = cluster.getFunction(functionName);
    if (!function) {
      const Value *nameValue = step->get("name");
      reportMissingFunction(nameValue ? nameValue->getRange() : step->getRange(), functionName, i,
                            name, cluster, diags);
      return std::nullopt;
    }
    const Value *spec = function->get("spec");
    llvm::StringRef policy = spec ? spec->getStringOr("podSecurityPolicyName") : "";
    if (!policy.empty() && !llvm::is_contained(policies, policy))
      policies.push_back(policy);
  }
  return policies;
}

} // namespace

/// One call of resolve().
struct Resolver::Run {
  Resolver &resolver;
  const JobInput &input;
  ValueArena &arena;
  Resolution &result;

  const Value *container = nullptr; // typed runtimeSettings
  const Value *pod = nullptr;
  Value *labels = nullptr;
  Value *owner = nullptr; // of Job and interim claim
  llvm::StringRef account = {};

  bool run();
  bool
  addKubeDbLabels(llvm::SmallVectorImpl<std::pair<llvm::StringRef, llvm::StringRef>> &extra) const;
  bool addBackupOrRestore();
  bool addClaimRestores();
  ResolvedPod makeRestorerPod();
  void addInterim(PodSpecBuilder &builder);
};

/// A restore into a database that KubeDB manages takes over the database's labels (spec §5.3).
bool Resolver::Run::addKubeDbLabels(
    llvm::SmallVectorImpl<std::pair<llvm::StringRef, llvm::StringRef>> &extra) const {
  const InvokerMember &member = input.member;
  if (input.invoker.kind != "RestoreSession" || !member.ref.isAppBinding())
    return true;
  const Value *binding = resolver.cluster.getAppBinding(member.ref.nameSpace, member.ref.name);
  const Value *bindingLabels = binding ? binding->at({"metadata", "labels"}) : nullptr;
  if (!bindingLabels || bindingLabels->getStringOr("app.kubernetes.io/managed-by") != "kubedb.com")
    return true;
  for (llvm::StringRef label :
       {"app.kubernetes.io/instance", "app.kubernetes.io/managed-by", "app.kubernetes.io/name"}) {
    const Value *value = bindingLabels->get(label);
    if (!value || !value->isString()) {
      resolver.diags.report(diag::NoKubeDbLabel, getNameRange(*binding), describeObject(*binding),
                            label);
      return false;
    }
    extra.push_back({label, value->getText()});
  }
  return true;
}

bool Resolver::Run::run() {
  auto policies = collectPolicies(input.member, resolver.cluster, resolver.diags);
  llvm::SmallVector<std::pair<llvm::StringRef, llvm::StringRef>> extra;
  if (!policies || !addKubeDbLabels(extra))
    return false;
  const OperatorSettings &settings = input.settings;
  if (policies->empty())
    for (llvm::StringRef policy :
         input.invoker.isBackup ? settings.backupPolicies : settings.restorePolicies)
      policies->push_back(policy);

  if (const Value *source = input.member.getRuntimeSettings("container"); isPresent(source))
    container = makeTyped(arena, source, TypeId::ContainerRuntimeSettings);
  if (const Value *source = input.member.getRuntimeSettings("pod"); isPresent(source))
    pod = makeTyped(arena, source, TypeId::PodRuntimeSettings);
  labels = makeLabels(arena, input.invoker, extra);
  owner = input.invoker.isBackup
              ? makeOwner(arena, "BackupSession", input.session.name, input.session.uid)
              : makeOwner(arena, input.invoker.kind, input.invoker.name, input.invoker.uid);
  account = makeRbac(arena, input, pod, labels, *policies, result.objects);

  bool hasClaims =
      !input.invoker.isBackup && !input.member.getTargetList("volumeClaimTemplates").empty();
  return hasClaims ? addClaimRestores() : addBackupOrRestore();
}

void Resolver::Run::addInterim(PodSpecBuilder &builder) {
  const Value *interim = input.member.spec->get("interimVolumeTemplate");
  if (!isPresent(interim))
    return;
  Value *claim = makeInterimClaim(arena, *interim, input, owner);
  builder.addInterimVolume(getName(*claim));
  // The Jobs of all ordinals share it.
  if (llvm::none_of(result.objects, [&](const Value *object) {
        return getKind(*object) == "PersistentVolumeClaim" && getName(*object) == getName(*claim);
      }))
    result.objects.push_back(claim);
}

bool Resolver::Run::addBackupOrRestore() {
  PodResolver pods(resolver.cluster, resolver.templates, resolver.diags);
  std::optional<ResolvedPod> resolved = pods.resolve(input, container, arena, result.trace.get());
  if (!resolved)
    return false;
  PodSpecBuilder builder(arena, input, pod);
  builder.addPod(*resolved, /*overlaysRoot=*/!input.invoker.isBackup);
  addInterim(builder);
  std::string name = input.invoker.isBackup
                         ? backupJobName(input.session.name, input.member.index)
                         : restoreJobName(input.invoker.name, input.member.index);
  result.objects.push_back(builder.makeJob(arena.copy(name), labels, owner, account));
  return true;
}

/// The pod of the operator's own restorer.
ResolvedPod Resolver::Run::makeRestorerPod() {
  ResolvedPod restorer;
  restorer.containers.push_back(makeRestorerContainer(arena, input, container));
  restorer.volumes = arena.list();
  addTmpVolume(arena, *restorer.volumes,
               makeTyped(arena, input.member.spec->get("tempDir"), TypeId::EmptyDirVolumeSource));
  return restorer;
}

bool Resolver::Run::addClaimRestores() {
  const Value *replicas = input.member.target->get("replicas");
  int64_t count = replicas ? replicas->getInteger().value_or(1) : 1;
  if (count > maxReplicas) {
    resolver.diags.report(diag::TooManyReplicas, replicas->getRange(), count, maxReplicas);
    return false;
  }
  llvm::StringSet<> names;
  ClaimTemplates templates(input.member.getTargetList("volumeClaimTemplates"), arena);
  // Only the invoker's own name counts; an AppBinding's is not asked for.
  bool hasTask = !input.member.getTaskName().empty();
  std::optional<ResolvedPod> resolved;
  for (int64_t ordinal = 0; ordinal < count; ++ordinal) {
    if (!resolver.budget.spend()) {
      reportExhausted(resolver.budget, replicas->getRange(), resolver.diags);
      return false;
    }
    auto number = static_cast<unsigned>(ordinal);
    auto claims = templates.make(number, input.invoker.nameSpace, arena, resolver.diags);
    if (!claims)
      return false;
    // A claim that exists is fatal, also one of an ordinal before.
    for (Value *claim : *claims) {
      llvm::StringRef name = getName(*claim);
      if (!name.empty() && !names.insert(name).second) {
        resolver.diags.report(diag::ClaimExists, claim->getRange(), name, number);
        return false;
      }
      result.objects.push_back(claim);
    }
    // Variables do not depend on the ordinal, so one resolution serves all.
    if (!resolved) {
      if (hasTask) {
        PodResolver pods(resolver.cluster, resolver.templates, resolver.diags);
        resolved = pods.resolve(input, container, arena, result.trace.get());
        if (!resolved)
          return false;
      } else {
        resolved = makeRestorerPod();
      }
    }
    PodSpecBuilder builder(arena, input, pod);
    builder.addPod(*resolved, /*overlaysRoot=*/hasTask);
    if (hasTask)
      addInterim(builder);
    builder.addClaims(*claims, number);
    std::string name =
        restoreJobName(input.invoker.name, input.member.index) + "-" + llvm::utostr(number);
    result.objects.push_back(builder.makeJob(arena.copy(name), labels, owner, account));
  }
  return true;
}

/// Of a Job, about what is made in the time of one step of the budget.
static constexpr size_t bytesOfStep = 16;

Resolution Resolver::resolve(const ResolveRequest &request, ValueArena &arena) {
  Resolution result;
  Invoker invoker(request.invoker);
  SourceRange range = getNameRange(request.invoker);
  auto fail = [&] {
    result.failed = true;
    result.objects.clear();
    return std::move(result);
  };
  if (request.member >= invoker.getMemberCount()) {
    diags.report(diag::NoMember, range, describeObject(request.invoker), invoker.getMemberCount(),
                 request.member);
    return fail();
  }
  InvokerMember member = invoker.getMember(request.member);
  if (!budget.spend()) {
    reportExhausted(budget, range, diags);
    return fail();
  }
  if (!runsJob(invoker, member, diags)) {
    result.hasJob = false;
    return result;
  }
  const Value *repository =
      cluster.getRepository(invoker.repositoryNamespace, invoker.repositoryName);
  if (!repository) {
    const Value *ref = invoker.getSpec().get("repository");
    std::string name = (invoker.repositoryNamespace + "/" + invoker.repositoryName).str();
    diags.report(diag::NoRepository, ref && ref->getRange().isValid() ? ref->getRange() : range,
                 name);
    return fail();
  }

  BackupSessionRef session;
  if (invoker.isBackup) {
    const Value *object = cluster.getSession(request.invoker, request.session);
    session.name = object                    ? getName(*object)
                   : request.session.empty() ? arena.copy(getDefaultSessionName(invoker.name))
                                             : request.session;
    if (const Value *metadata = object ? object->get("metadata") : nullptr)
      session.uid = metadata->getStringOr("uid");
  }
  if (request.wantsTrace) {
    result.trace = std::make_unique<JobTrace>();
    result.trace->title = describeObject(request.invoker);
    if (invoker.isBatch)
      result.trace->title += ", member " + llvm::utostr(request.member);
  }
  JobInput input{invoker, member, session, *repository, settings, request.mayLackAppBinding};
  Run run{*this, input, arena, result};
  size_t before = arena.getAllocator().getBytesAllocated();
  bool isResolved = run.run();
  // What was made takes time, too, where every Job has an arena of its own that is freed.
  if (!budget.spend((arena.getAllocator().getBytesAllocated() - before) / bytesOfStep)) {
    reportExhausted(budget, range, diags);
    return fail();
  }
  return isResolved ? std::move(result) : fail();
}
