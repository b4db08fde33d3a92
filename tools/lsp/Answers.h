//===- Answers.h - what the server sends ------------------------*- C++ -*-===//
//
// The results of LSP 3.17 that llvm/Support/LSP has not, or not completely. The language layer
// fills them in; toJSON writes them. Positions are in the client's units (TextDocument makes them).
// What LLVM has is taken from there: Hover, CompletionList, SignatureHelp, InlayHint, TextEdit.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_ANSWERS_H
#define STASHC_TOOLS_LSP_ANSWERS_H

#include "tools/lsp/TextDocument.h"

#include "llvm/ADT/ArrayRef.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stash::lsp {

using llvm::lsp::DiagnosticSeverity;
using llvm::lsp::DiagnosticTag;
using llvm::lsp::SymbolKind;
using llvm::lsp::TextEdit;

struct Location {
  DocumentUri uri;
  Range range;
};

struct RelatedInformation {
  Location location;
  std::string message;
};

struct Diagnostic {
  Range range;
  DiagnosticSeverity severity = DiagnosticSeverity::Error;
  std::string code;     ///< "ST2001"
  std::string codeHref; ///< where the code is explained; empty for nowhere
  std::string message;
  std::vector<DiagnosticTag> tags;
  std::vector<RelatedInformation> related;
};

/// The diagnostics of one document; the version is left out for a file that is not open.
struct DocumentDiagnostics {
  DocumentUri uri;
  std::optional<int64_t> version;
  std::vector<Diagnostic> diagnostics;
};

struct DocumentSymbol {
  std::string name;
  std::string detail;
  SymbolKind kind = SymbolKind::Function;
  Range range;
  Range selectionRange; ///< must lie in `range`
  std::vector<DocumentSymbol> children;
};

struct CallHierarchyItem {
  std::string name;
  SymbolKind kind = SymbolKind::Function;
  std::string detail;
  DocumentUri uri;
  Range range;
  Range selectionRange; ///< must lie in `range`
  DocumentUri root;     ///< the open document that knows it
};

/// Who calls or is called, and where in the caller's document.
struct CallHierarchyCall {
  CallHierarchyItem item;
  std::vector<Range> fromRanges;
};

struct WorkspaceSymbol {
  std::string name;
  SymbolKind kind = SymbolKind::Function;
  Location location;
  std::string containerName;
};

enum class HighlightKind : uint8_t { Text = 1, Read = 2, Write = 3 };

struct DocumentHighlight {
  Range range;
  HighlightKind kind = HighlightKind::Text;
};

/// What a rename would replace, and what the client shows in its input.
struct PrepareRename {
  Range range;
  std::string placeholder;
};

/// Edits by the client's spelling of each document's URI.
struct WorkspaceEdit {
  std::map<std::string, std::vector<TextEdit>> changes;
};

struct Command {
  std::string title;
  std::string command;
  std::vector<llvm::json::Value> arguments;
};

/// A file that the client is to make, with this text.
struct NewFile {
  DocumentUri uri;
  std::string text;
};

struct CodeAction {
  std::string title;
  std::string kind; ///< "quickfix", "refactor.extract", "source.organizeImports" …
  std::vector<Diagnostic> diagnostics;
  bool isPreferred = false;
  std::optional<WorkspaceEdit> edit;
  std::optional<Command> command;
};

struct CodeLens {
  Range range;
  Command command;
};

struct DocumentLink {
  Range range;
  DocumentUri target;
  std::string tooltip;
};

enum class FoldingKind : uint8_t { Region, Comment, Imports };

struct FoldingRange {
  int startLine = 0;
  int endLine = 0;
  FoldingKind kind = FoldingKind::Region;
};

/// The ranges around one position, from the innermost to the whole document.
struct SelectionRange {
  std::vector<Range> ranges;
};

// The legend of semantic tokens: the enumerator is the index.
enum class TokenKind : uint8_t {
#define TOKEN_KIND(NAME, SPELLING) NAME,
#include "tools/lsp/SemanticTokens.def"
};
enum class TokenModifier : uint8_t {
#define TOKEN_MODIFIER(NAME, SPELLING) NAME,
#include "tools/lsp/SemanticTokens.def"
};

struct SemanticToken {
  Position start;
  int length = 0; ///< in the client's columns; a token lies on one line
  TokenKind kind = TokenKind::Variable;
  unsigned modifiers = 0; ///< bit N is TokenModifier N
};

/// Tokens in the order of their positions.
struct SemanticTokens {
  std::vector<SemanticToken> tokens;
};

/// `stash/viewOutput`: the bytes that `build` would write, and where each part comes from.
struct OutputMapping {
  Range output;
  Location source;
};

struct ViewOutput {
  std::string text;
  std::string languageId = "yaml";
  std::vector<OutputMapping> mappings;
  bool hadErrors = false; ///< the text is of the last version without errors, or empty
};

llvm::json::Value toJSON(const Location &);
llvm::json::Value toJSON(const Diagnostic &);
llvm::json::Value toJSON(const DocumentSymbol &);
llvm::json::Value toJSON(const CallHierarchyItem &);
/// `direction` is `from` for those who call, `to` for those who are called.
llvm::json::Value toJSON(const CallHierarchyCall &, llvm::StringRef direction);
llvm::json::Value toJSON(const WorkspaceSymbol &);
llvm::json::Value toJSON(const DocumentHighlight &);
llvm::json::Value toJSON(const PrepareRename &);
llvm::json::Value toJSON(const WorkspaceEdit &);
/// The WorkspaceEdit that makes it.
llvm::json::Value toJSON(const NewFile &);
llvm::json::Value toJSON(const Command &);
llvm::json::Value toJSON(const CodeAction &);
llvm::json::Value toJSON(const CodeLens &);
llvm::json::Value toJSON(const DocumentLink &);
llvm::json::Value toJSON(const FoldingRange &);
llvm::json::Value toJSON(const SelectionRange &);
llvm::json::Value toJSON(const SemanticTokens &);

// What can be long is written without the whole of it as a tree of values, which would take some
// kilobytes for each small object.
void write(const llvm::lsp::CompletionList &, llvm::json::OStream &);
void write(const DocumentDiagnostics &, llvm::json::OStream &);
void write(const WorkspaceEdit &, llvm::json::OStream &);
void write(const ViewOutput &, llvm::json::OStream &);
template <typename T> void write(const std::vector<T> &elements, llvm::json::OStream &out) {
  out.array([&] {
    for (const T &element : elements)
      out.value(toJSON(element));
  });
}

/// `semanticTokensProvider.legend`.
llvm::json::Value makeSemanticTokensLegend();

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_ANSWERS_H
