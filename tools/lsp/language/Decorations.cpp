// Inlay hints, document links and code lenses: what is shown beside the source.

#include "tools/lsp/language/AstWalk.h"
#include "tools/lsp/language/Questions.h"
#include "tools/lsp/language/Render.h"
#include "tools/lsp/language/YamlDecorations.h"

namespace stash::lsp {

//===----------------------------------------------------------------------===//
// Inlay hints
//===----------------------------------------------------------------------===//

static void addHint(const Question &question, uint32_t offset, std::string label,
                    std::vector<InlayHint> &hints) {
  SourceRange place = {offset, offset};
  InlayHint hint(llvm::lsp::InlayHintKind::Type, question.toRange(place).start);
  hint.label = std::move(label);
  hint.paddingLeft = true;
  hint.paddingRight = question.getText({offset, offset + 1}) == "("; // which is not the hint's
  hints.push_back(std::move(hint));
}

/// What a computed name is, in each turn of the loop around.
static std::string renderNames(const Question &question, SourceRange range) {
  std::vector<llvm::StringRef> names;
  for (const sema::Occurrence *occurrence : question.analysis.findOccurrences(range.begin))
    if (occurrence->range == range && !llvm::is_contained(names, occurrence->name))
      names.push_back(occurrence->name);
  // Objects of one computed name have one entry each only if their entities differ.
  constexpr size_t many = 3;
  std::string label;
  for (size_t i = 0; i < names.size() && i < many; ++i)
    label += (i ? ", " : "= ") + names[i].str();
  if (names.size() > many)
    label += ", …";
  return label;
}

/// The defaults that a step takes: parameters that neither it nor a `with` gives.
static std::string renderDefaults(const sema::Step &step) {
  if (!step.function)
    return {};
  constexpr size_t many = 3;
  std::string label;
  size_t count = 0;
  for (const sema::Parameter *parameter : step.function->parameters) {
    if (!parameter->defaultValue ||
        llvm::any_of(step.arguments, [&](const sema::Argument &argument) {
          return argument.name == parameter->name;
        }))
      continue;
    // An empty default is the usual way to leave something out.
    std::string value = render(*parameter->defaultValue, 30);
    if (value == "\"\"")
      continue;
    if (++count > many) {
      label += ", …";
      break;
    }
    label += (count == 1 ? "" : ", ") + parameter->name.str() + ": " + value;
  }
  return label;
}

std::vector<InlayHint> listInlayHints(const Question &question, SourceRange range) {
  std::vector<InlayHint> hints;
  const sema::FileUnit *unit = question.getUnit();
  if (!unit)
    return hints;
  if (unit->isManifest)
    return listManifestHints(question, range);
  llvm::DenseMap<uint32_t, const sema::Step *> steps; // by where their names begin
  for (const sema::Task &task : question.analysis.getProgram().tasks)
    for (const sema::Step &step : task.steps)
      steps.try_emplace(step.range.begin, &step);
  forEachNode(unit->module.items, [&](const AstNode &node) {
    if (!node.item || node.range.end < range.begin || range.end < node.range.begin)
      return;
    const ast::Expr *name = nullptr;
    if (const auto *function = llvm::dyn_cast<ast::FunctionItem>(node.item))
      name = function->getName();
    else if (const auto *task = llvm::dyn_cast<ast::TaskItem>(node.item))
      name = task->getName();
    else if (const auto *invoker = llvm::dyn_cast<ast::InvokerItem>(node.item))
      name = invoker->getName();
    if (const auto *string = llvm::dyn_cast_or_null<ast::StringExpr>(name);
        string && !string->isLiteral())
      if (std::string label = renderNames(question, string->getRange()); !label.empty())
        addHint(question, string->getRange().end, std::move(label), hints);
    const auto *pipeline = llvm::dyn_cast<ast::PipelineItem>(node.item);
    if (!pipeline || pipeline->getBody())
      return;
    for (const ast::Step &step : pipeline->getSteps())
      if (const sema::Step *resolved = steps.lookup(step.name->getRange().begin))
        if (std::string label = renderDefaults(*resolved); !label.empty()) {
          bool hasParens = step.argumentsRange.isValid();
          addHint(question, hasParens ? step.argumentsRange.end : step.name->getRange().end,
                  "(" + label + ")", hints);
        }
  });
  return hints;
}

//===----------------------------------------------------------------------===//
// Links
//===----------------------------------------------------------------------===//

std::vector<DocumentLink> listLinks(const Question &question) {
  std::vector<DocumentLink> links;
  const sema::FileUnit *unit = question.getUnit();
  if (!unit)
    return links;
  if (unit->isManifest)
    return listManifestLinks(question);
  for (const sema::FileUnit::Import &import : unit->imports) {
    if (!import.file)
      continue;
    DocumentUri target = question.workspace.getUri(question.analysis, *import.file->file);
    if (target.getText().empty())
      continue;
    SourceRange range = import.item->getPath()->getRange();
    links.push_back({question.toRange({range.begin + 1, range.end - 1}), std::move(target), ""});
  }
  return links;
}

//===----------------------------------------------------------------------===//
// Lenses
//===----------------------------------------------------------------------===//

std::map<uint32_t, std::vector<Location>> collectReferences(const Question &question) {
  std::map<uint32_t, std::map<std::tuple<std::string, int, int>, Location>> found;
  auto collect = [&](const Analysis &analysis) {
    const SourceFile *file = analysis.findFile(question.file.getName());
    if (!file)
      return;
    SourceRange last;
    uint32_t lastDefinition = 0;
    for (const sema::Occurrence *occurrence : analysis.getOccurrences()) {
      if (!file->getRange().contains(occurrence->definition) || occurrence->isDefinition ||
          (occurrence->range == last && occurrence->definition.begin == lastDefinition))
        continue;
      last = occurrence->range;
      lastDefinition = occurrence->definition.begin;
      std::optional<Location> location = question.workspace.toLocation(analysis, occurrence->range);
      if (location)
        found[occurrence->definition.begin - file->getBase()].try_emplace(
            {location->uri.getKey().str(), location->range.start.line,
             location->range.start.character},
            *location);
    }
  };
  collect(question.analysis);
  for (const Analysis::Ptr &analysis : question.workspace.analyzeAll(question.cancelled))
    if (analysis.get() != &question.analysis)
      collect(*analysis);
  std::map<uint32_t, std::vector<Location>> result;
  for (auto &[offset, locations] : found)
    for (auto &entry : locations)
      result[offset].push_back(std::move(entry.second));
  return result;
}

CodeLens makeReferencesLens(const Question &question, SourceRange name,
                            const std::map<uint32_t, std::vector<Location>> &references) {
  auto found = references.find(name.begin - question.file.getBase());
  llvm::json::Array locations;
  if (found != references.end())
    for (const Location &place : found->second)
      locations.push_back(toJSON(place));
  size_t count = locations.size();
  Range range = question.toRange(name);
  return {
      range,
      {std::to_string(count) + (count == 1 ? " reference" : " references"),
       "stash.showReferences",
       {question.document.getUri().getText().str(), toJSON(range.start), std::move(locations)}}};
}

std::vector<CodeLens> listLenses(const Question &question) {
  std::vector<CodeLens> lenses;
  const sema::FileUnit *unit = question.getUnit();
  if (!unit)
    return lenses;
  if (unit->isManifest)
    return listManifestLenses(question);
  std::string uri = question.document.getUri().getText().str();
  auto references = collectReferences(question);
  bool declaresObject = false;
  forEachNode(unit->module.items, [&](const AstNode &node) {
    if (!node.item)
      return;
    SourceRange name;
    if (const auto *function = llvm::dyn_cast<ast::FunctionItem>(node.item)) {
      declaresObject |= !function->isExtern();
      name = function->getName()->getRange();
    } else if (const auto *task = llvm::dyn_cast<ast::TaskItem>(node.item)) {
      declaresObject |= !task->isExtern();
      name = task->getName()->getRange();
    } else if (const auto *def = llvm::dyn_cast<ast::DefItem>(node.item)) {
      declaresObject = true;
      name = def->getName().range;
    } else if (const auto *invoker = llvm::dyn_cast<ast::InvokerItem>(node.item)) {
      declaresObject = true;
      if (invoker->getInvokerKind() == ast::InvokerKind::Repository)
        name = invoker->getName()->getRange();
    }
    if (!name.isValid())
      return;
    lenses.push_back(makeReferencesLens(question, name, references));
  });
  if (declaresObject)
    lenses.insert(lenses.begin(),
                  {Range(Position(0, 0)), {"show YAML", "stash.showOutput", {uri}}});
  return lenses;
}

} // namespace stash::lsp
