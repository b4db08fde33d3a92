#include "sema/Schema/Checker.h"

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/DiagnosticsSchema.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/SaveAndRestore.h"

#include <cmath>

using namespace stash;
using namespace stash::schema;

//===-- Nodes -------------------------------------------------------------===//

bool Node::isGiven() const { return value && !value->isNull(); }
bool Node::isUnclear() const { return value && checker->isUnclear(value); }

std::optional<llvm::StringRef> Node::getText() const {
  return isClear() ? value->getStringOrNone() : std::nullopt;
}

std::optional<int64_t> Node::getInteger() const {
  return isClear() && value->isNumber() ? value->getInteger() : std::nullopt;
}

std::optional<Quantity> Node::getQuantity() const {
  if (!isClear() || (!value->isNumber() && !value->isString()))
    return std::nullopt;
  return Quantity::parse(value->getText());
}

bool Node::isEmptyText() const {
  return !isGiven() || (!isUnclear() && value->isString() && value->getText().empty());
}

SourceRange Node::getRange() const {
  if (!isGiven() || !value->getRange().isValid() || value->isMap() || value->isList())
    return place;
  if (!place.isValid())
    return value->getRange();
  const SourceManager &sources = checker->diags.getSources();
  const SourceFile *file = sources.getFile(place);
  if (!file || file != sources.getFile(value->getRange()))
    return place;
  bool sameLine = file->getLineIndex(place.begin) == file->getLineIndex(value->getRange().begin);
  return sameLine ? value->getRange() : place;
}

SourceRange Node::getPlaceOf(Node part) const {
  bool isSole = value && ((value->isMap() && value->getMembers().size() == 1) ||
                          (value->isList() && value->getItems().size() == 1));
  return isSole ? place : part.getRange();
}

SourceRange Checker::getWholePlace(Node node) const {
  SourceRange place = node.getRange();
  for (const Node &outer : llvm::reverse(around)) {
    const Value *value = outer.getValue();
    if (value == node.getValue())
      continue;
    size_t count = value->isMap() ? value->getMembers().size() : value->getItems().size();
    if (count != 1)
      break;
    place = outer.getPlace();
  }
  return place;
}

llvm::SmallVector<Node, 8> Node::getItems() const {
  llvm::SmallVector<Node, 8> items;
  if (isList())
    for (const Value *item : value->getItems()) {
      // A map is reported at its first key: the whole of it would be many lines.
      SourceRange range = item->getRange();
      if (item->isMap() && !item->empty() && item->getMembers().front().keyRange.isValid())
        range = item->getMembers().front().keyRange;
      items.push_back(Node(checker, item, range.isValid() ? range : place, name));
    }
  return items;
}

llvm::SmallVector<Node, 8> Node::getMembers() const {
  llvm::SmallVector<Node, 8> members;
  if (isMap())
    for (const Member &member : value->getMembers())
      members.push_back(Node(checker, member.value,
                             member.keyRange.isValid() ? member.keyRange : place, member.key));
  return members;
}

Node Node::get(llvm::StringRef key) const {
  static constexpr SourceRange nowhere;
  if (!value || isUnclear())
    return Node(checker, isUnclear() ? value : nullptr, place, key);
  if (const Member *member = value->getMember(key))
    return Node(checker, member->value, member->keyRange == nowhere ? place : member->keyRange,
                key);
  // A field that a misspelt one stands for is as unclear as the map that is not there.
  if (checker->isAssumed(value, key))
    return Node(checker, checker->unclear, place, key);
  return Node(checker, nullptr, place, key);
}

Node Node::at(std::initializer_list<llvm::StringRef> path) const {
  Node node = *this;
  for (llvm::StringRef key : path)
    node = node.get(key);
  return node;
}

//===-- What is unclear ---------------------------------------------------===//

bool Checker::isTemplated(const Value &value) const {
  return inTemplate && value.isString() && value.getText().contains("${");
}

bool Checker::isReported(const Value *value) const {
  return value->isUnknown() || reported.contains(value);
}

bool Checker::isUnclear(const Value *value) const {
  return isReported(value) || isTemplated(*value);
}

bool Checker::isAssumed(const Value *map, llvm::StringRef key) const {
  auto it = assumed.find(map);
  return it != assumed.end() && llvm::is_contained(it->second, key);
}

//===-- Objects -----------------------------------------------------------===//

void Checker::checkDocument(const Value &document, const Kind &kind) {
  this->kind = &kind;
  SourceRange place = document.getRange();
  if (!document.empty() && document.getMembers().front().keyRange.isValid())
    place = document.getMembers().front().keyRange;
  Node root(this, &document, place, kind.kind);
  checkObject(kind.getObject(), root);
  // Without metadata there is no name.
  Node meta = root.get("metadata");
  if (!meta.isGiven() && !meta.isUnclear() && !options.isNameless)
    missing(meta, kind.kind, Level::Schema);
}

/// Where a value of the wrong type is reported. Of a map where none may be a CRD finds no fault
/// with the type but drops its keys, and the API server names the first of them in alphabetical
/// order.
SourceRange Checker::getPlaceOfType(Node node) const {
  // Of these the decoder names no part.
  bool isMeta = !parents.empty() && parents.back()->id == ObjectId::ObjectMeta && !around.empty();
  if (isMeta && llvm::is_contained({"labels", "finalizers"}, around.back().getName()))
    return around.back().getPlaceOf(node);
  if (isBuiltIn())
    return node.getRange();
  const Value *value = node.getValue();
  while (value->isList() && !value->empty())
    value = value->getItems().front();
  if (!value->isMap() || value->empty())
    return node.getRange();
  const Member &first = *llvm::min_element(
      value->getMembers(), [](const Member &a, const Member &b) { return a.key < b.key; });
  bool isIndex = llvm::all_of(first.key, llvm::isDigit);
  return first.keyRange.isValid() && !isIndex ? first.keyRange : node.getRange();
}

/// Whether there is a map with anything in it where none may be.
static bool hasKeys(const Value &value) {
  if (value.isList())
    return llvm::any_of(value.getItems(), [](const Value *item) { return hasKeys(*item); });
  return value.isMap() && !value.empty();
}

void Checker::wrongType(const Type &type, Node node) {
  const Value &value = *node.getValue();
  reported.insert(&value);
  llvm::StringRef actual;
  switch (value.getKind()) {
  case Value::Kind::Null:
    actual = "null";
    break;
  case Value::Kind::Bool:
    actual = "a boolean";
    break;
  case Value::Kind::Number:
    actual = type.isInteger() ? "a fraction" : "a number";
    break;
  case Value::Kind::String:
    actual = "a string";
    break;
  case Value::Kind::List:
    actual = type.isList() ? "a list in a list" : "a list";
    break;
  case Value::Kind::Map:
    actual = "a map";
    break;
  case Value::Kind::Unknown:
    return;
  }
  bool isText = type.isString() || (type.isIntOrString() && value.isBool());
  bool isScalar = type.isInteger() || type.isBoolean() || type.isQuantity();
  if (isScalar && isTemplated(value)) {
    diags.report(diag::TemplatedScalar, node.getRange(), node.getName(), type.describe());
    return;
  }
  auto report = diags.report(diag::WrongFieldType, getPlaceOfType(node), node.getName(),
                             type.describe(), actual);
  llvm::StringRef source = diags.getSources().getText(value.getRange());
  if (isText && (value.isNumber() || value.isBool()) && !source.empty())
    report.fixit(value.getRange(), ("\"" + source + "\"").str());
  else if (type.isInteger() && value.isString()) {
    int64_t n;
    if (!value.getText().getAsInteger(10, n))
      report.fixit(value.getRange(), std::to_string(n));
  } else if (type.isBoolean() && value.isString() &&
             (value.getText() == "true" || value.getText() == "false"))
    report.fixit(value.getRange(), value.getText());
}

void Checker::checkObject(const Object &object, Node node) {
  if (depth >= Budget::maxDepth || (node.getValue() && isReported(node.getValue())))
    return;
  if (node.isGiven() && !node.getValue()->isMap()) {
    if (onlyFields && !hasKeys(*node.getValue()))
      return;
    Type type;
    type.scalar = Scalar::Object;
    type.object = object.id;
    wrongType(type, node);
    return;
  }
  llvm::SaveAndRestore deeper(depth, depth + 1);
  // The API server decodes the metadata of every kind alike.
  llvm::SaveAndRestore inWorld(world, object.id == ObjectId::ObjectMeta ? World::BuiltIn : world);
  bool isTemplate =
      llvm::is_contained({ObjectId::FunctionSpec, ObjectId::TaskSpec, ObjectId::ClaimTemplate,
                          ObjectId::BackupHooks, ObjectId::RestoreHooks},
                         object.id);
  llvm::SaveAndRestore templated(inTemplate, inTemplate || isTemplate);

  if (node.isGiven())
    for (const Member &member : node.getValue()->getMembers()) {
      const Field *field = object.getField(member.key, world);
      if (!field) {
        checkUnknown(object, node, member);
        continue;
      }
      parents.push_back(&object);
      // The status of a custom resource is dropped before it is validated.
      bool isStatus = kind && kind->world == World::CustomResource && parents.size() == 1 &&
                      field->name == "status";
      llvm::SaveAndRestore fieldsOnly(onlyFields, onlyFields || isStatus);
      // A field that the API server blames as a whole, as long as it has one part.
      bool isList = member.value->isList();
      bool isSole = !isList || member.value->getItems().size() == 1;
      Node fieldNode = node.get(member.key);
      Blame asWhole(*this, field->isBlamed && isSole && isBuiltIn() ? fieldNode.getPlace()
                                                                    : SourceRange());
      checkTyped(*field, field->type, fieldNode);
      parents.pop_back();
    }
  if (onlyFields)
    return;
  checkRequired(object, node);
  checkChoice(object, node);
  runRules(object, node);
}

void Checker::checkUnknown(const Object &object, Node node, const Member &member) {
  if (object.isOpen)
    return;
  SourceRange range = member.keyRange.isValid() ? member.keyRange : node.getPlace();
  auto report = diags.report(options.pruneUnknown ? diag::PrunedField : diag::UnknownField, range,
                             member.key, object.noun);
  auto mean = [&](llvm::StringRef name) {
    assumed[node.getValue()].push_back(name);
    llvm::StringRef source = diags.getSources().getText(range);
    bool isQuoted = source.starts_with("\"") || source.starts_with("'");
    report.note(range, "did you mean '{0}'?", name)
        .fixit(range,
               isQuoted ? (source.take_front(1) + name + source.take_front(1)).str() : name.str());
  };
  std::optional<Misplaced> misplaced = findMisplaced(object, member.key, world, parents);
  if (misplaced && !misplaced->replacement.empty())
    return mean(misplaced->replacement);
  const Field *nearest = findNearestField(object, member.key, world);
  if (nearest && !node.getValue()->getMember(nearest->name))
    return mean(nearest->name);
  if (misplaced)
    report.note(range, "{0}", misplaced->hint);
}

void Checker::checkRequired(const Object &object, Node node) {
  auto check = [&](const Field &field) {
    bool byCrd = field.requiredByCrd && !isBuiltIn();
    if (!byCrd && !field.requiredByServer)
      return;
    Node member = node.get(field.name);
    if (member.isUnclear())
      return;
    Level level = byCrd ? Level::Schema : Level::Server;
    bool isEmpty = !member.isGiven();
    if (!isEmpty && !byCrd) {
      const Value &value = *member.getValue();
      isEmpty = (value.isString() && value.getText().empty()) ||
                (value.isList() && value.empty()) ||
                (field.type.isInteger() && value.isNumber() && value.getInteger() == 0);
    } else if (!isEmpty && field.requiredByServer && member.isEmptyText()) {
      level = Level::Server; // a CRD asks for the key, the Job for a value
      isEmpty = true;
    }
    if (isEmpty && object.id == ObjectId::OwnerReference)
      report(level, diag::MissingField, node.getPlace(), field.name, object.noun);
    else if (isEmpty)
      missing(member, object.noun, level);
  };
  object.forEachField(world, check);
}

/// Who finds fault with the facts of an object that its CRD does not enforce. Of most objects it is
/// the API server, when Stash has made a Job of them; some only Stash's own code reads.
static Level getLevel(const Object &object) {
  bool isStashs = object.id >= ObjectId::Function && object.id != ObjectId::TaskSpec;
  return isStashs ? Level::Later : Level::Server;
}

void Checker::checkChoice(const Object &object, Node node) {
  if (object.choice == Choice::None)
    return;
  Level level = ::getLevel(object);
  Node first;
  bool isUnclear = false;
  object.forEachField(world, [&](const Field &field) {
    if (!field.isChoice)
      return;
    Node member = node.get(field.name);
    isUnclear |= member.isUnclear() && !member.isMap();
    if (!member.isGiven())
      return;
    // Of a variable's sources the API server blames none but the whole.
    bool isWhole = object.id == ObjectId::EnvVarSource || object.id == ObjectId::EnvFromSource;
    if (first.isGiven())
      report(level, diag::TwoAlternatives, isWhole ? node.getPlace() : member.getPlace(),
             object.noun, object.choiceNoun, first.getName(), member.getName())
          .note(first.getPlace(), "one is here")
          .note(member.getPlace(), "the other is here");
    else
      first = member;
  });
  if (!first.isGiven() && !isUnclear && object.choice == Choice::ExactlyOne)
    report(level, diag::NoAlternative, node.getPlace(), object.noun, object.choiceNoun);
}

//===-- Fields ------------------------------------------------------------===//

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
  // The one item is a list: the brackets are one too many, and the mistake is the list's.
  llvm::ArrayRef<Value *> items = std::as_const(*node.getValue()).getItems();
  if (isBuiltIn() && items.size() == 1 && items.front()->isList()) {
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
  if (!field.keys.empty() && !onlyFields)
    checkKeys(field, node);
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
    else
      report(::getLevel(*parents.back()), diag::DuplicateItem, place, object.noun, shown)
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
    if (type.keyFormat != Format::Any && !isKeyTemplated)
      if (Fault fault = findFault(type.keyFormat, member.getName()))
        report(schema::getLevel(type.keyFormat), diag::BadFormat,
               type.keyFormat == Format::ResourceKey ? member.getPlace() : node.getPlaceOf(member),
               member.getName(), getNoun(type.keyFormat), *fault);
    // Labels are strings, of which the API server names only the map.
    if (std::optional<llvm::StringRef> text = member.getText();
        text && type.format != Format::Any) {
      if (Fault fault = findFault(type.format, *text))
        report(schema::getLevel(type.format), diag::BadFormat, node.getPlaceOf(member), *text,
               getNoun(type.format), *fault);
      continue;
    }
    checkTyped(field, element, member);
  }
}

void Checker::checkScalar(const Field &field, const Type &type, Node node) {
  const Value &value = *node.getValue();
  switch (type.scalar) {
  case Scalar::String:
    if (!value.isString())
      return wrongType(type, node);
    return checkText(field, type, node, value.getText());
  case Scalar::Boolean:
    if (!value.isBool())
      wrongType(type, node);
    return;
  case Scalar::Int32:
  case Scalar::Int64:
    return checkInteger(field, type, node);
  case Scalar::Quantity:
    return checkQuantity(node);
  case Scalar::IntOrString:
    return checkIntOrString(type, node);
  case Scalar::Object:
  case Scalar::Anything:
    return;
  }
}

void Checker::checkText(const Field &field, const Type &type, Node node, llvm::StringRef text) {
  // What a template gives shows when Stash has replaced it.
  if (node.isUnclear())
    return;
  bool isItem = field.type.isList() || field.type.isMap();
  bool isAbsent = text.empty() && !field.emptyIsValue && !isItem;

  if (type.enumeration != EnumId::None) {
    Level level = schema::getLevel(type.enumeration);
    llvm::ArrayRef<llvm::StringLiteral> members = type.getMembers();
    if (llvm::is_contained(members, text) || (isAbsent && level != Level::Schema))
      return;
    auto diagnostic =
        report(level, diag::UnknownWord, node.getRange(), text, getEnumNoun(type.enumeration));
    llvm::SmallVector<llvm::StringRef, 8> candidates(members.begin(), members.end());
    if (llvm::StringRef nearest = findNearest(text, candidates); !nearest.empty()) {
      diagnostic.note(node.getRange(), "did you mean '{0}'?", nearest);
      if (node.getValue() && node.getValue()->getRange().isValid()) {
        llvm::StringRef source = diags.getSources().getText(node.getValue()->getRange());
        llvm::StringRef quote =
            source.starts_with("\"") || source.starts_with("'") ? source.take_front(1) : "";
        diagnostic.fixit(node.getValue()->getRange(), (quote + nearest + quote).str());
      }
    } else {
      std::string list;
      for (llvm::StringRef member : members)
        if (!member.empty())
          list += (list.empty() ? "'" : ", '") + member.str() + "'";
      diagnostic.note(node.getRange(), "it is one of {0}", list);
    }
    return;
  }
  if (isAbsent && type.format != Format::DateTime)
    return;
  for (Format format : {type.format, field.later})
    if (Fault fault = findFault(format, text)) {
      report(format == type.format ? schema::getLevel(format) : Level::Later, diag::BadFormat,
             node.getRange(), text, getNoun(format), *fault);
      return;
    }
}

void Checker::checkInteger(const Field &field, const Type &type, Node node) {
  const Value &value = *node.getValue();
  if (!value.isNumber())
    return wrongType(type, node);
  std::optional<int64_t> n = value.getInteger();
  bool isInt32 = type.scalar == Scalar::Int32;
  if (!n) {
    // A number without a fraction that is none of 64 bits.
    double d;
    if (!value.getText().getAsDouble(d) && d == std::trunc(d))
      report(Level::Schema, diag::OutOfRange, node.getRange(), node.getName(), value.getText(),
             "which no integer of 64 bits can hold");
    else
      wrongType(type, node);
    reported.insert(&value);
    return;
  }
  if (isInt32 && (*n < INT32_MIN || *n > INT32_MAX)) {
    report(Level::Schema, diag::OutOfRange, isBuiltIn() ? node.getRange() : getWholePlace(node),
           node.getName(), *n, "which no integer of 32 bits can hold");
    reported.insert(&value);
    return;
  }
  bool isMissing = *n == 0 && field.requiredByServer; // reported as missing
  if (isMissing || (*n >= field.minimum && *n <= field.maximum))
    return;
  std::string range =
      field.maximum == std::numeric_limits<int64_t>::max()
          ? llvm::formatv("and {0} is the least", field.minimum).str()
          : llvm::formatv("and {0} to {1} is its range", field.minimum, field.maximum).str();
  report(parents.empty() ? Level::Server : ::getLevel(*parents.back()), diag::OutOfRange,
         node.getRange(), node.getName(), *n, range);
}

void Checker::checkQuantity(Node node) {
  Type type;
  type.scalar = Scalar::Quantity;
  const Value &value = *node.getValue();
  if (value.isNumber()) {
    // The pattern of CRDs is for strings, and a number must be an integer there.
    if (!isBuiltIn() && !value.getInteger())
      report(Level::Schema, diag::BadQuantity, node.getRange(), value.getText(),
             "a fraction must be quoted here")
          .fixit(value.getRange(), ("\"" + value.getText() + "\"").str());
    return;
  }
  if (!value.isString() || isTemplated(value))
    return wrongType(type, node);
  llvm::StringRef text = value.getText();
  bool isRead = Quantity::parse(text).has_value();
  if (isBuiltIn() ? isRead : matchesCrdPattern(text) && isRead)
    return;
  llvm::StringRef reason = "digits and a suffix such as m, k, Ki, Mi or Gi are wanted";
  Level level = !isBuiltIn() && matchesCrdPattern(text) ? Level::Server : Level::Schema;
  auto diagnostic = report(
      level, diag::BadQuantity,
      isBuiltIn() && !around.empty() ? around.back().getPlaceOf(node) : node.getRange(), text,
      text.empty()          ? "it is empty"
      : text != text.trim() ? "white space is around it"
                            : reason);
  reported.insert(&value);
  // 1KiB, 5 GB, 1gb: what people mean is clear.
  std::string repaired;
  for (char c : text)
    if (c != ' ' && c != 'B' && c != 'b')
      repaired += c;
  for (char &c : repaired)
    if (llvm::StringRef("gtpe").contains(c))
      c = llvm::toUpper(c);
    else if (c == 'K' && !text.contains_insensitive("ki"))
      c = 'k';
  if (!text.empty() && matchesCrdPattern(repaired))
    diagnostic.note(node.getRange(), "did you mean '{0}'?", repaired);
}

void Checker::checkIntOrString(const Type &type, Node node) {
  const Value &value = *node.getValue();
  if (!value.isNumber() && !value.isString())
    return wrongType(type, node);
  if (isTemplated(value))
    return;
  if (value.isString()) {
    llvm::StringRef text = value.getText();
    Fault fault = findFault(type.format, text);
    if (!fault)
      return;
    auto diagnostic = report(schema::getLevel(type.format), diag::BadFormat, node.getRange(), text,
                             getNoun(type.format), *fault);
    int64_t n;
    if (!text.getAsInteger(10, n))
      diagnostic.fixit(value.getRange(), text);
    return;
  }
  std::optional<int64_t> n = value.getInteger();
  if (!n)
    return wrongType(type, node);
  if (isBuiltIn() && (*n < INT32_MIN || *n > INT32_MAX))
    report(Level::Schema, diag::OutOfRange, node.getRange(), node.getName(), *n,
           "which no integer of 32 bits can hold");
  else if (*n < 1 || *n > 65535)
    report(Level::Server, diag::OutOfRange, node.getRange(), node.getName(), *n,
           "and 1 to 65535 is its range");
}

//===-- Rules -------------------------------------------------------------===//

void Checker::runRules(const Object &object, Node node) {
  switch (object.id) {
  case ObjectId::ObjectMeta:
    return checkMetadata(*this, node);
  case ObjectId::LabelSelectorRequirement:
    return checkLabelSelectorRequirement(*this, node);
  case ObjectId::Probe:
    return checkProbe(*this, node);
  case ObjectId::EnvVar:
    return checkEnvVar(*this, node);
  case ObjectId::ResourceRequirements:
    return checkResources(*this, node);
  case ObjectId::VolumeMount:
    return checkVolumeMount(*this, node);
  case ObjectId::SecurityContext:
    return checkSecurityContext(*this, node);
  case ObjectId::SeccompProfile:
    return checkSeccompProfile(*this, node);
  case ObjectId::AppArmorProfile:
    return checkAppArmorProfile(*this, node);
  case ObjectId::WindowsOptions:
    return checkWindowsOptions(*this, node);
  case ObjectId::ClaimSpec:
    return checkClaimSpec(*this, node);
  case ObjectId::PodSpec:
    return checkPodSpec(*this, node);
  case ObjectId::PodSecurityContext:
    return checkPodSecurityContext(*this, node);
  case ObjectId::NodeSelectorRequirement:
  case ObjectId::PodAffinityTerm:
  case ObjectId::Toleration:
  case ObjectId::TopologySpreadConstraint:
  case ObjectId::PodDnsConfig:
    return checkScheduling(*this, object, node);
  case ObjectId::Job:
    return checkJob(*this, node);
  case ObjectId::Role:
  case ObjectId::ClusterRole:
  case ObjectId::PolicyRule:
  case ObjectId::RoleBinding:
  case ObjectId::ClusterRoleBinding:
    return checkRbac(*this, object, node);
  case ObjectId::FunctionSpec:
    checkContainerParts(*this, node);
    return checkStash(*this, object, node);
  default:
    checkVolumeSource(*this, object, node);
    return checkStash(*this, object, node);
  }
}
