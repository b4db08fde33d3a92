#include "tools/lsp/LanguageService.h"

namespace stash::lsp {

LanguageService::~LanguageService() = default;

std::vector<DocumentDiagnostics>
LanguageService::diagnose(llvm::ArrayRef<TextDocument::Ptr> changed, const CancelFlag &cancelled) {
  std::vector<DocumentDiagnostics> result;
  for (const TextDocument::Ptr &document : changed)
    result.push_back(std::move(getDiagnostics(*document, cancelled).front()));
  return result;
}

std::vector<DocumentDiagnostics> LanguageService::getDiagnostics(const TextDocument &document,
                                                                 const CancelFlag &) {
  return {{document.getUri(), document.getVersion(), {}}};
}
CompletionList LanguageService::complete(const TextDocument &, Position, const CancelFlag &) {
  return {};
}
std::optional<Hover> LanguageService::hover(const TextDocument &, Position, const CancelFlag &) {
  return std::nullopt;
}
std::optional<SignatureHelp> LanguageService::getSignature(const TextDocument &, Position,
                                                           const CancelFlag &) {
  return std::nullopt;
}
std::vector<Location> LanguageService::findDefinitions(const TextDocument &, Position,
                                                       const CancelFlag &) {
  return {};
}
std::vector<Location> LanguageService::findReferences(const TextDocument &, Position, bool,
                                                      const CancelFlag &) {
  return {};
}
std::vector<DocumentHighlight> LanguageService::highlight(const TextDocument &, Position,
                                                          const CancelFlag &) {
  return {};
}
std::optional<PrepareRename> LanguageService::prepareRename(const TextDocument &, Position,
                                                            const CancelFlag &) {
  return std::nullopt;
}
llvm::Expected<std::optional<WorkspaceEdit>>
LanguageService::rename(const TextDocument &, Position, llvm::StringRef, const CancelFlag &) {
  return std::nullopt;
}
std::vector<CallHierarchyItem> LanguageService::prepareCallHierarchy(const TextDocument &, Position,
                                                                     const CancelFlag &) {
  return {};
}
std::vector<CallHierarchyCall> LanguageService::findCalls(const TextDocument &, const DocumentUri &,
                                                          Position, bool, const CancelFlag &) {
  return {};
}
std::vector<DocumentSymbol> LanguageService::getSymbols(const TextDocument &, const CancelFlag &) {
  return {};
}
std::vector<WorkspaceSymbol> LanguageService::findSymbols(llvm::StringRef, const CancelFlag &) {
  return {};
}
SemanticTokens LanguageService::getTokens(const TextDocument &, std::optional<Range>,
                                          const CancelFlag &) {
  return {};
}
std::vector<FoldingRange> LanguageService::getFoldings(const TextDocument &, const CancelFlag &) {
  return {};
}
SelectionRange LanguageService::getSelection(const TextDocument &, Position position,
                                             const CancelFlag &) {
  return {{Range(position)}};
}
std::vector<InlayHint> LanguageService::getInlayHints(const TextDocument &, Range,
                                                      const CancelFlag &) {
  return {};
}
std::vector<CodeAction> LanguageService::getActions(const TextDocument &, Range,
                                                    llvm::ArrayRef<std::string>,
                                                    const CancelFlag &) {
  return {};
}
std::vector<DocumentLink> LanguageService::getLinks(const TextDocument &, const CancelFlag &) {
  return {};
}
std::vector<CodeLens> LanguageService::getLenses(const TextDocument &, const CancelFlag &) {
  return {};
}
std::vector<TextEdit> LanguageService::format(const TextDocument &, std::optional<Range>,
                                              const CancelFlag &) {
  return {};
}
std::vector<TextEdit> LanguageService::formatTyped(const TextDocument &, Position, llvm::StringRef,
                                                   const CancelFlag &) {
  return {};
}
std::optional<ViewOutput> LanguageService::viewOutput(const TextDocument &, llvm::StringRef,
                                                      const CancelFlag &) {
  return std::nullopt;
}
llvm::Expected<std::optional<NewFile>> LanguageService::execute(const ExecuteCommandParams &params,
                                                                const CancelFlag &) {
  return makeError(llvm::lsp::ErrorCode::InvalidParams,
                   "there is no command '" + params.command + "'");
}

} // namespace stash::lsp
