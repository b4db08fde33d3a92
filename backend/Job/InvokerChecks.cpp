#include "backend/Job/InvokerChecks.h"

#include "backend/Job/InvokerCheckRun.h"
#include "backend/Job/Names.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Template/Template.h"
#include "sema/Builtins/Operator.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace stash;

SourceRange stash::placeOf(const Value *map, llvm::StringRef key, SourceRange otherwise) {
  const Member *member = map ? map->getMember(key) : nullptr;
  if (!member)
    return otherwise;
  if (member->keyRange.isValid())
    return member->keyRange;
  return member->value->getRange().isValid() ? member->value->getRange() : otherwise;
}

std::string stash::describeTarget(const TargetRef &ref) {
  return (ref.kind + " '" + ref.name + "'").str();
}

/// Calls back with every string of a tree.
static void forEachText(const Value &value, llvm::function_ref<void(llvm::StringRef)> call) {
  if (value.isString())
    call(value.getText());
  if (value.isList())
    for (const Value *item : value.getItems())
      forEachText(*item, call);
  if (value.isMap())
    for (const Member &member : value.getMembers())
      forEachText(*member.value, call);
}

static bool mentionsRules(const Value &value) {
  bool found = false;
  forEachText(value, [&](llvm::StringRef text) {
    found |= text.contains("{RESTORE_PATHS") || text.contains("{RESTORE_SNAPSHOTS");
  });
  return found;
}

/// What the variables of Functions say of their direction: no one asks for these without need.
static sema::Direction inferDirection(const llvm::StringSet<> &used) {
  bool isBackup = false, isRestore = false;
  for (llvm::StringRef name : used.keys()) {
    isBackup |= name == "BACKUP_SESSION" || name.starts_with("RETENTION_");
    isRestore |= name.starts_with("RESTORE_");
  }
  if (isBackup == isRestore)
    return sema::Direction::Both;
  return isBackup ? sema::Direction::Backup : sema::Direction::Restore;
}

/// Whether a Function runs the program that reports, which is the same in both directions.
static bool reportsStatus(const Value &function) {
  llvm::ArrayRef<Value *> args = getItemsOf(function.at({"spec", "args"}));
  return !args.empty() && args[0]->getStringOrNone() == llvm::StringRef(sema::updateStatusName);
}

/// Whether a text has `${HOSTNAME}`, with nothing in its place when that is empty.
static bool usesBareHost(const Value &function) {
  bool found = false;
  forEachText(function, [&](llvm::StringRef text) { found |= text.contains("${HOSTNAME}"); });
  return found;
}

/// Adds the variables of all templates in an object; whether all could be read.
static bool addUsedNames(const Value &object, llvm::StringSet<> &names) {
  bool good = true;
  forEachText(object, [&](llvm::StringRef text) {
    if (!text.contains("${"))
      return;
    llvm::BumpPtrAllocator allocator;
    auto parsed = parseTemplate(text, allocator);
    if (const auto *found = std::get_if<Template>(&parsed))
      forEachSubstitution(*found, [&](const Substitution &use) { names.insert(use.name); });
    else
      good = false;
  });
  return good;
}

const TaskFacts &InvokerChecks::getFacts(const Value &task) {
  auto [at, isNew] = facts.try_emplace(&task);
  TaskFacts &result = at->second;
  if (!isNew)
    return result;
  llvm::ArrayRef<Value *> steps = getItemsOf(task.at({"spec", "steps"}));
  result.stepCount = steps.size();
  result.isComplete = addUsedNames(task, result.used) && !steps.empty();
  llvm::StringSet<> working; // of what does not only report
  for (const Value *step : steps) {
    const Value *function = cluster.getFunction(step->getStringOr("name"));
    const Value *spec = function ? function->get("spec") : nullptr;
    if (!spec || !spec->isMap()) {
      result.isComplete = false;
      continue;
    }
    result.isComplete &= addUsedNames(*function, result.used);
    if (!reportsStatus(*function)) {
      addUsedNames(*function, working);
      if (!result.hostUser && usesBareHost(*function))
        result.hostUser = function;
    }
    const Value *requests = spec->at({"runtimeSettings", "resources", "requests"});
    result.hasRequests |= requests && requests->isMap() && !requests->empty();
    result.usesRules |= mentionsRules(*spec) || mentionsRules(*step);
  }
  result.direction = inferDirection(working);
  return result;
}

void InvokerChecks::check(const Value &object, InvokerCheckOptions options) {
  Run run{*this, cluster, diags, options};
  llvm::StringRef kind = getKind(object);
  if (kind == "Function")
    checkOperatorFlags(object, diags);
  else if (kind == "Repository")
    run.checkRepository(object);
  else if (kind == "BackupSession")
    run.checkSession(object);
  else if (kind == "BackupBlueprint")
    run.checkBlueprint(object);
  else if (isInvokerKind(kind))
    run.checkInvoker(Invoker(object));
}

/// Flags that samples of old versions give to the operator's own programs (P36).
void stash::checkOperatorFlags(const Value &function, DiagnosticEngine &diags) {
  llvm::ArrayRef<Value *> args = getItemsOf(function.at({"spec", "args"}));
  if (args.empty() || !args[0]->isString())
    return;
  llvm::StringRef program = args[0]->getText();
  if (!sema::isOperatorProgram(program))
    return;
  for (const Value *arg : args.drop_front()) {
    llvm::StringRef flag = arg->getStringOrNone().value_or("").split('=').first;
    if (flag == "--secret-dir" || flag == "--repository" || flag == "--prom-job-name")
      diags.report(diag::RemovedFlag, arg->getRange(), program, flag);
  }
}

void InvokerChecks::Run::checkRepository(const Value &repository) {
  const Value *spec = repository.get("spec"), *backend = repository.at({"spec", "backend"});
  bool hasNoBackend = spec && spec->isMap() && !isPresent(backend) &&
                      !isMisspelt(spec, getSpecId(repository), {"backend"});
  if (!isPresent(spec) || hasNoBackend)
    reportMissing(repository, placeOf(&repository, "spec", getNameRange(repository)),
                  isPresent(spec) ? "backend" : "spec", "nothing says where snapshots are kept");
  if (!backend || !backend->isMap())
    return;
  checkRefusals(repository, *backend);
  checkBackend(*backend);
  checkSecret(repository, *backend);
  const Value *secret = backend->get("storageSecretName");
  bool hasNoSecret = !isPresent(secret) || secret->getStringOrNone() == llvm::StringRef("");
  if (hasNoSecret && !isMisspelt(backend, schema::ObjectId::Backend, {"storageSecretName"}))
    fail(diag::NoStorageSecret,
         secret && secret->getRange().isValid()
             ? secret->getRange()
             : placeOf(repository.get("spec"), "backend", getNameRange(repository)),
         describeObject(repository));
  for (const Member &member : backend->getMembers())
    if (member.value->isMap())
      for (const Member &field : member.value->getMembers())
        checkText(field.value, field.key);
}

void InvokerChecks::Run::checkInvoker(const Invoker &invoker) {
  if (options.isResolved)
    if (const Value *repository =
            cluster.getRepository(invoker.repositoryNamespace, invoker.repositoryName))
      checkRepository(*repository);
  if (invoker.isBackup && invoker.name.size() > maxNameLength)
    fail(diag::LongName, getNameRange(invoker.object), invoker.name, invoker.name.size());
  if (!checkParts(invoker))
    return;
  checkRepositoryRef(invoker);
  if (invoker.isBackup) {
    checkSchedule(invoker.object, invoker.getSpec());
    checkRetention(invoker.object, invoker.getSpec());
  }
  checkTimeOut(invoker.getSpec());
  if (invoker.isBatch)
    checkHookCommands(invoker.getSpec().get("hooks"));
  for (size_t i = 0, count = invoker.getMemberCount(); i < count; ++i) {
    InvokerMember member = invoker.getMember(i);
    task = nullptr;
    taskName = {};
    effective.reset();
    bool runsJob = invoker.getDriver() != "VolumeSnapshotter" &&
                   !(member.ref.isWorkload() && member.getTaskName().empty());
    runsRestorer = runsJob && !invoker.isBackup && member.getTaskName().empty() &&
                   !member.getTargetList("volumeClaimTemplates").empty();
    runsTask = runsJob && !runsRestorer;
    checkTargetParts(invoker, member);
    if (targetIsUnclear || isMisspeltTarget(invoker, member, {"alias"}))
      checks.unclearTargets.insert(member.spec);
    checkTaskRef(invoker, member);
    checkTargetRef(invoker, member);
    checkModel(invoker, member);
    checkLocalBackend(invoker, member);
    if (runsTask) {
      checkHasTask(invoker, member);
      checkDirection(invoker, member);
    }
    checkParams(invoker, member);
    checkTarget(invoker, member);
    if (invoker.isBackup)
      checkBackupPaths(member);
    else {
      checkRestorePaths(invoker, member);
      checkRules(invoker, member);
      checkHostname(member);
      checkClaimTemplates(invoker, member);
    }
    checkHooks(invoker.object, member);
    checkHookCommands(member.spec->get("hooks"));
    checkPriorities(member);
    checkTempDir(member);
    if (runsJob) {
      checkContainer(invoker.object, invoker.isBackup, member);
      checkPod(invoker, member);
    }
  }
  if (invoker.isBatch)
    checkBatch(invoker);
}

/// Members against one another: their targets, and their claims for interim data (P35).
void InvokerChecks::Run::checkBatch(const Invoker &invoker) {
  bool isParallel = invoker.getSpec().getStringOr("executionOrder") != "Sequential";
  llvm::StringMap<SourceRange> targets;
  llvm::StringMap<std::pair<unsigned, SourceRange>> claims;
  for (size_t i = 0, count = invoker.getMemberCount(); i < count; ++i) {
    InvokerMember member = invoker.getMember(i);
    const TargetRef &ref = member.ref;
    if (!ref.name.empty() && ref.kind != "EmptyTarget") {
      std::string key =
          (ref.apiVersion + "/" + ref.kind + "/" + ref.nameSpace + "/" + ref.name).str();
      auto [at, isNew] = targets.try_emplace(key, ref.range);
      if (!isNew)
        diags.report(diag::DuplicateTarget, ref.range, ref.kind, ref.name)
            .note(at->second, "the first one is here");
    }
    const Value *interim = member.spec->get("interimVolumeTemplate");
    const Value *name = interim ? interim->at({"metadata", "name"}) : nullptr;
    llvm::StringRef text = name ? name->getStringOrNone().value_or("") : "";
    if (text.empty() || !isParallel)
      continue;
    auto [at, isNew] =
        claims.try_emplace(text, std::pair<unsigned, SourceRange>(i, name->getRange()));
    if (!isNew)
      fail(diag::SharedInterim, name->getRange(), at->second.first + 1, i + 1, text)
          .note(at->second.second, "the other template is here")
          .note({}, "with 'executionOrder: Sequential' they take turns");
  }
}

namespace {

/// An object that the operator makes for an invoker, and that others must not be called like.
struct MadeName {
  llvm::StringRef what;
  std::string nameSpace, name;
};

llvm::SmallVector<MadeName, 6> getMadeNames(const Invoker &invoker) {
  llvm::SmallVector<MadeName, 6> made;
  std::string nameSpace = invoker.nameSpace.str();
  std::string session = nameWithSuffix(invoker.name, "0000000000");
  for (size_t i = 0, count = invoker.getMemberCount(); i < count; ++i) {
    std::string account = serviceAccountName(invoker.kind, invoker.name, i);
    made.push_back(
        {"Job", nameSpace,
         invoker.isBackup ? backupJobName(session, i) : restoreJobName(invoker.name, i)});
    made.push_back({"ServiceAccount", nameSpace, account});
    made.push_back({"ClusterRoleBinding", "", licenseBindingName(nameSpace, account)});
  }
  if (invoker.isBackup)
    made.push_back({"CronJob", nameSpace, triggerName(nameSpace, invoker.name, false)});
  return made;
}

} // namespace

void InvokerChecks::checkTogether(llvm::ArrayRef<const Value *> invokers) {
  checkRetentionTogether(invokers);
  checkHosts(invokers);
  struct Stored {
    std::string target;
    const Value *invoker;
    SourceRange range;
  };
  llvm::StringMap<Stored> hosts;                 // by repository and host
  llvm::StringMap<llvm::StringMap<char>> stored; // the targets of a repository
  llvm::StringMap<const Value *> made;
  for (const Value *object : invokers) {
    Invoker invoker(*object);
    if (invoker.name.empty())
      continue;
    for (const MadeName &name : getMadeNames(invoker)) {
      std::string key = (name.what + "/" + name.nameSpace + "/" + name.name).str();
      auto [at, isNew] = made.try_emplace(key, object);
      // One object that stands there twice has been reported as such.
      if (isNew || describeObject(*at->second) == describeObject(*object))
        continue;
      diags
          .report(diag::NameCollision, getNameRange(*object), name.what, describeObject(*object),
                  name.name, describeObject(*at->second))
          .note(getNameRange(*at->second), "the other one is here");
      break; // the rest follows from it
    }
    if (!invoker.isBackup || invoker.repositoryName.empty() ||
        invoker.getDriver() == "VolumeSnapshotter")
      continue;
    std::string repository = (invoker.repositoryNamespace + "/" + invoker.repositoryName).str();
    for (size_t i = 0, count = invoker.getMemberCount(); i < count; ++i) {
      InvokerMember member = invoker.getMember(i);
      // Each pod of these has a host of its own.
      if (!member.target || member.ref.name.empty() || member.ref.kind == "StatefulSet" ||
          member.ref.kind == "DaemonSet" || unclearTargets.contains(member.spec))
        continue;
      const Value *alias = member.target->get("alias");
      if (alias && !alias->isString() && !alias->isNull())
        continue;
      llvm::StringRef host = alias && alias->isString() && !alias->getText().empty()
                                 ? alias->getText()
                                 : llvm::StringRef("host-0");
      std::string target = (member.ref.nameSpace + "/" + describeTarget(member.ref)).str();
      stored[repository][target] = 0;
      SourceRange range = alias && alias->isString() ? alias->getRange() : member.ref.range;
      if (!range.isValid())
        range = getNameRange(*object);
      auto [at, isNew] =
          hosts.try_emplace((repository + "/" + host).str(), Stored{target, object, range});
      if (isNew || at->second.target == target)
        continue;
      std::string other = at->second.target;
      diags
          .report(diag::SharedHost, range, describeTarget(member.ref), host, repository,
                  llvm::StringRef(other).split('/').second)
          .note(at->second.range, "the other one is here")
          .note({}, "with an 'alias' of its own, each is stored and restored apart");
    }
  }
  for (const Value *object : invokers) {
    Invoker invoker(*object);
    if (invoker.isBackup || invoker.repositoryName.empty())
      continue;
    std::string repository = (invoker.repositoryNamespace + "/" + invoker.repositoryName).str();
    auto at = stored.find(repository);
    size_t count = at == stored.end() ? 0 : at->second.size();
    if (count < 2 && invoker.getMemberCount() < 2)
      continue;
    for (size_t i = 0, n = invoker.getMemberCount(); i < n; ++i) {
      InvokerMember member = invoker.getMember(i);
      if (!member.target || member.ref.isWorkload() || restoringNothing.contains(member.spec) ||
          wrongHost.contains(member.spec) || unclearTargets.contains(member.spec))
        continue;
      const Value *alias = member.target->get("alias");
      if (alias && alias->isUnknown())
        continue;
      llvm::StringRef name = member.target->getStringOr("alias");
      if (!name.empty() && findRule(member.rules, name))
        continue;
      diags.report(diag::RestoreWithoutHost,
                   member.ref.range.isValid() ? member.ref.range : getNameRange(*object),
                   repository,
                   name.empty() ? "the target has no 'alias'" : "no rule matches its alias");
    }
  }
}
