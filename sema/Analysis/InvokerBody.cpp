#include "sema/Analysis/InvokerBody.h"

#include "frontend/Basic/DiagnosticsSema.h"
#include "sema/Analysis/Manifests.h"

#include "llvm/ADT/StringSwitch.h"

using namespace stash;
using namespace stash::ast;
using namespace stash::sema;

using llvm::cast;
using llvm::dyn_cast;
using schema::ObjectId;

void InvokerBody::run() {
  unsigned errors = a.diags.getErrorCount();
  llvm::ArrayRef<const Item *> items = item.getBody().items;
  // Claim templates are the one place where Stash substitutes, and only this (spec §4.11).
  Parameter ordinal;
  ordinal.name = "POD_ORDINAL";
  scope.add(a.scopes.binding({Binding::Kind::Parameter,
                              ordinal.name,
                              {},
                              nullptr,
                              &scope,
                              nullptr,
                              a.constants.make(ordinal),
                              false,
                              true}));
  evaluator.declareConstants(items, scope);

  bool isBatch = false;
  evaluator.forEachItem(items, scope,
                        [&](const Item &i, Scope &) { isBatch |= llvm::isa<TargetItem>(&i); });
  for (const Item *i : items)
    if (const auto *property = dyn_cast<PropertyItem>(i))
      isBatch |= evaluator.evaluateKey(*property->getKey(), scope) == "members";
  Part part;
  switch (invoker.invokerKind) {
  case InvokerKind::Repository:
    invoker.kind = "Repository";
    part.object = ObjectId::RepositorySpec;
    break;
  case InvokerKind::Backup:
    invoker.kind = isBatch ? "BackupBatch" : "BackupConfiguration";
    part.object = isBatch ? ObjectId::BackupBatchSpec : ObjectId::BackupConfigurationSpec;
    break;
  case InvokerKind::Restore:
    invoker.kind = isBatch ? "RestoreBatch" : "RestoreSession";
    part.object = isBatch ? ObjectId::RestoreBatchSpec : ObjectId::RestoreSessionSpec;
    break;
  }
  evaluator.forEachItem(items, scope, [&](const Item &i, Scope &at) { addItem(i, at, part); });
  if (!members.empty())
    put(part.spec, "members", membersRange, a.constants.list(members, membersRange), scope);
  invoker.spec = finish(part, item.getBody().range);
  invoker.isComplete &= a.diags.getErrorCount() == errors;
}

void InvokerBody::addItem(const Item &i, Scope &at, Part &part) {
  switch (i.getKind()) {
  case Item::Kind::Error:
    invoker.hasHoles = true;
    invoker.isComplete = false;
    return;
  case Item::Kind::Let:
  case Item::Kind::Params:
    return;
  case Item::Kind::Property: {
    const auto &property = cast<PropertyItem>(i);
    addProperty(evaluator.evaluateKey(*property.getKey(), at), property.getKey()->getRange(),
                *property.getValue(), at, part);
    return;
  }
  case Item::Kind::Spread: {
    const Constant *value = evaluator.evaluate(*cast<SpreadItem>(i).getValue(), at);
    if (value->isMap())
      for (const ConstantMember &member : value->getMembers())
        addField(member.key, member.keyRange, member.value, at, part);
    else if (!value->isUnknown())
      a.report(at, diag::CannotSpread, i.getRange(), describe(*value), "a map");
    return;
  }
  case Item::Kind::Target:
    return addMember(cast<TargetItem>(i), at);
  case Item::Kind::Pipeline: {
    // `gcs { … }`: a backend, or any other object, without a colon.
    const auto &pipeline = cast<PipelineItem>(i);
    const ast::Step &step = pipeline.getSteps()[0];
    if (pipeline.getBody() && pipeline.getSteps().size() == 1 && step.arguments.empty()) {
      llvm::StringRef name = evaluator.evaluateKey(*step.name, at);
      Members Part::*where;
      const schema::Field *field = findField(part, name, where);
      const schema::Object *object = field ? field->type.getObject() : nullptr;
      addField(name, step.name->getRange(), evaluator.evaluateMap(*pipeline.getBody(), at, object),
               at, part);
      return;
    }
    [[fallthrough]];
  }
  default:
    a.report(at, diag::MisplacedItem, i.getRange(), "this", "here")
        .note({}, "a field is written 'name: value'");
    return;
  }
}

/// The field of a name: of the spec, of its only target, of its task or of its backend.
const schema::Field *InvokerBody::findField(const Part &part, llvm::StringRef name,
                                            Members Part::*&where) const {
  where = &Part::spec;
  bool isRestore = invoker.invokerKind == InvokerKind::Restore;
  // The place of rules that does not overwrite the other one (spec §9, P40).
  bool ofTarget = isRestore && name == "rules";
  if (!ofTarget)
    if (const schema::Field *field = schema::getObject(part.object).getField(name))
      return field;
  if (invoker.invokerKind == InvokerKind::Repository) {
    where = &Part::backend;
    return schema::getObject(ObjectId::Backend).getField(name);
  }
  bool isBatch =
      part.object == ObjectId::BackupBatchSpec || part.object == ObjectId::RestoreBatchSpec;
  if (isBatch)
    return nullptr;
  where = &Part::target;
  ObjectId target = isRestore ? ObjectId::RestoreTarget : ObjectId::BackupTarget;
  if (const schema::Field *field = schema::getObject(target).getField(name))
    return field;
  if (name == "params") {
    where = &Part::task;
    return schema::getObject(ObjectId::TaskRef).getField(name);
  }
  // What no object has stays in the spec, where the schema's check names it; a misspelt field of
  // the target goes there.
  auto isNear = [&](ObjectId id) {
    return schema::findNearestField(schema::getObject(id), name, schema::World::CustomResource);
  };
  bool isOfTarget = !isNear(part.object) && isNear(target);
  where = isOfTarget ? &Part::target : &Part::spec;
  return nullptr;
}

void InvokerBody::addProperty(llvm::StringRef name, SourceRange range, const Expr &value, Scope &at,
                              Part &part) {
  if (addShortForm(name, range, value, at, part))
    return;
  Members Part::*where;
  const schema::Field *field =
      findField(part, name == "retention" ? "retentionPolicy" : name, where);
  addField(name, range, evaluator.evaluate(value, at, field ? &field->type : nullptr), at, part);
}

void InvokerBody::addField(llvm::StringRef name, SourceRange range, const Constant *value,
                           Scope &at, Part &part) {
  if (name == "labels" || name == "annotations") {
    const Constant *&metadata = name == "labels" ? invoker.labels : invoker.annotations;
    if (metadata)
      a.report(at, diag::DuplicateKey, range, name);
    metadata = value;
    return;
  }
  // Fields in their own places, where their names alone mean another one.
  if (name == "spec" && value->isMap()) {
    for (const ConstantMember &member : value->getMembers())
      put(part.spec, member.key, member.keyRange, member.value, at);
    return;
  }
  if (name == "retention" && invoker.invokerKind == InvokerKind::Backup)
    name = "retentionPolicy";
  // Objects that short forms and fields share are put together.
  for (auto [key, nested] : {std::pair("target", &Part::target), std::pair("task", &Part::task),
                             std::pair("backend", &Part::backend)})
    if (name == key && value->isMap() && schema::getObject(part.object).getField(name)) {
      for (const ConstantMember &member : value->getMembers())
        put(part.*nested, member.key, member.keyRange, member.value, at);
      if (name == "target")
        part.hasTarget = true;
      return;
    }
  Members Part::*where;
  findField(part, name, where);
  put(part.*where, name, range, value, at);
}

void InvokerBody::put(Members &into, llvm::StringRef name, SourceRange range, const Constant *value,
                      Scope &at) {
  if (const ConstantMember *member = into.find(name)) {
    a.report(at, diag::DuplicateKey, range, name).note(member->keyRange, "it was given here");
    return;
  }
  into.push_back({name, range, value});
}

const Constant *InvokerBody::finish(Part &part, SourceRange range) {
  Members &spec = part.spec;
  auto nest = [&](llvm::StringRef name, Members &nested) {
    if (nested.empty())
      return;
    SourceRange first = nested.front().keyRange;
    spec.push_back({name, first, a.constants.map(nested, first)});
  };
  // The order in which manifests are usually written.
  Members own = std::exchange(spec, {});
  auto take = [&](llvm::StringRef name) {
    if (const ConstantMember *member = own.find(name))
      spec.push_back(*member);
  };
  take("schedule");
  nest("backend", part.backend);
  nest("task", part.task);
  take("repository");
  nest("target", part.target);
  for (const ConstantMember &member : own)
    if (member.key != "schedule" && member.key != "repository")
      spec.push_back(member);
  return a.constants.map(spec, range);
}

void InvokerBody::addMember(const TargetItem &target, Scope &at) {
  if (invoker.invokerKind == InvokerKind::Repository) {
    a.report(at, diag::MisplacedItem, target.getRange(), "a target", "in a repository");
    return;
  }
  Part part;
  part.object =
      invoker.invokerKind == InvokerKind::Backup ? ObjectId::BackupMember : ObjectId::RestoreMember;
  setTarget(target.getTarget(), at, part);
  Scope *inner = a.scopes.scope(&at);
  evaluator.declareConstants(target.getBody().items, *inner);
  evaluator.forEachItem(target.getBody().items, *inner,
                        [&](const Item &i, Scope &where) { addItem(i, where, part); });
  if (members.empty())
    membersRange = target.getRange();
  members.push_back(finish(part, target.getRange()));
}

//===-- Short forms -------------------------------------------------------===//

bool InvokerBody::addShortForm(llvm::StringRef name, SourceRange range, const Expr &value,
                               Scope &at, Part &part) {
  bool isRepository = invoker.invokerKind == InvokerKind::Repository;
  if (isRepository && name == "secret") {
    if (!llvm::isa<NameExpr, StringExpr>(value)) {
      if (!llvm::isa<ErrorExpr>(value))
        a.report(at, diag::WantsName, value.getRange());
      invoker.hasHoles = true;
      return true;
    }
    put(part.backend, "storageSecretName", range,
        a.constants.literal(evaluator.evaluateName(value, at), value.getRange()), at);
    return true;
  }
  if (isRepository)
    return false;
  if (name == "target")
    if (const auto *target = dyn_cast<TargetExpr>(&value)) {
      setTarget(*target, at, part);
      return true;
    }
  if (name == "task" && !llvm::isa<MapExpr>(value)) {
    setTask(value, range, at, part);
    return true;
  }
  if (name == "repository" && !llvm::isa<MapExpr>(value)) {
    const Constant *reference = readReference(value, at);
    recordRepository(*reference);
    put(part.spec, name, range, reference, at);
    return true;
  }
  return false;
}

/// A Repository is known by its name; a namespace that is given must be its own.
void InvokerBody::recordRepository(const Constant &reference) {
  const Constant *name = a.recordOccurrences && reference.isMap() ? reference.get("name") : nullptr;
  if (!name)
    return;
  const Constant *ns = reference.get("namespace");
  std::string text = joinLiterals(name->getText());
  for (const Invoker *repository : a.getRepositories(text))
    if (!ns || joinLiterals(ns->getText()) == repository->ns) {
      a.occur(name->getRange(), repository->nameRange, SymbolKind::Invoker, repository->name,
              nullptr, repository);
      return;
    }
  recordManifestObject(a, "Repository", ns ? joinLiterals(ns->getText()) : "", text,
                       name->getRange());
}

llvm::StringRef sema::getTargetApiVersion(llvm::StringRef kind) {
  return llvm::StringSwitch<llvm::StringRef>(kind)
      .Case("AppBinding", "appcatalog.appscode.com/v1alpha1")
      .Cases({"PersistentVolumeClaim", "Pod", "ReplicationController", "Namespace", "Node"}, "v1")
      .Cases({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"}, "apps/v1")
      .Case("DeploymentConfig", "apps.openshift.io/v1")
      .Default("");
}

void InvokerBody::setTarget(const TargetExpr &target, Scope &at, Part &part) {
  if (part.hasTarget) {
    a.report(at, diag::DuplicateKey, target.getRange(), "target");
    return;
  }
  part.hasTarget = true;
  Name kind = target.getTargetKind();
  llvm::StringRef apiVersion = getTargetApiVersion(kind.text);
  if (apiVersion.empty()) {
    auto report = a.report(at, diag::UnknownTargetKind, kind.range, kind.text);
    llvm::StringRef nearest =
        findNearest(kind.text, {"AppBinding", "PersistentVolumeClaim", "Deployment", "StatefulSet",
                                "DaemonSet", "ReplicaSet", "ReplicationController", "Pod",
                                "DeploymentConfig", "Namespace", "Node"});
    if (!nearest.empty())
      report.note({}, "did you mean '{0}'?", nearest).fixit(kind.range, nearest);
    else
      report.note(
          {},
          "any kind can be written as 'target: {{ ref: {{ apiVersion: …, kind: …, name: … } }'");
  }
  Members ref;
  if (!apiVersion.empty())
    ref.push_back({"apiVersion", kind.range, a.constants.literal(apiVersion, kind.range)});
  ref.push_back({"kind", kind.range, a.constants.literal(kind.text, kind.range)});
  SourceRange nameRange = target.getName()->getRange();
  llvm::StringRef name = evaluator.evaluateName(*target.getName(), at), ns;
  ref.push_back({"name", nameRange, a.constants.literal(name, nameRange)});
  if (const Expr *nsExpr = target.getNamespace()) {
    ns = evaluator.evaluateName(*nsExpr, at);
    ref.push_back({"namespace", nsExpr->getRange(), a.constants.literal(ns, nsExpr->getRange())});
  }
  recordManifestObject(a, kind.text, ns, name, nameRange);
  put(part.target, "ref", target.getRange(), a.constants.map(ref, target.getRange()), at);
}

/// `NAME` or `NAME in NAMESPACE`.
const Constant *InvokerBody::readReference(const Expr &value, Scope &at) {
  const Expr *name = &value, *ns = nullptr;
  if (const auto *binary = dyn_cast<BinaryExpr>(&value);
      binary && binary->getOperator() == BinaryOperator::In) {
    name = binary->getLeft();
    ns = binary->getRight();
  }
  Members members;
  for (auto [key, expr] : {std::pair("name", name), std::pair("namespace", ns)}) {
    if (!expr)
      continue;
    if (!llvm::isa<NameExpr, StringExpr>(expr)) {
      a.report(at, diag::WantsName, expr->getRange());
      return a.constants.unknown(value.getRange());
    }
    members.push_back({key, expr->getRange(),
                       a.constants.literal(evaluator.evaluateName(*expr, at), expr->getRange())});
  }
  return a.constants.map(members, value.getRange());
}

/// `NAME` or `NAME(param: value, …)`.
void InvokerBody::setTask(const Expr &value, SourceRange range, Scope &at, Part &part) {
  const Expr *nameExpr = &value;
  llvm::ArrayRef<Element> elements;
  if (const auto *call = dyn_cast<CallExpr>(&value)) {
    nameExpr = call->getCallee();
    elements = call->getArguments();
  }
  if (!llvm::isa<NameExpr, StringExpr>(nameExpr)) {
    if (!llvm::isa<ErrorExpr>(nameExpr))
      a.report(at, diag::WantsName, value.getRange());
    return;
  }
  llvm::StringRef name = evaluator.evaluateName(*nameExpr, at);
  SourceRange nameRange = nameExpr->getRange();
  auto known = a.program.tasksByName.find(name);
  const Task *task = known == a.program.tasksByName.end() ? nullptr : known->second;
  if (task) {
    a.occur(nameRange, task->nameRange, SymbolKind::Task, name, nullptr, task);
    a.markImport(*at.file, *task->file);
  }
  put(part.task, "name", nameRange, a.constants.literal(name, nameRange), at);
  llvm::SmallVector<const Constant *, 4> params;
  InvokerCall call{&invoker, task, name, nameRange, {}};
  for (const Evaluator::NamedArgument &argument : evaluator.readArguments(elements, at)) {
    const Constant *argumentValue = evaluator.evaluate(*argument.value, *argument.scope);
    SourceRange argumentRange = argument.name.range;
    call.arguments.push_back({argument.name.text, argumentRange, argumentValue, false});
    // A parameter of a Task is text, whatever its type is.
    const Constant *text = argumentValue;
    if (argumentValue->isNumber())
      text = a.constants.literal(argumentValue->getNumber(), argumentValue->getRange());
    else if (argumentValue->isBool())
      text = a.constants.literal(argumentValue->getBool() ? "true" : "false",
                                 argumentValue->getRange());
    params.push_back(a.constants.map(
        {{"name", argumentRange, a.constants.literal(argument.name.text, argumentRange)},
         {"value", argumentRange, text}},
        argumentRange));
  }
  a.program.invokerCalls.push_back(std::move(call));
  if (!params.empty())
    put(part.task, "params", range, a.constants.list(params, value.getRange()), at);
}
