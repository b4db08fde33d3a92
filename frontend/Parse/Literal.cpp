#include "frontend/Parse/Literal.h"

#include "frontend/Basic/DiagnosticsSyntax.h"
#include "frontend/Template/TemplateDiagnostics.h"
#include "frontend/Value/Duration.h"
#include "frontend/Value/Quantity.h"
#include "frontend/Value/Repair.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace stash;
using namespace stash::ast;

namespace {

/// Decodes the content of a string while keeping where each piece comes from.
class Decoder {
public:
  Decoder(SourceRange range, ast::Context &ctx, DiagnosticEngine &diags)
      : range(range), ctx(ctx), diags(diags) {}

  const StringExpr *readLine(llvm::StringRef token) {
    uint32_t contentBegin = range.begin + 1;
    bool closed = token.size() >= 2 && token.back() == token.front(); // `'` was reported
    llvm::StringRef content = token.drop_front().drop_back(closed);
    if (!content.contains('\\'))
      return finish(content, nullptr, contentBegin);
    decode(content, contentBegin);
    return finish(ctx.copy(llvm::StringRef(text)), &offsets, contentBegin);
  }

  const StringExpr *readBlock(llvm::StringRef token) {
    llvm::StringRef content = token.drop_front(3);
    bool closed = token.size() >= 6 && token.ends_with("\"\"\"");
    content = content.drop_back(closed ? 3 : 0);
    uint32_t contentBegin = range.begin + 3;

    size_t lineEnd = content.find('\n');
    llvm::StringRef opening = content.take_front(lineEnd);
    if (!opening.trim().empty()) {
      diags.report(diag::TextBlockStart, {contentBegin, contentBegin + uint32_t(opening.size())});
      return finish("", nullptr, contentBegin);
    }
    if (lineEnd == llvm::StringRef::npos)
      return finish("", nullptr, contentBegin);

    llvm::SmallVector<llvm::StringRef, 16> lines;
    content.drop_front(lineEnd + 1).split(lines, '\n');
    // The closing line counts even when it is blank, other blank lines do not.
    size_t indentation = llvm::StringRef::npos;
    for (size_t i = 0; i < lines.size(); ++i)
      if (i + 1 == lines.size() || !lines[i].trim().empty())
        indentation = std::min(indentation, lines[i].size() - lines[i].ltrim(" \t").size());
    for (size_t i = 0; i < lines.size(); ++i) {
      bool isLast = i + 1 == lines.size();
      llvm::StringRef line = lines[i].drop_front(std::min(indentation, lines[i].size()));
      line = line.rtrim(" \t\r");
      // A space that an escape ends with is the escape's.
      uint32_t begin = contentBegin + (line.data() - content.data());
      decode(line, begin);
      if (!isLast) {
        offsets.add(text.size(), {begin + uint32_t(line.size()), begin + uint32_t(line.size()) + 1},
                    false);
        text += '\n';
      }
    }
    return finish(ctx.copy(llvm::StringRef(text)), &offsets, contentBegin);
  }

private:
  /// Appends the decoded text of a stretch of source without line ends.
  void decode(llvm::StringRef source, uint32_t begin) {
    size_t at = 0;
    while (at < source.size()) {
      size_t escape = std::min(source.find('\\', at), source.size());
      if (escape > at) {
        offsets.add(text.size(), {begin + uint32_t(at), begin + uint32_t(escape)}, true);
        text += source.slice(at, escape);
      }
      at = escape;
      if (at < source.size())
        at += decodeEscape(source.substr(at), begin + at);
    }
  }

  /// Decodes one escape; returns its length.
  size_t decodeEscape(llvm::StringRef source, uint32_t begin) {
    size_t length = 2;
    auto add = [&](llvm::StringRef decoded) {
      offsets.add(text.size(), {begin, begin + uint32_t(length)}, false);
      text += decoded;
    };
    char c = source.size() > 1 ? source[1] : '\0';
    switch (c) {
    case 'n':
      add("\n");
      return length;
    case 't':
      add("\t");
      return length;
    case '"':
    case '\\':
      add(source.substr(1, 1));
      return length;
    case '$':
      literalDollars.push_back(text.size());
      add("$");
      return length;
    case 'u':
      return decodeUnicode(source, begin);
    default:
      length = std::min<size_t>(source.size(), 2);
      while (length < source.size() && (source[length] & 0xC0) == char(0x80))
        ++length;
      reportEscape({begin, begin + uint32_t(length)}, source.take_front(length));
      return length;
    }
  }

  void reportEscape(SourceRange where, llvm::StringRef escape) {
    auto report = diags.report(diag::InvalidEscape, where, escape);
    report.note({},
                "escapes are \\n \\t \\\" \\\\ \\$ and \\u{{...}; a backslash is written '\\\\'");
    // What is an escape elsewhere is hardly meant as a backslash.
    if (llvm::StringRef("dDwWsS.*+?|()[]^-").contains(escape.back()))
      report.fixit({where.begin, where.begin}, "\\");
  }

  size_t decodeUnicode(llvm::StringRef source, uint32_t begin) {
    size_t close = source.find('}');
    size_t length = close == llvm::StringRef::npos ? 2 : close + 1;
    SourceRange where = {begin, begin + uint32_t(length)};
    uint32_t code = 0;
    llvm::StringRef digits = source.substr(2, length - 2);
    bool legal = digits.consume_front("{") && digits.consume_back("}") && digits.size() <= 6 &&
                 !digits.getAsInteger(16, code) && code <= 0x10FFFF &&
                 (code < 0xD800 || code > 0xDFFF) && code != 0;
    char buffer[4];
    char *end = buffer;
    if (!legal || !llvm::ConvertCodePointToUTF8(code, end)) {
      diags.report(diag::InvalidUnicodeEscape, where, source.take_front(length))
          .note({}, "a character is written by its number in hexadecimal: '\\u{{20ac}'");
      return length;
    }
    if (code == '$')
      literalDollars.push_back(text.size());
    offsets.add(text.size(), where, false);
    text.append(buffer, end);
    return length;
  }

  const StringExpr *finish(llvm::StringRef decoded, const OffsetMap *map, uint32_t contentBegin) {
    const OffsetMap *kept = nullptr;
    if (map)
      kept = ctx.keep(std::move(offsets));
    Template parsed;
    bool malformed = false;
    if (decoded.contains("${")) {
      TemplateSyntax syntax;
      syntax.languageNames = true;
      syntax.collapseDollars = false;
      syntax.literalDollars = literalDollars;
      auto result = parseTemplate(decoded, ctx.getAllocator(), syntax);
      if (auto *good = std::get_if<Template>(&result)) {
        parsed = *good;
      } else {
        const auto &error = std::get<TemplateError>(result);
        StringExpr whole(range, decoded, {}, kept, contentBegin);
        reportTemplateError(
            error, decoded, [&](uint32_t b, uint32_t e) { return whole.map(b, e); },
            TemplateSource::Language, diags);
        diags.silence(range); // of the whole text nothing is known
        malformed = true;
      }
    }
    if (parsed.parts.empty() && !decoded.empty()) {
      TemplatePart part;
      part.literal = decoded;
      part.end = decoded.size();
      parsed.parts = ctx.copy(llvm::ArrayRef<TemplatePart>(part));
    }
    return ctx.create<StringExpr>(range, decoded, parsed, kept, contentBegin, malformed);
  }

  SourceRange range;
  ast::Context &ctx;
  DiagnosticEngine &diags;
  std::string text;
  OffsetMap offsets;
  llvm::SmallVector<uint32_t, 4> literalDollars;
};

} // namespace

const StringExpr *stash::readString(llvm::StringRef token, SourceRange range, bool isBlock,
                                    ast::Context &ctx, DiagnosticEngine &diags) {
  Decoder decoder(range, ctx, diags);
  return isBlock ? decoder.readBlock(token) : decoder.readLine(token);
}

//===-- Numbers -----------------------------------------------------------===//

static size_t countDigits(llvm::StringRef text) {
  return text.take_while([](char c) { return llvm::isDigit(c); }).size();
}

std::optional<std::string> stash::toJsonNumber(llvm::StringRef text) {
  llvm::StringRef digits = text;
  bool negative = digits.consume_front("-");
  if (digits.starts_with("0o")) {
    uint64_t octal;
    if (digits.drop_front(2).getAsInteger(8, octal))
      return std::nullopt;
    return (negative ? "-" : "") + llvm::utostr(octal);
  }
  size_t whole = countDigits(digits);
  if (whole == 0 || (whole > 1 && digits[0] == '0'))
    return std::nullopt;
  digits = digits.drop_front(whole);
  if (digits.consume_front(".")) {
    size_t fraction = countDigits(digits);
    if (fraction == 0)
      return std::nullopt;
    digits = digits.drop_front(fraction);
  }
  if (digits.consume_front("e") || digits.consume_front("E")) {
    if (!digits.consume_front("-"))
      digits.consume_front("+");
    size_t exponent = countDigits(digits);
    if (exponent == 0)
      return std::nullopt;
    digits = digits.drop_front(exponent);
  }
  if (!digits.empty())
    return std::nullopt;
  return text.str();
}

bool stash::checkNumber(llvm::StringRef token, llvm::StringRef field, SourceRange range,
                        DiagnosticEngine &diags) {
  llvm::StringRef digits = token;
  digits.consume_front("-");
  size_t whole = countDigits(digits);
  if (whole == digits.size() && whole > 1 && digits[0] == '0') {
    llvm::StringRef value = digits.ltrim('0');
    auto report = diags.report(diag::LeadingZero, range, token);
    bool isOctal = value.find_first_of("89") == llvm::StringRef::npos;
    if (isOctal && !value.empty())
      report.note({}, "an octal number is written '0o{0}'", value)
          .fixit(range, (token.starts_with("-") ? "-0o" : "0o") + value.str());
    else
      report.note({}, "text is written in quotes");
    return false;
  }
  if (toJsonNumber(token) || isQuantity(token) || isDuration(token))
    return true;
  auto report = diags.report(diag::InvalidNumber, range, token);
  std::string meant = repairUnit(field, token);
  if (meant.empty())
    meant = repairQuantity(token);
  if (!meant.empty()) {
    report.suggest(range, meant);
  } else if (!whole ||
             digits.drop_front(whole).find_first_not_of("dDwWyY") == llvm::StringRef::npos) {
    report.note({}, "a number has no unit, and a duration has hours, minutes and seconds only: "
                    "'336h', '1h30m'");
  } else {
    report.note({}, "text is written in quotes");
    if (token.count('.') > 1) // a version
      report.fixit(range, ("\"" + token + "\"").str());
  }
  return false;
}
