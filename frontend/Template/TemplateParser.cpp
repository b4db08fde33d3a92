#include "frontend/Basic/Budget.h"
#include "frontend/Template/Template.h"
#include "frontend/Template/Unicode.h"

#include "llvm/ADT/SmallString.h"

#include <algorithm>

using namespace stash;

namespace {

/// Recursive descent over bytes; only names look at characters. The order of checks is the
/// operator's own, because the first error decides which one is reported (spec §2.3).
class Parser {
public:
  Parser(llvm::StringRef text, bool endsInNull, llvm::BumpPtrAllocator &allocator,
         const TemplateSyntax &syntax)
      : text(text), allocator(allocator), syntax(syntax), endsInNull(endsInNull) {}

  std::variant<Template, TemplateError> parse();

private:
  bool atEnd() const { return position >= text.size(); }
  /// The byte at an offset; 0 behind the end, which occurs in no text.
  char peek(size_t ahead = 0) const {
    return position + ahead < text.size() ? text[position + ahead] : '\0';
  }
  bool isLiteralDollar(size_t offset) const {
    return !syntax.literalDollars.empty() &&
           std::binary_search(syntax.literalDollars.begin(), syntax.literalDollars.end(), offset);
  }
  bool atSubstitution() const {
    return peek() == '$' && peek(1) == '{' && !isLiteralDollar(position);
  }

  TemplatePart parseText();
  const Substitution *parseSubstitution();
  llvm::StringRef scanName();

  bool parseOperator(Substitution &result);
  bool parseWord(Substitution &result, TemplateOperator op, size_t spelling);
  void takeSeparator(Substitution &result, char separator);
  bool parseSubstring(Substitution &result);
  bool parseCase(Substitution &result);
  bool parseTrim(Substitution &result);
  bool parseReplace(Substitution &result);

  /// One nested expression, or a run of at least one byte that none of `stops` ends.
  std::optional<Template> parseArgument(llvm::StringRef stops, bool escapes);
  TemplatePart scanRun(llvm::StringRef stops, bool escapes);
  bool expectClose();

  llvm::StringRef take(Substitution &result, size_t size) {
    result.spelling = text.substr(position, size);
    position += size;
    return result.spelling;
  }
  template <typename T> llvm::ArrayRef<T> copy(llvm::ArrayRef<T> items) {
    T *copied = allocator.Allocate<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), copied);
    return {copied, items.size()};
  }
  Template makeTemplate(const TemplatePart &part) { return {copy(llvm::ArrayRef(part))}; }

  bool fail(TemplateErrorKind kind) {
    if (!error)
      error = TemplateError{kind, static_cast<uint32_t>(std::min(position, text.size())), begin};
    return false;
  }

  llvm::StringRef text;
  llvm::BumpPtrAllocator &allocator;
  const TemplateSyntax &syntax;
  bool endsInNull; ///< U+0000 stands behind `text`
  size_t position = 0;
  uint32_t begin = 0; // of the innermost expression
  unsigned depth = 0;
  std::optional<TemplateError> error;
};

std::variant<Template, TemplateError> Parser::parse() {
  llvm::SmallVector<TemplatePart, 16> parts;
  while (!atEnd()) {
    if (!atSubstitution()) {
      parts.push_back(parseText());
      continue;
    }
    auto start = static_cast<uint32_t>(position);
    const Substitution *substitution = parseSubstitution();
    if (!substitution)
      return std::move(*error);
    parts.push_back({{}, substitution, start, substitution->end});
  }
  return Template{copy(llvm::ArrayRef<TemplatePart>(parts))};
}

TemplatePart Parser::parseText() {
  size_t start = position, kept = position;
  llvm::SmallString<128> changed; // text before `kept`, once a `$` was dropped
  for (;;) {
    position = std::min(text.find('$', position), text.size());
    if (atEnd() || atSubstitution())
      break;
    if (syntax.collapseDollars && peek(1) == '$') {
      changed += text.slice(kept, position);
      kept = position + 1;
      position += 2;
      continue;
    }
    ++position;
  }
  llvm::StringRef literal = text.slice(kept, position);
  if (kept != start) {
    changed += literal;
    literal = changed.str().copy(allocator);
  }
  return {literal, nullptr, static_cast<uint32_t>(start), static_cast<uint32_t>(position)};
}

llvm::StringRef Parser::scanName() {
  size_t start = position;
  for (;;) {
    DecodedCharacter next = decodeCharacter(text.substr(position));
    if (next.size && isVariableCharacter(next.character)) {
      position += next.size;
      continue;
    }
    if (!syntax.languageNames || position == start)
      break;
    // Dashes and dots belong to a name only when the name goes on behind them.
    size_t after = std::min(text.find_first_not_of("-.", position), text.size());
    DecodedCharacter behind = decodeCharacter(text.substr(after));
    if (after == position || !behind.size || !isVariableCharacter(behind.character))
      break;
    position = after;
  }
  return text.slice(start, position);
}

const Substitution *Parser::parseSubstitution() {
  uint32_t outer = begin;
  begin = static_cast<uint32_t>(position);
  if (++depth > Budget::maxDepth) {
    fail(TemplateErrorKind::TooDeep);
    return nullptr;
  }
  auto *result = new (allocator.Allocate<Substitution>()) Substitution();
  result->begin = begin;
  position += 2;

  bool isLength = peek() == '#';
  if (isLength) {
    result->op = TemplateOperator::Length;
    take(*result, 1);
  }
  result->nameBegin = static_cast<uint32_t>(position);
  result->name = scanName();
  bool good;
  if (result->name.empty())
    good = fail(isLength ? TemplateErrorKind::BadSubstitution : TemplateErrorKind::VariableName);
  else
    good = isLength ? expectClose() : parseOperator(*result);
  if (!good)
    return nullptr;

  result->end = static_cast<uint32_t>(position);
  --depth;
  begin = outer;
  return result;
}

bool Parser::parseOperator(Substitution &result) {
  switch (peek()) {
  case '}':
    ++position;
    return true;
  case '=':
    return parseWord(result, TemplateOperator::Default, 1);
  case ':':
    switch (peek(1)) {
    case '=':
    case '-':
      return parseWord(result, TemplateOperator::Default, 2);
    case '?':
    case '+':
      return parseWord(result, TemplateOperator::Alternative, 2);
    default:
      return parseSubstring(result);
    }
  case ',':
  case '^':
    return parseCase(result);
  case '#':
  case '%':
    return parseTrim(result);
  case '/':
    return parseReplace(result);
  default:
    return fail(TemplateErrorKind::MissingClosingBrace);
  }
}

bool Parser::parseWord(Substitution &result, TemplateOperator op, size_t spelling) {
  result.op = op;
  take(result, spelling);
  llvm::SmallVector<TemplatePart, 4> parts;
  while (peek() != '}') {
    if (atEnd())
      return fail(TemplateErrorKind::FuncSubstitution);
    if (atSubstitution()) {
      auto start = static_cast<uint32_t>(position);
      const Substitution *nested = parseSubstitution();
      if (!nested)
        return false;
      parts.push_back({{}, nested, start, nested->end});
    } else {
      parts.push_back(scanRun("}", /*escapes=*/false));
    }
  }
  ++position;
  result.arguments =
      copy(llvm::ArrayRef<Template>(Template{copy(llvm::ArrayRef<TemplatePart>(parts))}));
  return true;
}

void Parser::takeSeparator(Substitution &result, char separator) {
  size_t begin = position;
  position = std::min(text.find_first_not_of(separator, position), text.size());
  result.separator = text.slice(begin, position);
}

bool Parser::parseSubstring(Substitution &result) {
  result.op = TemplateOperator::Substring;
  // The operator looks one character ahead and steps back by that one's width: right only when
  // it is a byte wide.
  bool isBehindEnd = position + 1 >= text.size() && !endsInNull;
  if (isBehindEnd || static_cast<uint8_t>(peek(1)) >= 0x80)
    return fail(TemplateErrorKind::BadSubstitution);
  take(result, 1);
  llvm::SmallVector<Template, 2> arguments;
  std::optional<Template> offset = parseArgument(":}", /*escapes=*/false);
  if (!offset)
    return false;
  arguments.push_back(*offset);
  if (peek() == ':') {
    takeSeparator(result, ':');
    std::optional<Template> length = parseArgument("}", /*escapes=*/false);
    if (!length)
      return false;
    arguments.push_back(*length);
  }
  result.arguments = copy(llvm::ArrayRef<Template>(arguments));
  return expectClose();
}

bool Parser::parseCase(Substitution &result) {
  char first = peek(), second = peek(1);
  if (second != ',' && second != '^') {
    take(result, 1);
    result.op = first == ',' ? TemplateOperator::LowerFirst : TemplateOperator::UpperFirst;
  } else {
    take(result, 2);
    if (first != second)
      result.op = TemplateOperator::CaseNothing;
    else
      result.op = first == ',' ? TemplateOperator::Lower : TemplateOperator::Upper;
  }
  return expectClose();
}

bool Parser::parseTrim(Substitution &result) {
  bool isPrefix = peek() == '#', isLongest = peek(1) == peek();
  take(result, isLongest ? 2 : 1);
  if (isPrefix)
    result.op = isLongest ? TemplateOperator::TrimLongestPrefix : TemplateOperator::TrimPrefix;
  else
    result.op = isLongest ? TemplateOperator::TrimLongestSuffix : TemplateOperator::TrimSuffix;
  std::optional<Template> pattern = parseArgument("}", /*escapes=*/false);
  if (!pattern)
    return false;
  result.arguments = copy(llvm::ArrayRef<Template>(*pattern));
  return expectClose();
}

bool Parser::parseReplace(Substitution &result) {
  switch (peek(1)) {
  case '/':
    result.op = TemplateOperator::ReplaceAll;
    break;
  case '#':
    result.op = TemplateOperator::ReplacePrefix;
    break;
  case '%':
    result.op = TemplateOperator::ReplaceSuffix;
    break;
  default:
    result.op = TemplateOperator::Replace;
  }
  take(result, result.op == TemplateOperator::Replace ? 1 : 2);
  llvm::SmallVector<Template, 2> arguments;
  std::optional<Template> pattern = parseArgument("/", /*escapes=*/true);
  if (!pattern)
    return false;
  arguments.push_back(*pattern);
  if (peek() != '/')
    return fail(TemplateErrorKind::BadSubstitution);
  takeSeparator(result, '/');
  if (peek() != '}') {
    std::optional<Template> replacement = parseArgument("}", /*escapes=*/true);
    if (!replacement)
      return false;
    arguments.push_back(*replacement);
  }
  result.arguments = copy(llvm::ArrayRef<Template>(arguments));
  return expectClose();
}

std::optional<Template> Parser::parseArgument(llvm::StringRef stops, bool escapes) {
  if (atSubstitution()) {
    auto start = static_cast<uint32_t>(position);
    const Substitution *nested = parseSubstitution();
    if (!nested)
      return std::nullopt;
    return makeTemplate({{}, nested, start, nested->end});
  }
  TemplatePart run = scanRun(stops, escapes);
  if (run.begin == run.end) {
    fail(TemplateErrorKind::FuncSubstitution);
    return std::nullopt;
  }
  return makeTemplate(run);
}

TemplatePart Parser::scanRun(llvm::StringRef stops, bool escapes) {
  size_t start = position, kept = position;
  llvm::SmallString<64> changed; // text before `kept`, once an escape was undone
  for (; !atEnd(); ++position) {
    char c = peek();
    if (stops.contains(c) || atSubstitution())
      break;
    if (!escapes)
      continue;
    char next = peek(1);
    if ((c == '$' && next == '$' && syntax.collapseDollars) ||
        (c == '\\' && (next == '/' || next == '\\'))) {
      changed += text.slice(kept, position);
      kept = ++position;
    }
  }
  llvm::StringRef literal = text.slice(kept, position);
  if (kept != start) {
    changed += literal;
    literal = changed.str().copy(allocator);
  }
  return {literal, nullptr, static_cast<uint32_t>(start), static_cast<uint32_t>(position)};
}

bool Parser::expectClose() {
  if (peek() != '}')
    return fail(TemplateErrorKind::BadSubstitution);
  ++position;
  return true;
}

} // namespace

std::variant<Template, TemplateError> stash::parseTemplate(llvm::StringRef text,
                                                           llvm::BumpPtrAllocator &allocator,
                                                           const TemplateSyntax &syntax) {
  // For Stash U+0000 is the end (spec §2.1); in the language it is a character as any other.
  size_t end = syntax.languageNames ? text.size() : std::min(text.find('\0'), text.size());
  return Parser(text.take_front(end), end < text.size(), allocator, syntax).parse();
}
