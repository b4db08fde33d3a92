#include "sema/Analysis/Declarations.h"

#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Basic/DiagnosticsSyntax.h"
#include "frontend/Parse/Literal.h"
#include "frontend/Value/Duration.h"
#include "frontend/Value/Quantity.h"
#include "sema/Analysis/Checks.h"
#include "sema/Builtins/Operator.h"
#include "sema/Schema/Format.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace stash;
using namespace stash::ast;
using namespace stash::sema;

using llvm::cast;
using llvm::dyn_cast;

void Declarations::run() {
  for (const Define &define : defines)
    definesByName[define.name] = &define;
  for (const auto &unit : a.program.files) {
    distrust(*unit, unit->isDamaged());
    if (!unit->isManifest)
      openScope(*unit);
  }
  a.areScopesOpen = true;
  for (const auto &unit : a.program.files)
    if (!unit->isManifest)
      checkShadows(*unit);
  checkDefines();
  for (const auto &unit : a.program.files)
    if (!unit->isManifest) {
      hasUnknownNames = false;
      declare(unit->module.items, *a.fileScopes[unit.get()], true);
      distrust(*unit, hasUnknownNames);
    }
  for (const auto &unit : a.program.files)
    for (auto &definition : a.definitions[unit.get()])
      if (!definition.second.used)
        checkUnused(definition.second);
}

/// Takes a file as known in part when something of it is missing, or of what it imports; imports
/// come before what imports them.
void Declarations::distrust(const FileUnit &unit, bool isPartial) {
  if (partial.contains(&unit))
    return;
  isPartial |= llvm::any_of(unit.imports, [&](const FileUnit::Import &import) {
    return !import.file || partial.contains(import.file);
  });
  if (!isPartial)
    return;
  partial.insert(&unit);
  if (!unit.isManifest)
    a.diags.distrust(unit.file->getRange());
}

//===-- Scopes ------------------------------------------------------------===//

void Declarations::openScope(FileUnit &unit) {
  Scope *scope = a.scopes.scope(nullptr, &unit);
  scope->emitter = &unit;
  a.fileScopes[&unit] = scope;
  evaluator.declareConstants(unit.module.items, *scope);
  auto &definitions = a.definitions[&unit];
  for (const Item *item : unit.module.items) {
    if (const auto *input = dyn_cast<InputItem>(item)) {
      declareInput(*input, *scope);
    } else if (const auto *def = dyn_cast<DefItem>(item)) {
      Name name = def->getName();
      auto [at, isNew] = definitions.try_emplace(name.text, Definition{def, &unit});
      if (!isNew)
        a.report(*scope, diag::DuplicateName, name.range, name.text)
            .note(at->second.item->getName().range, "it is declared here already");
      checkParameters(*def, *scope);
      a.occur(name.range, name.range, SymbolKind::Definition, name.text);
    }
  }
}

/// A local name wins over an import's.
void Declarations::checkShadows(FileUnit &unit) {
  Scope *scope = a.fileScopes[&unit];
  for (Binding *binding : scope->getBindings()) {
    if (unit.imports.empty() || binding->name.starts_with("_"))
      continue; // a file's own
    a.forEachDeclaring(unit, binding->name, [&](FileUnit::Import &import) {
      Scope *imported = a.fileScopes.lookup(import.file);
      Binding *other = imported ? imported->findHere(binding->name) : nullptr;
      // An input of several files is one.
      bool isSameInput =
          other && other->kind == Binding::Kind::Input && binding->kind == Binding::Kind::Input;
      if (other && !isSameInput)
        a.report(*scope, diag::ShadowsImport, binding->range, binding->name)
            .note(other->range, "the import declares it here");
    });
  }
}

/// The parameters of a definition, which hold whether it is used or not.
void Declarations::checkParameters(const DefItem &item, Scope &scope) {
  llvm::StringMap<SourceRange> known;
  for (const Param &param : item.getParams()) {
    if (param.isSpread) {
      a.report(scope, diag::SpreadInDefinition, param.range)
          .note({}, "a group is passed as an argument: 'own: params'");
      continue;
    }
    evaluator.checkConstantName(param.name, scope);
    auto [at, isNew] = known.try_emplace(param.name.text, param.name.range);
    if (!isNew)
      a.report(scope, diag::DuplicateParameter, param.name.range, param.name.text)
          .note(at->second, "it is declared here");
  }
}

void Declarations::declareInput(const InputItem &item, Scope &scope) {
  const Param &param = item.getParam();
  Name name = param.name;
  evaluator.checkConstantName(name, scope);
  if (Binding *other = scope.findHere(name.text)) {
    a.report(scope, diag::DuplicateName, name.range, name.text)
        .note(other->range, "it is declared here already");
    return;
  }
  auto [known, isNew] = inputs.try_emplace(name.text, &item);
  const Constant *value = param.value ? evaluator.evaluate(*param.value, scope) : nullptr;
  if (!isNew) {
    // The same input of several files has one value, so it must be declared alike.
    const Param &other = known->second->getParam();
    const SourceManager &sources = a.diags.getSources();
    auto textOf = [&](const Param &p) {
      return std::pair(sources.getText(p.type.range),
                       p.value ? sources.getText(p.value->getRange()) : llvm::StringRef());
    };
    if (textOf(param) != textOf(other))
      a.report(scope, diag::DifferentInput, name.range, name.text)
          .note(other.name.range, "it is declared here");
  }
  if (value && param.type.kind != TypeKind::None)
    evaluator.checkType(*value, evaluator.getType(param.type, value), "'" + name.text + "'", scope);
  if (const Define *define = definesByName.lookup(name.text))
    value = readInput(param, a.constants.copy(llvm::StringRef(define->value)), scope);
  if (!value) {
    if (inputsRequired)
      a.report(scope, diag::InputWithoutValue, name.range, name.text)
          .note({}, "give it one with '-D {0}=…', or a default", name.text);
    value = a.constants.unknown(name.range);
  }
  scope.add(a.scopes.binding(
      {Binding::Kind::Input, name.text, name.range, &item, &scope, value, nullptr, false, false}));
  a.occur(name.range, name.range, SymbolKind::Input, name.text, value);
}

/// The value that a `-D` gives, read by the type of the input.
const Constant *Declarations::readInput(const Param &param, llvm::StringRef text, Scope &scope) {
  SourceRange range = param.name.range;
  const Constant *byDefault = param.value ? evaluator.evaluate(*param.value, scope) : nullptr;
  Type type = evaluator.getType(param.type, byDefault);
  auto wrong = [&] {
    auto report =
        a.report(scope, diag::WrongInputValue, range, param.name.text, describe(type.kind), text);
    if (type.kind == TypeKind::Union) {
      std::string list;
      for (const Name &member : type.members)
        list += (list.empty() ? "'" : ", '") + member.text.str() + "'";
      report.note({}, "allowed are {0}", list);
    }
    report.note({}, "the value is given with '-D {0}={1}'", param.name.text, text);
    return a.constants.unknown(range);
  };
  switch (type.kind) {
  case TypeKind::Bool:
    if (text != "true" && text != "false")
      return wrong();
    return a.constants.boolean(text == "true", range);
  case TypeKind::Int: {
    std::optional<std::string> json = toJsonNumber(text);
    if (!json || json->find_first_of(".eE") != std::string::npos)
      return wrong();
    return a.constants.number(text, range);
  }
  case TypeKind::Quantity:
    return isQuantity(text) ? a.constants.number(text, range) : wrong();
  case TypeKind::Duration:
    return isDuration(text) ? a.constants.number(text, range) : wrong();
  case TypeKind::Path:
    return text.empty() || text.starts_with("/") ? a.constants.literal(text, range) : wrong();
  case TypeKind::Union:
    for (const Name &member : type.members)
      if (member.text == text)
        return a.constants.literal(text, range);
    return wrong();
  case TypeKind::List: {
    // A comma list of strings.
    llvm::SmallVector<llvm::StringRef, 8> parts;
    text.split(parts, ',', -1, /*KeepEmpty=*/false);
    llvm::SmallVector<const Constant *, 8> items;
    for (llvm::StringRef part : parts)
      items.push_back(a.constants.literal(part, range));
    return a.constants.list(items, range);
  }
  case TypeKind::Map:
  case TypeKind::Params:
    return wrong();
  default:
    return a.constants.literal(text, range);
  }
}

void Declarations::checkDefines() {
  llvm::SmallVector<llvm::StringRef, 8> names;
  for (const auto &input : inputs)
    names.push_back(input.getKey());
  for (const Define &define : defines) {
    if (inputs.contains(define.name) || a.program.filledIn.contains(define.name))
      continue;
    llvm::StringRef nearest = a.diags.findMeant(define.name, names);
    // What stash.flags says is for all files below it, and not each has every input.
    if (define.range.isValid() && nearest.empty())
      continue;
    auto report = a.diags.report(diag::UnknownInput, define.range, define.name);
    if (!nearest.empty())
      report.note(inputs[nearest]->getName().range, "did you mean '{0}'?", nearest);
  }
}

//===-- Declarations ------------------------------------------------------===//

void Declarations::declare(llvm::ArrayRef<const Item *> items, Scope &scope, bool isTop) {
  if (!isTop)
    evaluator.declareConstants(items, scope);
  for (const Item *item : items) {
    if (a.outOfBudget)
      return;
    if (!llvm::isa<ForItem, IfItem>(item)) {
      declareItem(*item, scope, isTop);
      continue;
    }
    unsigned errors = a.diags.getErrorCount();
    evaluator.forEachItem(item, scope,
                          [&](const Item &inner, Scope &at) { declareItem(inner, at, false); });
    // What a loop makes is not known when it is wrong.
    hasUnknownNames |= a.diags.getErrorCount() != errors;
  }
}

/// How one writes what stands among declarations and is none.
llvm::StringRef Declarations::getDeclarationHint(const Item &item, Scope &scope) {
  if (item.getKind() == Item::Kind::Pipeline)
    return "steps belong in a task; a definition is used with '(…)'";
  if (const auto *property = dyn_cast<PropertyItem>(&item)) {
    llvm::StringRef key = evaluator.evaluateKey(*property->getKey(), scope);
    if (key == "kind" || key == "apiVersion" || key == "metadata" || key == "spec")
      return "an object is declared as 'function NAME(…) { … }', 'backup task NAME { … }', "
             "'repository NAME in NAMESPACE { … }'";
  }
  return "it belongs in a function or a task";
}

void Declarations::declareItem(const Item &item, Scope &scope, bool isTop) {
  switch (item.getKind()) {
  case Item::Kind::Error:
  case Item::Kind::Let:
  case Item::Kind::Params:
    return;
  case Item::Kind::Import:
  case Item::Kind::Input:
  case Item::Kind::Def:
    if (!isTop)
      a.report(scope, diag::MisplacedItem, item.getRange(), describe(item), "in a block")
          .note({}, "it belongs at the top of a file");
    return;
  case Item::Kind::Function:
    return declareFunction(cast<FunctionItem>(item), scope);
  case Item::Kind::Task:
    return declareTask(cast<TaskItem>(item), scope);
  case Item::Kind::Invoker:
    return declareInvoker(cast<InvokerItem>(item), scope);
  case Item::Kind::Pipeline: {
    const auto &pipeline = cast<PipelineItem>(item);
    if (pipeline.getSteps().size() == 1 && !pipeline.getBody() &&
        pipeline.getSteps()[0].argumentsRange.isValid())
      return useDefinition(pipeline, scope);
    [[fallthrough]];
  }
  default:
    a.report(scope, diag::MisplacedItem, item.getRange(), describe(item), "among declarations")
        .note({}, "{0}", getDeclarationHint(item, scope));
  }
}

/// A documentation comment as it is meant for one of the objects that a loop or a definition makes:
/// with the values of `${…}` that name a loop variable or an argument.
static llvm::StringRef expandDoc(llvm::StringRef doc, Scope &scope, ConstantArena &constants) {
  if (!doc.contains("${"))
    return doc;
  std::string text;
  while (!doc.empty()) {
    size_t begin = doc.find("${"), end = doc.find('}', begin);
    if (begin == llvm::StringRef::npos || end == llvm::StringRef::npos) {
      text += doc;
      break;
    }
    text += doc.take_front(begin);
    const Binding *binding = scope.find(doc.slice(begin + 2, end));
    const Constant *value =
        binding && binding->kind == Binding::Kind::Value ? binding->value : nullptr;
    if (std::optional<std::string> literal = value ? value->getLiteral() : std::nullopt)
      text += *literal;
    else if (value && value->isNumber())
      text += value->getNumber();
    else
      text += doc.slice(begin, end + 1);
    doc = doc.drop_front(end + 1);
  }
  return constants.copy(llvm::StringRef(text));
}

void Declarations::finish(Object &object, const Item &item, const Expr &name, Scope &scope) {
  object.name = evaluator.evaluateName(name, scope);
  object.nameRange = name.getRange();
  object.range = item.getRange();
  object.doc = expandDoc(item.getDoc(), scope, a.constants);
  object.file = scope.emitter ? scope.emitter : scope.file;
  object.hasHoles |= object.name.empty();
  hasUnknownNames |= object.name.empty();
  const auto *string = dyn_cast<StringExpr>(&name);
  if (!object.name.empty() || (string && string->isLiteral()))
    if (schema::Fault fault = schema::findDnsSubdomainFault(object.name)) {
      a.report(scope, diag::InvalidObjectName, object.nameRange, object.name)
          .note({}, "it is not a name because {0}", *fault);
      object.hasHoles = true; // the schema's check says no more
    }
}

static void noteDeclaredAlready(DiagnosticEngine::Builder report, SourceRange range,
                                SourceRange other) {
  if (range == other)
    report.note({}, "a loop or a definition makes it more than once");
  else
    report.note(other, "it is declared here already");
}

/// Whether two objects of one name are no mistake: alternatives of several directories, and what
/// was built of a source beside it.
bool Declarations::areAlternatives(const Object &first, const Object &second) const {
  if (a.isJudged(first) != a.isJudged(second))
    return true;
  return a.isJudged(first) && llvm::sys::path::parent_path(first.file->path) !=
                                  llvm::sys::path::parent_path(second.file->path);
}

/// Registers an object; one that is declared counts before one that is only judged.
template <typename T>
bool Declarations::addTo(llvm::StringMap<T *> &known, T &object, llvm::StringRef kind) {
  auto [at, isNew] = known.try_emplace(object.name, &object);
  if (isNew || object.name.empty())
    return isNew;
  T &other = *at->second;
  if (areAlternatives(other, object)) {
    if (a.isJudged(object))
      return false;
    at->second = &object;
    return true;
  }
  noteDeclaredAlready(
      a.report(object, diag::DuplicateDeclaration, object.nameRange, kind, object.name),
      object.nameRange, other.nameRange);
  return false;
}

bool Declarations::add(Function &function) {
  return addTo(a.program.functionsByName, function, "Function");
}

bool Declarations::add(Task &task) { return addTo(a.program.tasksByName, task, "Task"); }

/// Whether a name is of the form that Stash's catalogue uses: `postgres-backup-11.9`.
static bool isCatalogName(llvm::StringRef name) {
  static constexpr llvm::StringLiteral families[] = {
      "elasticsearch", "etcd",           "kubedump", "mariadb", "mongodb", "mysql",      "nats",
      "opensearch",    "percona-xtradb", "postgres", "redis",   "vault",   "singlestore"};
  for (llvm::StringRef family : families) {
    llvm::StringRef rest = name;
    if (rest.consume_front(family) &&
        (rest.consume_front("-backup-") || rest.consume_front("-restore-")))
      return !rest.empty() && llvm::isDigit(rest[0]);
  }
  return false;
}

void Declarations::checkReservedName(const Object &object, llvm::StringRef kind, Scope &scope) {
  if (object.isExternal)
    return;
  bool isFunction = kind == "Function";
  if (isFunction ? isOperatorFunction(object.name) : isOperatorTask(object.name))
    a.report(scope, diag::ReservedObject, object.nameRange, kind, object.name)
        .note({}, "import \"stash/defaults.stash\" to use it, or choose another name");
  else if (isCatalogName(object.name))
    a.report(scope, diag::CatalogName, object.nameRange, kind, object.name);
}

void Declarations::declareFunction(const FunctionItem &item, Scope &outer) {
  if (!a.budget.spendObject()) {
    a.spend(outer, item.getRange());
    return;
  }
  Function &function = a.program.functions.emplace_back();
  finish(function, item, *item.getName(), outer);
  function.isExternal = item.isExtern();
  if (function.name.size() > maxFunctionName)
    a.report(outer, diag::InvalidObjectName, function.nameRange, function.name)
        .note({},
              "it has {0} characters; the container's name, which is made of it, has room for {1}",
              function.name.size(), maxFunctionName);
  Scope *scope = a.scopes.scope(&outer);
  scope->function = &function;
  function.parameters =
      evaluator.readParameters(item.getParams(), outer, [&](const Parameter *parameter) {
        scope->add(a.scopes.binding({Binding::Kind::Parameter, parameter->name, parameter->range,
                                     nullptr, scope, nullptr, parameter, false, true}));
      });
  for (const Parameter *parameter : function.parameters) {
    if (llvm::StringRef(parameter->name).find_first_of("-.") != llvm::StringRef::npos ||
        llvm::isDigit(parameter->name[0]))
      a.report(outer, diag::InvalidParameterName, parameter->range, parameter->name)
          .note({}, "it has letters, digits and '_' only");
    else if (findBuiltin(parameter->name) && !function.isExternal)
      a.report(outer, diag::BuiltinAsParameter, parameter->range, parameter->name)
          .note({}, "its value is always Stash's; neither arguments nor the default are used");
    if (parameter->type.kind == TypeKind::List || parameter->type.kind == TypeKind::Map ||
        parameter->type.kind == TypeKind::Params)
      a.report(outer, diag::RuntimeParameterType, parameter->range, parameter->name,
               sema::describe(parameter->type.kind));
  }
  if (isDryRun) {
    functions.push_back({&function, &item, scope});
    return;
  }
  checkReservedName(function, "Function", outer);
  if (add(function)) {
    a.program.declared.push_back(
        {Declared::Kind::Function, {.function = &function}, function.file});
    a.occur(function.nameRange, function.nameRange, SymbolKind::Function, function.name, nullptr,
            &function);
  }
  functions.push_back({&function, &item, scope});
}

void Declarations::declareTask(const TaskItem &item, Scope &outer) {
  if (!a.budget.spendObject()) {
    a.spend(outer, item.getRange());
    return;
  }
  Task &task = a.program.tasks.emplace_back();
  finish(task, item, *item.getName(), outer);
  task.isExternal = item.isExtern();
  task.direction = item.getDirection();
  Scope *scope = a.scopes.scope(&outer);
  scope->task = &task;
  task.parameters =
      evaluator.readParameters(item.getParams(), outer, [&](const Parameter *parameter) {
        scope->add(a.scopes.binding({Binding::Kind::Parameter, parameter->name, parameter->range,
                                     nullptr, scope, nullptr, parameter, false, true}));
      });
  if (!isDryRun) {
    checkReservedName(task, "Task", outer);
    if (add(task)) {
      a.program.declared.push_back({Declared::Kind::Task, {.task = &task}, task.file});
      a.occur(task.nameRange, task.nameRange, SymbolKind::Task, task.name, nullptr, &task);
    }
  }
  tasks.push_back({&task, &item, scope});
}

void Declarations::declareInvoker(const InvokerItem &item, Scope &outer) {
  Invoker &invoker = a.program.invokers.emplace_back();
  finish(invoker, item, *item.getName(), outer);
  invoker.invokerKind = item.getInvokerKind();
  invoker.isExternal = item.isExtern();
  invoker.ns = evaluator.evaluateNameOrNone(item.getNamespace(), outer);
  invoker.nsRange = item.getNamespace() ? item.getNamespace()->getRange() : SourceRange();
  if (!isDryRun) {
    a.program.declared.push_back({Declared::Kind::Invoker, {.invoker = &invoker}, invoker.file});
    a.occur(invoker.nameRange, invoker.nameRange, SymbolKind::Invoker, invoker.name, nullptr,
            &invoker);
  }
  invokers.push_back({&invoker, &item, a.scopes.scope(&outer)});
}

//===-- Definitions -------------------------------------------------------===//

/// An argument of no parameter that looks like a parameter which has no argument; empty
/// when there is none. What is misspelt is not missing, too.
static llvm::StringRef findMisspelt(llvm::StringRef parameter,
                                    llvm::ArrayRef<llvm::StringRef> unknown) {
  for (llvm::StringRef argument : unknown)
    if (!findNearest(argument, parameter).empty())
      return argument;
  return {};
}

void Declarations::useDefinition(const PipelineItem &item, Scope &scope) {
  const ast::Step &step = item.getSteps()[0];
  SourceRange nameRange = step.name->getRange();
  const auto *bare = dyn_cast<NameExpr>(step.name);
  llvm::StringRef name = bare ? bare->getName().text : evaluator.evaluateName(*step.name, scope);
  Definition *definition = a.findDefinition(scope, name, nameRange);
  if (!definition) {
    hasUnknownNames = true;
    llvm::StringRef nearest = a.diags.findMeant(name, [&](auto &names) {
      for (auto &inFile : a.definitions)
        for (auto &known : inFile.second)
          names.push_back(known.getKey());
      llvm::sort(names); // the same note whatever the hash table's order is
    });
    auto report = a.report(scope, diag::UnknownDefinition, nameRange, name);
    report.suggest(nameRange, nearest);
    if (nearest.empty())
      report.note({}, "steps belong in a task; this place makes declarations");
    return;
  }
  definition->used = true;
  a.occur(nameRange, definition->item->getName().range, SymbolKind::Definition, name);
  for (const Expansion *use = scope.expansion; use; use = use->parent)
    if (use->definition == definition->item) {
      a.report(scope, diag::RecursiveDefinition, nameRange, name);
      return;
    }

  Scope *inner = a.scopes.scope(a.fileScopes[definition->file]);
  inner->emitter = scope.emitter;
  inner->expansion = a.scopes.expansion({definition->item, nameRange, scope.expansion,
                                         scope.expansion ? scope.expansion->depth + 1 : 1});
  auto arguments = evaluator.readArguments(step.arguments, scope);
  llvm::DenseSet<llvm::StringRef> known;
  for (const Param &param : definition->item->getParams())
    known.insert(param.name.text);
  llvm::SmallVector<llvm::StringRef, 4> unknown;
  for (const Evaluator::NamedArgument &argument : arguments)
    if (!known.contains(argument.name.text))
      unknown.push_back(argument.name.text);
  for (const Param &param : definition->item->getParams()) {
    if (param.isSpread) {
      arguments.isComplete = false; // reported where it is declared
      continue;
    }
    llvm::StringRef paramName = param.name.text;
    const Evaluator::NamedArgument *argument = arguments.find(paramName);
    const Constant *byDefault = nullptr;
    const Constant *value = nullptr;
    if (argument) {
      value = evaluator.evaluate(*argument->value, *argument->scope);
      a.occur(argument->name.range, param.name.range, SymbolKind::Constant, paramName);
      if (param.type.kind == TypeKind::None && param.value)
        byDefault = evaluator.evaluate(*param.value, *inner);
    } else if (param.value) {
      value = byDefault = evaluator.evaluate(*param.value, *inner);
    } else {
      llvm::StringRef given = findMisspelt(paramName, unknown);
      if (arguments.isComplete && given.empty())
        a.report(scope, diag::MissingArgument, nameRange, name, paramName)
            .note(param.name.range, "it is declared here");
      value = a.constants.unknown(nameRange);
    }
    Type type = evaluator.getType(param.type, byDefault);
    if (!evaluator.checkType(*value, type, "argument '" + paramName + "'", scope, param.name.range))
      value = a.constants.unknown(value->getRange());
    inner->add(a.scopes.binding({Binding::Kind::Value, paramName, param.name.range, nullptr, inner,
                                 value, nullptr, false, true}));
  }
  for (const Evaluator::NamedArgument &argument : arguments) {
    if (inner->findHere(argument.name.text) || !arguments.isComplete)
      continue;
    auto report =
        a.report(scope, diag::UnknownArgument, argument.name.range, name, argument.name.text);
    report.suggest(argument.name.range, argument.name.text, [&](auto &names) {
      for (const Param &param : definition->item->getParams())
        names.push_back(param.name.text);
    });
    report.note(definition->item->getName().range, "'{0}' is declared here", name);
  }
  declare(definition->item->getBody().items, *inner, false);
}

void Declarations::checkUnused(Definition &definition) {
  llvm::SaveAndRestore dry(isDryRun, true);
  Scope *inner = a.scopes.scope(a.fileScopes[definition.file]);
  inner->expansion = a.scopes.expansion({definition.item, {}, nullptr, 1});
  for (const Param &param : definition.item->getParams())
    inner->add(a.scopes.binding({Binding::Kind::Value, param.name.text, param.name.range, nullptr,
                                 inner, a.constants.unknown(param.range), nullptr, false, true}));
  declare(definition.item->getBody().items, *inner, false);
}
