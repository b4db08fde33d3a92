#include "frontend/Yaml/YamlBuilder.h"

#include "frontend/Basic/DiagnosticsYaml.h"
#include "frontend/Value/MapKeys.h"
#include "frontend/Yaml/ScalarSource.h"
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
  DocumentBuilder(YamlText text, ValueArena &arena, DiagnosticEngine &diags, Budget &budget)
      : source(text), arena(arena), diags(diags), budget(budget), scalars(text, arena, diags) {}

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
    size_t begin = anchor ? source.skipProperties(mark.pos) : size_t(mark.pos);
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
    size_t begin = mark.pos;
    if (begin < source.text.size() && (source.text[begin] == '&' || source.text[begin] == '!'))
      begin = source.skipProperties(begin);
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
    Value *made = scalars.make(tag, value, begin, range);
    accept(made, begin, end, anchor);
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

  void open(Value *value, const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style, char bracket) {
    size_t begin = mark.pos;
    bool tagged = tag != "?" && tag != "!";
    if (tagged || anchor)
      begin = source.skipProperties(begin);
    scalars.checkCollectionTag(tag, value->isMap(), mark.pos, source.range(mark.pos, begin));
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
      frame.end = source.findBracket(frame.end, bracket);
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
  DocumentBuilder builder(text, arena, diags, budget);
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
