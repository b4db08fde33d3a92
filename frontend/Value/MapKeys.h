//===- MapKeys.h - finds many members of one map ----------------*- C++ -*-===//

#ifndef STASHC_FRONTEND_VALUE_MAPKEYS_H
#define STASHC_FRONTEND_VALUE_MAPKEYS_H

#include "frontend/Basic/NamedList.h"
#include "frontend/Value/Value.h"

namespace stash {

/// The keys of one map that is being read, or compared with another. Small maps are searched, large
/// ones get an index, so that a map of a million keys takes no quadratic time.
class MapKeys {
public:
  /// The first member of this key, or null.
  const Member *find(const Value &map, llvm::StringRef key) {
    llvm::ArrayRef<Member> members = map.getMembers();
    size_t at = index.find(members, key, [](const Member &member) { return member.key; });
    return at == NameIndex::none ? nullptr : &members[at];
  }

private:
  NameIndex index;
};

} // namespace stash

#endif // STASHC_FRONTEND_VALUE_MAPKEYS_H
