//===- Library.h - documents that the server has ----------------*- C++ -*-===//
//
// The shipped library and the pages of `stashc explain` as documents: their URIs, and their texts
// for a client that asks (`workspace/textDocumentContent`, LSP 3.18).
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_LIBRARY_H
#define STASHC_TOOLS_LSP_LANGUAGE_LIBRARY_H

#include "tools/lsp/language/Questions.h"

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

/// One of the operator's own Functions and Tasks, as the library declares it.
struct ShippedObject {
  DocumentUri uri;
  size_t offset = 0; ///< of its name in the library's text
  llvm::StringRef name;
  std::string head; ///< `extern function update-status(…)`
  std::string doc;
  SourceRange range; ///< of the name in the question's file
};
/// The one that a manifest names at an offset, without a declaration of that name in its own files.
std::optional<ShippedObject> findShippedObject(const Question &question, uint32_t offset);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_LIBRARY_H
