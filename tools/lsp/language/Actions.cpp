// Code actions: fix-its, and what the language knows how to write.

#include "tools/lsp/language/Actions.h"

#include "frontend/Basic/DiagnosticsSema.h"
#include "tools/driver/Fixits.h"
#include "tools/lsp/language/AstWalk.h"

#include "llvm/ADT/StringExtras.h"

namespace stash::lsp {

static std::string getTitle(const Question &question, const stash::Diagnostic &diagnostic) {
  const Fixit &fixit = diagnostic.fixits.front();
  auto quote = [](llvm::StringRef text) {
    text = text.trim();
    constexpr size_t maxSize = 40;
    return text.size() > maxSize || text.contains('\n')
               ? "'" + text.take_until([](char c) { return c == '\n'; }).take_front(maxSize).str() +
                     "…'"
               : ("'" + text + "'").str();
  };
  llvm::StringRef old = question.getText(fixit.range);
  if (llvm::StringRef(fixit.replacement).trim().empty())
    return old.trim().empty() ? "Remove it" : "Remove " + quote(old);
  if (old.empty())
    return "Insert " + quote(fixit.replacement);
  return "Change to " + quote(fixit.replacement);
}

static bool isSameEdit(const WorkspaceEdit &a, const WorkspaceEdit &b) {
  return llvm::json::Value(toJSON(a)) == llvm::json::Value(toJSON(b));
}

/// Where a name may be right all the same, a note says which is like it, and `check --fix` leaves
/// it alone: who reads it can choose.
void Actions::addSuggestion(const stash::Diagnostic &diagnostic) {
  llvm::StringRef old = question.getText(diagnostic.range).trim("\"'");
  if (old.empty() || !llvm::StringRef(diagnostic.message).contains(("'" + old + "'").str()))
    return;
  for (const Note &note : diagnostic.notes) {
    llvm::StringRef name = note.message;
    if (!name.consume_front("did you mean '") || !name.consume_back("'?") || name.contains('\''))
      continue;
    SourceRange place = diagnostic.range;
    if (question.getText(place).size() != old.size()) // between its quotes
      place = {place.begin + 1, place.end - 1};
    edit(add(("Change to '" + name + "'").str(), "quickfix", &diagnostic), place, name.str());
  }
}

void Actions::addFixits(const stash::Diagnostic &diagnostic) {
  if (diagnostic.fixits.empty())
    return addSuggestion(diagnostic);
  WorkspaceEdit edit;
  for (const Fixit &fixit : diagnostic.fixits) {
    std::optional<Location> location =
        question.workspace.toLocation(question.analysis, fixit.range);
    if (!location)
      return;
    edit.changes[location->uri.getText().str()].push_back({location->range, fixit.replacement});
  }
  // The turns of a loop have the same mistake each: its repair is one.
  std::string title = getTitle(question, diagnostic);
  for (CodeAction &other : actions)
    if (other.title == title && other.edit && isSameEdit(*other.edit, edit)) {
      other.diagnostics.push_back(toDiagnostic(question.workspace, question.analysis, diagnostic));
      return;
    }
  CodeAction &action = add(title, "quickfix", &diagnostic);
  action.isPreferred = true;
  action.edit = std::move(edit);
}

/// A name that a Function uses and nobody declares becomes one of its parameters.
void Actions::addParameter(const stash::Diagnostic &diagnostic) {
  if (diagnostic.id != diag::UndefinedName && diagnostic.id != diag::UndeclaredVariable)
    return;
  llvm::StringRef name = question.getText(diagnostic.range);
  name.consume_front("${");
  name = name.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
  if (name.empty() || llvm::isDigit(name[0]))
    return;
  const ast::FunctionItem *function = nullptr;
  for (const AstNode &node : findPath(unit.module.items, diagnostic.range.begin))
    if (node.item && llvm::isa<ast::FunctionItem>(node.item))
      function = llvm::cast<ast::FunctionItem>(node.item);
  if (!function || diagnostic.range.begin < function->getName()->getRange().end)
    return;
  // Where the parameters end, or would.
  uint32_t at = function->getName()->getRange().end;
  std::string text = "(" + name.str() + ")";
  const TokenBuffer &tokens = unit.tokens;
  auto token = llvm::partition_point(tokens.significant,
                                     [&](uint32_t i) { return tokens.tokens[i].range.begin < at; });
  if (token != tokens.significant.end() &&
      tokens.tokens[*token].shape == stash::TokenKind::LPAREN) {
    if (function->getParams().empty()) {
      at = tokens.tokens[*token].range.end;
      text = name.str();
    } else {
      at = function->getParams().back().range.end;
      text = ", " + name.str();
    }
  }
  insert(add(("Add parameter '" + name + "'").str(), "quickfix", &diagnostic), at, text);
}

const ast::Step *findStep(const sema::FileUnit &unit, SourceRange name) {
  for (const AstNode &node : findPath(unit.module.items, name.begin))
    if (const auto *pipeline = llvm::dyn_cast_or_null<ast::PipelineItem>(node.item))
      for (const ast::Step &step : pipeline->getSteps())
        if (step.name->getRange() == name)
          return &step;
  return nullptr;
}

/// What a step, a use of a definition or an invoker's task lacks: all of it at once.
void Actions::addArguments(const stash::Diagnostic &diagnostic) {
  if (diagnostic.id != diag::MissingArgument)
    return;
  llvm::SmallVector<llvm::StringRef, 4> missing;
  for (const stash::Diagnostic &other : question.analysis.getDiagnostics()) {
    if (other.id != diag::MissingArgument || !(other.range == diagnostic.range))
      continue;
    // The name is the second that the message quotes.
    llvm::StringRef name = llvm::StringRef(other.message).rsplit('\'').first.rsplit('\'').second;
    if (!name.empty() && !llvm::is_contained(missing, name))
      missing.push_back(name);
  }
  uint32_t at = diagnostic.range.end;
  bool hasParens = false, hasArguments = false;
  if (const ast::Step *step = findStep(unit, diagnostic.range)) {
    hasParens = step->argumentsRange.isValid();
    hasArguments = !step->arguments.empty();
    if (hasParens)
      at = hasArguments ? step->arguments.back().range.end : step->argumentsRange.begin + 1;
  } else {
    for (const AstNode &node : findPath(unit.module.items, diagnostic.range.begin))
      if (const auto *call = llvm::dyn_cast_or_null<ast::CallExpr>(node.expr);
          call && call->getCallee()->getRange() == diagnostic.range) {
        hasParens = true;
        hasArguments = !call->getArguments().empty();
        at = hasArguments ? call->getArguments().back().range.end : call->getRange().end - 1;
      }
  }
  if (missing.empty() || actions.size() > 200)
    return;
  // A constant or volume of that name is most likely what is meant.
  auto isKnown = [&](llvm::StringRef name) {
    return llvm::any_of(question.analysis.getOccurrences(), [&](const sema::Occurrence *o) {
      return o->isDefinition && o->name == name && o->kind != sema::SymbolKind::Parameter &&
             o->kind != sema::SymbolKind::Function && o->kind != sema::SymbolKind::Task;
    });
  };
  std::string text;
  for (llvm::StringRef name : missing)
    text += (text.empty() ? "" : ", ") + name.str() + (isKnown(name) ? "" : ": \"\"");
  text = hasArguments ? ", " + text : hasParens ? text : "(" + text + ")";
  std::string title = missing.size() == 1 ? ("Pass the missing argument '" + missing[0] + "'").str()
                                          : "Pass the missing arguments";
  // One action mends what one call lacks, however many diagnostics say so.
  Range place = question.toRange({at, at});
  for (CodeAction &other : actions)
    if (other.title == title && other.edit->changes[uri()].front().range == place) {
      other.diagnostics.push_back(toDiagnostic(question.workspace, question.analysis, diagnostic));
      return;
    }
  insert(add(title, "quickfix", &diagnostic), at, text);
}

void Actions::addExtractLet() {
  llvm::StringRef selected = question.getText(range);
  range.begin += selected.size() - selected.ltrim().size();
  range.end -= selected.size() - selected.rtrim().size();
  // A word is as long as nothing.
  if (range.begin >= range.end)
    return;
  std::vector<AstNode> path = findPath(unit.module.items, range.begin);
  size_t index = 0;
  for (; index < path.size(); ++index)
    if (path[index].expr && path[index].range == range)
      break;
  if (index == path.size() || index == 0)
    return;
  const ast::Expr &expr = *path[index].expr;
  const AstNode &parent = path[index - 1];
  if (llvm::isa<ast::NameExpr, ast::ErrorExpr, ast::TargetExpr>(expr))
    return;
  // Only where a value stands, not a name.
  bool isValue = parent.element ? parent.element->value == &expr : parent.expr != nullptr;
  if (const auto *property = llvm::dyn_cast_or_null<ast::PropertyItem>(parent.item))
    isValue = property->getValue() == &expr;
  if (!isValue)
    return;
  // Before the item at the top of the file, unless it needs names of an inner block.
  const ast::Item *before = nullptr;
  for (const AstNode &node : path) {
    if (!node.item)
      continue;
    if (!before)
      before = node.item;
    bool needsMore = llvm::any_of(question.analysis.getOccurrences(), [&](const auto *occurrence) {
      return expr.getRange().contains(occurrence->range) &&
             before->getRange().contains(occurrence->definition);
    });
    if (!needsMore)
      break;
    before = node.item;
  }
  // A list's or map's own properties are no place for declarations.
  if (!before || before->getRange().begin > range.begin)
    return;
  std::string name = "value";
  if (const auto *property = llvm::dyn_cast_or_null<ast::PropertyItem>(parent.item))
    if (const auto *key = llvm::dyn_cast<ast::NameExpr>(property->getKey()))
      name = key->getName().text.take_while([](char c) { return c != '.'; }).str();
  auto isTaken = [&](llvm::StringRef candidate) {
    return sema::findBuiltin(candidate) ||
           llvm::any_of(question.analysis.getOccurrences(), [&](const sema::Occurrence *o) {
             return o->isDefinition && o->name == candidate;
           });
  };
  for (unsigned i = 2; isTaken(name); ++i)
    name = name.substr(0, name.find_last_not_of("0123456789") + 1) + std::to_string(i);
  CodeAction &action = add(("Extract '" + name + "' with let"), "refactor.extract");
  uint32_t at = before->getRange().begin;
  insert(action, at,
         "let " + name + " = " + question.getText(range).str() + "\n" + getLineIndent(at).str());
  edit(action, range, name);
}

/// Sorts the imports at the top of the file and removes those that nothing uses.
void Actions::addOrganizeImports() {
  struct Line {
    std::string key;
    llvm::StringRef text;
  };
  std::vector<Line> lines;
  std::optional<unsigned> first, last;
  for (const ast::Item *item : unit.module.items) {
    const auto *import = llvm::dyn_cast<ast::ImportItem>(item);
    if (!import)
      break;
    unsigned line = question.file.getLineIndex(import->getRange().begin);
    if (question.file.getLineIndex(import->getRange().end) != line || (last && line != *last + 1))
      return; // comments or blank lines between them: their author had a reason
    first = first.value_or(line);
    last = line;
    bool isUnused = llvm::any_of(question.analysis.getDiagnostics(), [&](const auto &diagnostic) {
      return diagnostic.id == diag::UnusedImport && import->getRange().contains(diagnostic.range);
    });
    if (!isUnused)
      lines.push_back({import->getPath()->getText().str(), question.file.getLine(line)});
  }
  if (!first)
    return;
  // What ships with stashc comes first, then the project's own.
  llvm::stable_sort(lines, [](const Line &a, const Line &b) {
    bool aShipped = llvm::StringRef(a.key).starts_with("stash/");
    bool bShipped = llvm::StringRef(b.key).starts_with("stash/");
    return std::pair(!aShipped, a.key) < std::pair(!bShipped, b.key);
  });
  lines.erase(std::unique(lines.begin(), lines.end(),
                          [](const Line &a, const Line &b) { return a.key == b.key; }),
              lines.end());
  std::string text;
  for (const Line &line : lines)
    text += (text.empty() ? "" : "\n") + line.text.str();
  SourceRange whole = {question.file.getLineBegin(*first),
                       question.file.getLineBegin(*last) +
                           static_cast<uint32_t>(question.file.getLine(*last).size())};
  if (question.getText(whole) == text)
    return;
  edit(add("Organize imports", "source.organizeImports"), whole, text);
}

void Actions::addFixAll() {
  auto recheck =
      [&](const driver::FixResult &result) -> std::optional<std::vector<driver::ErrorPlace>> {
    TextDocument::Ptr changed = question.document.edit({{std::nullopt, result.files.front().text}},
                                                       question.document.getVersion());
    Analysis::Ptr analysis =
        Analysis::run(changed, question.workspace.getFiles(), question.cancelled);
    if (!analysis)
      return std::nullopt;
    return driver::listErrors(analysis->getDiagnostics(), analysis->getSources());
  };
  driver::FixResult fixed = driver::applySafeFixits(
      question.analysis.getDiagnostics(), question.analysis.getSources(),
      [&](const SourceFile &file) { return &file == &question.file; }, recheck);
  if (fixed.files.empty() || fixed.applied == 0)
    return;
  CodeAction &action =
      add(fixed.applied == 1 ? std::string("Fix the mistake that has one obvious repair")
                             : "Fix all " + std::to_string(fixed.applied) +
                                   " mistakes that have an obvious repair",
          "source.fixAll");
  for (const Fixit &fixit : fixed.files.front().edits)
    edit(action, fixit.range, fixit.replacement);
}

std::vector<CodeAction> listActions(const Question &question, SourceRange range,
                                    llvm::ArrayRef<std::string> only) {
  const sema::FileUnit *unit = question.getUnit();
  if (!unit)
    return {};
  return Actions(question, *unit, range, only).run();
}

} // namespace stash::lsp
