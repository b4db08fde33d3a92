#include "tools/lsp/language/YamlDecorations.h"

#include "backend/Job/Cluster.h"
#include "tools/lsp/language/RunValues.h"

namespace stash::lsp {

/// A value as a hint shows it: on one line, and not the whole of a long one.
static std::string renderValue(llvm::StringRef value) {
  constexpr size_t most = 40;
  if (value.empty())
    return "\"\"";
  llvm::StringRef shown = value.take_until([](char c) { return c == '\n'; });
  size_t size = std::min(shown.size(), most);
  while (size < shown.size() && size > 0 &&
         (static_cast<unsigned char>(shown[size]) & 0xC0) == 0x80)
    --size; // not within a character
  shown = shown.take_front(size);
  return shown.str() + (shown.size() < value.size() ? "…" : "");
}

/// What each variable is worth to those who run it.
std::vector<InlayHint> listManifestHints(const Question &question, SourceRange range) {
  std::vector<InlayHint> hints;
  std::vector<RunValue> values = collectRunValues(question);
  constexpr size_t many = 3;
  for (size_t i = 0, end; i < values.size(); i = end) {
    llvm::SmallVector<std::string, 4> shown;
    for (end = i; end < values.size() && values[end].range == values[i].range; ++end)
      if (std::string value = renderValue(values[end].value); !llvm::is_contained(shown, value))
        shown.push_back(std::move(value));
    if (values[i].range.end < range.begin || range.end < values[i].range.begin)
      continue;
    bool isCut = shown.size() > many;
    shown.resize(std::min(shown.size(), many));
    InlayHint hint(llvm::lsp::InlayHintKind::Type,
                   question.toRange({values[i].range.end, values[i].range.end}).start);
    hint.label = "= " + llvm::join(shown, " | ") + (isCut ? " | …" : "");
    hint.paddingLeft = true;
    hint.paddingRight = true;
    hints.push_back(std::move(hint));
  }
  return hints;
}

/// Names of objects that another file declares: what follows the link opens that file there.
std::vector<DocumentLink> listManifestLinks(const Question &question) {
  std::vector<DocumentLink> links;
  SourceRange last;
  for (const sema::Occurrence *occurrence : question.analysis.getOccurrences()) {
    bool isObject = occurrence->kind == sema::SymbolKind::Function ||
                    occurrence->kind == sema::SymbolKind::Task ||
                    occurrence->kind == sema::SymbolKind::Invoker;
    if (!isObject || occurrence->range == last ||
        !question.file.getRange().contains(occurrence->range) ||
        question.file.getRange().contains(occurrence->definition))
      continue;
    last = occurrence->range;
    std::optional<Location> target =
        question.workspace.toLocation(question.analysis, occurrence->definition);
    if (!target)
      continue;
    // Clients that know no fragments open the file at its beginning.
    std::string place =
        llvm::formatv("{0}#L{1},{2}", target->uri.getText(), target->range.start.line + 1,
                      target->range.start.character + 1);
    links.push_back({question.toRange(occurrence->range), DocumentUri(std::move(place)),
                     ("Open the declaration of '" + occurrence->name + "'").str()});
  }
  return links;
}

/// References of what is declared, and the Job of what runs.
std::vector<CodeLens> listManifestLenses(const Question &question) {
  std::vector<CodeLens> lenses;
  std::string uri = question.document.getUri().getText().str();
  auto references = collectReferences(question);
  for (const sema::Document &document : question.analysis.getProgram().documents) {
    if (document.file->file != &question.file)
      continue;
    llvm::StringRef kind = getKind(*document.value);
    SourceRange name = getNameRange(*document.value);
    if (kind == "Function" || kind == "Task" || kind == "Repository")
      lenses.push_back(makeReferencesLens(question, name, references));
    if (isInvokerKind(kind) || kind == "Task")
      lenses.push_back(
          {question.toRange(name), {"show the Job", "stash.showOutput", {uri, "job"}}});
  }
  return lenses;
}

} // namespace stash::lsp
