//===- Uri.h - how a client names a document --------------------*- C++ -*-===//
//
// A client's URI goes in as it was written, of whatever scheme (`file:`, `untitled:`, a remote
// one); the same text goes back to the client, and one key for all its spellings goes to our maps.
// Values own their text.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_URI_H
#define STASHC_TOOLS_LSP_URI_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"

#include <string>

namespace stash::lsp {

class DocumentUri {
public:
  DocumentUri() = default;
  explicit DocumentUri(std::string text);

  /// The `file:` URI of an absolute path.
  static DocumentUri fromPath(llvm::StringRef path);

  /// As the client spelled it.
  llvm::StringRef getText() const { return text; }
  bool isFile() const { return !path.empty(); }
  /// The path of a `file:` URI with its escapes decoded; empty for every other scheme.
  llvm::StringRef getPath() const { return path; }
  /// Equal for two spellings of one document (`%20`, `%3A`): the path, else the text.
  llvm::StringRef getKey() const { return isFile() ? getPath() : getText(); }

  bool operator==(const DocumentUri &other) const { return getKey() == other.getKey(); }

private:
  std::string text;
  std::string path;
};

llvm::json::Value toJSON(const DocumentUri &uri);
/// Any string is a URI: what cannot be read as a file is still a name for an open document.
bool fromJSON(const llvm::json::Value &value, DocumentUri &uri, llvm::json::Path path);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_URI_H
