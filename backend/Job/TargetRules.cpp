// What an invoker must have, and which targets there are.

#include "backend/Job/InvokerCheckRun.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/SourceEdits.h"
#include "sema/Schema/TargetKinds.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace stash;

/// Whether a part is there, or may be.
static bool isGiven(const Value *value) {
  if (!isPresent(value))
    return false;
  return !(value->isString() && value->getText().empty());
}

static bool isGivenList(const Value *value) {
  return value && !value->isNull() && !(value->isList() && value->empty());
}

/// What a name was meant to be that an object does not have; empty when nobody knows.
static llvm::StringRef findMeantField(const Value &map, const schema::Object &object,
                                      llvm::StringRef name) {
  constexpr auto world = schema::World::CustomResource;
  std::optional<schema::Misplaced> misplaced = schema::findMisplaced(object, name, world);
  if (misplaced && !misplaced->replacement.empty())
    return misplaced->replacement;
  const schema::Field *nearest = schema::findNearestField(object, name, world);
  return nearest && !map.getMember(nearest->name) ? llvm::StringRef(nearest->name) : "";
}

bool stash::isMisspelt(const Value *map, schema::ObjectId id,
                       llvm::ArrayRef<llvm::StringRef> fields) {
  const schema::Object &object = schema::getObject(id);
  return map && map->isMap() && llvm::any_of(map->getMembers(), [&](const Member &member) {
           if (object.getField(member.key))
             return false;
           llvm::StringRef meant = findMeantField(*map, object, member.key);
           return meant.empty() || llvm::is_contained(fields, meant);
         });
}

bool stash::isMisspelt(const Value *map, schema::ObjectId id) {
  const schema::Object &object = schema::getObject(id);
  return map && map->isMap() && llvm::any_of(map->getMembers(), [&](const Member &member) {
           return !object.getField(member.key);
         });
}

schema::ObjectId stash::getSpecId(const Value &object) {
  using schema::ObjectId;
  return llvm::StringSwitch<ObjectId>(getKind(object))
      .Case("BackupConfiguration", ObjectId::BackupConfigurationSpec)
      .Case("BackupBatch", ObjectId::BackupBatchSpec)
      .Case("RestoreSession", ObjectId::RestoreSessionSpec)
      .Case("RestoreBatch", ObjectId::RestoreBatchSpec)
      .Case("BackupBlueprint", ObjectId::BackupBlueprintSpec)
      .Default(ObjectId::RepositorySpec);
}

/// What holds the target of a member.
static schema::ObjectId getMemberId(const Invoker &invoker) {
  using schema::ObjectId;
  if (!invoker.isBatch)
    return getSpecId(invoker.object);
  return invoker.isBackup ? ObjectId::BackupMember : ObjectId::RestoreMember;
}

static schema::ObjectId getTargetId(const Invoker &invoker) {
  return invoker.isBackup ? schema::ObjectId::BackupTarget : schema::ObjectId::RestoreTarget;
}

bool stash::isMisspeltTarget(const Invoker &invoker, const InvokerMember &member,
                             llvm::ArrayRef<llvm::StringRef> fields) {
  // The short forms of .stash have the fields of both in one place.
  llvm::SmallVector<llvm::StringRef, 4> ofSpec(fields);
  ofSpec.push_back("target");
  return isMisspelt(member.spec, getMemberId(invoker), ofSpec) ||
         isMisspelt(member.target, getTargetId(invoker), fields);
}

void InvokerChecks::Run::reportMissing(const Value &owner, SourceRange place, llvm::StringRef part,
                                       llvm::StringRef consequence) {
  fail(diag::MissingPart, place.isValid() ? place : getNameRange(owner), describeObject(owner),
       part, consequence);
}

/// The place of what a spec lacks.
static SourceRange getSpecPlace(const Value &owner) {
  return placeOf(&owner, "spec", getNameRange(owner));
}

bool InvokerChecks::Run::checkParts(const Invoker &invoker) {
  const Value &object = invoker.object;
  SourceRange place = getSpecPlace(object);
  if (!isPresent(object.get("spec"))) {
    reportMissing(object, place, "spec", "it says neither what is backed up nor where to");
    return false;
  }
  if (object.get("spec")->isUnknown() || !object.get("spec")->isMap())
    return false;
  auto isMisspeltPart = [&](llvm::StringRef part) {
    return isMisspelt(&invoker.getSpec(), getSpecId(object), part);
  };
  const Value *repository = invoker.getSpec().get("repository");
  bool isNameless = repository && repository->isMap() && repository->getMember("name") &&
                    !isGiven(repository->get("name"));
  // Snapshots of volumes are kept by the volumes' driver.
  bool needsNone = invoker.getDriver() != "Restic" && !isPresent(repository);
  if (!needsNone && (isNameless || (!isPresent(repository) && !isMisspeltPart("repository"))))
    reportMissing(object, isNameless ? placeOf(&invoker.getSpec(), "repository", place) : place,
                  "repository", "nothing says where its snapshots are");
  const Value *members = invoker.getSpec().get("members");
  if (invoker.isBatch && !isGivenList(members) && !isMisspeltPart("members"))
    reportMissing(object, placeOf(&invoker.getSpec(), "members", place), "members",
                  invoker.isBackup ? "nothing is backed up" : "nothing is restored");
  return true;
}

void InvokerChecks::Run::checkTargetParts(const Invoker &invoker, const InvokerMember &member) {
  targetIsUnclear = true; // until all of it is known to be there
  const Value *target = member.spec->get("target");
  SourceRange place = getSpecPlace(invoker.object);
  if (invoker.isBatch)
    place = member.spec->getRange().isValid() ? member.spec->getRange() : place;
  if (target && target->isUnknown())
    return;
  // The cluster as a whole is dumped without a target.
  if (!isPresent(target) && (member.getTaskName().starts_with("kubedump") ||
                             isMisspelt(member.spec, getMemberId(invoker), {"target"})))
    return;
  if (!isPresent(target))
    return reportMissing(invoker.object, place, "target",
                         invoker.isBackup ? "the program that its schedule starts crashes"
                                          : "nothing is restored");
  if (!target->isMap())
    return;
  place = placeOf(member.spec, "target", place);
  const Value *ref = target->get("ref");
  bool makesClaims = isGivenList(target->get("volumeClaimTemplates"));
  if (makesClaims && !isPresent(ref)) {
    targetIsUnclear = false;
    return;
  }
  if (!isPresent(ref) && isMisspelt(target, getTargetId(invoker), {"ref"}))
    return;
  if (!isPresent(ref))
    return reportMissing(invoker.object, place, "target.ref", "nothing says what the target is");
  if (!ref->isMap())
    return;
  place = placeOf(target, "ref", place);
  std::string missing;
  for (llvm::StringRef key : {"apiVersion", "kind", "name"})
    if (!isGiven(ref->get(key)))
      missing += (missing.empty() ? "target.ref." : "' and 'target.ref.") + key.str();
  if (!missing.empty() && !makesClaims) {
    if (!isMisspelt(ref, schema::ObjectId::TargetRef, {"apiVersion", "kind", "name"}))
      reportMissing(invoker.object, place, missing, "the target is not found");
    return;
  }
  targetIsUnclear = !missing.empty() || checkTargetKind(*ref);
}

bool InvokerChecks::Run::checkTargetKind(const Value &ref) {
  const Value *apiVersion = ref.get("apiVersion"), *kind = ref.get("kind");
  if (!apiVersion->isString() || !kind->isString())
    return true;
  if (kind->getText() == "AppBinding")
    return false; // checkTargetRef() knows its group
  std::optional<schema::MeantTarget> meant =
      schema::findMeantTarget(apiVersion->getText(), kind->getText());
  if (!meant)
    return false;
  bool isKindRight = meant->kind == kind->getText();
  const Value *wrong = isKindRight ? apiVersion : kind;
  auto report =
      fail(diag::NoSuchTargetKind, wrong->getRange().isValid() ? wrong->getRange() : ref.getRange(),
           kind->getText(), apiVersion->getText());
  report.note({}, "did you mean '{0} {1}'?", meant->apiVersion, meant->kind);
  const SourceManager &sources = diags.getSources();
  std::optional<Fixit> edits[] = {replaceText(sources, apiVersion, meant->apiVersion),
                                  replaceText(sources, kind, meant->kind)};
  if (edits[0] && edits[1])
    for (const auto &[edit, value, text] :
         {std::tuple(edits[0], apiVersion, meant->apiVersion), {edits[1], kind, meant->kind}})
      if (value->getText() != text)
        report.fixit(edit->range, edit->replacement);
  return true;
}

void InvokerChecks::Run::checkModel(const Invoker &invoker, const InvokerMember &member) {
  if (targetIsUnclear || !member.target || invoker.getDriver() != "Restic" ||
      !member.getTargetList("volumeClaimTemplates").empty())
    return;
  const Value *task = member.getTask();
  bool namesTask = task && (task->isUnknown() || isGiven(task->get("name")));
  if (namesTask || member.ref.isAppBinding() || member.ref.kind == "AppBinding")
    return;
  SourceRange place = member.ref.range.isValid() ? member.ref.range : getNameRange(invoker.object);
  if (!member.ref.isWorkload()) {
    if (options.isResolved || isMisspelt(member.spec, getMemberId(invoker), {"task"}))
      return; // the resolver has said so
    auto report = fail(diag::NothingRuns, place, describeTarget(member.ref));
    if (member.ref.kind != "PersistentVolumeClaim")
      return;
    llvm::StringRef own = invoker.isBackup ? "pvc-backup" : "pvc-restore";
    report.note({}, "the operator's own Task for claims is '{0}'", own);
    bool isStash = isStashSource(diags.getSources(), place);
    std::string text = isStash ? ("task: " + own).str() : ("task: {name: " + own + "}").str();
    if (std::optional<Fixit> edit =
            task ? std::nullopt
                 : addLineBefore(diags.getSources(), member.spec->getMember("target"), text))
      report.fixit(edit->range, edit->replacement);
    return;
  }
  if (isMisspelt(member.target, getTargetId(invoker), {"volumeMounts", "paths"}))
    return;
  place = placeOf(member.spec, "target", place);
  if (!isGivenList(member.target->get("volumeMounts")))
    reportMissing(invoker.object, place, "target.volumeMounts",
                  invoker.isBackup ? "the injected container sees no volume of the workload"
                                   : "the files go into the injected container, and are lost");
  else if (invoker.isBackup && !isGivenList(member.target->get("paths")))
    reportMissing(invoker.object, place, "target.paths", "nothing is backed up");
}
