//===- LanguageService.h - what the language knows --------------*- C++ -*-===//
//
// The seam between the protocol and the language. In: snapshots of open documents and the client's
// positions in them. Out: answers, in the same units. The service keeps what it learned about the
// documents; the Server owns the service and calls it from one thread. Every answer may be computed
// under a cancellation flag (a Budget takes it): what comes out of a cancelled call is dropped. The
// methods of this class answer "nothing", as the protocol spells that.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGESERVICE_H
#define STASHC_TOOLS_LSP_LANGUAGESERVICE_H

#include "tools/lsp/Answers.h"
#include "tools/lsp/Connection.h"
#include "tools/lsp/Protocol.h"

#include <functional>

namespace stash::lsp {

using llvm::lsp::CompletionList;
using llvm::lsp::Hover;
using llvm::lsp::InlayHint;
using llvm::lsp::SignatureHelp;

/// What the server has agreed on with its client.
struct Session {
  ClientCapabilities client;
  PositionEncoding encoding = PositionEncoding::Utf16;
  std::vector<WorkspaceFolder> folders;
  /// `initializationOptions`, then what the client says of its section `stash`.
  llvm::json::Value settings = nullptr;

  /// Whether something is wanted that can be turned off with a setting of this name.
  bool wants(llvm::StringRef setting) const {
    const llvm::json::Object *object = settings.getAsObject();
    return !object || object->getBoolean(setting).value_or(true);
  }
};

/// Takes how much of some long work is done, and how much there is.
using Progress = std::function<void(size_t done, size_t total)>;

class LanguageService {
public:
  virtual ~LanguageService();

  /// Where what follows says how far it is; null for nowhere.
  virtual void setProgress(Progress) {}

  // What happens. Nothing is computed here: the time for that is `diagnose` or a question.
  virtual void sessionChanged(const Session &) {}
  virtual void documentOpened(TextDocument::Ptr) {}
  virtual void documentChanged(TextDocument::Ptr) {}
  virtual void documentClosed(const DocumentUri &) {}
  virtual void filesChanged(llvm::ArrayRef<FileEvent>) {}
  /// Any file may have changed: the client does not watch them.
  virtual void anyFileChanged() {}

  /// The diagnostics of documents that were opened or edited, in this order: what is waited for.
  virtual std::vector<DocumentDiagnostics> diagnose(llvm::ArrayRef<TextDocument::Ptr> changed,
                                                    const CancelFlag &cancelled);
  /// Then those of any document whose diagnostics became others by it, or by files on disk. A
  /// document that is missing from the result keeps what was published for it.
  virtual std::vector<DocumentDiagnostics> diagnoseOthers(const CancelFlag &) { return {}; }
  /// These, which either returned, are what the client shows now.
  virtual void published(llvm::ArrayRef<DocumentDiagnostics>) {}
  /// The diagnostics of one document, for a client that asks; it comes first. Behind it, if the
  /// client takes them: those of files that are not open and that it depends on.
  virtual std::vector<DocumentDiagnostics> getDiagnostics(const TextDocument &, const CancelFlag &);

  virtual CompletionList complete(const TextDocument &, Position, const CancelFlag &);
  virtual std::optional<Hover> hover(const TextDocument &, Position, const CancelFlag &);
  virtual std::optional<SignatureHelp> getSignature(const TextDocument &, Position,
                                                    const CancelFlag &);
  virtual std::vector<Location> findDefinitions(const TextDocument &, Position, const CancelFlag &);
  virtual std::vector<Location> findReferences(const TextDocument &, Position,
                                               bool includeDeclaration, const CancelFlag &);
  virtual std::vector<DocumentHighlight> highlight(const TextDocument &, Position,
                                                   const CancelFlag &);
  /// Nothing where there is no name to rename.
  virtual std::optional<PrepareRename> prepareRename(const TextDocument &, Position,
                                                     const CancelFlag &);
  /// An error says, to the user, why the new name cannot be.
  virtual llvm::Expected<std::optional<WorkspaceEdit>>
  rename(const TextDocument &, Position, llvm::StringRef newName, const CancelFlag &);

  virtual std::vector<CallHierarchyItem> prepareCallHierarchy(const TextDocument &, Position,
                                                              const CancelFlag &);
  /// Of the item whose name begins at a position of a file that the document knows: who calls it,
  /// or whom it calls.
  virtual std::vector<CallHierarchyCall> findCalls(const TextDocument &, const DocumentUri &item,
                                                   Position, bool isIncoming, const CancelFlag &);

  virtual std::vector<DocumentSymbol> getSymbols(const TextDocument &, const CancelFlag &);
  virtual std::vector<WorkspaceSymbol> findSymbols(llvm::StringRef query, const CancelFlag &);
  virtual SemanticTokens getTokens(const TextDocument &, std::optional<Range>, const CancelFlag &);
  virtual std::vector<FoldingRange> getFoldings(const TextDocument &, const CancelFlag &);
  virtual SelectionRange getSelection(const TextDocument &, Position, const CancelFlag &);
  virtual std::vector<InlayHint> getInlayHints(const TextDocument &, Range, const CancelFlag &);
  virtual std::vector<CodeAction> getActions(const TextDocument &, Range,
                                             llvm::ArrayRef<std::string> only, const CancelFlag &);
  virtual std::vector<DocumentLink> getLinks(const TextDocument &, const CancelFlag &);
  virtual std::vector<CodeLens> getLenses(const TextDocument &, const CancelFlag &);

  /// Edits that format the document or a range of it; none when it is formatted or cannot be.
  virtual std::vector<TextEdit> format(const TextDocument &, std::optional<Range>,
                                       const CancelFlag &);
  /// Edits after `typed` was typed just before the position.
  virtual std::vector<TextEdit> formatTyped(const TextDocument &, Position, llvm::StringRef typed,
                                            const CancelFlag &);

  /// The schemes of documents that only the service has, and the text of one of them.
  virtual std::vector<std::string> getVirtualSchemes() const { return {}; }
  virtual std::optional<std::string> getVirtualText(const DocumentUri &) { return std::nullopt; }

  virtual std::optional<ViewOutput> viewOutput(const TextDocument &, llvm::StringRef emit,
                                               const CancelFlag &);
  /// The names that `execute` takes.
  virtual std::vector<std::string> getCommands() const { return {}; }
  /// Runs one of `getCommands`, and returns the file that the client is to make, if any. An error
  /// is shown to the user.
  virtual llvm::Expected<std::optional<NewFile>> execute(const ExecuteCommandParams &,
                                                         const CancelFlag &);
};

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGESERVICE_H
