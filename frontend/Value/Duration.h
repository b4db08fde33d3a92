//===- Duration.h - spans of time such as 30m and 1h30m ---------*- C++ -*-===//
//
// Durations as Go's time.ParseDuration reads them: numbers with the units ns, us, ms, s, m and h.
// Stash's `timeOut` and the `duration` of the .stash language are these.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_VALUE_DURATION_H
#define STASHC_FRONTEND_VALUE_DURATION_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace stash {

/// What is wrong with a duration, as a clause for a diagnostic; nothing when it is right.
std::optional<std::string> findDurationFault(llvm::StringRef text);

inline bool isDuration(llvm::StringRef text) { return !findDurationFault(text); }

} // namespace stash

#endif // STASHC_FRONTEND_VALUE_DURATION_H
