#include "frontend/Template/OffsetMap.h"

#include <algorithm>
#include <cassert>

using namespace stash;

void OffsetMap::add(uint32_t offset, SourceRange range, bool exact) {
  assert((pieces.empty() || pieces.back().offset <= offset) && "offsets must ascend");
  pieces.push_back({offset, range, exact});
}

const OffsetMap::Piece *OffsetMap::find(uint32_t offset) const {
  auto *at = std::upper_bound(pieces.begin(), pieces.end(), offset,
                              [](uint32_t o, const Piece &piece) { return o < piece.offset; });
  return at == pieces.begin() ? nullptr : at - 1;
}

SourceRange OffsetMap::map(uint32_t begin, uint32_t end) const {
  const Piece *first = find(begin);
  // The last byte decides the piece of the end: an end at a border belongs to what is before it.
  const Piece *last = end > begin ? find(end - 1) : first;
  if (!first || !last)
    return {};
  SourceRange result = first->range;
  if (first->exact)
    result.begin = std::min(first->range.begin + (begin - first->offset), first->range.end);
  result.end = last->range.end;
  if (last->exact)
    result.end = std::min(last->range.begin + (end - last->offset), last->range.end);
  // Pieces of different places: what begins there is the better half.
  if (!last->range.isValid() || result.end < result.begin)
    result.end = first->range.end;
  return result;
}
