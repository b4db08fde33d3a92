// Definition, references, highlight: where a name is said.

#include "tools/lsp/language/Library.h"
#include "tools/lsp/language/Questions.h"
#include "tools/lsp/language/Symbols.h"

namespace stash::lsp {

/// The file that an import at an offset names.
static const sema::FileUnit *findImport(const Question &question, uint32_t offset) {
  const sema::FileUnit *unit = question.getUnit();
  if (!unit)
    return nullptr;
  for (const sema::FileUnit::Import &import : unit->imports) {
    SourceRange range = import.item->getPath()->getRange();
    if (import.file && range.begin <= offset && offset <= range.end)
      return import.file;
  }
  return nullptr;
}

/// The place of a definition, or the beginning of another one's: where the cursor is on it already
/// stays as it is, so that the editor can offer the references.
std::vector<Location> findDefinitions(const Question &question, uint32_t offset) {
  std::vector<Location> result;
  auto add = [&](SourceRange range) {
    std::optional<Location> location = question.workspace.toLocation(question.analysis, range);
    if (location && llvm::none_of(result, [&](const Location &other) {
          return other.uri == location->uri && other.range == location->range;
        }))
      result.push_back(std::move(*location));
  };
  if (const sema::FileUnit *file = findImport(question, offset)) {
    add({file->file->getBase(), file->file->getBase()});
    return result;
  }
  for (const sema::Occurrence *occurrence : question.analysis.findOccurrences(offset))
    add(occurrence->definition);
  if (result.empty())
    if (std::optional<ShippedObject> shipped = findShippedObject(question, offset))
      if (std::optional<std::string> text = getVirtualText(shipped->uri);
          text && question.workspace.getSession().client.virtualDocuments) {
        TextDocument::Ptr library = TextDocument::create(shipped->uri, 0, std::move(*text),
                                                         question.document.getEncoding());
        auto begin = static_cast<uint32_t>(shipped->offset);
        result.push_back({shipped->uri, library->toRange(begin, begin + shipped->name.size())});
      }
  return result;
}

/// The symbols at an offset: several where one word is two names.
static std::vector<Symbol> findSymbols(const Question &question, uint32_t offset) {
  std::vector<Symbol> symbols;
  for (const sema::Occurrence *occurrence : question.analysis.findOccurrences(offset)) {
    Symbol symbol = getSymbol(question.analysis, *occurrence);
    if (llvm::none_of(symbols, [&](const Symbol &other) {
          return other.file == symbol.file && other.offset == symbol.offset;
        }))
      symbols.push_back(std::move(symbol));
  }
  return symbols;
}

std::vector<Location> findReferences(const Question &question, uint32_t offset,
                                     bool includeDeclaration) {
  std::map<std::tuple<std::string, int, int>, Location> found; // sorted, each once
  for (const Symbol &symbol : findSymbols(question, offset)) {
    auto search = [&](const Analysis &analysis) {
      forEachUse(analysis, symbol, [&](SourceRange range, bool isDefinition) {
        if (isDefinition && !includeDeclaration)
          return;
        if (std::optional<Location> location = question.workspace.toLocation(analysis, range))
          found.try_emplace({location->uri.getKey().str(), location->range.start.line,
                             location->range.start.character},
                            *location);
      });
    };
    search(question.analysis);
    // The word of a computed name does not stand where it is used.
    llvm::StringRef word =
        symbol.kind == sema::SymbolKind::Function || symbol.kind == sema::SymbolKind::Task
            ? llvm::StringRef()
            : symbol.name;
    if (!isLocal(symbol))
      question.workspace.forEachAnalysis(word, question.cancelled, search);
  }
  std::vector<Location> result;
  for (auto &entry : found)
    result.push_back(std::move(entry.second));
  return result;
}

std::vector<DocumentHighlight> findHighlights(const Question &question, uint32_t offset) {
  std::vector<DocumentHighlight> result;
  for (const Symbol &symbol : findSymbols(question, offset))
    forEachUse(question.analysis, symbol, [&](SourceRange range, bool isDefinition) {
      if (question.analysis.getSources().getFile(range) == &question.file)
        result.push_back(
            {question.toRange(range), isDefinition ? HighlightKind::Write : HighlightKind::Read});
    });
  return result;
}

} // namespace stash::lsp
