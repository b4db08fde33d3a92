//===- InvokerCheckRun.h - the checks of one object -------------*- C++ -*-===//
//
// One call of InvokerChecks::check(); the parts of it are in the InvokerChecks*.cpp. Private to
// the checks.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_INVOKERCHECKRUN_H
#define STASHC_BACKEND_JOB_INVOKERCHECKRUN_H

#include "backend/Job/EffectiveTask.h"
#include "backend/Job/Invoker.h"
#include "backend/Job/InvokerChecks.h"
#include "sema/Schema/Schema.h"

namespace stash {

/// What of a text needs escaping in JSON: `a quote`, `a backslash`, `a line break`, `a control
/// character`; empty when nothing does.
llvm::StringRef findUnescaped(llvm::StringRef text);

/// The place of a member of a map: its name, else its value, else `otherwise`.
SourceRange placeOf(const Value *map, llvm::StringRef key, SourceRange otherwise);

/// The rule of a restore that the operator takes for an alias (spec §3.2); null when none matches.
const Value *findRule(llvm::ArrayRef<Value *> rules, llvm::StringRef alias);

/// Whether a map has a field that its type does not have, and that may be one of `fields`: the
/// schema says so, and the field is not missing.
bool isMisspelt(const Value *map, schema::ObjectId id, llvm::ArrayRef<llvm::StringRef> fields);
/// The same where any field matters.
bool isMisspelt(const Value *map, schema::ObjectId id);
/// The type of the spec of an invoker or Repository.
schema::ObjectId getSpecId(const Value &object);
/// Whether that is so of the target of a member.
bool isMisspeltTarget(const Invoker &invoker, const InvokerMember &member,
                      llvm::ArrayRef<llvm::StringRef> fields);

/// `PersistentVolumeClaim 'x'`.
std::string describeTarget(const TargetRef &ref);

struct InvokerChecks::Run {
  InvokerChecks &checks;
  const Cluster &cluster;
  DiagnosticEngine &diags;
  InvokerCheckOptions options;

  /// A mistake that is an error where stashc builds, and a warning of what is only read: its level
  /// is Judged. Whoever wrote a comment at its place has seen it.
  template <typename... Args>
  DiagnosticEngine::Builder fail(diag::Id id, SourceRange range, Args &&...args) {
    if (options.isBuild)
      return diags.reportError(id, range, std::forward<Args>(args)...);
    DiagnosticEngine::StageScope scope(diags, diag::Stage::Later);
    return diags.report(id, range, std::forward<Args>(args)...);
  }

  // InvokerChecks.cpp
  void checkRepository(const Value &repository);
  void checkInvoker(const Invoker &invoker);
  void checkBatch(const Invoker &invoker);

  // InvokerReferenceChecks.cpp: what an invoker names.
  void checkRepositoryRef(const Invoker &invoker);
  bool reportElsewhere(const Invoker &invoker, llvm::StringRef whole);
  void checkForeignRepository(const Invoker &invoker, SourceRange place);
  void checkLocalBackend(const Invoker &invoker, const InvokerMember &member);
  void checkBindingExists(const TargetRef &ref, SourceRange place);
  void checkTaskRef(const Invoker &invoker, const InvokerMember &member);
  void checkTargetRef(const Invoker &invoker, const InvokerMember &member);

  // InvokerTaskRules.cpp: the Task that runs.
  void checkHasTask(const Invoker &invoker, const InvokerMember &member);
  void checkHostname(const InvokerMember &member);
  void checkDirection(const Invoker &invoker, const InvokerMember &member);
  void checkDirection(sema::Direction wanted, SourceRange place);
  std::string findCounterpart(sema::Direction wanted);
  void checkTaskExists(SourceRange place);
  void checkBlueprint(const Value &blueprint);
  void checkBlueprintTask(const Value &blueprint);

  // InvokerTargetChecks.cpp: what is read or written.
  void checkParams(const Invoker &invoker, const InvokerMember &member);
  void checkTarget(const Invoker &invoker, const InvokerMember &member);
  void checkRules(const Invoker &invoker, const InvokerMember &member);
  void checkClaimTemplates(const Invoker &invoker, const InvokerMember &member);
  void checkText(const Value *value, llvm::StringRef what);
  void checkParam(const Invoker &invoker, const Variable &param);
  void checkUse(const Variable &param);
  void checkTexts(llvm::ArrayRef<Value *> values, llvm::StringRef what, char separator);

  // InvokerRuntimeChecks.cpp: how the Job runs.
  void checkContainer(const Value &owner, bool isBackup, const InvokerMember &member);
  void checkPod(const Invoker &invoker, const InvokerMember &member);
  void checkHooks(const Value &owner, const InvokerMember &member);
  void checkTempDir(const InvokerMember &member);

  // RetentionRules.cpp, ScheduleRules.cpp: of the spec of whatever backs up.
  void checkRetention(const Value &owner, const Value &spec);
  void checkSchedule(const Value &owner, const Value &spec);
  void checkTimeOut(const Value &spec);

  // TargetRules.cpp
  void reportMissing(const Value &owner, SourceRange place, llvm::StringRef part,
                     llvm::StringRef consequence);
  /// False when there is no spec to look at.
  bool checkParts(const Invoker &invoker);
  void checkTargetParts(const Invoker &invoker, const InvokerMember &member);
  /// Whether the API server finds no such kind, or nobody can say.
  bool checkTargetKind(const Value &ref);
  void checkModel(const Invoker &invoker, const InvokerMember &member);

  // PathRules.cpp
  void checkBackupPaths(const InvokerMember &member);
  void checkRestorePaths(const Invoker &invoker, const InvokerMember &member);
  void checkPattern(const Value *pattern);
  void checkInclude(const Value &pattern, llvm::ArrayRef<llvm::StringRef> roots);

  // StorageRules.cpp, SecretRules.cpp
  void checkRefusals(const Value &repository, const Value &backend);
  void checkBackend(const Value &backend);
  void checkStorage(const Value &storage, llvm::StringRef provider);
  void checkBucket(const Value &bucket, llvm::StringRef what);
  void checkSecret(const Value &repository, const Value &backend);
  void checkSecretName(const Value &repository, const Value &name);

  // HookRules.cpp, RuntimeRules.cpp
  void checkHookCommands(const Value *hooks);
  void checkHookCommand(llvm::StringRef hook, const Value &command);
  void checkPriorities(const InvokerMember &member);
  void checkSession(const Value &session);

  /// The target of the member is not known, not there or no kind that there is.
  bool targetIsUnclear = false;
  /// The Task that runs; null when it is not known which or what it is.
  const Value *task = nullptr;
  llvm::StringRef taskName = {};
  /// Whether the operator makes a Job of a Task (spec §4.1).
  bool runsTask = false;
  /// Whether it makes a Job of its own restorer (spec §4.11).
  bool runsRestorer = false;
  /// Parameters of the Task that an AppBinding gives.
  std::optional<EffectiveTask> effective = std::nullopt;
};

} // namespace stash

#endif // STASHC_BACKEND_JOB_INVOKERCHECKRUN_H
