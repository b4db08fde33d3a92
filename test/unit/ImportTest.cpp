// The parts of the importer that have no command line: how texts are cut, laid on top of each
// other, and ordered.

#include "frontend/Yaml/YamlReader.h"
#include "tools/import/Comments.h"
#include "tools/import/Families.h"
#include "tools/import/Table.h"

#include <gtest/gtest.h>

using namespace stash;
using namespace stash::importer;

static std::vector<std::string> words(std::initializer_list<const char *> list) {
  return {list.begin(), list.end()};
}

TEST(ImportTest, WordsEndWhereVersionsBegin) {
  EXPECT_EQ(splitWords("postgres-backup-10.14"), words({"postgres", "-", "backup", "-", "10.14"}));
  EXPECT_EQ(splitWords("ghcr.io/pg:15.1-v18"),
            words({"ghcr.io", "/", "pg", ":", "15.1", "-", "v18"}));
  EXPECT_EQ(splitWords("pg15"), words({"pg", "15"}));
  EXPECT_EQ(splitWords("v15"), words({"v15"}));
  EXPECT_EQ(splitWords(""), words({}));
}

TEST(ImportTest, NumbersAreOrderedByValue) {
  EXPECT_TRUE(isBefore("9.6.19", "10.14"));
  EXPECT_TRUE(isBefore("pg-2", "pg-10"));
  EXPECT_FALSE(isBefore("10", "9"));
  EXPECT_FALSE(isBefore("1", "01"));
  EXPECT_FALSE(isBefore("a", "a"));
  EXPECT_TRUE(isBefore("a", "a1"));
}

TEST(ImportTest, FamiliesAreCalledByTheirFirstWord) {
  EXPECT_EQ(getStem("postgres-backup-10.14"), "postgres");
  EXPECT_EQ(getStem("15-pg"), "pg");
  EXPECT_EQ(getStem("1.2"), "manifests");
}

namespace {

struct FamilyMember {
  Declaration declaration;
  explicit FamilyMember(llvm::StringRef name, llvm::StringRef image, llvm::StringRef number = "1") {
    Source &out = declaration.source;
    out.code("function ");
    out.name(name, "name");
    out.code("() { image: ");
    out.text(image, "image");
    out.code(" n: ");
    out.scalar(number, "n");
    out.code(" }");
  }
};

std::vector<const Declaration *> pointers(llvm::ArrayRef<FamilyMember> members) {
  std::vector<const Declaration *> all;
  for (const FamilyMember &member : members)
    all.push_back(&member.declaration);
  return all;
}

} // namespace

TEST(ImportTest, TheSameVersionIsOneColumn) {
  std::vector<FamilyMember> members;
  members.emplace_back("pg-10.14", "r/pg:10.14-v37");
  members.emplace_back("pg-18.2", "r/pg:18.2");
  std::optional<Table> table = makeTable(pointers(members));
  ASSERT_TRUE(table);
  ASSERT_EQ(table->columns.size(), 2u);
  EXPECT_EQ(table->columns[0].values, words({"10.14", "18.2"}));
  EXPECT_EQ(table->columns[1].values, words({"-v37", ""}));
  EXPECT_EQ(table->columns[1].subject, "suffix");
}

TEST(ImportTest, WhatIsTheSameInEveryRowIsNoColumn) {
  std::vector<FamilyMember> members;
  members.emplace_back("pg-1.2", "r/pg:1.2-v1");
  members.emplace_back("pg-12-alpine", "r/pg:12-alpine-v1");
  std::optional<Table> table = makeTable(pointers(members));
  ASSERT_TRUE(table);
  ASSERT_EQ(table->columns.size(), 1u);
  EXPECT_EQ(table->columns[0].values, words({"1.2", "12-alpine"}));
}

TEST(ImportTest, CommentsPartNoFamily) {
  std::vector<FamilyMember> members;
  members.emplace_back("a-dump", "r/a");
  members.emplace_back("b-dump", "r/b");
  for (FamilyMember &member : members) {
    Source &out = member.declaration.source;
    size_t entry = out.beginEntry();
    out.code("labels: ");
    out.text("x", "labels");
    out.code("\n");
    out.hang(entry, {{}, &member == &members.back() ? " behind" : ""});
  }
  EXPECT_EQ(members[0].declaration.source.getSkeleton(),
            members[1].declaration.source.getSkeleton());
  std::optional<Table> table = makeTable(pointers(members));
  ASSERT_TRUE(table);
  // What only some have stands above the entry, where any entry can have it.
  EXPECT_EQ(table->bodies[0].render(), "function \"${\1"
                                       "0\2}-dump\"() { image: "
                                       "\"r/${\1"
                                       "0\2}\" n: 1 }\n// behind\nlabels: \"x\"\n");
}

TEST(ImportTest, NumbersAreColumnsWithoutQuotes) {
  std::vector<FamilyMember> members;
  members.emplace_back("a-dump", "r/a", "1");
  members.emplace_back("b-dump", "r/b", "2");
  std::optional<Table> table = makeTable(pointers(members));
  ASSERT_TRUE(table);
  ASSERT_EQ(table->columns.size(), 2u);
  EXPECT_EQ(table->columns[0].values, words({"a", "b"}));
  EXPECT_TRUE(table->columns[1].isScalar);
}

TEST(ImportTest, AFamilyNeedsNamesThatTellItsMembersApart) {
  std::vector<FamilyMember> members;
  members.emplace_back("same", "r/a:1");
  members.emplace_back("same", "r/a:2");
  EXPECT_FALSE(makeTable(pointers(members)));
}

TEST(ImportTest, CommentsHangOnWhatTheyStandBeside) {
  SourceManager sources;
  DiagnosticEngine diags(sources);
  ValueArena arena;
  Budget budget;
  llvm::StringRef text = "# above\n"
                         "a: 1 # behind\n"
                         "b: 'x # no comment'\n"
                         "c: |\n"
                         "  # text\n"
                         "d#: y#z\n"
                         "# at the end\n";
  const SourceFile *file = sources.add("a.yaml", llvm::MemoryBuffer::getMemBuffer(text));
  std::vector<Value *> documents = readYaml(*file, arena, diags, budget);
  ASSERT_EQ(documents.size(), 1u);
  Comments comments;
  comments.add(*file, documents);
  EXPECT_TRUE(comments.hasAny(documents[0]->getRange()));
  EntryComments first = comments.take(documents[0]->getMember("a")->keyRange.begin);
  EXPECT_EQ(first.leading, words({" above"}));
  EXPECT_EQ(first.trailing, " behind");
  EXPECT_EQ(comments.takeRest(*documents[0]), words({" at the end"}));
  EXPECT_FALSE(comments.hasAny(documents[0]->getRange()));
}
