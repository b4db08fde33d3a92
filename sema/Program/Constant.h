//===- Constant.h - values of the compiler ----------------------*- C++ -*-===//
//
// What an expression evaluates to when stashc runs. Text may hold run-time variables, which stay
// symbolic: the language is a partial evaluator over Stash's templates. Constants live in an arena,
// are never changed and destroy nothing.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_PROGRAM_CONSTANT_H
#define STASHC_SEMA_PROGRAM_CONSTANT_H

#include "frontend/Ast/Ast.h"
#include "frontend/Basic/Budget.h"
#include "frontend/Basic/NamedList.h"

#include <optional>
#include <string>

namespace stash::sema {

using ast::TypeKind;

class Constant;
struct Variable;
struct Parameter;

/// A run of literal text, or a run-time variable.
struct Piece {
  llvm::StringRef literal;
  const Variable *variable = nullptr;
  SourceRange range;
};
using Text = llvm::ArrayRef<Piece>;

/// A `${…}` that only Stash can resolve.
struct Variable {
  llvm::StringRef name;
  TemplateOperator op = TemplateOperator::Plain;
  llvm::StringRef spelling;  ///< of the operator
  llvm::StringRef separator; ///< of two arguments, as written
  llvm::ArrayRef<Text> arguments;
  SourceRange range;
  /// Set for `${p}` of a parameter in scope: it is emitted with the default of its signature.
  const Parameter *parameter = nullptr;
  /// Made by `flags(...group)`: must agree with the signature of the Function that it lands in.
  bool fromGroup = false;
  uint32_t weight = 0; ///< see Constant::getWeight()
};

/// The type of a parameter.
struct Type {
  TypeKind kind = TypeKind::String;
  llvm::ArrayRef<ast::Name> members; ///< of a union

  bool operator==(const Type &other) const;
};

/// A parameter of a Function, a Task, a group or a definition.
struct Parameter {
  llvm::StringRef name;
  llvm::StringRef flag; ///< of `as`; empty when there is none
  Type type;
  const Constant *defaultValue = nullptr; ///< null: an argument is required
  SourceRange range;                      ///< of its name
  llvm::StringRef doc;
  bool isInferred = false; ///< read out of a manifest's templates
};

/// Parameters that several signatures share.
struct Group {
  llvm::ArrayRef<const Parameter *> parameters;
};

struct ConstantMember {
  llvm::StringRef key;
  SourceRange keyRange;
  const Constant *value = nullptr;
};
using ConstantMembers = NamedList<ConstantMember, &ConstantMember::key>;

class Constant {
public:
  enum class Kind : uint8_t {
    Unknown, ///< an input without a value under `check`, or what an error left: fits everywhere
    Null,
    Bool,
    Number,
    Text,
    List,
    Map,
    Group,
  };

  Kind getKind() const { return kind; }
  bool isUnknown() const { return kind == Kind::Unknown; }
  bool isNull() const { return kind == Kind::Null; }
  bool isBool() const { return kind == Kind::Bool; }
  bool isNumber() const { return kind == Kind::Number; }
  bool isText() const { return kind == Kind::Text; }
  bool isList() const { return kind == Kind::List; }
  bool isMap() const { return kind == Kind::Map; }
  bool isGroup() const { return kind == Kind::Group; }

  /// The expression that it comes from.
  SourceRange getRange() const { return range; }
  bool getBool() const { return boolean; }
  llvm::StringRef getNumber() const { return {number, size}; }
  Text getText() const { return {pieces, size}; }
  llvm::ArrayRef<const Constant *> getItems() const { return {items, size}; }
  llvm::ArrayRef<ConstantMember> getMembers() const { return {members, size}; }
  const Group &getGroup() const { return *group; }
  /// The member of a map, or null; the first, should there be several.
  const Constant *get(llvm::StringRef key) const;
  /// The type that a run-time value is known to have; None when it is just text.
  TypeKind getRuntimeType() const { return runtimeType; }

  /// About how many bytes it takes when it is written out, what is shared as often as it occurs: no
  /// walk of a value is longer. At most UINT32_MAX.
  uint32_t getWeight() const { return weight; }

  /// The text when no run-time variable is in it; nothing otherwise or when it is no text.
  std::optional<std::string> getLiteral() const;

private:
  friend class ConstantArena;
  Constant(Kind kind, SourceRange range) : kind(kind), range(range) {}

  Kind kind;
  bool boolean = false;
  TypeKind runtimeType = TypeKind::None;
  SourceRange range;
  uint32_t size = 0;
  uint32_t weight = 0;
  union {
    const char *number = nullptr;
    const Piece *pieces;
    const Constant *const *items;
    const ConstantMember *members;
    const Group *group;
  };
};

/// Whether text has no run-time variables.
bool isLiteral(Text text);
/// The literals of text, put together.
std::string joinLiterals(Text text);
/// Whether two constants are the same value. Run-time text is equal when its variables are.
bool isSame(const Constant &a, const Constant &b);
bool isSame(Text a, Text b);
/// "a string", "a list" … for messages.
llvm::StringRef describe(const Constant &constant);
llvm::StringRef describe(TypeKind type);

/// Makes constants and owns them. What it makes is spent from the budget that it has, if any; a
/// value that is larger, written out, than the budget allows exhausts it.
class ConstantArena {
public:
  void setBudget(Budget *other) { budget = other; }

  const Constant *unknown(SourceRange range);
  const Constant *null(SourceRange range);
  const Constant *boolean(bool b, SourceRange range);
  /// The text must outlive the arena.
  const Constant *number(llvm::StringRef text, SourceRange range);
  const Constant *text(Text pieces, SourceRange range, TypeKind runtimeType = TypeKind::None);
  /// Text without variables; it must outlive the arena.
  const Constant *literal(llvm::StringRef text, SourceRange range,
                          TypeKind runtimeType = TypeKind::None);
  const Constant *list(llvm::ArrayRef<const Constant *> items, SourceRange range);
  const Constant *map(llvm::ArrayRef<ConstantMember> members, SourceRange range);
  const Constant *group(llvm::ArrayRef<const Parameter *> parameters, SourceRange range);
  /// The same value from another place.
  const Constant *at(const Constant &constant, SourceRange range);

  template <typename T> const T *make(const T &value) {
    meter(sizeof(T));
    return new (allocator.Allocate<T>()) T(value);
  }
  const Variable *make(Variable variable);
  template <typename T> llvm::ArrayRef<T> copy(llvm::ArrayRef<T> items) {
    meter(items.size() * sizeof(T));
    return items.copy(allocator);
  }
  llvm::StringRef copy(llvm::StringRef text) {
    meter(text.size());
    return text.copy(allocator);
  }
  llvm::BumpPtrAllocator &getAllocator() { return allocator; }

private:
  Constant *make(Constant::Kind kind, SourceRange range) {
    meter(sizeof(Constant));
    auto *constant = new (allocator.Allocate<Constant>()) Constant(kind, range);
    constant->weight = nodeWeight;
    return constant;
  }
  void meter(uint64_t bytes) {
    if (budget)
      budget->spendMemory(bytes);
  }
  uint32_t checkWeight(uint64_t weight);

  /// About what a node takes without its text.
  static constexpr uint32_t nodeWeight = 32;
  llvm::BumpPtrAllocator allocator;
  Budget *budget = nullptr;
};

} // namespace stash::sema

#endif // STASHC_SEMA_PROGRAM_CONSTANT_H
