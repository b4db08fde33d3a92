//===- BuiltinObjects.h - what the operator itself installs -----*- C++ -*-===//
//
// The Functions update-status, pvc-backup and pvc-restore and the Tasks pvc-backup and pvc-restore,
// which the operator overwrites at every start (spec §4.12), as manifests: made from the shipped
// library, which declares them for the compiler.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_BUILTINOBJECTS_H
#define STASHC_BACKEND_JOB_BUILTINOBJECTS_H

#include "backend/Job/OperatorSettings.h"
#include "frontend/Value/Value.h"

#include <vector>

namespace stash {

/// The built-in Functions and Tasks with the operator's image and URL. Their ranges are invalid.
std::vector<Value *> makeBuiltinObjects(const OperatorSettings &settings, ValueArena &arena);

} // namespace stash

#endif // STASHC_BACKEND_JOB_BUILTINOBJECTS_H
