// What is searched by name finds the first of a name, whether it compares or hashes.

#include "frontend/Basic/NamedList.h"

#include "sema/Program/Constant.h"

#include <gtest/gtest.h>

using namespace stash;

namespace {
struct Entry {
  std::string name;
  unsigned value;
};
llvm::StringRef nameOf(const Entry *entry) { return entry->name; }
} // namespace

TEST(NamedList, FindsTheFirstOfAName) {
  std::vector<std::unique_ptr<Entry>> entries;
  NamedList<const Entry *, nameOf> list;
  EXPECT_FALSE(list.contains("n0"));
  // Each name twice, and more than are compared.
  for (unsigned i = 0; i < 4 * fewNames; ++i) {
    entries.push_back(std::make_unique<Entry>(Entry{"n" + std::to_string(i / 2), i}));
    list.push_back(entries.back().get());
    for (unsigned k = 0; k <= i / 2; ++k) {
      const Entry *const *found = list.find("n" + std::to_string(k));
      ASSERT_TRUE(found) << i << ' ' << k;
      EXPECT_EQ((*found)->value, 2 * k);
    }
    EXPECT_FALSE(list.contains("n" + std::to_string(i / 2 + 1)));
    EXPECT_FALSE(list.contains(""));
  }
}

TEST(NamedList, IndexCatchesUp) {
  std::vector<std::string> names;
  NameIndex index;
  auto getName = [](const std::string &name) { return llvm::StringRef(name); };
  names.reserve(100); // they stay where they are
  for (unsigned i = 0; i < 100; ++i) {
    names.push_back(std::to_string(i % 40));
    if (i % 7 == 0) {
      EXPECT_EQ(index.find(names, std::to_string(i % 40), getName), i % 40);
    }
  }
  EXPECT_EQ(index.find(names, "40", getName), NameIndex::none);
}

TEST(Constant, FindsMembersOfAnyMap) {
  using namespace sema;
  ConstantArena arena;
  for (size_t count : {size_t(0), size_t(1), fewNames, fewNames + 1, 10 * fewNames}) {
    llvm::SmallVector<ConstantMember, 8> members;
    for (size_t i = 0; i < count; ++i)
      members.push_back({arena.copy(llvm::StringRef("key" + std::to_string((i * 7) % count))),
                         {},
                         arena.null({})});
    if (count) // the first counts
      members.push_back({"key0", {}, arena.boolean(true, {})});
    const Constant *map = arena.at(*arena.map(members, {}), {});
    for (size_t i = 0; i < count; ++i) {
      const Constant *found = map->get("key" + std::to_string(i));
      ASSERT_TRUE(found) << count << ' ' << i;
      EXPECT_TRUE(found->isNull());
    }
    EXPECT_FALSE(map->get("key"));
    EXPECT_FALSE(map->get("key" + std::to_string(count)));
  }
}
