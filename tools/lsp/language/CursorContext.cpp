#include "tools/lsp/language/CursorContext.h"

#include "frontend/Parse/Lexer.h"
#include "tools/lsp/language/CursorFrames.h"

#include "llvm/ADT/StringExtras.h"

namespace stash::lsp {

namespace {
using Shape = stash::TokenKind;
using Context = CursorContext;

class ContextFinder {
public:
  ContextFinder(const TokenBuffer &tokens, uint32_t offset)
      : tokens(tokens), file(*tokens.file), reader(tokens),
        cursor(file.getBase() + std::min<uint32_t>(offset, file.getText().size())) {}

  Context run();

private:
  const Token &at(size_t i) const { return reader.at(i); }
  llvm::StringRef textOf(size_t i) const { return reader.textOf(i); }
  llvm::StringRef getText(uint32_t begin, uint32_t end) const {
    return file.getText().slice(begin - file.getBase(), end - file.getBase());
  }
  bool continues(size_t last) const { return reader.continues(last); }

  void findWord();
  void answer();
  void answerInBlock(bool atItem);
  void answerHead();
  void answerInCall();
  void answerInParams();
  bool answerInString();
  void setValue(std::vector<std::string> path);

  const TokenBuffer &tokens;
  const SourceFile &file;
  FrameReader reader;
  uint32_t cursor = 0;
  uint32_t wordBegin = 0;
  size_t limit = 0; ///< significant tokens before what is being typed
  const Token *stringAtCursor = nullptr;
  Context result;
};
} // namespace

/// The word, string or comment that the cursor is in.
void ContextFinder::findWord() {
  wordBegin = cursor;
  limit = reader.size();
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
  size_t before = llvm::partition_point(tokens.significant,
                                        [&](uint32_t i) {
                                          const Token &token = tokens.tokens[i];
                                          return token.range.begin < wordBegin &&
                                                 token.shape != Shape::END_OF_FILE;
                                        }) -
                  tokens.significant.begin();
  limit = std::min(limit, before);
}

void ContextFinder::setValue(std::vector<std::string> path) {
  result.place = Context::Place::Value;
  result.path = std::move(path);
}

/// `${na` in a string, up to the cursor. False when the cursor is in no `${…}`.
bool ContextFinder::answerInString() {
  llvm::StringRef before = getText(stringAtCursor->range.begin, cursor);
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
  const Frame &frame = reader.getTop();
  Shape previous = limit > 0 ? at(limit - 1).kind : Shape::END_OF_FILE;
  Shape previousShape = limit > 0 ? at(limit - 1).shape : Shape::END_OF_FILE;
  bool isFirst = frame.head == limit - 1;
  switch (reader.headKind()) {
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
    } else if (isInvoker && key == "repository" && frame.body != Body::Blueprint) {
      result.place = Context::Place::Repository;
    } else if (isInvoker && key == "target" && frame.body != Body::Blueprint) {
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
  result.path = reader.getTop().path;
}

void ContextFinder::answerInCall() {
  const Frame &frame = reader.getTop();
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
  const Frame &frame = reader.getTop();
  result.block = frame.block;
  result.body = frame.body;
  result.given = frame.given;
  result.isAtTop = frame.isAtTop;
  result.isInFunction = frame.isInFunction;
  result.isInTask = frame.isInTask;
  result.isInBlueprint = frame.isInBlueprint;
  result.direction = frame.direction;
  for (const Frame &one : llvm::reverse(reader.getFrames()))
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
    return answerInBlock(reader.beginsItem(limit));
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
  if (tokens.significant.empty())
    return result;
  findWord();
  if (wordBegin == 0)
    return result;
  reader.read(0, limit, wordBegin);
  answer();
  // A word that is typed is no declaration of its own.
  size_t after = limit;
  while (after < reader.size() && at(after).range.begin < cursor)
    ++after;
  // Constants of the blocks around may be declared behind the cursor.
  result.names = reader.collectNames(after);
  result.begin = wordBegin - file.getBase();
  result.prefix = getText(wordBegin, cursor).str();
  return std::move(result);
}

CursorContext findContext(const TokenBuffer &tokens, uint32_t offset) {
  return ContextFinder(tokens, offset).run();
}

CursorContext findContext(llvm::StringRef text, uint32_t offset) {
  SourceManager sources;
  DiagnosticEngine diags(sources);
  const SourceFile *file = sources.add("", llvm::MemoryBuffer::getMemBuffer(text, "", false));
  if (!file)
    return {};
  return findContext(lex(*file, diags), offset);
}

CursorContext findContext(const Question &question, const TextDocument &now, uint32_t offset) {
  const sema::FileUnit *unit = &question.document == &now ? question.getUnit() : nullptr;
  if (unit && !unit->isManifest)
    return findContext(unit->tokens, offset);
  return findContext(now.getText(), offset);
}

} // namespace stash::lsp
