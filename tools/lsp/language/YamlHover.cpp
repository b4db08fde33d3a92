#include "tools/lsp/language/HoverContent.h"
#include "tools/lsp/language/Library.h"
#include "tools/lsp/language/RunValues.h"
#include "tools/lsp/language/YamlFields.h"

namespace stash::lsp {

static std::optional<Hover> makeManifestFieldHover(const Question &question, uint32_t offset) {
  uint32_t base = question.file.getBase();
  std::optional<YamlField> found = findYamlField(question.file.getText(), offset - base);
  if (!found || !found->field->isWritten())
    return std::nullopt;
  return makeFieldHover(
      question, *found->field,
      {base + static_cast<uint32_t>(found->begin), base + static_cast<uint32_t>(found->end)});
}

/// One of the operator's own Functions and Tasks, which no manifest declares.
static std::optional<Hover> makeShippedHover(const Question &question, uint32_t offset) {
  std::optional<ShippedObject> shipped = findShippedObject(question, offset);
  if (!shipped)
    return std::nullopt;
  HoverContent content(question.workspace.getSession().client.markdownHover);
  content.addCode(shipped->head);
  content.addText(shipped->doc);
  return finish(question, shipped->range, std::move(content));
}

std::optional<Hover> makeManifestHover(const Question &question, uint32_t offset) {
  if (std::optional<Hover> field = makeManifestFieldHover(question, offset))
    return field;
  return makeShippedHover(question, offset);
}

void addRunValues(const Question &question, SourceRange use, HoverContent &content) {
  const sema::FileUnit *unit = question.getUnit();
  if (!unit || !unit->isManifest)
    return;
  constexpr size_t many = 4;
  llvm::SmallVector<std::string, 4> lines;
  for (const RunValue &run : collectRunValues(question)) {
    // The occurrence is the name, or all of it.
    if (!run.range.contains(use))
      continue;
    std::string value = run.value.empty() ? "empty" : "`" + run.value.substr(0, 200) + "`";
    std::string line = "- " + value + (run.isDefault ? ", its default, in " : " in ") + run.invoker;
    if (llvm::is_contained(lines, line))
      continue;
    if (lines.size() == many) {
      lines.push_back("- …");
      break;
    }
    lines.push_back(std::move(line));
  }
  if (!lines.empty())
    content.addText("Value:\n\n" + llvm::join(lines, "\n"));
}

} // namespace stash::lsp
