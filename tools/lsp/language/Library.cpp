#include "tools/lsp/language/Library.h"

#include "frontend/Basic/Diagnostic.h"
#include "sema/Library/Library.h"
#include "tools/explain/Pages.h"

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

} // namespace stash::lsp
