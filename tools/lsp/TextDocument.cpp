#include "tools/lsp/TextDocument.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace stash::lsp {

/// Whether a line begins at offset `i`. It depends on the bytes i-1 and i alone, which is what
/// makes the table's update after an edit local.
static bool beginsLine(llvm::StringRef text, size_t i) {
  if (text[i - 1] == '\n')
    return true;
  return text[i - 1] == '\r' && (i == text.size() || text[i] != '\n');
}

/// The bytes of the character at `i`; a byte that begins none counts as one.
static size_t getCharacterSize(llvm::StringRef text, size_t i) {
  unsigned char lead = text[i];
  size_t size = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
  if (i + size > text.size())
    return 1;
  for (size_t k = 1; k < size; ++k)
    if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80)
      return 1;
  return size;
}

/// The columns that a character of `size` bytes takes.
static unsigned getColumns(size_t size, PositionEncoding encoding) {
  switch (encoding) {
  case PositionEncoding::Utf8:
    return static_cast<unsigned>(size);
  case PositionEncoding::Utf16:
    return size == 4 ? 2 : 1;
  case PositionEncoding::Utf32:
    return 1;
  }
  llvm_unreachable("all encodings are handled");
}

TextDocument::Ptr TextDocument::create(DocumentUri uri, int64_t version, std::string text,
                                       PositionEncoding encoding) {
  std::shared_ptr<TextDocument> document(new TextDocument(std::move(uri), version, encoding));
  document->replaceAll(std::move(text));
  document->measureLongLines();
  return document;
}

TextDocument::Ptr TextDocument::edit(llvm::ArrayRef<ContentChange> changes,
                                     int64_t newVersion) const {
  // What comes before the last full replacement is not looked at.
  size_t first = changes.size();
  while (first > 0 && changes[first - 1].range)
    --first;
  std::shared_ptr<TextDocument> document(new TextDocument(uri, newVersion, encoding));
  if (first > 0) {
    document->replaceAll(changes[first - 1].text);
  } else {
    document->text = text;
    document->lineBegins = lineBegins;
  }
  // Between the changes columns are counted from the lines' beginnings.
  for (const ContentChange &change : changes.drop_front(first)) {
    uint32_t begin = document->toOffset(change.range->start);
    uint32_t end = document->toOffset(change.range->end);
    document->replace(std::min(begin, end), std::max(begin, end), change.text);
  }
  document->measureLongLines();
  return document;
}

void TextDocument::replaceAll(std::string newText) {
  text = std::move(newText);
  if (text.size() > maxSize)
    text.resize(maxSize);
  lineBegins.assign(1, 0);
  // Most bytes end no line: find the candidates first.
  size_t i = 0;
  while ((i = text.find_first_of("\r\n", i)) != std::string::npos) {
    ++i;
    if (beginsLine(text, i))
      lineBegins.push_back(static_cast<uint32_t>(i));
  }
}

void TextDocument::replace(uint32_t begin, uint32_t end, llvm::StringRef replacement) {
  replacement = replacement.take_front(maxSize - (text.size() - (end - begin)));
  text.replace(begin, end - begin, replacement.data(), replacement.size());
  uint32_t newEnd = begin + static_cast<uint32_t>(replacement.size());

  auto keptEnd = std::lower_bound(lineBegins.begin() + 1, lineBegins.end(), begin);
  auto tailBegin = std::upper_bound(keptEnd, lineBegins.end(), end);
  std::vector<uint32_t> between;
  for (uint32_t i = std::max<uint32_t>(begin, 1); i <= newEnd; ++i)
    if (beginsLine(text, i))
      between.push_back(i);
  for (auto it = tailBegin; it != lineBegins.end(); ++it)
    *it = *it - end + newEnd;
  auto at = lineBegins.erase(keptEnd, tailBegin);
  lineBegins.insert(at, between.begin(), between.end());
}

llvm::StringRef TextDocument::getLine(unsigned line) const {
  size_t begin = lineBegins[line];
  size_t end = line + 1 < lineBegins.size() ? lineBegins[line + 1] : text.size();
  llvm::StringRef bytes = llvm::StringRef(text).slice(begin, end);
  if (line + 1 < lineBegins.size())
    bytes = bytes.rtrim("\r\n");
  return bytes;
}

void TextDocument::measureLongLines() {
  constexpr size_t longLine = 1024, spacing = 512;
  for (unsigned line = 0; line < lineBegins.size(); ++line) {
    uint32_t begin = lineBegins[line];
    size_t end = line + 1 < lineBegins.size() ? lineBegins[line + 1] : text.size();
    if (end - begin <= longLine)
      continue;
    llvm::StringRef bytes = getLine(line);
    size_t last = 0;
    uint32_t column = 0;
    for (size_t i = 0; i < bytes.size();) {
      if (i - last >= spacing) {
        checkpoints.push_back({begin + static_cast<uint32_t>(i), column});
        last = i;
      }
      size_t size = getCharacterSize(bytes, i);
      column += getColumns(size, encoding);
      i += size;
    }
  }
}

uint32_t TextDocument::toOffset(Position position) const {
  if (position.line < 0)
    return 0;
  if (static_cast<unsigned>(position.line) >= lineBegins.size())
    return static_cast<uint32_t>(text.size());
  uint32_t begin = lineBegins[position.line];
  llvm::StringRef line = getLine(position.line);
  size_t i = 0;
  int64_t column = 0;
  uint32_t end = begin + static_cast<uint32_t>(line.size());
  auto after = llvm::partition_point(checkpoints, [&](const Checkpoint &checkpoint) {
    return checkpoint.offset < begin ||
           (checkpoint.offset <= end && int64_t(checkpoint.column) <= position.character);
  });
  if (after != checkpoints.begin() && std::prev(after)->offset >= begin) {
    i = std::prev(after)->offset - begin;
    column = std::prev(after)->column;
  }
  while (i < line.size()) {
    size_t size = getCharacterSize(line, i);
    column += getColumns(size, encoding);
    if (column > position.character)
      break;
    i += size;
  }
  return begin + static_cast<uint32_t>(i);
}

Position TextDocument::toPosition(uint32_t offset) const {
  offset = std::min<uint32_t>(offset, static_cast<uint32_t>(text.size()));
  auto next = std::upper_bound(lineBegins.begin(), lineBegins.end(), offset);
  auto line = static_cast<unsigned>(next - lineBegins.begin() - 1);
  llvm::StringRef bytes = getLine(line);
  size_t end = std::min<size_t>(offset - lineBegins[line], bytes.size());
  unsigned column = 0;
  size_t i = 0;
  auto after = llvm::partition_point(
      checkpoints, [&](const Checkpoint &checkpoint) { return checkpoint.offset <= offset; });
  if (after != checkpoints.begin() && std::prev(after)->offset >= lineBegins[line]) {
    i = std::prev(after)->offset - lineBegins[line];
    column = std::prev(after)->column;
  }
  while (i < end) {
    size_t size = getCharacterSize(bytes, i);
    if (i + size > end)
      break;
    column += getColumns(size, encoding);
    i += size;
  }
  return {static_cast<int>(line), static_cast<int>(column)};
}

} // namespace stash::lsp
