#include "frontend/Basic/DiagnosticsSema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringExtras.h"

#include <forward_list>

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
  // What is missing counts as its default.
  auto getText = [&](Node item, llvm::StringRef key) -> std::optional<llvm::StringRef> {
    Node value = item.get(key);
    if (value.isGiven())
      return value.getText();
    return object.getField(key, world)->defaultValue;
  };
  auto getPlace = [&](Node item) {
    Node value = item.get(keys.front());
    return keys.size() == 1 && value.isGiven() ? value.getRange() : item.getPlace();
  };
  llvm::SmallDenseMap<llvm::StringRef, Node, 16> seen;
  std::forward_list<std::string> identities; // of several keys
  for (Node item : node.getItems()) {
    if (!item.isMap())
      continue;
    std::optional<llvm::StringRef> identity = getText(item, keys.front());
    // What is empty is reported as missing.
    if (!identity || (identity->empty() && keys.size() == 1))
      continue;
    if (keys.size() > 1) {
      std::string joined;
      bool isComparable = llvm::all_of(keys, [&](llvm::StringRef key) {
        std::optional<llvm::StringRef> text = getText(item, key);
        joined += text.value_or("");
        joined += '\0';
        return text.has_value();
      });
      if (!isComparable)
        continue;
      identity = identities.emplace_front(std::move(joined));
    }
    auto [it, isNew] = seen.try_emplace(*identity, item);
    if (isNew)
      continue;
    SourceRange place = getPlace(item), firstPlace = getPlace(it->second);
    std::string shown;
    for (llvm::StringRef key : keys)
      shown += ((shown.empty() ? "" : " and ") + key + " '" + *getText(item, key) + "'").str();
    if (field.keysBySchema && !isBuiltIn())
      report(Level::Schema, diag::DuplicateItem, place, object.noun, shown)
          .note(firstPlace, "the first is here");
    else if (object.id == ObjectId::TopologySpreadConstraint) // the API server names the first
      report(Level::Server, diag::DuplicateItem, firstPlace, object.noun, shown)
          .note(place, "the other is here");
    else if (object.id == ObjectId::Volume && parents.back()->id == ObjectId::TaskSpec)
      reportMerged(item, it->second, place, firstPlace);
    else
      report(schema::getLevel(*parents.back()), diag::DuplicateItem, place, object.noun, shown)
          .note(firstPlace, "the first is here");
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
