#include "sema/Library/Library.h"
#include "tools/lsp/language/CursorContext.h"
#include "tools/lsp/language/Questions.h"
#include "tools/lsp/language/Render.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

namespace stash::lsp {

using llvm::lsp::CompletionItem;
using llvm::lsp::CompletionItemKind;
using llvm::lsp::InsertTextFormat;
using Place = CursorContext::Place;
using Block = CursorContext::Block;

namespace {

/// What is best comes first, whatever the alphabet says.
enum class Rank : char { Best = '1', Local = '2', Known = '3', Word = '4', Far = '5' };

struct Keyword {
  llvm::StringLiteral label, snippet, doc;
};

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
  void addText(llvm::StringRef text, CompletionItemKind kind, Rank rank, llvm::StringRef detail);
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
} // namespace

static std::string escapeSnippet(llvm::StringRef text) {
  std::string escaped;
  for (char c : text) {
    if (c == '$' || c == '}' || c == '\\')
      escaped += '\\';
    escaped += c;
  }
  return escaped;
}

static bool isWord(llvm::StringRef name) {
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
    {"extern task", "extern task ${1:name}($0)", "A Task that the cluster has already"},
    {"repository", "repository ${1:name} in ${2:namespace} {\n  $0\n}",
     "A Repository: where snapshots are kept"},
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

//===----------------------------------------------------------------------===//
// Names of objects
//===----------------------------------------------------------------------===//

void Completer::addTasks() {
  for (const sema::Task &task : program.tasks)
    addCallable(task.name, getParameters(task), CompletionItemKind::Class,
                isVisible(task.file) ? Rank::Best : Rank::Far, task.doc, /*isStep=*/true);
}

void Completer::addRepositories() {
  auto addOne = [&](llvm::StringRef name, llvm::StringRef ns, llvm::StringRef doc) {
    if (!name.empty())
      addText(name, CompletionItemKind::Reference, Rank::Best,
              ns.empty() ? "Repository" : ("Repository in " + ns).str());
    (void)doc;
  };
  for (const sema::Invoker &invoker : program.invokers)
    if (invoker.invokerKind == ast::InvokerKind::Repository)
      addOne(invoker.name, invoker.ns, invoker.doc);
  for (const sema::Document &document : program.documents)
    if (document.value->getStringOr("kind") == "Repository")
      if (const Value *metadata = document.value->get("metadata"))
        addOne(metadata->getStringOr("name"), metadata->getStringOr("namespace"), "");
}

void Completer::addTargetKinds() {
  static constexpr std::pair<llvm::StringLiteral, llvm::StringLiteral> kinds[] = {
      {"AppBinding", "a database or another application"},
      {"PersistentVolumeClaim", "the files of a volume"},
      {"Deployment", "the volumes of a workload"},
      {"StatefulSet", "the volumes of a workload with stable names"},
      {"DaemonSet", "the volumes of a workload on every node"},
      {"ReplicaSet", "the volumes of a ReplicaSet"},
      {"ReplicationController", "the volumes of a ReplicationController"},
      {"DeploymentConfig", "the volumes of an OpenShift workload"},
      {"Pod", "the volumes of a Pod"},
      {"Namespace", "the objects of a namespace"},
      {"Node", "a node"},
  };
  for (const auto &[kind, doc] : kinds)
    setInsert(add(kind, CompletionItemKind::Class, Rank::Best, doc), (kind + " ${1:name}").str(),
              (kind + " ").str());
  // The objects of imported manifests, too.
  for (const sema::Document &document : program.documents) {
    llvm::StringRef kind = document.value->getStringOr("kind");
    bool isTarget = llvm::any_of(kinds, [&](const auto &known) { return known.first == kind; });
    const Value *metadata = document.value->get("metadata");
    llvm::StringRef name = metadata ? metadata->getStringOr("name") : llvm::StringRef();
    if (isTarget && !name.empty())
      add(kind + " " + name, CompletionItemKind::Reference, Rank::Best, "of a manifest");
  }
}

void Completer::addVolumeSources() {
  const schema::Object &volume = schema::getObject(schema::ObjectId::Volume);
  for (llvm::StringRef source : schema::getVolumeSources()) {
    const schema::Field *field = volume.getField(source);
    setInsert(add(source, CompletionItemKind::Field, Rank::Best, "", field ? describe(*field) : ""),
              (source + " { $0 }").str(), source.str());
  }
}

void Completer::addTypes() {
  static constexpr std::pair<llvm::StringLiteral, llvm::StringLiteral> types[] = {
      {"string", "any text"},
      {"int", "a whole number"},
      {"bool", "`true` or `false`"},
      {"path", "an absolute path, or an empty text"},
      {"volume", "a volume of the Task"},
      {"image", "a container image"},
      {"quantity", "a quantity of Kubernetes: `256Mi`"},
      {"duration", "a duration: `30s`"},
      {"list", "a list; of definitions and inputs only"},
      {"map", "a map; of definitions only"},
      {"params", "a parameter group; of definitions only"},
  };
  for (const auto &[name, doc] : types)
    add(name, CompletionItemKind::TypeParameter, Rank::Best, "", doc);
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

llvm::SmallVector<const sema::Parameter *, 8> Completer::getCallParameters() const {
  if (context.call == CursorContext::Call::Task) {
    auto task = program.tasksByName.find(context.callee);
    return task == program.tasksByName.end() ? llvm::SmallVector<const sema::Parameter *, 8>()
                                             : getParameters(*task->second);
  }
  auto function = program.functionsByName.find(context.callee);
  if (function != program.functionsByName.end())
    return llvm::SmallVector<const sema::Parameter *, 8>(
        llvm::ArrayRef(function->second->parameters));
  // A computed name: the Functions that it may be have one signature.
  if (size_t at = llvm::StringRef(context.callee).find("${"); at != llvm::StringRef::npos)
    for (const sema::Function &candidate : program.functions)
      if (candidate.name.starts_with(llvm::StringRef(context.callee).take_front(at)))
        return llvm::SmallVector<const sema::Parameter *, 8>(llvm::ArrayRef(candidate.parameters));
  return {};
}

const ast::DefItem *Completer::findDefinition(llvm::StringRef name) const {
  for (const auto &unit : program.files)
    for (const ast::Item *item : unit->module.items)
      if (const auto *def = llvm::dyn_cast<ast::DefItem>(item); def && def->getName().text == name)
        return def;
  return nullptr;
}

void Completer::addArguments() {
  if (context.inString)
    return;
  for (const sema::Parameter *parameter : getCallParameters()) {
    if (llvm::is_contained(context.given, parameter->name))
      continue;
    CompletionItem &item =
        add(parameter->name, CompletionItemKind::Property,
            parameter->defaultValue ? Rank::Local : Rank::Best, render(*parameter), parameter->doc);
    bool isText = parameter->type.kind == ast::TypeKind::String ||
                  parameter->type.kind == ast::TypeKind::Path ||
                  parameter->type.kind == ast::TypeKind::Image;
    std::string name = parameter->name.str();
    setInsert(item, name + (isText ? ": \"$0\"" : ": $0"), name + ": ");
  }
  if (context.call == CursorContext::Call::Definition)
    if (const ast::DefItem *def = findDefinition(context.callee))
      for (const ast::Param &param : def->getParams())
        if (!param.isSpread && !llvm::is_contained(context.given, param.name.text)) {
          std::string name = param.name.text.str();
          setInsert(add(name, CompletionItemKind::Property, param.value ? Rank::Local : Rank::Best,
                        question.getText(param.range), param.doc),
                    name + ": $0", name + ": ");
        }
  // A bare name is short for `name: name`.
  if (context.callee == "flags" || context.callee == "params") {
    addNames(/*runtimeSuffix=*/true);
    addImportedNames();
  }
}

void Completer::addParameterValues(const sema::Type &type) {
  for (const ast::Name &member : type.members)
    addText(member.text, CompletionItemKind::EnumMember, Rank::Best, "");
  if (type.kind == ast::TypeKind::Bool && !context.inString)
    for (const char *value : {"true", "false"})
      add(value, CompletionItemKind::Value, Rank::Best);
  if (type.kind == ast::TypeKind::Image)
    addImages();
}

void Completer::addArgumentValues() {
  for (const sema::Parameter *parameter : getCallParameters())
    if (parameter->name == context.argument)
      addParameterValues(parameter->type);
  if (!context.inString) {
    addNames(/*runtimeSuffix=*/true);
    addImportedNames();
  }
}

/// The parameters that the Functions of this Task's steps, or any, have in common.
void Completer::addWiths() {
  for (const sema::Function &function : program.functions)
    for (const sema::Parameter *parameter : function.parameters)
      add(parameter->name, CompletionItemKind::Property, Rank::Local, "of " + function.name,
          parameter->doc);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// A text as a value: in quotes, unless the cursor is between them.
void Completer::addText(llvm::StringRef text, CompletionItemKind kind, Rank rank,
                        llvm::StringRef detail) {
  CompletionItem &item = add(text, kind, rank, detail);
  bool isName = context.place == Place::Repository && isWord(text);
  if (!context.inString && !isName) {
    item.textEdit = {replaced, ("\"" + text + "\"").str()};
    item.filterText = text.str();
  }
}

/// Image values that the project has.
void Completer::addImages() {
  for (const sema::Function &function : program.functions)
    if (const sema::Constant *image = function.spec ? function.spec->get("image") : nullptr)
      if (std::optional<std::string> text = image->getLiteral())
        addText(*text, CompletionItemKind::Value, Rank::Known, ("of " + function.name).str());
}

void Completer::addFieldValues(const schema::Type &type, llvm::StringRef field) {
  for (llvm::StringRef member : type.getMembers())
    addText(member, CompletionItemKind::EnumMember, Rank::Best,
            schema::getEnumNoun(type.enumeration));
  if (type.isBoolean() && !context.inString)
    for (const char *value : {"true", "false"})
      add(value, CompletionItemKind::Value, Rank::Best);
  if (field == "image")
    addImages();
}

void Completer::addValues() {
  llvm::SmallVector<llvm::StringRef, 8> path(context.path.begin(), context.path.end());
  std::optional<schema::Type> type;
  findField(context.body, path, &type);
  if (type)
    addFieldValues(*type, path.back());
  if (context.inString)
    return;
  addNames(/*runtimeSuffix=*/true);
  addImportedNames();
  setInsert(add("flags", CompletionItemKind::Function, Rank::Word, "flags(name: value, …)",
                "A list of `--name=value`."),
            "flags($0)", "flags");
  setInsert(add("params", CompletionItemKind::Function, Rank::Word, "params(name = default, …)",
                "A parameter group."),
            "params($0)", "params");
  if (context.isInFunction && !path.empty() && path.front() == "env")
    for (llvm::StringRef source : {"secret", "configMap"})
      setInsert(add(source, CompletionItemKind::Function, Rank::Best, source + "(name, key)",
                    "The value is a key of an object of the cluster."),
                (source + "(${1:name}, ${2:key})").str(), source.str());
  for (const char *word : {"true", "false", "null", "if"})
    add(word, CompletionItemKind::Keyword, Rank::Word);
}

/// What a name of this text was worth when it was last compiled.
std::string Completer::getValue(llvm::StringRef name) const {
  for (const sema::Occurrence *occurrence : question.analysis.getOccurrences())
    if (occurrence->name == name && occurrence->value && !occurrence->value->isUnknown())
      return render(*occurrence->value, 60);
  return {};
}

void Completer::addNames(bool runtimeSuffix) {
  using Kind = CursorContext::Name::Kind;
  for (const CursorContext::Name &name : llvm::reverse(context.names)) {
    bool isConstant = name.kind != Kind::Parameter && name.kind != Kind::Volume;
    std::string detail = isConstant ? getValue(name.name) : name.type;
    static constexpr const char *kinds[] = {"let",       "params", "input",
                                            "parameter", "volume", "loop variable"};
    std::string what = kinds[static_cast<unsigned>(name.kind)];
    add(name.name, isConstant ? CompletionItemKind::Constant : CompletionItemKind::Variable,
        Rank::Local, what + (detail.empty() ? "" : (isConstant ? " = " : ": ") + detail));
  }
  if (context.isInFunction || context.isInTask ||
      (context.block == Block::Declarations && context.body == Body::None))
    addBuiltins(runtimeSuffix);
}

void Completer::addImportedNames() {
  const sema::FileUnit *unit = question.analysis.getUnit();
  if (!unit)
    return;
  for (const sema::FileUnit::Import &import : unit->imports) {
    if (!import.file || import.file->isManifest)
      continue;
    for (const ast::Item *item : import.file->module.items) {
      llvm::StringRef name, what;
      if (const auto *let = llvm::dyn_cast<ast::LetItem>(item))
        name = let->getName().text, what = "let";
      else if (const auto *input = llvm::dyn_cast<ast::InputItem>(item))
        name = input->getName().text, what = "input";
      else if (const auto *params = llvm::dyn_cast<ast::ParamsItem>(item))
        name = params->getName().text, what = "params";
      if (!name.empty() && !name.starts_with("_"))
        add(name, CompletionItemKind::Constant, Rank::Known,
            what + " of " + import.item->getPath()->getText(), item->getDoc());
    }
  }
}

/// The variables that exist in this kind of Task. As a reference, one that is not always set needs
/// `?`; the editor may add it.
void Completer::addBuiltins(bool asReference) {
  for (const sema::Builtin &builtin : sema::getBuiltins()) {
    sema::Availability availability = builtin.getAvailability(context.direction);
    // A Function serves Tasks of either direction.
    if (context.direction == sema::Direction::Both)
      availability = std::max(builtin.backup, builtin.restore);
    if (availability == sema::Availability::Never)
      continue;
    bool isSure = builtin.getAvailability(context.direction) == sema::Availability::Always;
    CompletionItem &item =
        add(builtin.name, CompletionItemKind::Variable, Rank::Known,
            isSure ? "set by Stash" : "set by Stash, not always", describe(builtin));
    if (asReference && !isSure)
      item.textEdit = {replaced, builtin.name.str() + "?"};
    else if (!asReference && !isSure)
      item.textEdit = {replaced, builtin.name.str() + ":="};
  }
}

void Completer::addImports() {
  for (llvm::StringRef name : sema::getShippedNames())
    addText(name, CompletionItemKind::Module, Rank::Best, "comes with stashc");
  if (!now.getUri().isFile())
    return;
  // What is typed so far names the directory to look in.
  llvm::StringRef typed = context.inString ? llvm::StringRef(context.prefix) : llvm::StringRef();
  llvm::StringRef directory = typed.take_front(typed.rfind('/') + 1);
  if (typed.rfind('/') == llvm::StringRef::npos)
    directory = {};
  llvm::SmallVector<std::string, 4> roots = {
      llvm::sys::path::parent_path(now.getUri().getPath()).str()};
  llvm::append_range(roots, question.analysis.getImportDirectories());
  constexpr unsigned maxFiles = 500;
  for (const std::string &root : roots) {
    llvm::SmallString<128> path(root);
    llvm::sys::path::append(path, directory);
    std::error_code error;
    unsigned count = 0;
    for (auto at = question.workspace.getFiles().dir_begin(path, error), end = decltype(at)();
         !error && at != end && ++count < maxFiles; at.increment(error)) {
      llvm::StringRef name = llvm::sys::path::filename(at->path());
      bool isDirectory = at->type() == llvm::sys::fs::file_type::directory_file;
      bool isSource = name.ends_with(".stash") || name.ends_with(".yaml") || name.ends_with(".yml");
      if (name.starts_with(".") || at->path() == now.getUri().getPath())
        continue;
      if (isDirectory)
        addText((directory + name + "/").str(), CompletionItemKind::Folder, Rank::Far, "");
      else if (isSource)
        addText((directory + name).str(), CompletionItemKind::File, Rank::Local, "");
    }
  }
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
  return Completer(question, now, findContext(now.getText(), offset)).run(offset);
}

} // namespace stash::lsp
