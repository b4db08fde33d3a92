//===- Server.h - the language server's protocol ----------------*- C++ -*-===//
//
// In: a client's requests and notifications. Out: answers, published diagnostics, and calls of a
// LanguageService. It keeps the protocol's rules: what may be asked before `initialize` and after
// `shutdown`, which documents are open and at what version, what this client can take. It owns the
// open documents; connection and service stay the caller's.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_SERVER_H
#define STASHC_TOOLS_LSP_SERVER_H

#include "tools/lsp/Connection.h"
#include "tools/lsp/LanguageService.h"

#include <set>

namespace stash::lsp {

class Server : public MessageHandler {
public:
  Server(Connection &connection, LanguageService &service);

  llvm::Expected<ResultWriter> onRequest(llvm::StringRef method, const llvm::json::Value &params,
                                         const CancelFlag &cancelled) override;
  void onNotification(llvm::StringRef method, const llvm::json::Value &params) override;
  void onIdle(const CancelFlag &cancelled) override;
  bool hasExited() const override { return state == State::Exited; }

  /// The process's exit status: 0 when the client said `shutdown` first (LSP 3.17 `exit`).
  int getExitCode() const { return wasShutDown ? 0 : 1; }

private:
  enum class State : uint8_t { Uninitialized, Running, ShutDown, Exited };
  using Request = llvm::unique_function<llvm::Expected<ResultWriter>(const llvm::json::Value &,
                                                                     const CancelFlag &)>;
  using Notification = llvm::unique_function<void(const llvm::json::Value &)>;

  /// Registers a request whose parameters are a Param.
  template <typename Param, typename Function>
  void request(llvm::StringLiteral method, Function function);
  /// Registers a request about an open document: the function gets it before the parameters.
  template <typename Param, typename Function>
  void ask(llvm::StringLiteral method, Function function);
  template <typename Param, typename Function>
  void notification(llvm::StringLiteral method, Function function);
  void registerNotifications();
  void registerNavigation();
  void registerEditing();
  void registerDecoration();

  llvm::Expected<ResultWriter> initialize(const llvm::json::Value &params);
  llvm::json::Object makeCapabilities() const;
  void initialized();
  /// Sends a request of which only a failure is of interest, and that to the log.
  void call(llvm::StringRef method, llvm::json::Value params);
  void pullConfiguration();
  void changeSettings(const llvm::json::Value &settings);
  void refresh();
  void open(const DidOpenParams &params);
  void change(const DidChangeParams &params);
  void close(const DocumentUri &uri);
  void publish(const DocumentDiagnostics &diagnostics);
  void changeFolders(const DidChangeFoldersParams &params);
  TextDocument::Ptr find(const DocumentUri &uri) const;
  llvm::json::Value toSymbols(const TextDocument &document,
                              const std::vector<DocumentSymbol> &symbols) const;
  llvm::json::Value toActions(const std::vector<CodeAction> &actions) const;
  llvm::json::Value toReport(const std::vector<DocumentDiagnostics> &documents,
                             llvm::StringRef previousId) const;

  Connection &connection;
  LanguageService &service;
  State state = State::Uninitialized;
  bool wasShutDown = false;
  Session session;
  llvm::StringMap<Request> requests;
  llvm::StringMap<Notification> notifications;
  llvm::StringMap<TextDocument::Ptr> documents; // by DocumentUri::getKey
  std::set<std::string> undiagnosed;            // keys of the documents to diagnose
  bool surroundingsChanged = false;             // what no open document shows: files, settings
  bool needsRefresh = false;                    // so much that the client must ask again
  /// Whether diagnostics are sent unasked. A client that can have both would show them twice.
  bool pushesDiagnostics = true;
};

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_SERVER_H
