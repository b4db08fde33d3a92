#include "backend/Writer/Writer.h"

#include "frontend/Yaml/YamlReader.h"

#include "gtest/gtest.h"

using namespace stash;

namespace {

std::string scalar(llvm::StringRef text) {
  std::string out;
  appendYamlScalar(out, text);
  return out;
}

struct Tree {
  explicit Tree(llvm::StringRef text) {
    const SourceFile *file = sources.add("t.yaml", llvm::MemoryBuffer::getMemBufferCopy(text));
    documents = readYaml(*file, arena, diags, budget);
  }
  std::string write(OutputFormat format, LineMap *lines = nullptr) const {
    std::string out;
    llvm::raw_string_ostream stream(out);
    Writer writer(stream, format, lines);
    for (const Value *document : documents)
      writer.write(*document);
    return out;
  }

  SourceManager sources;
  DiagnosticEngine diags{sources};
  ValueArena arena;
  Budget budget;
  std::vector<Value *> documents;
};

} // namespace

TEST(Writer, QuotesNothingNeedlessly) {
  for (llvm::StringRef text : {"a",
                               "a b",
                               "--x=${args:=--a b}",
                               "${a:=x}",
                               "-a",
                               "---a",
                               "1.2.3",
                               "10.0.0.1",
                               "5m",
                               "1Gi",
                               "8080:80",
                               "2001-01-01-backup",
                               "postgres-backup-11.2",
                               "a:b",
                               "a#b",
                               "it's",
                               "say \"x\"",
                               "C:\\x",
                               "~/x",
                               "a, b",
                               "a]",
                               "$(x)",
                               "none",
                               "yesterday",
                               "0x",
                               "é",
                               "\U0001F600",
                               "a=b",
                               "stashed/postgres:11.2",
                               "1,000",
                               "e1",
                               "0o8",
                               "a\u00a0b",
                               "5 * 3",
                               "x@y",
                               "=="})
    EXPECT_EQ(scalar(text), text.str());
}

TEST(Writer, QuotesWhatWouldBeRead) {
  const std::pair<const char *, const char *> cases[] = {{"", "\"\""},
                                                         {"yes", "\"yes\""},
                                                         {"Y", "\"Y\""},
                                                         {"null", "\"null\""},
                                                         {"~", "\"~\""},
                                                         {"1_000", "\"1_000\""},
                                                         {"0o17", "\"0o17\""},
                                                         {"012", "\"012\""},
                                                         {"12:30:45", "\"12:30:45\""},
                                                         {"2001-01-01", "\"2001-01-01\""},
                                                         {"=", "\"=\""},
                                                         {"<<", "\"<<\""},
                                                         {".inf", "\".inf\""},
                                                         {"1e3", "\"1e3\""},
                                                         {" a", "\" a\""},
                                                         {"a ", "\"a \""},
                                                         {"#a", "\"#a\""},
                                                         {"a #b", "\"a #b\""},
                                                         {"${a:=x: y}", "\"${a:=x: y}\""},
                                                         {"a:", "\"a:\""},
                                                         {"- a", "\"- a\""},
                                                         {"-", "\"-\""},
                                                         {"--- a", "\"--- a\""},
                                                         {"*", "\"*\""},
                                                         {"\"a\"", "'\"a\"'"},
                                                         {"'a'", "\"'a'\""},
                                                         {"a: \"it's\"", "'a: \"it''s\"'"},
                                                         {"[a]", "\"[a]\""},
                                                         {"{{ x }}", "\"{{ x }}\""},
                                                         {"a\tb", "\"a\\tb\""},
                                                         {"a\rb", "\"a\\rb\""},
                                                         {"a\nb", "\"a\\nb\""},
                                                         {"\u0085", "\"\\u0085\""},
                                                         {"\u2028", "\"\\u2028\""},
                                                         {"\ufeff", "\"\\uFEFF\""},
                                                         {"\x01", "\"\\u0001\""},
                                                         {"\xff", "\"\uFFFD\""}};
  for (auto [text, expected] : cases)
    EXPECT_EQ(scalar(text), expected);
}

TEST(Writer, WritesYamlAsKubectlDoes) {
  // Written as it is read, but for comments and the spelling of what is empty.
  llvm::StringRef text = "apiVersion: v1\n"
                         "spec:\n"
                         "  args:\n"
                         "  - a\n"
                         "  - name: x\n"
                         "    list:\n"
                         "    - - 1\n"
                         "      - 1.5\n"
                         "    - {}\n"
                         "  empty: []\n"
                         "  nothing: null\n"
                         "  script: |\n"
                         "    one\n"
                         "\n"
                         "    two\n"
                         "  strip: |-\n"
                         "    one\n"
                         "    two\n"
                         "  keep: |+\n"
                         "    one\n"
                         "\n"
                         "  indented: \"  one\\n two\\n\"\n"
                         "  yes:no: true\n"
                         "---\n"
                         "- |-\n"
                         "  a\n"
                         "  b\n"
                         "- - 1.0e-7\n";
  Tree tree(text);
  EXPECT_EQ(tree.write(OutputFormat::Yaml), text);
}

TEST(Writer, WritesJson) {
  Tree tree("a: [1, {b: \"é\\n\\u0007\\u2028\"}, []]\nc: {}\n---\nd: null\n");
  EXPECT_EQ(tree.write(OutputFormat::Json), "{\n"
                                            "  \"a\": [\n"
                                            "    1,\n"
                                            "    {\n"
                                            "      \"b\": \"é\\n\\u0007\u2028\"\n"
                                            "    },\n"
                                            "    []\n"
                                            "  ],\n"
                                            "  \"c\": {}\n"
                                            "}\n"
                                            "{\n"
                                            "  \"d\": null\n"
                                            "}\n");
}

TEST(Writer, TellsTheLinesOfValues) {
  Tree tree("a: 1\nb:\n- c: |\n    x\n    y\n- d\n---\ne:\n  f: 2\n");
  const Value &first = *tree.documents[0], &second = *tree.documents[1];
  using Lines = std::pair<unsigned, unsigned>;
  LineMap yaml, json;
  tree.write(OutputFormat::Yaml, &yaml);
  EXPECT_EQ(yaml[&first], Lines(1, 6));
  EXPECT_EQ(yaml[first.get("b")], Lines(3, 6));
  EXPECT_EQ(yaml[first.get("b")->getItems()[0]], Lines(3, 5));
  EXPECT_EQ(yaml[first.get("b")->getItems()[0]->get("c")], Lines(3, 5));
  EXPECT_EQ(yaml[first.get("b")->getItems()[1]], Lines(6, 6));
  EXPECT_EQ(yaml[&second], Lines(8, 9));
  EXPECT_EQ(yaml[second.at({"e", "f"})], Lines(9, 9));
  tree.write(OutputFormat::Json, &json);
  EXPECT_EQ(json[&first], Lines(1, 9));
  EXPECT_EQ(json[first.get("b")], Lines(3, 8));
  EXPECT_EQ(json[second.at({"e", "f"})], Lines(12, 12));
}

TEST(Writer, WritesLongKeysSoThatTheyCanBeRead) {
  std::string key(2000, 'k');
  Tree tree(("{\"" + key + "\": {\"a\": [1]}, \"b\": {\"" + key + "\": [2]}}"));
  std::string text = tree.write(OutputFormat::Yaml);
  EXPECT_TRUE(llvm::StringRef(text).starts_with("? kkk"));
  Tree again(text);
  ASSERT_EQ(again.documents.size(), 1u);
  EXPECT_TRUE(equal(*tree.documents[0], *again.documents[0]));
}
