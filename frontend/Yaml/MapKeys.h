//===- MapKeys.h - finds duplicate keys while a map is read -----*- C++ -*-===//

#ifndef STASHC_FRONTEND_YAML_MAPKEYS_H
#define STASHC_FRONTEND_YAML_MAPKEYS_H

#include "frontend/Value/Value.h"

#include "llvm/ADT/DenseMap.h"

#include <memory>

namespace stash {

/// The keys of one map that is being read. Small maps are searched, large ones get an index, so
/// that a map of a million keys takes no quadratic time.
class MapKeys {
public:
  /// The member of this key, or null.
  const Member *find(const Value &map, llvm::StringRef key) {
    llvm::ArrayRef<Member> members = map.getMembers();
    if (members.size() <= indexFrom)
      return map.getMember(key);
    if (!index)
      index = std::make_unique<llvm::DenseMap<llvm::StringRef, size_t>>();
    for (; indexed < members.size(); ++indexed)
      index->try_emplace(members[indexed].key, indexed);
    auto found = index->find(key);
    return found == index->end() ? nullptr : &members[found->second];
  }

private:
  static constexpr size_t indexFrom = 24;
  std::unique_ptr<llvm::DenseMap<llvm::StringRef, size_t>> index;
  size_t indexed = 0;
};

} // namespace stash

#endif // STASHC_FRONTEND_YAML_MAPKEYS_H
