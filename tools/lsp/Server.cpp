#include "tools/lsp/Server.h"

#include "llvm/Support/LSP/Logging.h"
#include "llvm/Support/LSP/Transport.h"

namespace stash::lsp {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;
using llvm::lsp::ErrorCode;
using llvm::lsp::Logger;

template <typename Param, typename Function>
void Server::request(llvm::StringLiteral method, Function function) {
  requests[method] = [method, function](const Value &raw,
                                        const CancelFlag &cancelled) -> llvm::Expected<Value> {
    llvm::Expected<Param> params = llvm::lsp::MessageHandler::parse<Param>(raw, method, "request");
    if (!params)
      return params.takeError();
    return function(*params, cancelled);
  };
}

template <typename Param, typename Function>
void Server::ask(llvm::StringLiteral method, Function function) {
  request<Param>(
      method,
      [this, function](const Param &params, const CancelFlag &cancelled) -> llvm::Expected<Value> {
        TextDocument::Ptr document = find(params.uri);
        if (!document)
          return makeError(ErrorCode::InvalidParams,
                           "the document '" + params.uri.getText() + "' is not open");
        return function(*document, params, cancelled);
      });
}

template <typename Param, typename Function>
void Server::notification(llvm::StringLiteral method, Function function) {
  notifications[method] = [method, function](const Value &raw) {
    llvm::Expected<Param> params =
        llvm::lsp::MessageHandler::parse<Param>(raw, method, "notification");
    if (params)
      function(*params);
    else
      Logger::error("{0}", llvm::toString(params.takeError()));
  };
}

Server::Server(Connection &connection, LanguageService &service)
    : connection(connection), service(service) {
  registerNotifications();
  registerNavigation();
  registerEditing();
  registerDecoration();
}

//===----------------------------------------------------------------------===//
// Life
//===----------------------------------------------------------------------===//

llvm::Expected<Value> Server::onRequest(llvm::StringRef method, const Value &params,
                                        const CancelFlag &cancelled) {
  if (state == State::ShutDown)
    return makeInvalidRequest("the server is shut down");
  if (method == "initialize") {
    if (state != State::Uninitialized)
      return makeInvalidRequest("the server is initialized already");
    return initialize(params);
  }
  if (state == State::Uninitialized)
    return makeError(ErrorCode::ServerNotInitialized, "the server is not initialized");
  if (method == "shutdown") {
    state = State::ShutDown;
    wasShutDown = true;
    return nullptr;
  }
  auto it = requests.find(method);
  if (it == requests.end())
    return makeError(ErrorCode::MethodNotFound, "there is no method '" + method + "'");
  return it->second(params, cancelled);
}

void Server::onNotification(llvm::StringRef method, const Value &params) {
  if (method == "exit") {
    state = State::Exited;
    return;
  }
  if (state != State::Running)
    return;
  // An unknown notification is ignored, as the protocol wants; JSON-RPC has no answer to it.
  if (auto it = notifications.find(method); it != notifications.end())
    it->second(params);
}

llvm::Expected<Value> Server::initialize(const Value &raw) {
  llvm::Expected<InitializeParams> params =
      llvm::lsp::MessageHandler::parse<InitializeParams>(raw, "initialize", "request");
  if (!params)
    return params.takeError();
  session.client = params->capabilities;
  session.folders = std::move(params->folders);
  session.settings = std::move(params->options);
  // Bytes need no counting; a client that says nothing counts in UTF-16.
  session.encoding =
      session.client.utf8Positions ? PositionEncoding::Utf8 : PositionEncoding::Utf16;
  state = State::Running;
  service.sessionChanged(session);
  return Object{{"capabilities", makeCapabilities()},
                {"serverInfo", Object{{"name", "stashc"}, {"version", STASHC_VERSION}}}};
}

Object Server::makeCapabilities() const {
  Object capabilities{
      {"positionEncoding", session.encoding == PositionEncoding::Utf8 ? "utf-8" : "utf-16"},
      {"textDocumentSync", Object{{"openClose", true}, {"change", 2}, {"save", true}}},
      {"completionProvider",
       Object{{"triggerCharacters", Array{"$", "{", "(", ",", ":", "|", "\"", "/", ".", "@"}}}},
      {"hoverProvider", true},
      {"signatureHelpProvider", Object{{"triggerCharacters", Array{"(", ","}}}},
      {"definitionProvider", true},
      {"referencesProvider", true},
      {"documentHighlightProvider", true},
      {"documentSymbolProvider", true},
      {"workspaceSymbolProvider", true},
      {"codeActionProvider",
       Object{{"codeActionKinds", Array{"quickfix", "refactor.extract", "refactor.rewrite",
                                        "source.organizeImports", "source.fixAll"}}}},
      {"codeLensProvider", Object{}},
      {"documentLinkProvider", Object{}},
      {"documentFormattingProvider", true},
      {"documentRangeFormattingProvider", true},
      {"documentOnTypeFormattingProvider",
       Object{{"firstTriggerCharacter", "}"}, {"moreTriggerCharacter", Array{"\n", ")", "]"}}}},
      {"foldingRangeProvider", true},
      {"selectionRangeProvider", true},
      {"inlayHintProvider", true},
      {"semanticTokensProvider",
       Object{{"legend", makeSemanticTokensLegend()}, {"full", true}, {"range", true}}},
      {"executeCommandProvider", Object{{"commands", Array(service.getCommands())}}},
      {"workspace",
       Object{{"workspaceFolders", Object{{"supported", true}, {"changeNotifications", true}}}}},
  };
  if (session.client.prepareRename)
    capabilities["renameProvider"] = Object{{"prepareProvider", true}};
  else
    capabilities["renameProvider"] = true;
  if (!pushesDiagnostics())
    capabilities["diagnosticProvider"] =
        Object{{"interFileDependencies", true}, {"workspaceDiagnostics", false}};
  return capabilities;
}

bool Server::pushesDiagnostics() const {
  if (const Object *settings = session.settings.getAsObject())
    if (settings->getString("diagnostics") == "pull")
      return false;
  return session.client.publishDiagnostics || !session.client.pullDiagnostics;
}

void Server::initialized() {
  if (!session.client.watchedFilesRegistration)
    return;
  Array watchers;
  for (const char *glob : {"**/*.stash", "**/*.yaml", "**/*.yml", "**/stash.flags"})
    watchers.push_back(Object{{"globPattern", glob}});
  Object registration{{"id", "watched-files"},
                      {"method", "workspace/didChangeWatchedFiles"},
                      {"registerOptions", Object{{"watchers", std::move(watchers)}}}};
  connection.call("client/registerCapability",
                  Object{{"registrations", Array{std::move(registration)}}},
                  [](llvm::Expected<Value> result) {
                    if (!result)
                      Logger::error("{0}", llvm::toString(result.takeError()));
                  });
}

//===----------------------------------------------------------------------===//
// Documents
//===----------------------------------------------------------------------===//

void Server::registerNotifications() {
  notification<llvm::lsp::NoParams>("initialized", [this](const auto &) { initialized(); });
  notification<DidOpenParams>("textDocument/didOpen", [this](const auto &params) { open(params); });
  notification<DidChangeParams>("textDocument/didChange",
                                [this](const auto &params) { change(params); });
  notification<DocumentParams>("textDocument/didClose",
                               [this](const auto &params) { close(params.uri); });
  notification<DocumentParams>("textDocument/didSave", [this](const auto &params) {
    if (TextDocument::Ptr document = find(params.uri))
      service.documentSaved(*document);
  });
  notification<DidChangeConfigurationParams>("workspace/didChangeConfiguration",
                                             [this](const auto &params) {
                                               session.settings = params.settings;
                                               service.sessionChanged(session);
                                               surroundingsChanged = true;
                                             });
  notification<DidChangeWatchedFilesParams>("workspace/didChangeWatchedFiles",
                                            [this](const auto &params) {
                                              service.filesChanged(params.changes);
                                              surroundingsChanged = true;
                                            });
  notification<DidChangeFoldersParams>("workspace/didChangeWorkspaceFolders",
                                       [this](const auto &params) { changeFolders(params); });
  notification<SetTraceParams>("$/setTrace", [](const auto &params) {
    Logger::setLogLevel(params.value == "off" ? Logger::Level::Error : Logger::Level::Info);
  });
}

TextDocument::Ptr Server::find(const DocumentUri &uri) const {
  return documents.lookup(uri.getKey());
}

void Server::open(const DidOpenParams &params) {
  TextDocument::Ptr document =
      TextDocument::create(params.uri, params.version, params.text, session.encoding);
  documents[params.uri.getKey()] = document;
  undiagnosed.insert(params.uri.getKey().str());
  service.documentOpened(std::move(document));
}

void Server::change(const DidChangeParams &params) {
  auto it = documents.find(params.uri.getKey());
  if (it == documents.end()) {
    Logger::error("didChange of '{0}', which is not open", params.uri.getText());
    return;
  }
  it->second = it->second->edit(params.changes, params.version);
  undiagnosed.insert(params.uri.getKey().str());
  service.documentChanged(it->second);
}

void Server::close(const DocumentUri &uri) {
  if (!documents.erase(uri.getKey()))
    return;
  undiagnosed.erase(uri.getKey().str());
  surroundingsChanged = true;
  service.documentClosed(uri);
  if (pushesDiagnostics())
    connection.notify("textDocument/publishDiagnostics",
                      toJSON(DocumentDiagnostics{uri, std::nullopt, {}}));
}

void Server::changeFolders(const DidChangeFoldersParams &params) {
  llvm::erase_if(session.folders, [&](const WorkspaceFolder &folder) {
    return llvm::any_of(params.removed,
                        [&](const WorkspaceFolder &removed) { return removed.uri == folder.uri; });
  });
  llvm::append_range(session.folders, params.added);
  service.sessionChanged(session);
  surroundingsChanged = true;
}

void Server::onIdle(const CancelFlag &cancelled) {
  if (state != State::Running || (undiagnosed.empty() && !surroundingsChanged))
    return;
  std::vector<TextDocument::Ptr> changed;
  for (const std::string &key : undiagnosed)
    changed.push_back(documents.lookup(key));
  std::vector<DocumentDiagnostics> results = service.diagnose(changed, cancelled);
  if (cancelled.load(std::memory_order_relaxed))
    return; // what is newer comes at once; the documents stay marked
  undiagnosed.clear();
  surroundingsChanged = false;
  if (!pushesDiagnostics())
    return;
  for (const DocumentDiagnostics &result : results)
    connection.notify("textDocument/publishDiagnostics", toJSON(result));
  service.published(results);
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

void Server::registerNavigation() {
  ask<PositionParams>("textDocument/hover", [this](auto &document, auto &params, auto &cancelled) {
    return Value(service.hover(document, params.position, cancelled));
  });
  ask<PositionParams>("textDocument/definition",
                      [this](auto &document, auto &params, auto &cancelled) {
                        return Value(service.findDefinitions(document, params.position, cancelled));
                      });
  ask<ReferenceParams>("textDocument/references",
                       [this](auto &document, auto &params, auto &cancelled) {
                         return Value(service.findReferences(document, params.position,
                                                             params.includeDeclaration, cancelled));
                       });
  ask<PositionParams>("textDocument/documentHighlight",
                      [this](auto &document, auto &params, auto &cancelled) {
                        return Value(service.highlight(document, params.position, cancelled));
                      });
  ask<DocumentParams>("textDocument/documentSymbol",
                      [this](auto &document, auto &, auto &cancelled) {
                        return toSymbols(document, service.getSymbols(document, cancelled));
                      });
  ask<DocumentParams>("textDocument/documentLink", [this](auto &document, auto &, auto &cancelled) {
    return Value(service.getLinks(document, cancelled));
  });
  request<WorkspaceSymbolParams>("workspace/symbol", [this](auto &params, auto &cancelled) {
    return Value(service.findSymbols(params.query, cancelled));
  });
}

void Server::registerEditing() {
  ask<PositionParams>("textDocument/completion",
                      [this](auto &document, auto &params, auto &cancelled) {
                        return Value(service.complete(document, params.position, cancelled));
                      });
  ask<PositionParams>("textDocument/signatureHelp",
                      [this](auto &document, auto &params, auto &cancelled) {
                        return Value(service.getSignature(document, params.position, cancelled));
                      });
  ask<PositionParams>("textDocument/prepareRename",
                      [this](auto &document, auto &params, auto &cancelled) {
                        return Value(service.prepareRename(document, params.position, cancelled));
                      });
  ask<RenameParams>("textDocument/rename",
                    [this](auto &document, auto &params, auto &cancelled) -> llvm::Expected<Value> {
                      auto edit =
                          service.rename(document, params.position, params.newName, cancelled);
                      if (!edit)
                        return edit.takeError();
                      return Value(*edit);
                    });
  ask<CodeActionParams>(
      "textDocument/codeAction", [this](auto &document, auto &params, auto &cancelled) {
        return toActions(service.getActions(document, params.range, params.only, cancelled));
      });
  ask<FormattingParams>("textDocument/formatting", [this](auto &document, auto &, auto &cancelled) {
    return Value(service.format(document, std::nullopt, cancelled));
  });
  ask<FormattingParams>("textDocument/rangeFormatting",
                        [this](auto &document, auto &params, auto &cancelled) {
                          return Value(service.format(document, params.range, cancelled));
                        });
  ask<FormattingParams>(
      "textDocument/onTypeFormatting", [this](auto &document, auto &params, auto &cancelled) {
        return Value(service.formatTyped(document, params.position.value_or(Position()),
                                         params.typed, cancelled));
      });
  request<ExecuteCommandParams>("workspace/executeCommand", [this](auto &params, auto &cancelled) {
    return service.execute(params, cancelled);
  });
}

void Server::registerDecoration() {
  ask<DocumentParams>("textDocument/diagnostic", [this](auto &document, auto &, auto &cancelled) {
    return Object{{"kind", "full"}, {"items", Array(service.getDiagnostics(document, cancelled))}};
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
    return Value(service.getFoldings(document, cancelled));
  });
  ask<SelectionRangeParams>(
      "textDocument/selectionRange", [this](auto &document, auto &params, auto &cancelled) {
        Array ranges;
        for (Position position : params.positions)
          ranges.push_back(service.getSelection(document, position, cancelled));
        return ranges;
      });
  ask<RangeParams>("textDocument/inlayHint", [this](auto &document, auto &params, auto &cancelled) {
    return Value(service.getInlayHints(document, params.range, cancelled));
  });
  ask<DocumentParams>("textDocument/codeLens", [this](auto &document, auto &, auto &cancelled) {
    return Value(service.getLenses(document, cancelled));
  });
  ask<ViewOutputParams>("stash/viewOutput", [this](auto &document, auto &params, auto &cancelled) {
    return Value(service.viewOutput(document, params.emit, cancelled));
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

} // namespace stash::lsp
