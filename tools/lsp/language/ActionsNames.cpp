#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Basic/DiagnosticsSema.h"
#include "tools/lsp/language/Actions.h"
#include "tools/lsp/language/AstWalk.h"
#include "tools/lsp/language/ProjectNames.h"
#include "tools/lsp/language/Symbols.h"

namespace stash::lsp {

/// The file that declares what is missing.
void Actions::addImports(const stash::Diagnostic &diagnostic) {
  bool isTask = diagnostic.id == diag::NoTask;
  if ((!isTask && diagnostic.id != diag::UnknownFunction) || !question.document.getUri().isFile())
    return;
  llvm::StringRef name = question.getText(diagnostic.range).trim('"');
  constexpr size_t many = 5;
  size_t count = 0;
  for (const ProjectName &unseen : findUnseenNames(question)) {
    if (unseen.isTask != isTask || unseen.name != name || ++count > many)
      continue;
    CodeAction &action =
        add("Import '" + makeImportPath(question, unseen.file) + "'", "quickfix", &diagnostic);
    action.isPreferred = count == 1;
    action.edit->changes[uri()].push_back(makeImportEdit(question, unseen.file));
  }
}

/// A Function that nobody declares, with the parameters that its step gives it.
void Actions::addFunction(const stash::Diagnostic &diagnostic) {
  if (diagnostic.id != diag::UnknownFunction)
    return;
  const ast::Step *step = findStep(unit, diagnostic.range);
  std::vector<AstNode> path = findPath(unit.module.items, diagnostic.range.begin);
  if (!step || path.empty() || !path.front().item)
    return;
  std::string parameters;
  for (const ast::Element &argument : step->arguments) {
    if (argument.isSpread)
      return;
    llvm::StringRef name =
        question.getText((argument.key ? argument.key : argument.value)->getRange());
    parameters += (parameters.empty() ? "" : ", ") + name.trim("?\"").str();
  }
  std::string name = question.getText(diagnostic.range).str();
  if (llvm::StringRef(name).contains("${"))
    return; // computed by a loop
  std::string text = "\n\nfunction " + name + (parameters.empty() ? "" : "(" + parameters + ")") +
                     " {\n  image: \"example.com/" + llvm::StringRef(name).trim('"').str() +
                     ":1.0\"\n" +
                     (parameters.empty() ? "" : "  args: [...flags(" + parameters + ")]\n") + "}";
  insert(add("Create Function '" + llvm::StringRef(name).trim('"').str() + "'", "quickfix",
             &diagnostic),
         path.front().item->getRange().end, std::move(text));
}

/// The bytes of one of several elements that commas separate, with the comma that goes with it.
template <typename List> static SourceRange getSeparated(const List &list, size_t index) {
  if (index + 1 < list.size())
    return {list[index].range.begin, list[index + 1].range.begin};
  if (index > 0)
    return {list[index - 1].range.end, list[index].range.end};
  return list[index].range;
}

template <typename List, typename Predicate>
static std::optional<SourceRange> findSeparated(const List &list, Predicate isIt) {
  for (size_t i = 0; i < list.size(); ++i)
    if (isIt(list[i]))
      return getSeparated(list, i);
  return std::nullopt;
}

/// The argument of a step whose name, or whose word for both, stands at a range.
static std::optional<SourceRange> findArgument(const sema::FileUnit &unit, SourceRange name) {
  for (const AstNode &node : findPath(unit.module.items, name.begin))
    if (const auto *pipeline = llvm::dyn_cast_or_null<ast::PipelineItem>(node.item))
      for (const ast::Step &step : pipeline->getSteps())
        if (auto found = findSeparated(step.arguments, [&](const ast::Element &argument) {
              return (argument.key ? argument.key : argument.value)->getRange() == name;
            }))
          return found;
  return std::nullopt;
}

/// A parameter that nothing uses goes, and so do the arguments for it: all that there are, or none.
void Actions::addRemoval(const stash::Diagnostic &diagnostic) {
  if (diagnostic.id != diag::UnusedParameter)
    return;
  std::optional<SourceRange> parameter;
  for (const AstNode &node : findPath(unit.module.items, diagnostic.range.begin)) {
    auto look = [&](llvm::ArrayRef<ast::Param> params) {
      parameter = findSeparated(
          params, [&](const ast::Param &param) { return param.name.range == diagnostic.range; });
    };
    if (const auto *function = llvm::dyn_cast_or_null<ast::FunctionItem>(node.item))
      look(function->getParams());
    else if (const auto *task = llvm::dyn_cast_or_null<ast::TaskItem>(node.item))
      look(task->getParams());
    if (parameter)
      break;
  }
  auto occurrences = question.analysis.findOccurrences(diagnostic.range.begin);
  if (!parameter || occurrences.empty())
    return;
  std::vector<SourceRange> removed = {*parameter};
  bool isWhole = true;
  Symbol symbol = getSymbol(question.analysis, *occurrences.front());
  question.workspace.forEachAnalysis(
      symbol.name, question.cancelled, [&](const Analysis &analysis) {
        forEachUse(analysis, symbol, [&](SourceRange use, bool isDefinition) {
          if (isDefinition)
            return;
          bool isHere = &analysis == &question.analysis;
          std::optional<SourceRange> argument = isHere ? findArgument(unit, use) : std::nullopt;
          if (argument)
            removed.push_back(*argument);
          isWhole &= argument.has_value();
        });
      });
  if (!isWhole)
    return;
  CodeAction &action = add("Remove the parameter '" + symbol.name + "'", "quickfix", &diagnostic);
  for (SourceRange range : removed)
    edit(action, range, "");
}

/// The manifest as a source of Stash's language, in a file of its own.
void Actions::addManifestImport() {
  const ClientCapabilities &client = question.workspace.getSession().client;
  if (!client.applyEdit || !client.createFile || !question.document.getUri().isFile())
    return;
  CodeAction &action = add("Import into .stash", "refactor.rewrite");
  action.edit.reset();
  action.command = Command{"Import into .stash", "stash.import", {uri()}};
}

} // namespace stash::lsp
