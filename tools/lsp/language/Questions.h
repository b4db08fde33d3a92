//===- Questions.h - what an editor asks, one function each -----*- C++ -*-===//
//
// In: the analysis of a document and a byte offset or range of it. Out: what the protocol wants.
// Each function has a file of its own name's. Nothing is kept; offsets are those of the document's
// text unless a SourceRange is named.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_QUESTIONS_H
#define STASHC_TOOLS_LSP_LANGUAGE_QUESTIONS_H

#include "tools/lsp/language/Workspace.h"

namespace stash::lsp {

/// What most questions start from.
struct Question {
  Workspace &workspace;
  const Analysis &analysis;
  const TextDocument &document; ///< the analysis's own, or that of a file it imports
  const SourceFile &file;       ///< of `document` in the analysis
  const CancelFlag &cancelled;

  const sema::FileUnit *getUnit() const;
  uint32_t toSource(Position position) const {
    return file.getBase() + document.toOffset(position);
  }
  Range toRange(SourceRange range) const { return analysis.toRange(range); }
  llvm::StringRef getText(SourceRange range) const { return analysis.getSources().getText(range); }
};

/// Diagnostics of an analysis by the file that they stand in; in the order of `stashc check`.
std::map<std::string, std::vector<Diagnostic>> sortDiagnostics(const Workspace &workspace,
                                                               const Analysis &analysis);
Diagnostic toDiagnostic(const Workspace &workspace, const Analysis &analysis,
                        const stash::Diagnostic &diagnostic);

std::optional<Hover> makeHover(const Question &question, uint32_t offset);

std::vector<Location> findDefinitions(const Question &question, uint32_t offset);
std::vector<Location> findReferences(const Question &question, uint32_t offset,
                                     bool includeDeclaration);
std::vector<DocumentHighlight> findHighlights(const Question &question, uint32_t offset);
std::optional<PrepareRename> prepareRename(const Question &question, uint32_t offset);
llvm::Expected<std::optional<WorkspaceEdit>> rename(const Question &question, uint32_t offset,
                                                    llvm::StringRef newName);

/// Completion and signatures are about the text as it is now; the analysis may be of an older one.
CompletionList complete(const Question &question, const TextDocument &now, uint32_t offset);
/// The same in a manifest.
CompletionList completeManifest(const Question &question, const TextDocument &now, uint32_t offset);
std::optional<SignatureHelp> findSignature(const Question &question, const TextDocument &now,
                                           uint32_t offset);

std::vector<CallHierarchyItem> prepareCallHierarchy(const Question &question, uint32_t offset);
std::vector<CallHierarchyCall> findIncomingCalls(const Question &question, uint32_t offset);
std::vector<CallHierarchyCall> findOutgoingCalls(const Question &question, uint32_t offset);

std::vector<DocumentSymbol> listSymbols(const Question &question);
std::vector<WorkspaceSymbol> searchSymbols(Workspace &workspace, llvm::StringRef query,
                                           const CancelFlag &cancelled);
SemanticTokens colorTokens(const Question &question, std::optional<Range> range);
std::vector<FoldingRange> listFoldings(const Question &question);
SelectionRange expandSelection(const Question &question, uint32_t offset);
std::vector<InlayHint> listInlayHints(const Question &question, SourceRange range);
std::vector<DocumentLink> listLinks(const Question &question);
std::vector<CodeLens> listLenses(const Question &question);
std::vector<CodeAction> listActions(const Question &question, SourceRange range,
                                    llvm::ArrayRef<std::string> only);
/// Formatting is about the text alone, and parses it anew.
std::vector<TextEdit> formatDocument(const TextDocument &document, std::optional<Range> range);
std::vector<TextEdit> formatItem(const TextDocument &document, Position position);
std::optional<ViewOutput> makeOutput(const Question &question, llvm::StringRef emit);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_QUESTIONS_H
