// What clients ask: each method of the protocol, its parameters and the service's answer.

#include "tools/lsp/Server.h"

#include "llvm/Support/LSP/Transport.h"
#include "llvm/Support/xxhash.h"

namespace stash::lsp {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;
using llvm::lsp::ErrorCode;

static llvm::Expected<ResultWriter> toWriter(llvm::Expected<Value> result) {
  if (!result)
    return result.takeError();
  return makeWriter(std::move(*result));
}

/// For what has a write() of its own.
template <typename T> static llvm::Expected<ResultWriter> writeLater(T result) {
  return [result = std::move(result)](llvm::json::OStream &out) { write(result, out); };
}
template <typename T> static llvm::Expected<ResultWriter> toWriter(std::vector<T> result) {
  return writeLater(std::move(result));
}
static llvm::Expected<ResultWriter> toWriter(CompletionList result) {
  return writeLater(std::move(result));
}
static llvm::Expected<ResultWriter> toWriter(std::optional<ViewOutput> result) {
  return result ? writeLater(std::move(*result)) : makeWriter(nullptr);
}
static llvm::Expected<ResultWriter> toWriter(llvm::Expected<std::optional<WorkspaceEdit>> result) {
  if (!result)
    return result.takeError();
  return *result ? writeLater(std::move(**result)) : makeWriter(nullptr);
}

template <typename Param, typename Function>
void Server::request(llvm::StringLiteral method, Function function) {
  requests[method] = [method,
                      function](const Value &raw,
                                const CancelFlag &cancelled) -> llvm::Expected<ResultWriter> {
    llvm::Expected<Param> params = llvm::lsp::MessageHandler::parse<Param>(raw, method, "request");
    if (!params)
      return params.takeError();
    return function(*params, cancelled);
  };
}

template <typename Param, typename Function>
void Server::ask(llvm::StringLiteral method, Function function) {
  request<Param>(method,
                 [this, function](const Param &params,
                                  const CancelFlag &cancelled) -> llvm::Expected<ResultWriter> {
                   TextDocument::Ptr document = find(params.uri);
                   if (!document)
                     return makeError(ErrorCode::InvalidParams,
                                      "the document '" + params.uri.getText() + "' is not open");
                   return toWriter(function(*document, params, cancelled));
                 });
}

void Server::registerNavigation() {
  ask<PositionParams>("textDocument/hover", [this](auto &document, auto &params, auto &cancelled) {
    return Value(service.hover(document, params.position, cancelled));
  });
  ask<PositionParams>("textDocument/definition",
                      [this](auto &document, auto &params, auto &cancelled) {
                        return service.findDefinitions(document, params.position, cancelled);
                      });
  ask<ReferenceParams>("textDocument/references", [this](auto &document, auto &params,
                                                         auto &cancelled) {
    return service.findReferences(document, params.position, params.includeDeclaration, cancelled);
  });
  ask<PositionParams>("textDocument/documentHighlight",
                      [this](auto &document, auto &params, auto &cancelled) {
                        return service.highlight(document, params.position, cancelled);
                      });
  ask<PositionParams>("textDocument/prepareCallHierarchy",
                      [this](auto &document, auto &params, auto &cancelled) {
                        return service.prepareCallHierarchy(document, params.position, cancelled);
                      });
  auto askCalls = [this](bool isIncoming) {
    return [this, isIncoming](auto &document, auto &params, auto &cancelled) {
      Array calls;
      for (const CallHierarchyCall &call :
           service.findCalls(document, params.item, params.position, isIncoming, cancelled))
        calls.push_back(toJSON(call, isIncoming ? "from" : "to"));
      return Value(std::move(calls));
    };
  };
  ask<CallHierarchyParams>("callHierarchy/incomingCalls", askCalls(/*isIncoming=*/true));
  ask<CallHierarchyParams>("callHierarchy/outgoingCalls", askCalls(/*isIncoming=*/false));
  ask<DocumentParams>("textDocument/documentSymbol",
                      [this](auto &document, auto &, auto &cancelled) {
                        return toSymbols(document, service.getSymbols(document, cancelled));
                      });
  ask<DocumentParams>("textDocument/documentLink", [this](auto &document, auto &, auto &cancelled) {
    return service.getLinks(document, cancelled);
  });
  request<WorkspaceSymbolParams>("workspace/symbol", [this](auto &params, auto &cancelled) {
    return toWriter(service.findSymbols(params.query, cancelled));
  });
}

void Server::registerEditing() {
  ask<PositionParams>("textDocument/completion",
                      [this](auto &document, auto &params, auto &cancelled) {
                        return service.complete(document, params.position, cancelled);
                      });
  ask<PositionParams>("textDocument/signatureHelp",
                      [this](auto &document, auto &params, auto &cancelled) {
                        return Value(service.getSignature(document, params.position, cancelled));
                      });
  ask<PositionParams>("textDocument/prepareRename",
                      [this](auto &document, auto &params, auto &cancelled) {
                        return Value(service.prepareRename(document, params.position, cancelled));
                      });
  ask<RenameParams>("textDocument/rename", [this](auto &document, auto &params, auto &cancelled) {
    return service.rename(document, params.position, params.newName, cancelled);
  });
  ask<CodeActionParams>(
      "textDocument/codeAction", [this](auto &document, auto &params, auto &cancelled) {
        return toActions(service.getActions(document, params.range, params.only, cancelled));
      });
  ask<FormattingParams>("textDocument/formatting", [this](auto &document, auto &, auto &cancelled) {
    return service.format(document, std::nullopt, cancelled);
  });
  ask<FormattingParams>("textDocument/rangeFormatting",
                        [this](auto &document, auto &params, auto &cancelled) {
                          return service.format(document, params.range, cancelled);
                        });
  ask<FormattingParams>(
      "textDocument/onTypeFormatting", [this](auto &document, auto &params, auto &cancelled) {
        return Value(service.formatTyped(document, params.position.value_or(Position()),
                                         params.typed, cancelled));
      });
  request<ExecuteCommandParams>(
      "workspace/executeCommand",
      [this](auto &params, auto &cancelled) -> llvm::Expected<ResultWriter> {
        llvm::Expected<std::optional<NewFile>> made = service.execute(params, cancelled);
        if (!made)
          return made.takeError();
        if (*made)
          call("workspace/applyEdit", Object{{"label", "Import"}, {"edit", toJSON(**made)}});
        return makeWriter(*made ? Value((*made)->uri.getText().str()) : Value(nullptr));
      });
}

void Server::registerDecoration() {
  ask<DiagnosticParams>(
      "textDocument/diagnostic", [this](auto &document, auto &params, auto &cancelled) {
        return toReport(service.getDiagnostics(document, cancelled), params.previousResultId);
      });
  ask<DocumentParams>("textDocument/semanticTokens/full",
                      [this](auto &document, auto &, auto &cancelled) {
                        return Value(service.getTokens(document, std::nullopt, cancelled));
                      });
  ask<RangeParams>("textDocument/semanticTokens/range",
                   [this](auto &document, auto &params, auto &cancelled) {
                     return Value(service.getTokens(document, params.range, cancelled));
                   });
  ask<DocumentParams>("textDocument/foldingRange", [this](auto &document, auto &, auto &cancelled) {
    return service.getFoldings(document, cancelled);
  });
  ask<SelectionRangeParams>(
      "textDocument/selectionRange", [this](auto &document, auto &params, auto &cancelled) {
        Array ranges;
        for (Position position : params.positions)
          ranges.push_back(service.getSelection(document, position, cancelled));
        return ranges;
      });
  ask<RangeParams>("textDocument/inlayHint", [this](auto &document, auto &params, auto &cancelled) {
    return service.getInlayHints(document, params.range, cancelled);
  });
  ask<DocumentParams>("textDocument/codeLens", [this](auto &document, auto &, auto &cancelled) {
    return service.getLenses(document, cancelled);
  });
  request<ContentParams>("workspace/textDocumentContent",
                         [this](auto &params, auto &) -> llvm::Expected<ResultWriter> {
                           if (std::optional<std::string> text = service.getVirtualText(params.uri))
                             return makeWriter(Object{{"text", std::move(*text)}});
                           return makeError(ErrorCode::InvalidParams,
                                            "there is no document '" + params.uri.getText() + "'");
                         });
  ask<ViewOutputParams>("stash/viewOutput", [this](auto &document, auto &params, auto &cancelled) {
    return service.viewOutput(document, params.emit, cancelled);
  });
}

static void flatten(const TextDocument &document, const std::vector<DocumentSymbol> &symbols,
                    llvm::StringRef container, std::vector<WorkspaceSymbol> &result) {
  for (const DocumentSymbol &symbol : symbols) {
    result.push_back(
        {symbol.name, symbol.kind, {document.getUri(), symbol.range}, container.str()});
    flatten(document, symbol.children, symbol.name, result);
  }
}

Value Server::toSymbols(const TextDocument &document,
                        const std::vector<DocumentSymbol> &symbols) const {
  if (session.client.hierarchicalSymbols)
    return symbols;
  std::vector<WorkspaceSymbol> flat;
  flatten(document, symbols, "", flat);
  return flat;
}

Value Server::toActions(const std::vector<CodeAction> &actions) const {
  if (session.client.codeActionLiterals)
    return actions;
  Array commands; // all that the older protocol has
  for (const CodeAction &action : actions)
    if (action.command)
      commands.push_back(*action.command);
  return commands;
}

/// A full report of the first document, with those of the others, or that nothing is new.
Value Server::toReport(const std::vector<DocumentDiagnostics> &documents,
                       llvm::StringRef previousId) const {
  auto makeFull = [](const DocumentDiagnostics &document) {
    return Object{{"kind", "full"}, {"items", Array(document.diagnostics)}};
  };
  Object report = makeFull(documents.front());
  Object related;
  for (const DocumentDiagnostics &other : llvm::ArrayRef(documents).drop_front())
    related[other.uri.getText().str()] = makeFull(other);
  if (!related.empty())
    report["relatedDocuments"] = std::move(related);
  std::string text;
  llvm::raw_string_ostream(text) << Value(Object(report));
  std::string id = llvm::utohexstr(llvm::xxh3_64bits(text));
  if (id == previousId)
    return Object{{"kind", "unchanged"}, {"resultId", id}};
  report["resultId"] = id;
  return report;
}

} // namespace stash::lsp
