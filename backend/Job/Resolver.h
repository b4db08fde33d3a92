//===- Resolver.h - what the operator would create --------------*- C++ -*-===//
//
// From a cluster's manifests, the operator's settings and one member of an invoker to the objects
// that the operator creates for it, in the order of creation: ServiceAccount, roles and bindings,
// PersistentVolumeClaims, Jobs (spec §4 to §6, defects included). The resolver keeps what Jobs have
// in common; objects belong to the arena of the call, so that memory stays flat when every invoker
// gets its own.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_RESOLVER_H
#define STASHC_BACKEND_JOB_RESOLVER_H

#include "backend/Job/Cluster.h"
#include "backend/Job/PodResolver.h"
#include "frontend/Basic/Budget.h"

namespace stash {

struct ResolveRequest {
  const Value &invoker;
  unsigned member = 0;
  /// The name of the BackupSession; empty: the last of the cluster's, else `<invoker>-0000000000`.
  llvm::StringRef session = {};
  bool wantsTrace = false;
  /// A missing AppBinding is as one without an add-on, and warned about, when the invoker names its
  /// Task: for a build, which need not know the cluster.
  bool mayLackAppBinding = false;
};

struct Resolution {
  /// The operator fails, and why was reported. There are no objects then.
  bool failed = false;
  /// Whether the operator runs a Job at all (spec §4.1); where it does not, that was reported.
  bool hasJob = true;
  std::vector<Value *> objects;
  std::unique_ptr<JobTrace> trace;
};

class Resolver {
public:
  /// All must outlive the resolver.
  Resolver(const Cluster &cluster, const OperatorSettings &settings, DiagnosticEngine &diags,
           Budget &budget)
      : cluster(cluster), settings(settings), diags(diags), budget(budget) {}

  Resolution resolve(const ResolveRequest &request, ValueArena &arena);

private:
  struct Run;

  const Cluster &cluster;
  const OperatorSettings &settings;
  DiagnosticEngine &diags;
  Budget &budget;
  TemplateCache templates;
};

/// The name of a BackupSession that nobody named.
std::string getDefaultSessionName(llvm::StringRef invoker);

} // namespace stash

#endif // STASHC_BACKEND_JOB_RESOLVER_H
