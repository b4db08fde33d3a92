//===- Duration.h - spans of time such as 30m and 1h30m ---------*- C++ -*-===//
//
// Durations as Go's time.ParseDuration reads them: numbers with the units ns, us, ms, s, m and h.
// Stash's `timeOut` and the `duration` of the .stash language are these.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_VALUE_DURATION_H
#define STASHC_FRONTEND_VALUE_DURATION_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <string>

namespace stash {

struct Duration {
  int64_t nanoseconds = 0;
  /// What is wrong with the text, as a clause for a diagnostic; nothing when it is right.
  std::optional<std::string> fault;

  static Duration parse(llvm::StringRef text);
};

inline std::optional<std::string> findDurationFault(llvm::StringRef text) {
  return Duration::parse(text).fault;
}

inline bool isDuration(llvm::StringRef text) { return !findDurationFault(text); }

} // namespace stash

#endif // STASHC_FRONTEND_VALUE_DURATION_H
