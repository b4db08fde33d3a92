#include "tools/driver/Render/Confidential.h"

#include "frontend/Basic/DiagnosticsYaml.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::driver;

/// Whether `kind: Secret` stands in a document: at the margin, or anywhere in JSON and lists, where
/// objects stand inside of others.
static bool hasSecret(llvm::StringRef text) {
  llvm::StringRef content = text.ltrim();
  bool isNested = content.starts_with("{") || content.starts_with("[") || text.contains("items");
  for (size_t at = 0; (at = text.find("kind", at)) != llvm::StringRef::npos; ++at) {
    llvm::StringRef rest = text.drop_front(at + strlen("kind")).ltrim("\"' \t");
    if (!rest.consume_front(":"))
      continue;
    rest = rest.ltrim("\"' \t\r\n");
    if (!rest.consume_front("Secret") || (!rest.empty() && llvm::isAlnum(rest.front())))
      continue;
    llvm::StringRef before = text.take_front(at).rtrim("\"'");
    if (isNested || before.empty() || before.back() == '\n' || before.back() == '\r' ||
        before.ends_with("--- "))
      return true;
  }
  return false;
}

bool Confidential::covers(SourceRange place) {
  const SourceFile *file = sources.getFile(place);
  if (!file || file->getName().ends_with(".stash"))
    return false;
  auto next = documents.upper_bound(place.begin);
  if (next != documents.begin() && place.begin < std::prev(next)->second.end)
    return std::prev(next)->second.isSecret;
  llvm::StringRef text = file->getText();
  size_t offset = std::min<size_t>(place.begin - file->getBase(), text.size());
  size_t begin = text.take_front(offset).rfind("\n---");
  size_t end = text.find("\n---", offset);
  begin = begin == llvm::StringRef::npos ? 0 : begin + 1;
  end = end == llvm::StringRef::npos ? text.size() : end + 1;
  bool isSecret = hasSecret(text.slice(begin, end));
  documents[file->getBase() + static_cast<uint32_t>(begin)] = {
      file->getBase() + static_cast<uint32_t>(end), isSecret};
  return isSecret;
}

/// `message` without what is between its first and last quote.
static std::string withoutQuotes(llvm::StringRef message) {
  size_t first = message.find('\''), last = message.rfind('\'');
  if (first == last)
    return message.str();
  return (message.take_front(first + 1) + "…" + message.drop_front(last)).str();
}

void driver::hideSecrets(std::vector<Diagnostic> &diagnostics, const SourceManager &sources) {
  Confidential confidential(sources);
  for (Diagnostic &diagnostic : diagnostics) {
    // Keys are no secret, and what is said of an object that was read names no value.
    bool isYaml = diag::getInfo(diagnostic.id).code.starts_with("ST70");
    if (!isYaml || diagnostic.id == diag::YamlDuplicateKey ||
        !confidential.covers(diagnostic.range))
      continue;
    diagnostic.message = withoutQuotes(diagnostic.message);
    for (Note &note : diagnostic.notes)
      note.message = withoutQuotes(note.message);
    diagnostic.fixits.clear();
  }
}
