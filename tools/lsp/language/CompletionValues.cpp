#include "tools/lsp/language/Completer.h"
#include "tools/lsp/language/Render.h"
#include "tools/lsp/language/Schedules.h"

namespace stash::lsp {

using Place = CursorContext::Place;

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
    return llvm::SmallVector<const sema::Parameter *, 8>(function->second->parameters.begin(),
                                                         function->second->parameters.end());
  // A computed name: the Functions that it may be have one signature.
  if (size_t at = llvm::StringRef(context.callee).find("${"); at != llvm::StringRef::npos)
    for (const sema::Function &candidate : program.functions)
      if (candidate.name.starts_with(llvm::StringRef(context.callee).take_front(at)))
        return llvm::SmallVector<const sema::Parameter *, 8>(candidate.parameters.begin(),
                                                             candidate.parameters.end());
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
  if (type.kind == ast::TypeKind::Path)
    addPaths();
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
                        llvm::StringRef detail, llvm::StringRef doc) {
  CompletionItem &item = add(text, kind, rank, detail, doc);
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

/// Paths that the project has: what steps are given, defaults, and where volumes are mounted.
void Completer::addPaths() {
  auto addOne = [&](const sema::Constant *path, const llvm::Twine &of) {
    std::optional<std::string> text = path ? path->getLiteral() : std::nullopt;
    if (text && llvm::StringRef(*text).starts_with("/"))
      addText(*text, CompletionItemKind::Folder, Rank::Known, ("of " + of).str());
  };
  for (const sema::Function &function : program.functions) {
    for (const sema::Parameter *parameter : function.parameters)
      if (parameter->type.kind == ast::TypeKind::Path)
        addOne(parameter->defaultValue, function.name);
    const sema::Constant *mounts = function.spec ? function.spec->get("volumeMounts") : nullptr;
    if (mounts && mounts->isList())
      for (const sema::Constant *mount : mounts->getItems())
        if (mount->isMap())
          addOne(mount->get("mountPath"), function.name);
  }
  for (const sema::Task &task : program.tasks)
    for (const sema::Step &step : task.steps)
      for (const sema::Argument &argument : step.arguments)
        if (const sema::Parameter *parameter =
                step.function ? step.function->getParameter(argument.name) : nullptr;
            parameter && parameter->type.kind == ast::TypeKind::Path)
          addOne(argument.value, task.name);
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
  if (field == "mountPath")
    addPaths();
  if (field == "schedule")
    for (llvm::StringRef example : getScheduleExamples()) {
      std::string doc = describeSchedule(example);
      addText(example, CompletionItemKind::Value, Rank::Best,
              llvm::StringRef(doc).take_until([](char c) { return c == '.'; }), doc);
    }
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

} // namespace stash::lsp
