#include "tools/explain/Fields.h"

#include "frontend/Basic/Diagnostic.h"
#include "sema/Schema/Schema.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::schema;

namespace {

//===-- Where paths begin -------------------------------------------------===//

/// An object whose fields may stand at the beginning of a path, and where these are in YAML.
struct Part {
  ObjectId object;
  llvm::StringLiteral place;
};

/// A body of the language takes the fields of several objects by their own names
/// (docs/language.md), and has other names for a few.
struct Body {
  llvm::StringLiteral word;
  llvm::StringLiteral alias, meaning;
  std::array<Part, 4> parts;
};

constexpr Part none = {ObjectId::None, ""};
constexpr Body bodies[] = {
    {"function",
     "mount",
     "volumeMounts",
     {{{ObjectId::FunctionSpec, "Function.spec"},
       {ObjectId::ContainerRuntimeSettings, "Function.spec.runtimeSettings"},
       none,
       none}}},
    {"task", "volume", "volumes", {{{ObjectId::TaskSpec, "Task.spec"}, none, none, none}}},
    {"repository",
     "secret",
     "storageSecretName",
     {{{ObjectId::RepositorySpec, "Repository.spec"},
       {ObjectId::Backend, "Repository.spec.backend"},
       none,
       none}}},
    {"blueprint",
     "retention",
     "retentionPolicy",
     {{{ObjectId::BackupBlueprintSpec, "BackupBlueprint.spec"},
       {ObjectId::Backend, "BackupBlueprint.spec.backend"},
       {ObjectId::TaskRef, "BackupBlueprint.spec.task"},
       none}}},
    {"backup",
     "retention",
     "retentionPolicy",
     {{{ObjectId::BackupConfigurationSpec, "BackupConfiguration.spec"},
       {ObjectId::BackupTarget, "BackupConfiguration.spec.target"},
       {ObjectId::TaskRef, "BackupConfiguration.spec.task"},
       {ObjectId::BackupBatchSpec, "BackupBatch.spec"}}}},
    {"restore",
     "",
     "",
     {{{ObjectId::RestoreSessionSpec, "RestoreSession.spec"},
       {ObjectId::RestoreTarget, "RestoreSession.spec.target"},
       {ObjectId::TaskRef, "RestoreSession.spec.task"},
       {ObjectId::RestoreBatchSpec, "RestoreBatch.spec"}}}},
};

/// What a path leads to.
struct Spot {
  std::string shown; ///< the path as it is asked for
  std::string place; ///< the path in YAML
  Type type;
  World world = World::CustomResource;
  const Field *field = nullptr;  ///< null for kinds, bodies, items and values
  const Object *owner = nullptr; ///< of the field
  const Kind *kind = nullptr;    ///< of a kind itself
  const Body *body = nullptr;    ///< of a body itself
};

Type makeObjectType(ObjectId id) {
  Type type;
  type.scalar = Scalar::Object;
  type.object = id;
  return type;
}

Spot makeSpot(const Kind &kind) {
  return {kind.kind.str(), kind.kind.str(), makeObjectType(kind.object),
          kind.world,      nullptr,         /*owner=*/nullptr,
          &kind,           nullptr};
}

Spot makeSpot(const Body &body) {
  Spot spot;
  spot.shown = body.word.str();
  spot.place = body.parts.front().place.str();
  spot.body = &body;
  return spot;
}

/// Whether one of a body's objects has a field of this name that is not deprecated.
bool hasCurrent(const Body &body, llvm::StringRef name) {
  return llvm::any_of(body.parts, [&](const Part &part) {
    const Field *field =
        part.object == ObjectId::None ? nullptr : schema::getObject(part.object).getField(name);
    return field && !field->isDeprecated;
  });
}

/// Calls `visit` for the fields at a spot, with where each is. A name that two objects of a body
/// have is the first one's.
void forEachField(const Spot &spot, llvm::function_ref<void(const Spot &)> visit) {
  auto visitObject = [&](const Object &object, llvm::StringRef place,
                         llvm::SmallVectorImpl<llvm::StringRef> &seen) {
    // The API server decodes the metadata of every kind alike.
    World world = object.id == ObjectId::ObjectMeta ? World::BuiltIn : spot.world;
    object.forEachField(world, [&](const Field &field) {
      if (llvm::is_contained(seen, field.name))
        return;
      // Where a body has a field twice, the compiler writes it to the place that is not deprecated.
      if (field.isDeprecated && spot.body && hasCurrent(*spot.body, field.name))
        return;
      seen.push_back(field.name);
      visit({spot.shown + "." + field.name.str(), (place + "." + field.name).str(), field.type,
             spot.world, &field, &object, nullptr, nullptr});
    });
  };
  llvm::SmallVector<llvm::StringRef, 64> seen;
  if (spot.body) {
    for (const Part &part : spot.body->parts)
      if (part.object != ObjectId::None)
        visitObject(schema::getObject(part.object), part.place, seen);
  } else if (const Object *object = spot.type.getObject()) {
    visitObject(*object, spot.place, seen);
  }
}

std::optional<Spot> findChild(const Spot &spot, llvm::StringRef name) {
  if (spot.body && name == spot.body->alias)
    name = spot.body->meaning;
  std::optional<Spot> found;
  forEachField(spot, [&](const Spot &child) {
    if (child.field->name == name)
      found = child;
  });
  return found;
}

//===-- Paths -------------------------------------------------------------===//

/// Takes a step: into a field, past the brackets of a list, into a map. Nothing when there is none.
std::optional<Spot> takeStep(const Spot &spot, llvm::StringRef step) {
  size_t index;
  bool isIndex = step == "*" || step.empty() || !step.getAsInteger(10, index);
  bool isMap = spot.type.isMap() && !spot.type.getObject();
  if (!spot.body && ((spot.type.isList() && isIndex) || isMap)) {
    Spot item = spot;
    item.type = spot.type.getElement();
    item.field = nullptr;
    std::string written = isMap ? ("." + step).str() : "[]";
    item.shown += written;
    item.place += written;
    return item;
  }
  return findChild(spot, step);
}

/// How far a path leads.
struct Walk {
  Spot last;
  size_t taken = 0; ///< steps
};

/// Every beginning that a path may have, the likeliest first, with the steps that follow it.
void forEachBegin(llvm::ArrayRef<llvm::StringRef> steps,
                  llvm::function_ref<bool(const Spot &, size_t skipped)> visit) {
  llvm::StringRef head = steps.front();
  for (const Kind &kind : getKinds())
    if (kind.kind == head && visit(makeSpot(kind), 1))
      return;
  for (const Body &body : bodies)
    if (body.word == head && visit(makeSpot(body), 1))
      return;
  for (const Kind &kind : getKinds())
    if (head.equals_insensitive(kind.kind) && visit(makeSpot(kind), 1))
      return;
  for (const Kind &kind : getKinds())
    if (visit(makeSpot(kind), 0))
      return;
  // `retentionPolicy.keepLast`
  for (const Kind &kind : getKinds())
    if (std::optional<Spot> spec = findChild(makeSpot(kind), "spec"))
      if (visit(*spec, 0))
        return;
}

Walk walk(const Spot &begin, llvm::ArrayRef<llvm::StringRef> steps) {
  Walk result{begin};
  for (llvm::StringRef step : steps) {
    std::optional<Spot> next = takeStep(result.last, step);
    if (!next)
      break;
    result.last = std::move(*next);
    ++result.taken;
  }
  return result;
}

/// Where a path leads; and where else, in other kinds, when it does not name its kind.
llvm::SmallVector<Spot, 4> find(llvm::ArrayRef<llvm::StringRef> steps) {
  llvm::SmallVector<Spot, 4> found;
  forEachBegin(steps, [&](const Spot &begin, size_t skipped) {
    Walk way = walk(begin, steps.drop_front(skipped));
    if (skipped + way.taken < steps.size() || (found.size() && skipped))
      return false;
    found.push_back(std::move(way.last));
    return skipped == 1;
  });
  return found;
}

//===-- Words -------------------------------------------------------------===//

/// "a string, required".
std::string describe(const Spot &spot) {
  std::string text = spot.type.describe();
  if (!spot.field)
    return text;
  const Field &field = *spot.field;
  bool isEverywhere = spot.owner->id == ObjectId::ObjectMeta || spot.world == World::BuiltIn;
  if (isEverywhere ? field.requiredByServer : field.requiredByCrd)
    text += ", required";
  else if (field.requiredByServer)
    text += ", required by the Job";
  return text;
}

std::string listWords(llvm::ArrayRef<llvm::StringLiteral> words) {
  std::string list;
  for (llvm::StringRef word : words)
    if (!word.empty())
      list += (list.empty() ? "'" : ", '") + word.str() + "'";
  return list;
}

void printFacts(llvm::raw_ostream &out, const Spot &spot) {
  const Type &type = spot.type;
  auto line = [&](llvm::StringRef label, const llvm::Twine &text) {
    out << "  " << llvm::left_justify(label, 9) << text << '\n';
  };
  if (spot.place != spot.shown)
    line("in YAML", spot.place);
  if (!type.getMembers().empty())
    line("one of", listWords(type.getMembers()));
  if (type.format != Format::Any)
    line("format", getNoun(type.format));
  if (type.keyFormat != Format::Any)
    line("keys", getNoun(type.keyFormat));
  if (!spot.field)
    return;
  const Field &field = *spot.field;
  if (field.later != Format::Any)
    line("format", getNoun(field.later));
  if (!field.defaultValue.empty())
    line("default", field.defaultValue);
  constexpr int64_t lowest = std::numeric_limits<int64_t>::min();
  constexpr int64_t highest = std::numeric_limits<int64_t>::max();
  if (field.minimum != lowest && field.maximum != highest)
    line("range", llvm::Twine(field.minimum) + " to " + llvm::Twine(field.maximum));
  else if (field.minimum != lowest)
    line("range", llvm::Twine(field.minimum) + " and more");
  if (!field.keys.empty()) {
    llvm::SmallVector<llvm::StringRef, 2> keys;
    llvm::StringRef(field.keys).split(keys, ',');
    line("items", "differ in " + llvm::join(keys, " and "));
  }
  if (field.isChoice)
    line("choice",
         llvm::Twine(spot.owner->choice == Choice::ExactlyOne ? "exactly one " : "at most one ") +
             spot.owner->choiceNoun + " belongs in the " + spot.owner->noun);
  if (field.isImmutable)
    line("fixed", "once the object exists");
  if (field.isDeprecated)
    line("old", "deprecated");
}

void printChildren(llvm::raw_ostream &out, const Spot &spot) {
  llvm::SmallVector<Spot, 32> fields, choices;
  forEachField(spot, [&](const Spot &child) {
    (child.field->isChoice ? choices : fields).push_back(child);
  });
  auto print = [&](const Spot &child) {
    out << "  " << child.field->name << "  " << describe(child);
    if (std::string words = listWords(child.type.getMembers()); !words.empty())
      out << ", one of " << words;
    out << '\n';
    if (!child.field->doc.empty())
      out << "      " << child.field->doc << '\n';
  };
  if (!fields.empty())
    out << "\nFields:\n";
  llvm::for_each(fields, print);
  const Object *owner = nullptr;
  for (const Spot &choice : choices) {
    if (std::exchange(owner, choice.owner) != choice.owner)
      out << (owner->choice == Choice::ExactlyOne ? "\nExactly one " : "\nAt most one ")
          << owner->choiceNoun << ":\n";
    print(choice);
  }
}

void printHead(llvm::raw_ostream &out, const Spot &spot) {
  out << spot.shown;
  if (spot.kind) {
    out << "  a kind of " << spot.kind->apiVersion
        << (spot.kind->isNamespaced ? ", in a namespace" : ", of the whole cluster") << "\n  "
        << spot.kind->doc << '\n';
    return;
  }
  if (spot.body) {
    const Kind *kind = schema::findKind(llvm::StringRef(spot.place).split('.').first);
    out << "  a declaration of the language, which makes a " << kind->kind << "\n  " << kind->doc
        << '\n';
    return;
  }
  out << "  " << describe(spot) << '\n';
  if (spot.field && !spot.field->doc.empty())
    out << "  " << spot.field->doc << '\n';
}

} // namespace

bool explain::printField(llvm::raw_ostream &out, llvm::StringRef path) {
  llvm::SmallVector<llvm::StringRef, 8> steps = schema::splitPath(path);
  if (steps.empty())
    return false;
  llvm::SmallVector<Spot, 4> found = find(steps);
  if (found.empty())
    return false;
  const Spot &spot = found.front();
  printHead(out, spot);
  if (!spot.kind && !spot.body) {
    std::string facts;
    llvm::raw_string_ostream stream(facts);
    printFacts(stream, spot);
    if (!facts.empty())
      out << '\n' << facts;
  }
  printChildren(out, spot);
  if (found.size() > 1) {
    out << "\nAlso:\n";
    for (const Spot &other : llvm::drop_begin(found))
      out << "  " << other.shown << "  " << describe(other) << '\n';
  }
  return true;
}

std::string explain::findNearestPath(llvm::StringRef path) {
  llvm::SmallVector<llvm::StringRef, 8> steps = schema::splitPath(path);
  if (steps.empty())
    return {};
  // What leads furthest is what was meant; a step that nothing is like leads nowhere.
  std::string nearest;
  size_t furthest = 0;
  forEachBegin(steps, [&](const Spot &begin, size_t skipped) {
    llvm::ArrayRef<llvm::StringRef> rest = llvm::ArrayRef(steps).drop_front(skipped);
    Walk way = walk(begin, rest);
    size_t reached = skipped + way.taken;
    if (reached >= steps.size() || (reached <= furthest && !nearest.empty()))
      return false;
    llvm::SmallVector<llvm::StringRef, 64> names;
    forEachField(way.last, [&](const Spot &child) { names.push_back(child.field->name); });
    llvm::StringRef name = findNearest(rest[way.taken], names);
    if (name.empty())
      return false;
    std::optional<Spot> child = findChild(way.last, name);
    nearest = walk(*child, rest.drop_front(way.taken + 1)).last.shown;
    furthest = reached;
    return false;
  });
  llvm::SmallVector<llvm::StringRef, 32> kinds;
  for (const Kind &kind : getKinds())
    kinds.push_back(kind.kind);
  for (const Body &body : bodies)
    kinds.push_back(body.word);
  if ((!nearest.empty() && furthest > 0) || llvm::is_contained(kinds, steps.front()))
    return nearest;
  // The kind itself is misspelt.
  if (llvm::StringRef kind = findNearest(steps.front(), kinds); !kind.empty()) {
    steps.front() = kind;
    std::string whole = llvm::join(steps, ".");
    return find(steps).empty() ? kind.str() : whole;
  }
  return nearest;
}

std::vector<std::string> explain::completePath(llvm::StringRef prefix) {
  std::vector<std::string> candidates;
  auto add = [&](llvm::StringRef path, bool hasFields) {
    if (path.starts_with(prefix) && path != prefix)
      candidates.push_back(path.str() + (hasFields ? "." : ""));
  };
  size_t dot = prefix.rfind('.');
  if (dot == llvm::StringRef::npos) {
    for (const Kind &kind : getKinds())
      add(kind.kind, true);
    for (const Body &body : bodies)
      add(body.word, true);
    return candidates;
  }
  llvm::StringRef parent = prefix.take_front(dot);
  llvm::SmallVector<llvm::StringRef, 8> steps = schema::splitPath(parent);
  if (steps.empty())
    return candidates;
  for (const Spot &spot : find(steps))
    forEachField(spot, [&](const Spot &child) {
      std::string path = (parent + "." + child.field->name).str();
      if (!llvm::is_contained(candidates, path) && !llvm::is_contained(candidates, path + "."))
        add(path, child.type.getObject() != nullptr);
    });
  return candidates;
}
