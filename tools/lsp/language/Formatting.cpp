#include "frontend/Parse/Lexer.h"
#include "frontend/Parse/Parser.h"
#include "tools/format/Formatter.h"
#include "tools/lsp/language/Questions.h"

namespace stash::lsp {

namespace {
/// A text, parsed without the rest of the compiler.
class Parsed {
public:
  explicit Parsed(const TextDocument &document) : document(document), diags(sources) {
    file = sources.add("", llvm::MemoryBuffer::getMemBuffer(document.getText(), "", false));
    if (!file)
      return;
    tokens = lex(*file, diags);
    module = parse(tokens, ctx, diags);
  }

  std::vector<TextEdit> convert(llvm::ArrayRef<format::TextEdit> edits) const {
    std::vector<TextEdit> result;
    for (const format::TextEdit &edit : edits)
      result.push_back({document.toRange(edit.begin, edit.end), edit.replacement});
    return result;
  }

  const TextDocument &document;
  SourceManager sources;
  DiagnosticEngine diags;
  const SourceFile *file = nullptr;
  ast::Context ctx;
  TokenBuffer tokens;
  ast::Module module;
};
} // namespace

std::vector<TextEdit> formatDocument(const TextDocument &document, std::optional<Range> range) {
  if (isManifest(document.getUri()) || Workspace::isTooLarge(document))
    return {};
  Parsed parsed(document);
  if (!parsed.file)
    return {};
  if (range)
    return parsed.convert(format::formatRange(parsed.tokens, parsed.module, parsed.diags,
                                              document.toOffset(range->start),
                                              document.toOffset(range->end)));
  return parsed.convert(format::format(parsed.tokens, parsed.module, parsed.diags).edits);
}

std::vector<TextEdit> formatItem(const TextDocument &document, Position position) {
  if (isManifest(document.getUri()) || Workspace::isTooLarge(document))
    return {};
  Parsed parsed(document);
  if (!parsed.file)
    return {};
  return parsed.convert(format::formatItemAt(parsed.tokens, parsed.module, parsed.diags,
                                             document.toOffset(position)));
}

} // namespace stash::lsp
