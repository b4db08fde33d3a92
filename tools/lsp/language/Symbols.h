//===- Symbols.h - what a name is, across compilations ----------*- C++ -*-===//
//
// Each open document is a compilation of its own, so a symbol is known by the place of its
// definition: a file and an offset. Built-in variables are known by their names.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_SYMBOLS_H
#define STASHC_TOOLS_LSP_LANGUAGE_SYMBOLS_H

#include "tools/lsp/language/Analysis.h"

#include <optional>

namespace stash::lsp {

struct Symbol {
  std::string file;    ///< empty for a built-in variable
  uint32_t offset = 0; ///< of the definition in the file
  std::string name;
  sema::SymbolKind kind = sema::SymbolKind::Constant;
};

Symbol getSymbol(const Analysis &analysis, const sema::Occurrence &occurrence);

/// Calls `visit` for the places of a symbol in one compilation, each once, its definition among
/// them. Nothing when the compilation does not know its file.
void forEachUse(const Analysis &analysis, const Symbol &symbol,
                llvm::function_ref<void(SourceRange, bool isDefinition)> visit);

/// Whether nobody outside of `file` can use it: a parameter of nobody's call, a loop variable …
/// is found there only.
bool isLocal(const Symbol &symbol);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_SYMBOLS_H
