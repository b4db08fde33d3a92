#include "frontend/Template/Template.h"

#include "frontend/Template/Unicode.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"

#include "gtest/gtest.h"

#include <chrono>
#include <fstream>

using namespace stash;

namespace {

llvm::StringRef nameOf(TemplateErrorKind kind) {
  switch (kind) {
  case TemplateErrorKind::BadSubstitution:
    return "BAD_SUBSTITUTION";
  case TemplateErrorKind::MissingClosingBrace:
    return "MISSING_CLOSING_BRACE";
  case TemplateErrorKind::VariableName:
    return "VARIABLE_NAME";
  case TemplateErrorKind::FuncSubstitution:
    return "FUNC_SUBSTITUTION";
  case TemplateErrorKind::NotFound:
    return "NOT_FOUND";
  case TemplateErrorKind::Panic:
    return "PANIC";
  case TemplateErrorKind::TooDeep:
    return "TOO_DEEP";
  case TemplateErrorKind::TooLarge:
    return "TOO_LARGE";
  }
  return "";
}

using Variables = llvm::StringMap<std::string>;

/// The value, or `!` and the error's name.
std::string expand(llvm::StringRef text, const Variables &variables,
                   const TemplateSyntax &syntax = {}) {
  auto describe = [](const TemplateError &error) {
    std::string result = "!" + nameOf(error.kind).str();
    return error.variable.empty() ? result : result + ":" + error.variable;
  };
  llvm::BumpPtrAllocator allocator;
  auto parsed = parseTemplate(text, allocator, syntax);
  if (auto *error = std::get_if<TemplateError>(&parsed))
    return describe(*error);
  auto result = evaluateTemplate(
      std::get<Template>(parsed), [&](llvm::StringRef name) -> std::optional<llvm::StringRef> {
        auto at = variables.find(name);
        return at == variables.end() ? std::nullopt : std::optional<llvm::StringRef>(at->second);
      });
  if (auto *error = std::get_if<TemplateError>(&result))
    return describe(*error);
  return std::get<std::string>(result);
}

std::string replaceInvalid(llvm::StringRef text) {
  std::string result;
  while (!text.empty()) {
    DecodedCharacter next = decodeCharacter(text);
    appendCharacter(result, next.character);
    text = text.substr(next.size);
  }
  return result;
}

Template parseGood(llvm::StringRef text, llvm::BumpPtrAllocator &allocator,
                   const TemplateSyntax &syntax = {}) {
  auto parsed = parseTemplate(text, allocator, syntax);
  EXPECT_TRUE(std::holds_alternative<Template>(parsed));
  return std::get<Template>(parsed);
}

} // namespace

// What the operator's own library did with 2835 templates.
TEST(Template, AgreesWithTheOperator) {
  std::ifstream file(STASHC_SOURCE_DIR "/test/conformance/data/envsubst.jsonl");
  ASSERT_TRUE(file.is_open());
  unsigned cases = 0;
  for (std::string line; std::getline(file, line); ++cases) {
    llvm::Expected<llvm::json::Value> json = llvm::json::parse(line);
    ASSERT_TRUE(bool(json)) << line;
    const llvm::json::Object &object = *json->getAsObject();
    Variables variables;
    for (const auto &[name, value] : *object.getObject("v"))
      variables[llvm::StringRef(name)] = value.getAsString()->str();
    std::string expected =
        object.getString("e") ? "!" + object.getString("e")->str() : object.getString("r")->str();
    EXPECT_EQ(replaceInvalid(expand(*object.getString("t"), variables)), expected) << line;
  }
  EXPECT_EQ(cases, 2835u);
}

// The operator's library looks one character ahead behind a colon, and steps back by its width.
TEST(Template, EndsBehindAColon) {
  Variables variables = {{"a", "hello"}};
  EXPECT_EQ(expand("${a:", variables), "!BAD_SUBSTITUTION");
  EXPECT_EQ(expand("${a:é}", variables), "!BAD_SUBSTITUTION");
  EXPECT_EQ(expand(llvm::StringRef("${a:\0", 5), variables), "!FUNC_SUBSTITUTION");
  EXPECT_EQ(expand("${a:1:", variables), "!FUNC_SUBSTITUTION");
  EXPECT_EQ(expand("${a#", variables), "!FUNC_SUBSTITUTION");
}

TEST(Template, KnowsWhereThingsStand) {
  llvm::BumpPtrAllocator allocator;
  llvm::StringRef text = "a$$b ${x:=${y}z} ${q//ab/c}";
  Template parsed = parseGood(text, allocator);
  ASSERT_EQ(parsed.parts.size(), 4u);
  EXPECT_EQ(parsed.parts[0].literal, "a$b ");
  EXPECT_EQ(text.slice(parsed.parts[0].begin, parsed.parts[0].end), "a$$b ");
  const Substitution &outer = *parsed.parts[1].substitution;
  EXPECT_EQ(text.slice(outer.begin, outer.end), "${x:=${y}z}");
  EXPECT_EQ(outer.spelling, ":=");
  const Substitution &inner = *outer.arguments[0].parts[0].substitution;
  EXPECT_EQ(text.substr(inner.nameBegin, inner.name.size()), "y");
  EXPECT_EQ(outer.arguments[0].parts[1].literal, "z");
  EXPECT_EQ(parsed.parts[3].substitution->arguments.size(), 2u);
  std::string names;
  forEachSubstitution(parsed, [&](const Substitution &s) { names += s.name; });
  EXPECT_EQ(names, "xyq");
}

TEST(Template, SaysWhereAnErrorIs) {
  llvm::BumpPtrAllocator allocator;
  auto parsed = parseTemplate("ok ${a} ${b:=${c-d}}", allocator);
  const auto &error = std::get<TemplateError>(parsed);
  EXPECT_EQ(error.begin, 13u);
  EXPECT_EQ(error.offset, 16u);
}

TEST(Template, ReadsNamesOfTheLanguage) {
  TemplateSyntax syntax;
  syntax.languageNames = true;
  syntax.collapseDollars = false;
  Variables variables;
  variables["a-b.c"] = "v";
  EXPECT_EQ(expand("${a-b.c}", variables, syntax), "v");
  EXPECT_EQ(expand("${a-b.c:-d}", variables, syntax), "v");
  EXPECT_EQ(expand("$${a-b.c}$$", variables, syntax), "$v$$");
  EXPECT_EQ(expand("${a-}", variables, syntax), "!MISSING_CLOSING_BRACE");
  const uint32_t literal[] = {0, 9};
  syntax.literalDollars = literal;
  EXPECT_EQ(expand("${x} ${y=${z}}", variables, syntax), "${x} ${z}");
  EXPECT_EQ(expand("${a-b.c}", variables, {}), "!MISSING_CLOSING_BRACE");
}

TEST(Template, NamesAreUnicode) {
  Variables variables;
  variables["größe٣"] = "v";
  EXPECT_EQ(expand("${größe٣}", variables), "v");
  EXPECT_EQ(expand("${a²}", variables), "!MISSING_CLOSING_BRACE");
  variables["a"] = "ǆ İ ŉ ß ᾀ Ω";
  EXPECT_EQ(expand("${a^^}", variables), "Ǆ İ ŉ ß ᾈ Ω");
  EXPECT_EQ(expand("${a,,}", variables), "ǆ i ŉ ß ᾀ ω");
}

TEST(Template, GlobsAreTheOperators) {
  Variables variables;
  variables["a"] = "a/b/c.tar.gz";
  EXPECT_EQ(expand("${a#*/}", variables), "b/c.tar.gz");
  EXPECT_EQ(expand("${a##*/}", variables), "c.tar.gz");
  EXPECT_EQ(expand("${a%.*}", variables), "a/b/c.tar");
  EXPECT_EQ(expand("${a%%.*}", variables), "a/b/c");
  EXPECT_EQ(expand("${a#[a-c]/}", variables), "b/c.tar.gz");
  EXPECT_EQ(expand("${a#[^a]}", variables), "a/b/c.tar.gz");
  EXPECT_EQ(expand("${a#[a}", variables), "a/b/c.tar.gz");
  EXPECT_EQ(expand("${a#\\a}", variables), "/b/c.tar.gz");
}

TEST(Template, DeepNestingIsRefused) {
  std::string text;
  for (int i = 0; i < 100'000; ++i)
    text += "${a:=";
  EXPECT_EQ(expand(text, {}), "!TOO_DEEP");
  std::string fine;
  for (int i = 0; i < 400; ++i)
    fine += "${a:=";
  EXPECT_EQ(expand(fine + "x" + std::string(400, '}'), {}), "x");
}

TEST(Template, HopelessGlobsEnd) {
  Variables variables;
  variables["a"] = std::string(20'000, 'a');
  EXPECT_EQ(expand("${a#*a*a*a*b}", variables), "!PANIC");
}

TEST(Template, LargeDocumentsAreRead) {
  std::string text = "{";
  while (text.size() < 1 << 20)
    text += R"("some-key":"some value of an annotation, $HOME","arg":"--x=${X:=y}",)";
  llvm::BumpPtrAllocator allocator;
  auto start = std::chrono::steady_clock::now();
  Template parsed = parseGood(text, allocator);
  auto taken = std::chrono::steady_clock::now() - start;
  EXPECT_GT(parsed.parts.size(), 20'000u);
  // Milliseconds on any machine; the bound leaves room for sanitizers.
  EXPECT_LT(std::chrono::duration_cast<std::chrono::milliseconds>(taken).count(), 500);
}

// Literals come back as they were meant, wherever they stand.
TEST(Template, LiteralsSurvive) {
  for (llvm::StringRef literal :
       {"", "$", "$$", "$$$", "a$b", "${x}", "$${x}", "$(A) $$(B)", "$ {", "{$", "x$", "$$x$$"}) {
    std::string alone, before;
    appendLiteral(alone, literal, false);
    EXPECT_EQ(expand(alone, {}), literal) << alone;
    appendLiteral(before, literal, true);
    Variables variables;
    variables["v"] = "V";
    EXPECT_EQ(expand(before + "${v}", variables), (literal + "V").str()) << before;
    std::string word;
    if (appendDefaultWord(word, literal, true)) {
      EXPECT_EQ(expand("${q:=" + word + "${v}}", variables), (literal + "V").str()) << word;
      EXPECT_EQ(expand("${q:=" + word + "}", variables), literal) << word;
    } else {
      EXPECT_TRUE(literal.contains("${"));
    }
  }
  std::string word;
  EXPECT_FALSE(appendDefaultWord(word, "a}b", false));
  EXPECT_EQ(word, "");
  EXPECT_EQ(escapeForJsonInsertion("a\"b\\c\n\t\x01\x7f é/"), "a\\\"b\\\\c\\n\\t\\u0001\x7f é/");
}

TEST(OffsetMap, FollowsThePieces) {
  OffsetMap map;
  EXPECT_FALSE(map.map(0, 3).isValid());
  map.add(0, {10, 15}, true);
  map.add(5, {40, 60}, false);
  map.add(8, {70, 80}, true);
  EXPECT_EQ(map.map(1, 3), (SourceRange{11, 13}));
  EXPECT_EQ(map.map(1, 5), (SourceRange{11, 15}));
  EXPECT_EQ(map.map(6, 7), (SourceRange{40, 60}));
  EXPECT_EQ(map.map(2, 10), (SourceRange{12, 72}));
  EXPECT_EQ(map.map(9, 9), (SourceRange{71, 71}));
}
