#include "tools/lsp/language/CursorFrames.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace stash::lsp {

using Shape = stash::TokenKind;
using Context = CursorContext;

bool FrameReader::continues(size_t last) const {
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

bool FrameReader::breaksBetween(uint32_t begin, uint32_t end) const {
  uint32_t base = tokens.file->getBase();
  return tokens.file->getText().slice(begin - base, end - base).find_first_of("\r\n") !=
         llvm::StringRef::npos;
}

bool FrameReader::beginsItem(size_t i) const {
  if (i == 0)
    return true;
  switch (at(i - 1).kind) {
  case Shape::LBRACE:
  case Shape::COMMA:
    return true;
  default:
    break;
  }
  uint32_t begin = i < size() && i < limit ? at(i).range.begin : wordBegin;
  bool goesOn = i < limit && (at(i).shape == Shape::PIPE || at(i).shape == Shape::LBRACE ||
                              at(i).shape == Shape::AND || at(i).shape == Shape::OR ||
                              at(i).shape == Shape::COALESCE);
  if (goesOn || continues(i - 1))
    return false;
  return at(i - 1).shape == Shape::RBRACE || breaksBetween(at(i - 1).range.end, begin);
}

Shape FrameReader::headKind() const {
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

void FrameReader::openBrace(size_t i, Frame &frame) {
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
  case Shape::BLUEPRINT:
    frame.block = Context::Block::Invoker;
    frame.body = Body::Blueprint;
    frame.isInBlueprint = true;
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

void FrameReader::open(size_t i) {
  const Frame &around = top();
  Frame frame;
  frame.id = ++nextId;
  frame.isInFunction = around.isInFunction;
  frame.isInTask = around.isInTask;
  frame.isInBlueprint = around.isInBlueprint;
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
void FrameReader::declare(size_t i) {
  using Kind = Context::Name::Kind;
  Frame &frame = top();
  auto nameAt = [&](size_t j) {
    return j < size() && at(j).shape == Shape::NAME ? textOf(j).str() : std::string();
  };
  auto add = [&](Kind kind, size_t j) {
    if (std::string name = nameAt(j); !name.empty())
      frame.own.push_back({kind, std::move(name), {}});
  };
  switch (at(i).kind) {
  case Shape::LET:
    return add(Kind::Constant, i + 1);
  case Shape::PARAMS:
    if (i + 1 < size() && at(i + 1).shape == Shape::NAME)
      add(Kind::Group, i + 1);
    return;
  case Shape::INPUT:
    return add(Kind::Input, i + 1);
  case Shape::VOLUME:
    return add(Kind::Volume, i + 1);
  case Shape::FOR:
    for (size_t j = i + 1; !nameAt(j).empty() && at(j).kind != Shape::IN; j += 2) {
      frame.pending.push_back({Kind::Loop, nameAt(j), {}});
      if (j + 1 >= size() || at(j + 1).shape != Shape::COMMA)
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
    if (i + 2 < size() && at(i + 1).shape == Shape::COLON)
      type = textOf(i + 2).str();
    frames[frames.size() - 2].pending.push_back({Kind::Parameter, textOf(i).str(), type});
  }
}

void FrameReader::readOne(size_t i) {
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

/// Which bracket closes which, whatever their shapes: as readOne() takes them.
void FrameReader::matchBrackets() {
  closers.assign(size(), 0);
  llvm::SmallVector<uint32_t, 16> openers;
  for (uint32_t i = 0; i < size(); ++i) {
    switch (at(i).shape) {
    case Shape::LBRACE:
    case Shape::LBRACKET:
    case Shape::LPAREN:
      openers.push_back(i);
      break;
    case Shape::RBRACE:
    case Shape::RBRACKET:
    case Shape::RPAREN:
      if (!openers.empty())
        closers[openers.pop_back_val()] = i;
      break;
    default:
      break;
    }
  }
}

void FrameReader::read(size_t begin, size_t end, uint32_t newWordBegin) {
  limit = end;
  wordBegin = newWordBegin;
  if (closers.empty())
    matchBrackets();
  for (size_t i = begin; i < end; ++i) {
    readOne(i);
    // In parentheses there may be parameters, which hold in the block that follows.
    bool isBlock = at(i).shape == Shape::LBRACE || at(i).shape == Shape::LBRACKET;
    if (isBlock && closers[i] && closers[i] < end) {
      frames.pop_back();
      i = closers[i];
    }
  }
}

std::vector<CursorContext::Name> FrameReader::collectNames(size_t begin) {
  std::vector<CursorContext::Name> names;
  for (const Frame &frame : frames)
    llvm::append_range(names, frame.own);
  std::vector<Frame> saved = frames;
  for (Frame &frame : frames)
    frame.own.clear();
  size_t end = size() - 1;
  // Blocks around end at brackets that nothing here opens; what they declare is noted then.
  limit = end;
  for (size_t i = begin; i < end; ++i) {
    switch (at(i).shape) {
    case Shape::RBRACE:
    case Shape::RBRACKET:
    case Shape::RPAREN:
      llvm::append_range(names, top().own);
      top().own.clear();
      readOne(i);
      break;
    case Shape::LBRACE:
    case Shape::LBRACKET:
    case Shape::LPAREN:
      if (closers[i]) {
        i = closers[i];
        break;
      }
      [[fallthrough]];
    default:
      readOne(i);
      break;
    }
  }
  for (const Frame &frame : frames)
    llvm::append_range(names, frame.own);
  frames = std::move(saved);
  return names;
}

} // namespace stash::lsp
