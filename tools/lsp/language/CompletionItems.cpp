#include "tools/lsp/language/Completer.h"
#include "tools/lsp/language/ProjectNames.h"
#include "tools/lsp/language/Render.h"

namespace stash::lsp {

using Block = CursorContext::Block;

void Completer::addKeywords(llvm::ArrayRef<Keyword> keywords) {
  for (const Keyword &keyword : keywords)
    setInsert(add(keyword.label, CompletionItemKind::Keyword, Rank::Word, "", keyword.doc),
              keyword.snippet.str(), (keyword.label + " ").str());
}

//===----------------------------------------------------------------------===//
// Items
//===----------------------------------------------------------------------===//

void Completer::addItems() {
  switch (context.block) {
  case Block::Declarations:
    addKeywords(Keywords::declaration);
    addKeywords(Keywords::block);
    if (context.isAtTop)
      addKeywords(Keywords::file);
    return addDefinitions();
  case Block::Function:
    addFields();
    addKeywords(Keywords::function);
    return addKeywords(Keywords::block);
  case Block::Task:
    addSteps();
    addFields();
    addKeywords(Keywords::task);
    return addKeywords(Keywords::block);
  case Block::Invoker:
    addFields();
    if (context.body == Body::Backup || context.body == Body::Restore)
      addKeywords(Keywords::invoker);
    return addKeywords(Keywords::block);
  case Block::Map:
    return addFields();
  }
}

void Completer::addField(const schema::Field &field) {
  if (!field.isWritten() || llvm::is_contained(context.given, field.name))
    return;
  bool isRequired = field.requiredByCrd || field.requiredByServer;
  CompletionItem &item =
      add(field.name, CompletionItemKind::Field, isRequired ? Rank::Best : Rank::Local,
          summarize(field), describe(field));
  item.deprecated = field.isDeprecated;
  std::string name = field.name.str();
  if (context.inString)
    return;
  if (field.type.isList())
    return setInsert(item, name + ": [$0]", name + ": ");
  if (field.type.isObject() || field.type.isMap())
    return setInsert(item, name + ": { $0 }", name + ": ");
  if (field.type.isString() && field.type.getMembers().empty())
    return setInsert(item, name + ": \"$0\"", name + ": ");
  setInsert(item, name + ": $0", name + ": ");
}

void Completer::addFields() {
  bool isBody = context.path.empty() && context.body != Body::None;
  auto addAll = [&](const schema::Object &object) {
    object.forEachField(schema::World::CustomResource, [&](const schema::Field &field) {
      if (!isBody || !isHidden(field, context.body))
        addField(field);
    });
  };
  if (isBody) {
    for (llvm::StringRef name : {"labels", "annotations"})
      if (context.body != Body::BackupTarget && context.body != Body::RestoreTarget &&
          !llvm::is_contained(context.given, name))
        setInsert(add(name, CompletionItemKind::Field, Rank::Known, "a map of strings",
                      "Of the object's metadata."),
                  (name + ": { $0 }").str(), (name + ": ").str());
    if (context.body == Body::Backup && !llvm::is_contained(context.given, "retention"))
      setInsert(add("retention", CompletionItemKind::Field, Rank::Best, "a retention policy",
                    "Which snapshots are kept: `retentionPolicy`."),
                "retention: { name: \"$1\", keepLast: ${2:5}, prune: true }", "retention: ");
    for (const schema::Object *object : getObjects(context.body))
      addAll(*object);
    return;
  }
  llvm::SmallVector<llvm::StringRef, 8> path(context.path.begin(), context.path.end());
  std::optional<schema::Type> type;
  findField(context.body, path, &type);
  if (type && type->isObject())
    if (const schema::Object *object = type->getObject())
      addAll(*object);
}

static std::string makeArguments(llvm::ArrayRef<const sema::Parameter *> parameters) {
  std::string arguments;
  unsigned place = 0;
  for (const sema::Parameter *parameter : parameters)
    if (!parameter->defaultValue)
      arguments += (arguments.empty() ? "" : ", ") + parameter->name.str() + ": ${" +
                   std::to_string(++place) + ":" + parameter->name.str() + "}";
  return arguments;
}

void Completer::addCallable(llvm::StringRef name,
                            llvm::ArrayRef<const sema::Parameter *> parameters,
                            CompletionItemKind kind, Rank rank, llvm::StringRef doc, bool isStep) {
  if (name.empty())
    return;
  std::string detail = render(parameters);
  detail.erase(std::remove(detail.begin(), detail.end(), '\n'), detail.end());
  CompletionItem &item = add(name, kind, rank, detail, doc);
  std::string plain = isWord(name) || context.inString ? name.str() : ("\"" + name + "\"").str();
  std::string arguments = makeArguments(parameters);
  // What a `with` of the Task gives needs no argument.
  bool takesArguments = !context.inString && (!arguments.empty() || !isStep);
  setInsert(item,
            takesArguments
                ? escapeSnippet(plain) + "(" + (arguments.empty() ? "$0" : arguments) + ")"
                : escapeSnippet(plain),
            plain);
}

/// Whether the document sees what another file declares for all.
bool Completer::isVisible(const sema::FileUnit *file) const {
  const sema::FileUnit *unit = question.analysis.getUnit();
  if (!unit || file == unit)
    return true;
  return llvm::any_of(unit->imports,
                      [&](const sema::FileUnit::Import &import) { return import.file == file; });
}

void Completer::addSteps() {
  for (const sema::Function &function : program.functions)
    addCallable(function.name, function.parameters, CompletionItemKind::Function,
                isVisible(function.file) ? Rank::Local : Rank::Far, function.doc, /*isStep=*/true);
  addUnseen(/*isTask=*/false);
}

/// What other files declare: taking one imports its file.
void Completer::addUnseen(bool isTask) {
  if (context.inString)
    return;
  for (const ProjectName &name : findUnseenNames(question)) {
    if (name.isTask != isTask || !isWord(name.name))
      continue;
    CompletionItem &item =
        add(name.name, isTask ? CompletionItemKind::Class : CompletionItemKind::Function, Rank::Far,
            "import \"" + makeImportPath(question, name.file) + "\"");
    item.additionalTextEdits = {makeImportEdit(question, name.file)};
  }
}

void Completer::addDefinitions() {
  for (const auto &unit : program.files) {
    if (unit->isManifest || !isVisible(unit.get()))
      continue;
    for (const ast::Item *item : unit->module.items) {
      const auto *def = llvm::dyn_cast<ast::DefItem>(item);
      if (!def ||
          (unit.get() != question.analysis.getUnit() && def->getName().text.starts_with("_")))
        continue;
      std::string arguments;
      unsigned place = 0;
      for (const ast::Param &param : def->getParams())
        if (!param.value && !param.isSpread)
          arguments += (arguments.empty() ? "" : ", ") + param.name.text.str() + ": ${" +
                       std::to_string(++place) + ":" + param.name.text.str() + "}";
      SourceRange head = {def->getName().range.end, def->getBody().range.begin};
      llvm::StringRef signature = question.getText(head).trim();
      std::string name = def->getName().text.str();
      if (name.empty())
        continue;
      setInsert(add(name, CompletionItemKind::Method, Rank::Local,
                    signature.take_until([](char c) { return c == '\n'; }), def->getDoc()),
                escapeSnippet(name) + "(" + (arguments.empty() ? "$0" : arguments) + ")", name);
    }
  }
}

} // namespace stash::lsp
