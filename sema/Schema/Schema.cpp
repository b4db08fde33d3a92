#include "sema/Schema/Schema.h"

#include "frontend/Basic/Diagnostic.h"
#include "sema/Schema/Tables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

const Object &schema::getObject(ObjectId id) { return tables::objects[static_cast<size_t>(id)]; }

llvm::ArrayRef<llvm::StringLiteral> schema::getMembers(EnumId id) {
  const tables::Enum &e = tables::enums[static_cast<size_t>(id)];
  return llvm::ArrayRef(tables::members).slice(e.begin, e.size);
}

llvm::StringRef schema::getEnumNoun(EnumId id) {
  return tables::enums[static_cast<size_t>(id)].noun;
}

Level schema::getLevel(EnumId id) { return tables::enums[static_cast<size_t>(id)].level; }

llvm::StringRef schema::getNoun(Format format) {
  return tables::formats[static_cast<size_t>(format)].noun;
}

Level schema::getLevel(Format format) { return tables::formats[static_cast<size_t>(format)].level; }

llvm::ArrayRef<Kind> schema::getKinds() { return tables::kinds; }

llvm::ArrayRef<llvm::StringRef> schema::getVolumeSources() { return tables::volumeSources; }

//===-- Types -------------------------------------------------------------===//

const Object *Type::getObject() const {
  return scalar == Scalar::Object ? &schema::getObject(object) : nullptr;
}

llvm::ArrayRef<llvm::StringLiteral> Type::getMembers() const {
  return schema::getMembers(enumeration);
}

Type Type::getElement() const {
  Type element = *this;
  element.shape = Shape::One;
  element.keyFormat = Format::Any;
  return element;
}

static std::string plural(llvm::StringRef noun) {
  if (noun.ends_with("y") && !noun.ends_with("ey"))
    return (noun.drop_back() + "ies").str();
  return noun.ends_with("s") ? noun.str() : (noun + "s").str();
}

static llvm::StringRef article(llvm::StringRef noun) {
  // "HTTP header" is read letter by letter; "user" is not among our nouns.
  bool vowel = noun.starts_with("HTTP") || noun.starts_with("NFS") || noun.starts_with("SE") ||
               llvm::StringRef("aeioAEI").contains(noun.front());
  return vowel ? "an" : "a";
}

std::string Type::describe() const {
  llvm::StringRef noun;
  switch (scalar) {
  case Scalar::String:
    noun = "string";
    break;
  case Scalar::Boolean:
    noun = "boolean";
    break;
  case Scalar::Int32:
  case Scalar::Int64:
    noun = "integer";
    break;
  case Scalar::Quantity:
    noun = "quantity";
    break;
  case Scalar::IntOrString:
    return shape == Shape::One ? "an integer or a string" : "a list of integers or strings";
  case Scalar::Object:
    if (shape == Shape::One)
      return "a map";
    noun = schema::getObject(object).noun;
    break;
  case Scalar::Anything:
    return shape == Shape::One ? "any value" : shape == Shape::List ? "a list" : "a map";
  }
  if (shape == Shape::One)
    return (article(noun) + " " + noun).str();
  return (shape == Shape::List ? "a list of " : "a map of ") + plural(noun);
}

//===-- Objects and kinds -------------------------------------------------===//

llvm::ArrayRef<Field> Object::getOwnFields() const {
  size_t begin = tables::fieldBegins[static_cast<size_t>(id)];
  size_t end = tables::fieldBegins[static_cast<size_t>(id) + 1];
  // The entry before an object's first field is its marker.
  return llvm::ArrayRef(tables::fields).slice(begin, end - begin - 1);
}

const Object *Object::getBase() const {
  return base == ObjectId::None ? nullptr : &schema::getObject(base);
}

void Object::forEachField(World world, llvm::function_ref<void(const Field &)> visit) const {
  for (const Object *object = this; object; object = object->getBase())
    for (const Field &field : object->getOwnFields())
      if (field.exists(world))
        visit(field);
}

const Field *Object::getField(llvm::StringRef name, World world) const {
  for (const Object *object = this; object; object = object->getBase())
    for (const Field &field : object->getOwnFields())
      if (field.name == name && field.exists(world))
        return &field;
  return nullptr;
}

const Object &Kind::getObject() const { return schema::getObject(object); }

llvm::StringRef Kind::getGroup() const {
  llvm::StringRef version = apiVersion;
  return version.contains('/') ? version.split('/').first : "";
}

const Kind *schema::findKind(llvm::StringRef apiVersion, llvm::StringRef kind) {
  for (const Kind &k : getKinds())
    if (k.kind == kind && k.apiVersion == apiVersion)
      return &k;
  return nullptr;
}

const Kind *schema::findKind(llvm::StringRef kind) {
  for (const Kind &k : getKinds())
    if (k.kind == kind)
      return &k;
  return nullptr;
}

KindStatus schema::getKindStatus(llvm::StringRef apiVersion, llvm::StringRef kind) {
  if (findKind(apiVersion, kind))
    return KindStatus::Checked;
  for (const tables::OtherKind &other : tables::otherKinds)
    if (other.apiVersion == apiVersion && other.kind == kind)
      return KindStatus::NotChecked;
  llvm::StringRef group = apiVersion.contains('/') ? apiVersion.split('/').first : "";
  // Where a kind of ours stands is known in all of Kubernetes' groups. A group has no capitals.
  std::string lower = group.lower();
  bool ours =
      llvm::is_contained({"", "batch", "rbac.authorization.k8s.io", "stash.appscode.com"}, lower);
  if (llvm::is_contained({"apps", "extensions", "policy", "autoscaling", "core"}, lower))
    ours = findKind(kind) != nullptr;
  return ours ? KindStatus::Missing : KindStatus::NotChecked;
}

//===-- Places ------------------------------------------------------------===//

namespace {
/// A step of a path: what it leads to.
struct Step {
  Type type;
  const Field *field = nullptr;
};
} // namespace

static std::optional<Step> walk(const Object &object, llvm::ArrayRef<llvm::StringRef> path,
                                World world) {
  Step step;
  step.type.scalar = Scalar::Object;
  step.type.object = object.id;
  for (llvm::StringRef key : path) {
    if (step.type.isAnything())
      return Step{step.type, nullptr};
    if (step.type.isMap()) {
      step = {step.type.getElement(), nullptr};
      continue;
    }
    if (step.type.isList()) {
      size_t index;
      if (key != "*" && key.getAsInteger(10, index))
        return std::nullopt;
      step = {step.type.getElement(), nullptr};
      continue;
    }
    const Object *inner = step.type.getObject();
    const Field *field = inner ? inner->getField(key, world) : nullptr;
    if (!field)
      return std::nullopt;
    step = {field->type, field};
  }
  return step;
}

llvm::SmallVector<llvm::StringRef, 8> schema::splitPath(llvm::StringRef path) {
  llvm::SmallVector<llvm::StringRef, 8> steps;
  while (!path.empty()) {
    if (path.consume_front("[")) {
      steps.push_back(path.take_until([](char c) { return c == ']'; }));
      path = path.drop_front(std::min(path.size(), steps.back().size() + 1));
    } else {
      steps.push_back(path.take_until([](char c) { return c == '.' || c == '['; }));
      path = path.drop_front(steps.back().size());
    }
    path.consume_front(".");
  }
  return steps;
}

std::optional<Type> schema::findType(const Object &object, llvm::ArrayRef<llvm::StringRef> path,
                                     World world) {
  if (std::optional<Step> step = walk(object, path, world))
    return step->type;
  return std::nullopt;
}

std::optional<Type> schema::findType(const Kind &kind, llvm::StringRef path) {
  return findType(kind.getObject(), splitPath(path), kind.world);
}

const Field *schema::findField(const Kind &kind, llvm::StringRef path) {
  std::optional<Step> step = walk(kind.getObject(), splitPath(path), kind.world);
  return step ? step->field : nullptr;
}

const Field *schema::findNearestField(const Object &object, llvm::StringRef name, World world) {
  llvm::SmallVector<llvm::StringRef, 48> names;
  object.forEachField(world, [&](const Field &field) { names.push_back(field.name); });
  llvm::StringRef nearest = findNearest(name, names);
  return nearest.empty() ? nullptr : object.getField(nearest, world);
}
