#include "frontend/Yaml/YamlText.h"

#include <algorithm>

using namespace stash;

SourceRange YamlText::character(size_t at) const {
  at = std::min(at, text.size());
  size_t end = at;
  if (end < text.size() && text[end] != '\n' && text[end] != '\r')
    for (++end; end < text.size() && (text[end] & 0xC0) == 0x80;)
      ++end;
  return range(at, end);
}

size_t YamlText::skipSpace(size_t at) const {
  while (at < text.size()) {
    char c = text[at];
    if (c == '#')
      at = std::min(text.find_first_of("\r\n", at), text.size());
    else if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
      ++at;
    else
      break;
  }
  return at;
}

size_t YamlText::skipProperties(size_t at) const {
  for (unsigned i = 0; i < 2 && at < text.size(); ++i) {
    if (text[at] != '&' && text[at] != '!')
      break;
    bool verbatim = text.substr(at).starts_with("!<");
    at = text.find_first_of(verbatim ? "> \t\r\n" : " \t\r\n,[]{}\"", at);
    at = skipSpace(std::min(at, text.size()) + verbatim);
  }
  return std::min(at, text.size());
}

size_t YamlText::findBracket(size_t at, char bracket) const {
  for (at = skipSpace(at); at < text.size() && text[at] != bracket;)
    at = skipSpace(at + 1); // a comma, or a colon with nothing behind it
  return std::min(at + 1, text.size());
}
