//===- CursorContext.h - what the cursor stands in --------------*- C++ -*-===//
//
// In: a text, mostly incomplete, and an offset. Out: what may be typed there, read from the tokens
// alone: the brackets around, what they belong to, and the names that hold in them. There is no
// parsing, so no mistake elsewhere in the text gets in the way. Owns copies of what it says.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_CURSORCONTEXT_H
#define STASHC_TOOLS_LSP_LANGUAGE_CURSORCONTEXT_H

#include "sema/Program/Program.h"
#include "tools/lsp/language/Fields.h"
#include "tools/lsp/language/Questions.h"

#include <string>
#include <vector>

namespace stash::lsp {

struct CursorContext {
  enum class Place : uint8_t {
    Nowhere,       ///< in a comment, or where a new name is invented
    Item,          ///< an item of a block or of the file begins
    Value,         ///< of a field, constant, default …
    Step,          ///< the name of a Function
    Argument,      ///< the name of an argument
    ArgumentValue, ///< its value
    Interpolation, ///< after `${` in a string
    Import,        ///< in the string of an import
    Type,          ///< of a parameter
    VolumeSource,
    MountedVolume,
    With,
    TargetKind,
    Task,
    Repository,
  };
  /// What the items around belong to.
  enum class Block : uint8_t { Declarations, Function, Task, Invoker, Map };

  struct Name {
    enum class Kind : uint8_t { Constant, Group, Input, Parameter, Volume, Loop } kind;
    std::string name;
    std::string type; ///< as written; empty when it is not
  };

  Place place = Place::Nowhere;
  Block block = Block::Declarations;
  bool isAtTop = false; ///< of the file
  Body body = Body::None;
  bool inString = false; ///< what is inserted needs no quotes
  /// The keys from the body to the value, `*` for the items of lists; for an Item: to the map.
  std::vector<std::string> path;
  /// Keys that the block, or names that the call, has already.
  std::vector<std::string> given;
  std::string callee;   ///< of an argument
  std::string argument; ///< whose value it is
  unsigned argumentIndex = 0;
  /// Whether the call is a step, a use of a definition or an invoker's task.
  enum class Call : uint8_t { Step, Definition, Task, Expression } call = Call::Expression;
  bool isInFunction = false, isInTask = false, isInBlueprint = false;
  sema::Direction direction = sema::Direction::Both;
  /// Names that hold here and are declared in this text, the innermost last.
  std::vector<Name> names;

  uint32_t begin = 0; ///< of what is being typed
  std::string prefix; ///< from there to the cursor
  /// The innermost call around the cursor, wherever in it the cursor is; empty for none.
  std::string enclosingCallee;
};

/// The context of an offset in a text.
CursorContext findContext(llvm::StringRef text, uint32_t offset);
/// The same of a text that was lexed already.
CursorContext findContext(const TokenBuffer &tokens, uint32_t offset);
/// The same of a document, with the tokens of the analysis if that is of this very text.
CursorContext findContext(const Question &question, const TextDocument &now, uint32_t offset);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_CURSORCONTEXT_H
