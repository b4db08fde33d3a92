// A restore finds what a backup stored under the same host (stashed/stash#1484).

#include "backend/Job/InvokerCheckRun.h"
#include "backend/Job/Place.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/SourceEdits.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace stash;

/// Whether a rule takes the latest snapshot of a host, and not one that it names.
static bool asksForHost(const Value &rule) {
  const Value *snapshots = rule.get("snapshots"), *paths = rule.get("paths");
  if ((snapshots && snapshots->isUnknown()) || (paths && paths->isUnknown()))
    return false;
  if (getItemsOf(snapshots).empty())
    return !getItemsOf(paths).empty();
  return llvm::any_of(getItemsOf(snapshots), [](const Value *snapshot) {
    return snapshot->getStringOrNone() == llvm::StringRef("latest");
  });
}

std::optional<Restorer> InvokerChecks::findRestorer(const InvokerMember &member) {
  llvm::StringRef name = member.getTaskName();
  if (name.empty() &&
      (member.ref.isWorkload() || !member.getTargetList("volumeClaimTemplates").empty()))
    return Restorer::Workload;
  if (name == "pvc-restore")
    return Restorer::Claim;
  if (member.ref.isAppBinding())
    return Restorer::Task;
  const Value *task = name.empty() ? nullptr : cluster.getTask(name);
  if (!task)
    return std::nullopt;
  const llvm::StringSet<> &used = getFacts(*task).used;
  return used.contains("HOSTNAME") || used.contains("SOURCE_HOSTNAME")
             ? std::optional(Restorer::Task)
             : std::nullopt;
}

const StoredHosts *InvokerChecks::getStored(llvm::StringRef place) {
  if (!stored) {
    stored.emplace();
    for (const Value *object : cluster.getInvokers()) {
      Invoker invoker(*object);
      std::string key = getPlaceKey(invoker, cluster);
      if (!invoker.isBackup || invoker.getDriver() == "VolumeSnapshotter")
        continue;
      // What is stored where nobody knows may be what a restore looks for.
      const Value *repository =
          cluster.getRepository(invoker.repositoryNamespace, invoker.repositoryName);
      mayStoreAnywhere |= repository && hasUnclearPlace(*repository);
      if (key.empty())
        continue;
      for (size_t i = 0, count = invoker.getMemberCount(); i < count; ++i) {
        InvokerMember member = invoker.getMember(i);
        (*stored)[key].add({getStoredHost(member), object, member});
      }
    }
  }
  auto at = stored->find(place);
  return at == stored->end() ? nullptr : &at->second;
}

static void reportHost(const Invoker &restore, const InvokerMember &member, const Host &wanted,
                       const StoredHosts::Entry &stored, bool isOnly, DiagnosticEngine &diags) {
  SourceRange place = wanted.range;
  if (!place.isValid())
    place = member.ref.range.isValid() ? member.ref.range : getNameRange(restore.object);
  auto report = diags.report(diag::OtherHost, place, wanted.describe(),
                             describeObject(*stored.invoker), stored.host.describe());
  report.note(stored.host.range.isValid() ? stored.host.range : getNameRange(*stored.invoker),
              stored.host.isDefault ? "the backup is here; its target has no 'alias'"
                                    : "the backup's 'alias' is here");
  const SourceManager &sources = diags.getSources();
  if (stored.host.kind == Host::Kind::Node || wanted.kind == Host::Kind::Node) {
    report.note({}, "the host of a DaemonSet is the node of each pod; 'sourceHost' of a rule names "
                    "another one");
    return;
  }
  if (stored.host.isDefault) {
    report.note({}, wanted.isDefault
                        ? "'sourceHost' of a rule names the host that is restored from"
                        : "leave out the restore's 'alias', or give the backup the same one");
    return;
  }
  std::string text = stored.host.name.str();
  if (isStashSource(sources, place))
    text = "\"" + text + "\"";
  report.note({}, "give the restore's target 'alias: {0}', too", text);
  const Value *alias = member.target->get("alias");
  std::optional<Fixit> edit;
  if (isOnly && alias && wanted.range == alias->getRange())
    edit = replaceText(sources, alias, stored.host.name);
  else if (isOnly && !alias && wanted.isDefault)
    edit = addLineBefore(sources, member.target->getMember("ref"), "alias: " + text);
  if (edit)
    report.fixit(edit->range, edit->replacement);
}

void InvokerChecks::checkHosts(llvm::ArrayRef<const Value *> invokers) {
  for (const Value *object : invokers) {
    Invoker invoker(*object);
    if (invoker.isBackup || invoker.getDriver() == "VolumeSnapshotter")
      continue;
    const StoredHosts *hosts = getStored(getPlaceKey(invoker, cluster));
    // A target that is not known may be the one that is looked for.
    if (!hosts || mayStoreAnywhere ||
        (!unclearTargets.empty() &&
         llvm::any_of(hosts->getAll(), [&](const StoredHosts::Entry &entry) {
           return unclearTargets.contains(entry.member.spec);
         })))
      continue;
    for (size_t i = 0, count = invoker.getMemberCount(); i < count; ++i) {
      InvokerMember member = invoker.getMember(i);
      std::optional<Restorer> restorer = findRestorer(member);
      if (!restorer || !member.target || unclearTargets.contains(member.spec))
        continue;
      llvm::SmallVector<const Value *, 2> rules(member.rules.begin(), member.rules.end());
      if (*restorer != Restorer::Workload) {
        const Value *rule = findRule(member.rules, member.target->getStringOr("alias"));
        rules.assign(rule ? 1 : 0, rule);
      }
      for (const Value *rule : rules) {
        if (!asksForHost(*rule))
          continue;
        Host wanted = getWantedHost(member, *rule, *restorer);
        bool isFound = false;
        hosts->forEachFound(wanted, [&](const StoredHosts::Entry &) {
          isFound = true;
          return false;
        });
        if (isFound)
          continue;
        reportHost(invoker, member, wanted, hosts->getAll().front(), hosts->getAll().size() == 1,
                   diags);
        wrongHost.insert(member.spec);
        break;
      }
    }
  }
}
