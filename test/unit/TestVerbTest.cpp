// Parts of `stashc test` that no command line reaches on its own.

#include "tools/driver/Test/Junit.h"
#include "tools/driver/Test/LineDiff.h"
#include "tools/reference/Escape.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>
#include <random>

using namespace stash;
using namespace stash::driver;

static std::string applyEdits(llvm::StringRef text, llvm::ArrayRef<format::TextEdit> edits) {
  std::string out;
  size_t at = 0;
  for (const format::TextEdit &edit : edits) {
    EXPECT_LE(at, edit.begin);
    out += text.slice(at, edit.begin);
    out += edit.replacement;
    at = edit.end;
  }
  return out + text.drop_front(at).str();
}

static size_t countChanges(llvm::ArrayRef<llvm::StringRef> a, llvm::ArrayRef<llvm::StringRef> b) {
  size_t changes = 0;
  for (const DiffPart &part : diffLines(a, b))
    if (!part.isEqual)
      changes += part.oldEnd - part.oldBegin + part.newEnd - part.newBegin;
  return changes;
}

/// The least number of lines that go or come, by the textbook's table.
static size_t countLeastChanges(llvm::ArrayRef<llvm::StringRef> a,
                                llvm::ArrayRef<llvm::StringRef> b) {
  std::vector<std::vector<size_t>> common(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i < a.size(); ++i)
    for (size_t j = 0; j < b.size(); ++j)
      common[i + 1][j + 1] =
          a[i] == b[j] ? common[i][j] + 1 : std::max(common[i][j + 1], common[i + 1][j]);
  return a.size() + b.size() - 2 * common[a.size()][b.size()];
}

TEST(LineDiff, FindsAShortestListOfChanges) {
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    auto makeText = [&] {
      std::string text;
      for (unsigned i = 0, n = random() % 12; i < n; ++i)
        text += std::string(1, static_cast<char>('a' + random() % 3)) + "\n";
      if (random() % 4 == 0)
        text += "end"; // without a line end
      return text;
    };
    std::string before = makeText(), after = makeText();
    ASSERT_EQ(applyEdits(before, diffTexts(before, after)), after) << before << "->\n" << after;
    llvm::SmallVector<llvm::StringRef> a, b;
    llvm::SplitString(before, a, "\n");
    llvm::SplitString(after, b, "\n");
    ASSERT_EQ(countChanges(a, b), countLeastChanges(a, b)) << before << "->\n" << after;
  }
}

TEST(LineDiff, GivesUpWhereTextsHaveLittleInCommon) {
  std::string before, after;
  for (int i = 0; i < 5000; ++i) {
    before += "a" + std::to_string(i) + "\nsame\n";
    after += "same\nb" + std::to_string(i) + "\n";
  }
  EXPECT_EQ(applyEdits(before, diffTexts(before, after)), after);
  EXPECT_EQ(diffTexts("", "").size(), 0u);
  EXPECT_EQ(applyEdits("", diffTexts("", "a\nb")), "a\nb");
}

TEST(Junit, KeepsAnyText) {
  std::string xml = writeJunit({{"a<b>.test.yaml",
                                 {{"passes", 1, 0.25},
                                  {"fails \"'&", 2, 0.5, false, "<m>", "- a\n+ \x1b[1m\xff\n"},
                                  {"breaks", 0, 0, true, "m", ""}}}});
  llvm::StringRef text = xml;
  EXPECT_TRUE(text.contains(
      R"(<testsuite name="a&lt;b&gt;.test.yaml" tests="3" failures="1" errors="1" skipped="0" time="0.750">)"));
  EXPECT_TRUE(text.contains(R"(name="fails &quot;&#39;&amp;")"));
  EXPECT_TRUE(text.contains("- a\n+ \xEF\xBF\xBD[1m\xEF\xBF\xBD\n</failure>"));
  EXPECT_TRUE(text.contains("<error message=\"m\"></error>"));
}

TEST(Escape, ShowsTextAsItIs) {
  using namespace reference;
  EXPECT_EQ(sanitize("a\tb\nc\x01\x7f\xC2\x85\xff"),
            "a b c\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escapeHtml("<a href='x' b=\"&\">"), "&lt;a href=&#39;x&#39; b=&quot;&amp;&quot;&gt;");
  EXPECT_EQ(escapeMarkdown("# a_b _c_ 1. x"), "\\# a_b \\_c\\_ 1. x");
  EXPECT_EQ(escapeMarkdown("12. x"), "12\\. x");
  EXPECT_EQ(escapeMarkdown("- [a](b) `c` <d> $e$ ~f~ &amp; |"),
            "\\- \\[a\\](b) \\`c\\` \\<d\\> \\$e\\$ \\~f\\~ \\&amp; \\|");
  EXPECT_EQ(writeMarkdownCode("a|b", true), "`a\\|b`");
  EXPECT_EQ(writeMarkdownCode("a|b", false), "`a|b`");
  EXPECT_EQ(writeMarkdownCode("`a``", false), "``` `a`` ```");
  EXPECT_EQ(writeMarkdownCode("a\\|", true), "<code>a&#92;&#124;</code>");
  EXPECT_EQ(writeMarkdownCode("a\\", true), "<code>a&#92;</code>");
  EXPECT_EQ(writeMarkdownCode(" ", false), "<code>&#32;</code>");
  EXPECT_EQ(quoteMermaid("a\"]; `b` #"), "\"a#34;]#59; #96;b#96; #35;\"");
  EXPECT_EQ(quoteDot("a\"b\\c\n"), "\"a\\\"b\\\\c \"");
}
