#include "tools/lsp/Uri.h"

#include "llvm/ADT/StringExtras.h"

namespace stash::lsp {

static std::string decodePercent(llvm::StringRef text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && llvm::isHexDigit(text[i + 1]) &&
        llvm::isHexDigit(text[i + 2])) {
      decoded += static_cast<char>(llvm::hexFromNibbles(text[i + 1], text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

DocumentUri::DocumentUri(std::string uriText) : text(std::move(uriText)) {
  llvm::StringRef rest = text;
  if (!rest.consume_front_insensitive("file:"))
    return;
  // The authority (`//host`) is the local machine's, whatever it is called.
  if (rest.consume_front("//"))
    rest = rest.drop_until([](char c) { return c == '/'; });
  rest = rest.take_until([](char c) { return c == '?' || c == '#'; });
  if (rest.starts_with("/"))
    path = decodePercent(rest);
  // A NUL ends a path for the system but not for us: such a name is no file.
  if (path.find('\0') != std::string::npos)
    path.clear();
}

DocumentUri DocumentUri::fromPath(llvm::StringRef path) {
  std::string text = "file://";
  for (char c : path) {
    if (llvm::isAlnum(c) || llvm::StringRef("-._~/").contains(c)) {
      text += c;
    } else {
      text += '%';
      text += llvm::hexdigit(static_cast<unsigned char>(c) >> 4);
      text += llvm::hexdigit(static_cast<unsigned char>(c) & 15);
    }
  }
  return DocumentUri(std::move(text));
}

// A copy: JSON that is answered outlives what it was made of.
llvm::json::Value toJSON(const DocumentUri &uri) { return uri.getText().str(); }

bool fromJSON(const llvm::json::Value &value, DocumentUri &uri, llvm::json::Path path) {
  std::optional<llvm::StringRef> text = value.getAsString();
  if (!text) {
    path.report("expected a URI");
    return false;
  }
  uri = DocumentUri(text->str());
  return true;
}

} // namespace stash::lsp
