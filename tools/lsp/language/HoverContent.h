//===- HoverContent.h - the making of a hover -------------------*- C++ -*-===//
//
// What Hover.cpp, which answers, shares with YamlHover.cpp, which knows manifests.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_HOVERCONTENT_H
#define STASHC_TOOLS_LSP_LANGUAGE_HOVERCONTENT_H

#include "sema/Schema/Schema.h"
#include "tools/lsp/language/Questions.h"

namespace stash::lsp {

/// The parts of a hover: code, then text, as Markdown or as plain text.
class HoverContent {
public:
  explicit HoverContent(bool isMarkdown) : isMarkdown(isMarkdown) {}

  void addCode(llvm::StringRef code) {
    separate();
    text += isMarkdown ? ("```stash\n" + code + "\n```").str() : code.str();
  }
  void addText(llvm::StringRef paragraph) {
    paragraph = paragraph.trim();
    if (paragraph.empty())
      return;
    separate();
    for (char c : paragraph)
      if (c != '`' || isMarkdown)
        text += c;
  }
  std::string text;

private:
  void separate() {
    if (!text.empty())
      text += "\n\n";
  }
  bool isMarkdown;
};

/// The hover of a range; nothing when there is nothing to say.
std::optional<Hover> finish(const Question &question, SourceRange range, HoverContent content);
std::optional<Hover> makeFieldHover(const Question &question, const schema::Field &field,
                                    SourceRange range);

/// What a key of a manifest is, or a name in it that ships with stashc.
std::optional<Hover> makeManifestHover(const Question &question, uint32_t offset);
/// In a manifest: what the variable of a `${…}` is worth to each invoker that runs it.
void addRunValues(const Question &question, SourceRange use, HoverContent &content);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_HOVERCONTENT_H
