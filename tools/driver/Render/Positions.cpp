#include "tools/driver/Render/Positions.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace stash;
using namespace stash::driver;

LineColumn Positions::get(uint32_t offset) {
  const SourceFile *file = sources.getFile(offset);
  if (!file)
    return {};
  unsigned line = file->getLineIndex(offset) + 1;
  // Counted are the code points that begin between the two places: they are on one line.
  auto count = [&](uint32_t from, uint32_t to) {
    llvm::StringRef between = file->getText().slice(from - file->getBase(), to - file->getBase());
    return llvm::count_if(between, [](char c) { return (c & 0xC0) != 0x80; });
  };
  // The first line may begin with a byte order mark, which is no column.
  bool isSameLine = file == lastFile && line == last.line &&
                    std::min(offset, lastOffset) >= file->getBase() + (line == 1 ? 3 : 0);
  uint32_t lineBegin = file->getLineBegin(line - 1);
  if (isSameLine && offset >= lastOffset) {
    last.column += count(lastOffset, offset);
  } else if (isSameLine && lastOffset - offset < offset - lineBegin) {
    last.column -= count(offset, lastOffset);
  } else {
    last = sources.getLineColumn(offset);
    lastFile = file;
  }
  lastOffset = offset;
  return last;
}

std::string driver::toUtf8(llvm::StringRef text) {
  return llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
}
