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

namespace stash {

/// What of a text needs escaping in JSON: `a quote`, `a backslash`, `a line break`, `a control
/// character`; empty when nothing does.
llvm::StringRef findUnescaped(llvm::StringRef text);

/// The place of a member of a map: its name, else its value, else `otherwise`.
SourceRange placeOf(const Value *map, llvm::StringRef key, SourceRange otherwise);

/// The rule of a restore that the operator takes for an alias (spec §3.2); null when none matches.
const Value *findRule(llvm::ArrayRef<Value *> rules, llvm::StringRef alias);

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
  void checkForeignRepository(const Invoker &invoker, SourceRange place);
  void checkLocalBackend(const Invoker &invoker, const InvokerMember &member);
  void checkBindingExists(const TargetRef &ref, SourceRange place);
  void checkTaskRef(const Invoker &invoker, const InvokerMember &member);
  void checkTargetRef(const Invoker &invoker, const InvokerMember &member);

  // InvokerTaskRules.cpp: the Task that runs.
  void checkHasTask(const Invoker &invoker, const InvokerMember &member);
  void checkHostname(const InvokerMember &member);
  void checkDirection(const Invoker &invoker, const InvokerMember &member);
  std::string findCounterpart(sema::Direction wanted);
  void checkTaskExists(SourceRange place);

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
  void checkContainer(const Invoker &invoker, const InvokerMember &member);
  void checkPod(const Invoker &invoker, const InvokerMember &member);
  void checkHooks(const Invoker &invoker, const InvokerMember &member);
  void checkTempDir(const InvokerMember &member);
  void checkRetention(const Invoker &invoker);

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
