#include "tools/import/ValueWriter.h"

#include "backend/Lower/Lower.h"
#include "frontend/Parse/Literal.h"
#include "frontend/Value/Duration.h"
#include "frontend/Value/Quantity.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::importer;

const schema::Type *importer::findFieldType(schema::ObjectId object, llvm::StringRef name) {
  const schema::Field *field = schema::getObject(object).getField(name);
  return field ? &field->type : nullptr;
}

void ValueWriter::hangComments(Source &out, size_t entry, SourceRange origin) {
  out.setOrigin(entry, origin);
  out.hang(entry, model.comments.take(origin.begin));
}

void ValueWriter::write(Source &out, const Value &value, const schema::Type *type,
                        llvm::StringRef subject) {
  switch (value.getKind()) {
  case Value::Kind::Unknown:
  case Value::Kind::Null:
    out.code("null");
    return;
  case Value::Kind::Bool:
    out.scalar(value.getBool() ? "true" : "false", subject);
    return;
  case Value::Kind::Number: {
    std::string text = value.getText().str();
    llvm::erase(text, '+'); // 1e+3
    out.scalar(text, subject);
    return;
  }
  case Value::Kind::String: {
    llvm::StringRef text = value.getText();
    bool hasUnit = !text.empty() && llvm::isDigit(text[0]) && llvm::isAlpha(text.back()) &&
                   isBareKey(text) && !toJsonNumber(text);
    if (hasUnit && type &&
        ((type->isQuantity() && isQuantity(text)) ||
         (type->isString() && takesUnits(type->format) && isDuration(text)))) {
      out.scalar(text, subject);
      return;
    }
    out.text(texts.read(value, destination, function), subject);
    out.setOrigin(value.getRange());
    return;
  }
  case Value::Kind::List:
    return writeList(out, value, type, subject);
  case Value::Kind::Map:
    return writeMap(out, value, type);
  }
}

/// Whether a value looks well on one line.
bool ValueWriter::isShort(const Value &value, size_t &budget) const {
  auto spend = [&](size_t n) {
    bool enough = n <= budget;
    budget -= std::min(n, budget);
    return enough;
  };
  switch (value.getKind()) {
  case Value::Kind::List:
    return spend(2) && llvm::all_of(value.getItems(), [&](const Value *item) {
             return isShort(*item, budget) && spend(2);
           });
  case Value::Kind::Map:
    return spend(4) && llvm::all_of(value.getMembers(), [&](const Member &member) {
             return spend(member.key.size() + 4) && isShort(*member.value, budget);
           });
  case Value::Kind::String:
    return spend(value.getText().size() + 2) && !value.getText().contains('\n');
  case Value::Kind::Number:
    return spend(value.getText().size());
  default:
    return spend(5);
  }
}

void ValueWriter::writeList(Source &out, const Value &list, const schema::Type *type,
                            llvm::StringRef subject) {
  schema::Type element = type ? type->getElement() : schema::Type();
  const schema::Type *elementType = type && type->isList() ? &element : nullptr;
  size_t budget = 76;
  // One text of several lines may stand at the end, as in `["sh", "-c", """…"""]`.
  bool hasTexts = llvm::any_of(list.getItems(), [&](const Value *item) {
    return item->isString() && item != list.getItems().back() &&
           isForBlock(TextPart{TextPart::Kind::Literal, item->getText().str()});
  });
  bool isBroken = model.comments.hasAny(list.getRange()) || hasTexts ||
                  (llvm::any_of(list.getItems(), [](const Value *item) { return item->isMap(); }) &&
                   !isShort(list, budget));
  out.code("[");
  for (const Value *item : list.getItems()) {
    if (isBroken)
      out.code("\n");
    size_t entry = out.beginEntry();
    write(out, *item, elementType, subject);
    out.code(isBroken || item != list.getItems().back() ? ", " : "");
    hangComments(out, entry, item->getRange());
  }
  out.code(isBroken ? "\n]" : "]");
}

/// What a loop's variable for a field would be called: for a name, after what has it.
static llvm::StringRef getSubject(llvm::StringRef key, const schema::Object *object) {
  if (key != "name" || !object)
    return key;
  switch (object->id) {
  case schema::ObjectId::VolumeMount:
    return "volume";
  case schema::ObjectId::LocalObjectReference:
    return "secret"; // that is what pods name without a kind
  default:
    return object->noun;
  }
}

void ValueWriter::writeMap(Source &out, const Value &map, const schema::Type *type) {
  if (map.empty()) {
    out.code("{}");
    return;
  }
  const schema::Object *object = type && type->isObject() ? type->getObject() : nullptr;
  schema::Type element = type ? type->getElement() : schema::Type();
  size_t budget = 86;
  bool isBroken = model.comments.hasAny(map.getRange()) || !isShort(map, budget);
  Destination outer = destination;
  bool isFirst = true;
  out.code("{");
  for (const Member &member : map.getMembers()) {
    if (member.value->isNull())
      continue; // the same as no key
    const schema::Field *field = object ? object->getField(member.key) : nullptr;
    schema::Type fieldType = field ? field->type : schema::Type();
    if (field && field->later != schema::Format::Any)
      fieldType.format = field->later;
    const schema::Type *memberType = field                   ? &fieldType
                                     : type && type->isMap() ? &element
                                                             : nullptr;
    // As Lowering does it (spec §1.13, §4.11).
    if (object && object->id == schema::ObjectId::Param && member.key == "value")
      destination =
          outer == Destination::Template ? Destination::StepArgument : Destination::InvokerArgument;
    else if (object && outer == Destination::Verbatim && member.key == "volumeClaimTemplates")
      destination = Destination::Template;
    out.code(isBroken ? "\n" : isFirst ? " " : ", ");
    size_t entry = out.beginEntry();
    out.key(member.key);
    write(out, *member.value, memberType, getSubject(member.key, object));
    hangComments(out, entry, member.keyRange);
    destination = outer;
    isFirst = false;
  }
  out.code(isBroken ? "\n}" : " }");
}

void ValueWriter::writeMember(Source &out, const Member &member, const schema::Type *type,
                              llvm::StringRef name) {
  size_t entry = out.beginEntry();
  out.key(name.empty() ? member.key : name);
  Destination outer = destination;
  if (outer == Destination::Verbatim && member.key == "volumeClaimTemplates")
    destination = Destination::Template;
  write(out, *member.value, type, member.key);
  destination = outer;
  out.code("\n");
  hangComments(out, entry, member.keyRange);
}
