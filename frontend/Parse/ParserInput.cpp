#include "frontend/Parse/ParserInput.h"

#include "frontend/Basic/DiagnosticsSyntax.h"
#include "frontend/Parse/Brackets.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace stash;
using enum TokenKind;

bool ParserInput::beginsLine(uint32_t index) const {
  if (index == 0)
    return true;
  const SourceFile &file = *buffer.file;
  return llvm::any_of(file.getText().slice(tokens[index - 1].range.end - file.getBase(),
                                           tokens[index].range.begin - file.getBase()),
                      [](char c) { return c == '\n' || c == '\r'; });
}

uint32_t ParserInput::columnOf(SourceRange token) const {
  const SourceFile &file = *buffer.file;
  return token.begin - file.getLineBegin(file.getLineIndex(token.begin));
}

bool ParserInput::takeMissingSeparator(uint32_t index) {
  uint32_t other = lastSeparator.value_or(index);
  uint32_t from = std::min(index, other), to = std::max(index, other);
  bool isSameLine = lastSeparator.has_value();
  for (uint32_t i = from + 1; isSameLine && i <= to; ++i)
    isSameLine = !beginsLine(i);
  lastSeparator = index;
  return !isSameLine;
}

std::string stash::describe(const ParserInput &input, const ParserToken &token) {
  if (token.kind == END_OF_FILE)
    return "the end of the file";
  if (token.range.size() == 0)
    return "the end of the block";
  llvm::StringRef text = input.getText(token);
  if (token.shape == TEXT_BLOCK)
    return "a text block";
  if (text.size() > 40)
    return ("'" + text.take_front(37).rtrim() + "...'").str();
  return ("'" + text + "'").str();
}

namespace {

/// Words that begin a declaration, at the beginning of a line without indentation: there every
/// bracket should be closed.
bool isDeclarationKeyword(TokenKind kind) {
  switch (kind) {
  case IMPORT:
  case INPUT:
  case DEF:
  case EXTERN:
  case FUNCTION:
  case BACKUP_TASK:
  case RESTORE_TASK:
  case TASK:
  case REPOSITORY:
  case BLUEPRINT:
  case BACKUP:
  case RESTORE:
    return true;
  default:
    return false;
  }
}

class Balancer {
public:
  Balancer(const TokenBuffer &buffer, DiagnosticEngine &diags)
      : diags(diags), input{buffer, {}, {}, {}, false, {}} {}

  ParserInput run() {
    input.tokens.reserve(input.buffer.significant.size() + 4);
    input.isCut = endsInUnterminated();
    const std::vector<uint32_t> &unclosed = input.buffer.unclosedBefore;
    for (uint32_t n = 0, next = 0; n < input.buffer.significant.size(); ++n) {
      uint32_t i = input.buffer.significant[n];
      const Token &token = input.buffer.tokens[i];
      for (; next < unclosed.size() && unclosed[next] == n; ++next)
        if (!open.empty())
          closeOne(i);
      if (isClosing(token.shape) && !matchClosing(token, n, i))
        continue;
      if (token.kind == END_OF_FILE)
        closeAll(token, i);
      add(token.kind, token.shape, token.range, i);
    }
    return std::move(input);
  }

private:
  bool startsAtMargin(const Token &token) const { return input.columnOf(token.range) == 0; }

  void add(TokenKind kind, TokenKind shape, SourceRange range, uint32_t bufferIndex) {
    if (isClosing(shape))
      open.pop_back();
    input.tokens.emplace_back(kind, shape, range, input.tokens.size(), bufferIndex);
    input.tokens.back().depth = open.size();
    if (isOpening(shape))
      open.push_back(input.tokens.size() - 1);
  }

  /// Whether the file ends in a text block or comment that has no end: it was reported, and has
  /// swallowed whatever should follow.
  bool endsInUnterminated() {
    for (const Token &token : llvm::reverse(input.buffer.tokens)) {
      llvm::StringRef text = input.buffer.getText(token);
      if (token.shape == TEXT_BLOCK)
        return text.size() < 6 || !text.ends_with("\"\"\"");
      if (token.shape == BLOCK_COMMENT)
        return text.size() < 4 || !text.ends_with("*/");
      if (token.kind != END_OF_FILE)
        return false;
    }
    return false;
  }

  /// Whether a string without an end stands between two tokens: it was reported, and has swallowed
  /// the rest of its line.
  bool hasUnterminatedString(uint32_t from, uint32_t to) const {
    for (uint32_t i = from; i < to && i < input.buffer.tokens.size(); ++i)
      if (isUnterminatedString(input.buffer.tokens[i]))
        return true;
    return false;
  }
  bool isUnterminatedString(const Token &token) const {
    llvm::StringRef text = input.buffer.getText(token);
    return token.shape == STRING && (text.size() < 2 || text.back() != text.front());
  }

  /// Whether a string without an end stands before a token of its declaration. Asked in the order
  /// of the tokens, each of which is looked at once.
  bool isAfterUnterminatedString(uint32_t bufferIndex) {
    for (; lookedAt < bufferIndex; ++lookedAt)
      if (beginsDeclaration(input.buffer.tokens[lookedAt]))
        hasSwallowed = isUnterminatedString(input.buffer.tokens[lookedAt]);
      else
        hasSwallowed |= isUnterminatedString(input.buffer.tokens[lookedAt]);
    return hasSwallowed;
  }

  /// Closes the innermost bracket with an empty token and reports it.
  void closeOne(uint32_t bufferIndex) {
    const ParserToken opening = input.tokens[open.back()];
    bool isKnown = input.isCut || opening.range.begin < explainedUntil ||
                   hasUnterminatedString(opening.bufferIndex, bufferIndex);
    if (!isKnown)
      diags.report(diag::UnclosedBracket, opening.range, input.getText(opening));
    silenceDeclaration(opening.bufferIndex, bufferIndex);
    input.unclosed.push_back(open.back());
    TokenKind closing = closingOf(opening.shape);
    uint32_t end = input.tokens.back().range.end;
    input.guessed.push_back({opening.range.begin, end});
    add(closing, closing, {end, end}, bufferIndex);
  }

  /// What else is wrong in a declaration whose brackets do not match comes of that: what belongs to
  /// what in it was guessed.
  void silenceDeclaration(uint32_t from, uint32_t to) {
    if (input.buffer.tokens[from].range.begin < explainedUntil)
      return;
    const auto &tokens = input.buffer.tokens;
    while (from > 0 && !beginsDeclaration(tokens[from]))
      --from;
    while (to + 1 < tokens.size() && !beginsDeclaration(tokens[to]))
      ++to;
    explainedUntil = tokens[to].range.begin;
    if (explainedUntil <= tokens[from].range.begin)
      return;
    SourceRange range = {tokens[from].range.begin, explainedUntil - 1};
    diags.silence(range);
    // Its end was found by the layout, which therefore must stay.
    input.guessed.push_back(range);
  }
  bool beginsDeclaration(const Token &token) const {
    return (isDeclarationKeyword(token.kind) || token.kind == LET || token.kind == PARAMS ||
            token.kind == FOR || token.kind == IF) &&
           startsAtMargin(token);
  }

  void closeAll(const Token &, uint32_t bufferIndex) {
    while (!open.empty())
      closeOne(bufferIndex);
  }

  /// False when the token closes nothing and is to be left out.
  bool matchClosing(const Token &token, uint32_t n, uint32_t bufferIndex) {
    auto fits = [&](uint32_t i) { return closingOf(input.tokens[i].shape) == token.shape; };
    if (open.empty() && token.shape == RBRACE)
      openMissing(token, bufferIndex);
    if (llvm::none_of(open, fits) || std::ranges::binary_search(input.buffer.stray, n)) {
      if (!isAfterUnterminatedString(bufferIndex))
        diags.report(diag::UnmatchedBracket, token.range, input.buffer.getText(token));
      silenceDeclaration(bufferIndex, bufferIndex);
      input.guessed.push_back(token.range);
      return false;
    }
    while (!fits(open.back()))
      closeOne(bufferIndex);
    return true;
  }

  /// A declaration at the margin, lines that are indented, and a `}` at the margin: adds the `{` at
  /// the end of what the declaration begins with, and reports it.
  void openMissing(const Token &closing, uint32_t closingIndex) {
    auto &tokens = input.tokens;
    if (!startsAtMargin(closing) || !input.unclosed.empty())
      return;
    uint32_t body = findLostBody();
    if (body == 0)
      return;
    searched = 0; // tokens move
    uint32_t end = tokens[body - 1].range.end;
    diags.report(diag::ExpectedToken, SourceRange{end, end}, "'{'", describe(input, tokens[body]))
        .fixit({end, end}, " {");
    silenceDeclaration(tokens[body].bufferIndex, closingIndex);
    input.guessed.push_back({end, closing.range.end});
    for (uint32_t i = body; i < tokens.size(); ++i) {
      ++tokens[i].index;
      ++tokens[i].depth;
    }
    for (uint32_t &i : input.unclosed)
      i += i >= body;
    tokens.insert(tokens.begin() + body,
                  ParserToken(LBRACE, LBRACE, {end, end}, body, tokens[body].bufferIndex));
    open.push_back(body);
  }

  /// The first token behind the head of the last declaration, where its `{` is missing; else 0.
  /// Each search remembers how far it came to nothing, so that many do not look at all anew.
  uint32_t findLostBody() {
    auto &tokens = input.tokens;
    uint32_t body = 0;
    auto fail = [&](bool whateverFollows) {
      searched = tokens.size();
      isHopeless = whateverFollows;
      return 0;
    };
    for (uint32_t i = tokens.size(); i-- > 0;) {
      if (i < searched && (isHopeless || body == 0))
        return fail(isHopeless);
      if (tokens[i].depth > 0 || !input.beginsLine(i))
        continue;
      if (input.columnOf(tokens[i].range) == 0) {
        if (tokens[i].shape == RPAREN) // of a long signature
          continue;
        if (body == 0 || !isDeclarationKeyword(tokens[i].kind) || tokens[i].kind == IMPORT ||
            tokens[i].kind == INPUT || hasBody(i, body))
          return fail(body != 0);
        return body;
      }
      body = i;
    }
    return fail(true);
  }

  /// Whether a `{` stands in the head of a declaration, before the first line that is indented.
  bool hasBody(uint32_t declaration, uint32_t body) {
    return std::any_of(
        input.tokens.begin() + declaration, input.tokens.begin() + body,
        [](const ParserToken &token) { return token.depth == 0 && token.shape == LBRACE; });
  }

  DiagnosticEngine &diags;
  ParserInput input;
  std::vector<uint32_t> open;  // indexes of the opening tokens
  uint32_t explainedUntil = 0; ///< the end of the last declaration of which a bracket was reported
  uint32_t searched = 0;       ///< tokens among which no body was found that lacks its bracket
  bool isHopeless = false;     ///< whether that holds whatever follows them
  uint32_t lookedAt = 0;       ///< of the buffer's tokens, for a string without an end
  bool hasSwallowed = false;   ///< whether there is one in the declaration that was come to
};

} // namespace

ParserInput stash::balance(const TokenBuffer &buffer, DiagnosticEngine &diags) {
  return Balancer(buffer, diags).run();
}
