#include "tools/driver/Render/SourceLine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"

using namespace stash::driver;

static constexpr unsigned tabStop = 4;

namespace {
/// One character, or one byte that is none.
struct Glyph {
  size_t bytes; // of the source
  std::string text;
  unsigned width;
};
} // namespace

/// Characters that rearrange or hide what stands around them: a reader must see that they are
/// there.
static bool isDeceptive(uint32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200B ||
         c == 0x200E || c == 0x200F || c == 0x061C || c == 0xFEFF || c == 0x2028 || c == 0x2029;
}

static Glyph makeGlyph(llvm::StringRef text, unsigned column) {
  unsigned char first = text.front();
  if (first == '\t') {
    unsigned width = tabStop - column % tabStop;
    return {1, std::string(width, ' '), width};
  }
  if (first >= 0x20 && first < 0x7F)
    return {1, std::string(1, first), 1};
  unsigned size = llvm::getNumBytesForUTF8(first);
  const auto *begin = reinterpret_cast<const llvm::UTF8 *>(text.bytes_begin());
  llvm::UTF32 c = 0;
  llvm::UTF32 *end = &c;
  const llvm::UTF8 *source = begin;
  if (size > text.size() || !llvm::isLegalUTF8Sequence(begin, begin + size) ||
      llvm::ConvertUTF8toUTF32(&source, begin + size, &end, &c + 1, llvm::strictConversion) !=
          llvm::conversionOK) {
    std::string shown = "<" + llvm::toHex(text.take_front(1)) + ">";
    return {1, shown, static_cast<unsigned>(shown.size())};
  }
  llvm::StringRef bytes = text.take_front(size);
  namespace unicode = llvm::sys::unicode;
  if (!isDeceptive(c)) {
    if (unicode::isFormatting(c))
      return {size, bytes.str(), 0};
    int width = unicode::columnWidthUTF8(bytes);
    if (width >= 0)
      return {size, bytes.str(), static_cast<unsigned>(width)};
  }
  std::string digits = llvm::utohexstr(c);
  std::string shown =
      "<U+" + std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits + ">";
  return {size, shown, static_cast<unsigned>(shown.size())};
}

std::string stash::driver::makePrintable(llvm::StringRef text) {
  std::string out;
  unsigned column = 0;
  while (!text.empty()) {
    if (text.consume_front("\n")) {
      out += "\\n";
      column += 2;
      continue;
    }
    Glyph glyph = makeGlyph(text, column);
    out += glyph.text;
    column += glyph.width;
    text = text.drop_front(glyph.bytes);
  }
  return out;
}

/// GitHub's and Azure's commands.
static constexpr llvm::StringLiteral commandMarks[] = {"::", "##[", "##vso["};

std::string stash::driver::makePrintableLine(llvm::StringRef line) {
  std::string out;
  size_t begin = line.find_first_not_of(" \t");
  llvm::StringRef rest =
      begin == llvm::StringRef::npos ? llvm::StringRef() : line.drop_front(begin);
  out += line.take_front(line.size() - rest.size());
  if (llvm::any_of(commandMarks, [&](llvm::StringRef mark) { return rest.starts_with(mark); })) {
    out += rest.front() == ':' ? "<U+003A>" : "<U+0023>";
    rest = rest.drop_front();
  }
  while (!rest.empty()) {
    auto [part, after] = rest.split('\t');
    out += makePrintable(part);
    if (part.size() < rest.size())
      out += '\t';
    rest = after;
  }
  return out;
}

unsigned stash::driver::getWidth(llvm::StringRef printable) {
  unsigned width = 0;
  while (!printable.empty()) {
    Glyph glyph = makeGlyph(printable, width);
    width += glyph.width;
    printable = printable.drop_front(glyph.bytes);
  }
  return width;
}

/// The beginning of the character that `byte` is part of, at most four bytes back.
static size_t alignToCharacter(llvm::StringRef line, size_t byte) {
  size_t begin = byte;
  while (begin > 0 && byte - begin < 4 && begin < line.size() && (line[begin] & 0xC0) == 0x80)
    --begin;
  return begin;
}

SourceLine::SourceLine(llvm::StringRef line, size_t focus, unsigned width) {
  constexpr llvm::StringLiteral ellipsis = "...";
  width = std::max(width, 20u);
  focus = std::min(focus, line.size());
  // Bytes that may be of interest: a line may have megabytes.
  size_t first = alignToCharacter(line, focus > 4 * width ? focus - 4 * width : 0);
  size_t last = std::min(line.size(), focus + 4 * width);

  std::vector<Glyph> glyphs;
  std::vector<Cell> all;
  unsigned column = 0, focusColumn = 0;
  for (size_t at = first; at < last;) {
    if (at <= focus)
      focusColumn = column;
    glyphs.push_back(makeGlyph(line.substr(at), column));
    all.push_back({at, column});
    at += glyphs.back().bytes;
    column += glyphs.back().width;
  }
  if (focus >= last)
    focusColumn = column;
  bool cutFront = first > 0, cutBack = last < line.size();

  // The window: all, or from a third of the width before the focus on.
  size_t from = 0, to = glyphs.size();
  if (cutFront || cutBack || column > width) {
    unsigned beginColumn = 0;
    if (cutFront || focusColumn + width / 3 > width) {
      unsigned lead = width / 3;
      beginColumn = focusColumn > lead ? focusColumn - lead : 0;
      if (!cutBack && column < beginColumn + width - ellipsis.size())
        beginColumn = column > width - ellipsis.size() ? column - (width - ellipsis.size()) : 0;
    }
    while (from < glyphs.size() && all[from].column < beginColumn)
      ++from;
    // A combining mark belongs to what stands before it.
    while (from < glyphs.size() && from > 0 && glyphs[from].width == 0)
      ++from;
    cutFront |= from > 0;
    unsigned room = width - (cutFront ? ellipsis.size() : 0);
    unsigned rest = from < all.size() ? column - all[from].column : 0;
    if (cutBack || rest > room)
      room -= ellipsis.size();
    unsigned used = 0;
    to = from;
    while (to < glyphs.size() && used + glyphs[to].width <= room)
      used += glyphs[to++].width;
    cutBack |= to < glyphs.size();
  }

  column = 0;
  if (cutFront) {
    text += ellipsis;
    column = ellipsis.size();
  }
  for (size_t i = from; i < to; ++i) {
    cells.push_back({all[i].byte, column});
    text += glyphs[i].text;
    column += glyphs[i].width;
  }
  size_t endByte = to < all.size() ? all[to].byte : last;
  cells.push_back({endByte, column});
  if (cutBack)
    text += ellipsis;
}

unsigned SourceLine::getColumn(size_t byte) const {
  auto after =
      llvm::upper_bound(cells, byte, [](size_t b, const Cell &cell) { return b < cell.byte; });
  return after == cells.begin() ? cells.front().column : std::prev(after)->column;
}
