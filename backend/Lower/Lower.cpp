#include "backend/Lower/Lower.h"

#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Parse/Literal.h"
#include "frontend/Value/Duration.h"
#include "frontend/Value/Quantity.h"
#include "frontend/Value/Repair.h"
#include "sema/Builtins/Operator.h"

using namespace stash;
using namespace stash::sema;

static const schema::Type *typeOf(schema::ObjectId object, llvm::StringRef field) {
  const schema::Field *found = schema::getObject(object).getField(field);
  return found ? &found->type : nullptr;
}

Value *Lowering::lowerText(const Constant &constant, Destination destination) {
  Piece storage;
  Text text = getScalarText(constant, storage);
  SourceRange range = constant.getRange();
  // Most text needs no change, and so no copy.
  if (text.size() == 1 && !text[0].variable && llvm::none_of(text[0].literal, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '$' || c == '"' || c == '\\';
      }))
    return values.string(text[0].literal, range);
  std::optional<std::string> encoded = encodeText(text, destination, range, diags);
  return encoded ? values.string(values.copy(*encoded), range) : values.unknown(range);
}

/// A scalar that is no text, where text is wanted.
Value *Lowering::wantsText(const Constant &constant, const schema::Type *type) {
  auto report = diags.report(diag::WantsText, constant.getRange(), describe(constant));
  std::string quoted = quoteScalar(diags.getSources(), constant.getRange());
  if (type && takesUnits(type->format)) {
    report.note({}, "a duration is written with its unit, like '30s' or '1h30m'");
  } else {
    report.note({}, "text is written in quotes");
    if (!quoted.empty())
      report.fixit(constant.getRange(), quoted);
  }
  return values.unknown(constant.getRange());
}

Value *Lowering::lowerNumber(const Constant &constant, const schema::Type *type) {
  llvm::StringRef text = constant.getNumber();
  SourceRange range = constant.getRange();
  std::optional<std::string> json = toJsonNumber(text);
  bool isInteger = json && json->find_first_of(".eE") == std::string::npos;
  if (type && type->isString()) {
    // A duration or quantity in a string field is written as such.
    if (!json && (isDuration(text) || isQuantity(text)) && takesUnits(type->format))
      return values.string(text, range);
    return wantsText(constant, type);
  }
  if (type && type->isQuantity() && !isInteger)
    return values.string(text, range);
  if (!json)
    return values.string(text, range); // the schema's check says what it thinks of it
  return values.number(*json == text ? text : values.copy(*json), range);
}

Value *Lowering::lower(const Constant &constant, const schema::Type *type,
                       Destination destination) {
  SourceRange range = constant.getRange();
  switch (constant.getKind()) {
  case Constant::Kind::Unknown:
    return values.unknown(range);
  case Constant::Kind::Null:
    return values.null(range);
  case Constant::Kind::Bool:
    if (type && type->isString())
      return wantsText(constant, type);
    return values.boolean(constant.getBool(), range);
  case Constant::Kind::Number:
    return lowerNumber(constant, type);
  case Constant::Kind::Text:
    return lowerText(constant, destination);
  case Constant::Kind::Group:
    diags.report(diag::GroupIsNoValue, range);
    return values.unknown(range);
  case Constant::Kind::List: {
    Value *list = values.list(range);
    schema::Type element = type ? type->getElement() : schema::Type();
    for (const Constant *item : constant.getItems())
      list->append(values, lower(*item, type && type->isList() ? &element : nullptr, destination));
    return list;
  }
  case Constant::Kind::Map: {
    Value *map = values.map(range);
    const schema::Object *object = type && type->isObject() ? type->getObject() : nullptr;
    schema::Type element = type ? type->getElement() : schema::Type();
    for (const ConstantMember &member : constant.getMembers()) {
      const schema::Field *field = object ? object->getField(member.key) : nullptr;
      schema::Type fieldType = field ? field->type : schema::Type();
      if (field && field->later != schema::Format::Any)
        fieldType.format = field->later;
      const schema::Type *memberType = field                   ? &fieldType
                                       : type && type->isMap() ? &element
                                                               : nullptr;
      Destination inner = destination;
      // A parameter of a Task is put into the text of a Function (spec §1.13).
      bool isArgument = object && object->id == schema::ObjectId::Param && member.key == "value";
      if (isArgument)
        inner = destination == Destination::Template ? Destination::StepArgument
                                                     : Destination::InvokerArgument;
      // The other place of an invoker that Stash looks into (spec §4.11).
      else if (object && destination == Destination::Verbatim &&
               member.key == "volumeClaimTemplates")
        inner = Destination::Template;
      map->add(values, member.key, lower(*member.value, memberType, inner), member.keyRange);
    }
    return map;
  }
  }
  return values.unknown(range);
}

bool stash::takesUnits(schema::Format format) { return format == schema::Format::Duration; }

Value *Lowering::makeObject(const Object &object, llvm::StringRef apiVersion, llvm::StringRef kind,
                            Destination destination) {
  Value *result = values.map(object.range);
  result->add(values, "apiVersion", values.string(apiVersion, object.nameRange));
  result->add(values, "kind", values.string(kind, object.nameRange));
  Value *metadata = values.map(object.nameRange);
  metadata->add(values, "name", values.string(object.name, object.nameRange), object.nameRange);
  using schema::ObjectId;
  if (object.labels)
    metadata->add(values, "labels",
                  lower(*object.labels, typeOf(ObjectId::ObjectMeta, "labels"), destination),
                  object.labels->getRange());
  if (object.annotations)
    metadata->add(
        values, "annotations",
        lower(*object.annotations, typeOf(ObjectId::ObjectMeta, "annotations"), destination),
        object.annotations->getRange());
  result->add(values, "metadata", metadata, object.nameRange);
  return result;
}

Value *Lowering::lower(const Function &function) {
  Value *object = makeObject(function, stashVersion, "Function", Destination::Template);
  schema::Type type;
  type.scalar = schema::Scalar::Object;
  type.object = schema::ObjectId::FunctionSpec;
  Value *spec = function.spec ? lower(*function.spec, &type, Destination::Template)
                              : values.map(function.range);
  object->add(values, "spec", spec, function.nameRange);
  return object;
}

Value *Lowering::lower(const Invoker &invoker) {
  llvm::StringRef apiVersion = invoker.invokerKind == ast::InvokerKind::Repository
                                   ? sema::repositoryVersion
                                   : sema::stashVersion;
  // Stash substitutes in the whole text of a blueprint, and in that of no other invoker.
  bool isTemplate = invoker.invokerKind == ast::InvokerKind::Blueprint;
  Value *object = makeObject(invoker, apiVersion, invoker.kind,
                             isTemplate ? Destination::Template : Destination::Verbatim);
  const schema::Kind *kind = schema::findKind(apiVersion, invoker.kind);
  if (!invoker.ns.empty() && kind->isNamespaced) {
    Value *metadata = object->get("metadata");
    metadata->add(values, "namespace", values.string(invoker.ns, invoker.nsRange), invoker.nsRange);
  }
  const schema::Field *spec = kind->getObject().getField("spec");
  object->add(values, "spec",
              invoker.spec ? lower(*invoker.spec, &spec->type,
                                   isTemplate ? Destination::Template : Destination::Verbatim)
                           : values.map(invoker.range),
              invoker.nameRange);
  return object;
}

Value *Lowering::lower(const Task &task) {
  Value *object = makeObject(task, stashVersion, "Task", Destination::Template);
  Value *spec = values.map(task.range);
  Value *steps = values.list(task.range);
  for (const Step &step : task.steps) {
    Value *item = values.map(step.range);
    item->add(values, "name", values.string(step.functionName, step.range), step.range);
    if (!step.arguments.empty()) {
      Value *params = values.list(step.range);
      for (const Argument &argument : step.arguments) {
        Value *param = values.map(argument.nameRange);
        param->add(values, "name", values.string(argument.name, argument.nameRange),
                   argument.nameRange);
        param->add(values, "value", lowerText(*argument.value, Destination::StepArgument),
                   argument.nameRange);
        params->append(values, param);
      }
      item->add(values, "params", params, step.range);
    }
    steps->append(values, item);
  }
  spec->add(values, "steps", steps, task.nameRange);
  if (!task.volumes.empty()) {
    schema::Type type;
    type.scalar = schema::Scalar::Object;
    type.object = schema::ObjectId::Volume;
    Value *volumes = values.list(task.range);
    for (const Volume &volume : task.volumes)
      volumes->append(values, lower(*volume.value, &type, Destination::Template));
    spec->add(values, "volumes", volumes, task.volumes.front().nameRange);
  }
  object->add(values, "spec", spec, task.nameRange);
  return object;
}
