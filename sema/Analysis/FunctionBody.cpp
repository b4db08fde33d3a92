#include "frontend/Basic/DiagnosticsSema.h"
#include "sema/Analysis/Bodies.h"

using namespace stash;
using namespace stash::ast;
using namespace stash::sema;

using llvm::cast;
using llvm::dyn_cast;

/// Whether a part of a constant is what an error left.
static bool hasUnknown(const Constant &constant) {
  switch (constant.getKind()) {
  case Constant::Kind::Unknown:
    return true;
  case Constant::Kind::Text:
    return llvm::any_of(constant.getText(), [](const Piece &piece) {
      return piece.variable && piece.variable->name.empty();
    });
  case Constant::Kind::List:
    return llvm::any_of(constant.getItems(),
                        [](const Constant *item) { return hasUnknown(*item); });
  case Constant::Kind::Map:
    return llvm::any_of(constant.getMembers(),
                        [](const ConstantMember &member) { return hasUnknown(*member.value); });
  default:
    return false;
  }
}

void FunctionBody::run() {
  if (!item.getBody()) {
    function.isComplete = item.isExtern();
    function.hasHoles = !item.isExtern();
    return;
  }
  unsigned errors = a.diags.getErrorCount();
  evaluator.declareConstants(item.getBody()->items, scope);
  evaluator.forEachItem(item.getBody()->items, scope,
                        [&](const Item &i, Scope &at) { addItem(i, at); });
  for (auto &[name, items] : lists) {
    Members &members = name == "volumeMounts" ? spec : settings;
    if (ConstantMember *member = members.find(name))
      member->value = a.constants.list(items, member->value->getRange());
  }
  if (ConstantMember *member = spec.find("runtimeSettings"))
    member->value = a.constants.map(settings, member->value->getRange());
  function.spec = a.constants.map(spec, item.getBody()->range);
  function.isComplete =
      a.diags.getErrorCount() == errors && !function.hasHoles && !hasUnknown(*function.spec);

  a.budget.spendOutput(function.spec->getWeight());
  if (!a.spend(scope, function.nameRange, 1 + function.spec->getWeight() / 64))
    return;
  auto collect = [&](const VariableUse &use) {
    a.budget.spendMemory(sizeof(use));
    function.uses.push_back(use);
  };
  forEachUse(*function.spec, collect);
  for (const Constant *metadata : {function.labels, function.annotations})
    if (metadata)
      forEachUse(*metadata, collect);
}

void FunctionBody::addItem(const Item &i, Scope &at) {
  switch (i.getKind()) {
  case Item::Kind::Error:
    function.hasHoles = true;
    return;
  case Item::Kind::Let:
  case Item::Kind::Params:
    return;
  case Item::Kind::Property:
    return addProperty(cast<PropertyItem>(i), at);
  case Item::Kind::Spread: {
    const Constant *value = evaluator.evaluate(*cast<SpreadItem>(i).getValue(), at);
    if (value->isMap())
      for (const ConstantMember &member : value->getMembers())
        addField(member.key, member.keyRange, member.value, at);
    else if (!value->isUnknown())
      a.report(at, diag::CannotSpread, i.getRange(), describe(*value), "a map");
    return;
  }
  case Item::Kind::Mount:
    return addMount(cast<MountItem>(i), at);
  case Item::Kind::Env:
    return addEnv(cast<EnvItem>(i), at);
  default: {
    auto report = a.report(at, diag::MisplacedItem, i.getRange(), describe(i), "in a function");
    if (i.getKind() == Item::Kind::Volume)
      report.note({}, "volumes are the task's; a function mounts them");
    else if (i.getKind() == Item::Kind::Pipeline)
      report.note({}, "steps belong in a task; a field is written 'name: value'");
    return;
  }
  }
}

static const schema::Field *findFunctionField(llvm::StringRef name, bool &isSetting) {
  using schema::ObjectId;
  isSetting = false;
  if (const schema::Field *field = schema::getObject(ObjectId::FunctionSpec).getField(name))
    return field;
  isSetting = true;
  return schema::getObject(ObjectId::ContainerRuntimeSettings).getField(name);
}

void FunctionBody::addProperty(const PropertyItem &property, Scope &at) {
  if (llvm::isa<TargetExpr>(property.getValue())) {
    evaluator.evaluate(*property.getValue(), at); // which says that it belongs elsewhere
    return;
  }
  const Expr &key = *property.getKey();
  llvm::StringRef name = evaluator.evaluateKey(key, at);
  bool isSetting;
  const schema::Field *field = findFunctionField(name, isSetting);
  addField(name, key.getRange(),
           evaluator.evaluate(*property.getValue(), at, field ? &field->type : nullptr), at);
}

void FunctionBody::addField(llvm::StringRef name, SourceRange range, const Constant *value,
                            Scope &at) {
  if (name == "labels" || name == "annotations") {
    const Constant *&metadata = name == "labels" ? function.labels : function.annotations;
    if (metadata)
      a.report(at, diag::DuplicateKey, range, name).note(metadata->getRange(), "it was given here");
    metadata = value;
    return;
  }
  if (name == "runtimeSettings") {
    if (!value->isMap()) {
      put(spec, name, range, value, at);
      return;
    }
    for (const ConstantMember &member : value->getMembers())
      put(settings, member.key, member.keyRange, member.value, at);
    if (!spec.contains("runtimeSettings"))
      spec.push_back({name, range, value});
    return;
  }
  bool isSetting;
  // An unknown field stays in the spec, where the schema's check names it.
  if (!findFunctionField(name, isSetting) || !isSetting) {
    put(spec, name, range, value, at);
    return;
  }
  if (!spec.contains("runtimeSettings"))
    spec.push_back({"runtimeSettings", range, value});
  put(settings, name, range, value, at);
}

void FunctionBody::put(Members &members, llvm::StringRef name, SourceRange range,
                       const Constant *value, Scope &at) {
  if ((name == "volumeMounts" || name == "env") && value->isList()) {
    for (const Constant *element : value->getItems())
      append(members, name, range, element);
    if (!value->getItems().empty())
      return;
  }
  if (const ConstantMember *member = members.find(name)) {
    a.report(at, diag::DuplicateKey, range, name).note(member->keyRange, "it was given here");
    return;
  }
  members.push_back({name, range, value});
}

void FunctionBody::append(Members &members, llvm::StringRef name, SourceRange range,
                          const Constant *value) {
  auto list = llvm::find_if(lists, [&](const auto &entry) { return entry.first == name; });
  if (list == lists.end()) {
    lists.push_back({name, {}});
    list = std::prev(lists.end());
  }
  list->second.push_back(value);
  if (!members.contains(name))
    members.push_back({name, range, value});
}

void FunctionBody::addMount(const MountItem &mount, Scope &at) {
  const auto *fields = &schema::getObject(schema::ObjectId::VolumeMount);
  auto typeOf = [&](llvm::StringRef name) { return &fields->getField(name)->type; };
  SourceRange range = mount.getRange();
  llvm::SmallVector<ConstantMember, 4> members;
  auto add = [&](llvm::StringRef name, const Expr &expr) {
    members.push_back({name, expr.getRange(), evaluator.evaluate(expr, at, typeOf(name))});
  };
  add("name", *mount.getVolume());
  add("mountPath", *mount.getPath());
  if (mount.getReadonly().isValid())
    members.push_back(
        {"readOnly", mount.getReadonly(), a.constants.boolean(true, mount.getReadonly())});
  if (mount.getSubPath())
    add("subPath", *mount.getSubPath());
  append(spec, "volumeMounts", range, a.constants.map(members, range));
}

void FunctionBody::addEnv(const EnvItem &env, Scope &at) {
  SourceRange range = env.getRange();
  llvm::SmallVector<ConstantMember, 2> members;
  SourceRange nameRange = env.getName()->getRange();
  members.push_back({"name", nameRange,
                     a.constants.literal(evaluator.evaluateName(*env.getName(), at), nameRange)});
  if (const Expr *value = env.getValue()) {
    const auto *call = dyn_cast<CallExpr>(value);
    const auto *callee = call ? dyn_cast<NameExpr>(call->getCallee()) : nullptr;
    llvm::StringRef name = callee ? callee->getName().text : llvm::StringRef();
    if (name == "secret" || name == "configMap" || name == "field")
      members.push_back({"valueFrom", value->getRange(), readEnvSource(*call, at)});
    else if (llvm::isa<MapExpr>(value))
      members.push_back({"valueFrom", value->getRange(), evaluator.evaluate(*value, at)});
    else
      members.push_back({"value", value->getRange(), evaluator.evaluate(*value, at)});
  }
  if (!spec.contains("runtimeSettings"))
    spec.push_back({"runtimeSettings", range, a.constants.map({}, range)});
  append(settings, "env", range, a.constants.map(members, range));
}

/// `secret(name, key)`, `configMap(name, key)`, `field("…")`: names as they stand.
const Constant *FunctionBody::readEnvSource(const CallExpr &call, Scope &at) {
  llvm::StringRef kind = cast<NameExpr>(call.getCallee())->getName().text;
  bool isField = kind == "field";
  SourceRange range = call.getRange();
  llvm::SmallVector<const Constant *, 2> texts;
  bool optional = false;
  std::string written = isField ? "it is written 'field(\"metadata.name\")'"
                                : ("it is written '" + kind + "(NAME, KEY)'").str();
  for (const Element &element : call.getArguments()) {
    if (element.key && !isField && evaluator.evaluateKey(*element.key, at) == "optional") {
      optional = evaluator.evaluateCondition(*element.value, at).value_or(false);
      continue;
    }
    if (element.key || element.isSpread) {
      a.report(at, diag::EnvSourceArguments, element.range, kind).note({}, "{0}", written);
      return a.constants.unknown(range);
    }
    const auto *name = dyn_cast<NameExpr>(element.value);
    if (name && findBuiltin(name->getName().text)) {
      a.diags.reportError(diag::NameIsConstant, name->getRange(), name->getName().text)
          .note({}, "write the value of a Stash variable inside a string")
          .fixit(name->getRange(), ("\"${" + name->getName().text + "}\"").str());
      return a.constants.unknown(range);
    }
    if (name)
      texts.push_back(a.constants.literal(evaluator.evaluateName(*name, at), name->getRange()));
    else
      texts.push_back(evaluator.evaluate(*element.value, at));
  }
  if (texts.size() != (isField ? 1u : 2u)) {
    a.report(at, diag::EnvSourceArguments, range, kind).note({}, "{0}", written);
    return a.constants.unknown(range);
  }
  auto member = [&](llvm::StringRef key, const Constant *value) {
    return ConstantMember{key, value->getRange(), value};
  };
  if (isField)
    return a.constants.map(
        member("fieldRef", a.constants.map(member("fieldPath", texts[0]), range)), range);
  llvm::SmallVector<ConstantMember, 3> reference = {member("name", texts[0]),
                                                    member("key", texts[1])};
  if (optional)
    reference.push_back(member("optional", a.constants.boolean(true, range)));
  return a.constants.map(member(kind == "secret" ? "secretKeyRef" : "configMapKeyRef",
                                a.constants.map(reference, range)),
                         range);
}

static void forEachUse(Text text, bool isNested,
                       llvm::function_ref<void(const VariableUse &)> visit) {
  for (const Piece &piece : text) {
    if (!piece.variable || piece.variable->name.empty())
      continue;
    const Variable &variable = *piece.variable;
    VariableUse use;
    use.name = variable.name;
    use.range = variable.range;
    use.op = variable.op;
    if (variable.op == TemplateOperator::Default && !variable.arguments.empty())
      use.defaultWord = variable.arguments[0];
    if (variable.op == TemplateOperator::Substring && variable.arguments.size() > 1 &&
        isLiteral(variable.arguments[1])) {
      int64_t length;
      use.panics = llvm::to_integer(joinLiterals(variable.arguments[1]), length, 10) && length < 0;
    }
    use.parameter = variable.parameter;
    use.fromGroup = variable.fromGroup;
    use.isNested = isNested;
    visit(use);
    for (Text argument : variable.arguments)
      forEachUse(argument, true, visit);
    // The default of the signature is emitted here too.
    if (variable.parameter && variable.parameter->defaultValue &&
        variable.parameter->defaultValue->isText())
      forEachUse(variable.parameter->defaultValue->getText(), true, visit);
  }
}

void sema::forEachUse(const Constant &constant,
                      llvm::function_ref<void(const VariableUse &)> visit) {
  switch (constant.getKind()) {
  case Constant::Kind::Text:
    return ::forEachUse(constant.getText(), false, visit);
  case Constant::Kind::List:
    for (const Constant *item : constant.getItems())
      forEachUse(*item, visit);
    return;
  case Constant::Kind::Map:
    for (const ConstantMember &member : constant.getMembers())
      forEachUse(*member.value, visit);
    return;
  default:
    return;
  }
}
