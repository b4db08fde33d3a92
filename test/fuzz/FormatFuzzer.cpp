//===- FormatFuzzer.cpp - any bytes in, and the formatter keeps its word --===//
//
// Formats any bytes: no crash, no hang. Tokens, roles and AST stay, formatting again changes
// nothing, and the edits give the text.
//
//===----------------------------------------------------------------------===//

#include "frontend/Parse/Lexer.h"
#include "frontend/Parse/Parser.h"
#include "tools/format/Formatter.h"

using namespace stash;

namespace {

struct Source {
  explicit Source(llvm::StringRef text)
      : file(sources.add("fuzz", llvm::MemoryBuffer::getMemBufferCopy(text))),
        tokens(lex(*file, diags)), module(parse(tokens, ctx, diags)) {}

  std::string dump() const {
    std::string text;
    llvm::raw_string_ostream out(text);
    ast::dump(module, out);
    return text;
  }

  SourceManager sources;
  DiagnosticEngine diags{sources};
  ast::Context ctx;
  const SourceFile *file;
  TokenBuffer tokens;
  ast::Module module;
};

void require(bool condition) {
  if (!condition)
    __builtin_trap();
}

std::string applyEdits(llvm::StringRef text, llvm::ArrayRef<format::TextEdit> edits) {
  std::string result;
  uint32_t done = 0;
  for (const format::TextEdit &edit : edits) {
    require(done <= edit.begin && edit.begin <= edit.end && edit.end <= text.size());
    result += text.slice(done, edit.begin);
    result += edit.replacement;
    done = edit.end;
  }
  return result + text.drop_front(done).str();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  Source before(text);
  format::Result once = format::format(before.tokens, before.module, before.diags);
  require(!once.isGivenUp);
  require(applyEdits(text, once.edits) == once.text);
  Source after(once.text);
  require(before.diags.getErrorCount() == after.diags.getErrorCount());
  format::Result twice = format::format(after.tokens, after.module, after.diags);
  require(twice.text == once.text);
  // Sorted imports are another AST.
  std::vector<format::TextEdit> edits =
      format::formatRange(before.tokens, before.module, before.diags, 0, size);
  require(before.dump() == Source(applyEdits(text, edits)).dump());
  return 0;
}
