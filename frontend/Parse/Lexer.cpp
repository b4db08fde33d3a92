#include "frontend/Parse/Lexer.h"

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/DiagnosticsSyntax.h"
#include "frontend/Parse/Brackets.h"
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
    if (checkEncoding() && scan()) {
      matchByLayout(buffer);
      assignTokenRoles(buffer);
    }
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
      if (kind == TokenKind::LBRACE)
        if (size_t action = findTemplateEnd(begin)) {
          kind = TokenKind::OTHER;
          end = action;
        }
      TokenKind shape = kind;
      switch (kind) {
      case TokenKind::OTHER:
        if (text.substr(begin).starts_with("/*")) {
          diags.report(diag::UnterminatedComment, range(begin, begin + 2));
          end = text.size();
          shape = TokenKind::BLOCK_COMMENT;
        } else if (size_t quoted = findQuotedEnd(begin)) {
          // Meant as a string: read on behind it, so that it is one mistake.
          end = quoted;
          reportQuotes(begin, end);
          shape = TokenKind::STRING;
        } else if (reportAside(begin, end)) {
          if (text[begin] == '#') {
            end = std::min(text.find('\n', begin), text.size());
            shape = TokenKind::LINE_COMMENT;
          }
        } else {
          // The parser reports it in its place.
          end = findStrangeEnd(begin, end);
          buffer.significant.push_back(buffer.tokens.size());
          buffer.tokens.push_back({TokenKind::JUNK, TokenKind::OTHER, range(begin, end)});
          begin = end;
          continue;
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

  /// The opening and closing quotes that are not the language's.
  static std::pair<llvm::StringRef, llvm::StringRef> findQuotes(llvm::StringRef text) {
    using Pair = std::pair<llvm::StringRef, llvm::StringRef>;
    for (Pair quotes : {Pair("'", "'"), Pair("`", "`"), Pair("“", "”"), Pair("„", "“")})
      if (text.starts_with(quotes.first))
        return quotes;
    return {};
  }

  /// The end of a string in other quotes that begins and ends on one line; 0 when there is none.
  size_t findQuotedEnd(size_t begin) const {
    llvm::StringRef text = file.getText();
    auto [opening, closing] = findQuotes(text.drop_front(begin));
    if (opening.empty())
      return 0;
    size_t at = text.slice(0, text.find('\n', begin)).find(closing, begin + opening.size());
    return at == llvm::StringRef::npos ? 0 : at + closing.size();
  }

  void reportQuotes(size_t begin, size_t end) {
    llvm::StringRef text = file.getText().slice(begin, end);
    auto [opening, closing] = findQuotes(text);
    llvm::StringRef content = text.drop_front(opening.size()).drop_back(closing.size());
    auto report =
        diags.report(diag::UnexpectedCharacter, range(begin, end), ("'" + opening + "'").str());
    report.note({}, "strings are written in double quotes");
    if (content.find_first_of("\"\\$") == llvm::StringRef::npos)
      report.fixit(range(begin, end), ("\"" + content + "\"").str());
  }

  /// The end of a Go template's action, `{{ .Values.tag }}`, on one line; 0 when there is none.
  size_t findTemplateEnd(size_t begin) const {
    llvm::StringRef text = file.getText();
    llvm::StringRef inside = text.substr(begin);
    if (!inside.consume_front("{{"))
      return 0;
    inside.consume_front("-");
    inside = inside.ltrim(' ');
    bool isField = inside.size() > 1 && inside[0] == '.' && inside[1] != '.';
    size_t end = text.slice(0, text.find('\n', begin)).find("}}", begin);
    return isField && end != llvm::StringRef::npos ? end + 2 : 0;
  }

  /// The end of strange characters that belong together: `->`, `---`, or `{{ .Values.tag }}`.
  size_t findStrangeEnd(size_t begin, size_t end) const {
    llvm::StringRef text = file.getText();
    if (text[begin] == '{')
      return end;
    while (end < text.size() && text[begin] != '$') {
      auto [next, kind] = match(end);
      if (kind != TokenKind::OTHER || text[end] == '#' || text[end] == ';')
        break;
      end = next;
    }
    return end;
  }

  /// Reports a character that means something elsewhere and can be taken as that, or as white
  /// space; false for all others.
  bool reportAside(size_t begin, size_t end) {
    llvm::StringRef text = file.getText().slice(begin, end);
    if (text == ";") {
      auto report = diags.report(diag::UnexpectedCharacter, range(begin, end), "';'");
      llvm::StringRef rest = file.getText().drop_front(end).ltrim(" \t");
      // At the end of a line it ends it, as elsewhere; in it, something else was meant.
      if (rest.empty() || rest[0] == '\n' || rest[0] == '\r' || rest[0] == '}' ||
          rest.starts_with("//"))
        report.fixit(range(begin, end), "");
    } else if (text == "#") {
      diags.report(diag::UnexpectedCharacter, range(begin, end), "'#'")
          .note({}, "write a comment with '//'")
          .fixit(range(begin, end), "//");
    } else if (text == "\u00A0" || text == "\u200B" || text == "\uFEFF") {
      diags.report(diag::UnexpectedCharacter, range(begin, end), "that looks like a blank")
          .fixit(range(begin, end), text == "\u00A0" ? " " : "");
    } else {
      return false;
    }
    return true;
  }

  const SourceFile &file;
  DiagnosticEngine &diags;
  TokenBuffer buffer;
};

} // namespace

TokenBuffer stash::lex(const SourceFile &file, DiagnosticEngine &diags) {
  return Lexer(file, diags).run();
}
