#include "frontend/Value/SourceEdits.h"

using namespace stash;

std::string stash::quoteLike(const SourceManager &sources, SourceRange range,
                             llvm::StringRef text) {
  llvm::StringRef source = sources.getText(range);
  bool isQuoted = source.size() >= 2 && (source.front() == '"' || source.front() == '\'') &&
                  source.front() == source.back();
  llvm::StringRef quote = isQuoted ? source.take_front(1) : "";
  return (quote + text + quote).str();
}

/// The text of a scalar without its quotes; nothing when it is written in another way.
static std::optional<llvm::StringRef> getPlainText(const SourceManager &sources,
                                                   const Value &value) {
  llvm::StringRef source = sources.getText(value.getRange());
  if (!value.isString())
    return std::nullopt;
  if (source == value.getText())
    return source;
  if (source.size() == value.getText().size() + 2 &&
      source.drop_front().drop_back() == value.getText())
    return value.getText();
  return std::nullopt;
}

std::optional<Fixit> stash::replaceText(const SourceManager &sources, const Value *value,
                                        llvm::StringRef text) {
  if (!value || !getPlainText(sources, *value))
    return std::nullopt;
  return Fixit{value->getRange(), quoteLike(sources, value->getRange(), text)};
}

bool stash::isStashSource(const SourceManager &sources, SourceRange range) {
  const SourceFile *file = sources.getFile(range);
  return file && file->getName().ends_with(".stash");
}

/// What stands before an offset on its line.
static llvm::StringRef getLineBefore(const SourceManager &sources, uint32_t offset) {
  const SourceFile *file = sources.getFile(offset);
  if (!file)
    return {};
  return sources.getText({file->getLineBegin(file->getLineIndex(offset)), offset});
}

std::optional<Fixit> stash::addMemberAfter(const SourceManager &sources, const Member *last,
                                           llvm::StringRef key, llvm::StringRef text) {
  if (!last || !last->keyRange.isValid() || !getPlainText(sources, *last->value))
    return std::nullopt;
  SourceRange value = last->value->getRange();
  const SourceFile *file = sources.getFile(value);
  if (!file || file->getLineIndex(last->keyRange.begin) != file->getLineIndex(value.end))
    return std::nullopt;
  llvm::StringRef before = getLineBefore(sources, last->keyRange.begin);
  std::string member = (key + ": " + text).str();
  // A line of block style holds nothing but its member, behind the dash of a list at most.
  llvm::StringRef indent = before;
  indent.consume_back("- ");
  bool isBlock = indent.trim(' ').empty();
  return Fixit{{value.end, value.end},
               isBlock ? "\n" + std::string(before.size(), ' ') + member : ", " + member};
}

std::optional<Fixit> stash::addLineBefore(const SourceManager &sources, const Member *next,
                                          llvm::StringRef text) {
  if (!next || !next->keyRange.isValid())
    return std::nullopt;
  llvm::StringRef before = getLineBefore(sources, next->keyRange.begin);
  if (!before.trim(' ').empty())
    return std::nullopt;
  return Fixit{{next->keyRange.begin, next->keyRange.begin}, (text + "\n" + before).str()};
}
