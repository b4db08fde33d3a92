#include "frontend/Basic/SourceManager.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;

const std::vector<uint32_t> &SourceFile::lines() const {
  if (!lineBegins.empty())
    return lineBegins;
  llvm::StringRef text = getText();
  lineBegins.push_back(0);
  for (uint32_t i = 0, n = text.size(); i < n; ++i)
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == n || text[i + 1] != '\n')))
      lineBegins.push_back(i + 1);
  return lineBegins;
}

unsigned SourceFile::getLineIndex(uint32_t offset) const {
  const auto &begins = lines();
  return llvm::upper_bound(begins, offset - base) - begins.begin() - 1;
}

llvm::StringRef SourceFile::getLine(unsigned index) const {
  const auto &begins = lines();
  llvm::StringRef text = getText();
  size_t end = index + 1 < begins.size() ? begins[index + 1] : text.size();
  llvm::StringRef line = text.slice(begins[index], end);
  if (line.ends_with("\n"))
    line = line.drop_back();
  if (line.ends_with("\r"))
    line = line.drop_back();
  return line;
}

uint32_t SourceFile::getLineBegin(unsigned index) const { return base + lines()[index]; }

unsigned SourceFile::getLineCount() const { return lines().size(); }

const SourceFile *SourceManager::add(std::string name, std::unique_ptr<llvm::MemoryBuffer> buffer) {
  size_t size = buffer->getBufferSize();
  if (size >= UINT32_MAX - next - 1)
    return nullptr;
  uint32_t base = next;
  // One more than the text, so that the end of a file is not the beginning of the next one.
  next += static_cast<uint32_t>(size) + 1;
  files.push_back(std::make_unique<SourceFile>(std::move(name), std::move(buffer), base));
  return files.back().get();
}

const SourceFile *SourceManager::getFile(uint32_t offset) const {
  if (offset == 0 || offset >= next)
    return nullptr;
  auto after = llvm::upper_bound(files, offset,
                                 [](uint32_t o, const auto &file) { return o < file->getBase(); });
  return std::prev(after)->get();
}

llvm::StringRef SourceManager::getText(SourceRange range) const {
  const SourceFile *file = getFile(range);
  if (!file)
    return {};
  return file->getText().slice(range.begin - file->getBase(), range.end - file->getBase());
}

LineColumn SourceManager::getLineColumn(uint32_t offset) const {
  const SourceFile *file = getFile(offset);
  if (!file)
    return {};
  unsigned line = file->getLineIndex(offset);
  uint32_t begin = file->getLineBegin(line);
  llvm::StringRef before = file->getText().slice(begin - file->getBase(), offset - file->getBase());
  if (line == 0)
    before.consume_front("\xEF\xBB\xBF"); // a byte order mark is no column
  unsigned column = llvm::count_if(before, [](char c) { return (c & 0xC0) != 0x80; });
  return {line + 1, column + 1};
}
