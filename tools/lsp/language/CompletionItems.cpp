#include "tools/lsp/language/Completer.h"
#include "tools/lsp/language/Render.h"

namespace stash::lsp {

using Block = CursorContext::Block;

void Completer::addKeywords(llvm::ArrayRef<Keyword> keywords) {
  for (const Keyword &keyword : keywords)
    setInsert(add(keyword.label, CompletionItemKind::Keyword, Rank::Word, "", keyword.doc),
              keyword.snippet.str(), (keyword.label + " ").str());
}

static constexpr Keyword fileKeywords[] = {
    {"import", "import \"$1\"", "Takes in what another file declares"},
    {"input", "input ${1:name} = $0", "A constant that `-D name=value` sets"},
    {"def", "def ${1:name}($2) {\n  $0\n}", "Declarations with parameters of compile time"},
};
static constexpr Keyword declarationKeywords[] = {
    {"function", "function ${1:name}($2) {\n  image: \"$3\"\n  args: [$0]\n}",
     "A Function: the container that a step runs"},
    {"task", "task ${1:name} {\n  $0\n}", "A Task: steps for backups and restores alike"},
    {"backup task", "backup task ${1:name} {\n  $0\n}", "A Task that backs up"},
    {"restore task", "restore task ${1:name} {\n  $0\n}", "A Task that restores"},
    {"extern function", "extern function ${1:name}($0)", "A Function that the cluster has already"},
    {"extern repository", "extern repository ${1:name} in ${2:namespace}",
     "A Repository that the cluster has already"},
    {"extern task", "extern task ${1:name}($0)", "A Task that the cluster has already"},
    {"repository", "repository ${1:name} in ${2:namespace} {\n  $0\n}",
     "A Repository: where snapshots are kept"},
    {"blueprint",
     "blueprint ${1:name} {\n  schedule: \"${2:0 2 * * *}\"\n  ${3:s3} { $0 }\n  secret: $4\n  "
     "retention: { name: \"${5:keep-last-5}\", keepLast: ${6:5}, prune: true }\n}",
     "A BackupBlueprint: what Stash makes backups of, for each target that is annotated"},
    {"backup",
     "backup ${1:name} in ${2:namespace} {\n  schedule: \"${3:0 2 * * *}\"\n  task: $4\n  target: "
     "${5:AppBinding} $6\n  repository: $7\n  retention: { name: \"${8:keep-last-5}\", keepLast: "
     "${9:5}, prune: true }\n}",
     "What is backed up, when and where to: a BackupConfiguration, or a BackupBatch"},
    {"restore",
     "restore ${1:name} in ${2:namespace} {\n  task: $3\n  target: ${4:AppBinding} $5\n  "
     "repository: $6\n  rules: [{ snapshots: [\"latest\"] }]\n}",
     "What is restored: a RestoreSession, or a RestoreBatch"},
};
static constexpr Keyword blockKeywords[] = {
    {"let", "let ${1:name} = $0", "A constant"},
    {"params", "params ${1:name}($0)", "Parameters that several signatures share"},
    {"for", "for ${1:name} in ${2:list} {\n  $0\n}", "Repeats what stands in the braces"},
    {"if", "if ${1:condition} {\n  $0\n}", "Chooses what stands in the braces"},
};
static constexpr Keyword functionKeywords[] = {
    {"mount", "mount ${1:volume} at \"${2:/path}\"", "Mounts a volume of the Task"},
    {"env", "env ${1:NAME}: $0", "A variable of the container's environment"},
};
static constexpr Keyword taskKeywords[] = {
    {"with", "with ${1:name}", "Gives every step that takes it one more argument"},
    {"volume", "volume ${1:name}: ${2:emptyDir} { $0 }", "A volume that the steps can mount"},
};
static constexpr Keyword invokerKeywords[] = {
    {"target", "target ${1:AppBinding} ${2:name} {\n  task: $0\n}", "A member of a batch"},
};

//===----------------------------------------------------------------------===//
// Items
//===----------------------------------------------------------------------===//

void Completer::addItems() {
  switch (context.block) {
  case Block::Declarations:
    addKeywords(declarationKeywords);
    addKeywords(blockKeywords);
    if (context.isAtTop)
      addKeywords(fileKeywords);
    return addDefinitions();
  case Block::Function:
    addFields();
    addKeywords(functionKeywords);
    return addKeywords(blockKeywords);
  case Block::Task:
    addSteps();
    addFields();
    addKeywords(taskKeywords);
    return addKeywords(blockKeywords);
  case Block::Invoker:
    addFields();
    if (context.body == Body::Backup || context.body == Body::Restore)
      addKeywords(invokerKeywords);
    return addKeywords(blockKeywords);
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
  auto addAll = [&](const schema::Object &object) {
    object.forEachField(schema::World::CustomResource,
                        [&](const schema::Field &field) { addField(field); });
  };
  bool isBody = context.path.empty() && context.body != Body::None;
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
