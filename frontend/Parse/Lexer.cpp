#include "frontend/Parse/Lexer.h"

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/DiagnosticsSyntax.h"
#include "frontend/Parse/TokenRoles.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Endian.h"

using namespace stash;

#include "grammar/generated/StashLexerTables.inc"

namespace {

/// What follows the ASCII that a text begins with, most often nothing; eight bytes at a time.
llvm::StringRef skipAscii(llvm::StringRef text) {
  while (text.size() >= 8 && !(llvm::support::endian::read64le(text.data()) & 0x8080808080808080))
    text = text.drop_front(8);
  return text;
}

class Lexer {
public:
  Lexer(const SourceFile &file, DiagnosticEngine &diags) : file(file), diags(diags) {
    buffer.file = &file;
  }

  TokenBuffer run() {
    if (checkEncoding() && scan())
      assignTokenRoles(buffer);
    return std::move(buffer);
  }

private:
  SourceRange range(size_t begin, size_t end) const {
    return {file.getBase() + static_cast<uint32_t>(begin),
            file.getBase() + static_cast<uint32_t>(end)};
  }

  /// Leaves only the end of the file.
  void giveUp() {
    buffer.tokens.clear();
    buffer.significant.clear();
    finish();
  }
  void finish() {
    uint32_t end = file.getRange().end;
    buffer.significant.push_back(buffer.tokens.size());
    buffer.tokens.push_back({TokenKind::END_OF_FILE, TokenKind::END_OF_FILE, {end, end}});
  }

  bool checkEncoding() {
    llvm::StringRef text = file.getText();
    size_t nul = text.find('\0');
    if (nul != llvm::StringRef::npos) {
      diags.report(diag::BinaryFile, range(nul, nul + 1), file.getName());
      giveUp();
      return false;
    }
    const llvm::UTF8 *at = skipAscii(text).bytes_begin(), *end = text.bytes_end();
    if (!llvm::isLegalUTF8String(&at, end)) {
      size_t offset = at - text.bytes_begin();
      diags.report(diag::InvalidUtf8, range(offset, offset + 1),
                   llvm::utohexstr(static_cast<unsigned char>(text[offset])));
      giveUp();
      return false;
    }
    return true;
  }

  /// The end of the longest token that begins at `begin`, and its kind.
  std::pair<size_t, TokenKind> match(size_t begin) const {
    llvm::StringRef text = file.getText();
    unsigned state = 1;
    size_t end = begin;
    unsigned char accepted = 0;
    for (size_t i = begin; i < text.size(); ++i) {
      unsigned char byte = text[i];
      state = lexerTransitions[state][byte < 0x80 ? byte : 0x7F];
      if (state == 0)
        break;
      if (lexerAccepts[state]) {
        accepted = lexerAccepts[state];
        end = i + 1;
      }
    }
    return {end, static_cast<TokenKind>(accepted)};
  }

  bool scan() {
    llvm::StringRef text = file.getText();
    buffer.tokens.reserve(text.size() / 4 + 8);
    buffer.significant.reserve(text.size() / 8 + 8);
    size_t begin = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    unsigned depth = 0;
    while (begin < text.size()) {
      auto [end, kind] = match(begin);
      TokenKind shape = kind;
      switch (kind) {
      case TokenKind::OTHER:
        if (text.substr(begin).starts_with("/*")) {
          diags.report(diag::UnterminatedComment, range(begin, begin + 2));
          end = text.size();
          shape = TokenKind::BLOCK_COMMENT;
        } else if (text[begin] == '\'' &&
                   text.slice(begin + 1, text.find('\n', begin)).contains('\'')) {
          // Meant as a string: read on behind it, so that it is one mistake.
          end = text.find('\'', begin + 1) + 1;
          reportQuotes(begin, end);
          shape = TokenKind::STRING;
        } else {
          reportCharacter(begin, end);
          if (text[begin] == '#') {
            end = std::min(text.find('\n', begin), text.size());
            shape = TokenKind::LINE_COMMENT;
          }
        }
        break;
      case TokenKind::STRING:
        if (end - begin != 2 || end == text.size() || text[end] != '"')
          break;
        // `""` and a third quote: a text block without an end.
        diags.report(diag::UnterminatedTextBlock, range(begin, begin + 3));
        end = text.size();
        shape = TokenKind::TEXT_BLOCK;
        break;
      case TokenKind::UNTERMINATED_STRING:
        diags.report(diag::UnterminatedString, range(begin, end));
        shape = TokenKind::STRING;
        break;
      case TokenKind::LBRACE:
      case TokenKind::LBRACKET:
      case TokenKind::LPAREN:
        if (++depth > Budget::maxDepth) {
          diags.report(diag::NestedTooDeep, range(begin, end), "brackets", Budget::maxDepth);
          giveUp();
          return false;
        }
        break;
      case TokenKind::RBRACE:
      case TokenKind::RBRACKET:
      case TokenKind::RPAREN:
        depth -= depth > 0;
        break;
      default:
        break;
      }
      Token token = {shape, shape, range(begin, end)};
      if (!token.isTrivia())
        buffer.significant.push_back(buffer.tokens.size());
      buffer.tokens.push_back(token);
      begin = end;
    }
    finish();
    return true;
  }

  void reportQuotes(size_t begin, size_t end) {
    llvm::StringRef content = file.getText().slice(begin + 1, end - 1);
    auto report = diags.report(diag::UnexpectedCharacter, range(begin, end), "'''");
    report.note({}, "strings are written in double quotes");
    if (content.find_first_of("\"\\$") == llvm::StringRef::npos)
      report.fixit(range(begin, end), ("\"" + content + "\"").str());
  }

  void reportCharacter(size_t begin, size_t end) {
    llvm::StringRef text = file.getText().slice(begin, end);
    std::string shown;
    if (text.size() == 1 && !llvm::isPrint(text[0]))
      shown = "0x" + llvm::utohexstr(static_cast<unsigned char>(text[0]));
    else
      shown = ("'" + text + "'").str();
    auto report = diags.report(diag::UnexpectedCharacter, range(begin, end), shown);
    if (text == "'")
      report.note({}, "strings are written in double quotes");
    else if (text == ";")
      report.fixit(range(begin, end), "");
    else if (text == "#")
      report.note({}, "comments begin with '//'").fixit(range(begin, end), "//");
    else if (text == "$")
      report.note({}, "'${{...}' stands inside a string; a bare name needs no '$'");
  }

  const SourceFile &file;
  DiagnosticEngine &diags;
  TokenBuffer buffer;
};

} // namespace

TokenBuffer stash::lex(const SourceFile &file, DiagnosticEngine &diags) {
  return Lexer(file, diags).run();
}
