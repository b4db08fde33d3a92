// Semantic tokens: the tokens of the source, coloured by what their names are.

#include "tools/lsp/language/Questions.h"

#include "llvm/ADT/StringSwitch.h"

namespace stash::lsp {

namespace {
using Shape = stash::TokenKind;

unsigned bit(TokenModifier modifier) { return 1u << static_cast<unsigned>(modifier); }

struct Style {
  TokenKind kind;
  unsigned modifiers = 0;
};

class Colorer {
public:
  Colorer(const Question &question, const TokenBuffer &tokens)
      : question(question), tokens(tokens) {}

  SemanticTokens run(SourceRange wanted) {
    auto all = question.analysis.getOccurrences();
    at = llvm::partition_point(
        all, [&](const sema::Occurrence *o) { return o->range.begin < question.file.getBase(); });
    end = all.end();
    Shape previous = Shape::END_OF_FILE;
    for (const Token &token : tokens.tokens) {
      if (token.range.begin >= wanted.end)
        break;
      if (token.range.end > wanted.begin)
        add(token, previous);
      if (!token.isTrivia())
        previous = token.kind;
    }
    return std::move(result);
  }

private:
  void add(const Token &token, Shape previous);
  std::optional<Style> getStyle(const Token &token, Shape previous, const sema::Occurrence *named);
  Style getKeywordStyle(Shape keyword);
  static Style getStyle(const sema::Occurrence &occurrence);
  void emit(uint32_t begin, uint32_t end, Style style);

  const Question &question;
  const TokenBuffer &tokens;
  llvm::ArrayRef<const sema::Occurrence *>::iterator at, end;
  bool isLoopHead = false; ///< between `for` and its `in`
  SemanticTokens result;
};
} // namespace

Style Colorer::getStyle(const sema::Occurrence &occurrence) {
  using sema::SymbolKind;
  unsigned modifiers = occurrence.isDefinition ? bit(TokenModifier::Declaration) : 0;
  unsigned fixed = modifiers | bit(TokenModifier::Readonly);
  switch (occurrence.kind) {
  case SymbolKind::Constant:
  case SymbolKind::Input:
    return {TokenKind::Variable, fixed};
  case SymbolKind::Group:
    return {TokenKind::Macro, modifiers};
  case SymbolKind::Parameter:
    return {TokenKind::Parameter, modifiers};
  case SymbolKind::Volume:
    return {TokenKind::Variable, modifiers};
  case SymbolKind::Definition:
  case SymbolKind::Function:
    return {TokenKind::Function, modifiers};
  case SymbolKind::Task:
  case SymbolKind::Invoker:
    return {TokenKind::Class, modifiers};
  case SymbolKind::Builtin:
    return {TokenKind::Variable, fixed | bit(TokenModifier::DefaultLibrary)};
  case SymbolKind::File:
    return {TokenKind::String, 0};
  }
  return {TokenKind::Variable, 0};
}

static bool isTypeName(llvm::StringRef word) {
  return llvm::StringSwitch<bool>(word)
      .Cases({"string", "int", "bool", "path", "volume", "image", "quantity", "duration", "list",
              "map", "params"},
             true)
      .Default(false);
}

/// Most themes give control its own colour, and the grammars of the editors do. `in` is of it in
/// a loop, but not before a namespace.
Style Colorer::getKeywordStyle(Shape keyword) {
  bool isControl = false;
  switch (keyword) {
  case Shape::IN:
    isControl = std::exchange(isLoopHead, false);
    break;
  case Shape::FOR:
    isLoopHead = true;
    [[fallthrough]];
  case Shape::IMPORT:
  case Shape::IF:
  case Shape::ELSE_IF:
  case Shape::ELSE:
    isControl = true;
    break;
  default:
    break;
  }
  return {TokenKind::Keyword, isControl ? bit(TokenModifier::ControlFlow) : 0};
}

std::optional<Style> Colorer::getStyle(const Token &token, Shape previous,
                                       const sema::Occurrence *named) {
  if (named)
    return getStyle(*named);
  switch (token.kind) {
  case Shape::DOC_COMMENT:
    return Style{TokenKind::Comment, bit(TokenModifier::Documentation)};
  case Shape::LINE_COMMENT:
  case Shape::BLOCK_COMMENT:
    return Style{TokenKind::Comment};
  case Shape::KEY:
    return Style{TokenKind::Property};
  case Shape::KIND:
    return Style{TokenKind::Type};
  case Shape::STRING:
  case Shape::TEXT_BLOCK:
  case Shape::UNTERMINATED_STRING:
    return Style{TokenKind::String};
  case Shape::NUMBER:
    return Style{TokenKind::Number};
  case Shape::EQUAL:
  case Shape::EQUAL_EQUAL:
  case Shape::NOT_EQUAL:
  case Shape::NOT:
  case Shape::AND:
  case Shape::PIPE:
  case Shape::OR:
  case Shape::QUESTION:
  case Shape::COALESCE:
  case Shape::ELLIPSIS:
    return Style{TokenKind::Operator};
  case Shape::NAME:
    if ((previous == Shape::COLON || previous == Shape::PIPE) && isTypeName(tokens.getText(token)))
      return Style{TokenKind::Type};
    return std::nullopt;
  default:
    // What is left of words are keywords.
    if (token.shape == Shape::NAME)
      return getKeywordStyle(token.kind);
    return std::nullopt;
  }
}

void Colorer::emit(uint32_t begin, uint32_t end, Style style) {
  const TextDocument &document = question.document;
  uint32_t base = question.file.getBase();
  while (begin < end) {
    Position start = document.toPosition(begin - base);
    llvm::StringRef line = document.getLine(start.line);
    uint32_t lineBegin = document.toOffset(Position(start.line, 0)) + base;
    uint32_t lineEnd = std::min<uint32_t>(end, lineBegin + line.size());
    if (begin < lineEnd) {
      Position stop = document.toPosition(lineEnd - base);
      result.tokens.push_back(
          {start, stop.character - start.character, style.kind, style.modifiers});
    }
    if (static_cast<unsigned>(start.line) + 1 >= document.getLineCount())
      return;
    begin = std::max(begin + 1, document.toOffset(Position(start.line + 1, 0)) + base);
  }
}

void Colorer::add(const Token &token, Shape previous) {
  while (at != end && (*at)->range.begin < token.range.begin)
    ++at;
  const sema::Occurrence *named = nullptr;
  auto inner = at;
  for (; inner != end && (*inner)->range.begin < token.range.end; ++inner)
    if ((*inner)->range == token.range && (!named || named->kind == sema::SymbolKind::Parameter))
      named = *inner;
  std::optional<Style> style = getStyle(token, previous, named);
  if (!style)
    return;
  // Names in strings: `${version}`.
  uint32_t done = token.range.begin;
  for (auto it = at; it != inner; ++it) {
    SourceRange range = (*it)->range;
    bool isWithin = token.range.contains(range) && !(range == token.range);
    if (!isWithin || range.begin < done)
      continue;
    emit(done, range.begin, *style);
    emit(range.begin, range.end, getStyle(**it));
    done = range.end;
  }
  emit(done, token.range.end, *style);
}

SemanticTokens colorTokens(const Question &question, std::optional<Range> range) {
  const sema::FileUnit *unit = question.getUnit();
  if (!unit || unit->isManifest)
    return {};
  SourceRange wanted = {question.file.getBase(), question.file.getRange().end};
  if (range)
    wanted = {question.toSource(range->start), question.toSource(range->end)};
  return Colorer(question, unit->tokens).run(wanted);
}

} // namespace stash::lsp
