// Documentation comments. Of Markdown they may use paragraphs, `- ` lists, `code` and bare
// addresses; anything else is text. HTML in them thus never becomes HTML.

#include "tools/reference/Page.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash::reference;

/// The length of an address at the beginning of text; 0 when there is none.
static size_t getAddressLength(llvm::StringRef text) {
  size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (!scheme)
    return 0;
  size_t end = text.find_first_of(" \t\n\"'<>`()[]{}|\\^");
  llvm::StringRef address = text.take_front(end).rtrim(".,;:!?*_");
  return address.size() > scheme ? address.size() : 0;
}

static Runs parseRuns(llvm::StringRef text) {
  Runs runs;
  std::string plain;
  auto flush = [&] {
    if (!plain.empty())
      runs.push_back({Run::Style::Plain, std::exchange(plain, {})});
  };
  while (!text.empty()) {
    if (text.front() == '`') {
      llvm::StringRef fence = text.take_while([](char c) { return c == '`'; });
      size_t close = text.find(fence, fence.size());
      if (close != llvm::StringRef::npos) {
        flush();
        runs.push_back({Run::Style::Code, text.slice(fence.size(), close).trim().str()});
        text = text.drop_front(close + fence.size());
        continue;
      }
      plain += fence;
      text = text.drop_front(fence.size());
      continue;
    }
    if (size_t length = getAddressLength(text)) {
      flush();
      llvm::StringRef address = text.take_front(length);
      runs.push_back({Run::Style::Plain, address.str(), {}, address.str()});
      text = text.drop_front(length);
      continue;
    }
    plain += text.front();
    text = text.drop_front();
  }
  flush();
  return runs;
}

std::vector<Block> stash::reference::parseDoc(llvm::StringRef doc) {
  std::vector<Block> blocks;
  std::string text;
  bool isItem = false;
  auto flush = [&] {
    if (!text.empty()) {
      Runs runs = parseRuns(text);
      if (!isItem)
        blocks.push_back(Paragraph{std::move(runs)});
      else if (!blocks.empty() && std::holds_alternative<List>(blocks.back()))
        std::get<List>(blocks.back()).items.push_back(std::move(runs));
      else
        blocks.push_back(List{{std::move(runs)}});
    }
    text.clear();
    isItem = false;
  };
  llvm::SmallVector<llvm::StringRef, 16> lines;
  doc.split(lines, '\n');
  for (llvm::StringRef line : lines) {
    line = line.trim();
    bool beginsItem = line.starts_with("- ") || line.starts_with("* ");
    if (line.empty() || beginsItem)
      flush();
    if (beginsItem) {
      isItem = true;
      line = line.drop_front(2).ltrim();
    }
    if (!text.empty() && !line.empty())
      text += ' ';
    text += line;
  }
  flush();
  return blocks;
}

Runs stash::reference::summarizeDoc(llvm::StringRef doc) {
  for (const Block &block : parseDoc(doc)) {
    const auto *paragraph = std::get_if<Paragraph>(&block);
    if (!paragraph)
      continue;
    Runs runs;
    for (const Run &run : paragraph->runs) {
      runs.push_back(run);
      if (run.style != Run::Style::Plain || !run.url.empty())
        continue;
      if (size_t end = run.text.find(". "); end != std::string::npos) {
        runs.back().text.resize(end + 1);
        break;
      }
    }
    return runs;
  }
  return {};
}
