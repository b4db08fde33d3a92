//===- Library.h - documents that the server has ----------------*- C++ -*-===//
//
// The shipped library and the pages of `stashc explain` as documents: their URIs, and their texts
// for a client that asks (`workspace/textDocumentContent`, LSP 3.18).
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_LIBRARY_H
#define STASHC_TOOLS_LSP_LANGUAGE_LIBRARY_H

#include "tools/lsp/Uri.h"

#include <optional>
#include <string>

namespace stash::lsp {

/// `stash-library:/stash/defaults.stash` is what `import "stash/defaults.stash"` reads.
constexpr llvm::StringLiteral libraryScheme = "stash-library";
/// `stash-explain:/ST2001.md` is what `stashc explain ST2001` says, in Markdown.
constexpr llvm::StringLiteral explainScheme = "stash-explain";

/// The page of a diagnostic's code.
DocumentUri getExplainUri(llvm::StringRef code);
/// The text of a document of either scheme; nothing when there is none.
std::optional<std::string> getVirtualText(const DocumentUri &uri);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_LIBRARY_H
