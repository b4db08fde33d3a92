#include "tools/lsp/language/AstWalk.h"
#include "tools/lsp/language/Fields.h"
#include "tools/lsp/language/HoverContent.h"
#include "tools/lsp/language/Keywords.h"
#include "tools/lsp/language/Render.h"
#include "tools/lsp/language/Schedules.h"

namespace stash::lsp {

std::optional<Hover> finish(const Question &question, SourceRange range, HoverContent content) {
  if (content.text.empty())
    return std::nullopt;
  Hover hover(question.toRange(range));
  hover.contents.kind = question.workspace.getSession().client.markdownHover
                            ? llvm::lsp::MarkupKind::Markdown
                            : llvm::lsp::MarkupKind::PlainText;
  hover.contents.value = std::move(content.text);
  return hover;
}

/// The item that declares a constant: a let, params, input or def with its name at this range.
static const ast::Item *findItem(const Analysis &analysis, SourceRange name) {
  const SourceFile *file = analysis.getSources().getFile(name);
  for (const auto &unit : analysis.getProgram().files) {
    if (unit->file != file || unit->isManifest)
      continue;
    std::vector<AstNode> path = findPath(unit->module.items, name.begin);
    for (const AstNode &node : llvm::reverse(path))
      if (node.item)
        return node.item;
  }
  return nullptr;
}

/// The values that one name has there: one, or those of the turns of a loop.
static std::string renderValues(llvm::ArrayRef<const sema::Occurrence *> occurrences,
                                SourceRange definition) {
  std::vector<std::string> values;
  constexpr size_t many = 4;
  for (const sema::Occurrence *occurrence : occurrences) {
    if (!occurrence->value || occurrence->value->isUnknown() ||
        !(occurrence->definition == definition))
      continue;
    std::string value = render(*occurrence->value);
    if (llvm::is_contained(values, value))
      continue;
    if (values.size() == many) {
      values.push_back("…");
      break;
    }
    values.push_back(std::move(value));
  }
  return llvm::join(values, " | ");
}

/// The values of a constant at its uses, for the hover of its definition.
static std::string renderUsedValues(const Analysis &analysis, SourceRange definition) {
  std::vector<const sema::Occurrence *> uses;
  for (const sema::Occurrence *occurrence : analysis.getOccurrences())
    if (occurrence->definition == definition && occurrence->value)
      uses.push_back(occurrence);
  return renderValues(uses, definition);
}

static void addConstant(const Question &question, const sema::Occurrence &occurrence,
                        llvm::ArrayRef<const sema::Occurrence *> all, HoverContent &content) {
  const ast::Item *item = findItem(question.analysis, occurrence.definition);
  std::string keyword = "let ", type;
  llvm::StringRef doc;
  if (const auto *input = llvm::dyn_cast_or_null<ast::InputItem>(item)) {
    keyword = "input ";
    type = render(input->getParam().type);
    doc = input->getDoc();
  } else if (const auto *let = llvm::dyn_cast_or_null<ast::LetItem>(item);
             let && let->getName().range == occurrence.definition) {
    doc = let->getDoc();
  } else if (const auto *params = llvm::dyn_cast_or_null<ast::ParamsItem>(item);
             params && params->getName().range == occurrence.definition) {
    keyword = "params ";
    doc = params->getDoc();
  } else if (llvm::isa_and_nonnull<ast::DefItem>(item)) {
    keyword = "(parameter) ";
  } else {
    keyword = "(loop variable) ";
  }
  std::string values = renderValues(all, occurrence.definition);
  if (values.empty())
    values = renderUsedValues(question.analysis, occurrence.definition);
  std::string code = keyword + occurrence.name.str();
  if (!type.empty())
    code += ": " + type;
  if (!values.empty())
    code += " = " + values;
  content.addCode(code);
  content.addText(doc);
}

/// The parameter that a signature declares with its name at this range; null for those of
/// definitions, which are of compile time.
static const sema::Parameter *findParameter(const sema::Program &program, SourceRange definition) {
  auto find = [&](const sema::ParameterList &parameters) -> const sema::Parameter * {
    for (const sema::Parameter *parameter : parameters)
      if (parameter->range == definition)
        return parameter;
    return nullptr;
  };
  for (const sema::Function &function : program.functions)
    if (const sema::Parameter *found = find(function.parameters))
      return found;
  for (const sema::Task &task : program.tasks)
    if (const sema::Parameter *found = find(task.parameters))
      return found;
  return nullptr;
}

/// The object of a manifest that has its name at the occurrence's definition.
static void addManifestObject(const Question &question, const sema::Occurrence &occurrence,
                              HoverContent &content) {
  for (const sema::Document &document : question.analysis.getProgram().documents) {
    const Value *metadata = document.value->get("metadata");
    const Value *name = metadata ? metadata->get("name") : nullptr;
    if (!name || !(name->getRange() == occurrence.definition))
      continue;
    std::string code = document.value->getStringOr("kind").str() + " " + occurrence.name.str();
    if (llvm::StringRef ns = metadata->getStringOr("namespace"); !ns.empty())
      code += " in " + ns.str();
    content.addCode(code);
    content.addText(("Of `" + document.file->file->getName() + "`.").str());
    return;
  }
}

static void addOccurrence(const Question &question, const sema::Occurrence &occurrence,
                          llvm::ArrayRef<const sema::Occurrence *> all, HoverContent &content) {
  switch (occurrence.kind) {
  case sema::SymbolKind::Constant:
  case sema::SymbolKind::Group:
  case sema::SymbolKind::Input:
    return addConstant(question, occurrence, all, content);
  case sema::SymbolKind::Parameter:
    if (const auto *parameter =
            occurrence.entity
                ? static_cast<const sema::Parameter *>(occurrence.entity)
                : findParameter(question.analysis.getProgram(), occurrence.definition)) {
      content.addCode("(parameter) " + render(*parameter));
      content.addText(parameter->doc);
      content.addText(parameter->isInferred     ? "Read out of the manifest's templates."
                      : parameter->defaultValue ? ""
                                                : "An argument is required.");
    } else {
      content.addCode(("(parameter) " + question.getText(occurrence.definition)).str());
    }
    return;
  case sema::SymbolKind::Volume:
    content.addCode(("volume " + occurrence.name).str());
    return;
  case sema::SymbolKind::Definition:
    if (const auto *def = llvm::dyn_cast_or_null<ast::DefItem>(
            findItem(question.analysis, occurrence.definition))) {
      SourceRange head = {def->getRange().begin, def->getBody().range.begin};
      content.addCode(question.getText(head).rtrim());
      content.addText(def->getDoc());
    }
    return;
  case sema::SymbolKind::Function:
    if (const auto *function = static_cast<const sema::Function *>(occurrence.entity)) {
      content.addCode(render(*function));
      content.addText(function->doc);
      if (function->spec)
        if (const sema::Constant *image = function->spec->get("image"); image && image->isText())
          content.addText("Image: `" + renderText(*image, 200) + "`");
    }
    return;
  case sema::SymbolKind::Task:
    if (const auto *task = static_cast<const sema::Task *>(occurrence.entity)) {
      content.addCode(render(*task));
      content.addText(task->doc);
    }
    return;
  case sema::SymbolKind::Invoker:
    if (const auto *invoker = static_cast<const sema::Invoker *>(occurrence.entity)) {
      content.addCode(render(*invoker));
      content.addText(invoker->doc);
    } else {
      addManifestObject(question, occurrence, content);
    }
    return;
  case sema::SymbolKind::Builtin:
    if (const auto *own =
            occurrence.entity ? sema::findBlueprintVariable(occurrence.name) : nullptr) {
      content.addCode("${" + own->name.str() + "}");
      content.addText(describe(*own));
    } else if (const sema::Builtin *builtin = sema::findBuiltin(occurrence.name)) {
      content.addCode("${" + builtin->name.str() + "}");
      content.addText(describe(*builtin));
    }
    return;
  case sema::SymbolKind::File:
    return;
  }
}

/// The schedule at an offset in words, behind what a field says.
static std::string describeSchedule(const Question &question, uint32_t offset) {
  std::optional<ScheduleAt> schedule = findSchedule(question, offset);
  return schedule ? describeSchedule(schedule->text) : "";
}

std::optional<Hover> makeFieldHover(const Question &question, const schema::Field &field,
                                    SourceRange range) {
  HoverContent content(question.workspace.getSession().client.markdownHover);
  content.addCode((field.name + ": " + field.type.describe()).str());
  content.addText(describe(field));
  if (field.name == "schedule")
    content.addText(describeSchedule(question, range.begin));
  return finish(question, range, std::move(content));
}

static std::optional<Hover> makeScheduleHover(const Question &question, uint32_t offset) {
  std::optional<ScheduleAt> schedule = findSchedule(question, offset);
  if (!schedule)
    return std::nullopt;
  HoverContent content(question.workspace.getSession().client.markdownHover);
  content.addText(describeSchedule(schedule->text));
  return finish(question, schedule->range, std::move(content));
}

/// What a keyword at an offset stands for.
static std::optional<Hover> makeKeywordHover(const Question &question, const sema::FileUnit &unit,
                                             llvm::ArrayRef<AstNode> path, uint32_t offset) {
  // A word within an expression is a name; one that an item has for itself is the language's.
  const ast::Item *item = path.empty() ? nullptr : path.back().item;
  if (!item || llvm::isa<ast::PropertyItem>(item))
    return std::nullopt;
  const TokenBuffer &tokens = unit.tokens;
  auto at = llvm::partition_point(tokens.significant,
                                  [&](uint32_t i) { return tokens.tokens[i].range.end < offset; });
  if (at == tokens.significant.end())
    return std::nullopt;
  const Token &token = tokens.tokens[*at];
  llvm::StringRef word = tokens.getText(token);
  if (offset < token.range.begin || token.shape == stash::TokenKind::STRING)
    return std::nullopt;
  const Keyword *keyword = nullptr;
  if (at + 1 != tokens.significant.end())
    keyword = Keywords::find((word + " " + tokens.getText(tokens.tokens[at[1]])).str());
  if (!keyword)
    keyword = Keywords::find(word);
  if (!keyword)
    return std::nullopt;
  HoverContent content(question.workspace.getSession().client.markdownHover);
  content.addCode(keyword->label);
  content.addText((keyword->doc + ".").str());
  return finish(question, token.range, std::move(content));
}

/// The field that a key at an offset names.
static std::optional<Hover> makeFieldHover(const Question &question, llvm::ArrayRef<AstNode> path) {
  Body body = Body::None;
  llvm::SmallVector<llvm::StringRef, 8> keys;
  SourceRange range;
  for (size_t i = 0; i < path.size(); ++i) {
    const AstNode &node = path[i];
    if (node.element && !node.isArgument)
      keys.push_back("*");
    if (!node.item)
      continue;
    bool isInner = i + 1 < path.size();
    if (llvm::isa<ast::FunctionItem>(node.item)) {
      body = Body::Function;
    } else if (llvm::isa<ast::TaskItem>(node.item)) {
      body = Body::Task;
    } else if (const auto *invoker = llvm::dyn_cast<ast::InvokerItem>(node.item)) {
      body = invoker->getInvokerKind() == ast::InvokerKind::Repository  ? Body::Repository
             : invoker->getInvokerKind() == ast::InvokerKind::Blueprint ? Body::Blueprint
             : invoker->getInvokerKind() == ast::InvokerKind::Backup    ? Body::Backup
                                                                        : Body::Restore;
    } else if (llvm::isa<ast::TargetItem>(node.item)) {
      body = body == Body::Restore ? Body::RestoreTarget : Body::BackupTarget;
    } else if (const auto *volume = llvm::dyn_cast<ast::VolumeItem>(node.item)) {
      body = Body::Volume;
      keys.clear();
      if (const auto *source = llvm::dyn_cast<ast::NameExpr>(volume->getSource())) {
        keys.push_back(source->getName().text);
        range = source->getRange();
      }
    } else if (const auto *property = llvm::dyn_cast<ast::PropertyItem>(node.item)) {
      keys.push_back(question.getText(property->getKey()->getRange()).trim('"'));
      range = property->getKey()->getRange();
    } else if (const auto *pipeline = llvm::dyn_cast<ast::PipelineItem>(node.item);
               pipeline && pipeline->getBody() && isInner) {
      keys.push_back(question.getText(pipeline->getSteps()[0].name->getRange()));
      range = pipeline->getSteps()[0].name->getRange();
    }
  }
  // Only on the key itself, which is the last that was entered.
  if (path.empty() || !range.isValid() || !(path.back().range == range))
    return std::nullopt;
  const schema::Field *field = findField(body, keys);
  if (!field)
    return std::nullopt;
  return makeFieldHover(question, *field, range);
}

std::optional<Hover> makeHover(const Question &question, uint32_t offset) {
  auto occurrences = question.analysis.findOccurrences(offset);
  if (!occurrences.empty()) {
    HoverContent content(question.workspace.getSession().client.markdownHover);
    constexpr size_t many = 3; // Functions that one computed name declares
    size_t shown = 0;
    const sema::Occurrence *last = nullptr;
    for (const sema::Occurrence *occurrence : occurrences) {
      // The values of one constant are on one line.
      bool isSame =
          last && last->definition == occurrence->definition && last->kind == occurrence->kind;
      if (isSame && (occurrence->value || occurrence->entity == last->entity))
        continue;
      last = occurrence;
      if (++shown > many)
        break;
      addOccurrence(question, *occurrence, occurrences, content);
    }
    addRunValues(question, occurrences.front()->range, content);
    return finish(question, occurrences.front()->range, std::move(content));
  }
  const sema::FileUnit *unit = question.getUnit();
  if (!unit)
    return std::nullopt;
  if (unit->isManifest) {
    if (std::optional<Hover> hover = makeManifestHover(question, offset))
      return hover;
    return makeScheduleHover(question, offset);
  }
  std::vector<AstNode> path = findPath(unit->module.items, offset);
  if (std::optional<Hover> field = makeFieldHover(question, path))
    return field;
  if (std::optional<Hover> schedule = makeScheduleHover(question, offset))
    return schedule;
  return makeKeywordHover(question, *unit, path, offset);
}

} // namespace stash::lsp
