// What an invoker names: Repository, Task and target.

#include "backend/Job/EffectiveTask.h"
#include "backend/Job/InvokerCheckRun.h"
#include "backend/Job/Names.h"
#include "backend/Job/PodResolver.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/SourceEdits.h"
#include "sema/Builtins/Operator.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;

/// Why a Repository may not be used from another namespace, or at all (spec §7.4); empty when it
/// may, or when that depends on labels that nobody knows here.
static llvm::StringRef findDenial(const Value &repository, bool isSameNamespace) {
  const Value *policy = repository.at({"spec", "usagePolicy"});
  if (!isPresent(policy))
    return isSameNamespace ? "" : "it has no 'usagePolicy'";
  if (policy->isUnknown())
    return {};
  const Value *allowed = policy->get("allowedNamespaces");
  if (!isPresent(allowed))
    return "its 'usagePolicy' has no 'allowedNamespaces'";
  if (allowed->isUnknown() || isSameNamespace)
    return {};
  const Value *from = allowed->get("from");
  if (from && from->isUnknown())
    return {};
  llvm::StringRef text = from ? from->getStringOrNone().value_or("") : "";
  return text.empty() || text == "Same" ? "its 'usagePolicy' allows its own only" : "";
}

/// The namespace that an object names itself.
static const Value *getOwnNamespace(const Value &object) {
  const Value *ns = object.at({"metadata", "namespace"});
  return ns && ns->isString() && !ns->getText().empty() ? ns : nullptr;
}

const Value *InvokerChecks::getRepositoryElsewhere(llvm::StringRef name) {
  if (!repositories) {
    repositories.emplace();
    for (const Value *repository : cluster.getAll("Repository"))
      if (getOwnNamespace(*repository))
        repositories->try_emplace(getName(*repository), repository);
  }
  return repositories->lookup(name);
}

/// Says that the Repository is in another namespace, where both namespaces are known.
bool InvokerChecks::Run::reportElsewhere(const Invoker &invoker, llvm::StringRef whole) {
  const Value *found = checks.getRepositoryElsewhere(invoker.repositoryName);
  const Value &ref = *invoker.getSpec().get("repository");
  const Value *ns = ref.get("namespace");
  if (!found || !(isPresent(ns) ? ns->isString() : getOwnNamespace(invoker.object) != nullptr))
    return false;
  const Member &name = *ref.getMember("name");
  auto report =
      fail(diag::RepositoryElsewhere, name.value->getRange(), whole, describeObject(*found));
  report.note(getNameRange(*found), "it is here");
  llvm::StringRef meant = getNamespace(*found);
  llvm::StringRef denial = findDenial(*found, meant == invoker.nameSpace);
  if (!denial.empty()) {
    report.note({}, "with 'namespace: {0}' it is found, but it may not be used from '{1}': {2}",
                meant, invoker.nameSpace, denial);
    return true;
  }
  report.note({}, "did you mean 'namespace: {0}'?", meant);
  const SourceManager &sources = diags.getSources();
  bool isStash = isStashSource(sources, name.value->getRange());
  std::optional<Fixit> edit;
  if (isPresent(ns))
    edit = replaceText(sources, ns, meant);
  else if (name.keyRange == name.value->getRange()) // `repository: NAME`
    edit = Fixit{{name.keyRange.end, name.keyRange.end}, (" in " + meant).str()};
  else
    edit = addMemberAfter(sources, &name, "namespace",
                          isStash ? ("\"" + meant + "\"").str() : meant.str());
  if (edit)
    report.fixit(edit->range, edit->replacement);
  return true;
}

void InvokerChecks::Run::checkRepositoryRef(const Invoker &invoker) {
  const Value *ref = invoker.getSpec().get("repository");
  const Value *name = ref ? ref->get("name") : nullptr;
  if (invoker.repositoryName.empty())
    return;
  std::string whole = (invoker.repositoryNamespace + "/" + invoker.repositoryName).str();
  const Value *repository =
      cluster.getRepository(invoker.repositoryNamespace, invoker.repositoryName);
  if (!repository) {
    if (options.isResolved ||
        cluster.isExternRepository(invoker.repositoryNamespace, invoker.repositoryName) ||
        reportElsewhere(invoker, whole))
      return;
    if (!options.isBuild)
      return checkForeignRepository(invoker, name->getRange());
    // Who compiles nothing of a cluster has it elsewhere.
    llvm::ArrayRef<llvm::StringRef> known = cluster.getNames("Repository");
    if (known.empty() && cluster.getNames("AppBinding").empty()) {
      diags.report(diag::RepositoryNotSeen, name->getRange(), whole);
      return;
    }
    auto report = fail(diag::NoRepository, name->getRange(), whole);
    report.suggest(name->getRange(), invoker.repositoryName, known);
    return;
  }
  bool isSameNamespace = invoker.repositoryNamespace == invoker.nameSpace;
  llvm::StringRef denial = findDenial(*repository, isSameNamespace);
  if (!denial.empty())
    fail(diag::RepositoryDenied, name->getRange(), describeObject(*repository), invoker.nameSpace,
         denial)
        .note(getNameRange(*repository), "it is here");
}

/// Whether `mount` is at `path` or above it; a path that a variable gives may be.
static bool isMountedAt(const Value &mount, llvm::StringRef path, const InvokerMember &member) {
  llvm::StringRef where = mount.getStringOr("mountPath");
  if (where == "${TARGET_MOUNT_PATH}") {
    llvm::ArrayRef<Value *> mounts = member.getTargetList("volumeMounts");
    where = mounts.empty() ? "/stash-data" : mounts[0]->getStringOr("mountPath");
  }
  if (where.contains('$'))
    return true;
  where = where.rtrim('/');
  return path.consume_front(where) && (path.empty() || path.starts_with("/"));
}

/// A local backend is a directory of the container (P26): of use only where a step of the Task
/// mounts a volume there.
void InvokerChecks::Run::checkLocalBackend(const Invoker &invoker, const InvokerMember &member) {
  const Value *repository =
      cluster.getRepository(invoker.repositoryNamespace, invoker.repositoryName);
  const Value *local = repository ? repository->at({"spec", "backend", "local"}) : nullptr;
  if (!isPresent(local) || !(runsTask || runsRestorer))
    return;
  if (runsTask && !task && !sema::findKnownTask(taskName))
    return;
  const Value *path = local->get("mountPath");
  for (const Value *step : getItemsOf(task ? task->at({"spec", "steps"}) : nullptr)) {
    const Value *function = cluster.getFunction(step->getStringOr("name"));
    if (!function || !function->get("spec") || !path || !path->isString())
      return;
    for (const Value *mount : getItemsOf(function->at({"spec", "volumeMounts"})))
      if (isMountedAt(*mount, path->getText(), member))
        return;
  }
  const Value *name = invoker.getSpec().at({"repository", "name"});
  diags.report(diag::LocalBackend, name->getRange(), describeObject(*repository));
}

/// A Repository that a manifest names may be anywhere; but not when its namespace has others here.
void InvokerChecks::Run::checkForeignRepository(const Invoker &invoker, SourceRange place) {
  llvm::SmallVector<llvm::StringRef, 8> names;
  for (const Value *repository : cluster.getAll("Repository"))
    if (getNamespace(*repository) == invoker.repositoryNamespace)
      names.push_back(getName(*repository));
  if (names.empty() || invoker.repositoryName.contains('$'))
    return;
  auto report = fail(diag::NoRepository, place,
                     (invoker.repositoryNamespace + "/" + invoker.repositoryName).str());
  llvm::StringRef nearest = findNearest(invoker.repositoryName, names);
  if (!nearest.empty())
    report.note({}, "did you mean '{0}'?", nearest);
  else
    report.note({}, "the FILEs have others of this namespace, but not this one");
}

void InvokerChecks::Run::checkTaskRef(const Invoker &invoker, const InvokerMember &member) {
  if (!runsTask)
    return;
  taskName = member.getTaskName();
  bool hasBinding = !member.ref.isAppBinding() ||
                    cluster.getAppBinding(member.ref.nameSpace, member.ref.name) != nullptr;
  if (hasBinding) {
    // What is wrong with the AppBinding itself is for the resolver to say.
    DiagnosticEngine silent(diags.getSources());
    DiagnosticEngine &engine = options.isBuild ? diags : silent;
    effective = findEffectiveTask(invoker, member, cluster, engine);
    if (effective)
      taskName = effective->name;
  }
  if (taskName.empty())
    return;
  task = cluster.getTask(taskName);
  const Value *own = member.getTask() ? member.getTask()->get("name") : nullptr;
  bool isOwn = own && !member.getTaskName().empty();
  if (!isOwn && effective)
    checkTaskExists(effective->nameOrigin.range);
  else if (isOwn && !options.isBuild)
    checkTaskExists(own->getRange());
  if (!options.isBuild)
    return;
  if (!task) {
    if (!member.getTaskName().empty())
      reportMissingTask(own->getRange(), taskName, cluster, diags);
    return;
  }
  if (member.getTaskName().empty())
    return;
  unsigned index = 0;
  for (const Value *step : getItemsOf(task->at({"spec", "steps"}))) {
    const Value *name = step->get("name");
    llvm::StringRef text = step->getStringOr("name");
    if (name && name->isString() && !cluster.getFunction(text))
      reportMissingFunction(name->getRange().isValid() ? name->getRange() : own->getRange(), text,
                            index, taskName, cluster, diags);
    ++index;
  }
}

/// KubeDB makes AppBindings that no file has: only a name that is near one is surely wrong.
void InvokerChecks::Run::checkBindingExists(const TargetRef &ref, SourceRange place) {
  if (cluster.getAppBinding(ref.nameSpace, ref.name) || ref.name.contains('$'))
    return;
  llvm::SmallVector<llvm::StringRef, 8> names;
  for (const Value *binding : cluster.getAll("AppBinding"))
    if (getNamespace(*binding) == ref.nameSpace)
      names.push_back(getName(*binding));
  llvm::StringRef nearest = findNearest(ref.name, names);
  if (!sema::isMisspelling(ref.name, nearest))
    return;
  fail(diag::NoAppBinding, place, (ref.nameSpace + "/" + ref.name).str())
      .note({}, "did you mean '{0}'?", nearest);
}

void InvokerChecks::Run::checkTargetRef(const Invoker &invoker, const InvokerMember &member) {
  const TargetRef &ref = member.ref;
  const Value *map = member.target ? member.target->get("ref") : nullptr;
  if (!map || !map->isMap())
    return;
  SourceRange otherwise = ref.range.isValid() ? ref.range : getNameRange(invoker.object);
  auto rangeOf = [&](llvm::StringRef key) {
    const Value *value = map->get(key);
    return value && value->getRange().isValid() ? value->getRange() : otherwise;
  };
  if (invoker.isBackup && ref.name.size() > maxNameLength)
    fail(diag::LongName, rangeOf("name"), ref.name, ref.name.size());

  if (ref.kind == "AppBinding" && !ref.isAppBinding() && !ref.apiVersion.empty()) {
    auto report = fail(diag::AppBindingGroup, rangeOf("apiVersion"), ref.apiVersion);
    report.note({}, "the group is '{0}'", sema::appGroup);
    if (const Value *value = map->get("apiVersion"))
      report.fixit(value->getRange(), sema::appBindingVersion);
  }

  if (ref.isAppBinding())
    checkBindingExists(ref, rangeOf("name"));

  // Spec §7.3.
  bool isClaim = ref.kind == "PersistentVolumeClaim";
  bool isSidecar = ref.isWorkload() && member.getTaskName().empty();
  if (ref.nameSpace != invoker.nameSpace && (isClaim || isSidecar) &&
      !member.getTaskName().starts_with("kubedump"))
    fail(diag::TargetElsewhere, rangeOf("namespace"), ref.kind, ref.name, ref.nameSpace,
         invoker.nameSpace)
        .note({}, "Stash refuses this for {0}",
              isClaim ? "claims" : "workloads that get a container injected");

  if (!runsTask || taskName.empty() || (ref.kind != "StatefulSet" && ref.kind != "DaemonSet"))
    return;
  bool hasNoHost = ref.kind == "DaemonSet" && invoker.isBackup;
  if (hasNoHost && options.isResolved)
    return; // said as ST6022
  auto report =
      hasNoHost
          ? fail(diag::ReplicatedTarget, rangeOf("kind"), taskName, ref.kind, ref.name)
          : diags.report(diag::ReplicatedTarget, rangeOf("kind"), taskName, ref.kind, ref.name);
  if (hasNoHost)
    report.note({}, "the host would be the node's name, which the operator does not know: the Job "
                    "has no containers");
  else if (invoker.isBackup)
    report.note({}, "Stash waits for as many backups as there are replicas, and the host is called "
                    "after the operator's own pod");
}
