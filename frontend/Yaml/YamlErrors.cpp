#include "frontend/Yaml/YamlErrors.h"

#include "llvm/ADT/StringExtras.h"

#include <yaml-cpp/exceptions.h>

using namespace stash;

namespace {

struct Explanation {
  const char *theirs; ///< how yaml-cpp's message begins
  const char *ours;
};

const Explanation explanations[] = {
    {YAML::ErrorMsg::YAML_DIRECTIVE_ARGS, "a '%YAML' directive has one argument"},
    {YAML::ErrorMsg::YAML_VERSION, "the '%YAML' directive has no version"},
    {YAML::ErrorMsg::YAML_MAJOR_VERSION, "there is no such version of YAML"},
    {YAML::ErrorMsg::REPEATED_YAML_DIRECTIVE, "a second '%YAML' directive"},
    {YAML::ErrorMsg::TAG_DIRECTIVE_ARGS, "a '%TAG' directive has two arguments"},
    {YAML::ErrorMsg::REPEATED_TAG_DIRECTIVE, "a second '%TAG' directive for one handle"},
    {YAML::ErrorMsg::CHAR_IN_TAG_HANDLE, "this character is not allowed in a tag"},
    {YAML::ErrorMsg::TAG_WITH_NO_SUFFIX, "the tag has no name"},
    {YAML::ErrorMsg::END_OF_VERBATIM_TAG, "the tag is not closed by '>'"},
    {YAML::ErrorMsg::END_OF_MAP_FLOW, "',' or '}' was expected here"},
    {YAML::ErrorMsg::END_OF_MAP, "a key of the map was expected here"},
    {YAML::ErrorMsg::END_OF_SEQ_FLOW, "',' or ']' was expected here"},
    {YAML::ErrorMsg::END_OF_SEQ, "an item of the list, '- …', was expected here"},
    {YAML::ErrorMsg::MULTIPLE_TAGS, "a second tag for one value"},
    {YAML::ErrorMsg::MULTIPLE_ANCHORS, "a second anchor for one value"},
    {YAML::ErrorMsg::ALIAS_CONTENT, "an alias with a tag or an anchor of its own"},
    {YAML::ErrorMsg::INVALID_HEX, "a hexadecimal digit was expected here"},
    {YAML::ErrorMsg::INVALID_UNICODE, "this escape does not represent a character"},
    {YAML::ErrorMsg::INVALID_ESCAPE, "a double-quoted string has no such escape"},
    {YAML::ErrorMsg::DOC_IN_SCALAR, "the document ends inside a quoted string"},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "the quoted string is never closed"},
    {YAML::ErrorMsg::CHAR_IN_SCALAR, "this character is not allowed in a string without quotes"},
    {YAML::ErrorMsg::TAB_IN_INDENTATION, "a tab as indentation"},
    {YAML::ErrorMsg::FLOW_END, "this bracket closes nothing"},
    {YAML::ErrorMsg::BLOCK_ENTRY, "a list cannot begin here"},
    {YAML::ErrorMsg::MAP_KEY, "a key cannot begin here"},
    {YAML::ErrorMsg::MAP_VALUE, "a key and its value are not allowed here"},
    {YAML::ErrorMsg::ALIAS_NOT_FOUND, "a name was expected after '*'"},
    {YAML::ErrorMsg::ANCHOR_NOT_FOUND, "a name was expected after '&'"},
    {YAML::ErrorMsg::CHAR_IN_ALIAS, "this character is not allowed in the name of an alias"},
    {YAML::ErrorMsg::CHAR_IN_ANCHOR, "this character is not allowed in the name of an anchor"},
    {YAML::ErrorMsg::ZERO_INDENT_IN_BLOCK, "a block scalar with an indentation of 0"},
    {YAML::ErrorMsg::CHAR_IN_BLOCK, "only a comment can follow the head of a block scalar"},
};

/// What is before the line of `at`: the last line that is neither empty nor a comment.
std::pair<size_t, size_t> findLineBefore(llvm::StringRef text, size_t lineBegin) {
  while (lineBegin > 0) {
    size_t end = lineBegin - 1;
    if (end > 0 && text[end] == '\n' && text[end - 1] == '\r')
      --end;
    size_t begin = text.take_front(end).find_last_of("\r\n") + 1;
    llvm::StringRef line = text.slice(begin, end).trim();
    if (!line.empty() && !line.starts_with("#"))
      return {begin, end};
    lineBegin = begin;
  }
  return {0, 0};
}

/// A key in a place where none can be mostly follows a line that was meant as `key: value` but is
/// not, so that YAML took both lines for one string. Finds that line.
std::optional<YamlSyntaxError> explainMisplacedKey(YamlText source, size_t at) {
  llvm::StringRef text = source.text;
  size_t lineBegin = text.take_front(at).find_last_of("\r\n") + 1;
  // Two colons on one line need no look at the line before.
  llvm::StringRef before = text.slice(lineBegin, at);
  if (before.contains(": "))
    return YamlSyntaxError{
        source.character(at), "a second ': ' in one line: the value needs quotes", {}};
  auto [begin, end] = findLineBefore(text, lineBegin);
  llvm::StringRef line = text.slice(begin, end);
  llvm::StringRef content = line.ltrim(" ");
  while (content.consume_front("- "))
    content = content.ltrim(" ");
  if (content.empty() || content.ends_with(":") || content.contains(": ")) {
    if (!content.empty() && content.contains(": "))
      return YamlSyntaxError{
          source.range(lineBegin + (before.size() - before.ltrim(" ").size()), at),
          "this key is deeper than the one above it, which has a value already",
          {}};
    return std::nullopt;
  }
  size_t contentBegin = end - content.size();
  size_t colon = content.find(':');
  if (colon != llvm::StringRef::npos && colon != 0 && content.find_first_of(" \"'{[") > colon)
    return YamlSyntaxError{
        source.character(contentBegin + colon), "a space is missing after this colon", {}};
  return YamlSyntaxError{source.range(contentBegin, contentBegin + content.rtrim().size()),
                         "this line is not 'key: value', but a key follows it",
                         {}};
}

/// What is wrong at `at` itself.
YamlSyntaxError explainPlace(YamlText source, llvm::StringRef theirs, size_t at) {
  llvm::StringRef text = source.text;
  size_t lineBegin = text.take_front(at).find_last_of("\r\n") + 1;
  llvm::StringRef indent =
      text.substr(lineBegin).take_while([](char c) { return c == ' ' || c == '\t'; });
  if (size_t tab = indent.find('\t'); tab != llvm::StringRef::npos)
    return {source.character(lineBegin + tab), "a tab as indentation", {}};
  if (theirs == YAML::ErrorMsg::UNKNOWN_TOKEN) {
    SourceRange range = source.character(at);
    if (range.size() == 0)
      return {range, "something is missing at the end of this line", {}};
    return {
        range,
        ("a value cannot begin with '" + text.substr(at, range.size()) + "' unless it is quoted")
            .str(),
        {}};
  }
  if (theirs == YAML::ErrorMsg::MAP_VALUE)
    if (std::optional<YamlSyntaxError> error = explainMisplacedKey(source, at))
      return *error;
  bool startsLine = text.slice(lineBegin, at).trim(" ").empty() && at != lineBegin;
  if (startsLine && (theirs == YAML::ErrorMsg::END_OF_MAP || theirs == YAML::ErrorMsg::END_OF_SEQ))
    return {source.character(at), "this line's indentation is that of nothing above it", {}};
  for (const Explanation &explanation : explanations)
    if (theirs.starts_with(explanation.theirs))
      return {source.character(at), explanation.ours, {}};
  return {source.character(at), "the text has no structure here", {}};
}

} // namespace

YamlSyntaxError stash::explainYamlError(YamlText source, llvm::StringRef theirs, size_t at,
                                        const YamlContext &before) {
  llvm::StringRef text = source.text;
  YamlSyntaxError error = explainPlace(source, theirs, at);
  auto [begin, end] = before.lastScalar;
  if (theirs == YAML::ErrorMsg::EOF_IN_SCALAR || theirs == YAML::ErrorMsg::DOC_IN_SCALAR)
    if (size_t quote = text.find_first_of("\"'", end); quote != llvm::StringRef::npos)
      return {source.character(quote), "this string is never closed", {}};
  llvm::StringRef last = text.slice(begin, end);
  bool quoted = last.starts_with("\"") || last.starts_with("'");
  if (quoted && last.contains('\n') && text.slice(end, at).trim(" \t").empty())
    return {source.character(begin), "this string is not closed where it should be",
            Note{source.character(end - 1), "it ends here, and more text follows"}};
  std::optional<size_t> bracket = before.openBracket;
  if (!bracket)
    return error;
  auto getLine = [&](size_t offset) { return text.take_front(offset).rfind('\n') + 1; };
  auto getIndent = [&](size_t line) {
    return text.substr(line).take_while([](char c) { return c == ' '; }).size();
  };
  size_t bracketLine = getLine(*bracket), errorLine = getLine(at);
  if (text.substr(at).trim().empty())
    return {source.character(*bracket), "this bracket is never closed", {}};
  if (errorLine != bracketLine && getIndent(errorLine) <= getIndent(bracketLine))
    return {source.character(*bracket), "this bracket is never closed",
            Note{error.range, "the text goes on here"}};
  error.note = Note{source.character(*bracket), "this bracket is still open"};
  return error;
}
