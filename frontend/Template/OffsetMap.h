//===- OffsetMap.h - from made text back to its sources ---------*- C++ -*-===//
//
// A text that is looked at is often not the text of a file: escapes were undone, pieces put
// together. An OffsetMap remembers where its pieces came from, and answers with ranges of sources.
// It owns only the pieces' offsets.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_TEMPLATE_OFFSETMAP_H
#define STASHC_FRONTEND_TEMPLATE_OFFSETMAP_H

#include "frontend/Basic/SourceManager.h"

#include "llvm/ADT/SmallVector.h"

namespace stash {

/// Maps offsets of a text that was made from pieces of sources back to them.
class OffsetMap {
public:
  /// Says that the text from `offset` on comes from the source at `range.begin` on, byte by byte if
  /// `exact`, else as a whole. Offsets must ascend.
  void add(uint32_t offset, SourceRange range, bool exact);
  /// The source of [begin, end) of the text; invalid when nothing is known of it.
  SourceRange map(uint32_t begin, uint32_t end) const;

private:
  struct Piece {
    uint32_t offset;
    SourceRange range;
    bool exact;
  };
  const Piece *find(uint32_t offset) const;
  llvm::SmallVector<Piece, 2> pieces;
};

} // namespace stash

#endif // STASHC_FRONTEND_TEMPLATE_OFFSETMAP_H
