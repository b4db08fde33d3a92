#include "frontend/Parse/Parser.h"

#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Basic/DiagnosticsSyntax.h"
#include "frontend/Parse/AstBuilder.h"
#include "frontend/Parse/Mistakes.h"
#include "frontend/Parse/ParserInput.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using grammar::StashParser;

namespace {

/// Presents tokens to the generated parser.
class Stream final : public grammar::TokenCursor {
public:
  explicit Stream(ParserInput &input) : input(input) { seek(0); }

  void consume() override {
    if (at + 1 < input.tokens.size())
      seek(at + 1);
  }
  antlr4::Token *look(ssize_t k) override {
    ssize_t index = k > 0 ? static_cast<ssize_t>(at) + k - 1 : static_cast<ssize_t>(at) + k;
    index = std::clamp<ssize_t>(index, 0, input.tokens.size() - 1);
    return &input.tokens[index];
  }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  size_t index() override { return at; }
  void seek(size_t index) override {
    at = index;
    ParserToken &token = input.tokens[at];
    next = &token;
    previous = &input.tokens[at - (at > 0)];
    type = token.getType();
  }
  size_t size() override { return input.tokens.size(); }
  std::string getSourceName() const override { return {}; }
  antlr4::Token *get(size_t index) const override { return &input.tokens[index]; }
  antlr4::TokenSource *getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval &) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext *) override { return {}; }
  std::string getText(antlr4::Token *, antlr4::Token *) override { return {}; }

  ParserToken &current() { return input.tokens[at]; }
  void setKind(TokenKind kind) {
    current().kind = kind;
    seek(at);
  }

private:
  ParserInput &input;
  size_t at = 0;
};

/// The generated parser with three changes: it makes no terminal nodes, remembers which token it
/// wanted, and refuses the rule for junk.
class Parser final : public StashParser {
public:
  Parser(Stream &stream) : StashParser(&stream), stream(stream) {}

  antlr4::Token *mismatch(size_t type) override {
    wanted = type;
    // Brackets are balanced: what is wrong in a block stays in the block.
    if (type == RBRACE && getContext()->getRuleIndex() == RuleBlock) {
      antlr4::InputMismatchException error(this);
      getErrorHandler()->reportError(this, error);
      getErrorHandler()->reset(this);
      return skipBlock(*static_cast<ParserToken *>(getContext()->start));
    }
    throw antlr4::InputMismatchException(this);
  }
  antlr4::Token *consume() override {
    antlr4::Token *token = stream.LT(1);
    stream.consume();
    return token;
  }
  void enterRule(antlr4::ParserRuleContext *ctx, size_t, size_t rule) override {
    if (rule == RuleJunk) {
      wanted = 0;
      throw antlr4::InputMismatchException(this);
    }
    // The node has been put into the tree already.
    _ctx = ctx;
    ctx->start = stream.LT(1);
  }

  /// The token that `match` wanted last, or 0.
  size_t takeWanted() { return std::exchange(wanted, 0); }
  void addFailed(antlr4::ParserRuleContext *ctx) { _tracker.addFailed(ctx); }
  void freeTree() { _tracker.reset(); }

private:
  antlr4::Token *skipBlock(const ParserToken &opening) {
    while (stream.current().depth > opening.depth)
      stream.consume();
    antlr4::Token *closing = stream.LT(1);
    stream.consume();
    return closing;
  }

  Stream &stream;
  size_t wanted = 0;
};

/// Reports the first mistake of an item and goes on behind the item.
class ErrorStrategy final : public antlr4::ANTLRErrorStrategy {
public:
  ErrorStrategy(ParserInput &input, Stream &stream, DiagnosticEngine &diags)
      : input(input), stream(stream), diags(diags), mistakes(input, diags) {}

  void reset(antlr4::Parser *) override { reported = false; }
  /// Called between the items of a block: a `{` there belongs to nothing, and goes with what it
  /// encloses; an operator would end the block, and becomes an item that is none.
  void sync(antlr4::Parser *parser) override {
    antlr4::ParserRuleContext *ctx = parser->getContext();
    if (ctx->getRuleIndex() != StashParser::RuleBlock)
      return;
    while (stream.current().kind == TokenKind::LBRACE &&
           stream.current().index > ctx->start->getTokenIndex()) {
      ParserToken &brace = stream.current();
      if (!isBracketKnown(ctx, brace))
        mistakes.reportStrayBody(brace);
      do
        stream.consume();
      while (stream.current().depth > brace.depth);
      stream.consume();
    }
    if (endsBlock(stream.current().kind))
      stream.setKind(TokenKind::JUNK);
  }
  void reportMatch(antlr4::Parser *) override {}
  bool inErrorRecoveryMode(antlr4::Parser *) override { return false; }
  antlr4::Token *recoverInline(antlr4::Parser *parser) override {
    throw antlr4::InputMismatchException(parser);
  }

  void reportError(antlr4::Parser *parser, const antlr4::RecognitionException &) override {
    if (reported)
      return;
    reported = true;
    if (hasGivenUp())
      return;
    size_t wanted = static_cast<Parser *>(parser)->takeWanted();
    ParserToken &found = stream.current();
    if (isBracketKnown(parser->getContext(), found))
      return;
    mistakes.report(
        {itemOf(parser->getContext()), found, parser->getContext()->getRuleIndex(), wanted});
    if (++mistakeCount > maxMistakes) {
      givenUp = found.range;
      diags.report(diag::TooMuchWork, found.range)
          .note({}, "there are more than {0} mistakes of syntax: the rest of the file is not read",
                maxMistakes);
    }
  }

  void recover(antlr4::Parser *parser, std::exception_ptr error) override {
    antlr4::ParserRuleContext *ctx = parser->getContext();
    static_cast<Parser *>(parser)->addFailed(ctx);
    if (ctx->getRuleIndex() != StashParser::RuleItem)
      std::rethrow_exception(error);
    skipItem(*static_cast<ParserToken *>(ctx->start));
    silenceDeclaration(*static_cast<ParserToken *>(ctx->start));
    reported = false;
  }

  /// Whether there are so many mistakes that the rest is not read: nobody repairs them one by one,
  /// and each takes as long as pages of code that is right.
  bool hasGivenUp() const { return givenUp.isValid(); }
  SourceRange getGivenUp() const { return givenUp; }

private:
  static constexpr unsigned maxMistakes = 20'000;

  /// The first token of the item that a rule is part of.
  const ParserToken &itemOf(const antlr4::RuleContext *ctx) {
    while (ctx && ctx->getRuleIndex() != StashParser::RuleItem)
      ctx = static_cast<const antlr4::RuleContext *>(ctx->parent);
    return ctx ? *static_cast<const ParserToken *>(
                     static_cast<const antlr4::ParserRuleContext *>(ctx)->start)
               : input.tokens.front();
  }

  /// Whether an unclosed bracket was reported between the beginning of the item and `found`: then
  /// what is found is its consequence.
  bool isBracketKnown(const antlr4::RuleContext *ctx, const ParserToken &found) {
    uint32_t begin = itemOf(ctx).index;
    return llvm::any_of(input.unclosed, [&](uint32_t i) { return begin <= i && i <= found.index; });
  }

  /// Tokens that begin no item and are not in the rule for junk, as they may follow one.
  static bool endsBlock(TokenKind kind) {
    switch (kind) {
    case TokenKind::COLON:
    case TokenKind::EQUAL:
    case TokenKind::EQUAL_EQUAL:
    case TokenKind::NOT_EQUAL:
    case TokenKind::AND:
    case TokenKind::OR:
    case TokenKind::PIPE:
    case TokenKind::QUESTION:
    case TokenKind::COALESCE:
    case TokenKind::IN:
    case TokenKind::ELSE:
    case TokenKind::ELSE_IF:
      return true;
    default:
      return false;
    }
  }

  /// What follows a declaration that is wrong, up to the next one, is hardly among declarations.
  void silenceDeclaration(const ParserToken &begin) {
    if (begin.depth > 0)
      return;
    uint32_t index = stream.current().index;
    while (input.tokens[index].kind != TokenKind::END_OF_FILE &&
           !(input.beginsLine(index) && input.columnOf(input.tokens[index].range) == 0 &&
             input.tokens[index].shape == TokenKind::NAME))
      ++index;
    uint32_t end = input.tokens[index].range.begin;
    if (end <= begin.range.begin)
      return;
    SourceRange range = {begin.range.begin, end - 1};
    diags.silence(range);
    // Its end was found by the layout, which therefore must stay.
    input.guessed.push_back(range);
  }

  /// Goes to the end of the item that began with `begin`: a comma, a line break or a closing
  /// bracket on its own level. Lines that are indented deeper are its own, as in YAML.
  void skipItem(const ParserToken &begin) {
    if (hasGivenUp())
      while (stream.current().kind != TokenKind::END_OF_FILE)
        stream.consume();
    for (bool moved = stream.current().index > begin.index;; moved = true) {
      ParserToken &token = stream.current();
      if (token.kind == TokenKind::END_OF_FILE || token.depth < begin.depth)
        return;
      // A closing bracket has the depth of its opening one.
      if (token.depth == begin.depth && moved &&
          (token.kind == TokenKind::COMMA || input.beginsLine(token.index)) &&
          !continues(token.kind) && !isIndentedDeeper(token, begin))
        return;
      stream.consume();
    }
  }
  bool isIndentedDeeper(const ParserToken &token, const ParserToken &begin) {
    // At the top of a file the formatter moves lines that are right beside one that is not.
    if (begin.depth == 0)
      return false;
    if (!input.beginsLine(token.index) || !input.beginsLine(begin.index))
      return false;
    unsigned column = input.columnOf(token.range), beginColumn = input.columnOf(begin.range);
    // The dashes of a list in YAML may stand below its key.
    return column > beginColumn || (column == beginColumn && token.shape == TokenKind::OTHER);
  }
  /// Whether a token at the beginning of a line still belongs to the item before.
  static bool continues(TokenKind kind) {
    switch (kind) {
    case TokenKind::PIPE:
    case TokenKind::COALESCE:
    case TokenKind::AND:
    case TokenKind::OR:
    case TokenKind::LBRACE:
    case TokenKind::LBRACKET:
    case TokenKind::LPAREN:
    case TokenKind::CALL:
    case TokenKind::RBRACE:
    case TokenKind::RBRACKET:
    case TokenKind::RPAREN:
      return true;
    default:
      return false;
    }
  }

  ParserInput &input;
  Stream &stream;
  DiagnosticEngine &diags;
  MistakeReporter mistakes;
  bool reported = false;
  unsigned mistakeCount = 0;
  SourceRange givenUp; ///< where the last mistake is that was told, if there were too many
};

/// The key with which a manifest of YAML begins; null when the file is none.
const ParserToken *findManifestKey(const ParserInput &input) {
  const ParserToken *first = &input.tokens.front();
  if (first->shape == TokenKind::OTHER && input.getText(*first) == "---")
    ++first;
  llvm::StringRef text = input.getText(*first);
  return first->kind == TokenKind::KEY && (text == "apiVersion" || text == "kind") ? first
                                                                                   : nullptr;
}

} // namespace

ast::Module stash::parse(const TokenBuffer &tokens, ast::Context &ctx, DiagnosticEngine &diags) {
  ParserInput input = balance(tokens, diags);
  Stream stream(input);
  Parser parser(stream);
  parser.removeErrorListeners();
  auto strategy = std::make_shared<ErrorStrategy>(input, stream, diags);
  parser.setErrorHandler(strategy);
  AstBuilder builder(input, ctx, diags);

  llvm::SmallVector<const ast::Item *, 0> items;
  auto finish = [&] {
    return ast::Module{tokens.file, ctx.copy(llvm::ArrayRef<const ast::Item *>(items)),
                       ctx.copy(llvm::ArrayRef<SourceRange>(input.guessed))};
  };
  if (const ParserToken *key = findManifestKey(input)) {
    diags.report(diag::ExpectedToken, key->range, "a declaration", describe(input, *key))
        .note({}, "this is a manifest: 'stashc import' makes a source of it, and 'stashc check' "
                  "takes it as it is in a .yaml file");
    items.push_back(ctx.create<ast::ErrorItem>(key->range.to(input.tokens.back().range)));
    return finish();
  }
  bool separated = true;
  while (stream.current().kind != TokenKind::END_OF_FILE) {
    if (stream.current().kind == TokenKind::COMMA) {
      if (separated)
        diags.report(diag::ExtraComma, stream.current().range).fixit(stream.current().range, "");
      separated = true;
      stream.consume();
      continue;
    }
    uint32_t begin = stream.current().index;
    bool missing = !separated && builder.isSeparatorMissing(begin);
    items.push_back(builder.buildItem(parser.item(), missing));
    parser.freeTree();
    separated = false;
    if (stream.current().index == begin)
      stream.consume(); // whatever happens, every turn makes progress
  }
  if (strategy->hasGivenUp())
    items.push_back(
        ctx.create<ast::ErrorItem>(strategy->getGivenUp().to(input.tokens.back().range)));
  if (input.isCut)
    items.push_back(ctx.create<ast::ErrorItem>(input.tokens.back().range));
  return finish();
}
