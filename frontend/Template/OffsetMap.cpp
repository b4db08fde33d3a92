#include "frontend/Template/Template.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace stash;

void OffsetMap::add(uint32_t offset, SourceRange range, bool exact) {
  pieces.push_back({offset, range, exact});
}

SourceRange OffsetMap::map(uint32_t begin, uint32_t end) const {
  if (pieces.empty())
    return {};
  auto find = [&](uint32_t offset) {
    auto after = llvm::upper_bound(pieces, offset,
                                   [](uint32_t o, const Piece &piece) { return o < piece.offset; });
    return after == pieces.begin() ? after : std::prev(after);
  };
  auto within = [](const Piece &piece, uint32_t offset) {
    uint32_t distance = offset < piece.offset ? 0 : offset - piece.offset;
    return std::min(piece.range.begin + distance, piece.range.end);
  };
  const Piece &first = *find(begin);
  uint32_t from = first.exact ? within(first, begin) : first.range.begin;
  if (end <= begin)
    return {from, from};
  const Piece &last = *find(end - 1);
  uint32_t to = last.exact ? within(last, end) : last.range.end;
  return {from, std::max(from, to)};
}
