//===- LiveObject.h - objects as the cluster gives them back ----*- C++ -*-===//
//
// An object that comes from an API server has more in it than was applied: what the server keeps,
// a status, and defaults. Two objects say the same when they are equal without the first two and
// with the last.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_LIVEOBJECT_H
#define STASHC_TOOLS_DRIVER_LIVEOBJECT_H

#include "frontend/Value/Value.h"

namespace stash::driver {

/// A copy with the server's defaults, and without what only servers write.
const Value *normalizeObject(const Value &object, ValueArena &arena);

/// Whether an object is one that the operator makes itself.
bool isOperators(const Value &object);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_LIVEOBJECT_H
