//===- Invoker.h - what runs a Task, as the resolver sees it ----*- C++ -*-===//
//
// Views of BackupConfiguration, BackupBatch, RestoreSession and RestoreBatch manifests with the
// operator's defaults applied (spec §1.5 to §1.9). They point into the manifest.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_INVOKER_H
#define STASHC_BACKEND_JOB_INVOKER_H

#include "frontend/Value/Value.h"

#include <string>

namespace stash {

struct TargetRef {
  llvm::StringRef apiVersion, kind, name, nameSpace;
  SourceRange range;

  /// Whether the operator looks for add-on information there (spec §1.13): any version will do.
  bool isAppBinding() const;
  /// Whether the operator injects a container there unless a Task is named (spec §4.1).
  bool isWorkload() const;
};

/// One target of an invoker; a single-target invoker has one.
struct InvokerMember {
  unsigned index = 0;
  const Value *spec = nullptr;   ///< holds task, target, runtimeSettings …; never null
  const Value *target = nullptr; ///< null when there is none
  TargetRef ref;

  const Value *getTask() const { return spec->get("task"); }
  /// The Task that the invoker itself names; empty when it leaves that to the AppBinding.
  llvm::StringRef getTaskName() const;
  const Value *getRuntimeSettings(llvm::StringRef part) const {
    return spec->at({"runtimeSettings", part});
  }
  const Value *getHook(llvm::StringRef name) const;
  /// The items of a list of the target; empty when it is missing.
  llvm::ArrayRef<Value *> getTargetList(llvm::StringRef name) const;
  /// Rules of a restore; a RestoreSession's deprecated `spec.rules` replace those of the target, as
  /// the operator's webhook does (spec §7.2).
  llvm::ArrayRef<Value *> rules;
};

class Invoker {
public:
  /// `object` is of an invoker kind.
  explicit Invoker(const Value &object);

  const Value &object;
  llvm::StringRef kind, name, nameSpace, uid;
  bool isBackup, isBatch;
  llvm::StringRef repositoryName, repositoryNamespace;

  const Value &getSpec() const { return *spec; }
  size_t getMemberCount() const;
  InvokerMember getMember(unsigned index) const;
  /// `Restic` unless it says otherwise.
  llvm::StringRef getDriver() const { return spec->getStringOr("driver", "Restic"); }

private:
  const Value *spec;
};

/// Where a member says, or should say, which Task it runs: at that name, else at its target.
SourceRange getTaskPlace(const Invoker &invoker, const InvokerMember &member);

/// The BackupSession of a backup; of a restore nothing but its defaults.
struct BackupSessionRef {
  llvm::StringRef name, uid;
};

/// The items of a list, or none for anything else.
llvm::ArrayRef<Value *> getItemsOf(const Value *list);
/// Whether a member is there, and not null.
bool isPresent(const Value *value);
/// Whether part of a tree is not known; not so of none.
bool hasUnknown(const Value *value);

} // namespace stash

#endif // STASHC_BACKEND_JOB_INVOKER_H
