#include "frontend/Basic/DiagnosticsSema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace stash;
using namespace stash::schema;

bool schema::hasKeys(const Value &value) {
  if (value.isList())
    return llvm::any_of(value.getItems(), [](const Value *item) { return hasKeys(*item); });
  return value.isMap() && !value.empty();
}

void Checker::checkTyped(const Field &field, const Type &type, Node node) {
  if (type.isAnything() || !node.isGiven() || isReported(node.getValue()))
    return;
  if (type.shape != Shape::One || type.isObject()) {
    around.push_back(node);
    if (type.shape == Shape::List)
      checkList(field, type, node);
    else if (type.shape == Shape::Map)
      checkMap(field, type, node);
    else
      checkObject(*type.getObject(), node);
    around.pop_back();
    return;
  }
  if (!onlyFields)
    checkScalar(field, type, node);
  else if (hasKeys(*node.getValue()))
    wrongType(type, node);
}

void Checker::checkList(const Field &field, const Type &type, Node node) {
  if (!node.getValue()->isList()) {
    if (!onlyFields || hasKeys(*node.getValue()))
      wrongType(type, node);
    return;
  }
  Type element = type.getElement();
  for (Node item : node.getItems()) {
    if (item.isGiven()) {
      checkTyped(field, element, item);
      continue;
    }
    if (onlyFields || element.isAnything())
      continue;
    // The API server's own decoder reads null as the empty value; a CRD refuses it.
    if (!isBuiltIn())
      wrongType(element, item);
    else if (element.isObject())
      checkObject(*element.getObject(), item);
    else if (element.isString())
      checkText(field, element, item, "");
  }
  // What only the schema asks for nobody asks of built-in kinds.
  if (!field.keys.empty() && !onlyFields && !onlyTypes && !(field.keysBySchema && isBuiltIn()))
    checkKeys(field, node);
}

/// Two volumes of a Task with one name: Stash makes one of them, which the API server refuses when
/// it has two sources.
void Checker::reportMerged(Node later, Node first, SourceRange place, SourceRange firstPlace) {
  auto getSource = [](Node volume) {
    for (Node member : volume.getMembers())
      if (member.getName() != "name")
        return member.getName();
    return llvm::StringRef();
  };
  bool isSame = getSource(later) == getSource(first);
  report(isSame ? Level::Later : Level::Server, diag::DuplicateVolume, place,
         *later.getText("name"))
      .note(firstPlace, "the first is here")
      .note({}, "{0}",
            isSame ? "Stash merges the two: the second's fields win"
                   : "Stash merges the two, and a volume has only one source");
}

void Checker::checkKeys(const Field &field, Node node) {
  llvm::SmallVector<llvm::StringRef, 2> keys;
  llvm::StringRef(field.keys).split(keys, ',');
  const Object &object = *field.type.getObject();
  llvm::StringMap<SourceRange> seen;
  for (Node item : node.getItems()) {
    std::string identity, shown;
    bool isComparable = item.isMap();
    SourceRange place = item.getPlace();
    for (llvm::StringRef key : keys) {
      Node value = item.get(key);
      // What is missing counts as its default; what is empty is reported as missing.
      std::optional<llvm::StringRef> text = value.getText();
      if (!value.isGiven())
        text = object.getField(key, world)->defaultValue;
      if (!text || (text->empty() && keys.size() == 1)) {
        isComparable = false;
        break;
      }
      identity += *text;
      identity += '\0';
      shown += shown.empty() ? "" : " and ";
      shown += (key + " '" + *text + "'").str();
      if (value.isGiven())
        place = keys.size() == 1 ? value.getRange() : item.getPlace();
    }
    if (!isComparable)
      continue;
    auto [it, isNew] = seen.try_emplace(identity, place);
    if (isNew)
      continue;
    if (field.keysBySchema && !isBuiltIn())
      report(Level::Schema, diag::DuplicateItem, place, object.noun, shown)
          .note(it->second, "the first is here");
    else if (object.id == ObjectId::TopologySpreadConstraint) // the API server names the first
      report(Level::Server, diag::DuplicateItem, it->second, object.noun, shown)
          .note(place, "the other is here");
    else if (object.id == ObjectId::Volume && parents.back()->id == ObjectId::TaskSpec)
      reportMerged(
          item,
          *llvm::find_if(node.getItems(),
                         [&](Node other) { return other.getText("name") == item.getText("name"); }),
          place, it->second);
    else
      report(schema::getLevel(*parents.back()), diag::DuplicateItem, place, object.noun, shown)
          .note(it->second, "the first is here");
  }
}

void Checker::checkMap(const Field &field, const Type &type, Node node) {
  if (!node.getValue()->isMap()) {
    if (!onlyFields)
      wrongType(type, node);
    return;
  }
  if (onlyFields)
    return;
  Type element = type.getElement();
  for (Node member : node.getMembers()) {
    bool isKeyTemplated = inTemplate && member.getName().contains("${");
    if (type.keyFormat != Format::Any && !isKeyTemplated && !onlyTypes)
      if (Fault fault = schema::findFault(type.keyFormat, member.getName()))
        report(schema::getLevel(type.keyFormat), diag::BadFormat, member.getPlace(),
               member.getName(), getNoun(type.keyFormat), *fault);
    if (std::optional<llvm::StringRef> text = member.getText();
        text && type.format != Format::Any && !onlyTypes) {
      if (Fault fault = schema::findFault(type.format, *text))
        report(schema::getLevel(type.format), diag::BadFormat, member.getRange(), *text,
               getNoun(type.format), *fault);
      continue;
    }
    checkTyped(field, element, member);
  }
}
