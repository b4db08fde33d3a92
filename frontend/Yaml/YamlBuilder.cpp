#include "frontend/Yaml/YamlBuilder.h"

#include "frontend/Yaml/MapKeys.h"
#include "frontend/Yaml/ScalarResolver.h"
#include "frontend/Yaml/ScalarSource.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/ConvertUTF.h"

#include <istream>
#include <limits>
#include <streambuf>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

using namespace stash;

namespace {

constexpr llvm::StringLiteral coreTag = "tag:yaml.org,2002:";

/// Unwinds yaml-cpp's parser after an error was reported. Thrown and caught in this file.
struct Refused {};
/// The same, for an error of syntax that the parser let pass.
struct Malformed {
  YamlSyntaxError error;
};

/// Reads from memory, without a copy.
struct TextBuffer : std::streambuf {
  explicit TextBuffer(llvm::StringRef text) {
    char *begin = const_cast<char *>(text.data());
    setg(begin, begin, begin + text.size());
  }
};

class DocumentBuilder : public YAML::EventHandler {
public:
  DocumentBuilder(YamlText text, ValueArena &arena, DiagnosticEngine &diags, Budget &budget)
      : source(text), arena(arena), diags(diags), budget(budget) {}

  Value *getRoot() const { return root; }
  unsigned getDocumentCount() const { return documents; }
  size_t getDocumentBegin() const { return documentBegin; }
  /// Where the last scalar stands, for the explanation of an error behind it.
  std::pair<size_t, size_t> getLastScalar() const { return lastScalar; }
  /// The offset of the innermost bracket that is open, or nothing.
  std::optional<size_t> getOpenBracket() const {
    for (const Frame &frame : llvm::reverse(frames))
      if (frame.flow)
        return frame.begin;
    return std::nullopt;
  }

  void OnDocumentStart(const YAML::Mark &mark) override {
    documentBegin = mark.pos;
    // The text is of one document: yaml-cpp begins another where it can make nothing of the rest.
    if (++documents > 1)
      throw Refused();
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override {
    // Where a key has no colon, yaml-cpp makes up a null that stands where the key does.
    if (!frames.empty() && frames.back().value->isMap() && !frames.back().flow &&
        frames.back().state != Frame::State::Key && keyMark == size_t(mark.pos) &&
        !getOpenBracket())
      throw Malformed{
          {source.range(lastScalar.first, lastScalar.second), "a key without ':' and a value", {}}};
    size_t begin = anchor ? skipProperties(mark.pos) : size_t(mark.pos);
    size_t size = spelledNull(begin);
    if (size == 0) {
      size_t at = emptyPlace();
      return accept(arena.null(source.range(at, at)), at, at, anchor);
    }
    accept(arena.null(source.range(begin, begin + size)), begin, begin + size, anchor);
  }

  void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override {
    size_t begin = mark.pos;
    size_t end = std::min(source.text.find_first_of(" \t\r\n,[]{}", begin), source.text.size());
    SourceRange range = source.range(begin, end);
    llvm::StringRef name = source.text.slice(begin + 1, end);
    const Anchored &target = anchored(anchor);
    if (!target.value) {
      diags.report(diag::YamlRecursiveAlias, range, name);
      return accept(arena.unknown(range), begin, end, 0);
    }
    aliasValues += target.size;
    values += target.size;
    if (frames.size() + target.height > Budget::maxDepth)
      return refuse(diag::YamlTooDeep, range, Budget::maxDepth);
    if (aliasesExplode())
      return refuse(diag::YamlAliasExpansion, range, values);
    if (!budget.spend(target.size))
      return refuse(diag::YamlTooLarge, range);
    Value *copy = arena.clone(target.value);
    copy->setRange(range);
    accept(copy, begin, end, 0);
  }

  void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                const std::string &value) override {
    bool tagged = tag != "?" && tag != "!";
    size_t begin = mark.pos;
    if (begin < source.text.size() && (source.text[begin] == '&' || source.text[begin] == '!'))
      begin = skipProperties(begin);
    size_t end = findScalarEnd(begin, value);
    lastScalar = {begin, end};
    if (expectsKey())
      keyMark = mark.pos;
    SourceRange range = source.range(begin, end);
    bool plain = tag == "?";
    bool merge = value == "<<" && (plain || tag == "tag:yaml.org,2002:merge");
    if (merge && expectsKey()) {
      Frame &frame = frames.back();
      frame.state = Frame::State::Merge;
      frame.end = end;
      return;
    }
    Value *made = tagged  ? makeTagged(tag, value, begin, range)
                  : plain ? makePlain(value, begin, range)
                          : arena.string(hold(value, begin), range);
    accept(made, begin, end, anchor);
  }

  void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(arena.list(), mark, tag, "seq", anchor, style, '[');
  }
  void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(arena.map(), mark, tag, "map", anchor, style, '{');
  }
  void OnSequenceEnd() override { close(']'); }
  void OnMapEnd() override {
    merge(frames.back());
    close('}');
  }

private:
  /// A list or map that is being read.
  struct Frame {
    enum class State : uint8_t { Key, Value, Merge, Dropped };

    Value *value;
    size_t begin, end; ///< what was read of it
    YAML::anchor_t anchor;
    bool flow;                ///< it has brackets
    State state = State::Key; ///< what comes next in a map
    llvm::StringRef key;
    SourceRange keyRange;
    MapKeys keys;
    std::vector<Value *> merges;
  };
  struct Anchored {
    Value *value = nullptr; ///< null while it is being read
    uint64_t size = 0;      ///< values in it
    unsigned height = 0;    ///< nesting
  };

  template <typename... Args>
  [[noreturn]] void refuse(diag::Id id, SourceRange range, Args... args) {
    if (!budget.isCancelled())
      diags.report(id, range, args...);
    throw Refused();
  }

  //===-- Structure -------------------------------------------------------===//

  bool expectsKey() const {
    return !frames.empty() && frames.back().value->isMap() &&
           frames.back().state == Frame::State::Key;
  }

  void open(Value *value, const YAML::Mark &mark, const std::string &tag, llvm::StringRef wanted,
            YAML::anchor_t anchor, YAML::EmitterStyle::value style, char bracket) {
    size_t begin = mark.pos;
    bool tagged = tag != "?" && tag != "!";
    if (tagged || anchor)
      begin = skipProperties(begin);
    if (tagged && !(llvm::StringRef(tag).starts_with(coreTag) &&
                    llvm::StringRef(tag).drop_front(coreTag.size()) == wanted))
      reportTag(tag, mark.pos, source.range(mark.pos, begin), value->isMap() ? "a map" : "a list");
    if (frames.size() >= Budget::maxDepth)
      refuse(diag::YamlTooDeep, source.character(begin), Budget::maxDepth);
    // The map of `[a: b]` is called flow too, but has no brackets.
    bool flow = style == YAML::EmitterStyle::Flow && begin < source.text.size() &&
                source.text[begin] == bracket;
    declare(anchor);
    frames.push_back({value, begin, begin + flow, anchor, flow, Frame::State::Key, {}, {}, {}, {}});
  }

  void close(char bracket) {
    Frame frame = std::move(frames.back());
    frames.pop_back();
    if (frame.flow)
      frame.end = findBracket(frame.end, bracket);
    frame.value->setRange(source.range(frame.begin, frame.end));
    accept(frame.value, frame.begin, frame.end, frame.anchor);
  }

  /// A value is complete: it is the root, an item, a key or a member's value.
  void accept(Value *value, size_t begin, size_t end, YAML::anchor_t anchor) {
    ++values;
    if (!budget.spend())
      refuse(diag::YamlTooLarge, source.range(begin, end));
    if (anchor) {
      declare(anchor);
      Anchored &entry = anchors[anchor];
      entry.value = value;
      measure(*value, 1, entry);
    }
    if (frames.empty()) {
      root = value;
      return;
    }
    Frame &frame = frames.back();
    frame.end = std::max(frame.end, end);
    if (frame.value->isList())
      return frame.value->append(arena, value);
    switch (std::exchange(frame.state, Frame::State::Key)) {
    case Frame::State::Key:
      frame.state = takeKey(frame, *value) ? Frame::State::Value : Frame::State::Dropped;
      break;
    case Frame::State::Value:
      frame.value->add(arena, frame.key, value, frame.keyRange);
      break;
    case Frame::State::Merge:
      addMerge(frame, value);
      break;
    case Frame::State::Dropped:
      break;
    }
  }

  bool takeKey(Frame &frame, const Value &value) {
    frame.keyRange = value.getRange();
    switch (value.getKind()) {
    case Value::Kind::String:
    case Value::Kind::Number:
      frame.key = value.getText();
      break;
    case Value::Kind::Bool:
      frame.key = value.getBool() ? "true" : "false";
      break;
    case Value::Kind::Unknown:
      return false;
    case Value::Kind::Null:
    case Value::Kind::List:
    case Value::Kind::Map:
      diags.report(diag::YamlKeyKind, value.getRange(),
                   value.isNull()   ? "null"
                   : value.isList() ? "a list"
                                    : "a map");
      return false;
    }
    if (const Member *first = frame.keys.find(*frame.value, frame.key)) {
      diags.report(diag::YamlDuplicateKey, frame.keyRange, frame.key)
          .note(first->keyRange, "the first one is here");
      return false;
    }
    return true;
  }

  void addMerge(Frame &frame, Value *value) {
    auto isMerged = [](const Value *v) { return v->isMap() || v->isUnknown(); };
    if (value->isMap()) {
      frame.merges.push_back(value);
    } else if (value->isList() && llvm::all_of(value->getItems(), isMerged)) {
      llvm::append_range(frame.merges, value->getItems());
    } else if (!value->isUnknown()) {
      diags.report(diag::YamlMergeValue, value->getRange());
    }
  }

  /// Adds what `<<` brings and the map has not: what is written wins, then the first of a list.
  void merge(Frame &frame) {
    for (const Value *merged : frame.merges)
      if (merged->isMap())
        for (const Member &member : merged->getMembers())
          if (!frame.keys.find(*frame.value, member.key))
            frame.value->add(arena, member.key, member.value, member.keyRange);
  }

  //===-- Anchors ---------------------------------------------------------===//

  void declare(YAML::anchor_t anchor) {
    if (anchors.size() <= anchor)
      anchors.resize(anchor + 1);
  }
  const Anchored &anchored(YAML::anchor_t anchor) {
    declare(anchor);
    return anchors[anchor];
  }

  static void measure(const Value &value, unsigned height, Anchored &entry) {
    ++entry.size;
    entry.height = std::max(entry.height, height);
    if (value.isList())
      for (const Value *item : value.getItems())
        measure(*item, height + 1, entry);
    else if (value.isMap())
      for (const Member &member : value.getMembers())
        measure(*member.value, height + 1, entry);
  }

  /// The rule of the API server's YAML library: the more values a document has, the fewer of them
  /// may come from aliases; all but one in a hundred up to 400,000, one in ten from 4,000,000 on.
  bool aliasesExplode() const {
    if (aliasValues <= 100 || values <= 1000)
      return false;
    double share = values <= 400'000     ? 0.99
                   : values >= 4'000'000 ? 0.10
                                         : 0.99 - 0.89 * (double(values - 400'000) / 3'600'000);
    return double(aliasValues) / double(values) > share;
  }

  //===-- Scalars ---------------------------------------------------------===//

  /// The text of a string: in the source if it stands there as it is, else a copy.
  llvm::StringRef hold(llvm::StringRef text, size_t begin) {
    size_t at = begin;
    if (at < source.text.size() && (source.text[at] == '"' || source.text[at] == '\''))
      ++at;
    if (source.text.substr(at, text.size()) == text)
      return source.text.substr(at, text.size());
    if (source.text[begin] == '"')
      return arena.copy(repairEscapes(text));
    return arena.copy(text);
  }

  /// yaml-cpp decodes `\N` and `\_` to the lone bytes 0x85 and 0xA0. All else it gives is UTF-8.
  static std::string repairEscapes(llvm::StringRef text) {
    std::string repaired;
    for (size_t i = 0; i < text.size();) {
      unsigned char c = text[i];
      size_t size =
          c < 0x80 ? 1 : llvm::getUTF8SequenceSize(text.bytes_begin() + i, text.bytes_end());
      if (size == 0) {
        repaired += '\xC2';
        size = 1;
      }
      repaired += text.substr(i, size);
      i += size;
    }
    return repaired;
  }

  Value *makePlain(llvm::StringRef text, size_t begin, SourceRange range) {
    ResolvedScalar resolved = resolvePlainScalar(text);
    switch (resolved.kind) {
    case ScalarKind::Null:
      return arena.null(range);
    case ScalarKind::Bool:
      return arena.boolean(resolved.boolean, range);
    case ScalarKind::Number:
      return arena.number(resolved.number == text ? hold(text, begin) : arena.copy(resolved.number),
                          range);
    case ScalarKind::NotFinite:
      diags.report(diag::YamlNotFinite, range, text);
      return arena.unknown(range);
    case ScalarKind::String:
      break;
    }
    return arena.string(hold(text, begin), range);
  }

  Value *makeTagged(llvm::StringRef tag, llvm::StringRef text, size_t begin, SourceRange range) {
    llvm::StringRef name = tag;
    if (!name.consume_front(coreTag))
      name = "";
    if (name == "str")
      return arena.string(hold(text, begin), range);
    if (name == "timestamp") // a string for the API server
      return arena.string(hold(text, begin), range);
    if (name == "binary")
      return makeBinary(text, range);
    if (!isCoreTag(tag)) {
      reportTag(tag, begin, range, "");
      return arena.unknown(range);
    }
    Value *value = makePlain(text, begin, range);
    bool fits = value->isUnknown() || (name == "null" && value->isNull()) ||
                (name == "bool" && value->isBool()) || (name == "float" && value->isNumber()) ||
                (name == "int" && value->isNumber() &&
                 value->getText().find_first_of(".e") == llvm::StringRef::npos);
    if (fits)
      return value;
    diags.report(diag::YamlTagMismatch, range, ("'" + text + "'").str(), spellTag(tag));
    return arena.unknown(range);
  }

  Value *makeBinary(llvm::StringRef text, SourceRange range) {
    std::string encoded;
    llvm::copy_if(text, std::back_inserter(encoded), [](char c) { return !llvm::isSpace(c); });
    std::vector<char> decoded;
    bool valid = true;
    if (llvm::Error error = llvm::decodeBase64(encoded, decoded)) {
      llvm::consumeError(std::move(error));
      valid = false;
    }
    llvm::StringRef bytes(decoded.data(), decoded.size());
    const llvm::UTF8 *at = bytes.bytes_begin();
    if (valid && llvm::isLegalUTF8String(&at, bytes.bytes_end()))
      return arena.string(arena.copy(bytes), range);
    diags.report(diag::YamlTagMismatch, range, ("'" + text + "'").str(), "!!binary");
    return arena.unknown(range);
  }

  static std::string spellTag(llvm::StringRef tag) {
    return tag.consume_front(coreTag) ? ("!!" + tag).str() : tag.str();
  }
  static bool isCoreTag(llvm::StringRef tag) {
    static constexpr llvm::StringLiteral names[] = {"null", "bool", "int",    "float",    "str",
                                                    "seq",  "map",  "binary", "timestamp"};
    return tag.consume_front(coreTag) && llvm::is_contained(names, tag);
  }
  /// Reports a tag that is unknown or does not go with `what`.
  void reportTag(llvm::StringRef tag, size_t before, SourceRange otherwise, llvm::StringRef what) {
    // The tag stands before the value, as far back as its properties go.
    size_t at = source.text.take_front(before + 1).rfind('!');
    size_t line = source.text.take_front(before).rfind('\n');
    if (at != llvm::StringRef::npos && (line == llvm::StringRef::npos || at > line)) {
      while (at > 0 && source.text[at - 1] == '!')
        --at;
      size_t end = std::min(source.text.find_first_of(" \t\r\n", at), source.text.size());
      otherwise = source.range(at, end);
    }
    if (isCoreTag(tag))
      diags.report(diag::YamlTagMismatch, otherwise, what, spellTag(tag));
    else
      diags.report(diag::YamlTag, otherwise, spellTag(tag));
  }

  //===-- Places in the text ----------------------------------------------===//

  size_t findScalarEnd(size_t begin, llvm::StringRef value) {
    llvm::StringRef rest = source.text.substr(begin);
    if (rest.empty())
      return begin;
    if (rest[0] == '"' || rest[0] == '\'') {
      if (std::optional<size_t> size = findQuotedEnd(rest))
        return begin + *size;
      throw Malformed{{source.character(begin), "this string is never closed", {}}};
    }
    if (value.empty() && rest[0] != '|' && rest[0] != '>')
      return begin;
    if (rest.starts_with(value)) // a plain one on one line
      return begin + value.size();
    if (std::optional<size_t> size = alignScalar(rest, value, [](const ScalarRun &) {}))
      return begin + *size;
    return begin + rest.take_until([](char c) { return c == '\n' || c == '\r'; }).size();
  }

  /// The size of a null that is written at `at`; 0 when the next thing stands there.
  size_t spelledNull(size_t at) const {
    llvm::StringRef rest = source.text.substr(std::min(at, source.text.size()));
    for (llvm::StringRef spelling : {"~", "null", "Null", "NULL"}) {
      if (!rest.starts_with(spelling))
        continue;
      llvm::StringRef behind = rest.drop_front(spelling.size());
      if (!behind.empty() && !llvm::StringRef(" \t\r\n,:]}").contains(behind[0]))
        return 0;
      // Before a colon it is a key: either this one, or the next after a value that is empty.
      bool isKey = behind.ltrim(" \t").starts_with(":");
      return isKey && !expectsKey() ? 0 : spelling.size();
    }
    return 0;
  }

  /// Where a value that is not written would be: behind its colon or dash.
  size_t emptyPlace() const {
    if (frames.empty())
      return 0;
    const Frame &frame = frames.back();
    size_t at = skipSpace(frame.end);
    char mark = frame.value->isList() ? '-' : ':';
    if (at < source.text.size() && source.text[at] == mark)
      return at + 1;
    return frame.end;
  }

  /// Skips blanks, line ends and comments.
  size_t skipSpace(size_t at) const {
    while (at < source.text.size()) {
      char c = source.text[at];
      if (c == '#')
        at = std::min(source.text.find_first_of("\r\n", at), source.text.size());
      else if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
        ++at;
      else
        break;
    }
    return at;
  }

  /// Skips anchor and tag. Returns their end when nothing follows on their line's content.
  size_t skipProperties(size_t at) const {
    for (unsigned i = 0; i < 2 && at < source.text.size(); ++i) {
      if (source.text[at] != '&' && source.text[at] != '!')
        break;
      at = std::min(source.text.find_first_of(" \t\r\n", at), source.text.size());
      at = skipSpace(at);
    }
    return at;
  }

  size_t findBracket(size_t at, char bracket) const {
    for (at = skipSpace(at); at < source.text.size() && source.text[at] != bracket;)
      at = skipSpace(at + 1); // a comma, or a colon with nothing behind it
    return std::min(at + 1, source.text.size());
  }

  YamlText source;
  ValueArena &arena;
  DiagnosticEngine &diags;
  Budget &budget;

  Value *root = nullptr;
  std::vector<Frame> frames;
  std::vector<Anchored> anchors; // by yaml-cpp's number
  uint64_t values = 0, aliasValues = 0;
  unsigned documents = 0;
  size_t documentBegin = 0;
  std::pair<size_t, size_t> lastScalar;
  std::optional<size_t> keyMark; // of the last key that is a scalar
};

} // namespace

SourceRange YamlText::character(size_t at) const {
  at = std::min(at, text.size());
  size_t end = at;
  if (end < text.size() && text[end] != '\n' && text[end] != '\r')
    for (++end; end < text.size() && (text[end] & 0xC0) == 0x80;)
      ++end;
  return range(at, end);
}

/// Explains what yaml-cpp says, knowing what came before: an unclosed quote or bracket shows only
/// later.
static YamlSyntaxError explain(YamlText source, llvm::StringRef theirs, size_t at,
                               const DocumentBuilder &builder) {
  llvm::StringRef text = source.text;
  YamlSyntaxError error = explainYamlError(source, theirs, at);
  auto [begin, end] = builder.getLastScalar();
  if (theirs == YAML::ErrorMsg::EOF_IN_SCALAR || theirs == YAML::ErrorMsg::DOC_IN_SCALAR)
    if (size_t quote = text.find_first_of("\"'", end); quote != llvm::StringRef::npos)
      return {source.character(quote), "this string is never closed", {}};
  llvm::StringRef last = text.slice(begin, end);
  bool quoted = last.starts_with("\"") || last.starts_with("'");
  if (quoted && last.contains('\n') && text.slice(end, at).trim(" \t").empty())
    return {source.character(begin), "this string is not closed where it should be",
            Note{source.character(end - 1), "it ends here, and more text follows"}};
  std::optional<size_t> bracket = builder.getOpenBracket();
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

YamlDocument stash::readYamlDocument(YamlText text, ValueArena &arena, DiagnosticEngine &diags,
                                     Budget &budget) {
  if (text.text.size() > size_t(std::numeric_limits<int>::max())) { // yaml-cpp counts in int
    diags.report(diag::YamlTooLarge, text.character(0));
    return {nullptr, true, {}};
  }
  DocumentBuilder builder(text, arena, diags, budget);
  TextBuffer buffer(text.text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder))
      ;
    return {builder.getRoot(), false, {}};
  } catch (const Refused &) {
    if (builder.getDocumentCount() < 2)
      return {nullptr, true, {}};
    return {nullptr, false,
            YamlSyntaxError{text.character(builder.getDocumentBegin()),
                            "this belongs to nothing above it",
                            {}}};
  } catch (const Malformed &malformed) {
    return {nullptr, false, malformed.error};
  } catch (const YAML::Exception &exception) {
    size_t at = exception.mark.is_null() ? builder.getLastScalar().second : exception.mark.pos;
    at = std::min(at, text.text.size());
    if (exception.msg == YAML::ErrorMsg::BAD_FILE) {
      diags.report(diag::YamlTooDeep, text.character(at), Budget::maxDepth);
      return {nullptr, true, {}};
    }
    if (llvm::StringRef(exception.msg).starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) {
      size_t end = std::min(text.text.find_first_of(" \t\r\n,[]{}", at), text.text.size());
      diags.report(diag::YamlUnknownAlias, text.range(at, end), text.text.slice(at + 1, end));
      return {nullptr, true, {}};
    }
    return {nullptr, false, explain(text, exception.msg, at, builder)};
  }
}
