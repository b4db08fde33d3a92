//===- JobObject.h - the Job itself -----------------------------*- C++ -*-===//
//
// Puts a resolved pod, the invoker's pod settings and the names of objects around it together to
// the Job that the operator submits (spec §4.8, §5.2).
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_JOBOBJECT_H
#define STASHC_BACKEND_JOB_JOBOBJECT_H

#include "backend/Job/PodResolver.h"

namespace stash {

/// A pod spec that is still being put together: a map in the arena.
class PodSpecBuilder {
public:
  /// `podSettings` is the invoker's typed `runtimeSettings.pod`, or null.
  PodSpecBuilder(ValueArena &arena, const JobInput &input, const Value *podSettings)
      : arena(arena), input(input), podSettings(podSettings) {}

  /// Volumes, containers and restartPolicy. `overlaysRoot`: a restore's pod security context is
  /// laid over root's (spec §4.7).
  void addPod(const ResolvedPod &pod, bool overlaysRoot);
  /// Mounts the claim for interim data into every container.
  void addInterimVolume(llvm::StringRef claim);
  /// Adds volumes for the claims of one ordinal, the target's mounts, and POD_ORDINAL.
  void addClaims(llvm::ArrayRef<Value *> claims, unsigned ordinal);
  /// The Job, typed, with the settings of pod and operator.
  Value *makeJob(llvm::StringRef name, Value *labels, Value *owner, llvm::StringRef account);

private:
  void applyPodSettings(Value &spec);

  ValueArena &arena;
  const JobInput &input;
  const Value *podSettings;
  llvm::SmallVector<Value *, 8> containers;
  Value *volumes = nullptr;
  bool hasPod = false;
  bool overlaysRoot = false;
};

/// What a Job of makeJob() runs, as a Pod of the Job's name that no cluster is needed for: without
/// owner references. Shares the Job's values.
Value *makePod(const Value &job, ValueArena &arena);

} // namespace stash

#endif // STASHC_BACKEND_JOB_JOBOBJECT_H
