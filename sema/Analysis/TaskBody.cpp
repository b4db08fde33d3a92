#include "frontend/Basic/DiagnosticsSema.h"
#include "sema/Analysis/Bodies.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace stash;
using namespace stash::ast;
using namespace stash::sema;

using llvm::cast;
using llvm::dyn_cast;

void TaskBody::run() {
  if (!item.getBody()) {
    task.isComplete = item.isExtern();
    task.hasHoles = !item.isExtern();
    return;
  }
  unsigned errors = a.diags.getErrorCount();
  llvm::ArrayRef<const Item *> items = item.getBody()->items;
  evaluator.declareConstants(items, scope);
  // Volumes first: steps may name them before they are declared.
  evaluator.forEachItem(items, scope, [&](const Item &i, Scope &at) {
    if (const auto *volume = dyn_cast<VolumeItem>(&i))
      addVolume(*volume, at);
  });
  evaluator.forEachItem(items, scope, [&](const Item &i, Scope &at) { addItem(i, at); });
  // A volume without a name was reported.
  task.hasHoles |= llvm::any_of(task.volumes, [](const Volume &v) { return v.name.empty(); });
  passWiths();
  task.isComplete &= a.diags.getErrorCount() == errors;

  auto collect = [&](const VariableUse &use) {
    a.budget.spendMemory(sizeof(use));
    task.uses.push_back(use);
  };
  for (const sema::Step &step : task.steps)
    for (const Argument &argument : step.arguments) {
      a.budget.spendOutput(argument.value->getWeight());
      if (!a.spend(scope, step.range, 1 + argument.value->getWeight() / 64))
        return;
      forEachUse(*argument.value, collect);
    }
  for (const Volume &volume : task.volumes) {
    a.budget.spendOutput(volume.value->getWeight());
    if (!a.spend(scope, volume.nameRange, 1 + volume.value->getWeight() / 64))
      return;
    forEachUse(*volume.value, collect);
  }
  for (const Constant *metadata : {task.labels, task.annotations})
    if (metadata)
      forEachUse(*metadata, collect);
}

/// What the source of a volume is called that people know by another name.
static llvm::StringRef getMeantSource(llvm::StringRef name) {
  return llvm::StringSwitch<llvm::StringRef>(name.lower())
      .Cases({"pvc", "claim"}, "persistentVolumeClaim")
      .Cases({"empty", "tmpfs", "memory"}, "emptyDir")
      .Cases({"host", "local"}, "hostPath")
      .Default({});
}

void TaskBody::addVolume(const VolumeItem &volume, Scope &at) {
  llvm::StringRef name = evaluator.evaluateName(*volume.getName(), at);
  SourceRange nameRange = volume.getName()->getRange();
  llvm::SmallVector<ConstantMember, 2> members;
  members.push_back({"name", nameRange, a.constants.literal(name, nameRange)});

  const auto *source = dyn_cast<NameExpr>(volume.getSource());
  if (source && (volume.getBody() || !a.find(at, source->getName().text, source->getRange()))) {
    llvm::StringRef sourceName = source->getName().text;
    const schema::Field *field = schema::getObject(schema::ObjectId::Volume).getField(sourceName);
    if (!llvm::is_contained(schema::getVolumeSources(), sourceName)) {
      auto report = a.report(at, diag::UnknownVolumeSource, source->getRange(), sourceName);
      llvm::StringRef meant = getMeantSource(sourceName);
      if (!meant.empty())
        report.suggest(source->getRange(), meant);
      else
        meant = report.suggest(source->getRange(), sourceName, schema::getVolumeSources());
      if (meant.empty())
        report.note({}, "a volume is written 'volume {0}: emptyDir {{ … }', with one of {1}", name,
                    llvm::join(schema::getVolumeSources(), ", "));
      field = nullptr;
    }
    const schema::Object *object = field ? field->type.getObject() : nullptr;
    const Constant *value = volume.getBody() ? evaluator.evaluateMap(*volume.getBody(), at, object)
                                             : a.constants.map({}, source->getRange());
    if (field)
      members.push_back({sourceName, source->getRange(), value});
    else
      task.isComplete = false;
  } else {
    // Any value that is the whole rest of the volume: `volume v: { secret: { … } }`, a constant.
    const Constant *value = evaluator.evaluate(*volume.getSource(), at);
    if (value->isMap())
      members.append(value->getMembers().begin(), value->getMembers().end());
    else if (!value->isUnknown())
      a.report(at, diag::WrongType, value->getRange(), "the source of a volume", "a map",
               describe(*value));
  }
  if (const Volume *other = name.empty() ? nullptr : task.volumes.find(name)) {
    a.report(at, diag::DuplicateVolume, nameRange, name)
        .note(other->nameRange, "it is declared here already");
    return;
  }
  if (!a.spend(at, volume.getRange()))
    return;
  task.volumes.push_back({name, nameRange, a.constants.map(members, volume.getRange())});
  scope.add(a.scopes.binding(
      {Binding::Kind::Volume, name, nameRange, nullptr, &scope, nullptr, nullptr, false, true}));
  a.occur(nameRange, nameRange, SymbolKind::Volume, name);
}

/// How one writes what somebody takes for a field of a task.
static llvm::StringRef getTaskFieldHint(llvm::StringRef name) {
  return llvm::StringSwitch<llvm::StringRef>(name)
      .Cases({"steps", "params"}, "steps are written 'name(param: value) | name(…)'")
      .Case("volumes", "a volume is written 'volume NAME: SOURCE { … }'")
      .Default("a task has labels, annotations, 'with', volumes and steps; the fields of a "
               "container are the function's");
}

void TaskBody::addItem(const Item &i, Scope &at) {
  switch (i.getKind()) {
  case Item::Kind::Error:
    task.hasHoles = true;
    task.isComplete = false;
    return;
  case Item::Kind::Let:
  case Item::Kind::Params:
  case Item::Kind::Volume:
    return;
  case Item::Kind::With:
    return addWith(cast<WithItem>(i), at);
  case Item::Kind::Property: {
    const auto &property = cast<PropertyItem>(i);
    llvm::StringRef name = evaluator.evaluateKey(*property.getKey(), at);
    SourceRange range = property.getKey()->getRange();
    if (name != "labels" && name != "annotations") {
      auto report = a.report(at, diag::UnknownTaskField, range, name);
      if (report.suggest(range, name, {"labels", "annotations"}).empty())
        report.note({}, "{0}", getTaskFieldHint(name));
      return;
    }
    const Constant *&metadata = name == "labels" ? task.labels : task.annotations;
    if (metadata)
      a.report(at, diag::DuplicateKey, range, name).note(metadata->getRange(), "it was given here");
    metadata = evaluator.evaluate(*property.getValue(), at);
    return;
  }
  case Item::Kind::Pipeline: {
    const auto &pipeline = cast<PipelineItem>(i);
    if (pipeline.getBody()) {
      a.report(at, diag::MisplacedItem, pipeline.getBody()->range, "a block", "behind a step");
      return;
    }
    // Most Tasks have one pipeline.
    if (task.steps.empty())
      task.steps.reserve(pipeline.getSteps().size());
    for (const ast::Step &step : pipeline.getSteps())
      addStep(step, at);
    return;
  }
  default: {
    auto report = a.report(at, diag::MisplacedItem, i.getRange(), describe(i), "in a task");
    if (i.getKind() == Item::Kind::Mount || i.getKind() == Item::Kind::Env)
      report.note({}, "it belongs in a function");
    return;
  }
  }
}

void TaskBody::addWith(const WithItem &with, Scope &at) {
  llvm::StringRef name = evaluator.evaluateKey(*with.getName(), at);
  SourceRange range = with.getName()->getRange();
  if (const With *other = task.withs.find(name)) {
    a.report(at, diag::DuplicateArgument, range, name)
        .note(other->argument.nameRange, "it was given here");
    return;
  }
  const Constant *value =
      evaluator.evaluate(with.getValue() ? *with.getValue() : *with.getName(), at);
  task.withs.push_back({{name, range, value, true}, with.getRange(), false});
}

/// Whether an argument for a volume is a name that nothing has; reports it as a volume.
bool TaskBody::isMissingVolume(const Expr &value, const Parameter &parameter, Scope &at) {
  const auto *name = dyn_cast<NameExpr>(&value);
  if (!name || parameter.type.kind != TypeKind::Volume ||
      evaluator.findConstant(name->getName().text, value.getRange(), at) ||
      findBuiltin(name->getName().text))
    return false;
  auto report = a.report(at, diag::MissingVolume, value.getRange(), name->getName().text);
  llvm::StringRef meant = report.suggest(value.getRange(), name->getName().text, [&](auto &names) {
    for (const Volume &known : task.volumes)
      names.push_back(known.name);
  });
  if (meant.empty())
    report.note({}, "it is declared in the task: 'volume {0}: emptyDir {{}'", name->getName().text);
  return true;
}

void TaskBody::addStep(const ast::Step &step, Scope &at) {
  if (!a.spend(at, step.range))
    return;
  sema::Step &result = task.steps.emplace_back();
  result.functionName = evaluator.evaluateName(*step.name, at);
  result.range = step.name->getRange();
  result.arguments.reserve(step.arguments.size());
  auto function = a.program.functionsByName.find(result.functionName);
  if (function != a.program.functionsByName.end()) {
    result.function = function->second;
    a.occur(result.range, result.function->nameRange, SymbolKind::Function, result.functionName,
            nullptr, result.function);
    if (result.function->file != at.file)
      a.markImport(*at.file, *result.function->file);
  }
  Evaluator::NamedArguments arguments = evaluator.readArguments(step.arguments, at);
  result.isComplete = arguments.isComplete;
  for (const Evaluator::NamedArgument &argument : arguments) {
    const Parameter *parameter =
        result.function ? result.function->getParameter(argument.name.text) : nullptr;
    const Constant *value =
        parameter && isMissingVolume(*argument.value, *parameter, *argument.scope)
            ? a.constants.unknown(argument.value->getRange())
            : evaluator.evaluate(*argument.value, *argument.scope);
    if (parameter)
      a.occur(argument.name.range, parameter->range, SymbolKind::Parameter, parameter->name,
              nullptr, parameter);
    result.arguments.push_back({argument.name.text, argument.name.range, value, false});
  }
}

/// Gives every step that has such a parameter one more argument.
void TaskBody::passWiths() {
  for (sema::Step &step : task.steps) {
    if (!a.spend(scope, step.range, 1 + task.withs.size()))
      return;
    if (!step.function)
      continue;
    for (With &with : task.withs) {
      const Parameter *parameter = step.function->getParameter(with.argument.name);
      if (!parameter)
        continue;
      with.used = true;
      a.occur(with.argument.nameRange, parameter->range, SymbolKind::Parameter, parameter->name,
              nullptr, parameter);
      if (!step.arguments.contains(with.argument.name)) {
        a.budget.spendMemory(sizeof(with.argument));
        step.arguments.push_back(with.argument);
      }
    }
  }
}
