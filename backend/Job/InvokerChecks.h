//===- InvokerChecks.h - invokers against what is around them ---*- C++ -*-===//
//
// In go a cluster's objects, of plain YAML or lowered from .stash alike, and the ones that are to
// be judged; out come diagnostics at the places that their values carry: what the operator takes
// without complaint, and what then goes wrong (spec §9). What the schema says of one object alone
// is not repeated. Nothing is changed; the cluster must outlive the checks.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_INVOKERCHECKS_H
#define STASHC_BACKEND_JOB_INVOKERCHECKS_H

#include "backend/Job/Place.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

namespace stash {

struct InvokerCheckOptions {
  /// stashc builds the object: the errors of spec §9, 'Levels', are errors, and what an invoker
  /// names must exist. Else everything is a warning, and the cluster may be one that is not there.
  bool isBuild = false;
  /// The resolver made the invoker's Job and has said its part, but the schema has not.
  bool isResolved = false;
};

/// What the steps of a Task do, as far as its Functions are known.
struct TaskFacts {
  unsigned stepCount = 0;
  bool isComplete = true;          ///< every Function is known
  bool usesRules = false;          ///< RESTORE_PATHS or RESTORE_SNAPSHOTS
  bool hasRequests = false;        ///< a Function requests resources
  llvm::StringSet<> used;          ///< the names of all variables
  const Value *hostUser = nullptr; ///< a Function that uses HOSTNAME as it is
  /// What its Functions are made for, as far as that shows in what they use; else Both.
  sema::Direction direction = sema::Direction::Both;
};

/// Judges a Function by itself: flags that the operator's own programs no longer have (P36).
void checkOperatorFlags(const Value &function, DiagnosticEngine &diags);

class InvokerChecks {
public:
  InvokerChecks(const Cluster &cluster, DiagnosticEngine &diags) : cluster(cluster), diags(diags) {}

  /// Judges an invoker, a Repository, a BackupBlueprint, a BackupSession or a Function; nothing is
  /// said of other kinds.
  void check(const Value &object, InvokerCheckOptions options);

  /// Judges invokers against one another: what they store under one name (P04), what they keep in
  /// one place, and names of objects that are cut until they are the same (P24).
  void checkTogether(llvm::ArrayRef<const Value *> invokers);

  /// The direction of a Task of that name: as it is declared, of the operator's own and the
  /// catalogue's as they are known, else as its Functions show; Both when nothing says it.
  sema::Direction getDirection(llvm::StringRef taskName);

private:
  struct Run;

  const TaskFacts &getFacts(const Value &task);
  /// How a restore looks for snapshots; nothing when that is not known.
  std::optional<Restorer> findRestorer(const InvokerMember &member);
  /// What backups store in a place; null when there are none.
  const StoredHosts *getStored(llvm::StringRef place);
  /// The first Repository of a name that says its namespace; null when there is none.
  const Value *getRepositoryElsewhere(llvm::StringRef name);
  void checkHosts(llvm::ArrayRef<const Value *> invokers);
  void checkRetentionTogether(llvm::ArrayRef<const Value *> invokers);

  const Cluster &cluster;
  DiagnosticEngine &diags;
  llvm::DenseMap<const Value *, TaskFacts> facts;
  /// What getStored() and getRepositoryElsewhere() answer, made when they are first asked.
  std::optional<llvm::StringMap<StoredHosts>> stored;
  bool mayStoreAnywhere = false; ///< a backup stores where nobody knows; known with `stored`
  std::optional<llvm::StringMap<const Value *>> repositories;
  /// Members of which check() said that they restore nothing: whose snapshots is no question then.
  llvm::DenseSet<const Value *> restoringNothing;
  /// Members of which checkHosts() said that they look for a host that nobody stored.
  llvm::DenseSet<const Value *> wrongHost;
  /// Members whose target is no kind that there is, or lacks a part: it has been said.
  llvm::DenseSet<const Value *> unclearTargets;
  /// Values of parameters that check() has judged: several invokers share those of an AppBinding.
  llvm::DenseSet<const char *> judgedParams;
};

} // namespace stash

#endif // STASHC_BACKEND_JOB_INVOKERCHECKS_H
