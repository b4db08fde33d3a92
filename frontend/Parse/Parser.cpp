#include "frontend/Parse/Parser.h"

#include "frontend/Basic/DiagnosticsSyntax.h"
#include "frontend/Parse/AstBuilder.h"
#include "frontend/Parse/ParserInput.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using grammar::StashParser;

namespace {

/// Presents tokens to the generated parser.
class Stream final : public antlr4::TokenStream {
public:
  explicit Stream(ParserInput &input) : input(input) {}

  void consume() override {
    if (at + 1 < input.tokens.size())
      ++at;
  }
  size_t LA(ssize_t k) override { return LT(k)->getType(); }
  antlr4::Token *LT(ssize_t k) override {
    ssize_t index = k > 0 ? static_cast<ssize_t>(at) + k - 1 : static_cast<ssize_t>(at) + k;
    index = std::clamp<ssize_t>(index, 0, input.tokens.size() - 1);
    return &input.tokens[index];
  }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  size_t index() override { return at; }
  void seek(size_t index) override { at = index; }
  size_t size() override { return input.tokens.size(); }
  std::string getSourceName() const override { return {}; }
  antlr4::Token *get(size_t index) const override { return &input.tokens[index]; }
  antlr4::TokenSource *getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval &) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext *) override { return {}; }
  std::string getText(antlr4::Token *, antlr4::Token *) override { return {}; }

  ParserToken &current() { return input.tokens[at]; }

private:
  ParserInput &input;
  size_t at = 0;
};

/// What a rule begins with, in words; null for rules that say nothing of their own.
const char *describeRule(size_t rule) {
  switch (rule) {
  case StashParser::RuleExpr:
  case StashParser::RuleUnary:
  case StashParser::RulePrimary:
  case StashParser::RuleValue:
    return "a value";
  case StashParser::RuleNameExpr:
  case StashParser::RuleName:
  case StashParser::RuleParamName:
    return "a name";
  case StashParser::RuleStep:
    return "a step";
  case StashParser::RuleType:
  case StashParser::RuleTypeMember:
    return "a type";
  case StashParser::RuleElement:
    return "a value";
  case StashParser::RuleParam:
    return "a parameter";
  case StashParser::RuleWithItem:
    return "the name of a parameter";
  case StashParser::RuleEnvItem:
    return "the name of a variable";
  default:
    return "a declaration, a property or a step";
  }
}

const char *describeKind(size_t type) {
  switch (static_cast<TokenKind>(type)) {
  case TokenKind::KEY:
    return "a name and ':'";
  case TokenKind::COLON:
    return "':'";
  case TokenKind::EQUAL:
    return "'='";
  case TokenKind::LBRACE:
    return "'{'";
  case TokenKind::RBRACE:
    return "'}'";
  case TokenKind::CALL:
  case TokenKind::LPAREN:
    return "'('";
  case TokenKind::RPAREN:
    return "')'";
  case TokenKind::RBRACKET:
    return "']'";
  case TokenKind::IN:
    return "'in'";
  case TokenKind::AT:
    return "'at'";
  case TokenKind::IF:
    return "'if'";
  case TokenKind::TASK:
    return "'task'";
  case TokenKind::STRING:
    return "a string";
  case TokenKind::NAME:
    return "a name";
  default:
    return "something else";
  }
}

/// The generated parser with three changes: it makes no terminal nodes, remembers which token it
/// wanted, and refuses the rule for junk.
class Parser final : public StashParser {
public:
  Parser(Stream &stream) : StashParser(&stream), stream(stream) {}

  antlr4::Token *match(size_t type) override {
    antlr4::Token *token = stream.LT(1);
    if (token->getType() != type) {
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
    stream.consume();
    return token;
  }
  antlr4::Token *consume() override {
    antlr4::Token *token = stream.LT(1);
    stream.consume();
    return token;
  }
  void enterRule(antlr4::ParserRuleContext *ctx, size_t state, size_t rule) override {
    if (rule == RuleJunk) {
      wanted = 0;
      throw antlr4::InputMismatchException(this);
    }
    // As antlr4::Parser has it, but that asks for the type of every parent, which is known here.
    setState(state);
    _ctx = ctx;
    ctx->start = stream.LT(1);
    if (ctx->parent)
      static_cast<antlr4::ParserRuleContext *>(ctx->parent)->addChild(ctx);
  }

  /// The token that `match` wanted last, or 0.
  size_t takeWanted() { return std::exchange(wanted, 0); }
  void freeTree() { getTreeTracker().reset(); }

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
      : input(input), stream(stream), diags(diags) {}

  void reset(antlr4::Parser *) override { reported = false; }
  /// Called between the items of a block: a `{` there belongs to nothing, and goes with what it
  /// encloses.
  void sync(antlr4::Parser *parser) override {
    antlr4::ParserRuleContext *ctx = parser->getContext();
    if (ctx->getRuleIndex() != StashParser::RuleBlock)
      return;
    while (stream.current().kind == TokenKind::LBRACE &&
           stream.current().index > ctx->start->getTokenIndex()) {
      ParserToken &brace = stream.current();
      if (!isBracketKnown(ctx, brace))
        reportStrayBody(brace);
      do
        stream.consume();
      while (stream.current().depth > brace.depth);
      stream.consume();
    }
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
    size_t wanted = static_cast<Parser *>(parser)->takeWanted();
    size_t rule = parser->getContext()->getRuleIndex();
    ParserToken &found = stream.current();
    if (isBracketKnown(parser->getContext(), found))
      return;
    const char *expected = wanted ? describeKind(wanted) : describeRule(rule);
    // What is missing at the end of a line is missing there, not at the next line's first word.
    SourceRange range = found.range;
    if (found.index > 0 && (input.beginsLine(found.index) || range.size() == 0)) {
      uint32_t end = input.tokens[found.index - 1].range.end;
      range = {end, end};
    }
    bool junk = !wanted && rule == StashParser::RuleItem;
    if (found.kind == TokenKind::JUNK) {
      diags.report(diag::ExpectedToken, range, "':'", describe(input, found))
          .note({}, "a property is written 'name: value', a constant 'let name = value'")
          .fixit(range, ":");
      return;
    }
    if (wanted == StashParser::RPAREN && rule == StashParser::RuleParamList &&
        (found.shape == TokenKind::NAME || found.shape == TokenKind::ELLIPSIS)) {
      uint32_t end = input.tokens[found.index - 1].range.end;
      diags.report(diag::MissingComma, found.range, describe(input, found)).fixit({end, end}, ",");
      return;
    }
    if (wanted == StashParser::RBRACE)
      expected = describeRule(StashParser::RuleItem);
    if (junk && found.index > 0 && range == found.range && !followsSeparator(found)) {
      if (input.takeMissingSeparator(found.index))
        diags.report(diag::MissingSeparator, range, describe(input, found));
      return;
    }
    auto report = diags.report(diag::ExpectedToken, range, expected, describe(input, found));
    if (junk)
      noteOnJunk(report, found);
  }

  void recover(antlr4::Parser *parser, std::exception_ptr error) override {
    antlr4::ParserRuleContext *ctx = parser->getContext();
    if (ctx->getRuleIndex() != StashParser::RuleItem)
      std::rethrow_exception(error);
    skipItem(*static_cast<ParserToken *>(ctx->start));
    reported = false;
  }

private:
  /// Whether an unclosed bracket was reported between the beginning of the item and `found`: then
  /// what is found is its consequence.
  bool isBracketKnown(const antlr4::RuleContext *ctx, const ParserToken &found) {
    while (ctx && ctx->getRuleIndex() != StashParser::RuleItem)
      ctx = static_cast<const antlr4::RuleContext *>(ctx->parent);
    uint32_t begin =
        ctx ? static_cast<const antlr4::ParserRuleContext *>(ctx)->start->getTokenIndex() : 0;
    return llvm::any_of(input.unclosed, [&](uint32_t i) { return begin <= i && i <= found.index; });
  }

  bool followsSeparator(const ParserToken &token) {
    TokenKind before = input.tokens[token.index - 1].shape;
    return before == TokenKind::LBRACE || before == TokenKind::COMMA;
  }

  void noteOnJunk(DiagnosticEngine::Builder &report, const ParserToken &found) {
    if (found.kind == TokenKind::PIPE)
      report.note({}, "a '|' stands between two steps");
  }

  void reportStrayBody(const ParserToken &brace) {
    auto report = diags.report(diag::ExpectedToken, brace.range,
                               describeRule(StashParser::RuleItem), describe(input, brace));
    // `target: KIND NAME {` and `target: KIND NAME in NAMESPACE {`
    for (uint32_t kind : {brace.index - 2, brace.index - 4})
      if (brace.index >= 6 && input.tokens[kind].kind == TokenKind::KIND) {
        llvm::StringRef key = input.getText(input.tokens[kind - 2]);
        report.note({}, "'{0}: KIND NAME' has no body: what belongs to it stands beside '{0}'",
                    key);
        return;
      }
  }

  /// Goes to the end of the item that began with `begin`: a comma, a line break or a closing
  /// bracket on its own level.
  void skipItem(const ParserToken &begin) {
    for (bool moved = stream.current().index > begin.index;; moved = true) {
      ParserToken &token = stream.current();
      if (token.kind == TokenKind::END_OF_FILE || token.depth < begin.depth)
        return;
      // A closing bracket has the depth of its opening one.
      if (token.depth == begin.depth && moved &&
          (token.kind == TokenKind::COMMA || input.beginsLine(token.index)) &&
          !continues(token.kind))
        return;
      stream.consume();
    }
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
  bool reported = false;
};

} // namespace

ast::Module stash::parse(const TokenBuffer &tokens, ast::Context &ctx, DiagnosticEngine &diags) {
  ParserInput input = balance(tokens, diags);
  Stream stream(input);
  Parser parser(stream);
  parser.removeErrorListeners();
  parser.setErrorHandler(std::make_shared<ErrorStrategy>(input, stream, diags));
  AstBuilder builder(input, ctx, diags);

  llvm::SmallVector<const ast::Item *, 0> items;
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
  return {tokens.file, ctx.copy(llvm::ArrayRef<const ast::Item *>(items))};
}
