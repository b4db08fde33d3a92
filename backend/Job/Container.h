//===- Container.h - containers from Functions and settings -----*- C++ -*-===//
//
// Builds the containers of a Job (spec §4.3 to §4.9). Containers are maps made in the arena given;
// what they hold is shared with Functions and settings and never changed.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_CONTAINER_H
#define STASHC_BACKEND_JOB_CONTAINER_H

#include "backend/Job/Variables.h"
#include "sema/Builtins/Operator.h"

namespace stash {

constexpr llvm::StringLiteral tmpVolumeName = sema::tmpVolume.name;
constexpr llvm::StringLiteral tmpMountPath = sema::tmpVolume.path;
constexpr llvm::StringLiteral interimVolumeName = sema::interimVolume.name;
constexpr llvm::StringLiteral interimMountPath = sema::interimVolume.path;

/// The container of a step, from its substituted Function (spec §4.3, §4.4).
Value *makeStepContainer(ValueArena &arena, const Value &function, unsigned index);

/// Adds a mount; one at the same path is replaced in its place.
void upsertMount(ValueArena &arena, Value &container, Value *mount);
Value *makeMount(ValueArena &arena, llvm::StringRef name, llvm::StringRef path);

/// Adds an environment variable; one of the same name is replaced in its place.
void upsertEnv(ValueArena &arena, Value &container, llvm::StringRef name, llvm::StringRef value);

/// Lays an invoker's `runtimeSettings.container` over a container (spec §4.6). `settings` is typed,
/// or null.
void applyContainerSettings(ValueArena &arena, Value &container, const Value *settings);

/// The container of a hook before substitution (spec §4.9); `siblings` are the containers whose
/// mounts it takes.
Value *makeHookContainer(ValueArena &arena, llvm::StringRef name, const JobInput &input,
                         llvm::ArrayRef<Value *> siblings);

/// The operator's own restorer, for claims without a Task (spec §4.11).
Value *makeRestorerContainer(ValueArena &arena, const JobInput &input, const Value *settings);

/// `{runAsUser: 0, runAsGroup: 0}` with the `fields` of `over` laid over it (spec §4.7).
Value *makeRootContext(ValueArena &arena, const Value *over,
                       llvm::ArrayRef<llvm::StringLiteral> fields);

} // namespace stash

#endif // STASHC_BACKEND_JOB_CONTAINER_H
