//===- PodResolver.h - a Task and its Functions as a pod --------*- C++ -*-===//
//
// Steps 3 to 12 of the resolution (spec §4.2): effective Task, variables, containers, hooks,
// volumes. Templates of Functions and Tasks are parsed once and kept for all Jobs of a cluster.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_PODRESOLVER_H
#define STASHC_BACKEND_JOB_PODRESOLVER_H

#include "backend/Job/Cluster.h"
#include "backend/Job/EffectiveTask.h"
#include "backend/Job/ObjectTemplate.h"
#include "backend/Job/Trace.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"

#include <memory>
#include <optional>

namespace stash {

/// The parsed templates of a cluster's Functions and Tasks.
class TemplateCache {
public:
  const ObjectTemplate &get(const Value &object, TypeId type);

private:
  ValueArena arena;
  llvm::DenseMap<const Value *, std::unique_ptr<ObjectTemplate>> templates;
};

/// What of a pod spec the operator takes from the resolution (spec §4.8).
struct ResolvedPod {
  /// In order; all but the last are init containers. Empty where the operator, unable to collect
  /// its variables, goes on with an empty pod (spec §3.5).
  llvm::SmallVector<Value *, 8> containers;
  Value *volumes = nullptr; ///< a list
  bool hasVariables = true;
};

class PodResolver {
public:
  PodResolver(const Cluster &cluster, TemplateCache &templates, DiagnosticEngine &diags)
      : cluster(cluster), templates(templates), diags(diags) {}

  /// Nothing, with the mistake reported, where the operator fails. `containerSettings` is the
  /// invoker's typed `runtimeSettings.container`, or null; `trace` may be null.
  std::optional<ResolvedPod> resolve(const JobInput &input, const Value *containerSettings,
                                     ValueArena &arena, JobTrace *trace);

private:
  struct Run;

  const Cluster &cluster;
  TemplateCache &templates;
  DiagnosticEngine &diags;
};

/// Report a Task, or the Function of a step, that does not exist, with the nearest name.
void reportMissingTask(SourceRange range, llvm::StringRef name, const Cluster &cluster,
                       DiagnosticEngine &diags);
void reportMissingFunction(SourceRange range, llvm::StringRef name, unsigned step,
                           llvm::StringRef taskName, const Cluster &cluster,
                           DiagnosticEngine &diags);

/// Reports a parameter that nothing in a Task uses (P01); `used` are the names that are.
void reportUnusedParam(const Variable &param, llvm::StringRef taskName,
                       const llvm::StringSet<> &used, DiagnosticEngine &diags);

} // namespace stash

#endif // STASHC_BACKEND_JOB_PODRESOLVER_H
