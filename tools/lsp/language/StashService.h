//===- StashService.h - the language server's language ----------*- C++ -*-===//
//
// Fills the LanguageService: keeps a Workspace up to date, finds the analysis that a question is
// about and hands both to the function that answers it (Questions.h).
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_STASHSERVICE_H
#define STASHC_TOOLS_LSP_LANGUAGE_STASHSERVICE_H

#include "tools/lsp/language/Questions.h"

namespace stash::lsp {

/// Makes a source of the manifest at a path, as the file system has it. An error says why not.
using ImportFunction = std::function<llvm::Expected<std::string>(
    llvm::StringRef path, llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files)>;

class StashService : public LanguageService {
public:
  /// `disk` is what open documents are laid over.
  StashService(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> disk, ImportFunction import)
      : workspace(std::move(disk)), import(std::move(import)) {}

  void setProgress(Progress progress) override { workspace.setProgress(std::move(progress)); }
  void sessionChanged(const Session &session) override { workspace.setSession(session); }
  void documentOpened(TextDocument::Ptr document) override { workspace.setDocument(document); }
  void documentChanged(TextDocument::Ptr document) override { workspace.setDocument(document); }
  void documentClosed(const DocumentUri &uri) override;
  void filesChanged(llvm::ArrayRef<FileEvent> events) override;
  void anyFileChanged() override { workspace.anyFileChanged(); }

  std::vector<DocumentDiagnostics> diagnose(llvm::ArrayRef<TextDocument::Ptr> changed,
                                            const CancelFlag &cancelled) override;
  std::vector<DocumentDiagnostics> diagnoseOthers(const CancelFlag &cancelled) override;
  void published(llvm::ArrayRef<DocumentDiagnostics> diagnostics) override;
  std::vector<DocumentDiagnostics> getDiagnostics(const TextDocument &,
                                                  const CancelFlag &) override;

  CompletionList complete(const TextDocument &, Position, const CancelFlag &) override;
  std::optional<Hover> hover(const TextDocument &, Position, const CancelFlag &) override;
  std::optional<SignatureHelp> getSignature(const TextDocument &, Position,
                                            const CancelFlag &) override;
  std::vector<Location> findDefinitions(const TextDocument &, Position,
                                        const CancelFlag &) override;
  std::vector<Location> findReferences(const TextDocument &, Position, bool includeDeclaration,
                                       const CancelFlag &) override;
  std::vector<DocumentHighlight> highlight(const TextDocument &, Position,
                                           const CancelFlag &) override;
  std::optional<PrepareRename> prepareRename(const TextDocument &, Position,
                                             const CancelFlag &) override;
  llvm::Expected<std::optional<WorkspaceEdit>>
  rename(const TextDocument &, Position, llvm::StringRef newName, const CancelFlag &) override;
  std::vector<CallHierarchyItem> prepareCallHierarchy(const TextDocument &, Position,
                                                      const CancelFlag &) override;
  std::vector<CallHierarchyCall> findCalls(const TextDocument &, const DocumentUri &item, Position,
                                           bool isIncoming, const CancelFlag &) override;
  std::vector<DocumentSymbol> getSymbols(const TextDocument &, const CancelFlag &) override;
  std::vector<WorkspaceSymbol> findSymbols(llvm::StringRef query, const CancelFlag &) override;
  SemanticTokens getTokens(const TextDocument &, std::optional<Range>, const CancelFlag &) override;
  std::vector<FoldingRange> getFoldings(const TextDocument &, const CancelFlag &) override;
  SelectionRange getSelection(const TextDocument &, Position, const CancelFlag &) override;
  std::vector<InlayHint> getInlayHints(const TextDocument &, Range, const CancelFlag &) override;
  std::vector<CodeAction> getActions(const TextDocument &, Range, llvm::ArrayRef<std::string> only,
                                     const CancelFlag &) override;
  std::vector<DocumentLink> getLinks(const TextDocument &, const CancelFlag &) override;
  std::vector<CodeLens> getLenses(const TextDocument &, const CancelFlag &) override;
  std::vector<TextEdit> format(const TextDocument &, std::optional<Range>,
                               const CancelFlag &) override;
  std::vector<TextEdit> formatTyped(const TextDocument &, Position, llvm::StringRef typed,
                                    const CancelFlag &) override;
  std::vector<std::string> getVirtualSchemes() const override;
  std::optional<std::string> getVirtualText(const DocumentUri &uri) override;
  std::optional<ViewOutput> viewOutput(const TextDocument &, llvm::StringRef emit,
                                       const CancelFlag &) override;

  std::vector<std::string> getCommands() const override { return {"stash.import"}; }
  llvm::Expected<std::optional<NewFile>> execute(const ExecuteCommandParams &params,
                                                 const CancelFlag &cancelled) override;

private:
  /// Calls `answer` with the question, or returns `nothing` when the work was cancelled.
  template <typename Result, typename Function>
  Result ask(const TextDocument &document, const CancelFlag &cancelled, Result nothing,
             Function answer);
  /// The analysis that knows a document: its own; for a manifest, first that of an open importer.
  Analysis::Ptr findAnalysis(const TextDocument &document, const CancelFlag &cancelled);

  Workspace workspace;
  ImportFunction import;
  /// What clients show, as keys of the diagnostics, by URI key: to publish only what differs.
  std::map<std::string, std::pair<DocumentUri, std::string>> shown;
};

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_STASHSERVICE_H
