// The Task that an invoker runs: whether there is one, which way it goes, what it takes.

#include "backend/Job/InvokerCheckRun.h"
#include "backend/Job/PodResolver.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "sema/Builtins/Operator.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;
using sema::Direction;

static llvm::StringLiteral describe(Direction direction) {
  return direction == Direction::Backup ? llvm::StringLiteral("backup")
                                        : llvm::StringLiteral("restore");
}

Direction InvokerChecks::getDirection(llvm::StringRef name) {
  if (std::optional<sema::KnownTask> known = sema::findKnownTask(name))
    if (known->isOperators || !cluster.getTask(name))
      return known->direction;
  const Value *task = cluster.getTask(name);
  if (!task)
    return Direction::Both;
  if (std::optional<Direction> declared = cluster.getDeclaredDirection(*task))
    return *declared;
  return getFacts(*task).direction;
}

/// No Task at all: the operator makes no Job, and says so nowhere but in its log (P20).
void InvokerChecks::Run::checkHasTask(const Invoker &invoker, const InvokerMember &member) {
  // Of other targets checkModel() says so, and of none at all checkTargetParts().
  if (!taskName.empty() || !effective || !member.ref.isAppBinding())
    return;
  const Value *task = member.getTask();
  const Value *name = task ? task->get("name") : nullptr;
  if (name && name->isUnknown())
    return;
  fail(diag::NoTaskName, getTaskPlace(invoker, member), describeObject(invoker.object));
}

/// A Task that goes the other way: a backup that restores over its target, or a restore that stores
/// what is there.
void InvokerChecks::Run::checkDirection(const Invoker &invoker, const InvokerMember &member) {
  SourceRange place = effective ? effective->nameOrigin.range : SourceRange();
  if (!place.isValid() || !member.getTaskName().empty())
    place = getTaskPlace(invoker, member);
  checkDirection(invoker.isBackup ? Direction::Backup : Direction::Restore, place);
}

void InvokerChecks::Run::checkDirection(Direction wanted, SourceRange place) {
  if (taskName.empty())
    return;
  Direction found = checks.getDirection(taskName);
  if (found == Direction::Both || found == wanted)
    return;
  auto report =
      fail(diag::WrongDirection, place, describe(wanted), describe(found), taskName,
           wanted == Direction::Backup ? "each backup restores over its target"
                                       : "it stores what is in the target, and restores nothing");
  if (task && getNameRange(*task).isValid())
    report.note(getNameRange(*task), "Task '{0}' is here", taskName);
  std::string other = findCounterpart(wanted);
  if (other.empty())
    return;
  report.note({}, "did you mean '{0}'?", other);
  // A name that is quoted, or that a variable gives, is not all of its place.
  if (diags.getSources().getText(place) == taskName)
    report.fixit(place, other);
}

/// The Task that is meant in a direction: the one whose name says the other one, else the only one.
std::string InvokerChecks::Run::findCounterpart(Direction wanted) {
  std::string other = sema::getOtherDirection(taskName);
  if (!other.empty() && (cluster.getTask(other) || sema::findKnownTask(other)))
    return other;
  std::string only;
  for (llvm::StringRef name : cluster.getNames("Task")) {
    if (sema::isOperatorTask(name) || checks.getDirection(name) != wanted)
      continue;
    if (!only.empty())
      return {};
    only = name.str();
  }
  return only;
}

/// A Task that is not among the objects: of a name that the catalogue must have, or near one that
/// is there. Other names may be anywhere.
void InvokerChecks::Run::checkTaskExists(SourceRange place) {
  if (task || sema::findKnownTask(taskName))
    return;
  if (std::optional<sema::CatalogGuess> guess = sema::guessCatalogName(taskName)) {
    auto report = diags.report(diag::NotInCatalog, place, "Task", taskName);
    sema::describeGuess(*guess, report);
    if (guess->names.size() == 1 && diags.getSources().getText(place) == taskName)
      report.fixit(place, guess->names.front());
    return;
  }
  if (options.isBuild || taskName.contains('$')) // said as an error where the invoker names it
    return;
  llvm::SmallVector<llvm::StringRef> names(cluster.getNames("Task"));
  bool hasOwn = llvm::any_of(names, [](llvm::StringRef n) { return !sema::isOperatorTask(n); });
  llvm::StringRef nearest = findNearest(taskName, names);
  if (!sema::isMisspelling(taskName, nearest) && !(hasOwn && !sema::looksLikeCatalog(taskName)))
    return;
  auto report = fail(diag::NoTask, place, taskName);
  if (!nearest.empty())
    report.note({}, "did you mean '{0}'?", nearest);
}

/// The Repository and the BackupConfiguration that each target of a BackupBlueprint gets.
void InvokerChecks::Run::checkBlueprint(const Value &blueprint) {
  checkRepository(blueprint);
  const Value *spec = blueprint.get("spec");
  if (!spec || !spec->isMap())
    return;
  checkSchedule(blueprint, *spec);
  checkRetention(blueprint, *spec);
  checkTimeOut(*spec);
  checkBlueprintTask(blueprint);
  // The BackupConfiguration that is made of it; its target is not known.
  InvokerMember member;
  member.spec = spec;
  checkHooks(blueprint, member);
  checkHookCommands(spec->get("hooks"));
  checkPriorities(member);
  checkTempDir(member);
  checkContainer(blueprint, /*isBackup=*/true, member);
}

void InvokerChecks::Run::checkBlueprintTask(const Value &blueprint) {
  const Value *reference = blueprint.at({"spec", "task"});
  const Value *name = reference ? reference->get("name") : nullptr;
  // Where the name depends on the target, nobody knows which Task it is.
  if (!name || !name->isString() || name->getText().empty() || name->getText().contains('$'))
    return;
  taskName = name->getText();
  task = cluster.getTask(taskName);
  if (!task && options.isBuild)
    reportMissingTask(name->getRange(), taskName, cluster, diags);
  else
    checkTaskExists(name->getRange());
  checkDirection(sema::Direction::Backup, name->getRange());
  for (const Value *param : getItemsOf(reference->get("params"))) {
    const Value *key = param->get("name"), *value = param->get("value");
    if (key && key->isString() && value && value->isString())
      checkUse({key->getText(),
                value->getText(),
                {"task.params", &blueprint, value->getRange(), key->getRange()}});
  }
}

/// HOSTNAME is set in every restore, but empty when no rule matches or the target has no alias
/// (spec §3.2): `--host ${HOSTNAME}` takes the next argument for a host then.
void InvokerChecks::Run::checkHostname(const InvokerMember &member) {
  if (!task || !member.target || checks.restoringNothing.contains(member.spec))
    return;
  const Value *user = checks.getFacts(*task).hostUser;
  const Value *alias = member.target->get("alias"), *rules = member.target->get("rules");
  if (!user || (alias && alias->isUnknown()) || (rules && rules->isUnknown()))
    return;
  llvm::StringRef name = member.target->getStringOr("alias");
  if (!name.empty() && findRule(member.rules, name))
    return;
  SourceRange place = alias && alias->getRange().isValid() ? alias->getRange() : member.ref.range;
  diags
      .report(diag::EmptyHostname, place,
              name.empty() ? std::string("the target has no 'alias'")
                           : ("no rule matches the alias '" + name + "'").str())
      .note(getNameRange(*user), "Function '{0}' uses it", getName(*user));
}
