// The formatter: fixed points, meaning and tokens, on what people write and on what nobody does.

#include "tools/format/Formatter.h"

#include "frontend/Parse/Lexer.h"
#include "frontend/Parse/Parser.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include "StashGenerator.h"

#include <chrono>
#include <cstdlib>
#include <gtest/gtest.h>

using namespace stash;

namespace {

/// A source with all that is known of it.
struct Source {
  explicit Source(llvm::StringRef text)
      : file(sources.add("test.stash", llvm::MemoryBuffer::getMemBufferCopy(text))),
        tokens(lex(*file, diags)), module(parse(tokens, ctx, diags)) {}

  format::Result format() const { return format::format(tokens, module, diags); }

  /// The AST, imports first and sorted.
  std::string dump() const {
    std::string text;
    llvm::raw_string_ostream out(text);
    ast::dump(module, out);
    std::vector<std::string> imports;
    std::string others;
    bool isImport = false;
    for (llvm::StringRef line : llvm::split(text, '\n')) {
      if (!line.starts_with(" ")) {
        isImport = line.starts_with("Import");
        if (isImport)
          imports.emplace_back();
      }
      (isImport ? imports.back() : others) += line.str() + "\n";
    }
    llvm::sort(imports);
    return llvm::join(imports, "") + others;
  }

  /// Everything but white space and commas, comments without their layout.
  std::vector<std::string> getTokens() const {
    std::vector<std::string> texts;
    for (const Token &token : tokens.tokens) {
      if (token.shape == TokenKind::WHITESPACE || token.shape == TokenKind::COMMA)
        continue;
      std::string text;
      for (char c : tokens.getText(token).rtrim()) // a text block without an end
        if (!token.isComment() || !llvm::isSpace(c))
          text += c;
      texts.push_back(text);
    }
    return texts;
  }

  SourceManager sources;
  DiagnosticEngine diags{sources};
  ast::Context ctx;
  const SourceFile *file;
  TokenBuffer tokens;
  ast::Module module;
};

std::string applyEdits(llvm::StringRef text, llvm::ArrayRef<format::TextEdit> edits) {
  std::string result;
  uint32_t done = 0;
  for (const format::TextEdit &edit : edits) {
    EXPECT_LE(done, edit.begin);
    result += text.slice(done, edit.begin);
    result += edit.replacement;
    done = edit.end;
  }
  return result + text.drop_front(done).str();
}

std::string formatText(llvm::StringRef text) { return Source(text).format().text; }

/// The lines around the first difference; empty when there is none.
std::string compare(llvm::StringRef a, llvm::StringRef b) {
  if (a == b)
    return {};
  size_t at = std::mismatch(a.begin(), a.begin() + std::min(a.size(), b.size()), b.begin()).first -
              a.begin();
  size_t begin = a.take_front(at > 80 ? at - 80 : 0).rfind('\n') + 1;
  return ("\n---- first\n" + a.substr(begin, at - begin + 100) + "\n---- second\n" +
          b.substr(begin, at - begin + 100) + "\n----\n")
      .str();
}

/// What holds for every text. False when something does not.
bool checkText(llvm::StringRef text) {
  Source before(text);
  format::Result once = before.format();
  EXPECT_FALSE(once.isGivenUp) << text.str();
  EXPECT_EQ(compare(once.text, applyEdits(text, once.edits)), "");
  Source after(once.text);
  format::Result twice = after.format();
  EXPECT_EQ(compare(once.text, twice.text), "");
  EXPECT_TRUE(twice.edits.empty());
  EXPECT_EQ(before.diags.getErrorCount(), after.diags.getErrorCount());
  EXPECT_EQ(compare(before.dump(), after.dump()), "");
  std::vector<std::string> tokens = before.getTokens(), others = after.getTokens();
  if (tokens != others) { // imports may have moved, with their comments
    llvm::sort(tokens);
    llvm::sort(others);
    EXPECT_EQ(tokens, others);
  }
  return !testing::Test::HasFailure();
}

/// How many programs are generated: a sample, and with `./dev soak` more.
unsigned getSeedCount(unsigned sample) {
  const char *text = std::getenv("STASHC_FORMAT_SEEDS");
  unsigned count = 0;
  return text && !llvm::StringRef(text).getAsInteger(10, count) ? count : sample;
}

/// Makes about every second line end one of the other kind.
std::string mixLineEnds(llvm::StringRef text, std::mt19937_64 &random) {
  std::string result;
  for (llvm::StringRef line : llvm::split(text, '\n')) {
    result += line.rtrim('\r');
    if (line.end() != text.end())
      result += random() % 2 ? "\r\n" : "\n";
  }
  return result;
}

} // namespace

TEST(Formatter, RandomPrograms) {
  unsigned right = 0, changed = 0;
  const unsigned count = getSeedCount(6000);
  for (unsigned seed = 0; seed < count; ++seed) {
    std::string text = test::StashGenerator(seed, seed % 2).run();
    SCOPED_TRACE("seed " + std::to_string(seed));
    if (!checkText(text))
      return;
    Source source(text);
    right += !source.diags.hadErrors();
    std::string formatted = source.format().text;
    changed += formatted != text;
    size_t lines = llvm::StringRef(formatted).count('\n');
    if (llvm::StringRef(text).contains('\n'))
      EXPECT_EQ(llvm::StringRef(formatted).count("\r\n"), seed % 2 ? lines : 0);
  }
  EXPECT_GT(right, count / 2);
  EXPECT_GT(changed, count * 9 / 10);
}

TEST(Formatter, RandomMistakes) {
  unsigned wrong = 0;
  const unsigned count = getSeedCount(3000);
  for (unsigned seed = 0; seed < count; ++seed) {
    std::string text = test::StashGenerator(seed, seed % 2).run();
    std::mt19937_64 random(seed);
    for (unsigned i = 0; i < 2 && !text.empty(); ++i) {
      size_t at = random() % text.size();
      if (random() % 2)
        text.erase(at, 1 + random() % 3);
      else
        text.insert(at, 1, "{}()[]\"/*,|:=#\n;x"[random() % 17]);
    }
    if (seed % 5 == 0)
      text = mixLineEnds(text, random);
    SCOPED_TRACE("seed " + std::to_string(seed));
    if (!checkText(text))
      return;
    wrong += Source(text).diags.hadErrors();
  }
  EXPECT_GT(wrong, count / 3);
}

TEST(Formatter, RandomLineEnds) {
  const unsigned count = getSeedCount(1500);
  for (unsigned seed = 0; seed < count; ++seed) {
    std::mt19937_64 random(seed);
    std::string text = mixLineEnds(test::StashGenerator(seed, false).run(), random);
    SCOPED_TRACE("seed " + std::to_string(seed));
    if (!checkText(text))
      return;
  }
}

TEST(Formatter, EveryFileOfTheRepository) {
  unsigned count = 0;
  std::error_code error;
  for (llvm::StringRef directory : {"sema", "examples", "editors", "test", "docs"}) {
    std::string root = std::string(STASHC_SOURCE_DIR) + "/" + directory.str();
    for (llvm::sys::fs::recursive_directory_iterator entry(root, error), end;
         entry != end && !error; entry.increment(error)) {
      if (llvm::sys::path::extension(entry->path()) != ".stash")
        continue;
      auto buffer = llvm::MemoryBuffer::getFile(entry->path());
      ASSERT_TRUE(buffer) << entry->path();
      SCOPED_TRACE(entry->path());
      if (!checkText((*buffer)->getBuffer()))
        return;
      ++count;
    }
    error.clear();
  }
  EXPECT_GT(count, 4u);
}

TEST(Formatter, MistakesStayInTheirDeclaration) {
  EXPECT_EQ(formatText("let  a=1\nlet b = = 2 // x\n\n\nfunction   f( {\n   image:\n}\nlet  c=3\n"),
            "let a = 1\nlet b = = 2 // x\n\nfunction   f( {\n   image:\n}\nlet c = 3\n");
  EXPECT_EQ(formatText("let  a=1 ;\nlet  b=2\n"), "let  a=1 ;\nlet b = 2\n");
  EXPECT_EQ(formatText("let  a=1 let  b=2\n\n\n\n// c\nlet  c=3"),
            "let  a=1 let  b=2\n\n// c\nlet c = 3\n");
  EXPECT_EQ(formatText(llvm::StringRef("let  a=1\0", 9)), std::string("let  a=1\0", 9));
}

TEST(Formatter, Ranges) {
  llvm::StringRef text = "let  a=1\nlet  b={\n x:1\n  y:[ 2 ]\n}\nlet  c=3\n";
  Source source(text);
  auto range = [&](llvm::StringRef part) {
    size_t begin = text.find(part);
    return applyEdits(text, format::formatRange(source.tokens, source.module, source.diags, begin,
                                                begin + part.size()));
  };
  EXPECT_EQ(range("a=1"), "let a = 1\nlet  b={\n x:1\n  y:[ 2 ]\n}\nlet  c=3\n");
  EXPECT_EQ(range("c=3"), "let  a=1\nlet  b={\n x:1\n  y:[ 2 ]\n}\nlet c = 3\n");
  auto item = [&](llvm::StringRef at) {
    return applyEdits(
        text, format::formatItemAt(source.tokens, source.module, source.diags, text.find(at)));
  };
  EXPECT_EQ(item("[ 2"), "let  a=1\nlet  b={\n x:1\n  y: [2]\n}\nlet  c=3\n");
  EXPECT_EQ(item("b={"), "let  a=1\nlet b = {\n  x: 1\n  y: [2]\n}\nlet  c=3\n");
}

TEST(Formatter, TimeIsLinear) {
  std::string text = "task t {\n";
  for (unsigned i = 0; i < 100'000; ++i)
    text += "step-" + std::to_string(i) + "(outputDir:\"/a/b\",x) |update-status\n";
  text += "}\n";
  for (unsigned i = 0; i < 200'000; ++i)
    text += i % 2 ? "// c\n" : "/* c */";
  Source source(text);
  auto begin = std::chrono::steady_clock::now();
  format::Result result = source.format();
  std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  EXPECT_FALSE(result.isGivenUp);
  EXPECT_EQ(result.edits.size(), 500'000u);
  RecordProperty("seconds", std::to_string(time.count()));
  EXPECT_LT(time.count(), 20.0); // a slow machine with sanitizers; quadratic would take hours
}
