//===- Repair.h - how people mean what they write ---------------*- C++ -*-===//
//
// For fix-its: a repair must make the program right. Where that is not sure there is none.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_VALUE_REPAIR_H
#define STASHC_FRONTEND_VALUE_REPAIR_H

#include "frontend/Basic/SourceManager.h"

#include "llvm/ADT/StringRef.h"

#include <string>

namespace stash {

/// What gives the scalar at `range` as text: a number or a word in quotes, and `"${x}"` for the
/// constant `x`, whose value is another in the next turn of a loop. Empty for anything else.
std::string quoteScalar(const SourceManager &sources, SourceRange range);

/// Whether a string in quotes, or a plain scalar of YAML that is `text`, stands at `range`: its
/// value is known from there, and can be replaced there.
bool isWrittenAs(const SourceManager &sources, SourceRange range, llvm::StringRef text);

/// The range of `text` in the source at `range`, without quotes; invalid when it is not there as it
/// is.
SourceRange findText(const SourceManager &sources, SourceRange range, llvm::StringRef text);

/// The quantity that `1GB`, `256mi` or `1 KiB` is meant as; empty for what is one, or is like none.
std::string repairQuantity(llvm::StringRef text);

/// What is meant by a value with a unit in a field that has its own: `14d` of `keepDaily` is 14, of
/// `timeOut` 336h. Empty where no other value says the same.
std::string repairUnit(llvm::StringRef field, llvm::StringRef text);

} // namespace stash

#endif // STASHC_FRONTEND_VALUE_REPAIR_H
