#include "frontend/Parse/TokenRoles.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <algorithm>

using namespace stash;
using enum TokenKind;

namespace {

class Roles {
public:
  explicit Roles(TokenBuffer &buffer) : buffer(buffer), text(buffer.file->getText()) {}

  void run() {
    for (size_t i = 0, n = buffer.significant.size(); i < n; ++i)
      visit(i);
  }

private:
  Token &at(size_t i) { return buffer.tokens[buffer.significant[i]]; }
  /// The kind of a token `ahead` of `i`; the end of the file beyond it.
  TokenKind shape(size_t i) { return i < buffer.significant.size() ? at(i).shape : END_OF_FILE; }
  llvm::StringRef word(size_t i) {
    return shape(i) == NAME ? buffer.getText(at(i)) : llvm::StringRef();
  }
  /// Whether a line ends between a token and the next.
  bool endsLine(size_t i) {
    if (i + 1 >= buffer.significant.size())
      return true;
    uint32_t base = buffer.file->getBase();
    return llvm::any_of(text.slice(at(i).range.end - base, at(i + 1).range.begin - base), isBreak);
  }
  static bool isBreak(char c) { return c == '\n' || c == '\r'; }
  bool isNameLike(size_t i) { return shape(i) == NAME || shape(i) == STRING; }

  void visit(size_t i) {
    Token &token = at(i);
    for (; nextUnclosed < buffer.unclosedBefore.size() && buffer.unclosedBefore[nextUnclosed] == i;
         ++nextUnclosed)
      if (!brackets.empty())
        brackets.pop_back();
    bool startsItem = isItemStart(i);
    if (!startsItem && isDeclarationAtMargin(i)) {
      startsItem = true;
      brackets.clear(); // what is still open should have been closed; the parser reports it
    }
    if (startsItem) {
      mount = false;
      assigns = false;
    }
    switch (token.shape) {
    case LBRACE:
    case LBRACKET:
      brackets.push_back(token.shape);
      return;
    case LPAREN:
      if (i > 0 && (at(i - 1).shape == NAME || at(i - 1).shape == STRING) && !endsLine(i - 1) &&
          !(isOperatorWord(at(i - 1).kind) && !(i > 1 && isDeclaredBy(at(i - 2).kind))))
        token.kind = CALL;
      brackets.push_back(LPAREN);
      return;
    case RBRACE:
    case RBRACKET:
    case RPAREN:
      if (!brackets.empty() && !std::ranges::binary_search(buffer.stray, i))
        brackets.pop_back();
      return;
    case STRING:
    case NUMBER:
      if (shape(i + 1) == COLON)
        token.kind = KEY;
      return;
    case NAME:
      token.kind = role(i, startsItem);
      if (token.kind == LET || token.kind == INPUT)
        assigns = true;
      return;
    case EQUAL:
      // `image = "x"`: the grammar needs to know that nothing goes on here.
      if (!assigns && (brackets.empty() || brackets.back() == LBRACE)) {
        token.kind = JUNK;
        if (i > 0 && at(i - 1).kind == NAME && !endsLine(i - 1))
          at(i - 1).kind = JUNK;
      }
      return;
    default:
      return;
    }
  }

  /// Words that an expression follows: a `(` behind them is no call.
  static bool isOperatorWord(TokenKind kind) {
    return kind == IF || kind == IN || kind == AT || kind == SUBPATH || kind == MOUNT;
  }

  /// Words that the name of what is declared follows, whatever it is.
  static bool isDeclaredBy(TokenKind kind) {
    return kind == FUNCTION || kind == TASK || kind == DEF || kind == PARAMS;
  }

  /// Whether items may stand here, and one begins at `i`.
  bool isItemStart(size_t i) {
    if (!brackets.empty() && brackets.back() != LBRACE)
      return false;
    if (i == 0)
      return true;
    switch (at(i - 1).kind) {
    case LBRACE:
    case RBRACE:
    case COMMA:
      return true;
    case COLON:
    case EQUAL:
    case EQUAL_EQUAL:
    case NOT_EQUAL:
    case NOT:
    case AND:
    case OR:
    case PIPE:
    case COALESCE:
    case ELLIPSIS:
    case IN:
    case AT:
      return false;
    default:
      return endsLine(i - 1);
    }
  }

  /// Whether a declaration can be recognized at the beginning of a line whatever stands before it.
  bool isDeclarationAtMargin(size_t i) {
    if (shape(i) != NAME || i == 0 || !endsLine(i - 1) || !isNameLike(i + 1) || endsLine(i))
      return false;
    uint32_t offset = at(i).range.begin - buffer.file->getBase();
    llvm::StringRef name = word(i);
    TokenKind after = shape(i + 2);
    if (name == "let")
      return after == EQUAL;
    if (offset > 0 && text[offset - 1] != '\n' && text[offset - 1] != '\r')
      return false;
    return llvm::StringSwitch<bool>(name)
        .Case("import", shape(i + 1) == STRING)
        .Case("input", after == EQUAL || after == COLON)
        .Cases({"def", "params"}, after == LPAREN)
        .Cases({"function", "task"}, after == LPAREN || after == LBRACE)
        .Case("extern", word(i + 1) == "function" || word(i + 1) == "task")
        .Cases({"backup", "restore"},
               word(i + 1) == "task" || after == LBRACE || word(i + 2) == "in")
        .Cases({"repository", "blueprint"}, after == LBRACE || word(i + 2) == "in")
        .Default(false);
  }

  TokenKind role(size_t i, bool startsItem) {
    llvm::StringRef name = buffer.getText(at(i));
    TokenKind next = shape(i + 1);
    TokenKind previous = i > 0 ? at(i - 1).kind : END_OF_FILE;
    if (next == COLON)
      return KEY;

    // Reserved as bare values wherever they stand; the grammar takes them as names where a name
    // must follow.
    TokenKind reserved = llvm::StringSwitch<TokenKind>(name)
                             .Case("for", FOR)
                             .Case("in", IN)
                             .Case("if", IF)
                             .Case("else", word(i + 1) == "if" ? ELSE_IF : ELSE)
                             .Case("true", TRUE_VALUE)
                             .Case("false", FALSE_VALUE)
                             .Case("null", NULL_VALUE)
                             .Default(NAME);
    if (reserved != NAME)
      return reserved;

    if (name == "task" && (previous == BACKUP_TASK || previous == RESTORE_TASK))
      return TASK;
    if (startsItem || previous == EXTERN || previous == BACKUP_TASK || previous == RESTORE_TASK)
      if (TokenKind keyword = itemKeyword(i, name, next); keyword != NAME)
        return keyword;

    if (name == "params" && next == LPAREN)
      return PARAMS;
    if (name == "as" && previous == NAME && next == NAME && !brackets.empty() &&
        brackets.back() == LPAREN)
      return AS;
    if (mount && !startsItem) {
      if (name == "at" && previous != MOUNT)
        return AT;
      if (name == "readonly" && !endsLine(i - 1))
        return READONLY;
      if (name == "subPath" && !endsLine(i - 1))
        return SUBPATH;
    }
    // `func dump(…)`, `image "x"`: no item begins with a name and more on its line.
    if (startsItem && !endsLine(i) && word(i + 1) != "in" &&
        (isNameLike(i + 1) || shape(i + 1) == NUMBER || shape(i + 1) == LBRACKET))
      return JUNK;
    // `target: KIND NAME`
    if (previous == COLON && i >= 2 && word(i - 2) == "target" && isNameLike(i + 1) &&
        shape(i + 2) != COLON && word(i + 1) != "in" && !endsLine(i))
      return KIND;
    return NAME;
  }

  /// The role of the first word of an item. A keyword has its name on its own line: so a step that
  /// is called like one still is a step when it stands alone.
  TokenKind itemKeyword(size_t i, llvm::StringRef name, TokenKind next) {
    bool named = isNameLike(i + 1) && !endsLine(i);
    if (name == "with" || name == "let" || name == "volume") {
      if (next == LPAREN)
        return NAME;
      return name == "with" ? WITH : name == "let" ? LET : VOLUME;
    }
    if (name == "params" || name == "import" || name == "input" || name == "def" ||
        name == "extern" || name == "function" || name == "task") {
      if (!named)
        return NAME;
      // `task "dump"` in an invoker lacks its colon.
      bool isHead = shape(i + 2) == LBRACE || shape(i + 2) == LPAREN;
      if (name == "task" && !brackets.empty() && brackets.back() == LBRACE && !isHead)
        return NAME;
      return llvm::StringSwitch<TokenKind>(name)
          .Case("params", PARAMS)
          .Case("import", IMPORT)
          .Case("input", INPUT)
          .Case("def", DEF)
          .Case("extern", EXTERN)
          .Case("function", FUNCTION)
          .Default(TASK);
    }
    TokenKind invoker = llvm::StringSwitch<TokenKind>(name)
                            .Case("backup", BACKUP)
                            .Case("restore", RESTORE)
                            .Case("repository", REPOSITORY)
                            .Case("blueprint", BLUEPRINT)
                            .Default(NAME);
    if (invoker != NAME) {
      bool canBeTask = invoker == BACKUP || invoker == RESTORE;
      if (canBeTask && word(i + 1) == "task" && !endsLine(i))
        return invoker == BACKUP ? BACKUP_TASK : RESTORE_TASK;
      bool isExtern = i > 0 && word(i - 1) == "extern" && invoker == REPOSITORY;
      return named && (isExtern || shape(i + 2) == LBRACE || word(i + 2) == "in") ? invoker : NAME;
    }
    if (name == "mount" && !endsLine(i) && next != LPAREN && next != PIPE && next != COMMA) {
      mount = true;
      return MOUNT;
    }
    if (name == "env" && named)
      return ENV;
    if (name == "target" && named && isNameLike(i + 2))
      return TARGET;
    return NAME;
  }

  TokenBuffer &buffer;
  llvm::StringRef text;
  std::vector<TokenKind> brackets;
  size_t nextUnclosed = 0; ///< in the buffer's list
  bool mount = false;      ///< inside a `mount` item
  bool assigns = false;    ///< inside an item that has a `=`
};

} // namespace

void stash::assignTokenRoles(TokenBuffer &buffer) { Roles(buffer).run(); }
