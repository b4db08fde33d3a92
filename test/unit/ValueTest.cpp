#include "frontend/Value/Value.h"

#include "gtest/gtest.h"

using namespace stash;

TEST(Value, KeepsTheOrderOfMembers) {
  ValueArena arena;
  Value *map = arena.map();
  for (llvm::StringRef key : {"z", "a", "m"})
    map->set(arena, key, arena.string(key));
  map->set(arena, "a", arena.integer(7));
  ASSERT_EQ(map->getMembers().size(), 3u);
  EXPECT_EQ(map->getMembers()[1].key, "a");
  EXPECT_EQ(map->get("a")->getInteger(), 7);
  EXPECT_TRUE(map->erase("z"));
  EXPECT_EQ(map->getMembers()[0].key, "a");
  EXPECT_EQ(map->get("z"), nullptr);
}

TEST(Value, ComparesMapsWithoutOrder) {
  ValueArena arena;
  Value *a = arena.map(), *b = arena.map();
  a->add(arena, "x", arena.integer(1));
  a->add(arena, "y", arena.boolean(true));
  b->add(arena, "y", arena.boolean(true));
  b->add(arena, "x", arena.integer(1));
  EXPECT_TRUE(equal(*a, *b));
  b->set(arena, "x", arena.integer(2));
  EXPECT_FALSE(equal(*a, *b));
}

TEST(Value, ReadsIntegersAsTheServerDoes) {
  ValueArena arena;
  EXPECT_EQ(arena.number("3.0")->getInteger(), 3);
  EXPECT_EQ(arena.number("1e1")->getInteger(), 10);
  EXPECT_FALSE(arena.number("1.5")->getInteger());
  EXPECT_FALSE(arena.number("1e300")->getInteger());
}
