#include "frontend/Yaml/ScalarSource.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using namespace stash;

namespace {

bool isBreak(char c) { return c == '\n' || c == '\r'; }
bool isBlank(char c) { return c == ' ' || c == '\t'; }

/// The size of the line end at `at`; 0 when there is none.
size_t breakSize(llvm::StringRef source, size_t at) {
  if (at >= source.size() || !isBreak(source[at]))
    return 0;
  return source[at] == '\r' && at + 1 < source.size() && source[at + 1] == '\n' ? 2 : 1;
}

class Aligner {
public:
  Aligner(llvm::StringRef source, llvm::StringRef text,
          llvm::function_ref<void(const ScalarRun &)> visit)
      : source(source), text(text), visit(visit) {}

  std::optional<size_t> run() {
    bool block = !source.empty() && (source[0] == '|' || source[0] == '>');
    std::optional<size_t> end = !block             ? alignFlow()
                                : source[0] == '|' ? alignLiteral()
                                                   : alignFolded();
    if (!end || textAt != text.size())
      return std::nullopt;
    flush();
    return end;
  }

private:
  /// Takes `size` bytes of the text that the source has as they are.
  bool take(size_t size = 1) {
    if (source.substr(at, size) != text.substr(textAt, size) || textAt + size > text.size())
      return false;
    if (!pending.exact || pending.end != at) {
      flush();
      pending = {textAt, at, at, true};
    }
    at += size;
    textAt += size;
    pending.end = at;
    return true;
  }
  /// Takes `size` bytes of the text that the source spells with everything up to `end`.
  bool takeWhole(size_t size, size_t end) {
    if (textAt + size > text.size())
      return false;
    if (size != 0) {
      flush();
      pending = {textAt, at, end, false};
    }
    at = end;
    textAt += size;
    return true;
  }
  void flush() {
    if (pending.begin != pending.end)
      visit(pending);
    pending = {};
  }

  /// A line end inside a flow scalar, with the blanks around it: a space, or a line end for every
  /// empty line. Returns false when the text has something else.
  bool takeFold() {
    size_t end = at, breaks = 0;
    while (end < source.size() && (isBlank(source[end]) || isBreak(source[end]))) {
      size_t size = breakSize(source, end);
      breaks += size != 0;
      end += std::max<size_t>(size, 1);
    }
    llvm::StringRef folded = text.substr(textAt, std::max<size_t>(breaks - 1, 1));
    if (breaks == 1 ? folded != " " : folded.count('\n') != breaks - 1)
      return false;
    return takeWhole(folded.size(), end);
  }

  /// Whether only blanks stand between here and the end of the line.
  bool isBeforeBreak() {
    if (at >= blanksEnd) // else the same run of blanks would be walked for each of them
      for (blanksEnd = at; blanksEnd < source.size() && isBlank(source[blanksEnd]);)
        ++blanksEnd;
    return breakSize(source, blanksEnd) != 0;
  }

  bool takeEscape() {
    char kind = at + 1 < source.size() ? source[at + 1] : 0;
    if (isBreak(kind)) { // a line that goes on
      size_t end = at + 1 + breakSize(source, at + 1);
      while (end < source.size() && isBlank(source[end]))
        ++end;
      return takeWhole(0, end);
    }
    size_t size = kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
    unsigned lead = static_cast<unsigned char>(textAt < text.size() ? text[textAt] : 0);
    size_t decoded = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (kind == 'u' && decoded == 4)
      size = 12; // JSON's pair of surrogates
    return takeWhole(decoded, std::min(at + size, source.size()));
  }

  std::optional<size_t> alignFlow() {
    char quote = !source.empty() && (source[0] == '"' || source[0] == '\'') ? source[0] : 0;
    at = quote != 0;
    while (quote || textAt < text.size()) {
      if (at >= source.size())
        return std::nullopt;
      char c = source[at];
      if (c == quote && quote == '\'' && at + 1 < source.size() && source[at + 1] == quote) {
        if (!takeWhole(1, at + 2))
          return std::nullopt;
      } else if (quote && c == quote) {
        return at + 1;
      } else if (quote == '"' && c == '\\') {
        if (!takeEscape())
          return std::nullopt;
      } else if (isBreak(c) || (isBlank(c) && isBeforeBreak())) {
        if (!takeFold())
          return std::nullopt;
      } else if (!take()) {
        return std::nullopt;
      }
    }
    return at;
  }

  size_t lineEnd(size_t from) const {
    return std::min(source.find_first_of("\r\n", from), source.size());
  }
  bool isBlankLine(size_t from) const {
    return source.slice(from, lineEnd(from)).find_first_not_of(" \t") == llvm::StringRef::npos;
  }

  /// Goes behind the header line of a block scalar. Returns the indentation of its content; nothing
  /// when no line tells.
  std::optional<size_t> beginBlock() {
    at = lineEnd(0);
    headerEnd = at;
    at += breakSize(source, at);
    for (size_t line = at; line < source.size();) {
      size_t end = lineEnd(line);
      if (!isBlankLine(line)) {
        llvm::StringRef rest = text.ltrim('\n');
        size_t spaces = source.find_first_not_of(' ', line) - line;
        size_t kept = std::min(rest.find_first_not_of(' '), rest.size());
        return kept <= spaces ? std::optional(spaces - kept) : std::nullopt;
      }
      line = end + breakSize(source, end);
    }
    return std::nullopt;
  }

  std::optional<size_t> alignLiteral() {
    std::optional<size_t> indent = beginBlock();
    size_t end = headerEnd;
    if (text.trim("\n").empty())
      return takeWhole(text.size(), at), end;
    if (!indent)
      return std::nullopt;
    while (textAt < text.size()) {
      if (at >= source.size())
        return std::nullopt;
      size_t stop = lineEnd(at);
      llvm::StringRef line = text.substr(textAt).take_until([](char c) { return c == '\n'; });
      at = std::min(at + *indent, stop);
      if (!line.empty()) {
        if (!take(line.size()))
          return std::nullopt;
        end = at;
      }
      if (at != stop && !isBlankLine(at))
        return std::nullopt;
      at = stop;
      size_t size = breakSize(source, at);
      if (textAt == text.size())
        break;
      if (size == 0)
        return takeWhole(text.substr(textAt).trim("\n").empty() ? text.size() - textAt : 0, at),
               end;
      if (size == 1 && source[at] == '\n' ? !take() : !takeWhole(1, at + size))
        return std::nullopt;
    }
    return end;
  }

  std::optional<size_t> alignFolded() {
    std::optional<size_t> indent = beginBlock();
    size_t end = headerEnd;
    if (text.trim("\n").empty())
      return takeWhole(text.size(), at), end;
    if (!indent)
      return std::nullopt;
    while (textAt < text.size()) {
      // What is between two lines with text: line ends and empty lines.
      size_t line = at;
      while (line < source.size() && isBlankLine(line)) {
        size_t stop = lineEnd(line);
        if (stop == source.size())
          break;
        line = stop + breakSize(source, stop);
      }
      llvm::StringRef rest = text.substr(textAt);
      size_t gap = rest.size() - rest.ltrim('\n').size();
      if (gap == rest.size())
        return textAt = text.size(), end;
      if (gap == 0 && textAt != 0)
        gap = rest[0] == ' ';
      if (line >= source.size() || !takeWhole(gap, std::min(line + *indent, lineEnd(line))))
        return std::nullopt;
      if (!take(lineEnd(at) - at))
        return std::nullopt;
      end = at;
    }
    return end;
  }

  llvm::StringRef source, text;
  llvm::function_ref<void(const ScalarRun &)> visit;
  size_t at = 0, textAt = 0, headerEnd = 0, blanksEnd = 0;
  ScalarRun pending;
};

} // namespace

std::optional<size_t> stash::alignScalar(llvm::StringRef source, llvm::StringRef text,
                                         llvm::function_ref<void(const ScalarRun &)> visit) {
  return Aligner(source, text, visit).run();
}

std::optional<size_t> stash::findQuotedEnd(llvm::StringRef source) {
  char quote = source[0];
  for (size_t at = 1; at < source.size(); ++at) {
    if (source[at] == '\\' && quote == '"') {
      ++at;
    } else if (source[at] == quote) {
      if (quote == '\'' && at + 1 < source.size() && source[at + 1] == quote)
        ++at;
      else
        return at + 1;
    }
  }
  return std::nullopt;
}

std::optional<size_t> stash::findScalarSize(llvm::StringRef source, llvm::StringRef value) {
  if (source.empty())
    return 0;
  if (source[0] == '"' || source[0] == '\'')
    return findQuotedEnd(source);
  if (value.empty() && source[0] != '|' && source[0] != '>')
    return 0;
  if (source.starts_with(value)) // a plain one on one line
    return value.size();
  if (std::optional<size_t> size = alignScalar(source, value, [](const ScalarRun &) {}))
    return *size;
  return source.take_until(isBreak).size();
}
