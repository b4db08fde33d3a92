//===- Cluster.h - the objects that an API server would hold ----*- C++ -*-===//
//
// An index over manifests by kind, namespace and name, with what the operator installs added. It
// owns only the built-in objects; the manifests must outlive it.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_CLUSTER_H
#define STASHC_BACKEND_JOB_CLUSTER_H

#include "backend/Job/OperatorSettings.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/Value.h"
#include "sema/Builtins/Builtins.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <vector>

namespace stash {

/// The kind, name or namespace of an object; empty when it is missing. Namespaced objects without a
/// namespace are in `default`, as for kubectl.
llvm::StringRef getKind(const Value &object);
llvm::StringRef getName(const Value &object);
llvm::StringRef getNamespace(const Value &object);
/// Where an object is best pointed at: its name, else all of it.
SourceRange getNameRange(const Value &object);
/// `Function 'x'`, `Repository 'demo/x'`.
std::string describeObject(const Value &object);

/// Spec §1.1.
bool isInvokerKind(llvm::StringRef kind);
bool isClusterScoped(llvm::StringRef kind);

class Cluster {
public:
  /// Indexes `objects`. Two different ones of one kind, namespace and name are reported.
  Cluster(llvm::ArrayRef<const Value *> objects, const OperatorSettings &settings,
          DiagnosticEngine &diags);
  Cluster(const Cluster &) = delete;

  /// Null when there is none.
  const Value *getFunction(llvm::StringRef name) const { return get("Function", {}, name); }
  const Value *getTask(llvm::StringRef name) const { return get("Task", {}, name); }
  const Value *getAppBinding(llvm::StringRef nameSpace, llvm::StringRef name) const {
    return get("AppBinding", nameSpace, name);
  }
  const Value *getRepository(llvm::StringRef nameSpace, llvm::StringRef name) const {
    return get("Repository", nameSpace, name);
  }
  const Value *get(llvm::StringRef kind, llvm::StringRef nameSpace, llvm::StringRef name) const;

  /// Objects of a kind of Stash's, or AppBindings, in the order given; the operator's own come
  /// first.
  llvm::ArrayRef<const Value *> getAll(llvm::StringRef kind) const;

  /// An object of another group, as ("", "Secret") or ("apps", "Deployment"); null when there is
  /// none.
  const Value *getOther(llvm::StringRef group, llvm::StringRef kind, llvm::StringRef nameSpace,
                        llvm::StringRef name) const;
  /// All of those, in the order given.
  llvm::ArrayRef<const Value *> getOthers(llvm::StringRef group, llvm::StringRef kind) const;

  /// The direction that a Task was declared with in .stash; nothing of a manifest says it.
  void setDeclaredDirection(const Value &task, sema::Direction direction) {
    directions[&task] = direction;
  }
  std::optional<sema::Direction> getDeclaredDirection(const Value &task) const {
    auto at = directions.find(&task);
    return at == directions.end() ? std::nullopt : std::optional(at->second);
  }

  /// BackupConfigurations, BackupBatches, RestoreSessions and RestoreBatches, in the order given.
  llvm::ArrayRef<const Value *> getInvokers() const { return invokers; }
  /// The BackupSession of that name, or with no name the last of the invoker's by name; null when
  /// there is none.
  const Value *getSession(const Value &invoker, llvm::StringRef name) const;

  /// A Repository of which no more is known than that it is there.
  void addExternRepository(llvm::StringRef nameSpace, llvm::StringRef name);
  bool isExternRepository(llvm::StringRef nameSpace, llvm::StringRef name) const {
    return externs.contains(makeKey("Repository", nameSpace, name));
  }

  /// All names of a kind, for "did you mean".
  llvm::ArrayRef<llvm::StringRef> getNames(llvm::StringRef kind) const;

private:
  bool add(const Value *object, DiagnosticEngine *diags);
  static std::string makeKey(llvm::StringRef kind, llvm::StringRef nameSpace, llvm::StringRef name);

  ValueArena builtinArena;
  llvm::StringMap<const Value *> index;
  llvm::StringMap<std::vector<llvm::StringRef>> names; // by kind
  llvm::StringMap<std::vector<const Value *>> all;     // by kind
  llvm::StringMap<std::vector<const Value *>> others;  // by group and kind
  llvm::DenseMap<const Value *, sema::Direction> directions;
  std::vector<const Value *> invokers;
  llvm::StringSet<> externs;
  llvm::StringMap<std::vector<const Value *>> sessions; // by the invoker's key
};

} // namespace stash

#endif // STASHC_BACKEND_JOB_CLUSTER_H
