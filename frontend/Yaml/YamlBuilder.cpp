#include "frontend/Yaml/YamlBuilder.h"

#include "frontend/Basic/DiagnosticsYaml.h"
#include "frontend/Value/MapKeys.h"
#include "frontend/Yaml/ScalarResolver.h"
#include "frontend/Yaml/ScalarSource.h"
#include "frontend/Yaml/YamlRules.h"
#include "frontend/Yaml/YamlScalars.h"

#include "llvm/ADT/DenseSet.h"
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

/// yaml-cpp takes a carriage return without a line feed for text. Returns the text with all of them
/// as line feeds, which keeps offsets; in `copy` if there are any.
llvm::StringRef replaceLoneReturns(llvm::StringRef text, std::string &copy) {
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
    size_t end = findScalarEnd(begin, value);
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
    llvm::StringRef key;
    SourceRange keyRange;
    MapKeys keys;
    std::optional<size_t> replaced; ///< the member that the next value takes the place of
    llvm::SmallVector<llvm::StringRef, 0> merged; ///< keys whose value came by `<<`
  };
  struct Anchored {
    Value *value = nullptr; ///< null while it is being read
    uint64_t size = 0;      ///< values in it
    unsigned height = 0;    ///< nesting
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
    declare(anchor);
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
    frame.value->setRange(source.range(frame.begin, frame.end));
    accept(frame.value, frame.begin, frame.end, frame.anchor);
  }

  /// A value is complete: it is the root, an item, a key or a member's value.
  void accept(Value *value, size_t begin, size_t end, YAML::anchor_t anchor) {
    ++values;
    if (!budget.spend())
      refuseLarge(source.range(begin, end));
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
      if (frame.replaced)
        frame.value->getMembers()[*std::exchange(frame.replaced, std::nullopt)] =
            Member{frame.key, frame.keyRange, value};
      else
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
    const Member *first = frame.keys.find(*frame.value, frame.key);
    if (!first)
      return true;
    auto merged = llvm::find(frame.merged, frame.key);
    if (merged != frame.merged.end()) {
      frame.merged.erase(merged);
    } else if (isOtherType(frame, *first)) {
      diags.report(diag::YamlKeyType, frame.keyRange, frame.key)
          .note(first->keyRange, "the other one is here");
    } else {
      diags.report(diag::YamlDuplicateKey, frame.keyRange, frame.key)
          .note(first->keyRange, "the first one is here");
      return false;
    }
    frame.replaced = first - frame.value->getMembers().data();
    return true;
  }

  /// Whether the key is a string where that of a member with the same text is a number or a
  /// boolean, or the other way round: these are two keys until JSON is made of them.
  bool isOtherType(const Frame &frame, const Member &member) const {
    auto isQuoted = [&](SourceRange range) {
      size_t at = range.begin - source.base;
      return at < source.text.size() && (source.text[at] == '"' || source.text[at] == '\'');
    };
    return isQuoted(frame.keyRange) != isQuoted(member.keyRange) &&
           resolvePlainScalar(frame.key).kind != ScalarKind::String;
  }

  void addMerge(Frame &frame, Value *value) {
    auto isMerged = [](const Value *v) { return v->isMap() || v->isUnknown(); };
    if (value->isMap())
      return merge(frame, {value}, value->getRange());
    if (value->isList() && llvm::all_of(value->getItems(), isMerged))
      return merge(frame, std::as_const(*value).getItems(), value->getRange());
    if (!value->isUnknown())
      diags.report(diag::YamlMergeValue, value->getRange());
  }

  /// Takes over the members of `maps`, of which the first that has a key wins. As Kubernetes'
  /// reader does, and not as others do, they replace what the map has already.
  void merge(Frame &frame, llvm::ArrayRef<Value *> maps, SourceRange place) {
    llvm::DenseSet<llvm::StringRef> seen;
    for (const Value *map : maps) {
      if (!map->isMap())
        continue;
      for (const Member &member : map->getMembers()) {
        if (!seen.insert(member.key).second)
          continue;
        const Member *first = frame.keys.find(*frame.value, member.key);
        if (!first) {
          frame.value->add(arena, member.key, member.value, member.keyRange);
          frame.merged.push_back(member.key);
          continue;
        }
        diags.report(diag::YamlMergeOrder, place, member.key)
            .note(first->keyRange, "the value that others keep is here");
        bool isOwn = !llvm::is_contained(frame.merged, member.key);
        if (isOwn)
          frame.merged.push_back(member.key);
        frame.value->getMembers()[first - frame.value->getMembers().data()] = member;
      }
    }
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
      throw Malformed{{source.character(end), "a space is missing behind this colon", {}}};
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
  std::vector<Anchored> anchors; // by yaml-cpp's number
  uint64_t values = 0, aliasValues = 0;
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
