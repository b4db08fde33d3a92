#include "tools/lsp/language/Symbols.h"

namespace stash::lsp {

Symbol getSymbol(const Analysis &analysis, const sema::Occurrence &occurrence) {
  Symbol symbol{{}, 0, occurrence.name.str(), occurrence.kind};
  if (const SourceFile *file = analysis.getSources().getFile(occurrence.definition)) {
    symbol.file = file->getName().str();
    symbol.offset = occurrence.definition.begin - file->getBase();
  }
  return symbol;
}

void forEachUse(const Analysis &analysis, const Symbol &symbol,
                llvm::function_ref<void(SourceRange, bool isDefinition)> visit) {
  uint32_t definition = 0;
  if (!symbol.file.empty()) {
    const SourceFile *file = analysis.findFile(symbol.file);
    if (!file)
      return;
    definition = file->getBase() + symbol.offset;
  }
  SourceRange last, place;
  bool isDefinitionVisited = false;
  for (const sema::Occurrence *occurrence : analysis.getOccurrences()) {
    if (occurrence->definition.begin != definition)
      continue;
    if (symbol.file.empty() &&
        (occurrence->kind != sema::SymbolKind::Builtin || occurrence->name != symbol.name))
      continue;
    place = occurrence->definition;
    if (occurrence->range == last)
      continue;
    last = occurrence->range;
    bool isDefinition = occurrence->range == occurrence->definition;
    isDefinitionVisited |= isDefinition;
    visit(occurrence->range, isDefinition);
  }
  // Parameters of definitions have uses only.
  if (place.isValid() && !isDefinitionVisited)
    visit(place, true);
}

bool isLocal(const Symbol &symbol) { return symbol.kind == sema::SymbolKind::Volume; }

} // namespace stash::lsp
