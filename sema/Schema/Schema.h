//===- Schema.h - the fields of Kubernetes and Stash objects ----*- C++ -*-===//
//
// What may stand where in a manifest: kinds, object types, their fields with type, default, enum,
// format and one line of documentation. The facts are declared in Schema.def and the files that it
// includes; they become constant tables, so that nothing is built when stashc starts and nothing
// is ever freed. A name is looked up where it is asked for.
//
// One declaration serves two worlds. In a custom resource the API server enforces only what its CRD
// says (types, required fields, a few enums); in a built-in kind it enforces everything. A Probe
// inside a Function and a Probe inside a Job are one object here; which of its facts the server
// enforces depends on the world of the kind that it is reached from (see `Level`).
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_SCHEMA_SCHEMA_H
#define STASHC_SEMA_SCHEMA_SCHEMA_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace stash::schema {

/// Every object type, named as in the Go types of Kubernetes and Stash.
enum class ObjectId : uint16_t {
  None,
#define OBJECT(ID, ...) ID,
#include "sema/Schema/Schema.def"
};

/// Every closed set of words.
enum class EnumId : uint8_t {
  None,
#define ENUM(ID, ...) ID,
#include "sema/Schema/Schema.def"
};

/// What the text of a string (or the value of an int-or-string) must look like.
enum class Format : uint8_t {
  Any,
#define FORMAT(ID, ...) ID,
#include "sema/Schema/Schema.def"
};

/// The minor versions of Kubernetes 1 that are known, and the one that is meant when none is said.
inline constexpr unsigned oldestKubernetes = 31, newestKubernetes = 37;

/// Which schema an object is checked against.
enum class World : uint8_t {
  CustomResource, ///< a kind of Stash: its CRD
  BuiltIn,        ///< a kind of Kubernetes: its Go types and validation
};

/// Who refuses what breaks a fact, and when.
enum class Level : uint8_t {
  Schema, ///< the API server, in a custom resource and in a built-in kind
  Server, ///< the API server in a built-in kind; in a custom resource only the Job that results
  Later,  ///< nobody at once: the operator or the kubelet, or the object does not do what it says
};

enum class Shape : uint8_t { One, List, Map };

enum class Scalar : uint8_t {
  String,
  Boolean,
  Int32,
  Int64,
  Quantity,
  IntOrString,
  Object,
  Anything, ///< any JSON value
};

struct Object;
struct Field;

/// The type of a field, of a list's items or of a map's values.
struct Type {
  Shape shape = Shape::One;
  Scalar scalar = Scalar::String; ///< of the items or values when it is a list or map
  Format format = Format::Any;
  EnumId enumeration = EnumId::None;
  ObjectId object = ObjectId::None;
  Format keyFormat = Format::Any; ///< of a map's keys

  bool isList() const { return shape == Shape::List; }
  bool isMap() const { return shape == Shape::Map; }
  bool isObject() const { return shape == Shape::One && scalar == Scalar::Object; }
  bool isString() const { return shape == Shape::One && scalar == Scalar::String; }
  bool isBoolean() const { return shape == Shape::One && scalar == Scalar::Boolean; }
  bool isInteger() const {
    return shape == Shape::One && (scalar == Scalar::Int32 || scalar == Scalar::Int64);
  }
  bool isQuantity() const { return shape == Shape::One && scalar == Scalar::Quantity; }
  bool isIntOrString() const { return shape == Shape::One && scalar == Scalar::IntOrString; }
  bool isAnything() const { return shape == Shape::One && scalar == Scalar::Anything; }

  /// The object type of the value, of the items or of the values; null when they are no objects.
  const Object *getObject() const;
  /// The words that are allowed; empty when it is no enum.
  llvm::ArrayRef<llvm::StringLiteral> getMembers() const;
  /// The type of a list's items or a map's values; the type itself else.
  Type getElement() const;
  /// For messages: "a string", "a list of volume mounts", "a map of strings".
  std::string describe() const;
};

/// A field of an object.
struct Field {
  llvm::StringLiteral name{""};
  /// One line in our own words, without a full stop; empty for fields that nobody writes.
  llvm::StringLiteral doc{""};
  /// What the API server fills in, as text; empty when nothing.
  llvm::StringLiteral defaultValue{""};
  /// For lists: the names, separated by commas, of the item fields that together must be unique.
  llvm::StringLiteral keys{""};
  /// For a name, or an object with one: the kinds, separated by commas, of what it names.
  llvm::StringLiteral refersTo{""};
  /// For lists: the item field by which patches tell items apart, also where items may share it.
  llvm::StringLiteral mergeKey{""};
  Type type;
  int64_t minimum = std::numeric_limits<int64_t>::min();
  int64_t maximum = std::numeric_limits<int64_t>::max();

  bool requiredByCrd = false;    ///< a custom resource without it is refused
  bool requiredByServer = false; ///< a built-in kind is refused when it is missing or empty
  bool inCustomResources = true; ///< Stash's CRDs have the field
  bool inBuiltIns = true;   ///< Kubernetes has the field, in one of the known versions at least
  uint8_t since = 0;        ///< its first minor version that has the field; 0 when all have
  uint8_t until = 0;        ///< its last one; 0 when the newest has it
  uint8_t onFrom = 0;       ///< its first one that does not drop it: its feature gate is on
  bool isChoice = false;    ///< one of the object's alternatives (Object::choice)
  bool isImmutable = false; ///< may not be changed once the object exists
  bool isDeprecated = false;
  bool emptyIsValue = false;  ///< "" is a value like others, and not the same as none
  bool keysBySchema = false;  ///< the CRD itself enforces `keys` (x-kubernetes-list-map-keys)
  Format later = Format::Any; ///< a format that only the operator or the kubelet asks for

  bool isRequired(World world) const {
    return world == World::BuiltIn ? requiredByServer : requiredByCrd;
  }
  bool exists(World world) const {
    return world == World::BuiltIn ? inBuiltIns : inCustomResources;
  }
  /// Whether Kubernetes 1.`minor` has it; it exists in built-in kinds.
  bool isKnownTo(unsigned minor) const { return minor >= since && (until == 0 || minor <= until); }
  /// Whether the API server of Kubernetes 1.`minor` decodes it and drops it, unless somebody turned
  /// its feature gate on.
  bool isDroppedBy(unsigned minor) const { return minor < onFrom; }
  /// Whether people write it: it has documentation.
  bool isWritten() const { return !doc.empty(); }
};

/// How many of an object's alternatives (Field::isChoice) may be there.
enum class Choice : uint8_t { None, AtMostOne, ExactlyOne };

struct Object {
  ObjectId id;
  llvm::StringLiteral noun; ///< what messages call it: "volume mount"
  ObjectId base;            ///< whose fields it has too
  Choice choice;
  llvm::StringLiteral choiceNoun; ///< what messages call an alternative: "volume source"
  /// Unknown fields are no mistake: the type is not known to its end.
  bool isOpen;

  /// The fields declared for it, without those of its base, in the order of writing.
  llvm::ArrayRef<Field> getOwnFields() const;
  const Object *getBase() const;
  /// Calls `visit` for its fields that exist in `world`, its own before its base's.
  void forEachField(World world, llvm::function_ref<void(const Field &)> visit) const;
  /// The field of a name, or null.
  const Field *getField(llvm::StringRef name, World world = World::CustomResource) const;
};

/// A kind of objects that the API server keeps.
struct Kind {
  llvm::StringLiteral apiVersion;
  llvm::StringLiteral kind;
  ObjectId object;
  World world;
  bool isNamespaced;
  llvm::StringLiteral doc;

  const Object &getObject() const;
  llvm::StringRef getGroup() const; ///< "" for the core group
};

const Object &getObject(ObjectId id);
llvm::ArrayRef<llvm::StringLiteral> getMembers(EnumId id);
llvm::StringRef getEnumNoun(EnumId id);
/// Who enforces that a value is one of the members.
Level getLevel(EnumId id);
/// What a format is called in messages: "a DNS label".
llvm::StringRef getNoun(Format format);
Level getLevel(Format format);

llvm::ArrayRef<Kind> getKinds();
/// The kind with this apiVersion and kind, or null.
const Kind *findKind(llvm::StringRef apiVersion, llvm::StringRef kind);
/// The kind of this name in any group and version, or null; the first one wins.
const Kind *findKind(llvm::StringRef kind);

/// What is known about a pair that findKind() does not find.
enum class KindStatus : uint8_t {
  Checked,    ///< findKind() finds it
  NotChecked, ///< it exists, or may exist: its group is not one that we know
  Missing,    ///< its group is Stash's or Kubernetes' own, and has no such kind or version
};
KindStatus getKindStatus(llvm::StringRef apiVersion, llvm::StringRef kind);

/// The names of the volume sources ("emptyDir", "secret" …), in the order of the table.
llvm::ArrayRef<llvm::StringRef> getVolumeSources();

//===-- Places ------------------------------------------------------------===//

/// The type at a path of keys from an object on; `*` or a number steps into a list, any key into a
/// map. Nothing when a step does not exist.
std::optional<Type> findType(const Object &object, llvm::ArrayRef<llvm::StringRef> path,
                             World world);
/// Takes `spec.volumes[0].emptyDir` apart: spec, volumes, 0, emptyDir.
llvm::SmallVector<llvm::StringRef, 8> splitPath(llvm::StringRef path);
/// The same from a path as text: `spec.volumes[0].emptyDir`, `spec.runtimeSettings.env[*].name`.
std::optional<Type> findType(const Kind &kind, llvm::StringRef path);
/// The field that such a path ends in; null when it does not exist or ends in an item.
const Field *findField(const Kind &kind, llvm::StringRef path);

/// The field of `object` that `name` is most likely a misspelling of; null when there is none.
const Field *findNearestField(const Object &object, llvm::StringRef name, World world);

/// Where a name that an object does not have belongs instead.
struct Misplaced {
  /// For a note: "a Function cannot mount volumes of its own; its Task declares them".
  std::string hint;
  /// The name that the author meant, when it is only called differently ("workingDir" for
  /// "workDir"); empty else.
  llvm::StringRef replacement = {};
};
/// `parents` are the objects around, outermost first, without `object` itself.
std::optional<Misplaced> findMisplaced(const Object &object, llvm::StringRef name, World world,
                                       llvm::ArrayRef<const Object *> parents = {});

} // namespace stash::schema

#endif // STASHC_SEMA_SCHEMA_SCHEMA_H
