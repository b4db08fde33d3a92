#include "frontend/Yaml/YamlBuilder.h"

#include "frontend/Basic/DiagnosticsYaml.h"
#include "frontend/Yaml/ScalarSource.h"
#include "frontend/Yaml/YamlAnchors.h"
#include "frontend/Yaml/YamlMap.h"
#include "frontend/Yaml/YamlRules.h"
#include "frontend/Yaml/YamlScalars.h"

#include "llvm/ADT/StringExtras.h"

#include <istream>
#include <limits>
#include <streambuf>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

using namespace stash;

namespace {

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
  /// `text` is what yaml-cpp reads, `original` what was given; they differ in line ends only.
  DocumentBuilder(YamlText text, llvm::StringRef original, ValueArena &arena,
                  DiagnosticEngine &diags, Budget &budget)
      : source(text), original(original), hasTabs(text.text.contains('\t')),
        hasSeparators(hasOtherBreaks(original)), arena(arena), diags(diags), budget(budget),
        scalars(text, arena, diags) {}

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
  void OnDocumentEnd() override {
    if (hasTabs)
      if (std::optional<YamlSyntaxError> error = findTabError(source, opaque))
        throw Malformed{*error};
  }

  void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override {
    // Where a key has no colon, yaml-cpp makes up a null that stands where the key does.
    if (!frames.empty() && frames.back().value->isMap() && !frames.back().flow &&
        frames.back().state != Frame::State::Key && keyMark == size_t(mark.pos) &&
        !getOpenBracket())
      throw Malformed{
          {source.range(lastScalar.first, lastScalar.second), "a key without ':' and a value", {}}};
    checkAnchor(mark.pos, anchor);
    size_t begin = anchor ? source.skipProperties(mark.pos) : size_t(mark.pos);
    size_t size = spelledNull(begin);
    keepOpaque(begin, begin + size);
    if (size == 0) {
      if (!anchor && !frames.empty() && frames.back().flow && frames.back().value->isList())
        throw Malformed{{source.character(mark.pos), "an item of the list is missing", {}}};
      size_t at = emptyPlace();
      return accept(arena.null(source.range(at, at)), at, at, anchor);
    }
    accept(arena.null(source.range(begin, begin + size)), begin, begin + size, anchor);
  }

  void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override {
    size_t begin = mark.pos;
    checkAnchor(begin, anchor);
    size_t end = std::min(source.text.find_first_of(" \t\r\n,[]{}", begin), source.text.size());
    SourceRange range = source.range(begin, end);
    llvm::StringRef name = source.text.slice(begin + 1, end);
    const YamlAnchors::Anchored &target = anchors.get(anchor);
    if (!target.value) {
      diags.report(diag::YamlRecursiveAlias, range, name);
      return accept(arena.unknown(range), begin, end, 0);
    }
    anchors.countAlias(target);
    if (frames.size() + target.height > Budget::maxDepth)
      return refuse(diag::YamlTooDeep, range, Budget::maxDepth);
    if (anchors.explode())
      return refuse(diag::YamlAliasExpansion, range, anchors.getValueCount());
    if (!budget.spend(target.size))
      return refuseLarge(range);
    Value *copy = arena.clone(target.value);
    copy->setRange(range);
    accept(copy, begin, end, 0);
  }

  void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                const std::string &value) override {
    size_t begin = mark.pos;
    checkAnchor(begin, anchor);
    if (begin < source.text.size() && (source.text[begin] == '&' || source.text[begin] == '!'))
      begin = source.skipProperties(begin);
    std::optional<size_t> size = findScalarSize(source.text.substr(begin), value);
    if (!size)
      throw Malformed{{source.character(begin), "this string is never closed", {}}};
    size_t end = begin + *size;
    lastScalar = {begin, end};
    checkScalar(begin, end, tag == "?");
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
    if (plain && takeColon(value, begin, end))
      return accept(arena.string(arena.copy(value + ":"), source.range(begin, end + 1)), begin, end,
                    anchor);
    llvm::StringRef given = hasSeparators ? original.slice(begin, end) : "";
    bool isJoined = hasOtherBreaks(given) && !given.contains("\xC2\x85") &&
                    !given.starts_with("|") && !given.starts_with(">") &&
                    given.find_first_of("\r\n\\") == llvm::StringRef::npos;
    if (!isJoined)
      return accept(scalars.make(tag, value, begin, range), begin, end, anchor);
    bool isQuoted = given.starts_with("\"") || given.starts_with("'");
    llvm::StringRef inner = isQuoted ? given.drop_front().drop_back() : given;
    accept(arena.string(arena.copy(joinSeparatedLines(inner)), range), begin, end, anchor);
  }

  void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(arena.list(), mark, tag, anchor, style, '[');
  }
  void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(arena.map(), mark, tag, anchor, style, '{');
  }
  void OnSequenceEnd() override { close(']'); }
  void OnMapEnd() override { close('}'); }

private:
  /// A list or map that is being read.
  struct Frame {
    enum class State : uint8_t { Key, Value, Merge, Dropped };

    Value *value;
    size_t begin, end; ///< what was read of it
    YAML::anchor_t anchor;
    bool flow;                ///< it has brackets
    bool hasColonKey = false; ///< its key ends with a colon: `[a:]`
    State state = State::Key; ///< what comes next in a map
    YamlMap map;
  };
  [[noreturn]] void refuseLarge(SourceRange range) {
    budget.takeReport(); // this is the report
    refuse(diag::YamlTooLarge, range);
  }
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

  void open(Value *value, const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style, char bracket) {
    size_t begin = mark.pos;
    bool tagged = tag != "?" && tag != "!";
    if (tagged || anchor)
      begin = source.skipProperties(begin);
    checkAnchor(mark.pos, anchor);
    scalars.checkTag(tag, mark.pos, source.range(mark.pos, begin));
    if (frames.size() >= Budget::maxDepth)
      refuse(diag::YamlTooDeep, source.character(begin), Budget::maxDepth);
    // The map of `[a: b]` is called flow too, but has no brackets.
    bool flow = style == YAML::EmitterStyle::Flow && begin < source.text.size() &&
                source.text[begin] == bracket;
    anchors.declare(anchor);
    Frame &frame = frames.emplace_back();
    frame.value = value;
    frame.begin = begin;
    frame.end = begin + flow;
    frame.anchor = anchor;
    frame.flow = flow;
  }

  void close(char bracket) {
    Frame frame = std::move(frames.back());
    frames.pop_back();
    if (frame.flow) {
      frame.end = source.findBracket(frame.end, bracket);
      keepOpaque(frame.begin, frame.end);
    }
    if (frame.hasColonKey && !frame.flow && frame.value->getMembers().size() == 1) {
      const Member &only = frame.value->getMembers().front();
      Value *text = arena.string(only.key, only.keyRange);
      return accept(text, frame.begin, frame.end, frame.anchor);
    }
    frame.map.close(diags);
    frame.value->setRange(source.range(frame.begin, frame.end));
    accept(frame.value, frame.begin, frame.end, frame.anchor);
  }

  /// A value is complete: it is the root, an item, a key or a member's value.
  void accept(Value *value, size_t begin, size_t end, YAML::anchor_t anchor) {
    anchors.countValue();
    if (!budget.spend())
      refuseLarge(source.range(begin, end));
    if (anchor)
      anchors.define(anchor, value);
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
      frame.state = frame.map.takeKey(*frame.value, *value, source, diags) ? Frame::State::Value
                                                                           : Frame::State::Dropped;
      break;
    case Frame::State::Value:
      frame.map.add(*frame.value, value, arena);
      break;
    case Frame::State::Merge:
      frame.map.merge(*frame.value, value, arena, diags);
      break;
    case Frame::State::Dropped:
      break;
    }
  }

  //===-- What Kubernetes' reader refuses ---------------------------------===//

  void checkAnchor(size_t at, YAML::anchor_t anchor) {
    if (!anchor)
      return;
    if (at < source.text.size() && source.text[at] == '!')
      at = source.skipSpace(std::min(source.text.find_first_of(" \t\r\n", at), source.text.size()));
    if (std::optional<YamlSyntaxError> error = findAnchorError(source, at))
      throw Malformed{*error};
  }

  void checkScalar(size_t begin, size_t end, bool isPlain) {
    keepOpaque(begin, end);
    if (begin >= end)
      return;
    if (isPlain && source.text[begin] == ':' && getOpenBracket())
      throw Malformed{{source.character(begin), "a value in brackets cannot begin with ':'", {}}};
    if (source.text[begin] == '"')
      if (std::optional<YamlSyntaxError> error = findEscapeError(source, begin, end))
        throw Malformed{*error};
  }

  /// Whether the colon behind a key in brackets belongs to it, as in `[a:]`: a blank is missing.
  bool takeColon(llvm::StringRef value, size_t begin, size_t end) {
    llvm::StringRef rest = source.text.substr(end);
    if (!expectsKey() || end - begin != value.size() || !rest.consume_front(":") || rest.empty() ||
        !getOpenBracket())
      return false;
    if (rest[0] == '[' || rest[0] == '{')
      throw Malformed{{source.character(end), "a space is missing after this colon", {}}};
    if (!llvm::StringRef(",]}").contains(rest[0]))
      return false;
    frames.back().hasColonKey = true;
    return true;
  }

  /// Tabs between these are no indentation. The blank lines behind a scalar without quotes belong
  /// to it.
  void keepOpaque(size_t begin, size_t end) {
    if (!hasTabs || begin >= end)
      return;
    char first = source.text[begin];
    if (!llvm::StringRef("\"'|>[{").contains(first))
      end = std::min(source.text.find_first_not_of(" \t\r\n", end), source.text.size());
    while (!opaque.empty() && opaque.back().first >= begin)
      opaque.pop_back();
    opaque.push_back({begin, end});
  }

  //===-- Places in the text ----------------------------------------------===//

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
    size_t at = source.skipSpace(frame.end);
    char mark = frame.value->isList() ? '-' : ':';
    if (at < source.text.size() && source.text[at] == mark)
      return at + 1;
    return frame.end;
  }

  YamlText source;
  llvm::StringRef original;
  bool hasTabs, hasSeparators;
  std::vector<std::pair<size_t, size_t>> opaque; // in order, for findTabError
  ValueArena &arena;
  DiagnosticEngine &diags;
  Budget &budget;
  YamlScalars scalars;

  Value *root = nullptr;
  std::vector<Frame> frames;
  YamlAnchors anchors;
  unsigned documents = 0;
  size_t documentBegin = 0;
  std::pair<size_t, size_t> lastScalar;
  std::optional<size_t> keyMark; // of the last key that is a scalar
};

} // namespace

YamlDocument stash::readYamlDocument(YamlText text, ValueArena &arena, DiagnosticEngine &diags,
                                     Budget &budget) {
  if (text.text.size() > size_t(std::numeric_limits<int>::max())) { // yaml-cpp counts in int
    diags.report(diag::YamlTooLarge, text.character(0));
    return {nullptr, true, {}};
  }
  llvm::StringRef original = text.text;
  if (hasOtherBreaks(original)) // values point into the text that is read
    text.text = arena.copy(replaceOtherBreaks(original));
  DocumentBuilder builder(text, original, arena, diags, budget);
  std::string replaced;
  TextBuffer buffer(replaceLoneReturns(text.text, replaced));
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
    return {nullptr, false,
            explainYamlError(text, exception.msg, at,
                             {builder.getLastScalar(), builder.getOpenBracket()})};
  }
}
