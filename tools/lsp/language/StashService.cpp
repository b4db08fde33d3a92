#include "tools/lsp/language/StashService.h"

#include "tools/lsp/language/Library.h"

#include "llvm/Support/Path.h"

namespace stash::lsp {

const sema::FileUnit *Question::getUnit() const {
  for (const auto &unit : analysis.getProgram().files)
    if (unit->file == &file)
      return unit.get();
  return nullptr;
}

void StashService::documentClosed(const DocumentUri &uri) {
  workspace.closeDocument(uri);
  shown.erase(uri.getKey().str()); // the server clears it
}

void StashService::filesChanged(llvm::ArrayRef<FileEvent> events) {
  for (const FileEvent &event : events)
    workspace.fileChanged(event.uri.getKey());
}

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

/// What tells a diagnostic from others, in a few bytes: cheaper than its JSON.
static void appendKey(const Diagnostic &diagnostic, llvm::raw_ostream &out) {
  auto append = [&](Range range, llvm::StringRef message) {
    out << range.start.line << ':' << range.start.character << '-' << range.end.line << ':'
        << range.end.character << ' ' << message << '\n';
  };
  out << diagnostic.code << ' ' << static_cast<int>(diagnostic.severity) << ' ';
  append(diagnostic.range, diagnostic.message);
  for (const RelatedInformation &related : diagnostic.related) {
    out << related.location.uri.getText() << ' ';
    append(related.location.range, related.message);
  }
}

static std::string getKey(llvm::ArrayRef<Diagnostic> diagnostics) {
  std::string key;
  llvm::raw_string_ostream out(key);
  for (const Diagnostic &diagnostic : diagnostics)
    appendKey(diagnostic, out);
  return key;
}

namespace {
/// Diagnostics by document. Several analyses may say the same about a file that they share.
class Collector {
public:
  explicit Collector(const Workspace &workspace) : workspace(workspace) {}

  void add(const Analysis &analysis) {
    getPart(analysis.getDocument().getUri().getKey()).uri = analysis.getDocument().getUri();
    for (auto &[name, diagnostics] : sortDiagnostics(workspace, analysis)) {
      const SourceFile *file = analysis.findFile(name);
      if (file && !Workspace::isOwn(*file))
        continue;
      DocumentUri uri = file ? workspace.getUri(analysis, *file) : analysis.getDocument().getUri();
      if (uri.getText().empty())
        continue;
      Part &part = getPart(uri.getKey());
      part.uri = uri;
      for (Diagnostic &diagnostic : diagnostics)
        if (part.seen.insert(getKey(diagnostic)).second)
          part.diagnostics.push_back(std::move(diagnostic));
    }
  }

  /// A document that is too large has that said, and no more.
  void addTooLarge(const TextDocument &document) {
    if (!Workspace::isTooLarge(document))
      return;
    Diagnostic diagnostic;
    diagnostic.range = document.toRange(0, 0);
    diagnostic.severity = DiagnosticSeverity::Information;
    diagnostic.message =
        llvm::formatv("the document has {0} MB and is not checked while it is edited: at most {1} "
                      "MB are; 'stashc check' takes any",
                      document.getText().size() >> 20, Workspace::maxDocumentSize >> 20);
    Part &part = getPart(document.getUri().getKey());
    part.uri = document.getUri();
    part.diagnostics.push_back(std::move(diagnostic));
  }

  struct Part {
    DocumentUri uri;
    std::vector<Diagnostic> diagnostics;
    llvm::StringSet<> seen;
  };
  std::map<std::string, Part> parts;

private:
  Part &getPart(llvm::StringRef key) { return parts[key.str()]; }
  const Workspace &workspace;
};
} // namespace

std::vector<DocumentDiagnostics> StashService::diagnose(llvm::ArrayRef<TextDocument::Ptr> changed,
                                                        const CancelFlag &cancelled) {
  Collector collector(workspace);
  for (const TextDocument::Ptr &document : changed)
    if (document) {
      workspace.analyze(*document, cancelled);
      collector.addTooLarge(*document);
    }
  // Nothing else is compiled here: the client waits.
  for (const Analysis::Ptr &analysis : workspace.getCurrent())
    collector.add(*analysis);
  std::vector<DocumentDiagnostics> result;
  llvm::StringSet<> seen;
  for (const TextDocument::Ptr &document : changed)
    if (document && seen.insert(document->getUri().getKey()).second)
      result.push_back({document->getUri(), document->getVersion(),
                        std::move(collector.parts[document->getUri().getKey().str()].diagnostics)});
  return result;
}

std::vector<DocumentDiagnostics> StashService::diagnoseOthers(const CancelFlag &cancelled) {
  Collector collector(workspace);
  for (const Analysis::Ptr &analysis : workspace.analyzeAll(cancelled))
    collector.add(*analysis);
  if (cancelled.load(std::memory_order_relaxed))
    return {};
  for (const TextDocument::Ptr &document : workspace.getDocuments())
    collector.addTooLarge(*document);
  std::vector<DocumentDiagnostics> result;
  for (auto &[key, part] : collector.parts) {
    auto before = shown.find(key);
    bool differs = before == shown.end() ? !part.diagnostics.empty()
                                         : before->second.second != getKey(part.diagnostics);
    TextDocument::Ptr open = workspace.findOpen(key);
    if (differs)
      result.push_back({part.uri, open ? std::optional(open->getVersion()) : std::nullopt,
                        std::move(part.diagnostics)});
  }
  // Nobody imports it any more.
  for (auto &[key, before] : shown)
    if (!collector.parts.count(key) && !before.second.empty())
      result.push_back({before.first, std::nullopt, {}});
  return result;
}

void StashService::published(llvm::ArrayRef<DocumentDiagnostics> diagnostics) {
  for (const DocumentDiagnostics &one : diagnostics)
    shown[one.uri.getKey().str()] = {one.uri, getKey(one.diagnostics)};
}

std::vector<DocumentDiagnostics> StashService::getDiagnostics(const TextDocument &document,
                                                              const CancelFlag &cancelled) {
  Collector collector(workspace);
  if (Analysis::Ptr analysis = workspace.analyze(document, cancelled))
    collector.add(*analysis);
  collector.addTooLarge(document);
  std::string own = document.getUri().getKey().str();
  std::vector<DocumentDiagnostics> result = {
      {document.getUri(), document.getVersion(), std::move(collector.parts[own].diagnostics)}};
  if (workspace.getSession().client.relatedDocuments)
    for (auto &[key, part] : collector.parts)
      if (key != own && !workspace.findOpen(key))
        result.push_back({part.uri, std::nullopt, std::move(part.diagnostics)});
  return result;
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

Analysis::Ptr StashService::findAnalysis(const TextDocument &document,
                                         const CancelFlag &cancelled) {
  if (isManifest(document.getUri()))
    for (const Analysis::Ptr &analysis : workspace.analyzeAll(cancelled))
      // Who imports it; other manifests are only seen together with it.
      if (!isManifest(analysis->getDocument().getUri()) &&
          analysis->findFile(getSourceName(document.getUri())))
        return analysis;
  return workspace.analyze(document, cancelled);
}

template <typename Result, typename Function>
Result StashService::ask(const TextDocument &document, const CancelFlag &cancelled, Result nothing,
                         Function answer) {
  Analysis::Ptr analysis = findAnalysis(document, cancelled);
  const SourceFile *file =
      analysis ? analysis->findFile(getSourceName(document.getUri())) : nullptr;
  if (!file)
    return nothing;
  return answer(Question{workspace, *analysis, document, *file, cancelled});
}

CompletionList StashService::complete(const TextDocument &document, Position position,
                                      const CancelFlag &cancelled) {
  // The names that were there before the last edits will do; what stands around the cursor is read
  // from the text itself.
  Analysis::Ptr analysis = workspace.getLatest(document, cancelled);
  const SourceFile *file =
      analysis ? analysis->findFile(getSourceName(document.getUri())) : nullptr;
  if (!file)
    return {};
  auto answer = isManifest(document.getUri()) ? completeManifest : lsp::complete;
  return answer({workspace, *analysis, analysis->getDocument(), *file, cancelled}, document,
                document.toOffset(position));
}

std::optional<SignatureHelp> StashService::getSignature(const TextDocument &document,
                                                        Position position,
                                                        const CancelFlag &cancelled) {
  if (isManifest(document.getUri()))
    return std::nullopt;
  Analysis::Ptr analysis = workspace.getLatest(document, cancelled);
  const SourceFile *file =
      analysis ? analysis->findFile(getSourceName(document.getUri())) : nullptr;
  if (!file)
    return std::nullopt;
  return findSignature({workspace, *analysis, analysis->getDocument(), *file, cancelled}, document,
                       document.toOffset(position));
}

std::optional<Hover> StashService::hover(const TextDocument &document, Position position,
                                         const CancelFlag &cancelled) {
  return ask(document, cancelled, std::optional<Hover>(),
             [&](const Question &q) { return makeHover(q, q.toSource(position)); });
}

std::vector<Location> StashService::findDefinitions(const TextDocument &document, Position position,
                                                    const CancelFlag &cancelled) {
  return ask(document, cancelled, std::vector<Location>(),
             [&](const Question &q) { return lsp::findDefinitions(q, q.toSource(position)); });
}

std::vector<Location> StashService::findReferences(const TextDocument &document, Position position,
                                                   bool includeDeclaration,
                                                   const CancelFlag &cancelled) {
  return ask(document, cancelled, std::vector<Location>(), [&](const Question &q) {
    return lsp::findReferences(q, q.toSource(position), includeDeclaration);
  });
}

std::vector<DocumentHighlight> StashService::highlight(const TextDocument &document,
                                                       Position position,
                                                       const CancelFlag &cancelled) {
  return ask(document, cancelled, std::vector<DocumentHighlight>(),
             [&](const Question &q) { return findHighlights(q, q.toSource(position)); });
}

std::optional<PrepareRename> StashService::prepareRename(const TextDocument &document,
                                                         Position position,
                                                         const CancelFlag &cancelled) {
  return ask(document, cancelled, std::optional<PrepareRename>(),
             [&](const Question &q) { return lsp::prepareRename(q, q.toSource(position)); });
}

llvm::Expected<std::optional<WorkspaceEdit>> StashService::rename(const TextDocument &document,
                                                                  Position position,
                                                                  llvm::StringRef newName,
                                                                  const CancelFlag &cancelled) {
  Analysis::Ptr analysis = findAnalysis(document, cancelled);
  const SourceFile *file =
      analysis ? analysis->findFile(getSourceName(document.getUri())) : nullptr;
  if (!file)
    return std::optional<WorkspaceEdit>();
  Question question{workspace, *analysis, document, *file, cancelled};
  return lsp::rename(question, question.toSource(position), newName);
}

std::vector<CallHierarchyItem> StashService::prepareCallHierarchy(const TextDocument &document,
                                                                  Position position,
                                                                  const CancelFlag &cancelled) {
  return ask(document, cancelled, std::vector<CallHierarchyItem>(),
             [&](const Question &q) { return lsp::prepareCallHierarchy(q, q.toSource(position)); });
}

std::vector<CallHierarchyCall> StashService::findCalls(const TextDocument &document,
                                                       const DocumentUri &item, Position position,
                                                       bool isIncoming,
                                                       const CancelFlag &cancelled) {
  return ask(document, cancelled, std::vector<CallHierarchyCall>(), [&](const Question &q) {
    // The item may stand in a file that the document imports, or in another manifest.
    const SourceFile *file = q.analysis.findFile(getSourceName(item));
    if (!file)
      return std::vector<CallHierarchyCall>();
    uint32_t offset = file->getBase() + q.analysis.getSnapshot(*file).toOffset(position);
    return isIncoming ? findIncomingCalls(q, offset) : findOutgoingCalls(q, offset);
  });
}

std::vector<DocumentSymbol> StashService::getSymbols(const TextDocument &document,
                                                     const CancelFlag &cancelled) {
  return ask(document, cancelled, std::vector<DocumentSymbol>(),
             [&](const Question &q) { return listSymbols(q); });
}

std::vector<WorkspaceSymbol> StashService::findSymbols(llvm::StringRef query,
                                                       const CancelFlag &cancelled) {
  return searchSymbols(workspace, query, cancelled);
}

SemanticTokens StashService::getTokens(const TextDocument &document, std::optional<Range> range,
                                       const CancelFlag &cancelled) {
  return ask(document, cancelled, SemanticTokens(),
             [&](const Question &q) { return colorTokens(q, range); });
}

std::vector<FoldingRange> StashService::getFoldings(const TextDocument &document,
                                                    const CancelFlag &cancelled) {
  return ask(document, cancelled, std::vector<FoldingRange>(),
             [&](const Question &q) { return listFoldings(q); });
}

SelectionRange StashService::getSelection(const TextDocument &document, Position position,
                                          const CancelFlag &cancelled) {
  return ask(document, cancelled, SelectionRange{{Range(position)}},
             [&](const Question &q) { return expandSelection(q, q.toSource(position)); });
}

std::vector<InlayHint> StashService::getInlayHints(const TextDocument &document, Range range,
                                                   const CancelFlag &cancelled) {
  if (!workspace.getSession().wants("inlayHints"))
    return {};
  return ask(document, cancelled, std::vector<InlayHint>(), [&](const Question &q) {
    return listInlayHints(q, {q.toSource(range.start), q.toSource(range.end)});
  });
}

std::vector<CodeAction> StashService::getActions(const TextDocument &document, Range range,
                                                 llvm::ArrayRef<std::string> only,
                                                 const CancelFlag &cancelled) {
  return ask(document, cancelled, std::vector<CodeAction>(), [&](const Question &q) {
    return listActions(q, {q.toSource(range.start), q.toSource(range.end)}, only);
  });
}

std::vector<DocumentLink> StashService::getLinks(const TextDocument &document,
                                                 const CancelFlag &cancelled) {
  return ask(document, cancelled, std::vector<DocumentLink>(),
             [&](const Question &q) { return listLinks(q); });
}

std::vector<CodeLens> StashService::getLenses(const TextDocument &document,
                                              const CancelFlag &cancelled) {
  if (!workspace.getSession().wants("codeLens"))
    return {};
  return ask(document, cancelled, std::vector<CodeLens>(),
             [&](const Question &q) { return listLenses(q); });
}

std::vector<TextEdit> StashService::format(const TextDocument &document, std::optional<Range> range,
                                           const CancelFlag &) {
  return formatDocument(document, range);
}

std::vector<TextEdit> StashService::formatTyped(const TextDocument &document, Position position,
                                                llvm::StringRef, const CancelFlag &) {
  return formatItem(document, position);
}

std::vector<std::string> StashService::getVirtualSchemes() const {
  return {libraryScheme.str(), explainScheme.str()};
}

std::optional<std::string> StashService::getVirtualText(const DocumentUri &uri) {
  return lsp::getVirtualText(uri);
}

std::optional<ViewOutput> StashService::viewOutput(const TextDocument &document,
                                                   llvm::StringRef emit,
                                                   const CancelFlag &cancelled) {
  return ask(document, cancelled, std::optional<ViewOutput>(),
             [&](const Question &q) { return makeOutput(q, emit); });
}

/// `stash.import` (uri): the manifest as a source beside it.
llvm::Expected<std::optional<NewFile>> StashService::execute(const ExecuteCommandParams &params,
                                                             const CancelFlag &cancelled) {
  std::optional<llvm::StringRef> uri;
  if (params.arguments.size() == 1)
    uri = params.arguments.front().getAsString();
  if (params.command != "stash.import" || !uri)
    return LanguageService::execute(params, cancelled);
  DocumentUri manifest(uri->str());
  if (!manifest.isFile() || !isManifest(manifest))
    return makeError(llvm::lsp::ErrorCode::InvalidParams, "'" + *uri + "' is not a YAML file");
  llvm::SmallString<128> path(manifest.getPath());
  llvm::sys::path::replace_extension(path, "stash");
  if (workspace.getFiles().exists(path))
    return makeError(llvm::lsp::ErrorCode::RequestFailed,
                     "there is a file '" + llvm::sys::path::filename(path) + "' already");
  llvm::Expected<std::string> text = import(manifest.getPath(), &workspace.getFiles());
  if (!text)
    return makeError(llvm::lsp::ErrorCode::RequestFailed, llvm::toString(text.takeError()));
  return NewFile{DocumentUri::fromPath(path), std::move(*text)};
}

} // namespace stash::lsp
