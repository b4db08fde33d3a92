#include "tools/explain/Pages.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Basic/DiagnosticsImport.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Basic/DiagnosticsSchema.h"
#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Basic/DiagnosticsSyntax.h"
#include "frontend/Basic/DiagnosticsYaml.h"

#include <algorithm>
#include <array>

using namespace stash;

struct Page {
  diag::Id id;
  const char *text;
};

static constexpr auto pages = [] {
  std::array table = {
#define PAGE(ID, TEXT) Page{diag::ID, TEXT},
#include "tools/explain/Pages.def"
  };
  std::ranges::sort(table, {}, &Page::id);
  return table;
}();

static constexpr explain::Pitfall pitfalls[] = {
#define PITFALL(NUMBER, SUMMARY) {NUMBER, SUMMARY},
#include "tools/explain/Pitfalls.def"
};

llvm::StringRef explain::getPage(diag::Id id) {
  const auto *page = std::ranges::lower_bound(pages, id, {}, &Page::id);
  bool found = page != pages.end() && page->id == id;
  return found ? llvm::StringRef(page->text).ltrim('\n') : llvm::StringRef();
}

llvm::ArrayRef<explain::Pitfall> explain::getPitfalls() { return pitfalls; }

llvm::SmallVector<explain::Example, 2> explain::getExamples(llvm::StringRef page) {
  llvm::SmallVector<Example, 2> examples;
  while (true) {
    auto [before, fenced] = page.split("\n```");
    if (fenced.empty())
      return examples;
    auto [info, text] = fenced.split('\n');
    auto [language, mark] = info.split(' ');
    size_t end = text.starts_with("```") ? 0 : text.find("\n```");
    if (end == llvm::StringRef::npos)
      return examples;
    if (mark == "wrong" || mark == "right")
      examples.push_back({mark == "right", language, text.take_front(end == 0 ? 0 : end + 1)});
    page = text.drop_front(end == 0 ? 3 : end + 4);
  }
}
