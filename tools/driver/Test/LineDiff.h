//===- LineDiff.h - where two texts differ ----------------------*- C++ -*-===//

#ifndef STASHC_TOOLS_DRIVER_TEST_LINEDIFF_H
#define STASHC_TOOLS_DRIVER_TEST_LINEDIFF_H

#include "tools/format/Formatter.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace stash::driver {

/// Lines that are equal, or a run of the one that a run of the other takes the place of; the parts
/// follow each other from the beginning of both to their ends.
struct DiffPart {
  bool isEqual;
  size_t oldBegin, oldEnd, newBegin, newEnd;
};
/// A shortest list of changes (Myers); a coarser one where the texts have little in common.
std::vector<DiffPart> diffLines(llvm::ArrayRef<llvm::StringRef> before,
                                llvm::ArrayRef<llvm::StringRef> after);

/// The edits, of whole lines, that make one text of another.
std::vector<format::TextEdit> diffTexts(llvm::StringRef before, llvm::StringRef after);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_TEST_LINEDIFF_H
