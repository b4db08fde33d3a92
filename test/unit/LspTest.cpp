#include "tools/lsp/TextDocument.h"
#include "tools/lsp/Uri.h"

#include <gtest/gtest.h>
#include <random>

using namespace stash::lsp;

static TextDocument::Ptr open(std::string text, PositionEncoding encoding) {
  return TextDocument::create(DocumentUri("file:///x.stash"), 1, std::move(text), encoding);
}

TEST(TextDocument, CountsColumnsInTheUnitAgreedOn) {
  // One, two, three and four bytes; one, one, one and two UTF-16 units.
  std::string text = "aä€😀b\nc";
  struct Case {
    PositionEncoding encoding;
    int columnOfB;
  };
  for (auto [encoding, columnOfB] :
       {Case{PositionEncoding::Utf8, 10}, Case{PositionEncoding::Utf16, 5},
        Case{PositionEncoding::Utf32, 4}}) {
    TextDocument::Ptr document = open(text, encoding);
    EXPECT_EQ(document->toOffset({0, columnOfB}), 10u);
    EXPECT_EQ(document->toPosition(10), Position(0, columnOfB));
    EXPECT_EQ(document->toPosition(12), Position(1, 0));
  }
}

TEST(TextDocument, ClampsPositions) {
  TextDocument::Ptr document = open("ab\r\n😀\rc", PositionEncoding::Utf16);
  EXPECT_EQ(document->getLineCount(), 3u);
  EXPECT_EQ(document->toOffset({0, 3}), 2u); // before the line end, never inside it
  EXPECT_EQ(document->toOffset({1, 1}), 4u); // inside a surrogate pair: before it
  EXPECT_EQ(document->toOffset({1, 99}), 8u);
  EXPECT_EQ(document->toOffset({3, 0}), 10u); // past the last line
  EXPECT_EQ(document->toOffset({-1, -1}), 0u);
  EXPECT_EQ(document->toPosition(3), Position(0, 2)); // between \r and \n
  EXPECT_EQ(document->toPosition(6), Position(1, 0)); // inside a character
  EXPECT_EQ(document->toPosition(99), Position(2, 1));
}

TEST(TextDocument, CountsTheColumnsOfLongLines) {
  // Of one to four bytes, and a byte that is no character's.
  std::string line;
  while (line.size() < 5000)
    line += "a\u00e9\u20ac\U0001F600\xFFzz";
  std::string text = "short \u00e9\n" + line + "\r\n" + line + line;
  for (PositionEncoding encoding :
       {PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32}) {
    auto document = TextDocument::create(DocumentUri("untitled:a"), 1, text, encoding);
    Position last{-1, 0};
    unsigned distinct = 0;
    for (uint32_t offset = 0; offset <= text.size(); ++offset) {
      Position position = document->toPosition(offset);
      ASSERT_LE(last, position) << offset;
      uint32_t back = document->toOffset(position);
      ASSERT_LE(back, offset);
      ASSERT_LT(offset - back, 4u) << offset; // the beginning of its character
      distinct += !(position == last);
      last = position;
    }
    // A place for each character, and none that is skipped.
    unsigned expected = 0;
    for (unsigned i = 0; i < document->getLineCount(); ++i) {
      Position end = document->toPosition(i + 1 < document->getLineCount()
                                              ? document->toOffset(Position(i + 1, 0)) - 1
                                              : text.size());
      expected += end.character;
      EXPECT_EQ(document->toOffset(end), document->toOffset(Position(i, 1 << 30)));
    }
    EXPECT_GT(distinct, 0u);
    if (encoding == PositionEncoding::Utf32) {
      EXPECT_EQ(distinct, expected + document->getLineCount());
    }
  }
}

TEST(TextDocument, AppliesChangesInOrder) {
  TextDocument::Ptr before = open("one\ntwo\n", PositionEncoding::Utf16);
  TextDocument::Ptr after = before->edit({{Range({0, 3}, {1, 0}), ""},
                                          {Range({0, 99}, {0, 99}), "\nthree"},
                                          {Range({1, 5}, {1, 0}), "3"}},
                                         2);
  EXPECT_EQ(after->getText(), "onetwo\n3\n");
  EXPECT_EQ(after->getVersion(), 2);
  EXPECT_EQ(before->getText(), "one\ntwo\n");
  EXPECT_EQ(after->edit({{Range({0, 0}, {0, 3}), "lost"}, {std::nullopt, "all\n"}}, 3)->getText(),
            "all\n");
}

TEST(TextDocument, LineTableAfterEditsIsThatOfTheWholeText) {
  std::mt19937 random(7);
  auto pick = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  const char *pieces[] = {"", "a", "\n", "\r", "\r\n", "\n\r", "ä\r", "😀", "x\ny", "\r\r\n\n"};
  for (PositionEncoding encoding :
       {PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32}) {
    TextDocument::Ptr document = open("", encoding);
    std::string expected;
    for (int step = 0; step < 20000; ++step) {
      uint32_t begin = document->toOffset({static_cast<int>(pick(6)), static_cast<int>(pick(5))});
      uint32_t end = document->toOffset({static_cast<int>(pick(6)), static_cast<int>(pick(5))});
      if (begin > end)
        std::swap(begin, end);
      if (expected.size() > 60)
        begin = 0;
      std::string piece = pieces[pick(std::size(pieces))];
      Range range = document->toRange(begin, end);
      ASSERT_EQ(document->toOffset(range.start), begin);
      ASSERT_EQ(document->toOffset(range.end), end);
      expected.replace(begin, end - begin, piece);
      document = document->edit({{range, piece}}, step);
      ASSERT_EQ(document->getText(), expected);
      TextDocument::Ptr whole = open(expected, encoding);
      ASSERT_EQ(document->getLineCount(), whole->getLineCount());
      for (unsigned line = 0; line < whole->getLineCount(); ++line)
        ASSERT_EQ(document->getLine(line), whole->getLine(line)) << "at step " << step;
    }
  }
}

TEST(DocumentUri, IsOneDocumentHoweverItIsSpelled) {
  EXPECT_EQ(DocumentUri("file:///a%20b/c.stash").getPath(), "/a b/c.stash");
  EXPECT_EQ(DocumentUri("file:///a b/c.stash"), DocumentUri("FILE://localhost/a%20b/c.stash"));
  EXPECT_EQ(DocumentUri("untitled:Untitled-1").getKey(), "untitled:Untitled-1");
  EXPECT_FALSE(DocumentUri("untitled:/a").isFile());
  EXPECT_FALSE(DocumentUri("file:///a%00b").isFile());
  EXPECT_EQ(DocumentUri("file:///100%").getPath(), "/100%");
  for (const char *path : {"/a b/ä.stash", "/100%/#?.stash", "/"})
    EXPECT_EQ(DocumentUri(DocumentUri::fromPath(path).getText().str()).getPath(), path);
}
