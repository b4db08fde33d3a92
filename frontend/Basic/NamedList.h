//===- NamedList.h - a list that is searched by name ------------*- C++ -*-===//
//
// Elements in the order in which they were added, and the first of a name without looking at all of
// them: the few are compared, many are hashed. Names are not copied and must outlive the list.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_BASIC_NAMEDLIST_H
#define STASHC_FRONTEND_BASIC_NAMEDLIST_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <functional>

namespace stash {

/// As long as comparing is as fast as hashing.
inline constexpr size_t fewNames = 12;

/// Finds in a list that only grows, and that somebody else owns.
class NameIndex {
public:
  static constexpr size_t none = ~size_t(0);

  /// The first element of a name, or `none`. `getName` gives the name of an element.
  template <typename List, typename GetName>
  size_t find(const List &list, llvm::StringRef name, GetName getName) {
    if (list.size() <= fewNames) {
      for (size_t i = 0; i < list.size(); ++i)
        if (getName(list[i]) == name)
          return i;
      return none;
    }
    update(list, getName);
    return lookup(name);
  }

  /// Takes in what is new in the list.
  template <typename List, typename GetName> void update(const List &list, GetName getName) {
    for (; indexed < list.size(); ++indexed)
      index.try_emplace(getName(list[indexed]), indexed);
  }
  size_t lookup(llvm::StringRef name) const {
    auto at = index.find(name);
    return at == index.end() ? none : at->second;
  }

private:
  llvm::DenseMap<llvm::StringRef, size_t> index;
  size_t indexed = 0;
};

/// `nameOf` is the member that is the name, or a function of an element. What has a name keeps it.
template <typename T, auto nameOf> class NamedList {
public:
  using value_type = T;

  NamedList() = default;
  NamedList(const NamedList &) = default;
  NamedList &operator=(const NamedList &) = default;
  // A vector that grows copies what may throw as it moves.
  NamedList(NamedList &&) noexcept = default;
  NamedList &operator=(NamedList &&) noexcept = default;

  void push_back(T element) {
    items.push_back(std::move(element));
    if (items.size() > fewNames)
      index.update(items, getName);
  }
  void reserve(size_t count) { items.reserve(count); }

  /// The first element of a name, or null.
  const T *find(llvm::StringRef name) const {
    if (items.size() > fewNames) {
      size_t at = index.lookup(name);
      return at == NameIndex::none ? nullptr : &items[at];
    }
    for (const T &item : items)
      if (getName(item) == name)
        return &item;
    return nullptr;
  }
  T *find(llvm::StringRef name) {
    return const_cast<T *>(static_cast<const NamedList *>(this)->find(name));
  }
  bool contains(llvm::StringRef name) const { return find(name); }

  auto begin() { return items.begin(); }
  auto end() { return items.end(); }
  auto begin() const { return items.begin(); }
  auto end() const { return items.end(); }
  bool empty() const { return items.empty(); }
  size_t size() const { return items.size(); }
  T &operator[](size_t i) { return items[i]; }
  const T &operator[](size_t i) const { return items[i]; }
  T &front() { return items.front(); }
  const T &front() const { return items.front(); }
  T &back() { return items.back(); }
  const T &back() const { return items.back(); }
  operator llvm::ArrayRef<T>() const { return items; }

private:
  static llvm::StringRef getName(const T &element) { return std::invoke(nameOf, element); }

  llvm::SmallVector<T, 0> items;
  NameIndex index;
};

} // namespace stash

#endif // STASHC_FRONTEND_BASIC_NAMEDLIST_H
