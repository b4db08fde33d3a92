//===- Protocol.h - what a client sends -------------------------*- C++ -*-===//
//
// The parameters of LSP 3.17's requests and notifications that llvm/Support/LSP has not, or has
// with a URI that must be a file's. In: JSON that any client may have sent; out: values that own
// what they hold. What a client leaves out has the protocol's default; what is of a wrong type
// makes fromJSON return false with the place in its Path.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_PROTOCOL_H
#define STASHC_TOOLS_LSP_PROTOCOL_H

#include "tools/lsp/TextDocument.h"

#include <optional>
#include <string>
#include <vector>

namespace stash::lsp {

/// What the client can do; everything is off for a client that announces nothing.
struct ClientCapabilities {
  bool utf8Positions = false;
  bool utf32Positions = false;
  bool publishDiagnostics = false;
  bool pullDiagnostics = false;
  bool relatedInformation = false;
  bool codeDescription = false;
  bool snippets = false;
  bool hierarchicalSymbols = false;
  bool codeActionLiterals = false;
  bool prepareRename = false;
  bool definitionLinks = false;
  bool markdownHover = false;
  bool workDoneProgress = false;
  bool applyEdit = false;
  bool createFile = false; ///< edits may make files
  bool configuration = false;
  bool watchedFilesRegistration = false;
  bool inlayHintRefresh = false;
  bool semanticTokensRefresh = false;
  bool codeLensRefresh = false;
  bool diagnosticRefresh = false;
  bool relatedDocuments = false; ///< in the answer to a pull of diagnostics
  bool configurationRegistration = false;
  /// Shows documents whose text it asks the server for (LSP 3.18 `workspace/textDocumentContent`).
  bool virtualDocuments = false;
};

struct WorkspaceFolder {
  DocumentUri uri;
  std::string name;
};

struct InitializeParams {
  ClientCapabilities capabilities;
  /// `workspaceFolders`, else `rootUri`, else `rootPath`.
  std::vector<WorkspaceFolder> folders;
  llvm::json::Value options = nullptr; ///< `initializationOptions`
  int64_t processId = 0;               ///< of the client; 0: not said
};

struct DidOpenParams {
  DocumentUri uri;
  std::string languageId;
  int64_t version = 0;
  std::string text;
};

struct DidChangeParams {
  DocumentUri uri;
  int64_t version = 0;
  std::vector<ContentChange> changes;
};

/// Everything that names a document and nothing else: didClose, didSave, documentSymbol,
/// foldingRange, semanticTokens/full, documentLink, codeLens.
struct DocumentParams {
  DocumentUri uri;
};

/// hover, definition, signatureHelp, documentHighlight, prepareRename, completion.
struct PositionParams {
  DocumentUri uri;
  Position position;
};

struct ReferenceParams : PositionParams {
  bool includeDeclaration = true;
};

struct RenameParams : PositionParams {
  std::string newName;
};

/// inlayHint, semanticTokens/range.
struct RangeParams {
  DocumentUri uri;
  Range range;
};

struct CodeActionParams : RangeParams {
  std::vector<std::string> only; ///< empty: every kind is wanted
};

struct FormattingParams {
  DocumentUri uri;
  std::optional<Range> range;       ///< rangeFormatting
  std::optional<Position> position; ///< onTypeFormatting
  std::string typed;                ///< onTypeFormatting: the character
};

struct SelectionRangeParams {
  DocumentUri uri;
  std::vector<Position> positions;
};

/// An item that the server made, as a question about the document that knows it.
struct CallHierarchyParams : DocumentParams {
  DocumentUri item;
  Position position; ///< where its name begins
};
bool fromJSON(const llvm::json::Value &, CallHierarchyParams &, llvm::json::Path);

struct WorkspaceSymbolParams {
  std::string query;
};

struct ExecuteCommandParams {
  std::string command;
  std::vector<llvm::json::Value> arguments;
};

struct DidChangeConfigurationParams {
  llvm::json::Value settings = nullptr;
};

enum class FileChange : uint8_t { Created = 1, Changed = 2, Deleted = 3 };

struct FileEvent {
  DocumentUri uri;
  FileChange change = FileChange::Changed;
};

struct DidChangeWatchedFilesParams {
  std::vector<FileEvent> changes;
};

struct DidChangeFoldersParams {
  std::vector<WorkspaceFolder> added;
  std::vector<WorkspaceFolder> removed;
};

/// `stash/viewOutput`: what a document compiles to.
struct ViewOutputParams {
  DocumentUri uri;
  std::string emit; ///< as --emit takes it; empty: every object but Jobs
};

/// textDocument/diagnostic.
struct DiagnosticParams {
  DocumentUri uri;
  std::string previousResultId;
};

/// workspace/textDocumentContent.
struct ContentParams {
  DocumentUri uri;
};

struct SetTraceParams {
  std::string value;
};

bool fromJSON(const llvm::json::Value &, ClientCapabilities &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, WorkspaceFolder &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, InitializeParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, DidOpenParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, ContentChange &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, DidChangeParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, DocumentParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, PositionParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, ReferenceParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, RenameParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, RangeParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, CodeActionParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, FormattingParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, SelectionRangeParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, WorkspaceSymbolParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, ExecuteCommandParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, DidChangeConfigurationParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, FileEvent &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, DidChangeWatchedFilesParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, DidChangeFoldersParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, ViewOutputParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, DiagnosticParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, ContentParams &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, SetTraceParams &, llvm::json::Path);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_PROTOCOL_H
