#include "frontend/Yaml/YamlRules.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;

//===-- Directives --------------------------------------------------------===//

/// What is wrong with one line that begins with `%`.
static std::optional<llvm::StringRef> explainDirective(llvm::StringRef line) {
  llvm::SmallVector<llvm::StringRef, 4> words;
  line.split('#').first.split(words, ' ', -1, /*KeepEmpty=*/false);
  if (words.front() == "%TAG")
    return std::nullopt; // yaml-cpp looks at its arguments
  if (words.front() != "%YAML")
    return "Kubernetes knows the directives %YAML and %TAG only";
  if (words.size() == 2 && words[1] != "1.1")
    return "Kubernetes reads YAML 1.1 only";
  return std::nullopt;
}

std::optional<YamlSyntaxError> stash::findHeadError(YamlText document) {
  llvm::StringRef text = document.text;
  std::optional<SourceRange> directive;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    llvm::StringRef line = text.slice(at, end).rtrim();
    size_t next = std::min(end + 1, text.size());
    if (line.starts_with("%")) {
      SourceRange range = document.range(at, at + line.size());
      if (auto message = explainDirective(line))
        return YamlSyntaxError{range, message->str(), {}};
      directive = range;
    } else if (line.starts_with("---") && (line.size() == 3 || line[3] == ' ' || line[3] == '\t')) {
      // kubectl looks for a line of its own, where one document ends and the next begins.
      llvm::StringRef rest = line.drop_front(3).ltrim();
      if (rest.empty() || rest.starts_with("#"))
        return std::nullopt;
      size_t begin = rest.data() - text.data();
      return YamlSyntaxError{document.range(begin, begin + rest.size()),
                             "kubectl accepts nothing but a comment after '---'",
                             {}};
    } else if (!line.trim().empty() && !line.ltrim().starts_with("#")) {
      break;
    }
    at = next;
  }
  if (!directive)
    return std::nullopt;
  return YamlSyntaxError{*directive, "a line '---' is missing after this directive", {}};
}

//===-- Tabs ----------------------------------------------------------------===//

std::optional<YamlSyntaxError>
stash::findTabError(YamlText document, llvm::ArrayRef<std::pair<size_t, size_t>> opaque) {
  llvm::StringRef text = document.text;
  const std::pair<size_t, size_t> *part = opaque.begin();
  for (size_t at = text.find('\t'); at != llvm::StringRef::npos; at = text.find('\t', at)) {
    while (part != opaque.end() && part->second <= at)
      ++part;
    if (part != opaque.end() && part->first <= at) {
      at = part->second;
      continue;
    }
    // Before it in its line stand only spaces and what may begin a line.
    size_t line = text.take_front(at).find_last_of("\r\n") + 1;
    llvm::StringRef before = text.slice(line, at);
    if (before.find_first_not_of(" -?") == llvm::StringRef::npos && before.trim() != "---")
      return YamlSyntaxError{document.character(at),
                             before.trim().empty() ? "a tab as indentation"
                                                   : ("a tab after '" + before.trim() + "'").str(),
                             {}};
    // The rest of the line has no such place.
    at = std::min(text.find_first_of("\r\n", at), text.size());
  }
  return std::nullopt;
}

//===-- Anchors, escapes ----------------------------------------------------===//

std::optional<YamlSyntaxError> stash::findAnchorError(YamlText document, size_t at) {
  llvm::StringRef text = document.text;
  if (at >= text.size() || (text[at] != '&' && text[at] != '*'))
    return std::nullopt;
  auto isName = [](char c) { return llvm::isAlnum(c) || c == '_' || c == '-'; };
  size_t end = at + 1;
  while (end < text.size() && isName(text[end]))
    ++end;
  if (end == text.size() || llvm::StringRef(" \t\r\n?:,]}%@`").contains(text[end]))
    return std::nullopt;
  return YamlSyntaxError{
      document.character(end), "the name of an anchor has only letters, digits, '-' and '_'", {}};
}

std::optional<YamlSyntaxError> stash::findEscapeError(YamlText document, size_t begin, size_t end) {
  llvm::StringRef text = document.text.slice(begin, end);
  for (size_t at = text.find('\\'); at != llvm::StringRef::npos; at = text.find('\\', at + 2))
    if (text.substr(at).starts_with("\\/"))
      return YamlSyntaxError{document.range(begin + at, begin + at + 2),
                             "a double-quoted string has no such escape",
                             {}};
  return std::nullopt;
}

//===-- Line ends -----------------------------------------------------------===//

/// The bytes of the line end at `at` that is neither LF nor CR; 0 when there is none.
static size_t otherBreakSize(llvm::StringRef text, size_t at) {
  llvm::StringRef rest = text.substr(at);
  if (rest.starts_with("\xC2\x85"))
    return 2;
  return rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9") ? 3 : 0;
}

bool stash::hasOtherBreaks(llvm::StringRef text) {
  return text.contains("\xC2\x85") || text.contains("\xE2\x80\xA8") ||
         text.contains("\xE2\x80\xA9");
}

std::string stash::replaceOtherBreaks(llvm::StringRef text) {
  std::string replaced = text.str();
  for (size_t at = 0; at < text.size();) {
    size_t size = otherBreakSize(text, at);
    if (size != 0)
      replaced.replace(at, size, size == 2 ? "\r\n" : " \r\n");
    at += std::max<size_t>(size, 1);
  }
  return replaced;
}

llvm::StringRef stash::replaceLoneReturns(llvm::StringRef text, std::string &copy) {
  size_t at = 0;
  while ((at = text.find('\r', at)) != llvm::StringRef::npos) {
    if (at + 1 == text.size() || text[at + 1] != '\n') {
      if (copy.empty())
        copy = text.str();
      copy[at] = '\n';
    }
    ++at;
  }
  return copy.empty() ? text : llvm::StringRef(copy);
}

std::string stash::joinSeparatedLines(llvm::StringRef source) {
  std::string joined;
  size_t begin = 0;
  for (size_t at = 0; at < source.size();) {
    size_t size = otherBreakSize(source, at);
    if (size != 0) {
      joined += source.slice(begin, at).trim(" \t");
      joined += source.substr(at, size);
      begin = at + size;
    }
    at += std::max<size_t>(size, 1);
  }
  return joined + source.substr(begin).trim(" \t").str();
}
