// How the Job of an invoker runs: its containers, its pod, hooks, temporary files, retention.

#include "backend/Job/InvokerCheckRun.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/Quantity.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;

static bool isFilledMap(const Value *value) { return value && value->isMap() && !value->empty(); }

static constexpr llvm::StringLiteral handlers[] = {"exec", "httpGet", "httpPost", "tcpSocket"};

static unsigned countHandlers(const Value &hook) {
  return llvm::count_if(handlers, [&](llvm::StringRef name) { return isPresent(hook.get(name)); });
}

void InvokerChecks::Run::checkContainer(const Value &owner, bool isBackup,
                                        const InvokerMember &member) {
  const Value *settings = member.getRuntimeSettings("container");
  if (!settings || !settings->isMap())
    return;
  SourceRange name = getNameRange(owner);

  // P15: the operator asks for limits before it takes either (spec §4.6).
  if (const Value *resources = settings->get("resources")) {
    bool hasLimits = isFilledMap(resources->get("limits"));
    bool hasRequests = isFilledMap(resources->get("requests"));
    if (hasRequests && !hasLimits && !isPresent(resources->get("limits")))
      diags.report(diag::RequestsIgnored, placeOf(resources, "requests", name),
                   "'requests' without 'limits' have no effect");
    else if (hasLimits && !isPresent(resources->get("requests")) && task &&
             checks.getFacts(*task).hasRequests)
      diags.report(diag::RequestsIgnored, placeOf(resources, "limits", name),
                   ("'limits' without 'requests' remove those that Functions of Task '" + taskName +
                    "' have")
                       .str());
  }

  // P17: the operator's own restorer lays the settings over `runAsUser: 0`, some fields only.
  if (const Value *context = settings->get("securityContext"); runsRestorer && context)
    for (llvm::StringRef field : {"windowsOptions", "seccompProfile", "appArmorProfile"})
      if (isPresent(context->get(field)))
        diags.report(diag::SecurityFieldLost, placeOf(context, field, name), field);

  // P16: all containers but the last are init containers.
  if (!task)
    return;
  unsigned count = checks.getFacts(*task).stepCount;
  if (member.getHook(isBackup ? "preBackup" : "preRestore"))
    ++count;
  if (const Value *post = member.getHook(isBackup ? "postBackup" : "postRestore"))
    count += countHandlers(*post) || isPresent(post->get("containerName"));
  if (count < 2)
    return;
  for (llvm::StringRef field : {"livenessProbe", "readinessProbe", "lifecycle"})
    if (isPresent(settings->get(field)))
      fail(diag::ProbeOnInitContainer, placeOf(settings, field, name), field)
          .note({},
                "Task '{0}' makes {1} containers with its hooks, and all but the last are init "
                "containers",
                taskName, count);
}

void InvokerChecks::Run::checkPod(const Invoker &invoker, const InvokerMember &member) {
  const Value *settings = member.getRuntimeSettings("pod");
  if (!settings || !settings->isMap())
    return;
  SourceRange name = getNameRange(invoker.object);
  if (options.isResolved && isFilledMap(settings->get("podLabels")))
    diags.report(diag::PodLabelsIgnored, placeOf(settings, "podLabels", name));

  // P17: a restore lays the settings over `runAsUser: 0`, some fields only (spec §4.7).
  const Value *context = settings->get("securityContext");
  if (invoker.isBackup || !context || !context->isMap())
    return;
  const Value *nonRoot = context->get("runAsNonRoot");
  if (nonRoot && nonRoot->isBool() && nonRoot->getBool() && !isPresent(context->get("runAsUser")))
    diags.report(diag::RestoreRunsAsRoot, placeOf(context, "runAsNonRoot", name))
        .note({}, "with 'runAsUser' another user can be given");
  if (runsRestorer)
    return; // it overlays the context of its container, not of the pod
  for (llvm::StringRef field :
       {"windowsOptions", "seccompProfile", "fsGroupChangePolicy", "appArmorProfile",
        "supplementalGroupsPolicy", "seLinuxChangePolicy"})
    if (isPresent(context->get(field)))
      diags.report(diag::SecurityFieldLost, placeOf(context, field, name), field);
}

void InvokerChecks::Run::checkHooks(const Value &owner, const InvokerMember &member) {
  const Value *hooks = member.spec->get("hooks");
  if (!hooks || !hooks->isMap())
    return;
  for (const Member &entry : hooks->getMembers()) {
    const Value &hook = *entry.value;
    if (!hook.isMap())
      continue;
    SourceRange place = entry.keyRange.isValid() ? entry.keyRange : getNameRange(owner);
    if (unsigned count = countHandlers(hook); options.isResolved && count != 1)
      fail(diag::HookWithoutHandler, place, entry.key,
           count == 0 ? "no handler" : "more than one handler");
    const Value *command = hook.get("exec");
    if (!isPresent(command))
      continue;
    place = placeOf(&hook, "exec", place);
    if (!isPresent(hook.get("containerName"))) {
      diags.report(diag::ExecHook, place, entry.key,
                   "does not say in which container it runs: there is no 'containerName'");
      continue;
    }
    if (!member.ref.isAppBinding())
      continue;
    const Value *binding = cluster.getAppBinding(member.ref.nameSpace, member.ref.name);
    if (binding && !isPresent(binding->at({"spec", "clientConfig", "service"})))
      diags
          .report(diag::ExecHook, place, entry.key, "finds no pod: the AppBinding names no service")
          .note(getNameRange(*binding), "it is here");
  }
}

void InvokerChecks::Run::checkTempDir(const InvokerMember &member) {
  const Value *tempDir = member.spec->get("tempDir");
  const Value *limit = tempDir ? tempDir->get("sizeLimit") : nullptr;
  if (!limit || (!limit->isString() && !limit->isNumber()))
    return;
  const Value *disabled = tempDir->get("disableCaching");
  if (disabled && (disabled->isUnknown() || (disabled->isBool() && disabled->getBool())))
    return;
  // Restic's cache of a repository of some tens of gigabytes is larger than this.
  if (limit->getText().ends_with("m"))
    return; // thousandths of a byte are said by the schema
  std::optional<Quantity> size = Quantity::parse(limit->getText());
  if (size && *size < *Quantity::parse("256Mi"))
    diags.report(diag::SmallTempDir, limit->getRange(), limit->getText());
}
