//===- ObjectParts.h - what all created objects have ------------*- C++ -*-===//
//
// Object heads, owner references and labels (spec §5.2, §5.3), made in the arena given.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_OBJECTPARTS_H
#define STASHC_BACKEND_JOB_OBJECTPARTS_H

#include "backend/Job/Invoker.h"

#include "llvm/ADT/ArrayRef.h"

namespace stash {

/// apiVersion, kind and metadata; the namespace is left out when empty, labels and owner when null.
Value *makeObject(ValueArena &arena, llvm::StringRef apiVersion, llvm::StringRef kind,
                  llvm::StringRef name, llvm::StringRef nameSpace, Value *labels, Value *owner);

/// One owner reference. Without a uid (that of an object that is not yet in a cluster) it has none.
Value *makeOwner(ValueArena &arena, llvm::StringRef kind, llvm::StringRef name, llvm::StringRef uid,
                 bool isController = true);

/// The labels of everything that is created for an invoker, sorted. `extra` comes between the
/// invoker's own labels and those of the operator.
Value *makeLabels(ValueArena &arena, const Invoker &invoker,
                  llvm::ArrayRef<std::pair<llvm::StringRef, llvm::StringRef>> extra);

Value *makeStrings(ValueArena &arena, llvm::ArrayRef<llvm::StringRef> texts);

} // namespace stash

#endif // STASHC_BACKEND_JOB_OBJECTPARTS_H
