// Diagnostics made up by hand, as each client shows them.

#include "tools/driver/Render/Render.h"

#include "frontend/Basic/DiagnosticsSema.h"
#include "tools/driver/Render/Positions.h"
#include "tools/driver/Render/SourceLine.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

#include <gtest/gtest.h>

using namespace stash;
using namespace stash::driver;

namespace {
class RenderTest : public testing::Test {
protected:
  /// Adds a file and remembers it for at().
  void addFile(llvm::StringRef name, llvm::StringRef text) {
    file = sources.add(name.str(), llvm::MemoryBuffer::getMemBufferCopy(text));
  }
  /// The range of the first `needle` in the file.
  SourceRange at(llvm::StringRef needle) const {
    size_t offset = file->getText().find(needle);
    EXPECT_NE(offset, llvm::StringRef::npos) << needle.str();
    uint32_t begin = file->getBase() + offset;
    return {begin, begin + static_cast<uint32_t>(needle.size())};
  }
  Diagnostic &add(SourceRange range, llvm::StringRef message, Severity severity = Severity::Error) {
    diagnostics.push_back({diag::UndefinedName, severity, range, message.str(), {}, {}});
    return diagnostics.back();
  }
  std::string text(unsigned width = 120, bool color = false) const {
    std::string out;
    llvm::raw_string_ostream stream(out);
    TextOptions options;
    options.width = width;
    options.color = color;
    renderText(stream, diagnostics, sources, options);
    return out;
  }
  /// The text without its closing line.
  std::string snippet(unsigned width = 120) const {
    std::string all = text(width);
    return all.substr(0, all.rfind('\n', all.size() - 2) + 1);
  }
  std::string json() const {
    std::string out;
    llvm::raw_string_ostream stream(out);
    renderJson(stream, diagnostics, sources);
    return out;
  }
  std::string sarif() const {
    std::string out;
    llvm::raw_string_ostream stream(out);
    renderSarif(stream, diagnostics, sources, [](diag::Id) { return llvm::StringRef("help"); });
    return out;
  }

  SourceManager sources;
  const SourceFile *file = nullptr;
  std::vector<Diagnostic> diagnostics;
};
} // namespace

TEST_F(RenderTest, UnderlinesTheRange) {
  addFile("a.stash", "let a = 1\nlet b = tga\n");
  add(at("tga"), "undefined name 'tga'");
  EXPECT_EQ(text(), "a.stash:2:9: error: undefined name 'tga' [ST2001]\n"
                    "    2 | let b = tga\n"
                    "      |         ^~~\n"
                    "1 error generated.\n");
}

TEST_F(RenderTest, PointsAtAPoint) {
  addFile("a.stash", "let a =");
  add({at("=").end, at("=").end}, "message");
  EXPECT_EQ(snippet(), "a.stash:1:8: error: message [ST2001]\n"
                       "    1 | let a =\n"
                       "      |        ^\n");
}

TEST_F(RenderTest, ExpandsTabs) {
  addFile("a.stash", "\tx\ty\tz\n");
  add(at("y\tz"), "message");
  EXPECT_EQ(snippet(), "a.stash:1:4: error: message [ST2001]\n"
                       "    1 |     x   y   z\n"
                       "      |         ^~~~~\n");
}

TEST_F(RenderTest, WideCharactersTakeTwoColumns) {
  addFile("a.stash", "\"日本\" bad\n");
  add(at("bad"), "message");
  EXPECT_EQ(snippet(), "a.stash:1:6: error: message [ST2001]\n"
                       "    1 | \"日本\" bad\n"
                       "      |        ^~~\n");
}

TEST_F(RenderTest, UnderlinesWideCharactersWhole) {
  addFile("a.stash", "日本 x\n");
  add(at("本"), "message");
  EXPECT_EQ(snippet(), "a.stash:1:2: error: message [ST2001]\n"
                       "    1 | 日本 x\n"
                       "      |   ^~\n");
}

TEST_F(RenderTest, EmojiTakeTwoColumnsAndCombiningMarksNone) {
  addFile("a.stash", "🙂 e\u0301 bad\n");
  add(at("bad"), "message");
  EXPECT_EQ(snippet(), "a.stash:1:6: error: message [ST2001]\n"
                       "    1 | 🙂 e\u0301 bad\n"
                       "      |      ^~~\n");
}

TEST_F(RenderTest, ShowsWhatCannotBeShown) {
  addFile("a.stash", llvm::StringRef("\x1b[31m \xff \xe2\x80\xae \x00 bad\n", 18));
  add(at("bad"), "message");
  EXPECT_EQ(snippet(), "a.stash:1:13: error: message [ST2001]\n"
                       "    1 | <U+001B>[31m <FF> <U+202E> <U+0000> bad\n"
                       "      |                                     ^~~\n");
}

TEST_F(RenderTest, SkipsAByteOrderMark) {
  addFile("a.stash", "\xEF\xBB\xBFlet x\n");
  add(at("let"), "message");
  EXPECT_EQ(snippet(), "a.stash:1:1: error: message [ST2001]\n"
                       "    1 | let x\n"
                       "      | ^~~\n");
}

TEST_F(RenderTest, UnderlinesSeveralLinesToTheEndOfTheFirst) {
  addFile("a.stash", "task a {  \r\n  b\r\n}\r\n");
  add(at("{  \r\n  b\r\n}"), "message");
  EXPECT_EQ(snippet(), "a.stash:1:8: error: message [ST2001]\n"
                       "    1 | task a {  \n"
                       "      |        ^\n");
}

TEST_F(RenderTest, CutsLongLinesAroundTheRange) {
  std::string line(500, 'a');
  line += " bad " + std::string(500, 'b');
  addFile("a.stash", line);
  add(at("bad"), "message");
  std::string out = snippet(60);
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(out).split(lines, '\n');
  ASSERT_GE(lines.size(), 3u);
  EXPECT_EQ(lines[0], "a.stash:1:502: error: message [ST2001]");
  EXPECT_LE(lines[1].size(), 60u);
  EXPECT_TRUE(lines[1].starts_with("    1 | ...aaa"));
  EXPECT_TRUE(lines[1].ends_with("bbb..."));
  EXPECT_EQ(lines[1].find("bad"), lines[2].find("^~~"));
}

TEST_F(RenderTest, CutsNeverInsideACharacter) {
  std::string line;
  for (int i = 0; i < 400; ++i)
    line += "日";
  addFile("a.stash", line);
  for (unsigned i = 0; i < 400; i += 7) {
    uint32_t begin = file->getBase() + 3 * i;
    diagnostics.clear();
    add({begin, begin + 3}, "message");
    std::string out = text(50);
    EXPECT_TRUE(llvm::json::isUTF8(out)) << i;
    EXPECT_EQ(out.find('<'), std::string::npos) << out;
    EXPECT_NE(out.find("^~\n"), std::string::npos) << out;
  }
}

TEST_F(RenderTest, WindowHoldsTheRangeWhereverItIs) {
  std::string line;
  for (int i = 0; i < 3000; ++i)
    line += static_cast<char>('a' + i % 26);
  addFile("a.stash", line);
  for (unsigned i = 0; i < 3000; i += 11) {
    uint32_t begin = file->getBase() + i;
    diagnostics.clear();
    add({begin, begin + 1}, "message");
    llvm::SmallVector<llvm::StringRef> lines;
    std::string out = text(80);
    llvm::StringRef(out).split(lines, '\n');
    size_t caret = lines[2].find('^');
    ASSERT_LT(caret, lines[1].size()) << i;
    EXPECT_EQ(lines[1][caret], line[i]) << i;
    EXPECT_LE(lines[1].size(), 80u);
  }
}

TEST_F(RenderTest, ShowsFixitsUnderTheLine) {
  addFile("a.stash", "f(outptDir: 1, b: 2)\n");
  Diagnostic &d = add(at("outptDir"), "message");
  d.fixits.push_back({at("outptDir"), "outputDir"});
  d.fixits.push_back({at("b"), "bb"});
  EXPECT_EQ(snippet(), "a.stash:1:3: error: message [ST2001]\n"
                       "    1 | f(outptDir: 1, b: 2)\n"
                       "      |   ^~~~~~~~\n"
                       "      |   outputDir    bb\n");
}

TEST_F(RenderTest, TellsFixitsThatDoNotFit) {
  addFile("a.stash", "let a\nlet b, c\n");
  Diagnostic &d = add(at("b, c"), "message");
  d.fixits.push_back({at(","), ""});
  d.fixits.push_back({{file->getBase(), file->getBase()}, "import \"x\"\n"});
  EXPECT_EQ(snippet(), "a.stash:2:5: error: message [ST2001]\n"
                       "    2 | let b, c\n"
                       "      |     ^~~~\n"
                       "a.stash:2:6: note: fix-it: remove ','\n"
                       "a.stash:1:1: note: fix-it: insert 'import \"x\"\\n'\n"
                       "    1 | let a\n"
                       "      | ^\n");
}

TEST_F(RenderTest, ShowsNotesWithTheirPlaces) {
  addFile("a.stash", "let a\nlet a\n");
  Diagnostic &d = add({file->getBase() + 10, file->getBase() + 11}, "message");
  d.notes.push_back({at("a"), "the other is here"});
  d.notes.push_back({{}, "rename one"});
  EXPECT_EQ(snippet(), "a.stash:2:5: error: message [ST2001]\n"
                       "    2 | let a\n"
                       "      |     ^\n"
                       "a.stash:1:5: note: the other is here\n"
                       "    1 | let a\n"
                       "      |     ^\n"
                       "a.stash:2:5: note: rename one\n");
}

TEST_F(RenderTest, NamesItselfWhereThereIsNoPlace) {
  add({}, "message").notes.push_back({{}, "a note"});
  EXPECT_EQ(text(), "stashc: error: message [ST2001]\n"
                    "stashc: note: a note\n");
}

TEST_F(RenderTest, KeepsAMessageOnItsLine) {
  addFile("a\nb.stash", "x\n");
  add(at("x"), "found 'a\nb\x1b[0m'");
  EXPECT_EQ(snippet(), "a\\nb.stash:1:1: error: found 'a\\nb<U+001B>[0m' [ST2001]\n"
                       "    1 | x\n"
                       "      | ^\n");
}

TEST_F(RenderTest, Counts) {
  addFile("a.stash", "x\n");
  add(at("x"), "m");
  add(at("x"), "m");
  add(at("x"), "m", Severity::Warning);
  EXPECT_EQ(describeCounts(diagnostics), "2 errors and 1 warning generated.");
  diagnostics.erase(diagnostics.begin(), diagnostics.begin() + 2);
  EXPECT_EQ(describeCounts(diagnostics), "1 warning generated.");
  EXPECT_EQ(describeCounts({}), "");
}

TEST_F(RenderTest, ColorsOnlyWhenAsked) {
  addFile("a.stash", "x\n");
  add(at("x"), "m");
  EXPECT_EQ(text().find('\x1b'), std::string::npos);
  std::string colored = text(120, true);
  EXPECT_NE(colored.find("\x1b[0;1;31merror: "), std::string::npos);
  // Without its escapes it is the same text.
  std::string plain;
  for (size_t i = 0; i < colored.size(); ++i)
    if (colored[i] == '\x1b')
      i = colored.find('m', i);
    else
      plain += colored[i];
  EXPECT_EQ(plain, text());
}

TEST_F(RenderTest, JsonHasCodePointsAndNulls) {
  addFile("a.stash", "日本 x\nend\n");
  Diagnostic &d = add({at("x").begin, at("end").end}, "message");
  d.notes.push_back({{}, "note"});
  d.fixits.push_back({at("本"), "\n"});
  add({}, "no place", Severity::Warning);
  auto value = llvm::json::parse(json());
  ASSERT_TRUE(bool(value)) << llvm::toString(value.takeError());
  const llvm::json::Array &array = *value->getAsObject()->getArray("diagnostics");
  ASSERT_EQ(array.size(), 2u);
  const llvm::json::Object &first = *array[0].getAsObject();
  EXPECT_EQ(first.getString("file"), "a.stash");
  EXPECT_EQ(first.getInteger("line"), 1);
  EXPECT_EQ(first.getInteger("column"), 4);
  EXPECT_EQ(first.getInteger("endLine"), 2);
  EXPECT_EQ(first.getInteger("endColumn"), 4);
  EXPECT_EQ(first.getString("severity"), "error");
  EXPECT_EQ(first.getString("code"), "ST2001");
  EXPECT_EQ(first.getString("message"), "message");
  EXPECT_TRUE(first.getArray("notes")->front().getAsObject()->getNull("line"));
  const llvm::json::Object &fixit = *first.getArray("fixits")->front().getAsObject();
  EXPECT_EQ(fixit.getInteger("column"), 2);
  EXPECT_EQ(fixit.getString("replacement"), "\n");
  EXPECT_TRUE(array[1].getAsObject()->getNull("file"));
}

TEST_F(RenderTest, ProgramsGetUtf8WhateverTheBytes) {
  addFile("\xff.stash", "\xfe\xff bad\n");
  Diagnostic &d = add(at("bad"), "found '\xc3'");
  d.notes.push_back({at("\xff"), "\x80"});
  d.fixits.push_back({at("\xfe"), "\xf0\x9f"});
  for (const std::string &out : {json(), sarif()}) {
    EXPECT_TRUE(llvm::json::isUTF8(out)) << out;
    auto value = llvm::json::parse(out);
    EXPECT_TRUE(bool(value)) << llvm::toString(value.takeError());
  }
  EXPECT_NE(sarif().find("\"%FF.stash\""), std::string::npos);
}

TEST_F(RenderTest, SarifHasRulesFixesAndRelatedLocations) {
  addFile("dir/a b.stash", "let x\nlet y\n");
  Diagnostic &d = add(at("x"), "message");
  d.notes.push_back({at("y"), "other"});
  d.notes.push_back({{}, "hint"});
  d.fixits.push_back({at("x"), "z"});
  add(at("y"), "again");
  auto value = llvm::json::parse(sarif());
  ASSERT_TRUE(bool(value)) << llvm::toString(value.takeError());
  EXPECT_EQ(value->getAsObject()->getString("version"), "2.1.0");
  const auto &run = *value->getAsObject()->getArray("runs")->front().getAsObject();
  const auto &rules = *run.getObject("tool")->getObject("driver")->getArray("rules");
  ASSERT_EQ(rules.size(), 1u);
  EXPECT_EQ(rules[0].getAsObject()->getString("id"), "ST2001");
  EXPECT_EQ(rules[0].getAsObject()->getString("name"), "UndefinedName");
  const auto &results = *run.getArray("results");
  ASSERT_EQ(results.size(), 2u);
  const auto &result = *results[0].getAsObject();
  EXPECT_EQ(result.getInteger("ruleIndex"), 0);
  EXPECT_EQ(result.getObject("message")->getString("text"), "message\nhint");
  const auto &place =
      *result.getArray("locations")->front().getAsObject()->getObject("physicalLocation");
  EXPECT_EQ(place.getObject("artifactLocation")->getString("uri"), "dir/a%20b.stash");
  EXPECT_EQ(place.getObject("region")->getInteger("startColumn"), 5);
  EXPECT_EQ(result.getArray("relatedLocations")->size(), 1u);
  const auto &change = *result.getArray("fixes")
                            ->front()
                            .getAsObject()
                            ->getArray("artifactChanges")
                            ->front()
                            .getAsObject();
  const auto &replacement = *change.getArray("replacements")->front().getAsObject();
  EXPECT_EQ(replacement.getObject("insertedContent")->getString("text"), "z");
}

TEST_F(RenderTest, PositionsAgreeWithTheSources) {
  for (llvm::StringRef text : {"日本x\n\xff\xfe é\r\nlast", "\xEF\xBB\xBF"
                                                            "é x\ny"}) {
    addFile("a.stash", text);
    Positions forward(sources), again(sources);
    for (uint32_t offset = file->getBase(); offset <= file->getRange().end; ++offset) {
      LineColumn expected = sources.getLineColumn(offset);
      LineColumn found = forward.get(offset);
      EXPECT_EQ(found.line, expected.line) << offset;
      EXPECT_EQ(found.column, expected.column) << offset;
      // Backwards and forwards again: what was remembered must not mislead.
      again.get(file->getRange().end);
      EXPECT_EQ(again.get(offset).column, expected.column) << offset;
      again.get(file->getLineBegin(expected.line - 1));
      EXPECT_EQ(again.get(offset).column, expected.column) << offset;
      if (offset > file->getBase())
        EXPECT_EQ(again.get(offset - 1).column, sources.getLineColumn(offset - 1).column) << offset;
    }
  }
}
