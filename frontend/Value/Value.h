//===- Value.h - an ordered tree of data with origins -----------*- C++ -*-===//
//
// What a YAML or JSON document holds, and what is written as one: null, booleans, numbers, strings,
// lists and maps that keep their order. Every node and every key knows the source text it comes
// from, be that YAML or a .stash file.
//
// Nodes live in a ValueArena and are trivially destructible: the arena owns everything, strings
// included unless they point into a SourceManager. A tree may be changed; nodes may be shared
// between trees as long as nobody changes them.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_VALUE_VALUE_H
#define STASHC_FRONTEND_VALUE_VALUE_H

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/SourceManager.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"

#include <cassert>
#include <optional>

namespace stash {

class Value;

/// A member of a map.
struct Member {
  llvm::StringRef key;
  SourceRange keyRange;
  Value *value = nullptr;
};

/// Owns the nodes of trees, their arrays and the strings that were made for them.
class ValueArena {
public:
  /// What is made is spent from the budget, and given back when the arena is freed.
  explicit ValueArena(Budget *budget = nullptr) : budget(budget) {}
  ValueArena(const ValueArena &) = delete;
  ~ValueArena() { setBudget(nullptr); }

  Value *null(SourceRange range = {});
  Value *boolean(bool b, SourceRange range = {});
  Value *integer(int64_t n, SourceRange range = {});
  /// A number, by its text in JSON's form. The text is not copied.
  Value *number(llvm::StringRef text, SourceRange range = {});
  /// A string. The text is not copied: see copy().
  Value *string(llvm::StringRef text, SourceRange range = {});
  Value *list(SourceRange range = {});
  Value *map(SourceRange range = {});
  /// What is not known: an input that has no value under `check`, or what an error left. It fits
  /// wherever anything is wanted, and is never written.
  Value *unknown(SourceRange range = {});

  /// A copy of the text that lives as long as the arena.
  llvm::StringRef copy(llvm::StringRef text) {
    meter(text.size());
    return text.copy(allocator);
  }
  /// A deep copy of a tree; strings are shared.
  Value *clone(const Value *value);

  llvm::BumpPtrAllocator &getAllocator() { return allocator; }
  template <typename T> T *allocate(size_t count) {
    meter(count * sizeof(T));
    return allocator.Allocate<T>(count);
  }

  /// The budget must live until the arena is freed or gets another one.
  void setBudget(Budget *other) {
    if (budget)
      budget->returnMemory(spent);
    spent = 0;
    budget = other;
  }
  Budget *getBudget() const { return budget; }
  /// Whether there is no budget, or something left of it.
  bool mayGoOn() const { return !budget || budget->mayGoOn(); }

private:
  Value *make(uint8_t kind, SourceRange range);
  void meter(uint64_t bytes) {
    if (!budget)
      return;
    spent += bytes;
    budget->spendMemory(bytes);
  }
  llvm::BumpPtrAllocator allocator;
  Budget *budget;
  uint64_t spent = 0;
};

class Value {
public:
  enum class Kind : uint8_t { Null, Bool, Number, String, List, Map, Unknown };

  Kind getKind() const { return kind; }
  bool isNull() const { return kind == Kind::Null; }
  bool isBool() const { return kind == Kind::Bool; }
  bool isNumber() const { return kind == Kind::Number; }
  bool isString() const { return kind == Kind::String; }
  bool isList() const { return kind == Kind::List; }
  bool isMap() const { return kind == Kind::Map; }
  bool isUnknown() const { return kind == Kind::Unknown; }

  /// Where the value stands in the source; invalid for what was made by us.
  SourceRange getRange() const { return range; }
  void setRange(SourceRange r) { range = r; }

  bool getBool() const {
    assert(isBool());
    return boolean;
  }
  /// The text of a string or number.
  llvm::StringRef getText() const {
    assert(isString() || isNumber());
    return {text, size};
  }
  /// The value of a number that is an integer of 64 bits (`3.0` is one).
  std::optional<int64_t> getInteger() const;
  /// The text of a string; nothing for any other kind.
  std::optional<llvm::StringRef> getStringOrNone() const {
    return isString() ? std::optional(getText()) : std::nullopt;
  }

  llvm::ArrayRef<Value *> getItems() const {
    assert(isList());
    return {items, size};
  }
  llvm::MutableArrayRef<Value *> getItems() {
    assert(isList());
    return {items, size};
  }
  llvm::ArrayRef<Member> getMembers() const {
    assert(isMap());
    return {members, size};
  }
  llvm::MutableArrayRef<Member> getMembers() {
    assert(isMap());
    return {members, size};
  }
  /// Whether a list or map has nothing in it.
  bool empty() const { return size == 0; }

  /// The member of a map, or null. On anything but a map: null.
  Value *get(llvm::StringRef key) const;
  const Member *getMember(llvm::StringRef key) const;
  /// Follows a path of keys: `at({"spec", "backend"})`. Null when a step is missing.
  Value *at(llvm::ArrayRef<llvm::StringRef> path) const;
  /// The text of a string member; empty when it is missing or no string.
  llvm::StringRef getStringOr(llvm::StringRef key, llvm::StringRef otherwise = {}) const;

  void append(ValueArena &arena, Value *item);
  /// Adds a member, or gives the one of this key another value in its place.
  void set(ValueArena &arena, llvm::StringRef key, Value *value, SourceRange keyRange = {});
  /// Adds a member without looking for one of the same key.
  void add(ValueArena &arena, llvm::StringRef key, Value *value, SourceRange keyRange = {});
  /// Removes a member of a map. False when there was none.
  bool erase(llvm::StringRef key);

private:
  friend class ValueArena;
  explicit Value(Kind kind, SourceRange range) : kind(kind), range(range) {}
  template <typename T> void reserve(ValueArena &arena, T *&data, size_t extra);

  Kind kind;
  bool boolean = false;
  SourceRange range;
  uint32_t size = 0;     // of text, items or members
  uint32_t capacity = 0; // of items or members
  union {
    const char *text = nullptr;
    Value **items;
    Member *members;
  };
};

/// Whether two trees hold the same data: the order of lists counts, that of maps does not; numbers
/// are equal when their texts are.
bool equal(const Value &a, const Value &b);

} // namespace stash

#endif // STASHC_FRONTEND_VALUE_VALUE_H
