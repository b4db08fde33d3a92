//===- OtherTools.h - objects on their way to the cluster -------*- C++ -*-===//
//
// What stands between what stashc writes and the API server: Flux and Helm, which replace text, and
// kubectl and etcd, which take only so much. Objects are given as they will be written.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_LOWER_OTHERTOOLS_H
#define STASHC_BACKEND_LOWER_OTHERTOOLS_H

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/Value.h"

namespace stash {

/// Annotates an object in whose text Flux would find variables or doubled dollars, so that it
/// leaves the object alone.
void protectFromFlux(Value &object, ValueArena &arena);

/// A copy in which each `{{` is what Helm makes one of.
Value *escapeForHelm(const Value &object, ValueArena &arena);

/// Says of an object that it is too large for kubectl's annotation, or for etcd.
void checkSize(const Value &object, DiagnosticEngine &diags);

} // namespace stash

#endif // STASHC_BACKEND_LOWER_OTHERTOOLS_H
