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
  if (file == lastFile && line == last.line && offset >= lastOffset) {
    llvm::StringRef between =
        file->getText().slice(lastOffset - file->getBase(), offset - file->getBase());
    // Counted are the code points that begin here; the one at lastOffset has its column already.
    auto isContinuation = [](char c) { return (c & 0xC0) == 0x80; };
    last.column += between.size() - llvm::count_if(between, isContinuation);
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
