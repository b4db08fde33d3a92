//===- Ast.h - the abstract syntax tree -------------------------*- C++ -*-===//
//
// What a .stash file says, as its author wrote it. Nodes are made in a Context's arena by the
// parser only, are never changed after that, and own nothing: names and literal text point into the
// SourceManager or the arena. Where the source could not be read there are error nodes, never
// nulls, except where a comment says so.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_AST_AST_H
#define STASHC_FRONTEND_AST_AST_H

#include "frontend/Basic/SourceManager.h"
#include "frontend/Template/Template.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Casting.h"
#include "llvm/Support/raw_ostream.h"

#include <deque>
#include <type_traits>

namespace stash::ast {

class Expr;
class Item;
class NameExpr;
class StringExpr;

/// Owns the nodes of one file.
class Context {
public:
  Context() = default;
  Context(const Context &) = delete;

  template <typename Node, typename... Args> Node *create(Args &&...args) {
    static_assert(std::is_trivially_destructible_v<Node>, "the arena destroys nothing");
    return new (allocator.Allocate<Node>()) Node(std::forward<Args>(args)...);
  }
  template <typename T> llvm::ArrayRef<T> copy(llvm::ArrayRef<T> items) {
    return items.copy(allocator);
  }
  llvm::StringRef copy(llvm::StringRef text) { return text.copy(allocator); }
  /// Keeps an offset map, which is not trivially destructible, as long as the nodes.
  const OffsetMap *keep(OffsetMap &&map) { return &offsets.emplace_back(std::move(map)); }
  llvm::BumpPtrAllocator &getAllocator() { return allocator; }

private:
  llvm::BumpPtrAllocator allocator;
  std::deque<OffsetMap> offsets;
};

/// A name and where it stands.
struct Name {
  llvm::StringRef text;
  SourceRange range;
};

//===-- Expressions -------------------------------------------------------===//

class Expr {
public:
  enum class Kind : uint8_t {
#define EXPR(NAME) NAME,
#include "frontend/Ast/Nodes.def"
  };
  Kind getKind() const { return kind; }
  SourceRange getRange() const { return range; }

protected:
  Expr(Kind kind, SourceRange range) : kind(kind), range(range) {}

private:
  Kind kind;
  SourceRange range;
};

#define STASH_EXPR(NAME)                                                                           \
  static bool classof(const Expr *expr) { return expr->getKind() == Kind::NAME; }

class ErrorExpr : public Expr {
public:
  explicit ErrorExpr(SourceRange range) : Expr(Kind::Error, range) {}
  STASH_EXPR(Error)
};

class NameExpr : public Expr {
public:
  explicit NameExpr(Name name) : Expr(Kind::Name, name.range), name(name.text) {}
  Name getName() const { return {name, getRange()}; }
  STASH_EXPR(Name)

private:
  llvm::StringRef name;
};

/// A string or text block: its decoded text as a template in the language's syntax.
class StringExpr : public Expr {
public:
  StringExpr(SourceRange range, llvm::StringRef text, Template parsed, const OffsetMap *offsets,
             uint32_t contentBegin, bool malformed = false)
      : Expr(Kind::String, range), text(text), parsed(parsed), offsets(offsets),
        contentBegin(contentBegin), malformed(malformed) {}
  /// The decoded text.
  llvm::StringRef getText() const { return text; }
  /// Parsed from the decoded text; a literal where the template is wrong.
  const Template &getTemplate() const { return parsed; }
  /// The source of offsets of the decoded text.
  SourceRange map(uint32_t begin, uint32_t end) const {
    return offsets ? offsets->map(begin, end)
                   : SourceRange{contentBegin + begin, contentBegin + end};
  }
  bool isLiteral() const { return parsed.isLiteral(); }
  /// Whether a mistake in its substitutions was reported.
  bool isMalformed() const { return malformed; }
  STASH_EXPR(String)

private:
  llvm::StringRef text;
  Template parsed;
  const OffsetMap *offsets; // null when the text stands in the source as it is
  uint32_t contentBegin;
  bool malformed;
};

class NumberExpr : public Expr {
public:
  NumberExpr(SourceRange range, llvm::StringRef text) : Expr(Kind::Number, range), text(text) {}
  /// As it is written: `0o644`, `256Mi`, `30s`, `9.6.19`.
  llvm::StringRef getText() const { return text; }
  STASH_EXPR(Number)

private:
  llvm::StringRef text;
};

class BoolExpr : public Expr {
public:
  BoolExpr(SourceRange range, bool value) : Expr(Kind::Bool, range), value(value) {}
  bool getValue() const { return value; }
  STASH_EXPR(Bool)

private:
  bool value;
};

class NullExpr : public Expr {
public:
  explicit NullExpr(SourceRange range) : Expr(Kind::Null, range) {}
  STASH_EXPR(Null)
};

/// An element of a list or an argument of a call.
struct Element {
  const Expr *key = nullptr; ///< the NameExpr, StringExpr or NumberExpr of `key: value`, or null
  bool isSpread = false;     ///< `...value`
  const Expr *value = nullptr;
  SourceRange range;
};

class ListExpr : public Expr {
public:
  ListExpr(SourceRange range, llvm::ArrayRef<Element> elements)
      : Expr(Kind::List, range), elements(elements) {}
  llvm::ArrayRef<Element> getElements() const { return elements; }
  STASH_EXPR(List)

private:
  llvm::ArrayRef<Element> elements;
};

/// `{ … }`: a map as a value, or the body of an item.
struct Block {
  SourceRange range; ///< with its braces
  llvm::ArrayRef<const Item *> items;
};

class MapExpr : public Expr {
public:
  explicit MapExpr(const Block *block) : Expr(Kind::Map, block->range), block(block) {}
  const Block &getBlock() const { return *block; }
  STASH_EXPR(Map)

private:
  const Block *block;
};

class CallExpr : public Expr {
public:
  CallExpr(SourceRange range, const Expr *callee, llvm::ArrayRef<Element> arguments)
      : Expr(Kind::Call, range), callee(callee), arguments(arguments) {}
  /// A NameExpr or a StringExpr.
  const Expr *getCallee() const { return callee; }
  llvm::ArrayRef<Element> getArguments() const { return arguments; }
  STASH_EXPR(Call)

private:
  const Expr *callee;
  llvm::ArrayRef<Element> arguments;
};

/// The types of parameters (docs/language.md, Parameters).
enum class TypeKind : uint8_t {
  None, ///< not written: the type of the default, else string
  String,
  Int,
  Bool,
  Path,
  Volume,
  Image,
  Quantity,
  Duration,
  Union, ///< of string literals
  List,
  Map,
  Params, ///< parameters of definitions only
};

struct TypeSpec {
  TypeKind kind = TypeKind::None;
  SourceRange range;
  llvm::ArrayRef<Name> members; ///< of a union: decoded literals
};

/// A parameter, or `...group` among parameters.
struct Param {
  Name name; ///< empty for a spread
  Name flag; ///< of `as`; empty when there is none
  TypeSpec type;
  const Expr *value = nullptr; ///< the default, or what is spread; null when there is none
  bool isSpread = false;
  SourceRange range;
  llvm::StringRef doc;
};

class ParamsExpr : public Expr {
public:
  ParamsExpr(SourceRange range, llvm::ArrayRef<Param> params)
      : Expr(Kind::Params, range), params(params) {}
  llvm::ArrayRef<Param> getParams() const { return params; }
  STASH_EXPR(Params)

private:
  llvm::ArrayRef<Param> params;
};

class OptionalExpr : public Expr {
public:
  OptionalExpr(SourceRange range, const Expr *operand)
      : Expr(Kind::Optional, range), operand(operand) {}
  const Expr *getOperand() const { return operand; }
  STASH_EXPR(Optional)

private:
  const Expr *operand;
};

enum class BinaryOperator : uint8_t { Coalesce, Or, And, Equal, NotEqual, In };

class BinaryExpr : public Expr {
public:
  BinaryExpr(BinaryOperator op, SourceRange opRange, const Expr *left, const Expr *right)
      : Expr(Kind::Binary, left->getRange().to(right->getRange())), op(op), opRange(opRange),
        left(left), right(right) {}
  BinaryOperator getOperator() const { return op; }
  SourceRange getOperatorRange() const { return opRange; }
  const Expr *getLeft() const { return left; }
  const Expr *getRight() const { return right; }
  STASH_EXPR(Binary)

private:
  BinaryOperator op;
  SourceRange opRange;
  const Expr *left, *right;
};

class NotExpr : public Expr {
public:
  NotExpr(SourceRange range, const Expr *operand) : Expr(Kind::Not, range), operand(operand) {}
  const Expr *getOperand() const { return operand; }
  STASH_EXPR(Not)

private:
  const Expr *operand;
};

/// `if` or `else if`, with what it gives.
template <typename Body> struct Branch {
  const Expr *condition = nullptr; ///< null for `else`
  Body body;
};

class IfExpr : public Expr {
public:
  using ElementBranch = Branch<llvm::ArrayRef<Element>>;
  IfExpr(SourceRange range, llvm::ArrayRef<ElementBranch> branches)
      : Expr(Kind::If, range), branches(branches) {}
  llvm::ArrayRef<ElementBranch> getBranches() const { return branches; }
  STASH_EXPR(If)

private:
  llvm::ArrayRef<ElementBranch> branches;
};

class ForExpr : public Expr {
public:
  ForExpr(SourceRange range, llvm::ArrayRef<Name> variables, const Expr *iterable,
          llvm::ArrayRef<Element> elements)
      : Expr(Kind::For, range), variables(variables), iterable(iterable), elements(elements) {}
  llvm::ArrayRef<Name> getVariables() const { return variables; }
  const Expr *getIterable() const { return iterable; }
  llvm::ArrayRef<Element> getElements() const { return elements; }
  STASH_EXPR(For)

private:
  llvm::ArrayRef<Name> variables;
  const Expr *iterable;
  llvm::ArrayRef<Element> elements;
};

/// `KIND NAME [in NAMESPACE]`, the value of a `target:`.
class TargetExpr : public Expr {
public:
  TargetExpr(SourceRange range, Name kind, const Expr *name, const Expr *ns)
      : Expr(Kind::Target, range), kind(kind), name(name), ns(ns) {}
  Name getTargetKind() const { return kind; }
  const Expr *getName() const { return name; }
  const Expr *getNamespace() const { return ns; } ///< may be null
  STASH_EXPR(Target)

private:
  Name kind;
  const Expr *name, *ns;
};

#undef STASH_EXPR

//===-- Items -------------------------------------------------------------===//

/// What may stand in a file or a block. Which items may stand where is for the semantic analysis.
class Item {
public:
  enum class Kind : uint8_t {
#define ITEM(NAME) NAME,
#include "frontend/Ast/Nodes.def"
  };
  Kind getKind() const { return kind; }
  SourceRange getRange() const { return range; }
  /// The text of the documentation comment before it, `///` and one space taken off each line.
  llvm::StringRef getDoc() const { return doc; }

protected:
  Item(Kind kind, SourceRange range, llvm::StringRef doc = {})
      : kind(kind), range(range), doc(doc) {}

private:
  Kind kind;
  SourceRange range;
  llvm::StringRef doc;
};

#define STASH_ITEM(NAME)                                                                           \
  static bool classof(const Item *item) { return item->getKind() == Kind::NAME; }

class ErrorItem : public Item {
public:
  explicit ErrorItem(SourceRange range) : Item(Kind::Error, range) {}
  STASH_ITEM(Error)
};

class PropertyItem : public Item {
public:
  PropertyItem(SourceRange range, llvm::StringRef doc, const Expr *key, const Expr *value)
      : Item(Kind::Property, range, doc), key(key), value(value) {}
  const Expr *getKey() const { return key; } ///< a NameExpr, StringExpr or NumberExpr
  const Expr *getValue() const { return value; }
  STASH_ITEM(Property)

private:
  const Expr *key, *value;
};

class SpreadItem : public Item {
public:
  SpreadItem(SourceRange range, const Expr *value) : Item(Kind::Spread, range), value(value) {}
  const Expr *getValue() const { return value; }
  STASH_ITEM(Spread)

private:
  const Expr *value;
};

class ForItem : public Item {
public:
  ForItem(SourceRange range, llvm::ArrayRef<Name> variables, const Expr *iterable,
          const Block *body)
      : Item(Kind::For, range), variables(variables), iterable(iterable), body(body) {}
  llvm::ArrayRef<Name> getVariables() const { return variables; }
  const Expr *getIterable() const { return iterable; }
  const Block &getBody() const { return *body; }
  STASH_ITEM(For)

private:
  llvm::ArrayRef<Name> variables;
  const Expr *iterable;
  const Block *body;
};

class IfItem : public Item {
public:
  using ItemBranch = Branch<const Block *>;
  IfItem(SourceRange range, llvm::ArrayRef<ItemBranch> branches)
      : Item(Kind::If, range), branches(branches) {}
  llvm::ArrayRef<ItemBranch> getBranches() const { return branches; }
  STASH_ITEM(If)

private:
  llvm::ArrayRef<ItemBranch> branches;
};

class LetItem : public Item {
public:
  LetItem(SourceRange range, llvm::StringRef doc, Name name, const Expr *value)
      : Item(Kind::Let, range, doc), name(name), value(value) {}
  Name getName() const { return name; }
  const Expr *getValue() const { return value; }
  STASH_ITEM(Let)

private:
  Name name;
  const Expr *value;
};

class ParamsItem : public Item {
public:
  ParamsItem(SourceRange range, llvm::StringRef doc, Name name, llvm::ArrayRef<Param> params)
      : Item(Kind::Params, range, doc), name(name), params(params) {}
  Name getName() const { return name; }
  llvm::ArrayRef<Param> getParams() const { return params; }
  STASH_ITEM(Params)

private:
  Name name;
  llvm::ArrayRef<Param> params;
};

class ImportItem : public Item {
public:
  ImportItem(SourceRange range, const StringExpr *path) : Item(Kind::Import, range), path(path) {}
  const StringExpr *getPath() const { return path; }
  STASH_ITEM(Import)

private:
  const StringExpr *path;
};

class InputItem : public Item {
public:
  InputItem(SourceRange range, llvm::StringRef doc, Param param)
      : Item(Kind::Input, range, doc), param(param) {}
  const Param &getParam() const { return param; }
  Name getName() const { return param.name; }
  STASH_ITEM(Input)

private:
  Param param;
};

class DefItem : public Item {
public:
  DefItem(SourceRange range, llvm::StringRef doc, Name name, llvm::ArrayRef<Param> params,
          const Block *body)
      : Item(Kind::Def, range, doc), name(name), params(params), body(body) {}
  Name getName() const { return name; }
  llvm::ArrayRef<Param> getParams() const { return params; }
  const Block &getBody() const { return *body; }
  STASH_ITEM(Def)

private:
  Name name;
  llvm::ArrayRef<Param> params;
  const Block *body;
};

class FunctionItem : public Item {
public:
  FunctionItem(SourceRange range, llvm::StringRef doc, bool isExtern, const Expr *name,
               llvm::ArrayRef<Param> params, const Block *body)
      : Item(Kind::Function, range, doc), external(isExtern), name(name), params(params),
        body(body) {}
  bool isExtern() const { return external; }
  const Expr *getName() const { return name; } ///< a NameExpr or StringExpr
  llvm::ArrayRef<Param> getParams() const { return params; }
  const Block *getBody() const { return body; } ///< null only for externs
  STASH_ITEM(Function)

private:
  bool external;
  const Expr *name;
  llvm::ArrayRef<Param> params;
  const Block *body;
};

/// Which built-in variables a Task may rely on.
enum class Direction : uint8_t { Both, Backup, Restore };

class TaskItem : public Item {
public:
  TaskItem(SourceRange range, llvm::StringRef doc, bool isExtern, Direction direction,
           const Expr *name, llvm::ArrayRef<Param> params, const Block *body)
      : Item(Kind::Task, range, doc), external(isExtern), direction(direction), name(name),
        params(params), body(body) {}
  bool isExtern() const { return external; }
  Direction getDirection() const { return direction; }
  const Expr *getName() const { return name; }
  llvm::ArrayRef<Param> getParams() const { return params; }
  const Block *getBody() const { return body; } ///< null only for externs
  STASH_ITEM(Task)

private:
  bool external;
  Direction direction;
  const Expr *name;
  llvm::ArrayRef<Param> params;
  const Block *body;
};

enum class InvokerKind : uint8_t { Repository, Backup, Restore, Blueprint };

/// The word that begins its declaration: "repository".
constexpr llvm::StringLiteral getKeyword(InvokerKind kind) {
  switch (kind) {
  case InvokerKind::Repository:
    return "repository";
  case InvokerKind::Backup:
    return "backup";
  case InvokerKind::Restore:
    return "restore";
  case InvokerKind::Blueprint:
    return "blueprint";
  }
  return "";
}

class InvokerItem : public Item {
public:
  InvokerItem(SourceRange range, llvm::StringRef doc, InvokerKind kind, const Expr *name,
              const Expr *ns, const Block *body, bool isExtern = false)
      : Item(Kind::Invoker, range, doc), invokerKind(kind), external(isExtern), name(name), ns(ns),
        body(body) {}
  bool isExtern() const { return external; } ///< then the body is empty
  InvokerKind getInvokerKind() const { return invokerKind; }
  const Expr *getName() const { return name; }
  const Expr *getNamespace() const { return ns; } ///< may be null
  const Block &getBody() const { return *body; }
  STASH_ITEM(Invoker)

private:
  InvokerKind invokerKind;
  bool external;
  const Expr *name, *ns;
  const Block *body;
};

class WithItem : public Item {
public:
  WithItem(SourceRange range, const Expr *name, const Expr *value)
      : Item(Kind::With, range), name(name), value(value) {}
  const Expr *getName() const { return name; }
  const Expr *getValue() const { return value; } ///< null for `with x`
  STASH_ITEM(With)

private:
  const Expr *name, *value;
};

class VolumeItem : public Item {
public:
  VolumeItem(SourceRange range, llvm::StringRef doc, const Expr *name, const Expr *source,
             const Block *body)
      : Item(Kind::Volume, range, doc), name(name), source(source), body(body) {}
  const Expr *getName() const { return name; }
  const Expr *getSource() const { return source; } ///< usually a NameExpr: `emptyDir`
  const Block *getBody() const { return body; }    ///< may be null
  STASH_ITEM(Volume)

private:
  const Expr *name, *source;
  const Block *body;
};

class MountItem : public Item {
public:
  MountItem(SourceRange range, const Expr *volume, const Expr *path, SourceRange readonly,
            const Expr *subPath)
      : Item(Kind::Mount, range), volume(volume), path(path), readonly(readonly), subPath(subPath) {
  }
  const Expr *getVolume() const { return volume; }
  const Expr *getPath() const { return path; }
  SourceRange getReadonly() const { return readonly; } ///< invalid when it is not said
  const Expr *getSubPath() const { return subPath; }   ///< may be null
  STASH_ITEM(Mount)

private:
  const Expr *volume, *path;
  SourceRange readonly;
  const Expr *subPath;
};

class EnvItem : public Item {
public:
  EnvItem(SourceRange range, const Expr *name, const Expr *value)
      : Item(Kind::Env, range), name(name), value(value) {}
  const Expr *getName() const { return name; }
  const Expr *getValue() const { return value; } ///< null for `env N`
  STASH_ITEM(Env)

private:
  const Expr *name, *value;
};

/// A member of a batch: `target KIND NAME { … }`.
class TargetItem : public Item {
public:
  TargetItem(SourceRange range, const TargetExpr *target, const Block *body)
      : Item(Kind::Target, range), target(target), body(body) {}
  const TargetExpr &getTarget() const { return *target; }
  const Block &getBody() const { return *body; }
  STASH_ITEM(Target)

private:
  const TargetExpr *target;
  const Block *body;
};

struct Step {
  const Expr *name; ///< a NameExpr or StringExpr
  llvm::ArrayRef<Element> arguments;
  SourceRange argumentsRange; ///< with its parentheses; invalid when there are none
  SourceRange range;
};

class PipelineItem : public Item {
public:
  PipelineItem(SourceRange range, llvm::StringRef doc, llvm::ArrayRef<Step> steps,
               const Block *body)
      : Item(Kind::Pipeline, range, doc), steps(steps), body(body) {}
  llvm::ArrayRef<Step> getSteps() const { return steps; }
  const Block *getBody() const { return body; } ///< of `gcs { … }`, else null
  STASH_ITEM(Pipeline)

private:
  llvm::ArrayRef<Step> steps;
  const Block *body;
};

#undef STASH_ITEM

/// A whole file.
struct Module {
  const SourceFile *file = nullptr;
  llvm::ArrayRef<const Item *> items;
  /// Where brackets do not match, and it was guessed how they should: from an opening one without
  /// an end to its guessed end, and closing ones that close nothing. Not each was reported.
  llvm::ArrayRef<SourceRange> guessedBrackets;
};

/// Writes a tree in a stable, readable form (`--emit=ast`).
void dump(const Module &module, llvm::raw_ostream &out);

} // namespace stash::ast

#endif // STASHC_FRONTEND_AST_AST_H
