#include "sema/Schema/Tables.h"

#include <array>

using namespace stash;
using namespace stash::schema;

//===-- The form of Schema.def --------------------------------------------===//

namespace {

using enum World;

/// A field in the making: what the words of a FIELD say, one after the other.
struct Spec {
  Field field;

  template <typename T> constexpr Spec with(T Field::*member, T value) const {
    Spec spec = *this;
    spec.field.*member = value;
    return spec;
  }
  constexpr Spec required() const { return requiredByCrd().requiredByServer(); }
  constexpr Spec requiredByCrd() const { return with(&Field::requiredByCrd, true); }
  constexpr Spec requiredByServer() const { return with(&Field::requiredByServer, true); }
  constexpr Spec byDefault(llvm::StringLiteral value) const {
    return with(&Field::defaultValue, value);
  }
  constexpr Spec between(int64_t minimum, int64_t maximum) const {
    return with(&Field::minimum, minimum).with(&Field::maximum, maximum);
  }
  constexpr Spec atLeast(int64_t minimum) const { return with(&Field::minimum, minimum); }
  constexpr Spec positive() const { return atLeast(1); }
  constexpr Spec keyedBy(llvm::StringLiteral keys) const {
    return uniqueBy(keys).with(&Field::keysBySchema, true);
  }
  constexpr Spec uniqueBy(llvm::StringLiteral keys) const { return with(&Field::keys, keys); }
  constexpr Spec refersTo(llvm::StringLiteral kinds) const { return with(&Field::refersTo, kinds); }
  constexpr Spec mergedBy(llvm::StringLiteral key) const { return with(&Field::mergeKey, key); }
  constexpr Spec choice() const { return with(&Field::isChoice, true); }
  constexpr Spec later(Format format) const { return with(&Field::later, format); }
  constexpr Spec emptyIsValue() const { return with(&Field::emptyIsValue, true); }
  constexpr Spec immutable() const { return with(&Field::isImmutable, true); }
  constexpr Spec deprecated() const { return with(&Field::isDeprecated, true); }
  constexpr Spec since(uint8_t minor) const { return with(&Field::since, minor); }
  constexpr Spec until(uint8_t minor) const { return with(&Field::until, minor); }
  constexpr Spec on(uint8_t minor) const { return with(&Field::onFrom, minor); }
  constexpr Spec off() const { return on(std::numeric_limits<uint8_t>::max()); }
  constexpr Spec onlyBuiltIn() const { return with(&Field::inCustomResources, false); }
  constexpr Spec onlyCustom() const { return with(&Field::inBuiltIns, false); }
};

/// The words that a FIELD's type is made of; each list of names is open where they are used.
namespace words {
using enum Format;
using enum ObjectId;

consteval Spec scalar(Scalar scalar, Format format = Format::Any) {
  Spec spec;
  spec.field.type.scalar = scalar;
  spec.field.type.format = format;
  return spec;
}
consteval Spec string(Format format = Format::Any) { return scalar(Scalar::String, format); }
consteval Spec boolean() { return scalar(Scalar::Boolean); }
consteval Spec int32() { return scalar(Scalar::Int32); }
consteval Spec int64() { return scalar(Scalar::Int64); }
consteval Spec quantity() { return scalar(Scalar::Quantity); }
consteval Spec intOrString(Format format) { return scalar(Scalar::IntOrString, format); }
consteval Spec anything() { return scalar(Scalar::Anything); }
consteval Spec object(ObjectId id) {
  Spec spec = scalar(Scalar::Object);
  spec.field.type.object = id;
  return spec;
}
consteval Spec enumeration(EnumId id) {
  Spec spec = string();
  spec.field.type.enumeration = id;
  return spec;
}
consteval Spec list(Spec item) {
  item.field.type.shape = Shape::List;
  return item;
}
consteval Spec map(Spec value, Format key = Format::Any) {
  value.field.type.shape = Shape::Map;
  value.field.type.keyFormat = key;
  return value;
}

// An enum may have the name of an object or a format: its names are not opened.
#define word(ID) enumeration(EnumId::ID)

} // namespace words

consteval Field makeField(llvm::StringLiteral name, Spec spec, llvm::StringLiteral doc) {
  spec.field.name = name;
  spec.field.doc = doc;
  return spec.field;
}

/// An attribute of an OBJECT.
struct Attribute {
  ObjectId base = ObjectId::None;
  Choice choice = Choice::None;
  llvm::StringLiteral choiceNoun{""};
  bool isOpen = false;
};
namespace attributes {
using enum ObjectId;
consteval Attribute with(ObjectId base) { return {.base = base}; }
consteval Attribute oneOf(llvm::StringLiteral noun) {
  return {.choice = Choice::ExactlyOne, .choiceNoun = noun};
}
consteval Attribute atMostOneOf(llvm::StringLiteral noun) {
  return {.choice = Choice::AtMostOne, .choiceNoun = noun};
}
consteval Attribute open() { return {.isOpen = true}; }
} // namespace attributes

template <typename... Attributes>
consteval Object makeObject(ObjectId id, llvm::StringLiteral noun, Attributes... attributes) {
  Object object{id, noun, ObjectId::None, Choice::None, "", false};
  for (const Attribute &attribute : std::array<Attribute, sizeof...(attributes)>{attributes...}) {
    if (attribute.base != ObjectId::None)
      object.base = attribute.base;
    if (attribute.choice != Choice::None) {
      object.choice = attribute.choice;
      object.choiceNoun = attribute.choiceNoun;
    }
    object.isOpen |= attribute.isOpen;
  }
  return object;
}

//===-- The tables --------------------------------------------------------===//

constexpr Kind kindTable[] = {
#define KIND(APIVERSION, KIND, OBJECT, WORLD, NAMESPACED, DOC)                                     \
  {APIVERSION, KIND, ObjectId::OBJECT, WORLD, NAMESPACED, DOC},
#include "sema/Schema/Schema.def"
};

namespace attributes {
constexpr Object objectTable[] = {
    makeObject(ObjectId::None, ""),
#define OBJECT(ID, ...) makeObject(ObjectId::ID, __VA_ARGS__),
#include "sema/Schema/Schema.def"
};
} // namespace attributes
using attributes::objectTable;

// A field without a name marks where an object begins.
namespace words {
constexpr Field fieldTable[] = {
#define OBJECT(...) Field(),
#define FIELD(NAME, TYPE, DOC) makeField(NAME, TYPE, DOC),
#include "sema/Schema/Schema.def"
    Field(),
};
} // namespace words
using words::fieldTable;

constexpr auto fieldBeginTable = [] {
  std::array<uint16_t, std::size(objectTable) + 1> begins{};
  size_t object = 0;
  for (size_t i = 0; i < std::size(fieldTable); ++i)
    if (fieldTable[i].name.empty())
      begins[++object] = static_cast<uint16_t>(i + 1);
  return begins;
}();

constexpr auto memberTable = std::to_array<llvm::StringLiteral>({
#define ENUM(ID, LEVEL, NOUN, ...) __VA_ARGS__,
#include "sema/Schema/Schema.def"
});

template <typename... Words> constexpr uint16_t count(const Words &...) { return sizeof...(Words); }

constexpr auto enumTable = [] {
  auto enums = std::to_array<tables::Enum>({
      {"", Level::Schema, 0, 0},
#define ENUM(ID, LEVEL, NOUN, ...) {NOUN, Level::LEVEL, 0, count(__VA_ARGS__)},
#include "sema/Schema/Schema.def"
  });
  uint16_t begin = 0;
  for (tables::Enum &e : enums) {
    e.begin = begin;
    begin = static_cast<uint16_t>(begin + e.size);
  }
  return enums;
}();

constexpr tables::FormatInfo formatTable[] = {
    {"", Level::Later},
#define FORMAT(ID, LEVEL, NOUN) {NOUN, Level::LEVEL},
#include "sema/Schema/Schema.def"
};

constexpr tables::OtherKind otherKindTable[] = {
    {"stash.appscode.com/v1alpha1", "Restic"},
    {"stash.appscode.com/v1alpha1", "Recovery"},
    {"batch/v1", "CronJob"},
    {"v1", "Binding"},
    {"v1", "ComponentStatus"},
    {"v1", "ConfigMap"},
    {"v1", "Endpoints"},
    {"v1", "Event"},
    {"v1", "LimitRange"},
    {"v1", "Namespace"},
    {"v1", "Node"},
    {"v1", "PersistentVolume"},
    {"v1", "PodTemplate"},
    {"v1", "ReplicationController"},
    {"v1", "ResourceQuota"},
    {"v1", "Secret"},
    {"v1", "Service"},
};

/// The fields of one object, found while compiling.
consteval size_t findBegin(ObjectId id) { return fieldBeginTable[static_cast<size_t>(id)]; }

constexpr auto sourceTable = [] {
  constexpr size_t begin = findBegin(ObjectId::VolumeSource);
  constexpr size_t end = fieldBeginTable[static_cast<size_t>(ObjectId::VolumeSource) + 1] - 1;
  std::array<llvm::StringRef, end - begin> names;
  for (size_t i = begin; i < end; ++i)
    names[i - begin] = fieldTable[i].name;
  return names;
}();

} // namespace

constexpr llvm::ArrayRef<Kind> tables::kinds = kindTable;
constexpr llvm::ArrayRef<Object> tables::objects = objectTable;
constexpr llvm::ArrayRef<Field> tables::fields = fieldTable;
constexpr llvm::ArrayRef<uint16_t> tables::fieldBegins = fieldBeginTable;
constexpr llvm::ArrayRef<tables::Enum> tables::enums = enumTable;
constexpr llvm::ArrayRef<llvm::StringLiteral> tables::members = memberTable;
constexpr llvm::ArrayRef<tables::FormatInfo> tables::formats = formatTable;
constexpr llvm::ArrayRef<tables::OtherKind> tables::otherKinds = otherKindTable;
constexpr llvm::ArrayRef<llvm::StringRef> tables::volumeSources = sourceTable;
