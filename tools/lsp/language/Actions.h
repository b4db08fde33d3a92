//===- Actions.h - what the editor offers to do -----------------*- C++ -*-===//
//
// In: a range of a document. Out: its code actions. The members stand in two files: Actions.cpp has
// the fix-its and what changes the source around the range, ActionsNames.cpp what is about names
// that are declared elsewhere, nowhere or for nothing.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_ACTIONS_H
#define STASHC_TOOLS_LSP_LANGUAGE_ACTIONS_H

#include "tools/lsp/language/Questions.h"

namespace stash::lsp {

class Actions {
public:
  Actions(const Question &question, const sema::FileUnit &unit, SourceRange range,
          llvm::ArrayRef<std::string> only)
      : question(question), unit(unit), range(range), only(only) {}

  std::vector<CodeAction> run() {
    if (wants("quickfix"))
      for (const stash::Diagnostic &diagnostic : question.analysis.getDiagnostics())
        if (touches(diagnostic.range)) {
          addFixits(diagnostic);
          if (unit.isManifest)
            continue;
          addParameter(diagnostic);
          addArguments(diagnostic);
          addImports(diagnostic);
          addFunction(diagnostic);
          addRemoval(diagnostic);
        }
    if (!unit.isManifest && wants("refactor.extract"))
      addExtractLet();
    if (!unit.isManifest && wants("source.organizeImports"))
      addOrganizeImports();
    if (unit.isManifest && wants("refactor.rewrite"))
      addManifestImport();
    if (wants("source.fixAll"))
      addFixAll();
    return std::move(actions);
  }

private:
  /// A kind that is asked for stands for those below it, too.
  bool wants(llvm::StringRef kind) const {
    return only.empty() || llvm::any_of(only, [&](llvm::StringRef wanted) {
             return wanted.empty() || kind == wanted || kind.starts_with((wanted + ".").str());
           });
  }
  bool touches(SourceRange other) const {
    return question.analysis.getSources().getFile(other) == &question.file &&
           other.begin <= range.end && range.begin <= other.end;
  }
  std::string uri() const { return question.document.getUri().getText().str(); }
  llvm::StringRef getLineIndent(uint32_t offset) const {
    llvm::StringRef line = question.file.getLine(question.file.getLineIndex(offset));
    return line.take_front(line.size() - line.ltrim(" \t").size());
  }

  CodeAction &add(llvm::StringRef title, llvm::StringRef kind,
                  const stash::Diagnostic *diagnostic = nullptr) {
    CodeAction &action = actions.emplace_back();
    action.title = title.str();
    action.kind = kind.str();
    if (diagnostic)
      action.diagnostics.push_back(
          toDiagnostic(question.workspace, question.analysis, *diagnostic));
    action.edit.emplace();
    return action;
  }
  void edit(CodeAction &action, SourceRange where, std::string text) {
    action.edit->changes[uri()].push_back({question.toRange(where), std::move(text)});
  }
  void insert(CodeAction &action, uint32_t offset, std::string text) {
    edit(action, {offset, offset}, std::move(text));
  }

  void addSuggestion(const stash::Diagnostic &diagnostic);
  void addFixits(const stash::Diagnostic &diagnostic);
  void addParameter(const stash::Diagnostic &diagnostic);
  void addArguments(const stash::Diagnostic &diagnostic);
  void addImports(const stash::Diagnostic &diagnostic);
  void addFunction(const stash::Diagnostic &diagnostic);
  void addRemoval(const stash::Diagnostic &diagnostic);
  void addExtractLet();
  void addOrganizeImports();
  void addFixAll();
  void addManifestImport();

  const Question &question;
  const sema::FileUnit &unit;
  SourceRange range;
  llvm::ArrayRef<std::string> only;
  std::vector<CodeAction> actions;
};

/// The step whose name stands at a range; null when there is none.
const ast::Step *findStep(const sema::FileUnit &unit, SourceRange name);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_ACTIONS_H
