#include "tools/import/Source.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace stash;
using namespace stash::importer;

using PartKind = TextPart::Kind;
using Kind = Fragment::Kind;

//===-- Literals ----------------------------------------------------------===//

/// WORD* ([.-]+ WORD+)* of the lexer's grammar, from `at` on.
static bool areWords(llvm::StringRef text, bool severalSeparators) {
  bool afterSeparator = false;
  for (char c : text) {
    if (c == '.' || c == '-') {
      if (afterSeparator && !severalSeparators)
        return false;
      afterSeparator = true;
    } else if (llvm::isAlnum(c) || c == '_') {
      afterSeparator = false;
    } else {
      return false;
    }
  }
  return !afterSeparator;
}

static bool isNameToken(llvm::StringRef name) {
  return !name.empty() && (llvm::isAlpha(name[0]) || name[0] == '_') && areWords(name, true);
}

bool importer::isBareName(llvm::StringRef name) {
  if (!isNameToken(name))
    return false;
  // Words that may begin something else where a name may stand.
  return llvm::StringSwitch<bool>(name)
      .Cases({"if", "for", "in", "else", "true", "false", "null"}, false)
      .Cases({"with", "let", "volume", "params", "import", "input", "def"}, false)
      .Cases({"extern", "function", "task", "backup", "restore", "repository"}, false)
      .Cases({"mount", "env", "target", "at", "readonly", "subPath", "as", "flags"}, false)
      .Default(true);
}

/// Where an object's name stands, few words begin something else.
bool importer::isBareObjectName(llvm::StringRef name) {
  return isNameToken(name) &&
         !llvm::is_contained({"if", "for", "in", "else", "true", "false", "null", "with", "let",
                              "volume", "params", "task"},
                             name);
}

bool importer::isConstantName(llvm::StringRef name) {
  return isNameToken(name) && !name.contains('-') && !name.contains('.') &&
         !llvm::is_contained(
             {"if", "for", "in", "else", "true", "false", "null", "flags", "params"}, name);
}

bool importer::isBareKey(llvm::StringRef name) {
  if (isNameToken(name))
    return true;
  llvm::StringRef digits = name;
  digits.consume_front("-");
  return !digits.empty() && llvm::isDigit(digits[0]) && areWords(digits, false);
}

static void appendEscaped(std::string &out, llvm::StringRef text, bool isLiteral, bool beforeCode,
                          bool isBlock) {
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char c = text[i];
    if (c == '"' && (!isBlock || !isLiteral || (i + 1 < text.size() && text[i + 1] == '"') ||
                     i + 1 == text.size()))
      out += "\\\"";
    else if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += isBlock ? "\n" : "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c < 0x20 || c == 0x7f)
      out += llvm::formatv("\\u{{{0:x-}}", unsigned(c)).str();
    else if (c == '$' && isLiteral && (i + 1 < text.size() ? text[i + 1] == '{' : beforeCode))
      out += "\\$";
    else
      out += c;
  }
}

static std::string makeContent(llvm::ArrayRef<TextPart> parts, bool isBlock) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].kind == PartKind::Variable) {
      out += "${" + parts[i].text + "}";
      continue;
    }
    bool isLiteral = parts[i].kind == PartKind::Literal;
    bool beforeCode = i + 1 < parts.size() && parts[i + 1].kind != PartKind::Literal;
    appendEscaped(out, parts[i].text, isLiteral, beforeCode, isBlock);
  }
  return out;
}

std::string importer::quote(llvm::ArrayRef<TextPart> parts) {
  return "\"" + makeContent(parts, false) + "\"";
}

std::string importer::quote(llvm::StringRef literal) {
  return quote(TextPart{PartKind::Literal, literal.str()});
}

bool importer::isForBlock(llvm::ArrayRef<TextPart> parts) {
  std::string text;
  for (const TextPart &part : parts) {
    if (part.kind != PartKind::Literal && llvm::StringRef(part.text).contains('\n'))
      return false;
    text += part.kind == PartKind::Literal ? part.text : "$";
  }
  llvm::StringRef whole = text;
  llvm::SmallVector<llvm::StringRef, 8> lines;
  whole.split(lines, '\n', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  if ((whole.count('\n') < 2 || lines.size() < 2) && (whole.count('"') < 6 || whole.size() < 40))
    return false;
  // Blanks at the ends of lines would be lost, and so would a margin when no last line tells it.
  if (whole.contains(" \n") || whole.contains("\t\n") || whole.contains('\r') ||
      whole.ends_with(" ") || whole.ends_with("\t"))
    return false;
  if (whole.ends_with("\n"))
    return true;
  return llvm::any_of(lines, [](llvm::StringRef line) { return !line.starts_with(" "); });
}

static std::string makeBlock(llvm::ArrayRef<TextPart> parts, size_t indentation) {
  std::string margin(indentation, ' ');
  std::string content = makeContent(parts, true);
  std::string out = "\"\"\"\n";
  llvm::StringRef rest = content;
  while (!rest.empty()) {
    auto [line, after] = rest.split('\n');
    bool endsLine = line.size() < rest.size();
    out += line.empty() ? "" : margin + line.str();
    if (!endsLine)
      return out + "\"\"\"";
    out += '\n';
    rest = after;
  }
  return out + margin + "\"\"\"";
}

//===-- Fragments ---------------------------------------------------------===//

void Source::code(llvm::StringRef text) {
  if (!fragments.empty() && fragments.back().kind == Kind::Code &&
      fragments.back().trailing.empty()) {
    fragments.back().code += text;
    return;
  }
  fragments.emplace_back().code = text.str();
}

void Source::text(std::vector<TextPart> parts, llvm::StringRef subject) {
  Fragment &fragment = fragments.emplace_back();
  fragment.kind = Kind::Text;
  fragment.parts = std::move(parts);
  fragment.subject = subject.str();
}

void Source::text(llvm::StringRef literal, llvm::StringRef subject) {
  text(std::vector<TextPart>{{PartKind::Literal, literal.str()}}, subject);
}

void Source::name(llvm::StringRef literal, llvm::StringRef subject) {
  text(literal, subject);
  fragments.back().kind = Kind::Name;
}

void Source::scalar(llvm::StringRef text, llvm::StringRef subject) {
  Fragment &fragment = fragments.emplace_back();
  fragment.kind = Kind::Scalar;
  fragment.code = text.str();
  fragment.subject = subject.str();
}

void Source::key(llvm::StringRef text) {
  code(isBareKey(text) ? text.str() + ": " : quote(text) + ": ");
}

void Source::append(const Source &other) {
  for (const Fragment &fragment : other.fragments) {
    if (fragment.kind == Kind::Code && fragment.leading.empty() && fragment.trailing.empty() &&
        !fragment.origin.isValid())
      code(fragment.code);
    else
      fragments.push_back(fragment);
  }
}

size_t Source::beginEntry() {
  fragments.emplace_back();
  return fragments.size() - 1;
}

void Source::hang(size_t entry, const EntryComments &comments) {
  auto &leading = fragments[entry].leading;
  leading.insert(leading.end(), comments.leading.begin(), comments.leading.end());
  if (fragments.back().trailing.empty()) {
    fragments.back().trailing = comments.trailing;
    fragments.back().entryDistance = fragments.size() - 1 - entry;
  } else if (!comments.trailing.empty()) {
    leading.push_back(comments.trailing);
  }
  fragments.emplace_back(); // so that sources are cut alike, with comments and without
}

bool Source::hasComments() const {
  for (const Fragment &fragment : fragments)
    if (!fragment.leading.empty() || !fragment.trailing.empty())
      return true;
  return false;
}

std::string Source::render() const {
  std::string text;
  std::vector<Origin> origins;
  render(text, origins);
  return text;
}

void Source::render(std::string &text, std::vector<Origin> &origins) const {
  std::string out;
  size_t depth = 0;
  size_t lineDepth = 0;  // where the line began
  bool hasEnded = false; // a line, by a comment behind it
  for (const Fragment &fragment : fragments) {
    if (!fragment.leading.empty() && !out.empty() && out.back() != '\n')
      out += '\n';
    for (const std::string &comment : fragment.leading)
      out += "//" + comment + "\n";
    if (fragment.origin.isValid())
      origins.push_back({text.size() + out.size(), fragment.origin});
    switch (fragment.kind) {
    case Kind::Code:
      for (char c : fragment.code) {
        depth += c == '{' || c == '[' || c == '(';
        depth -= depth > 0 && (c == '}' || c == ']' || c == ')');
        lineDepth = c == '\n' ? depth : std::min(depth, lineDepth);
      }
      out += hasEnded && llvm::StringRef(fragment.code).starts_with("\n") ? fragment.code.substr(1)
                                                                          : fragment.code;
      break;
    case Kind::Scalar:
      out += fragment.code;
      break;
    case Kind::Name:
      if (fragment.parts.size() == 1 && fragment.parts[0].kind == PartKind::Literal &&
          isBareObjectName(fragment.parts[0].text))
        out += fragment.parts[0].text;
      else
        out += quote(fragment.parts);
      break;
    case Kind::Text:
      if (fragment.parts.size() == 1 && fragment.parts[0].kind == PartKind::Variable)
        out += fragment.parts[0].text;
      else if (isForBlock(fragment.parts))
        // Behind a key, further in than the key.
        out += makeBlock(fragment.parts,
                         2 * depth + (depth == lineDepth && out.back() != '\n' ? 2 : 0));
      else
        out += quote(fragment.parts);
      break;
    }
    hasEnded = !fragment.trailing.empty();
    if (!fragment.trailing.empty()) {
      while (!out.empty() && (out.back() == '\n' || out.back() == ' '))
        out.pop_back();
      out += " //" + fragment.trailing + "\n";
    }
  }
  text += out;
}

std::string Source::getSkeleton() const {
  std::string out;
  for (const Fragment &fragment : fragments) {
    if (fragment.kind != Kind::Code)
      out += static_cast<char>('\1' + static_cast<int>(fragment.kind));
    for (char c : fragment.kind == Kind::Code ? llvm::StringRef(fragment.code) : "") {
      if (c == ' ' || c == '\n')
        continue;
      if (c == ']' || c == '}' || c == ')')
        while (!out.empty() && out.back() == ',')
          out.pop_back();
      out += c;
    }
    // Where the text has its variables counts; what stands between may differ.
    for (const TextPart &part : fragment.parts)
      out += part.kind == PartKind::Literal ? "\6" : "\7" + part.text;
  }
  return out;
}

size_t Source::getWidth() const {
  size_t width = 0;
  for (const Fragment &fragment : fragments) {
    width += fragment.code.size() + (fragment.kind == Kind::Text ? 2 : 0);
    for (const TextPart &part : fragment.parts)
      width += part.text.size();
  }
  return width;
}
