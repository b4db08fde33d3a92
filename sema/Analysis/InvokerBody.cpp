#include "sema/Analysis/InvokerBody.h"

#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Basic/DiagnosticsSchema.h"
#include "frontend/Basic/DiagnosticsSema.h"
#include "sema/Analysis/Checks.h"
#include "sema/Analysis/Manifests.h"
#include "sema/Builtins/Operator.h"
#include "sema/Schema/TargetKinds.h"

using namespace stash;
using namespace stash::ast;
using namespace stash::sema;

using llvm::cast;
using llvm::dyn_cast;
using schema::ObjectId;

void InvokerBody::addVariable(llvm::StringRef name, llvm::StringRef doc) {
  Parameter variable;
  variable.name = name;
  variable.doc = doc;
  scope.add(a.scopes.binding({Binding::Kind::Parameter,
                              name,
                              {},
                              nullptr,
                              &scope,
                              nullptr,
                              a.constants.make(variable),
                              false,
                              true}));
}

/// The variables that the text may hold. A blueprint is a template as a whole; of an invoker claim
/// templates are the one place where Stash substitutes, and only this (spec §4.11).
void InvokerBody::declareVariables() {
  if (invoker.invokerKind == InvokerKind::Blueprint)
    for (const BlueprintVariable &variable : getBlueprintVariables())
      addVariable(variable.name, variable.doc);
  else
    addVariable("POD_ORDINAL", "number of the replica that the claim is for");
}

void InvokerBody::run() {
  if (invoker.isExternal) {
    invoker.kind = "Repository";
    return;
  }
  unsigned errors = a.diags.getErrorCount();
  llvm::ArrayRef<const Item *> items = item.getBody().items;
  declareVariables();
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
  case InvokerKind::Blueprint:
    invoker.kind = "BackupBlueprint";
    part.object = ObjectId::BackupBlueprintSpec;
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
  if (invoker.invokerKind == InvokerKind::Blueprint) {
    checkBlueprint(*invoker.spec, /*isSource=*/true, diag::Stage::Now, a);
    if (const Expr *ns = item.getNamespace())
      a.report(scope, diag::BlueprintNamespace, ns->getRange())
          .fixit({item.getName()->getRange().end, ns->getRange().end}, "");
  }
  a.budget.spendOutput(invoker.spec->getWeight());
  a.spend(scope, invoker.nameRange, 1 + invoker.spec->getWeight() / 64);
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
      if (!field) {
        std::optional<llvm::StringRef> meant = reportHabit(name, step.name->getRange(), at);
        if (!meant)
          return;
        name = *meant;
        field = findField(part, name, where);
      }
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
  bool isBlueprint = invoker.invokerKind == InvokerKind::Blueprint;
  if (invoker.invokerKind == InvokerKind::Repository || isBlueprint) {
    const schema::Field *field = schema::getObject(ObjectId::Backend).getField(name);
    bool isOfTask = isBlueprint && name == "params";
    // What a blueprint does not have is rather meant for the blueprint than for its backend.
    where = isOfTask ? &Part::task : field || !isBlueprint ? &Part::backend : &Part::spec;
    return isOfTask ? schema::getObject(ObjectId::TaskRef).getField(name) : field;
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

/// What a name stands for that people bring from elsewhere, and how it is written here.
namespace {
struct Habit {
  llvm::StringLiteral written, meant; ///< `meant` is empty where a field does not replace it
  llvm::StringLiteral hint;
};
} // namespace
static constexpr Habit repositoryHabits[] = {
    {"secretName", "secret", ""},
    {"storageSecret", "secret", ""},
    {"credentials", "secret", ""},
    {"minio", "s3", ""},
    {"aws", "s3", ""},
    {"gcp", "gcs", ""},
    {"pvc", "",
     "a volume is a backend as 'local { mountPath: \"/…\", persistentVolumeClaim: { … } }'"},
    {"nfs", "", "a volume is a backend as 'local { mountPath: \"/…\", nfs: { … } }'"},
    {"name", "", "the name follows the keyword: 'repository NAME in NAMESPACE { … }'"},
    {"namespace", "", "it follows the name: 'repository NAME in NAMESPACE { … }'"},
    {"metadata", "", "'labels' and 'annotations' go here; the namespace follows the name"},
};
static constexpr Habit invokerHabits[] = {
    {"cron", "schedule", ""},
    {"policy", "retention", ""},
    {"name", "", "the name follows the keyword: 'backup NAME in NAMESPACE { … }'"},
    {"namespace", "", "it follows the name: 'backup NAME in NAMESPACE { … }'"},
    {"metadata", "", "'labels' and 'annotations' go here; the namespace follows the name"},
    {"pre", "", "it is written 'hooks: { preBackup: { … } }', of a restore 'preRestore'"},
    {"post", "", "it is written 'hooks: { postBackup: { … } }', of a restore 'postRestore'"},
    {"http", "", "it belongs to a hook: 'hooks: { preBackup: { httpGet: { … } } }'"},
    {"exec", "", "it belongs to a hook: 'hooks: { preBackup: { exec: { … } } }'"},
    {"resource", "", "it is written 'runtimeSettings: { container: { resources: { … } } }'"},
    {"resources", "", "it is written 'runtimeSettings: { container: { resources: { … } } }'"},
};

llvm::StringRef InvokerBody::getNoun() const {
  return invoker.invokerKind == InvokerKind::Repository ? "repository"
         : invoker.invokerKind == InvokerKind::Backup   ? "backup"
                                                        : "restore";
}

/// Reports a field that people write by habit and that is called otherwise. Gives the field that
/// is meant, the name itself when there is nothing to report, and nothing when no field replaces
/// it.
std::optional<llvm::StringRef> InvokerBody::reportHabit(llvm::StringRef name, SourceRange range,
                                                        Scope &at) {
  bool isRepository = invoker.invokerKind == InvokerKind::Repository;
  for (const Habit &habit : isRepository ? llvm::ArrayRef<Habit>(repositoryHabits)
                                         : llvm::ArrayRef<Habit>(invokerHabits)) {
    if (habit.written != name)
      continue;
    auto report = a.report(at, diag::UnknownField, range, name, getNoun());
    if (!habit.hint.empty())
      report.note({}, "{0}", habit.hint);
    report.suggest(range, habit.meant);
    return habit.meant.empty() ? std::nullopt : std::optional<llvm::StringRef>(habit.meant);
  }
  // Short forms are no fields, so that the schema's check does not know them.
  static constexpr llvm::StringRef forms[] = {"retention", "target",      "task",  "repository",
                                              "labels",    "annotations", "secret"};
  bool isForm = llvm::is_contained(forms, name) || name == "spec" || name == "backend";
  llvm::StringRef meant = isForm ? llvm::StringRef() : a.diags.findMeant(name, forms);
  bool isMetadata = meant == "labels" || meant == "annotations";
  if (meant.empty() || (!isMetadata && (meant == "secret") != isRepository))
    return name;
  a.report(at, diag::UnknownField, range, name, getNoun()).suggest(range, meant);
  return meant;
}

void InvokerBody::addProperty(llvm::StringRef name, SourceRange range, const Expr &value, Scope &at,
                              Part &part) {
  Members Part::*where;
  if (!findField(part, name, where)) {
    std::optional<llvm::StringRef> meant = reportHabit(name, range, at);
    if (!meant)
      return;
    name = *meant;
  }
  if (addShortForm(name, range, value, at, part))
    return;
  const schema::Field *field =
      findField(part, name == "retention" ? "retentionPolicy" : name, where);
  // Its value is written as the field wants it that was meant: names mean nothing here.
  bool isKnown = field || name == "labels" || name == "annotations" || name == "spec" ||
                 name == "retention" || name == "target" || name == "backend";
  if (!isKnown)
    a.diags.silence(value.getRange());
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
  bool isBackup =
      invoker.invokerKind == InvokerKind::Backup || invoker.invokerKind == InvokerKind::Blueprint;
  if (name == "retention" && isBackup)
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
  if (!part.hasCall)
    addCall(part.task);
  for (const ConstantMember &member : own) {
    if (member.key == "task" && member.value->isMap())
      addCall(member.value->getMembers());
    if (member.key != "members" || !members.empty() || !member.value->isList())
      continue;
    for (const Constant *inner : member.value->getItems())
      if (const Constant *task = inner->isMap() ? inner->get("task") : nullptr;
          task && task->isMap())
        addCall(task->getMembers());
  }
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

/// What a blueprint does not have because Stash makes it for each target.
void InvokerBody::reportMisplaced(SourceRange range, llvm::StringRef name, Scope &at) {
  a.report(at, diag::MisplacedItem, range, ("a " + name).str(), "in a blueprint")
      .note({}, "{0}",
            name == "target" ? "targets name the blueprint in their annotation "
                               "'stash.appscode.com/backup-blueprint'"
                             : "Stash makes a Repository for each target, of the backend that the "
                               "blueprint gives");
}

void InvokerBody::addMember(const TargetItem &target, Scope &at) {
  if (invoker.invokerKind == InvokerKind::Blueprint)
    return reportMisplaced(target.getRange(), "target", at);
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
  bool isBlueprint = invoker.invokerKind == InvokerKind::Blueprint;
  if ((isRepository || isBlueprint) && name == "secret") {
    if (!llvm::isa<NameExpr, StringExpr>(value)) {
      if (!llvm::isa<ErrorExpr>(value))
        a.report(at, diag::WantsName, value.getRange());
      invoker.hasHoles = true;
      return true;
    }
    put(part.backend, "storageSecretName", range, evaluateObjectName(value, at), at);
    return true;
  }
  if (isRepository)
    return false;
  if (isBlueprint && (name == "target" || name == "repository")) {
    reportMisplaced(range, name, at);
    return true;
  }
  if (name == "target") {
    if (const auto *target = dyn_cast<TargetExpr>(&value)) {
      setTarget(*target, at, part);
      return true;
    }
    if (llvm::isa<NameExpr, StringExpr>(value) && !isConstant(value, at)) {
      a.report(at, diag::WrongType, value.getRange(), "'target'", "a kind and a name", "one word")
          .note({},
                "it is written 'target: KIND NAME', such as 'target: PersistentVolumeClaim {0}'",
                a.diags.getSources().getText(value.getRange()).trim('"'));
      part.hasTarget = true;
      invoker.hasHoles = true;
      return true;
    }
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

/// Whether a value is the name of a constant, which may be the whole map.
bool InvokerBody::isConstant(const Expr &value, Scope &at) {
  const auto *name = dyn_cast<NameExpr>(&value);
  return name && evaluator.findConstant(name->getName().text, value.getRange(), at);
}

void InvokerBody::setTarget(const TargetExpr &target, Scope &at, Part &part) {
  if (part.hasTarget) {
    a.report(at, diag::DuplicateKey, target.getRange(), "target");
    return;
  }
  part.hasTarget = true;
  Name kind = target.getTargetKind();
  llvm::StringRef apiVersion = schema::getTargetApiVersion(kind.text);
  if (apiVersion.empty()) {
    auto report = a.report(at, diag::UnknownTargetKind, kind.range, kind.text);
    llvm::StringRef nearest;
    if (std::optional<schema::MeantTarget> meant = schema::findMeantTarget("v1", kind.text))
      nearest = schema::getTargetApiVersion(meant->kind).empty() ? "" : meant->kind;
    report.suggest(kind.range, nearest);
    if (nearest.empty())
      report.note(
          {},
          "any kind can be written as 'target: {{ ref: {{ apiVersion: …, kind: …, name: … } }'");
  }
  Members ref;
  // Of an unknown kind it is another one, and nothing more is said of it.
  ref.push_back({"apiVersion", kind.range,
                 apiVersion.empty() ? a.constants.unknown(kind.range)
                                    : a.constants.literal(apiVersion, kind.range)});
  ref.push_back({"kind", kind.range, a.constants.literal(kind.text, kind.range)});
  SourceRange nameRange = target.getName()->getRange();
  llvm::StringRef name = evaluator.evaluateName(*target.getName(), at), ns;
  ref.push_back(
      {"name", nameRange,
       apiVersion.empty() ? a.constants.unknown(nameRange) : a.constants.literal(name, nameRange)});
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

/// The name of an object. In a blueprint it may depend on the target.
const Constant *InvokerBody::evaluateObjectName(const Expr &expr, Scope &at) {
  const auto *string = dyn_cast<StringExpr>(&expr);
  if (string && !string->isLiteral() && invoker.invokerKind == InvokerKind::Blueprint)
    return evaluator.evaluate(expr, at);
  return a.constants.literal(evaluator.evaluateName(expr, at), expr.getRange());
}

void InvokerBody::setTaskName(const Expr &expr, Scope &at, Part &part, InvokerCall &call) {
  const Constant *name = evaluateObjectName(expr, at);
  put(part.task, "name", call.range, name, at);
  std::optional<std::string> literal = name->getLiteral();
  if (!literal)
    return; // which Task it is, is not known
  call.taskName = a.constants.copy(llvm::StringRef(*literal));
  call.task = a.program.tasksByName.lookup(call.taskName);
  if (!call.task)
    return;
  a.occur(call.range, call.task->nameRange, SymbolKind::Task, call.taskName, nullptr, call.task);
  a.markImport(*at.file, *call.task->file);
}

/// A Task that is named by fields, `task: { name: …, params: […] }`, is called as one by its short
/// form.
void InvokerBody::addCall(llvm::ArrayRef<ConstantMember> task) {
  auto get = [&](llvm::StringRef key) -> const Constant * {
    for (const ConstantMember &member : task)
      if (member.key == key)
        return member.value;
    return nullptr;
  };
  const Constant *name = get("name"), *params = get("params");
  std::optional<std::string> text = name ? name->getLiteral() : std::nullopt;
  if (!text)
    return;
  auto known = a.program.tasksByName.find(*text);
  const Task *called = known == a.program.tasksByName.end() ? nullptr : known->second;
  llvm::StringRef calledName = called ? called->name : llvm::StringRef();
  InvokerCall call{&invoker, called, calledName, name->getRange(), {}};
  if (called) {
    a.occur(name->getRange(), called->nameRange, SymbolKind::Task, calledName, nullptr, called);
    a.markImport(*invoker.file, *called->file);
  }
  if (params && params->isList())
    for (const Constant *param : params->getItems()) {
      const Constant *key = param->isMap() ? param->get("name") : nullptr;
      std::optional<std::string> parameter = key ? key->getLiteral() : std::nullopt;
      const Constant *value = param->isMap() ? param->get("value") : nullptr;
      if (!parameter || !value)
        return; // what is given is not known
      call.arguments.push_back(
          {a.constants.copy(llvm::StringRef(*parameter)), key->getRange(), value, false});
    }
  else if (params && !params->isNull())
    return;
  a.program.invokerCalls.push_back(std::move(call));
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
  InvokerCall call{&invoker, nullptr, {}, nameExpr->getRange(), {}};
  setTaskName(*nameExpr, at, part, call);
  llvm::SmallVector<const Constant *, 4> params;
  part.hasCall = true;
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
