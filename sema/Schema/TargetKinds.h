//===- TargetKinds.h - what an invoker's target may be ----------*- C++ -*-===//
//
// The operator asks the API server for a target by its apiVersion and kind, letter by letter. Here
// are the kinds that people back up, the versions that serve them, and what else they are called.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_SCHEMA_TARGETKINDS_H
#define STASHC_SEMA_SCHEMA_TARGETKINDS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace stash::schema {

/// The apiVersion of a kind of target; empty when it is none of those that need no apiVersion.
llvm::StringRef getTargetApiVersion(llvm::StringRef kind);

/// All kinds that need no apiVersion, for "did you mean".
llvm::ArrayRef<llvm::StringRef> getTargetKinds();

struct MeantTarget {
  llvm::StringRef apiVersion, kind;
};
/// What is meant by an apiVersion and kind that no API server finds: `apps/v1 deployment`,
/// `v1 PVC`. Nothing when they are right, and when they are of a group that is not known here.
std::optional<MeantTarget> findMeantTarget(llvm::StringRef apiVersion, llvm::StringRef kind);

} // namespace stash::schema

#endif // STASHC_SEMA_SCHEMA_TARGETKINDS_H
