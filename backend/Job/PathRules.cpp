// Paths and patterns: restic restores to the original absolute path, whatever is mounted there.

#include "backend/Job/InvokerCheckRun.h"
#include "backend/Job/Place.h"
#include "backend/Job/ResticPaths.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/SourceEdits.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;

namespace {
/// A path, and where it is said.
struct Path {
  llvm::StringRef text;
  SourceRange range;
};
using Paths = llvm::SmallVector<Path, 4>;

/// What an invoker mounts, as far as it is files that are backed up.
struct Mounts {
  bool isClear = false;
  Paths paths;
};
} // namespace

/// The texts of a list; nothing when one of them is not clear.
static std::optional<Paths> readPaths(const Value *list) {
  Paths paths;
  if (list && list->isUnknown())
    return std::nullopt;
  for (const Value *item : getItemsOf(list)) {
    if (!item->isString())
      return std::nullopt;
    paths.push_back({item->getText(), item->getRange()});
  }
  return paths;
}

/// A Job for a claim mounts the first one only. Where it mounts the claim without any is not said
/// in the invoker, and nothing is said of it.
static Mounts readMounts(const InvokerMember &member) {
  llvm::StringRef name = member.getTaskName();
  bool isClaim = name == "pvc-backup" || name == "pvc-restore";
  bool isInjected = name.empty() && (member.ref.isWorkload() ||
                                     !member.getTargetList("volumeClaimTemplates").empty());
  Mounts result;
  const Value *mounts = member.target ? member.target->get("volumeMounts") : nullptr;
  if (!member.target || (!isClaim && !isInjected) || (mounts && mounts->isUnknown()))
    return result;
  llvm::ArrayRef<Value *> items = getItemsOf(mounts);
  for (const Value *mount : isClaim ? items.take_front(1) : items) {
    const Value *path = mount->get("mountPath");
    if (!path || !path->isString() || !path->getText().starts_with("/"))
      return result;
    result.paths.push_back({path->getText(), path->getRange()});
  }
  result.isClear = !result.paths.empty();
  return result;
}

static bool isCovered(llvm::StringRef path, const Paths &mounts) {
  if (!path.starts_with("/") || path.contains("${"))
    return true; // nobody knows
  return llvm::any_of(mounts, [&](const Path &mount) { return isOnOneLine(path, mount.text); });
}

static void noteMounts(DiagnosticEngine::Builder &report, const Paths &mounts) {
  for (const Path &mount : llvm::ArrayRef(mounts).take_front(3))
    report.note(mount.range, "a volume is mounted at '{0}'", mount.text);
}

/// The paths that a backup of the same place stores for what a restore looks for, and which backup
/// it is.
static std::pair<Paths, const Value *> findStoredPaths(const InvokerMember &member,
                                                       const Value &rule, Restorer restorer,
                                                       const StoredHosts &hosts) {
  Host wanted = getWantedHost(member, rule, restorer);
  std::pair<Paths, const Value *> found;
  if (wanted.kind == Host::Kind::Unknown)
    return found;
  hosts.forEachFound(wanted, [&](const StoredHosts::Entry &entry) {
    const Value *target = entry.member.target;
    std::optional<Paths> paths = readPaths(target ? target->get("paths") : nullptr);
    if (!paths || paths->empty() || found.second) {
      found = {}; // of several, nobody knows which
      return false;
    }
    found = {*paths, entry.invoker};
    return true;
  });
  return found;
}

void InvokerChecks::Run::checkBackupPaths(const InvokerMember &member) {
  for (const Value *pattern : member.getTargetList("exclude"))
    checkPattern(pattern);
  Mounts mounts = readMounts(member);
  std::optional<Paths> paths = readPaths(member.target ? member.target->get("paths") : nullptr);
  if (!mounts.isClear || !paths)
    return;
  for (const Path &path : *paths) {
    if (isCovered(path.text, mounts.paths))
      continue;
    auto report = fail(diag::BackupOutsideMounts, path.range, path.text);
    noteMounts(report, mounts.paths);
    break; // what is wrong with the mounts is wrong for the others, too
  }
}

void InvokerChecks::Run::checkPattern(const Value *pattern) {
  if (!pattern->isString())
    return;
  if (std::optional<std::string> fault = findPatternFault(pattern->getText()))
    fail(diag::BadPattern, pattern->getRange(), pattern->getText(), *fault);
}

/// An include that begins with `/` is matched from the root of the snapshot on.
void InvokerChecks::Run::checkInclude(const Value &pattern, llvm::ArrayRef<llvm::StringRef> roots) {
  if (!pattern.isString() || !pattern.getText().starts_with("/") || roots.empty() ||
      llvm::any_of(roots,
                   [&](llvm::StringRef root) { return mayMatchWithin(pattern.getText(), root); }))
    return;
  auto report = fail(diag::RootedInclude, pattern.getRange(), pattern.getText(), roots.front());
  if (roots.size() > 1)
    return;
  std::string meant = cleanPath((roots.front() + pattern.getText()).str());
  report.note({}, "did you mean '{0}'?", meant);
  if (std::optional<Fixit> edit = replaceText(diags.getSources(), &pattern, meant))
    report.fixit(edit->range, edit->replacement);
}

void InvokerChecks::Run::checkRestorePaths(const Invoker &invoker, const InvokerMember &member) {
  Mounts mounts = readMounts(member);
  std::optional<Restorer> restorer = checks.findRestorer(member);
  bool isSaid = false; // of one rule: what is wrong with the mounts is wrong for the others, too
  for (const Value *rule : member.rules) {
    llvm::ArrayRef<Value *> includes = getItemsOf(rule->get("include"));
    llvm::ArrayRef<Value *> excludes = getItemsOf(rule->get("exclude"));
    if (!includes.empty() && !excludes.empty())
      fail(diag::IncludeWithExclude, placeOf(rule, "exclude", rule->getRange()))
          .note(placeOf(rule, "include", rule->getRange()), "'include' is here")
          .note({}, "restic refuses both together, and that shows only when you restore");
    for (const Value *pattern : includes)
      checkPattern(pattern);
    for (const Value *pattern : excludes)
      checkPattern(pattern);

    std::optional<Paths> paths = readPaths(rule->get("paths"));
    if (!mounts.isClear || !paths || !restorer)
      continue;
    const Value *backup = nullptr;
    if (paths->empty() && !getItemsOf(rule->get("snapshots")).empty())
      if (const StoredHosts *hosts = checks.getStored(getPlaceKey(invoker, cluster)))
        std::tie(*paths, backup) = findStoredPaths(member, *rule, *restorer, *hosts);
    llvm::SmallVector<llvm::StringRef, 4> roots;
    for (const Path &path : paths->empty() ? mounts.paths : *paths)
      roots.push_back(path.text);
    for (const Value *pattern : includes)
      checkInclude(*pattern, roots);
    for (const Path &path : *paths) {
      if (isSaid || isCovered(path.text, mounts.paths))
        continue;
      isSaid = true;
      SourceRange place = path.range;
      if (backup && mounts.paths.front().range.isValid())
        place = mounts.paths.front().range; // the rule says nothing of it
      auto report = fail(diag::RestoreOutsideMounts, place, path.text);
      if (backup)
        report.note(path.range, "{0} stores it", describeObject(*backup));
      noteMounts(report, mounts.paths);
      report.note({}, "restic restores to the path that was backed up");
    }
  }
}
