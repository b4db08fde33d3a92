#include "tools/lsp/language/CursorContext.h"

#include "frontend/Parse/Lexer.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace stash::lsp {

namespace {
using Shape = stash::TokenKind;
using Context = CursorContext;

/// A bracket that is open, or the file.
struct Frame {
  enum class Kind : uint8_t { Block, List, Call, Params, Group } kind = Kind::Block;
  unsigned id = 0;
  Context::Block block = Context::Block::Declarations;
  Body body = Body::None;
  bool isAtTop = false;
  bool isInFunction = false, isInTask = false;
  sema::Direction direction = sema::Direction::Both;
  std::vector<std::string> path;
  llvm::StringRef callee;
  Context::Call call = Context::Call::Expression;

  // Of the item or element that is being read.
  std::optional<size_t> head; ///< its first token
  llvm::StringRef key;
  std::vector<std::string> given;
  std::vector<Context::Name> pending; ///< names that hold in the brackets that it opens
  std::vector<Context::Name> own;     ///< names that hold in this bracket
  unsigned commas = 0;
};

class ContextFinder {
public:
  ContextFinder(llvm::StringRef text, uint32_t offset) : diags(sources) {
    file = sources.add("", llvm::MemoryBuffer::getMemBuffer(text, "", false));
    if (!file)
      return;
    cursor = file->getBase() + std::min<uint32_t>(offset, text.size());
    tokens = lex(*file, diags);
  }

  Context run();

private:
  const Token &at(size_t i) const { return tokens.getSignificant(i); }
  llvm::StringRef textOf(size_t i) const { return tokens.getText(at(i)); }
  Frame &top() { return frames.back(); }
  bool breaksBetween(uint32_t begin, uint32_t end) const {
    return sources.getText({begin, end}).find_first_of("\r\n") != llvm::StringRef::npos;
  }
  bool continues(size_t last) const;
  bool beginsItem(size_t i) const;

  void findWord();
  void read(size_t i);
  void open(size_t i);
  void openBrace(size_t i, Frame &frame);
  void declare(size_t i);
  void readAfter(size_t from);

  void answer();
  void answerInBlock(bool atItem);
  void answerHead();
  void answerInCall();
  void answerInParams();
  bool answerInString();
  void setValue(std::vector<std::string> path);
  Shape headKind() const;

  SourceManager sources;
  DiagnosticEngine diags;
  const SourceFile *file = nullptr;
  TokenBuffer tokens;
  uint32_t cursor = 0;
  uint32_t wordBegin = 0;
  size_t limit = 0; ///< significant tokens before what is being typed
  const Token *stringAtCursor = nullptr;
  std::vector<Frame> frames;
  unsigned nextId = 0;
  Context result;
};
} // namespace

/// Whether an item goes on behind the token, whatever line follows.
bool ContextFinder::continues(size_t last) const {
  switch (at(last).kind) {
  case Shape::COLON:
  case Shape::EQUAL:
  case Shape::EQUAL_EQUAL:
  case Shape::NOT_EQUAL:
  case Shape::NOT:
  case Shape::AND:
  case Shape::OR:
  case Shape::PIPE:
  case Shape::COALESCE:
  case Shape::ELLIPSIS:
  case Shape::IN:
  case Shape::AT:
    return true;
  default:
    return false;
  }
}

bool ContextFinder::beginsItem(size_t i) const {
  if (i == 0)
    return true;
  switch (at(i - 1).kind) {
  case Shape::LBRACE:
  case Shape::COMMA:
    return true;
  default:
    break;
  }
  uint32_t begin = i < tokens.significant.size() && i < limit ? at(i).range.begin : wordBegin;
  bool goesOn = i < limit && (at(i).shape == Shape::PIPE || at(i).shape == Shape::LBRACE ||
                              at(i).shape == Shape::AND || at(i).shape == Shape::OR ||
                              at(i).shape == Shape::COALESCE);
  if (goesOn || continues(i - 1))
    return false;
  return at(i - 1).shape == Shape::RBRACE || breaksBetween(at(i - 1).range.end, begin);
}

/// The word, string or comment that the cursor is in.
void ContextFinder::findWord() {
  wordBegin = cursor;
  limit = tokens.significant.size();
  for (const Token &token : tokens.tokens) {
    if (token.range.begin >= cursor)
      break;
    bool isString = token.shape == Shape::STRING || token.shape == Shape::TEXT_BLOCK ||
                    token.shape == Shape::UNTERMINATED_STRING;
    bool isWord = token.shape == Shape::NAME || token.shape == Shape::NUMBER;
    bool isUnterminated = token.shape == Shape::UNTERMINATED_STRING;
    bool isLineComment = token.shape == Shape::LINE_COMMENT || token.shape == Shape::DOC_COMMENT;
    bool isInside = cursor < token.range.end;
    bool isAtEnd = cursor == token.range.end;
    if (token.isComment() && (isInside || (isLineComment && isAtEnd)))
      limit = 0, wordBegin = 0;
    else if (isString && (isInside || (isAtEnd && isUnterminated)))
      stringAtCursor = &token, wordBegin = token.range.begin;
    else if (isWord && (isInside || isAtEnd))
      wordBegin = token.range.begin;
  }
  for (size_t i = 0; i < limit; ++i)
    if (at(i).range.begin >= wordBegin || at(i).shape == Shape::END_OF_FILE) {
      limit = i;
      break;
    }
}

Shape ContextFinder::headKind() const {
  const Frame &frame = frames.back();
  if (!frame.head || *frame.head >= limit)
    return Shape::END_OF_FILE;
  const Token &token = at(*frame.head);
  if (token.kind != Shape::NAME)
    return token.kind;
  // Text that is incomplete has no roles yet.
  return llvm::StringSwitch<Shape>(tokens.getText(token))
      .Case("function", Shape::FUNCTION)
      .Case("task", Shape::TASK)
      .Case("repository", Shape::REPOSITORY)
      .Case("def", Shape::DEF)
      .Case("extern", Shape::EXTERN)
      .Case("import", Shape::IMPORT)
      .Case("input", Shape::INPUT)
      .Case("params", Shape::PARAMS)
      .Case("mount", Shape::MOUNT)
      .Case("env", Shape::ENV)
      .Case("target", Shape::TARGET)
      .Case("backup", frame.block == Context::Block::Declarations ? Shape::BACKUP : Shape::NAME)
      .Case("restore", frame.block == Context::Block::Declarations ? Shape::RESTORE : Shape::NAME)
      .Default(Shape::NAME);
}

void ContextFinder::openBrace(size_t i, Frame &frame) {
  const Frame &around = top();
  frame.kind = Frame::Kind::Block;
  frame.block = Context::Block::Map;
  if (around.kind == Frame::Kind::List) {
    frame.body = around.body;
    frame.path = around.path;
    return;
  }
  frame.body = Body::None;
  frame.path.clear();
  if (around.kind != Frame::Kind::Block)
    return;
  auto isTaskWord = [&](size_t next) { return next < limit && textOf(next) == "task"; };
  Shape head = headKind();
  size_t first = around.head.value_or(i);
  if (head == Shape::EXTERN && first + 1 < limit)
    head = textOf(first + 1) == "function" ? Shape::FUNCTION : Shape::TASK;
  switch (head) {
  case Shape::FUNCTION:
    frame.block = Context::Block::Function;
    frame.body = Body::Function;
    frame.isInFunction = true;
    return;
  case Shape::BACKUP_TASK:
  case Shape::RESTORE_TASK:
  case Shape::TASK:
    frame.direction = head == Shape::BACKUP_TASK    ? sema::Direction::Backup
                      : head == Shape::RESTORE_TASK ? sema::Direction::Restore
                                                    : sema::Direction::Both;
    frame.block = Context::Block::Task;
    frame.body = Body::Task;
    frame.isInTask = true;
    return;
  case Shape::REPOSITORY:
    frame.block = Context::Block::Invoker;
    frame.body = Body::Repository;
    return;
  case Shape::BACKUP:
  case Shape::RESTORE:
    if (isTaskWord(first + 1)) {
      frame.block = Context::Block::Task;
      frame.body = Body::Task;
      frame.isInTask = true;
      frame.direction = head == Shape::BACKUP ? sema::Direction::Backup : sema::Direction::Restore;
      return;
    }
    frame.block = Context::Block::Invoker;
    frame.body = head == Shape::BACKUP ? Body::Backup : Body::Restore;
    return;
  case Shape::TARGET:
    frame.block = Context::Block::Invoker;
    frame.body = around.body == Body::Restore ? Body::RestoreTarget : Body::BackupTarget;
    return;
  case Shape::DEF:
    frame.block = Context::Block::Declarations;
    return;
  case Shape::FOR:
  case Shape::IF:
  case Shape::ELSE:
  case Shape::ELSE_IF:
    // `for x in { … } {`: the map before the body is one behind `in` or `==`.
    if (i > 0 && continues(i - 1))
      return;
    frame.block = around.block;
    frame.body = around.body;
    frame.path = around.path;
    frame.given = around.given;
    return;
  case Shape::VOLUME:
    frame.body = Body::Volume;
    if (i > 0 && at(i - 1).shape == Shape::NAME)
      frame.path = {textOf(i - 1).str()};
    return;
  case Shape::KEY:
    frame.body = around.body;
    frame.path = around.path;
    frame.path.push_back(around.key.str());
    return;
  case Shape::NAME:
    // `gcs { … }`
    if (i > 0 && at(i - 1).shape == Shape::NAME && around.head == i - 1) {
      frame.body = around.body;
      frame.path = around.path;
      frame.path.push_back(textOf(i - 1).str());
    }
    return;
  default:
    return;
  }
}

void ContextFinder::open(size_t i) {
  const Frame &around = top();
  Frame frame;
  frame.id = ++nextId;
  frame.isInFunction = around.isInFunction;
  frame.isInTask = around.isInTask;
  frame.direction = around.direction;
  frame.own = around.pending;
  Shape head = headKind();
  switch (at(i).shape) {
  case Shape::LBRACE:
    openBrace(i, frame);
    break;
  case Shape::LBRACKET:
    frame.kind = Frame::Kind::List;
    frame.body = around.body;
    frame.path = around.path;
    if (around.kind == Frame::Kind::Block) {
      if (around.key.empty())
        frame.body = Body::None;
      frame.path.push_back(around.key.str());
    }
    frame.path.push_back("*");
    break;
  default: {
    frame.kind = at(i).kind == Shape::CALL ? Frame::Kind::Call : Frame::Kind::Group;
    if (frame.kind != Frame::Kind::Call || i == 0)
      break;
    frame.callee = textOf(i - 1).trim('"');
    bool isHead = around.kind == Frame::Kind::Block && around.key.empty();
    bool declares = head == Shape::FUNCTION || head == Shape::TASK || head == Shape::BACKUP_TASK ||
                    head == Shape::RESTORE_TASK || head == Shape::DEF || head == Shape::EXTERN ||
                    head == Shape::PARAMS || head == Shape::BACKUP || head == Shape::RESTORE;
    if ((isHead && declares) || at(i - 1).kind == Shape::PARAMS)
      frame.kind = Frame::Kind::Params;
    else if (isHead && around.block == Context::Block::Task && head != Shape::LET &&
             head != Shape::WITH)
      frame.call = Context::Call::Step;
    else if (isHead && around.block == Context::Block::Declarations && around.head == i - 1)
      frame.call = Context::Call::Definition;
    else if (around.kind == Frame::Kind::Block && around.key == "task")
      frame.call = Context::Call::Task;
    break;
  }
  }
  frames.push_back(std::move(frame));
}

/// Notes names that an item declares.
void ContextFinder::declare(size_t i) {
  using Kind = Context::Name::Kind;
  Frame &frame = top();
  auto nameAt = [&](size_t j) {
    return j < tokens.significant.size() && at(j).shape == Shape::NAME ? textOf(j).str()
                                                                       : std::string();
  };
  auto add = [&](Kind kind, size_t j) {
    if (std::string name = nameAt(j); !name.empty())
      frame.own.push_back({kind, std::move(name), {}});
  };
  switch (at(i).kind) {
  case Shape::LET:
    return add(Kind::Constant, i + 1);
  case Shape::PARAMS:
    if (i + 1 < tokens.significant.size() && at(i + 1).shape == Shape::NAME)
      add(Kind::Group, i + 1);
    return;
  case Shape::INPUT:
    return add(Kind::Input, i + 1);
  case Shape::VOLUME:
    return add(Kind::Volume, i + 1);
  case Shape::FOR:
    for (size_t j = i + 1; !nameAt(j).empty() && at(j).kind != Shape::IN; j += 2) {
      frame.pending.push_back({Kind::Loop, nameAt(j), {}});
      if (j + 1 >= tokens.significant.size() || at(j + 1).shape != Shape::COMMA)
        break;
    }
    return;
  default:
    break;
  }
  // A parameter: the first word after `(` or a comma.
  if (frame.kind == Frame::Kind::Params && at(i).shape == Shape::NAME && i > 0 &&
      (at(i - 1).shape == Shape::LPAREN || at(i - 1).shape == Shape::COMMA) && frames.size() > 1) {
    std::string type;
    if (i + 2 < tokens.significant.size() && at(i + 1).shape == Shape::COLON)
      type = textOf(i + 2).str();
    frames[frames.size() - 2].pending.push_back({Kind::Parameter, textOf(i).str(), type});
  }
}

void ContextFinder::read(size_t i) {
  Frame *frame = &top();
  if (frame->kind == Frame::Kind::Block && beginsItem(i)) {
    frame->head = i;
    frame->key = {};
    frame->pending.clear();
  }
  declare(i);
  switch (at(i).shape) {
  case Shape::LBRACE:
  case Shape::LBRACKET:
  case Shape::LPAREN:
    return open(i);
  case Shape::RBRACE:
  case Shape::RBRACKET:
  case Shape::RPAREN:
    if (frames.size() > 1)
      frames.pop_back();
    return;
  case Shape::COMMA:
    frame->key = {};
    ++frame->commas;
    return;
  default:
    break;
  }
  if (at(i).kind == Shape::KEY) {
    frame->key = textOf(i).trim('"');
    frame->given.push_back(frame->key.str());
  } else if (frame->kind == Frame::Kind::Call && at(i).shape == Shape::NAME && i > 0 &&
             (at(i - 1).shape == Shape::LPAREN || at(i - 1).shape == Shape::COMMA)) {
    frame->given.push_back(textOf(i).str());
  }
}

/// Constants of the blocks around may be declared behind the cursor.
void ContextFinder::readAfter(size_t from) {
  std::vector<unsigned> around;
  for (const Frame &frame : frames)
    around.push_back(frame.id);
  for (const Frame &frame : frames)
    llvm::append_range(result.names, frame.own);
  size_t before = frames.size();
  (void)before;
  std::vector<Frame> saved = frames;
  for (Frame &frame : frames)
    frame.own.clear();
  limit = tokens.significant.size() - 1;
  for (size_t i = from; i < limit; ++i) {
    bool closes = at(i).shape == Shape::RBRACE || at(i).shape == Shape::RBRACKET ||
                  at(i).shape == Shape::RPAREN;
    if (closes && llvm::is_contained(around, top().id))
      llvm::append_range(result.names, top().own);
    read(i);
  }
  for (const Frame &frame : frames)
    if (llvm::is_contained(around, frame.id))
      llvm::append_range(result.names, frame.own);
  frames = std::move(saved);
}

void ContextFinder::setValue(std::vector<std::string> path) {
  result.place = Context::Place::Value;
  result.path = std::move(path);
}

/// `${na` in a string, up to the cursor. False when the cursor is in no `${…}`.
bool ContextFinder::answerInString() {
  llvm::StringRef before = sources.getText({stringAtCursor->range.begin, cursor});
  size_t open = before.rfind("${");
  if (open == llvm::StringRef::npos || before.drop_front(open).contains('}') ||
      (open > 0 && before[open - 1] == '\\'))
    return false;
  llvm::StringRef name = before.drop_front(open + 2);
  name.consume_front("#");
  if (!llvm::all_of(name,
                    [](char c) { return llvm::isAlnum(c) || c == '_' || c == '-' || c == '.'; }))
    return true; // in an operator's argument
  result.place = Context::Place::Interpolation;
  wordBegin = cursor - name.size();
  return true;
}

/// Behind the first word of an item.
void ContextFinder::answerHead() {
  const Frame &frame = top();
  Shape previous = limit > 0 ? at(limit - 1).kind : Shape::END_OF_FILE;
  Shape previousShape = limit > 0 ? at(limit - 1).shape : Shape::END_OF_FILE;
  bool isFirst = frame.head == limit - 1;
  switch (headKind()) {
  case Shape::IMPORT:
    result.place = isFirst ? Context::Place::Import : Context::Place::Nowhere;
    return;
  case Shape::LET:
  case Shape::INPUT:
    if (previousShape == Shape::COLON)
      result.place = Context::Place::Type;
    else if (continues(limit - 1))
      setValue({});
    return;
  case Shape::MOUNT:
    if (isFirst)
      result.place = Context::Place::MountedVolume;
    else if (previous == Shape::AT || textOf(limit - 1) == "at")
      setValue({"volumeMounts", "*", "mountPath"});
    return;
  case Shape::WITH:
    if (isFirst)
      result.place = Context::Place::With;
    else if (previousShape == Shape::COLON)
      setValue({});
    return;
  case Shape::VOLUME:
    if (previousShape == Shape::COLON)
      result.place = Context::Place::VolumeSource;
    return;
  case Shape::ENV:
    if (previousShape == Shape::COLON)
      setValue({"env", "*", "value"});
    return;
  case Shape::TARGET:
    if (isFirst)
      result.place = Context::Place::TargetKind;
    return;
  case Shape::FOR:
  case Shape::IF:
  case Shape::ELSE_IF:
    if (previous != Shape::FOR && previous != Shape::COMMA)
      setValue({});
    return;
  case Shape::KEY: {
    if (previousShape != Shape::COLON && !continues(limit - 1))
      return;
    llvm::StringRef key = frame.key;
    bool isInvoker = frame.block == Context::Block::Invoker;
    if (isInvoker && key == "task" && frame.body != Body::Repository) {
      result.place = Context::Place::Task;
    } else if (isInvoker && key == "repository") {
      result.place = Context::Place::Repository;
    } else if (isInvoker && key == "target") {
      result.place = Context::Place::TargetKind;
    } else {
      std::vector<std::string> path = frame.path;
      path.push_back(key.str());
      setValue(std::move(path));
    }
    return;
  }
  default:
    if (frame.block == Context::Block::Task && previousShape == Shape::PIPE)
      result.place = Context::Place::Step;
    else if (limit > 0 && continues(limit - 1) && previousShape != Shape::PIPE)
      setValue({});
    return;
  }
}

void ContextFinder::answerInBlock(bool atItem) {
  if (!atItem)
    return answerHead();
  result.place = Context::Place::Item;
  result.path = top().path;
}

void ContextFinder::answerInCall() {
  const Frame &frame = top();
  result.callee = frame.callee.str();
  result.call = frame.call;
  Shape previous = at(limit - 1).shape;
  bool isArgument = previous == Shape::LPAREN || previous == Shape::COMMA;
  if (frame.callee == "secret" || frame.callee == "configMap" || frame.callee == "field")
    return;
  if (isArgument) {
    result.place = Context::Place::Argument;
  } else if (!frame.key.empty() || continues(limit - 1)) {
    result.place = Context::Place::ArgumentValue;
    result.argument = frame.key.str();
  }
}

void ContextFinder::answerInParams() {
  Shape previous = at(limit - 1).shape;
  if (previous == Shape::COLON || previous == Shape::PIPE)
    result.place = Context::Place::Type;
  else if (previous == Shape::EQUAL || previous == Shape::ELLIPSIS || continues(limit - 1))
    setValue({});
}

void ContextFinder::answer() {
  const Frame &frame = top();
  result.block = frame.block;
  result.body = frame.body;
  result.given = frame.given;
  result.isAtTop = frame.isAtTop;
  result.isInFunction = frame.isInFunction;
  result.isInTask = frame.isInTask;
  result.direction = frame.direction;
  for (const Frame &one : llvm::reverse(frames))
    if (one.kind == Frame::Kind::Call) {
      result.enclosingCallee = one.callee.str();
      result.argumentIndex = one.commas;
      result.call = one.call;
      result.argument = one.key.str();
      break;
    }
  if (stringAtCursor) {
    if (answerInString())
      return;
    result.inString = true;
    wordBegin = std::min(cursor, stringAtCursor->range.begin + 1);
  }
  switch (frame.kind) {
  case Frame::Kind::Block:
    return answerInBlock(beginsItem(limit));
  case Frame::Kind::List:
    return setValue(frame.path);
  case Frame::Kind::Call:
    return answerInCall();
  case Frame::Kind::Params:
    return answerInParams();
  case Frame::Kind::Group:
    return setValue({});
  }
}

Context ContextFinder::run() {
  if (!file || tokens.significant.empty())
    return result;
  findWord();
  Frame outermost;
  outermost.isAtTop = true;
  frames.push_back(std::move(outermost));
  if (wordBegin == 0)
    return result;
  size_t end = limit;
  for (size_t i = 0; i < end; ++i)
    read(i);
  answer();
  // A word that is typed is no declaration of its own.
  size_t after = end;
  while (after < tokens.significant.size() && at(after).range.begin < cursor)
    ++after;
  readAfter(after);
  result.begin = wordBegin - file->getBase();
  result.prefix = sources.getText({wordBegin, cursor}).str();
  return std::move(result);
}

CursorContext findContext(llvm::StringRef text, uint32_t offset) {
  return ContextFinder(text, offset).run();
}

} // namespace stash::lsp
