#include "tools/lsp/language/YamlCursor.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace stash::lsp {

namespace {

using Given = YamlCursor::Given;
using Place = YamlCursor::Place;

/// A dash or a key of a line.
struct Entry {
  size_t column;
  bool isDash;
  llvm::StringRef key, value;
  size_t valueColumn = 0; ///< of what follows
};

/// A key of the path, in the making.
struct Step {
  std::string key;
  std::vector<Given> beside;
};

bool isBlank(llvm::StringRef line) {
  line = line.ltrim(" ");
  return line.empty() || line.starts_with("#");
}

llvm::StringRef unquote(llvm::StringRef text) {
  text = text.trim(" ");
  for (llvm::StringRef quote : {"\"", "'"})
    if (text.size() > 1 && text.starts_with(quote))
      return text.drop_front().take_until([&](char c) { return c == quote[0]; });
  return text.take_front(std::min(text.find(" #"), text.size())).rtrim(" ");
}

/// What a line says, from its indentation on: dashes, and at most one key of block style.
llvm::SmallVector<Entry, 4> readLine(llvm::StringRef line) {
  llvm::SmallVector<Entry, 4> entries;
  size_t column = std::min(line.find_first_not_of(' '), line.size());
  while (column < line.size() && line[column] == '-' &&
         (column + 1 == line.size() || line[column + 1] == ' ')) {
    entries.push_back({column, true, {}, {}, 0});
    column = std::min(line.find_first_not_of(' ', column + 1), line.size());
  }
  llvm::StringRef rest = line.drop_front(column);
  if (rest.empty() || llvm::StringRef("{[#|>&*!%@").contains(rest[0]))
    return entries;
  size_t colon = rest.find(": ");
  if (colon == llvm::StringRef::npos && rest.rtrim(" ").ends_with(":"))
    colon = rest.rtrim(" ").size() - 1;
  if (colon == llvm::StringRef::npos || rest.take_front(colon).contains(" #"))
    return entries;
  size_t value = std::min(rest.find_first_not_of(' ', colon + 1), rest.size());
  entries.push_back(
      {column, false, unquote(rest.take_front(colon)), rest.drop_front(value), column + value});
  return entries;
}

/// The innermost bracket that is open at the end of a flow collection's beginning.
class FlowReader {
public:
  struct Level {
    bool isMap;
    llvm::StringRef key;
    std::vector<Given> beside;
  };

  void read(llvm::StringRef text) {
    char quote = 0;
    size_t word = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      char c = text[i];
      if (quote) {
        quote = c == quote ? 0 : quote;
        continue;
      }
      if ((c == '"' || c == '\'') && text.slice(word, i).trim(" ").empty()) {
        quote = c;
      } else if (c == '{' || c == '[') {
        levels.push_back({c == '{', {}, {}});
        word = i + 1;
      } else if ((c == '}' || c == ']') && !levels.empty()) {
        levels.pop_back();
        word = i + 1;
      } else if (c == ',' && !levels.empty()) {
        Level &level = levels.back();
        if (!level.key.empty())
          level.beside.push_back({level.key, unquote(text.slice(word, i))});
        level.key = {};
        word = i + 1;
      } else if (c == ':' && (i + 1 == text.size() || text[i + 1] == ' ') && !levels.empty() &&
                 levels.back().isMap) {
        levels.back().key = unquote(text.slice(word, i));
        word = i + 1;
      }
    }
    wordBegin = std::min(text.find_first_not_of(' ', word), text.size());
  }

  std::vector<Level> levels;
  size_t wordBegin = 0;
};

class Finder {
public:
  Finder(llvm::StringRef text, size_t offset) : text(text), offset(std::min(offset, text.size())) {}

  YamlCursor run() {
    findDocument();
    size_t lineBegin = text.rfind('\n', offset ? offset - 1 : 0);
    if (offset == 0 || lineBegin == llvm::StringRef::npos)
      lineBegin = 0;
    else
      ++lineBegin;
    if (lineBegin > offset)
      lineBegin = offset;
    llvm::StringRef prefix = text.slice(lineBegin, offset);
    readCursorLine(prefix, lineBegin);
    readAbove(lineBegin);
    for (Step &step : llvm::reverse(steps)) {
      cursor.path.push_back(std::move(step.key));
      cursor.beside.push_back(std::move(step.beside));
    }
    cursor.beside.push_back(std::move(typedBeside));
    size_t open = prefix.rfind("${");
    if (open != llvm::StringRef::npos && !prefix.drop_front(open).contains('}')) {
      cursor.place = Place::Interpolation;
      cursor.begin = lineBegin + open + 2;
    } else if (isInText || prefix.ltrim(" ").starts_with("#") || prefix.contains(" #")) {
      cursor.place = Place::Nowhere;
    }
    cursor.end = offset;
    auto isWordPart = [](char c) { return llvm::isAlnum(c) || c == '_' || c == '-' || c == '.'; };
    while (cursor.end < text.size() && isWordPart(text[cursor.end]))
      ++cursor.end;
    return std::move(cursor);
  }

private:
  /// The document around the offset, and what it says of itself.
  void findDocument() {
    size_t at = 0;
    cursor.documentBegin = 0;
    cursor.documentEnd = text.size();
    while (at < text.size()) {
      size_t end = std::min(text.find('\n', at), text.size());
      if (text.substr(at).starts_with("---")) {
        if (at > offset) {
          cursor.documentEnd = at;
          break;
        }
        cursor.documentBegin = std::min(end + 1, text.size());
      }
      at = end + 1;
    }
    llvm::SmallVector<llvm::StringRef, 64> lines;
    text.slice(cursor.documentBegin, cursor.documentEnd).split(lines, '\n');
    for (llvm::StringRef line : lines) {
      if (line.consume_front("apiVersion:"))
        cursor.apiVersion = unquote(line.rtrim("\r"));
      else if (line.consume_front("kind:"))
        cursor.kind = unquote(line.rtrim("\r"));
    }
  }

  void push(const Entry &entry) {
    steps.push_back({entry.isDash ? "*" : entry.key.str(), {}});
    limit = entry.column;
    isBelowDash = entry.isDash;
  }

  /// What is typed, and where on its line.
  void readCursorLine(llvm::StringRef prefix, size_t lineBegin) {
    llvm::SmallVector<Entry, 4> entries = readLine(prefix);
    bool hasKey = !entries.empty() && !entries.back().isDash;
    size_t rest =
        hasKey ? entries.back().valueColumn
        : entries.empty()
            ? std::min(prefix.find_first_not_of(' '), prefix.size())
            : std::min(prefix.find_first_not_of(' ', entries.back().column + 1), prefix.size());
    llvm::StringRef value = prefix.drop_front(rest);
    cursor.place = hasKey ? Place::Value : Place::Key;
    cursor.begin = lineBegin + rest;
    limit = rest;
    FlowReader flow;
    if (value.starts_with("{") || value.starts_with("[")) {
      flow.read(value);
      readFlow(flow);
      cursor.begin = lineBegin + rest + flow.wordBegin;
    }
    if (llvm::StringRef typed = text.slice(cursor.begin, offset);
        typed.starts_with("\"") || typed.starts_with("'")) {
      cursor.isQuoted = true;
      ++cursor.begin;
    }
    for (const Entry &entry : llvm::reverse(entries))
      push(entry);
    if (steps.empty())
      isBelowDash = false;
  }

  void readFlow(FlowReader &flow) {
    if (flow.levels.empty()) {
      cursor.place = Place::Nowhere; // behind the closing bracket
      return;
    }
    for (size_t i = flow.levels.size(); i-- > 0;) {
      FlowReader::Level &level = flow.levels[i];
      bool isInnermost = i + 1 == flow.levels.size();
      bool isTypedKey = isInnermost && level.isMap && level.key.empty();
      if (isInnermost)
        cursor.place = isTypedKey ? Place::Key : Place::Value;
      if (isTypedKey)
        typedBeside = std::move(level.beside);
      else
        steps.push_back({level.isMap ? level.key.str() : "*", std::move(level.beside)});
    }
  }

  /// Keys and dashes above that the cursor is in, and the members beside them.
  void readAbove(size_t lineBegin) {
    bool isFirst = steps.empty();
    while (lineBegin > cursor.documentBegin) {
      size_t end = lineBegin - 1;
      size_t begin = end == 0 ? llvm::StringRef::npos : text.rfind('\n', end - 1);
      begin = begin == llvm::StringRef::npos ? 0 : begin + 1;
      lineBegin = begin;
      llvm::StringRef line = text.slice(begin, end).rtrim("\r");
      if (isBlank(line) || begin < cursor.documentBegin)
        continue;
      llvm::SmallVector<Entry, 4> entries = readLine(line); // outlives the loop over it reversed
      for (const Entry &entry : llvm::reverse(entries)) {
        bool isAround =
            entry.column < limit || (!entry.isDash && isBelowDash && entry.column == limit);
        if (isAround) {
          if (isFirst && !entry.isDash &&
              (entry.value.starts_with("|") || entry.value.starts_with(">")))
            isInText = true;
          isFirst = false;
          push(entry);
        } else if (!entry.isDash && !isBelowDash && entry.column == limit) {
          std::vector<Given> &beside = steps.empty() ? typedBeside : steps.back().beside;
          beside.push_back({entry.key, unquote(entry.value)});
        }
      }
    }
  }

  llvm::StringRef text;
  size_t offset;
  YamlCursor cursor;
  std::vector<Step> steps; ///< from the cursor outwards
  std::vector<Given> typedBeside;
  size_t limit = 0;         ///< the column of the innermost entry around
  bool isBelowDash = false; ///< it is a dash
  bool isInText = false;    ///< of a block scalar
};

} // namespace

llvm::StringRef YamlCursor::getBeside(size_t index, llvm::StringRef key) const {
  if (index < beside.size())
    for (const Given &given : beside[index])
      if (given.key == key)
        return given.value;
  return {};
}

YamlCursor findYamlCursor(llvm::StringRef text, size_t offset) {
  return Finder(text, offset).run();
}

} // namespace stash::lsp
