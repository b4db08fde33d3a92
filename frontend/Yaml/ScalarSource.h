//===- ScalarSource.h - a scalar's text in its spelling ---------*- C++ -*-===//
//
// yaml-cpp says where a scalar begins and what its text is, not where it ends. This follows the
// text through its spelling, in any of YAML's styles: it finds the end, and which bytes of the
// source each byte of the text comes from.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_YAML_SCALARSOURCE_H
#define STASHC_FRONTEND_YAML_SCALARSOURCE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace stash {

/// The text from `text` on, up to the next run, is spelled by the bytes [begin, end) of the source:
/// byte by byte if `exact`, else as a whole (an escape, a fold).
struct ScalarRun {
  size_t text = 0;
  size_t begin = 0, end = 0;
  bool exact = false;
};

/// Follows `text` through `source`, which begins with the scalar's first character (a quote, a `|`)
/// and may go on behind it. Returns how many bytes the spelling takes, without the line end behind
/// it; nothing when `source` does not spell `text`.
std::optional<size_t> alignScalar(llvm::StringRef source, llvm::StringRef text,
                                  llvm::function_ref<void(const ScalarRun &)> visit);

/// The size of the quoted scalar that `source` begins with; nothing when it is never closed.
std::optional<size_t> findQuotedEnd(llvm::StringRef source);

/// The size of the scalar with the text `value` that `source` begins with; nothing when it has
/// quotes and is never closed.
std::optional<size_t> findScalarSize(llvm::StringRef source, llvm::StringRef value);

} // namespace stash

#endif // STASHC_FRONTEND_YAML_SCALARSOURCE_H
