#include "frontend/Yaml/YamlReader.h"

#include "frontend/Template/Template.h"
#include "frontend/Yaml/ScalarResolver.h"

#include "llvm/ADT/StringExtras.h"

#include "gtest/gtest.h"

using namespace stash;

namespace {

struct Read {
  explicit Read(llvm::StringRef text, Budget readBudget = Budget()) : budget(readBudget) {
    const SourceFile *file = sources.add("t.yaml", llvm::MemoryBuffer::getMemBufferCopy(text));
    documents = readYaml(*file, arena, diags, budget);
  }
  std::string where(SourceRange range) const {
    LineColumn place = sources.getLineColumn(range.begin);
    return llvm::formatv("{0}:{1} {2}", place.line, place.column, sources.getText(range));
  }
  /// `line:column text code`, one a line.
  std::string errors() const {
    std::string all;
    for (const Diagnostic &diagnostic : diags.getDiagnostics())
      all += where(diagnostic.range) + " " + diag::getInfo(diagnostic.id).code.str() + "\n";
    return all;
  }
  const Value *root() const { return documents.empty() ? nullptr : documents[0]; }

  SourceManager sources;
  ValueArena arena;
  DiagnosticEngine diags{sources};
  Budget budget;
  std::vector<Value *> documents;
};

/// Kind and text of what a plain scalar means.
std::string resolve(llvm::StringRef text) {
  ResolvedScalar resolved = resolvePlainScalar(text);
  switch (resolved.kind) {
  case ScalarKind::Null:
    return "null";
  case ScalarKind::Bool:
    return resolved.boolean ? "true" : "false";
  case ScalarKind::Number:
    return resolved.number.str().str();
  case ScalarKind::NotFinite:
    return "not finite";
  case ScalarKind::String:
    return "string";
  }
  return {};
}

} // namespace

TEST(ScalarResolver, ReadsWordsAsYaml11) {
  for (llvm::StringRef text :
       {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"})
    EXPECT_EQ(resolve(text), "true") << text.str();
  for (llvm::StringRef text : {"n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "FALSE"})
    EXPECT_EQ(resolve(text), "false") << text.str();
  for (llvm::StringRef text : {"", "~", "null", "Null", "NULL"})
    EXPECT_EQ(resolve(text), "null") << text.str();
  for (llvm::StringRef text : {".inf", "-.Inf", "+.INF", ".nan", ".NaN"})
    EXPECT_EQ(resolve(text), "not finite") << text.str();
  for (llvm::StringRef text :
       {"tRUE",  "yEs", "nULL", "none", "1:30",  "12:30:45", "2020-01-01", "=",  "<<", "v1.0",
        "1.2.3", "-",   ".",    "+",    "0x",    "0b2",      "0o8",        "1e", "e1", "1.8e308",
        "1e400", "_1",  "._5",  "5m",   "0.5Gi", "--1",      "1-",         "inf"})
    EXPECT_EQ(resolve(text), "string") << text.str();
}

TEST(ScalarResolver, NumbersKeepTheirDigits) {
  const std::pair<const char *, const char *> cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"+7", "7"},
      {"010", "8"},
      {"0o17", "15"},
      {"0x1F", "31"},
      {"-0x10", "-16"},
      {"0b101", "5"},
      {"08", "8"},
      {"1_000", "1000"},
      {"1__0", "10"},
      {"1e3", "1000"},
      {"3.0", "3"},
      {"0.50", "0.5"},
      {".5", "0.5"},
      {"-.5", "-0.5"},
      {"5.", "5"},
      {"1_000.5", "1000.5"},
      {"1E-3", "0.001"},
      {"1e-7", "1e-7"},
      {"0.000001", "0.000001"},
      {"1e20", "100000000000000000000"},
      {"1e21", "1e+21"},
      {"12.5e21", "1.25e+22"},
      {"18446744073709551615", "18446744073709551615"},
      {"123456789012345678901", "123456789012345678901"},
      {"9223372036854775808", "9223372036854775808"},
      {"0.1234567890123456789", "0.1234567890123456789"},
      {"1.7e308", "1.7e+308"},
      {"1e-400", "1e-400"},
      {"0e999999999999999999", "0"},
      {"-9223372036854775808", "-9223372036854775808"}};
  for (auto [text, expected] : cases)
    EXPECT_EQ(resolve(text), expected) << text;
}

TEST(YamlReader, GivesRangesOfKeysAndValues) {
  Read read("a: b\n"
            "é: \"q\\\"\"\n"
            "m:\n"
            "  l: &x\n"
            "  - 1 # c\n"
            "  - two\n"
            "    lines\n"
            "  f: [ 'it''s', {k: ~}, ]\n"
            "  b: |\n"
            "    one\n\n"
            "    two\n\n"
            "e:\n"
            "null: n\n");
  ASSERT_EQ(read.documents.size(), 1u);
  const Value &root = *read.root();
  EXPECT_EQ(read.where(root.get("a")->getRange()), "1:4 b");
  EXPECT_EQ(read.where(root.getMembers()[1].keyRange), "2:1 é");
  EXPECT_EQ(read.where(root.get("é")->getRange()), "2:4 \"q\\\"\"");
  const Value &map = *root.get("m");
  EXPECT_TRUE(llvm::StringRef(read.where(map.getRange())).starts_with("4:3 l: &x"));
  EXPECT_TRUE(llvm::StringRef(read.where(map.getRange())).ends_with("    two"));
  EXPECT_EQ(read.where(map.get("l")->getRange()), "5:3 - 1 # c\n  - two\n    lines");
  EXPECT_EQ(map.get("l")->getItems()[1]->getText(), "two lines");
  EXPECT_EQ(read.where(map.get("l")->getItems()[1]->getRange()), "6:5 two\n    lines");
  EXPECT_EQ(read.where(map.get("f")->getRange()), "8:6 [ 'it''s', {k: ~}, ]");
  EXPECT_EQ(read.where(map.get("f")->getItems()[1]->get("k")->getRange()), "8:21 ~");
  EXPECT_EQ(read.where(map.get("b")->getRange()), "9:6 |\n    one\n\n    two");
  EXPECT_EQ(map.get("b")->getText(), "one\n\ntwo\n");
  EXPECT_EQ(read.where(root.get("e")->getRange()), "14:3 ");
  EXPECT_EQ(read.errors(), "15:1 null ST7005\n");
}

TEST(YamlReader, MapsOffsetsOfTextToTheSource) {
  auto at = [](llvm::StringRef source, uint32_t begin, uint32_t end) {
    Read read(("a: " + source).str());
    return read.where(getOffsetMap(*read.root()->get("a"), read.sources).map(begin, end));
  };
  EXPECT_EQ(at("hello ${x}", 6, 10), "1:10 ${x}");
  EXPECT_EQ(at("\"hello ${x}\"", 6, 10), "1:11 ${x}");
  EXPECT_EQ(at("\"\\t\\u00e9 ${x}\"", 4, 8), "1:14 ${x}");
  EXPECT_EQ(at("\"\\t\\u00e9 ${x}\"", 1, 3), "1:7 \\u00e9");
  EXPECT_EQ(at("'it''s ${x}'", 5, 9), "1:11 ${x}");
  EXPECT_EQ(at("one\n  two\n  ${x}", 8, 12), "3:3 ${x}");
  EXPECT_EQ(at("|\n  one\n\n   ${x}\n", 6, 10), "4:4 ${x}");
  EXPECT_EQ(at("|2-\n   x\n  ${x}\n", 3, 7), "3:3 ${x}");
  EXPECT_EQ(at(">-\n  one\n  ${x}\n\n  two\n", 4, 8), "3:3 ${x}");
  EXPECT_EQ(at("|\r\n  one\r\n  ${x}\r\n", 4, 8), "3:3 ${x}");
}

TEST(YamlReader, TakesALoneReturnForALineEnd) {
  Read read("a: b\rc: |\r  x\r  y\r");
  EXPECT_EQ(read.root()->get("a")->getText(), "b");
  EXPECT_EQ(read.root()->get("c")->getText(), "x\ny\n");
  EXPECT_EQ(read.where(read.root()->getMembers()[1].keyRange), "2:1 c");
}

TEST(YamlReader, DecodesWhatYamlCppDoesNot) {
  Read read("a: \"\\N\\_\\x85é\"\n");
  EXPECT_EQ(read.root()->get("a")->getText(), "\u0085\u00a0\u0085é");
  Read json("{\"a\": \"\\ud83d\\ude00\",\n\t\"b\": 1.50}\n{\"c\": []}\n");
  ASSERT_EQ(json.documents.size(), 2u);
  EXPECT_EQ(json.root()->get("a")->getText(), "\U0001F600");
  EXPECT_EQ(json.root()->get("b")->getText(), "1.5");
  EXPECT_EQ(json.where(json.root()->get("b")->getRange()), "2:7 1.50");
}

TEST(YamlReader, ReportsWhatTheServerRefuses) {
  const std::pair<const char *, const char *> cases[] = {
      {"a: 1\nb: 2\na: 3\n", "3:1 a ST7004\n"},
      {"{\"a\":1,\n \"a\":2}", "2:2 \"a\" ST7004\n"},
      {"1: a\n\"1\": b\n", "2:1 \"1\" ST5101\n"},
      {"a: .inf\n", "1:4 .inf ST7012\n"},
      {"? [a]\n: b\n", "1:3 [a] ST7005\n"},
      {"a: *x\n", "1:4 *x ST7006\n"},
      {"a: &x [*x]\n", "1:8 *x ST7007\n"},
      {"<<: 1\n", "1:5 1 ST7009\n"},
      {"a: !e!foo x\n", "1:4 !e!foo ST7010\n"},
      {"a: !!int x\n", "1:10 x ST7011\n"},
      {"a: !!map []\n", ""},
      {"a: \x07\n", "1:4 \x07 ST7003\n"},
      {"a: \xff\n", "1:4 \xff ST7003\n"}};
  for (auto [text, expected] : cases)
    EXPECT_EQ(Read(text).errors(), expected) << text;
}

TEST(YamlReader, PointsAtMistakesOfSyntax) {
  const std::pair<const char *, const char *> cases[] = {
      {"a: @x\n", "1:4 @ ST7001\n"},
      {"a: x\n  b: c\n", "2:3 b ST7001\n"},
      {"a:x\nb: c\n", "1:2 : ST7001\n"},
      {"a x\nb: c\n", "1:1 a x ST7001\n"},
      {"a:\n\tb: c\n", "2:1 \t ST7001\n"},
      {"- a\nb: c\n", "2:1 b ST7001\n"},
      {"a: \"abc\nb: d\n", "1:4 \" ST7001\n"},
      {"a: 'abc\n", "1:4 ' ST7001\n"},
      {"a: \"b\nc: \"d\"\n", "1:4 \" ST7001\n"},
      {"a: b: c\n", "1:5 : ST7001\n"},
      {"a: [1, 2\n", "1:4 [ ST7001\n"},
      {"a: {b: 1\nc: 2\n", "1:4 { ST7001\n"},
      {"a: b\nc\n", "2:1 c ST7001\n"},
      {"a:\n   b: c\n  d: e\n", "3:3 d ST7001\n"},
      {"{\"a\": 1e400}\n{", "1:7 1 ST7002\n"},
      {"{\"a\": 1 \"b\": 2}\n", "1:9 \" ST7002\n"}};
  for (auto [text, expected] : cases)
    EXPECT_EQ(Read(text).errors(), expected) << text;
}

TEST(YamlReader, ReadsTheDocumentsAroundABrokenOne) {
  Read read(
      "\xEF\xBB\xBF# c\na: 1\r\n---\nb: [\n---\nc: 3\n...\n%YAML 1.1\n---\nd: 4\n---\n---\nnull\n");
  ASSERT_EQ(read.documents.size(), 3u);
  EXPECT_TRUE(read.documents[0]->get("a"));
  EXPECT_TRUE(read.documents[1]->get("c"));
  EXPECT_TRUE(read.documents[2]->get("d"));
  EXPECT_EQ(read.errors(), "4:4 [ ST7001\n");
  EXPECT_TRUE(Read("").documents.empty());
  EXPECT_TRUE(Read("# only a comment\n").documents.empty());
}

TEST(YamlReader, FlattensLists) {
  Read read(
      "kind: List\nitems:\n- kind: A\n- kind: FooList\n  apiVersion: v1\n  items:\n  - x: 1\n");
  ASSERT_EQ(read.documents.size(), 2u);
  EXPECT_EQ(read.documents[0]->getStringOr("kind"), "A");
  EXPECT_EQ(read.documents[1]->getStringOr("kind"), "Foo");
  EXPECT_EQ(read.documents[1]->getStringOr("apiVersion"), "v1");
}

TEST(YamlReader, MergesAndRepeats) {
  Read read("x: &a {p: 1, q: 2}\nw: {<<: *a, q: 3}\nz:\n  <<: [*a, {r: 5, p: 9}]\nv: *a\n");
  const Value &root = *read.root();
  EXPECT_EQ(root.get("w")->get("q")->getText(), "3");
  EXPECT_EQ(root.get("w")->get("p")->getText(), "1");
  EXPECT_EQ(root.get("z")->get("p")->getText(), "1");
  EXPECT_EQ(root.get("z")->get("r")->getText(), "5");
  EXPECT_TRUE(equal(*root.get("v"), *root.get("x")));
  EXPECT_NE(root.get("v"), root.get("x"));
  EXPECT_EQ(read.errors(), "");
}

TEST(YamlReader, IsBounded) {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    laughs += llvm::formatv("a{0}: &a{0} [", i);
    for (int j = 0; j < 10; ++j)
      laughs += llvm::formatv("*a{0}, ", i - 1);
    laughs += "]\n";
  }
  EXPECT_TRUE(llvm::StringRef(Read(laughs).errors()).ends_with("ST7008\n"));

  EXPECT_TRUE(llvm::StringRef(Read(std::string(100'000, '[')).errors()).ends_with("ST7013\n"));
  EXPECT_TRUE(
      llvm::StringRef(Read("a: " + std::string(100'000, '[')).errors()).ends_with("ST7013\n"));
  std::string deep;
  for (int i = 0; i < 3000; ++i)
    deep += std::string(i, ' ') + "a:\n";
  EXPECT_TRUE(llvm::StringRef(Read(deep).errors()).ends_with("ST7013\n"));

  std::atomic<bool> cancelled = true;
  Read none("a: b\n", Budget(&cancelled));
  EXPECT_TRUE(none.documents.empty());
  EXPECT_EQ(none.errors(), "");

  std::string wide;
  for (int i = 0; i < 100'000; ++i)
    wide += llvm::formatv("k{0}: v\n", i);
  EXPECT_EQ(Read(wide).root()->getMembers().size(), 100'000u);
}
