#include "tools/driver/Test/LineDiff.h"

#include <algorithm>

using namespace stash;
using namespace stash::driver;

namespace {

/// How many changes are looked for one by one: beyond, all between the common ends is one change.
constexpr ptrdiff_t maxChanges = 1000;

using Lines = llvm::ArrayRef<llvm::StringRef>;

/// Myers's greedy algorithm: for each number of changes the furthest point on each diagonal. Gives
/// the pairs of equal lines; nothing when there are too many changes.
std::optional<std::vector<std::pair<size_t, size_t>>> matchLines(Lines a, Lines b) {
  auto n = static_cast<ptrdiff_t>(a.size()), m = static_cast<ptrdiff_t>(b.size());
  ptrdiff_t most = std::min(n + m, maxChanges);
  std::vector<std::vector<ptrdiff_t>> trace; // for d: the furthest x on diagonals -d … d
  auto getFurthest = [&](const std::vector<ptrdiff_t> &row, ptrdiff_t d, ptrdiff_t k) {
    return row[static_cast<size_t>(k + d)];
  };
  /// Where a path of d changes enters diagonal k: below it (an insertion) or beside it.
  auto isDown = [&](ptrdiff_t d, ptrdiff_t k) {
    const std::vector<ptrdiff_t> &row = trace[static_cast<size_t>(d - 1)];
    return k == -d || (k != d && getFurthest(row, d - 1, k - 1) < getFurthest(row, d - 1, k + 1));
  };
  for (ptrdiff_t d = 0; d <= most; ++d) {
    std::vector<ptrdiff_t> row(static_cast<size_t>(2 * d + 1), -1);
    for (ptrdiff_t k = -d; k <= d; k += 2) {
      ptrdiff_t x = 0;
      if (d > 0) {
        const std::vector<ptrdiff_t> &last = trace.back();
        x = isDown(d, k) ? getFurthest(last, d - 1, k + 1) : getFurthest(last, d - 1, k - 1) + 1;
      }
      while (x < n && x - k < m && x - k >= 0 && a[x] == b[x - k])
        ++x;
      row[static_cast<size_t>(k + d)] = x;
      if (x < n || x - k < m)
        continue;
      // There: back along the way, diagonal by diagonal.
      trace.push_back(std::move(row));
      std::vector<std::pair<size_t, size_t>> matches;
      ptrdiff_t atX = n, atY = m;
      for (ptrdiff_t changes = d, diagonal = k; changes >= 0; --changes) {
        ptrdiff_t fromX = 0, previous = diagonal;
        if (changes > 0) {
          bool down = isDown(changes, diagonal);
          previous = down ? diagonal + 1 : diagonal - 1;
          fromX = getFurthest(trace[static_cast<size_t>(changes - 1)], changes - 1, previous) +
                  (down ? 0 : 1);
        }
        for (; atX > fromX; --atX, --atY)
          matches.push_back({static_cast<size_t>(atX - 1), static_cast<size_t>(atY - 1)});
        if (changes == 0)
          break;
        atX = getFurthest(trace[static_cast<size_t>(changes - 1)], changes - 1, previous);
        atY = atX - previous;
        diagonal = previous;
      }
      std::reverse(matches.begin(), matches.end());
      return matches;
    }
    trace.push_back(std::move(row));
  }
  return std::nullopt;
}

} // namespace

std::vector<DiffPart> driver::diffLines(Lines before, Lines after) {
  size_t begin = 0, end = 0;
  while (begin < before.size() && begin < after.size() && before[begin] == after[begin])
    ++begin;
  while (end < before.size() - begin && end < after.size() - begin &&
         before[before.size() - 1 - end] == after[after.size() - 1 - end])
    ++end;
  std::vector<std::pair<size_t, size_t>> matches;
  for (size_t i = 0; i < begin; ++i)
    matches.push_back({i, i});
  Lines a = before.slice(begin, before.size() - begin - end);
  Lines b = after.slice(begin, after.size() - begin - end);
  if (auto inner = matchLines(a, b))
    for (auto [x, y] : *inner)
      matches.push_back({begin + x, begin + y});
  for (size_t i = end; i > 0; --i)
    matches.push_back({before.size() - i, after.size() - i});

  std::vector<DiffPart> parts;
  size_t oldAt = 0, newAt = 0;
  auto change = [&](size_t oldEnd, size_t newEnd) {
    if (oldAt < oldEnd || newAt < newEnd)
      parts.push_back({false, oldAt, oldEnd, newAt, newEnd});
    oldAt = oldEnd;
    newAt = newEnd;
  };
  for (auto [x, y] : matches) {
    change(x, y);
    if (parts.empty() || !parts.back().isEqual)
      parts.push_back({true, x, x, y, y});
    parts.back().oldEnd = oldAt = x + 1;
    parts.back().newEnd = newAt = y + 1;
  }
  change(before.size(), after.size());
  return parts;
}

static std::vector<llvm::StringRef> splitLines(llvm::StringRef text) {
  std::vector<llvm::StringRef> lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.take_front(end));
    text = text.drop_front(end);
  }
  return lines;
}

std::vector<format::TextEdit> driver::diffTexts(llvm::StringRef before, llvm::StringRef after) {
  std::vector<llvm::StringRef> oldLines = splitLines(before), newLines = splitLines(after);
  auto getOffset = [&](size_t line) {
    return line < oldLines.size() ? oldLines[line].data() - before.data()
                                  : static_cast<ptrdiff_t>(before.size());
  };
  std::vector<format::TextEdit> edits;
  for (const DiffPart &part : diffLines(oldLines, newLines)) {
    if (part.isEqual)
      continue;
    std::string replacement;
    for (size_t i = part.newBegin; i < part.newEnd; ++i)
      replacement += newLines[i];
    edits.push_back({static_cast<uint32_t>(getOffset(part.oldBegin)),
                     static_cast<uint32_t>(getOffset(part.oldEnd)), std::move(replacement)});
  }
  return edits;
}
