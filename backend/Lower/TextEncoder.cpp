#include "backend/Lower/TextEncoder.h"

#include "frontend/Basic/DiagnosticsSema.h"

using namespace stash;
using namespace stash::sema;

Text stash::getScalarText(const Constant &constant, Piece &storage) {
  switch (constant.getKind()) {
  case Constant::Kind::Text:
    return constant.getText();
  case Constant::Kind::Number:
    storage = {constant.getNumber(), nullptr, constant.getRange()};
    return Text(storage);
  case Constant::Kind::Bool:
    storage = {constant.getBool() ? "true" : "false", nullptr, constant.getRange()};
    return Text(storage);
  default:
    return {};
  }
}

namespace {

class Encoder {
public:
  Encoder(Destination destination, SourceRange range, DiagnosticEngine &diags)
      : destination(destination), range(range), diags(diags) {}

  bool encode(Text text, std::string &out) {
    return forEachRun(
        text,
        [&](llvm::StringRef literal, bool beforeVariable, SourceRange) {
          std::string storage;
          literal = escape(literal, storage);
          if (destination == Destination::Verbatim || destination == Destination::InvokerArgument)
            out += literal;
          else
            appendLiteral(out, literal, beforeVariable);
          return true;
        },
        out);
  }

private:
  /// Calls `write` for each run of literals, put together; writes variables itself.
  bool forEachRun(Text text, llvm::function_ref<bool(llvm::StringRef, bool, SourceRange)> write,
                  std::string &out) {
    for (size_t i = 0; i < text.size();) {
      if (text[i].variable) {
        if (!encodeVariable(*text[i].variable, out))
          return false;
        ++i;
        continue;
      }
      SourceRange where = text[i].range;
      size_t begin = i;
      while (i < text.size() && !text[i].variable)
        ++i;
      bool beforeVariable = i < text.size();
      if (i == begin + 1) {
        if (!write(text[begin].literal, beforeVariable, where))
          return false;
        continue;
      }
      std::string joined;
      for (size_t j = begin; j < i; ++j)
        joined += text[j].literal;
      if (!write(joined, beforeVariable, where))
        return false;
    }
    return true;
  }

  /// Values are inserted into JSON as they are: there, quotes and backslashes need their escapes.
  llvm::StringRef escape(llvm::StringRef literal, std::string &storage) const {
    if (destination != Destination::StepArgument && destination != Destination::InvokerArgument)
      return literal;
    if (llvm::none_of(literal, [](char c) {
          return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
        }))
      return literal;
    storage = escapeForJsonInsertion(literal);
    return storage;
  }

  bool cannot(SourceRange where, llvm::StringRef reason) {
    diags.report(diag::CannotWriteText, where.isValid() ? where : range, reason);
    return false;
  }

  bool encodeVariable(const Variable &variable, std::string &out) {
    if (variable.name.empty())
      return false; // unknown
    if (destination == Destination::Verbatim || destination == Destination::InvokerArgument) {
      diags.report(diag::NoTemplateHere, variable.range, variable.name);
      return false;
    }
    out += "${";
    if (variable.op == TemplateOperator::Length)
      out += '#';
    out += variable.name;
    if (variable.parameter && variable.parameter->defaultValue) {
      if (variable.parameter->defaultValue->isUnknown())
        return false;
      out += ":=";
      Piece storage;
      if (!encodeWord(getScalarText(*variable.parameter->defaultValue, storage), out))
        return false;
    } else if (!encodeOperator(variable, out)) {
      return false;
    }
    out += '}';
    return true;
  }

  bool encodeOperator(const Variable &variable, std::string &out) {
    switch (variable.op) {
    case TemplateOperator::Plain:
    case TemplateOperator::Length:
      return true;
    case TemplateOperator::Default:
    case TemplateOperator::Alternative:
      out += variable.spelling;
      return encodeWord(variable.arguments[0], out);
    case TemplateOperator::Substring:
      // The second one goes on to the end, also over a ':'.
      for (const Text &argument : variable.arguments) {
        bool isLast = &argument == &variable.arguments.back() && variable.arguments.size() > 1;
        out += isLast ? variable.separator : ":";
        if (!encodeRun(argument, isLast ? "}" : ":}", false, out))
          return false;
      }
      return true;
    case TemplateOperator::Replace:
    case TemplateOperator::ReplaceAll:
    case TemplateOperator::ReplacePrefix:
    case TemplateOperator::ReplaceSuffix:
      out += variable.spelling;
      if (!encodeRun(variable.arguments[0], "/", true, out))
        return false;
      out += variable.separator;
      return variable.arguments.size() < 2 || variable.arguments[1].empty() ||
             encodeRun(variable.arguments[1], "}", true, out);
    default:
      out += variable.spelling;
      return variable.arguments.empty() || encodeRun(variable.arguments[0], "}", false, out);
    }
  }

  /// The word of a default: text and variables mixed (spec §2.2).
  bool encodeWord(Text word, std::string &out) {
    return forEachRun(
        word,
        [&](llvm::StringRef literal, bool beforeVariable, SourceRange where) {
          std::string storage;
          if (appendDefaultWord(out, escape(literal, storage), beforeVariable))
            return true;
          return cannot(where, "a default cannot hold '}' or '${'");
        },
        out);
  }

  /// An argument of another operator: one run of text or one variable, nothing mixed. Escapes of
  /// the template do not survive JSON (spec §2.5(3)).
  bool encodeRun(Text argument, llvm::StringRef stops, bool hasEscapes, std::string &out) {
    if (argument.size() == 1 && argument[0].variable)
      return encodeVariable(*argument[0].variable, out);
    if (!isLiteral(argument))
      return cannot(range, "text and a variable cannot be mixed here");
    std::string literal = joinLiterals(argument);
    for (char c : literal) {
      if (stops.contains(c) || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' ||
          static_cast<unsigned char>(c) < 0x20 || (hasEscapes && c == '$'))
        return cannot(range, "this operator cannot take such a character");
    }
    if (literal.find("${") != std::string::npos)
      return cannot(range, "this operator cannot take '${' as text");
    out += literal;
    return true;
  }

  Destination destination;
  SourceRange range;
  DiagnosticEngine &diags;
};

} // namespace

/// About as much as the text needs: enough for most, as each growth copies it.
static size_t estimateSize(Text text) {
  size_t size = 0;
  for (const Piece &piece : text) {
    size += piece.literal.size();
    if (!piece.variable)
      continue;
    size += piece.variable->name.size() + 5; // `${:=}`
    const Parameter *parameter = piece.variable->parameter;
    if (parameter && parameter->defaultValue && parameter->defaultValue->isText())
      for (const Piece &word : parameter->defaultValue->getText())
        size += word.literal.size();
  }
  return size;
}

std::optional<std::string> stash::encodeText(Text text, Destination destination, SourceRange range,
                                             DiagnosticEngine &diags) {
  std::string out;
  out.reserve(estimateSize(text));
  if (!Encoder(destination, range, diags).encode(text, out))
    return std::nullopt;
  return out;
}
