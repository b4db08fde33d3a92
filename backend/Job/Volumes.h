//===- Volumes.h - the volumes of a Job -------------------------*- C++ -*-===//
//
// Lists of volumes as the operator puts them together (spec §4.5, §4.8, §4.10). Lists and what is
// merged are made in the arena given; sources are shared.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_VOLUMES_H
#define STASHC_BACKEND_JOB_VOLUMES_H

#include "frontend/Value/Value.h"

namespace stash {

/// Adds a volume to a list, or merges it deeply into the one of its name (spec §4.8, 1).
void upsertVolume(ValueArena &arena, Value &volumes, Value *volume);

/// Adds the volume for temporary files (spec §4.5); `tempDir` may be null. False where a volume of
/// its name is no emptyDir, on which the operator crashes.
bool addTmpVolume(ValueArena &arena, Value &volumes, const Value *tempDir);

/// A volume of a claim.
Value *makeClaimVolume(ValueArena &arena, llvm::StringRef name, llvm::StringRef claim);

} // namespace stash

#endif // STASHC_BACKEND_JOB_VOLUMES_H
