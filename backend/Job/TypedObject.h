//===- TypedObject.h - objects as the operator's types print them -*- C++ -*-===//
//
// The operator reads manifests into typed objects and prints those: unknown fields are gone, zero
// values of plain fields vanish, quantities are in canonical form (spec §4.3), fields come in the
// order of the types. These functions do the same to Values. New nodes are made in the arena given;
// what does not change, strings with their origins above all, is shared with the source.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_TYPEDOBJECT_H
#define STASHC_BACKEND_JOB_TYPEDOBJECT_H

#include "frontend/Value/Value.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace stash {

enum class TypeId : uint8_t {
  String,
  Bool,
  Integer,
  Quantity,
  IntOrString,
  Time,
  Raw,
#define STRUCT(NAME) NAME,
#define FIELD(NAME, SHAPE, TYPE, ZERO)
#include "backend/Job/KubernetesTypes.def"
#include "backend/Job/StashTypes.def"
#undef STRUCT
#undef FIELD
};

enum class FieldShape : uint8_t { One, Pointer, List, Map };
enum class FieldZero : uint8_t { Omit, Keep };

struct TypeField {
  llvm::StringLiteral name;
  FieldShape shape;
  TypeId type;
  FieldZero zero;
};

/// The fields of a struct, in the order in which they are printed; none for a scalar.
llvm::ArrayRef<TypeField> getFields(TypeId type);

/// `source` as a value of `type`: what the type does not know, and zero values that are not
/// printed, left out. A value of the wrong kind counts as missing. Never null.
Value *makeTyped(ValueArena &arena, const Value *source, TypeId type);

/// What decoding `decoded` into the object `existing` gives (spec §2.5(6)): fields that `decoded`
/// lacks stay, map keys are added to the old ones, list items are decoded into the old item of
/// their place. Strings keep the origin of what stood there. Null when a value has a kind that its
/// field cannot take; `existing` may be null.
Value *mergeDecoded(ValueArena &arena, const Value *existing, const Value *decoded, TypeId type);

/// The canonical form of a quantity; its own text where it is none.
std::string canonicalQuantity(llvm::StringRef text);

} // namespace stash

#endif // STASHC_BACKEND_JOB_TYPEDOBJECT_H
