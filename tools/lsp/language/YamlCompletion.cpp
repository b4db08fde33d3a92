// What may be typed in a manifest: kinds, fields, words, names of other objects, variables.

#include "tools/lsp/language/Completer.h"
#include "tools/lsp/language/Render.h"
#include "tools/lsp/language/Schedules.h"
#include "tools/lsp/language/YamlCursor.h"

#include "llvm/ADT/StringExtras.h"

namespace stash::lsp {

namespace {

using Place = YamlCursor::Place;
using Path = llvm::SmallVector<llvm::StringRef, 8>;

class YamlCompleter {
public:
  YamlCompleter(const Question &question, const TextDocument &now, uint32_t offset)
      : program(question.analysis.getProgram()), now(now),
        cursor(findYamlCursor(now.getText(), offset)), path(cursor.path.begin(), cursor.path.end()),
        isMarkdown(question.workspace.getSession().client.markdownHover),
        replaced(
            now.toRange(static_cast<uint32_t>(cursor.begin), static_cast<uint32_t>(cursor.end))) {
    kind = schema::findKind(cursor.apiVersion, cursor.kind);
    if (kind && kind->world != schema::World::CustomResource)
      kind = nullptr; // others know more of Kubernetes' own
  }

  CompletionList run() {
    switch (cursor.place) {
    case Place::Nowhere:
      break;
    case Place::Interpolation:
      addVariables();
      break;
    case Place::Key:
      addKeys();
      addItems();
      break;
    case Place::Value:
      addValues();
      break;
    }
    return std::move(list);
  }

private:
  CompletionItem *add(llvm::StringRef label, CompletionItemKind itemKind, const llvm::Twine &detail,
                      const llvm::Twine &doc = "") {
    if (label.empty() || !seen.insert(label).second)
      return nullptr;
    CompletionItem &item = list.items.emplace_back();
    item.label = label.str();
    item.kind = itemKind;
    item.detail = detail.str();
    if (std::string text = doc.str(); !text.empty())
      item.documentation = {isMarkdown ? llvm::lsp::MarkupKind::Markdown
                                       : llvm::lsp::MarkupKind::PlainText,
                            std::move(text)};
    item.insertTextFormat = InsertTextFormat::PlainText;
    item.textEdit = {replaced, label.str()};
    item.filterText = label.str();
    return &item;
  }

  /// A scalar, in quotes where YAML would not read it as that text.
  void addText(llvm::StringRef text, CompletionItemKind itemKind, const llvm::Twine &detail,
               bool needsQuotes = false, const llvm::Twine &doc = "") {
    CompletionItem *item = add(text, itemKind, detail, doc);
    if (item && needsQuotes && !cursor.isQuoted)
      item->textEdit = {replaced, ("\"" + text + "\"").str()};
  }

  //===-- Keys ------------------------------------------------------------===//

  void addKeys() {
    if (path.empty() && !kind) {
      for (llvm::StringRef key : {"apiVersion", "kind", "metadata", "spec"})
        if (cursor.getBeside(0, key).empty())
          addKey(key, key == "apiVersion" || key == "kind", "", "");
      return;
    }
    std::optional<schema::Type> type = getType(path);
    const schema::Object *object = type && type->isObject() ? type->getObject() : nullptr;
    if (!object)
      return;
    schema::World world =
        object->id == schema::ObjectId::ObjectMeta ? schema::World::BuiltIn : kind->world;
    object->forEachField(world, [&](const schema::Field &field) {
      bool isGiven = llvm::any_of(cursor.beside.back(), [&](const YamlCursor::Given &given) {
        return given.key == field.name;
      });
      bool isHead = path.empty() && (field.name == "apiVersion" || field.name == "kind");
      if (isGiven || (!field.isWritten() && !isHead))
        return;
      bool isScalar = !field.type.isObject() && !field.type.isList() && !field.type.isMap();
      if (CompletionItem *item = addKey(field.name, isScalar, summarize(field), describe(field))) {
        item->deprecated = field.isDeprecated;
        item->sortText = (field.requiredByCrd  ? "1"
                          : field.isDeprecated ? "3"
                                               : "2") +
                         field.name.str();
      }
    });
  }

  CompletionItem *addKey(llvm::StringRef key, bool isScalar, const llvm::Twine &detail,
                         const llvm::Twine &doc) {
    CompletionItem *item = add(key, CompletionItemKind::Field, detail, doc);
    llvm::StringRef behind = now.getText().substr(cursor.end);
    if (item && !behind.starts_with(":"))
      item->textEdit = {replaced, (key + (isScalar ? ": " : ":")).str()};
    return item;
  }

  /// Items of a list of scalars: what stands behind a dash is no key.
  void addItems() {
    std::optional<schema::Type> type = getType(path);
    if (type && !type->isObject())
      addWords(*type);
  }

  std::optional<schema::Type> getType(llvm::ArrayRef<llvm::StringRef> keys) const {
    if (!kind)
      return std::nullopt;
    return schema::findType(kind->getObject(), keys, kind->world);
  }

  //===-- Values ----------------------------------------------------------===//

  void addWords(const schema::Type &type) {
    for (llvm::StringRef member : type.getMembers())
      addText(member, CompletionItemKind::EnumMember, schema::getEnumNoun(type.enumeration));
    if (type.isBoolean())
      for (llvm::StringRef word : {"true", "false"})
        addText(word, CompletionItemKind::Value, "");
  }

  void addValues() {
    if (path.size() == 1 && path[0] == "apiVersion")
      return addApiVersions();
    if (path.size() == 1 && path[0] == "kind")
      return addKinds();
    if (std::optional<schema::Type> type = getType(path))
      addWords(*type);
    if (!kind || path.size() < 2)
      return;
    const schema::Object *owner = getOwner();
    if (!owner)
      return;
    using schema::ObjectId;
    llvm::StringRef key = path.back();
    if (owner->id == ObjectId::TaskRef && key == "name")
      addTasks();
    else if (owner->id == ObjectId::FunctionRef && key == "name")
      addFunctions();
    else if (owner->id == ObjectId::RepositoryRef && key == "name")
      addObjects("Repository");
    else if (owner->id == ObjectId::Param && key == "name")
      addParameters();
    else if (owner->id == ObjectId::TargetRef)
      addTarget(key);
    else if (key == "schedule")
      addSchedules();
  }

  /// The object that the last key of the path is a field of.
  const schema::Object *getOwner() const {
    std::optional<schema::Type> type = getType(llvm::ArrayRef(path).drop_back());
    return type && type->isObject() ? type->getObject() : nullptr;
  }

  void addApiVersions() {
    for (const schema::Kind &known : schema::getKinds())
      if (known.world == schema::World::CustomResource &&
          (cursor.kind.empty() || cursor.kind == known.kind))
        addText(known.apiVersion, CompletionItemKind::Module, "");
  }

  void addKinds() {
    for (const schema::Kind &known : schema::getKinds())
      if (known.world == schema::World::CustomResource &&
          (cursor.apiVersion.empty() || cursor.apiVersion == known.apiVersion))
        add(known.kind, CompletionItemKind::Class, known.apiVersion, known.doc);
  }

  void addTasks() {
    bool isRestore = kind->kind.starts_with("Restore");
    sema::Direction wrong = isRestore ? sema::Direction::Backup : sema::Direction::Restore;
    for (const sema::Task &task : program.tasks)
      if (task.direction != wrong)
        add(task.name, CompletionItemKind::Class, renderLine(getParameters(task)), task.doc);
    add(isRestore ? "pvc-restore" : "pvc-backup", CompletionItemKind::Class, "the operator's own");
  }

  void addFunctions() {
    for (const sema::Function &function : program.functions)
      add(function.name, CompletionItemKind::Function, renderLine(function.parameters),
          function.doc);
    for (llvm::StringRef name : {"update-status", "pvc-backup", "pvc-restore"})
      add(name, CompletionItemKind::Function, "the operator's own");
  }

  static std::string renderLine(llvm::ArrayRef<const sema::Parameter *> parameters) {
    std::string text = render(parameters);
    text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
    return text;
  }

  void addObjects(llvm::StringRef objectKind) {
    for (const sema::Document &document : program.documents) {
      const Value *metadata = document.value->get("metadata");
      if (!metadata || document.value->getStringOr("kind") != objectKind)
        continue;
      llvm::StringRef space = metadata->getStringOr("namespace");
      add(metadata->getStringOr("name"), CompletionItemKind::Reference,
          objectKind + (space.empty() ? "" : " in " + space.str()));
    }
  }

  /// The parameters of the Function or Task that is named beside `params`.
  void addParameters() {
    size_t params = path.size();
    while (params > 0 && path[params - 1] != "params")
      --params;
    if (params == 0)
      return;
    llvm::StringRef name = cursor.getBeside(params - 1, "name");
    auto addAll = [&](llvm::ArrayRef<const sema::Parameter *> parameters) {
      for (const sema::Parameter *parameter : parameters)
        add(parameter->name, CompletionItemKind::Property, render(*parameter), parameter->doc);
    };
    if (kind->object == schema::ObjectId::Task) {
      if (const sema::Function *function = program.functionsByName.lookup(name))
        addAll(function->parameters);
    } else if (const sema::Task *task = program.tasksByName.lookup(name)) {
      addAll(getParameters(*task));
    }
  }

  void addTarget(llvm::StringRef key) {
    static constexpr std::pair<llvm::StringLiteral, llvm::StringLiteral> kinds[] = {
        {"AppBinding", "appcatalog.appscode.com/v1alpha1"},
        {"PersistentVolumeClaim", "v1"},
        {"Deployment", "apps/v1"},
        {"StatefulSet", "apps/v1"},
        {"DaemonSet", "apps/v1"},
    };
    llvm::StringRef target = cursor.getBeside(path.size() - 1, "kind");
    for (const auto &[name, apiVersion] : kinds) {
      if (key == "kind")
        addText(name, CompletionItemKind::Class, apiVersion);
      if (key == "apiVersion" && (target.empty() || target == name))
        addText(apiVersion, CompletionItemKind::Module, name);
    }
    if (key == "name" && !target.empty())
      addObjects(target);
  }

  void addSchedules() {
    for (llvm::StringRef example : getScheduleExamples()) {
      std::string doc = describeSchedule(example);
      llvm::StringRef words = llvm::StringRef(doc).take_until([](char c) { return c == '.'; });
      addText(example, CompletionItemKind::Value, words, /*needsQuotes=*/true, doc);
    }
  }

  //===-- Variables -------------------------------------------------------===//

  void addVariables() {
    if (!kind)
      return;
    using schema::ObjectId;
    if (kind->object == ObjectId::BackupBlueprint) {
      for (const sema::BlueprintVariable &variable : sema::getBlueprintVariables())
        add(variable.name, CompletionItemKind::Variable, "of a blueprint", describe(variable));
      return;
    }
    bool isFunction = kind->object == ObjectId::Function;
    if (isFunction)
      addOwnVariables();
    if (isFunction || kind->object == ObjectId::Task)
      for (const sema::Builtin &builtin : sema::getBuiltins())
        add(builtin.name, CompletionItemKind::Variable, "set by Stash", describe(builtin));
    if (llvm::is_contained(path, "volumeClaimTemplates"))
      add("POD_ORDINAL", CompletionItemKind::Variable, "number of the replica");
  }

  /// What the text of this Function names already are its parameters.
  void addOwnVariables() {
    llvm::StringRef text = now.getText().slice(cursor.documentBegin, cursor.documentEnd);
    size_t typed = cursor.begin - cursor.documentBegin;
    for (size_t at = text.find("${"); at != llvm::StringRef::npos; at = text.find("${", at + 2)) {
      llvm::StringRef name =
          text.substr(at + 2).take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
      if (at + 2 != typed && !sema::findBuiltin(name))
        add(name, CompletionItemKind::Variable, "parameter of this Function");
    }
  }

  const sema::Program &program;
  const TextDocument &now;
  YamlCursor cursor;
  Path path;
  const schema::Kind *kind = nullptr; ///< of the document; null for those that are not Stash's
  bool isMarkdown;
  Range replaced;
  CompletionList list;
  llvm::StringSet<> seen;
};

} // namespace

CompletionList completeManifest(const Question &question, const TextDocument &now,
                                uint32_t offset) {
  return YamlCompleter(question, now, offset).run();
}

} // namespace stash::lsp
