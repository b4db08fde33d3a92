#include "tools/explain/Pages.h"

#include <array>

using namespace stash;

static constexpr auto pages = [] {
  std::array<const char *, diag::Count> table = {};
#define PAGE(ID, TEXT) table[diag::ID] = TEXT;
#include "tools/explain/Pages.def"
  return table;
}();

static constexpr const char *names[] = {
#define DIAG(CODE, ID, LEVEL, FLAG, PITFALL, MESSAGE) #ID,
#include "frontend/Basic/Diagnostics.def"
};

static constexpr explain::Pitfall pitfalls[] = {
#define PITFALL(NUMBER, SUMMARY) {NUMBER, SUMMARY},
#include "tools/explain/Pitfalls.def"
};

llvm::StringRef explain::getPage(diag::Id id) {
  return pages[id] ? llvm::StringRef(pages[id]).ltrim('\n') : llvm::StringRef();
}

llvm::StringRef explain::getName(diag::Id id) { return names[id]; }

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
