#include "tools/lsp/language/Completer.h"

#include "llvm/ADT/StringExtras.h"

namespace stash::lsp {

using Place = CursorContext::Place;

std::string escapeSnippet(llvm::StringRef text) {
  std::string escaped;
  for (char c : text) {
    if (c == '$' || c == '}' || c == '\\')
      escaped += '\\';
    escaped += c;
  }
  return escaped;
}

bool isWord(llvm::StringRef name) {
  return !name.empty() && (llvm::isAlpha(name[0]) || name[0] == '_') &&
         llvm::all_of(name,
                      [](char c) { return llvm::isAlnum(c) || c == '_' || c == '-' || c == '.'; });
}

CompletionItem &Completer::add(const llvm::Twine &label, CompletionItemKind kind, Rank rank,
                               const llvm::Twine &detail, const llvm::Twine &doc) {
  std::string text = label.str();
  if (!seen.insert(text).second) {
    // The first one is the nearest. The caller may still write to what it gets.
    dropped = CompletionItem();
    return dropped;
  }
  CompletionItem &item = list.items.emplace_back();
  item.label = text;
  item.kind = kind;
  item.sortText = std::string(1, static_cast<char>(rank)) + text;
  item.detail = detail.str();
  if (std::string documentation = doc.str(); !documentation.empty())
    item.documentation = {isMarkdown ? llvm::lsp::MarkupKind::Markdown
                                     : llvm::lsp::MarkupKind::PlainText,
                          std::move(documentation)};
  item.insertTextFormat = InsertTextFormat::PlainText;
  item.textEdit = {replaced, text};
  item.filterText = text;
  return item;
}

void Completer::setInsert(CompletionItem &item, std::string snippet, std::string plain) {
  if (takesSnippets)
    item.insertTextFormat = InsertTextFormat::Snippet;
  item.textEdit = {replaced, takesSnippets ? std::move(snippet) : std::move(plain)};
}

CompletionList Completer::run(uint32_t offset) {
  // The protocol's rule: what is replaced is on the cursor's line.
  uint32_t begin = context.begin;
  if (now.getText().slice(begin, offset).contains('\n'))
    begin = offset;
  replaced = now.toRange(begin, offset);
  switch (context.place) {
  case Place::Nowhere:
    break;
  case Place::Item:
    if (context.inString)
      addSteps();
    else
      addItems();
    break;
  case Place::Value:
    addValues();
    break;
  case Place::Step:
    addSteps();
    break;
  case Place::Argument:
    addArguments();
    break;
  case Place::ArgumentValue:
    addArgumentValues();
    break;
  case Place::Interpolation:
    addNames(/*runtimeSuffix=*/false);
    addImportedNames();
    break;
  case Place::Import:
    addImports();
    break;
  case Place::Type:
    addTypes();
    break;
  case Place::VolumeSource:
    addVolumeSources();
    break;
  case Place::MountedVolume:
    addNames(/*runtimeSuffix=*/false);
    break;
  case Place::With:
    addWiths();
    break;
  case Place::TargetKind:
    addTargetKinds();
    break;
  case Place::Task:
    addTasks();
    break;
  case Place::Repository:
    addRepositories();
    break;
  }
  return std::move(list);
}

CompletionList complete(const Question &question, const TextDocument &now, uint32_t offset) {
  return Completer(question, now, findContext(question, now, offset)).run(offset);
}

} // namespace stash::lsp
