#include "sema/Schema/Checker.h"

#include "frontend/Basic/Budget.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace stash;
using namespace stash::schema;

//===-- What is unclear ---------------------------------------------------===//

bool Checker::isTemplated(const Value &value) const {
  if (!inTemplate || !value.isString())
    return false;
  // One byte is found much faster than two.
  llvm::StringRef text = value.getText();
  for (size_t at = text.find('$'); at != llvm::StringRef::npos; at = text.find('$', at + 1))
    if (text.substr(at + 1).starts_with("{"))
      return true;
  return false;
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
  bool isTemplate = llvm::is_contained({ObjectId::FunctionSpec, ObjectId::TaskSpec,
                                        ObjectId::ClaimTemplate, ObjectId::BackupBlueprintSpec,
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
      if (isBuiltIn() && !field->isKnownTo(options.kubernetes)) {
        reportVersion(object, *field, node.get(member.key));
        continue;
      }
      parents.push_back(&object);
      // The status of a custom resource is dropped before it is validated.
      bool isStatus = kind && kind->world == World::CustomResource && parents.size() == 1 &&
                      field->name == "status";
      llvm::SaveAndRestore fieldsOnly(onlyFields, onlyFields || isStatus);
      bool isDropped = isBuiltIn() && field->isDroppedBy(options.kubernetes);
      llvm::SaveAndRestore typesOnly(onlyTypes, onlyTypes || isDropped);
      checkTyped(*field, field->type, node.get(member.key));
      if (isDropped && !isReported(member.value))
        dropped.insert(member.value);
      parents.pop_back();
    }
  if (onlyFields || onlyTypes)
    return;
  checkRequired(object, node);
  checkChoice(object, node);
  runRules(object, node);
}

/// The source of a list or map down to its last scalar, or to the bracket that closes it.
static SourceRange getExtent(const Value &value, const SourceManager &sources) {
  SourceRange range = value.getRange();
  llvm::StringRef text = sources.getText(range);
  if (text.starts_with("[") || text.starts_with("{"))
    return range;
  if (value.isList() && !value.empty())
    return range.to(getExtent(*value.getItems().back(), sources));
  if (value.isMap() && !value.empty())
    return range.to(getExtent(*value.getMembers().back().value, sources));
  return range;
}

/// What a member of an old version of Stash is written as today, on one line; empty when that is
/// not clear.
static std::string rewriteMember(const Object &object, const Value &map, const Member &member,
                                 const SourceManager &sources) {
  const Value &value = *member.value;
  if (object.id == ObjectId::BackupSessionSpec && member.key == "backupConfiguration") {
    const Value *name = value.get("name");
    if (!name || !name->isString() || map.get("invoker"))
      return {};
    return ("invoker: {apiGroup: stash.appscode.com, kind: BackupConfiguration, name: " +
            sources.getText(name->getRange()) + "}")
        .str();
  }
  bool isPaths = member.key == "paths" || member.key == "directories";
  if (object.id != ObjectId::RestoreTarget || !isPaths || map.get("rules") || !value.isList() ||
      value.empty())
    return {};
  std::string paths;
  for (const Value *item : value.getItems()) {
    llvm::StringRef source = sources.getText(item->getRange());
    if (!item->isString() || source.empty() || source.contains('\n'))
      return {};
    paths += (paths.empty() ? "" : ", ") + source.str();
  }
  return "rules: [{paths: [" + paths + "]}]";
}

/// Reports a field that another version of Kubernetes has.
void Checker::reportVersion(const Object &object, const Field &field, Node member) {
  auto report = diags.report(options.pruneUnknown ? diag::PrunedField : diag::UnknownField,
                             member.getPlace(), field.name, object.noun);
  if (options.kubernetes < field.since)
    report.note(member.getPlace(), "it is known from Kubernetes 1.{0} on, and 1.{1} is asked",
                unsigned(field.since), options.kubernetes);
  else
    report.note(member.getPlace(), "it is known up to Kubernetes 1.{0}, and 1.{1} is asked",
                unsigned(field.until), options.kubernetes);
  reported.insert(member.getValue());
}

bool Checker::isPartlyUnknown(const Value &map) {
  auto [entry, isNew] = partlyUnknown.try_emplace(&map);
  if (isNew)
    entry->second = llvm::any_of(map.getMembers(),
                                 [](const Member &member) { return member.value->isUnknown(); });
  return entry->second;
}

void Checker::checkUnknown(const Object &object, Node node, const Member &member) {
  if (object.isOpen)
    return;
  SourceRange range = member.keyRange.isValid() ? member.keyRange : node.getPlace();
  std::optional<Misplaced> misplaced = findMisplaced(object, member.key, world, parents);
  const Field *nearest = findNearestField(object, member.key, world);
  // Beside a value that was reported: it may be the value of this key, or its key.
  bool isMixedUp = !misplaced && !nearest && diags.hadErrors() && isPartlyUnknown(*node.getValue());
  if (!misplaced && !nearest)
    assumed[node.getValue()].push_back(""); // whatever is missing
  if (isMixedUp)
    return;
  // What else its object lacks, it may have under this name.
  SourceRange whole = node.getValue()->getRange();
  if (!parents.empty() && diags.getSources().getText(whole).starts_with("{"))
    diags.silence({whole.begin, whole.begin});
  auto report = diags.report(options.pruneUnknown ? diag::PrunedField : diag::UnknownField, range,
                             member.key, object.noun);
  auto mean = [&](llvm::StringRef name) {
    assumed[node.getValue()].push_back(name);
    llvm::StringRef source = diags.getSources().getText(range);
    bool isQuoted = source.starts_with("\"") || source.starts_with("'");
    report.suggest({}, name).fixit(
        range, isQuoted ? (source.take_front(1) + name + source.take_front(1)).str() : name.str());
  };
  if (misplaced && !misplaced->replacement.empty())
    return mean(misplaced->replacement);
  if (nearest && !node.getValue()->getMember(nearest->name))
    return mean(nearest->name);
  if (misplaced) {
    report.note(range, "{0}", misplaced->hint);
    const SourceManager &sources = diags.getSources();
    std::string rewritten = rewriteMember(object, *node.getValue(), member, sources);
    SourceRange whole = member.keyRange.to(getExtent(*member.value, sources));
    // A comment in it would be lost.
    if (!rewritten.empty() && member.keyRange.isValid() && !sources.getText(whole).contains('#') &&
        !sources.getText(whole).contains("//"))
      report.fixit(whole, rewritten);
    return;
  }
  // What there is, where one can take it in.
  std::string list;
  unsigned count = 0;
  object.forEachField(world, [&](const Field &field) {
    if (!field.isWritten())
      return;
    ++count;
    list += (list.empty() ? "'" : ", '") + field.name.str() + "'";
  });
  constexpr unsigned few = 12;
  if (count > 0 && count <= few)
    report.note({}, "the {0} has {1}", object.noun, list);
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
    if (isEmpty && !isAssumed(node.getValue(), ""))
      missing(member, object.noun, level);
  };
  object.forEachField(world, check);
}

Level schema::getLevel(const Object &object) {
  bool isStashs = object.id >= ObjectId::Function && object.id != ObjectId::TaskSpec;
  return isStashs ? Level::Later : Level::Server;
}

void Checker::checkChoice(const Object &object, Node node) {
  if (object.choice == Choice::None)
    return;
  Level level = schema::getLevel(object);
  llvm::SmallVector<Node, 2> given;
  bool isUnclear = false;
  object.forEachField(world, [&](const Field &field) {
    if (!field.isChoice)
      return;
    Node member = node.get(field.name);
    isUnclear |= member.isUnclear() && !member.isMap();
    if (member.isGiven())
      given.push_back(member);
  });
  if (object.id == ObjectId::Volume)
    orderVolumeSources(given);
  // Of these the API server blames none but the whole.
  bool isWhole = llvm::is_contained({ObjectId::EnvVarSource, ObjectId::EnvFromSource,
                                     ObjectId::VolumeProjection, ObjectId::PodResourceClaim},
                                    object.id);
  for (const Node &member : llvm::drop_begin(given, given.empty() ? 0 : 1))
    report(level, diag::TwoAlternatives, isWhole ? node.getPlace() : member.getPlace(), object.noun,
           object.choiceNoun, given.front().getName(), member.getName())
        .note(given.front().getPlace(), "one is here")
        .note(member.getPlace(), "the other is here");
  if (given.empty() && !isUnclear && object.choice == Choice::ExactlyOne)
    report(level, diag::NoAlternative, node.getPlace(), object.noun, object.choiceNoun);
}
