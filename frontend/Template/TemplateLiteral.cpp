#include "frontend/Template/Template.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;

void stash::appendLiteral(std::string &out, llvm::StringRef literal, bool beforeSubstitution) {
  while (!literal.empty()) {
    size_t run = literal.find('$');
    out += literal.take_front(run);
    if (run == llvm::StringRef::npos)
      return;
    literal = literal.substr(run);
    llvm::StringRef rest = literal.ltrim('$');
    size_t count = literal.size() - rest.size();
    bool isBeforeBrace = rest.empty() ? beforeSubstitution : rest.front() == '{';
    out.append(count > 1 || isBeforeBrace ? 2 * count : 1, '$');
    literal = rest;
  }
}

bool stash::appendDefaultWord(std::string &out, llvm::StringRef literal,
                              bool /*beforeSubstitution*/) {
  if (literal.contains('}') || literal.contains("${"))
    return false;
  out += literal;
  return true;
}

std::string stash::escapeForJsonInsertion(llvm::StringRef literal) {
  std::string result;
  result.reserve(literal.size());
  for (char c : literal) {
    switch (c) {
    case '"':
    case '\\':
      result += '\\';
      result += c;
      break;
    case '\n':
      result += "\\n";
      break;
    case '\r':
      result += "\\r";
      break;
    case '\t':
      result += "\\t";
      break;
    case '\b':
      result += "\\b";
      break;
    case '\f':
      result += "\\f";
      break;
    default:
      if (static_cast<uint8_t>(c) < 0x20)
        result += "\\u00" + llvm::toHex(llvm::StringRef(&c, 1), /*LowerCase=*/true);
      else
        result += c;
    }
  }
  return result;
}
