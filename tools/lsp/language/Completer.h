//===- Completer.h - what may be typed at a cursor --------------*- C++ -*-===//
//
// In: what the cursor stands in (CursorContext.h) and an analysis, perhaps of an older text, for
// the names. Out: the completion list. The members stand in four files: Completion.cpp chooses,
// CompletionItems.cpp has what begins an item of a block, CompletionNames.cpp names, and
// CompletionValues.cpp arguments and values.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_COMPLETER_H
#define STASHC_TOOLS_LSP_LANGUAGE_COMPLETER_H

#include "tools/lsp/language/CursorContext.h"
#include "tools/lsp/language/Keywords.h"
#include "tools/lsp/language/Questions.h"

#include "llvm/ADT/StringSet.h"

namespace stash::lsp {

using llvm::lsp::CompletionItem;
using llvm::lsp::CompletionItemKind;
using llvm::lsp::InsertTextFormat;

/// What is best comes first, whatever the alphabet says.
enum class Rank : char { Best = '1', Local = '2', Known = '3', Word = '4', Far = '5' };

class Completer {
public:
  Completer(const Question &question, const TextDocument &now, CursorContext context)
      : question(question), program(question.analysis.getProgram()), now(now),
        context(std::move(context)), takesSnippets(question.workspace.getSession().client.snippets),
        isMarkdown(question.workspace.getSession().client.markdownHover) {}

  CompletionList run(uint32_t offset);

private:
  CompletionItem &add(const llvm::Twine &label, CompletionItemKind kind, Rank rank,
                      const llvm::Twine &detail = "", const llvm::Twine &doc = "");
  /// Inserts `text` in place of the label: a snippet, if the client takes those, else `plain`.
  void setInsert(CompletionItem &item, std::string snippet, std::string plain);

  void addKeywords(llvm::ArrayRef<Keyword> keywords);
  void addItems();
  void addFields();
  void addField(const schema::Field &field);
  void addSteps();
  void addUnseen(bool isTask);
  void addDefinitions();
  void addCallable(llvm::StringRef name, llvm::ArrayRef<const sema::Parameter *> parameters,
                   CompletionItemKind kind, Rank rank, llvm::StringRef doc, bool isStep);
  void addTasks();
  void addRepositories();
  void addTargetKinds();
  void addVolumeSources();
  void addTypes();
  void addArguments();
  void addParameterValues(const sema::Type &type);
  void addArgumentValues();
  void addWiths();
  void addValues();
  void addFieldValues(const schema::Type &type, llvm::StringRef field);
  void addImages();
  void addPaths();
  void addText(llvm::StringRef text, CompletionItemKind kind, Rank rank, llvm::StringRef detail,
               llvm::StringRef doc = {});
  void addNames(bool runtimeSuffix);
  void addImportedNames();
  void addBuiltins(bool asReference);
  void addImports();

  llvm::SmallVector<const sema::Parameter *, 8> getCallParameters() const;
  const ast::DefItem *findDefinition(llvm::StringRef name) const;
  bool isVisible(const sema::FileUnit *file) const;
  std::string getValue(llvm::StringRef name) const;

  const Question &question;
  const sema::Program &program;
  const TextDocument &now;
  CursorContext context;
  bool takesSnippets, isMarkdown;
  Range replaced;
  CompletionList list;
  llvm::StringSet<> seen;
  CompletionItem dropped;
};
/// A text as a snippet inserts it.
std::string escapeSnippet(llvm::StringRef text);
/// Whether a name needs no quotes.
bool isWord(llvm::StringRef name);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_COMPLETER_H
