#include "tools/reference/Escape.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace stash;

static constexpr llvm::StringLiteral replacement = "\xEF\xBF\xBD";

std::string reference::sanitize(llvm::StringRef text) {
  std::string valid = llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
  std::string out;
  for (size_t i = 0; i < valid.size(); ++i) {
    auto c = static_cast<unsigned char>(valid[i]);
    if (c == '\t' || c == '\n' || c == '\r')
      out += ' ';
    else if (c < 0x20 || c == 0x7F)
      out += replacement;
    else if (c == 0xC2 && i + 1 < valid.size() && static_cast<unsigned char>(valid[i + 1]) < 0xA0) {
      out += replacement; // U+0080 to U+009F
      ++i;
    } else if (llvm::StringRef(valid).substr(i).starts_with("\xEF\xBF\xBE") ||
               llvm::StringRef(valid).substr(i).starts_with("\xEF\xBF\xBF")) {
      out += replacement; // U+FFFE and U+FFFF, which XML cannot have
      i += 2;
    } else
      out += valid[i];
  }
  return out;
}

std::string reference::escapeHtml(llvm::StringRef text) {
  std::string out;
  for (char c : sanitize(text)) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\'':
      out += "&#39;";
      break;
    default:
      out += c;
    }
  }
  return out;
}

std::string reference::escapeMarkdown(llvm::StringRef text) {
  std::string clean = sanitize(text), out;
  auto isWord = [&](size_t i) { return i < clean.size() && llvm::isAlnum(clean[i]); };
  // What a line or a cell would begin with: a heading, a list, a quotation, an underline.
  size_t begin = llvm::StringRef(clean).find_first_not_of(' ');
  size_t digits =
      begin == std::string::npos ? begin : llvm::StringRef(clean).find_if_not(llvm::isDigit, begin);
  for (size_t i = 0; i < clean.size(); ++i) {
    char c = clean[i];
    bool isMeaningful = llvm::StringRef("\\`*[]<>|~&$").contains(c);
    if (c == '_')
      isMeaningful = !(i > 0 && isWord(i - 1) && isWord(i + 1));
    if (i == begin)
      isMeaningful |= llvm::StringRef("#+-=:").contains(c);
    if (i == digits && digits > begin)
      isMeaningful |= c == '.' || c == ')';
    if (isMeaningful)
      out += '\\';
    out += c;
  }
  return out;
}

/// The longest run of backticks in a text.
static size_t countBackticks(llvm::StringRef text) {
  size_t longest = 0, run = 0;
  for (char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string reference::writeMarkdownCode(llvm::StringRef text, bool inTable) {
  std::string code = sanitize(text);
  if (code.empty())
    return "";
  // In a cell `\|` is a `|`, in code too, and there is no way to write `\|` itself. Nor can code be
  // all blanks.
  bool isHard = (inTable && llvm::StringRef(code).contains("\\|")) ||
                llvm::StringRef(code).find_first_not_of(' ') == llvm::StringRef::npos ||
                (inTable && code.back() == '\\');
  if (isHard) {
    std::string out = "<code>";
    for (char c : code)
      if (static_cast<unsigned char>(c) >= 0x80 || llvm::isAlnum(c))
        out += c;
      else
        out += "&#" + std::to_string(static_cast<unsigned char>(c)) + ";";
    return out + "</code>";
  }
  std::string fence(countBackticks(code) + 1, '`');
  bool isPadded =
      code.front() == '`' || code.back() == '`' || (code.front() == ' ' && code.back() == ' ');
  std::string out = fence + (isPadded ? " " : "");
  for (char c : code) {
    if (inTable && c == '|')
      out += '\\';
    out += c;
  }
  return out + (isPadded ? " " : "") + fence;
}

std::string reference::quoteMermaid(llvm::StringRef text) {
  std::string out = "\"";
  for (char c : sanitize(text)) {
    // Mermaid's own entities; `;` would end one, a backtick begin Markdown.
    if (llvm::StringRef("\"#;`<>&\\").contains(c))
      out += "#" + std::to_string(static_cast<unsigned char>(c)) + ";";
    else
      out += c;
  }
  return out + '"';
}

std::string reference::quoteDot(llvm::StringRef text) {
  std::string out = "\"";
  for (char c : sanitize(text)) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + '"';
}

size_t reference::countCharacters(llvm::StringRef text) {
  return llvm::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
}
