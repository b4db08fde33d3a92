#include "frontend/Template/Template.h"
#include "frontend/Template/TemplateGlob.h"
#include "frontend/Template/Unicode.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using namespace stash;

namespace {

std::string mapCase(llvm::StringRef value, char32_t (*map)(char32_t)) {
  std::string result;
  result.reserve(value.size());
  while (!value.empty()) {
    DecodedCharacter next = decodeCharacter(value);
    appendCharacter(result, map(next.character));
    value = value.substr(next.size);
  }
  return result;
}

std::string mapFirst(llvm::StringRef value, char32_t (*map)(char32_t)) {
  size_t size = decodeCharacter(value).size;
  return mapCase(value.take_front(size), map) + value.substr(size).str();
}

std::string reverseCharacters(llvm::StringRef value) {
  llvm::SmallVector<DecodedCharacter, 64> characters;
  while (!value.empty()) {
    characters.push_back(decodeCharacter(value));
    value = value.substr(characters.back().size);
  }
  std::string result;
  for (const DecodedCharacter &c : llvm::reverse(characters))
    appendCharacter(result, c.character);
  return result;
}

/// A decimal integer with an optional sign, nothing else.
std::optional<int64_t> parseInteger(llvm::StringRef text) {
  llvm::StringRef digits = text;
  if (!digits.consume_front("+"))
    digits.consume_front("-");
  if (digits.empty() || !llvm::all_of(digits, llvm::isDigit))
    return std::nullopt;
  int64_t number;
  if (text.starts_with("+"))
    text = digits;
  if (text.getAsInteger(10, number))
    return std::nullopt;
  return number;
}

std::optional<std::string> substring(llvm::StringRef value, llvm::ArrayRef<std::string> arguments) {
  auto length = static_cast<int64_t>(value.size());
  std::optional<int64_t> from = parseInteger(arguments[0]);
  if (!from)
    return value.str();
  if (*from < 0)
    from = std::max<int64_t>(0, length + *from);
  if (arguments.size() == 1)
    return value.substr(std::min(*from, length)).str();
  std::optional<int64_t> count = parseInteger(arguments[1]);
  if (!count)
    return value.str();
  // Two's complement: the operator's sum wraps around.
  auto to = static_cast<int64_t>(static_cast<uint64_t>(*from) + static_cast<uint64_t>(*count));
  if (to >= length)
    return value.substr(std::min(*from, length)).str();
  if (to < *from)
    return std::nullopt;
  return value.slice(*from, to).str();
}

std::string replaceAll(llvm::StringRef value, llvm::StringRef pattern,
                       llvm::StringRef replacement) {
  std::string result;
  if (pattern.empty()) {
    // Nothing is found before every character and at the end.
    while (!value.empty()) {
      size_t size = decodeCharacter(value).size;
      result += replacement;
      result += value.take_front(size);
      value = value.substr(size);
    }
    return result += replacement;
  }
  for (;;) {
    size_t at = value.find(pattern);
    result += value.substr(0, at);
    if (at == llvm::StringRef::npos)
      return result;
    result += replacement;
    value = value.substr(at + pattern.size());
  }
}

std::optional<std::string> trim(TemplateOperator op, llvm::StringRef value,
                                llvm::StringRef pattern) {
  bool longest =
      op == TemplateOperator::TrimLongestPrefix || op == TemplateOperator::TrimLongestSuffix;
  bool isSuffix = op == TemplateOperator::TrimSuffix || op == TemplateOperator::TrimLongestSuffix;
  std::string reversed;
  if (isSuffix) {
    // The pattern is reversed as text, with its classes and escapes, as the operator does.
    std::string reversedPattern = reverseCharacters(pattern);
    reversed = reverseCharacters(value);
    std::optional<llvm::StringRef> rest = trimPrefix(reversed, reversedPattern, longest);
    return rest ? std::optional(reverseCharacters(*rest)) : std::nullopt;
  }
  std::optional<llvm::StringRef> rest = trimPrefix(value, pattern, longest);
  return rest ? std::optional(rest->str()) : std::nullopt;
}

std::string replace(TemplateOperator op, llvm::StringRef value,
                    llvm::ArrayRef<std::string> arguments) {
  llvm::StringRef pattern = arguments[0];
  llvm::StringRef replacement = arguments.size() > 1 ? arguments[1] : llvm::StringRef();
  switch (op) {
  case TemplateOperator::ReplaceAll:
    return replaceAll(value, pattern, replacement);
  case TemplateOperator::ReplacePrefix:
    if (arguments.size() < 2 || !value.starts_with(pattern))
      return value.str();
    return (replacement + value.substr(pattern.size())).str();
  case TemplateOperator::ReplaceSuffix:
    if (arguments.size() < 2 || !value.ends_with(pattern))
      return value.str();
    return (value.drop_back(pattern.size()) + replacement).str();
  default:
    break;
  }
  size_t at = value.find(pattern);
  if (at == llvm::StringRef::npos)
    return value.str();
  return (value.take_front(at) + replacement + value.substr(at + pattern.size())).str();
}

class Evaluator {
public:
  Evaluator(TemplateLookup lookup, size_t maxSize) : lookup(lookup), maxSize(maxSize) {}

  bool append(std::string &out, const Template &parsed) {
    for (const TemplatePart &part : parsed.parts) {
      if (!part.substitution)
        out += part.literal;
      else if (!append(out, *part.substitution))
        return false;
      if (out.size() > maxSize) {
        error = TemplateError{TemplateErrorKind::TooLarge, part.begin, part.begin};
        return false;
      }
    }
    return true;
  }

  std::optional<TemplateError> error;

private:
  bool append(std::string &out, const Substitution &substitution) {
    llvm::SmallVector<std::string, 2> arguments;
    for (const Template &argument : substitution.arguments)
      if (!append(arguments.emplace_back(), argument))
        return false;
    std::optional<llvm::StringRef> value = lookup(substitution.name);
    if (value && (substitution.op == TemplateOperator::Plain ||
                  substitution.op == TemplateOperator::Default)) {
      out += *value;
      return true;
    }
    if (!value && substitution.op == TemplateOperator::Default) {
      out += arguments[0];
      return true;
    }
    if (!value) {
      error = TemplateError{TemplateErrorKind::NotFound, substitution.nameBegin, substitution.begin,
                            substitution.name.str()};
      return false;
    }
    // The one operator that makes a text longer than what it is made of.
    if (substitution.op == TemplateOperator::ReplaceAll && arguments.size() > 1 &&
        (arguments[0].empty() ? value->size() + 1 : value->count(arguments[0])) *
                arguments[1].size() >
            maxSize) {
      error = TemplateError{TemplateErrorKind::TooLarge, substitution.begin, substitution.begin};
      return false;
    }
    std::optional<std::string> result = applyOperator(substitution.op, *value, arguments);
    if (!result) {
      error = TemplateError{TemplateErrorKind::Panic, substitution.begin, substitution.begin};
      return false;
    }
    out += *result;
    return true;
  }

  TemplateLookup lookup;
  size_t maxSize;
};

} // namespace

std::optional<std::string> stash::applyOperator(TemplateOperator op, llvm::StringRef value,
                                                llvm::ArrayRef<std::string> arguments) {
  switch (op) {
  case TemplateOperator::Plain:
  case TemplateOperator::Default:
  case TemplateOperator::CaseNothing:
    return value.str();
  case TemplateOperator::Length:
    return llvm::utostr(value.size());
  case TemplateOperator::Alternative:
    return value.empty() ? arguments[0] : value.str();
  case TemplateOperator::Substring:
    return substring(value, arguments);
  case TemplateOperator::Lower:
    return mapCase(value, toLowerCase);
  case TemplateOperator::LowerFirst:
    return mapFirst(value, toLowerCase);
  case TemplateOperator::Upper:
    return mapCase(value, toUpperCase);
  case TemplateOperator::UpperFirst:
    return mapFirst(value, toUpperCase);
  case TemplateOperator::TrimPrefix:
  case TemplateOperator::TrimLongestPrefix:
  case TemplateOperator::TrimSuffix:
  case TemplateOperator::TrimLongestSuffix:
    return trim(op, value, arguments[0]);
  case TemplateOperator::Replace:
  case TemplateOperator::ReplaceAll:
  case TemplateOperator::ReplacePrefix:
  case TemplateOperator::ReplaceSuffix:
    return replace(op, value, arguments);
  }
  return std::nullopt;
}

std::variant<std::string, TemplateError>
stash::evaluateTemplate(const Template &parsed, TemplateLookup lookup, size_t maxSize) {
  Evaluator evaluator(lookup, maxSize);
  std::string result;
  if (!evaluator.append(result, parsed))
    return std::move(*evaluator.error);
  return result;
}

void stash::forEachSubstitution(const Template &parsed,
                                llvm::function_ref<void(const Substitution &)> visit) {
  for (const TemplatePart &part : parsed.parts) {
    if (!part.substitution)
      continue;
    visit(*part.substitution);
    for (const Template &argument : part.substitution->arguments)
      forEachSubstitution(argument, visit);
  }
}
