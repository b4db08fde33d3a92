#include "tools/explain/Words.h"

#include "sema/Library/Library.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;

static constexpr explain::Word words[] = {
#define WORD(NAME, ALIAS, SUMMARY, FIELD, PAGE) {NAME, ALIAS, SUMMARY, PAGE, FIELD},
#include "tools/explain/Words.def"
};

llvm::ArrayRef<explain::Word> explain::getWords() { return words; }

const explain::Word *explain::findWord(llvm::StringRef name) {
  const auto *word = llvm::find_if(words, [&](const Word &w) {
    return w.name == name || (!w.alias.empty() && w.alias == name);
  });
  return word == std::end(words) ? nullptr : word;
}

llvm::ArrayRef<llvm::StringRef> explain::getShippedDeclarations() {
  static constexpr llvm::StringRef names[] = {"update-status", "pvc-backup", "pvc-restore"};
  return names;
}

/// Whether a line begins the declaration of a Function or Task called `name`.
static bool declares(llvm::StringRef line, llvm::StringRef name) {
  if (!line.consume_front("extern "))
    return false;
  line.consume_front("backup ") || line.consume_front("restore ");
  if (!line.consume_front("function ") && !line.consume_front("task "))
    return false;
  return line.consume_front(name) && (line.starts_with("(") || line.starts_with(" "));
}

bool explain::printShipped(llvm::raw_ostream &out, llvm::StringRef name) {
  if (!llvm::is_contained(getShippedDeclarations(), name))
    return false;
  constexpr llvm::StringLiteral file = "stash/defaults.stash";
  out << name << "  ships with stashc in '" << file
      << "'\n  Stash's operator writes it at each start: a source declares it by importing that "
         "file, "
         "and never\n  emits it.\n";
  llvm::StringRef text = *sema::getShippedFile(file);
  llvm::StringRef comment;
  bool isInside = false;
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    text = rest;
    if (line.starts_with("///"))
      comment = line;
    if (declares(line, name)) {
      out << "\n    " << comment << '\n';
      isInside = true;
    }
    if (isInside)
      out << "    " << line << '\n';
    isInside &= line != "}";
  }
  return true;
}
