#include "tools/lsp/language/Library.h"

#include "frontend/Basic/Diagnostic.h"
#include "sema/Library/Library.h"
#include "tools/explain/Pages.h"
#include "tools/lsp/language/YamlFields.h"

namespace stash::lsp {

DocumentUri getExplainUri(llvm::StringRef code) {
  return DocumentUri((explainScheme + ":/" + code + ".md").str());
}

static std::string makePage(diag::Id id) {
  const diag::Info &info = diag::getInfo(id);
  std::string page = ("# " + info.code + "\n\n").str();
  for (const explain::Pitfall &pitfall : explain::getPitfalls())
    if (pitfall.number == info.pitfall)
      page += ("It guards against " + pitfall.number + ": " + pitfall.summary + ".\n\n").str();
  page += explain::getPage(id);
  if (!info.flag.empty())
    page += ("\n`-Wno-" + info.flag + "` turns it off; `// stashc-ignore: " + info.code +
             " reason` does so for one line.\n")
                .str();
  return page;
}

std::optional<std::string> getVirtualText(const DocumentUri &uri) {
  auto [scheme, path] = uri.getText().split(':');
  path = path.ltrim('/');
  if (scheme == libraryScheme) {
    if (std::optional<llvm::StringRef> text = sema::getShippedFile(path))
      return text->str();
  } else if (scheme == explainScheme && path.consume_back(".md")) {
    if (std::optional<diag::Id> id = diag::fromCode(path))
      return makePage(*id);
  }
  return std::nullopt;
}

/// The declaration that begins with `keyword` and a name, at the start of a line of a shipped file.
static std::optional<ShippedObject> findShipped(llvm::StringRef keyword, llvm::StringRef name) {
  for (llvm::StringRef file : sema::getShippedNames()) {
    llvm::StringRef text = *sema::getShippedFile(file);
    std::string doc;
    for (size_t at = 0, end; at < text.size(); at = end + 1) {
      end = std::min(text.find('\n', at), text.size());
      llvm::StringRef line = text.slice(at, end), rest = line;
      if (rest.consume_front("/// ")) {
        doc += (doc.empty() ? "" : "\n") + rest.str();
        continue;
      }
      size_t word = line.find((keyword + " " + name).str());
      if (line.starts_with("extern ") && word != llvm::StringRef::npos) {
        size_t begin = word + keyword.size() + 1;
        llvm::StringRef behind = line.drop_front(begin + name.size());
        if (behind.starts_with("(") || behind.starts_with(" "))
          return ShippedObject{DocumentUri((libraryScheme + ":/" + file).str()),
                               at + begin,
                               text.substr(at + begin, name.size()),
                               line.rtrim(" {").str(),
                               std::move(doc),
                               {}};
      }
      doc.clear();
    }
  }
  return std::nullopt;
}

std::optional<ShippedObject> findShippedObject(const Question &question, uint32_t offset) {
  const sema::FileUnit *unit = question.getUnit();
  if (!unit || !unit->isManifest)
    return std::nullopt;
  uint32_t base = question.file.getBase();
  std::optional<YamlValue> value = findYamlValue(question.file.getText(), offset - base);
  if (!value || value->text.empty())
    return std::nullopt;
  llvm::StringRef kind = value->field->refersTo;
  std::optional<ShippedObject> found;
  if (kind == "Function")
    found = findShipped("function", value->text);
  else if (kind == "Task")
    found = findShipped("task", value->text);
  if (found)
    found->range = {base + static_cast<uint32_t>(value->begin),
                    base + static_cast<uint32_t>(value->end)};
  return found;
}

} // namespace stash::lsp
