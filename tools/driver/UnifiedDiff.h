//===- UnifiedDiff.h - edits for people and for patch -----------*- C++ -*-===//

#ifndef STASHC_TOOLS_DRIVER_UNIFIEDDIFF_H
#define STASHC_TOOLS_DRIVER_UNIFIEDDIFF_H

#include "tools/format/Formatter.h"

#include "llvm/Support/raw_ostream.h"

namespace stash::driver {

/// Writes what `edits` do to `text` as a unified diff with three lines around each change. Nothing
/// when there are none. The edits are in order and do not overlap.
void printUnifiedDiff(llvm::raw_ostream &out, llvm::StringRef name, llvm::StringRef text,
                      llvm::ArrayRef<format::TextEdit> edits);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_UNIFIEDDIFF_H
