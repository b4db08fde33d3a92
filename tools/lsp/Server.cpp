#include "tools/lsp/Server.h"

#include "tools/lsp/WorkDone.h"

#include "llvm/Support/LSP/Logging.h"
#include "llvm/Support/LSP/Transport.h"

namespace stash::lsp {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;
using llvm::lsp::ErrorCode;
using llvm::lsp::Logger;

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

llvm::Expected<ResultWriter> Server::onRequest(llvm::StringRef method, const Value &params,
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
    return makeWriter(nullptr);
  }
  auto it = requests.find(method);
  if (it == requests.end())
    return makeError(ErrorCode::MethodNotFound, "there is no method '" + method + "'");
  WorkDone workDone(connection, params, "Compiling the project");
  service.setProgress(workDone.getProgress());
  llvm::Expected<ResultWriter> result = it->second(params, cancelled);
  service.setProgress(nullptr);
  return result;
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

llvm::Expected<ResultWriter> Server::initialize(const Value &raw) {
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
  pushesDiagnostics = session.client.publishDiagnostics || !session.client.pullDiagnostics;
  if (const Object *options = session.settings.getAsObject()) {
    pushesDiagnostics &= options->getString("diagnostics") != "pull";
    session.client.virtualDocuments |= options->getBoolean("virtualDocuments").value_or(false);
  }
  connection.setClientProcess(params->processId);
  state = State::Running;
  service.sessionChanged(session);
  return makeWriter(
      Object{{"capabilities", makeCapabilities()},
             {"serverInfo", Object{{"name", "stashc"}, {"version", STASHC_VERSION}}}});
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
      {"referencesProvider", Object{{"workDoneProgress", true}}},
      {"documentHighlightProvider", true},
      {"callHierarchyProvider", true},
      {"documentSymbolProvider", true},
      {"workspaceSymbolProvider", Object{{"workDoneProgress", true}}},
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
  // The protocol has options of renaming for clients alone that ask before they rename.
  if (session.client.prepareRename)
    capabilities["renameProvider"] = Object{{"prepareProvider", true}, {"workDoneProgress", true}};
  else
    capabilities["renameProvider"] = true;
  if (!pushesDiagnostics)
    capabilities["diagnosticProvider"] =
        Object{{"interFileDependencies", true}, {"workspaceDiagnostics", false}};
  std::vector<std::string> schemes = service.getVirtualSchemes();
  if (session.client.virtualDocuments && !schemes.empty())
    (*capabilities.getObject("workspace"))["textDocumentContent"] =
        Object{{"schemes", Array(schemes)}};
  return capabilities;
}

void Server::call(llvm::StringRef method, Value params) {
  connection.call(method, std::move(params), [](llvm::Expected<Value> result) {
    if (!result)
      Logger::error("{0}", llvm::toString(result.takeError()));
  });
}

/// What a client may ask about manifests too. They have servers of their own for the rest: none
/// of it is offered where it could come between.
static void addManifestMethods(const Value &selector, Array &registrations) {
  for (llvm::StringRef method : {"didOpen", "didChange", "didClose", "hover", "definition",
                                 "references", "documentHighlight", "rename", "completion",
                                 "codeAction", "codeLens", "documentLink", "inlayHint"}) {
    Object options{{"documentSelector", selector}};
    if (method == "didChange")
      options["syncKind"] = 2;
    if (method == "rename")
      options["prepareProvider"] = true;
    if (method == "completion")
      options["triggerCharacters"] = Array{"{", " "};
    if (method == "codeAction")
      options["codeActionKinds"] = Array{"quickfix", "refactor.rewrite", "source.fixAll"};
    registrations.push_back(Object{{"id", ("manifests/" + method).str()},
                                   {"method", ("textDocument/" + method).str()},
                                   {"registerOptions", std::move(options)}});
  }
}

void Server::initialized() {
  Array registrations;
  if (session.client.watchedFilesRegistration) {
    Array watchers;
    for (const char *glob : {"**/*.stash", "**/*.yaml", "**/*.yml", "**/*.json", "**/stash.flags"})
      watchers.push_back(Object{{"globPattern", glob}});
    registrations.push_back(Object{{"id", "watched-files"},
                                   {"method", "workspace/didChangeWatchedFiles"},
                                   {"registerOptions", Object{{"watchers", std::move(watchers)}}}});
  }
  if (session.client.configurationRegistration)
    registrations.push_back(Object{{"id", "configuration"},
                                   {"method", "workspace/didChangeConfiguration"},
                                   {"registerOptions", Object{{"section", "stash"}}}});
  if (const Object *settings = session.settings.getAsObject())
    if (const Value *selector = settings->get("manifests"))
      addManifestMethods(*selector, registrations);
  if (!registrations.empty())
    call("client/registerCapability", Object{{"registrations", std::move(registrations)}});
  if (session.client.configuration)
    pullConfiguration();
}

void Server::pullConfiguration() {
  connection.call("workspace/configuration", Object{{"items", Array{Object{{"section", "stash"}}}}},
                  [this](llvm::Expected<Value> result) {
                    if (!result)
                      return Logger::error("{0}", llvm::toString(result.takeError()));
                    const Array *sections = result->getAsArray();
                    if (sections && !sections->empty())
                      changeSettings(sections->front());
                  });
}

void Server::changeSettings(const Value &settings) {
  const Object *changed = settings.getAsObject();
  // Clients send the section, or everything with the section in it.
  if (const Object *section = changed ? changed->getObject("stash") : nullptr)
    changed = section;
  if (!changed)
    return;
  if (!session.settings.getAsObject())
    session.settings = Object();
  for (const auto &[name, value] : *changed)
    (*session.settings.getAsObject())[name] = value;
  service.sessionChanged(session);
  surroundingsChanged = needsRefresh = true;
}

/// What the client shows was made of what has changed, and no edit of its own tells it to ask anew.
void Server::refresh() {
  const ClientCapabilities &client = session.client;
  if (client.diagnosticRefresh && !pushesDiagnostics)
    call("workspace/diagnostic/refresh", nullptr);
  if (client.semanticTokensRefresh)
    call("workspace/semanticTokens/refresh", nullptr);
  if (client.inlayHintRefresh)
    call("workspace/inlayHint/refresh", nullptr);
  if (client.codeLensRefresh)
    call("workspace/codeLens/refresh", nullptr);
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
  notification<DocumentParams>("textDocument/didSave", [this](const auto &) {
    // From a client that watches no files this is the only sign that something on disk is new.
    if (session.client.watchedFilesRegistration)
      return;
    service.anyFileChanged();
    surroundingsChanged = needsRefresh = true;
  });
  notification<DidChangeConfigurationParams>("workspace/didChangeConfiguration",
                                             [this](const auto &params) {
                                               if (session.client.configuration)
                                                 pullConfiguration();
                                               else
                                                 changeSettings(params.settings);
                                             });
  notification<DidChangeWatchedFilesParams>("workspace/didChangeWatchedFiles",
                                            [this](const auto &params) {
                                              service.filesChanged(params.changes);
                                              surroundingsChanged = needsRefresh = true;
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

void Server::publish(const DocumentDiagnostics &diagnostics) {
  connection.notify("textDocument/publishDiagnostics",
                    [&](llvm::json::OStream &out) { write(diagnostics, out); });
}

void Server::close(const DocumentUri &uri) {
  if (!documents.erase(uri.getKey()))
    return;
  undiagnosed.erase(uri.getKey().str());
  surroundingsChanged = true;
  service.documentClosed(uri);
  if (pushesDiagnostics)
    publish({uri, std::nullopt, {}});
}

void Server::changeFolders(const DidChangeFoldersParams &params) {
  llvm::erase_if(session.folders, [&](const WorkspaceFolder &folder) {
    return llvm::any_of(params.removed,
                        [&](const WorkspaceFolder &removed) { return removed.uri == folder.uri; });
  });
  llvm::append_range(session.folders, params.added);
  service.sessionChanged(session);
  surroundingsChanged = needsRefresh = true;
}

void Server::onIdle(const CancelFlag &cancelled) {
  if (state != State::Running || (undiagnosed.empty() && !surroundingsChanged))
    return;
  std::vector<TextDocument::Ptr> changed;
  for (const std::string &key : undiagnosed)
    changed.push_back(documents.lookup(key));
  auto publishAll = [&](llvm::ArrayRef<DocumentDiagnostics> results) {
    if (!pushesDiagnostics)
      return;
    for (const DocumentDiagnostics &result : results)
      publish(result);
    service.published(results);
  };
  std::vector<DocumentDiagnostics> results = service.diagnose(changed, cancelled);
  if (cancelled.load(std::memory_order_relaxed))
    return; // what is newer comes at once; the documents stay marked
  undiagnosed.clear();
  publishAll(results);
  // Others may depend on what was edited.
  surroundingsChanged = true;
  results = service.diagnoseOthers(cancelled);
  if (cancelled.load(std::memory_order_relaxed))
    return;
  surroundingsChanged = false;
  publishAll(results);
  if (std::exchange(needsRefresh, false))
    refresh();
}

} // namespace stash::lsp
