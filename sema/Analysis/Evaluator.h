//===- Evaluator.h - expressions to constants -------------------*- C++ -*-===//
//
// Evaluates what the compiler knows; what only Stash knows stays in the text as a run-time
// variable. A mistake is reported once and gives an unknown constant, which nothing complains
// about.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_ANALYSIS_EVALUATOR_H
#define STASHC_SEMA_ANALYSIS_EVALUATOR_H

#include "sema/Analysis/Analysis.h"
#include "sema/Schema/Schema.h"

namespace stash::sema {

class Evaluator {
public:
  explicit Evaluator(Analysis &analysis) : a(analysis), constants(analysis.constants) {}

  /// The value of an expression. `wanted` is the type of the field it is for, if any: it helps to
  /// say what an unknown name was meant to be.
  const Constant *evaluate(const ast::Expr &expr, Scope &scope,
                           const schema::Type *wanted = nullptr);

  /// The text of a name where one stands as such: a bare word as it is, a string evaluated. Empty,
  /// and reported, when it depends on run-time values.
  llvm::StringRef evaluateName(const ast::Expr &expr, Scope &scope);
  /// The text of the key of `key: value`, where no constant can be meant.
  llvm::StringRef evaluateKey(const ast::Expr &expr, Scope &scope);
  /// The same as evaluateName for an optional place of a name.
  llvm::StringRef evaluateNameOrNone(const ast::Expr *expr, Scope &scope) {
    return expr ? evaluateName(*expr, scope) : llvm::StringRef();
  }

  /// A map from the items of a block; `object` is what it is written for, if that is known.
  const Constant *evaluateMap(const ast::Block &block, Scope &scope,
                              const schema::Object *object = nullptr);
  /// Adds the members that an item of a map gives. Items that give none are reported.
  void addMembers(const ast::Item &item, Scope &scope, const schema::Object *object,
                  ConstantMembers &members);

  /// Whether a condition holds; nothing when it cannot be known.
  std::optional<bool> evaluateCondition(const ast::Expr &expr, Scope &scope);

  /// Calls `body` for each turn of a loop, with a scope that has its variables.
  void forEachTurn(llvm::ArrayRef<ast::Name> variables, const ast::Expr &iterable, Scope &scope,
                   llvm::function_ref<void(Scope &)> body);
  /// Calls `visit` for the elements that loops and choices among `elements` leave.
  void forEachElement(llvm::ArrayRef<ast::Element> elements, Scope &scope,
                      llvm::function_ref<void(const ast::Element &, Scope &)> visit);
  /// Calls `visit` for the items that loops and choices among `items` leave, each with the scope of
  /// its block; constants of the blocks are declared. Without `loops`, loops and choices are
  /// visited as items.
  void forEachItem(llvm::ArrayRef<const ast::Item *> items, Scope &scope,
                   llvm::function_ref<void(const ast::Item &, Scope &)> visit);

  /// Declares the `let`s and `params` among the items of a block in its scope.
  void declareConstants(llvm::ArrayRef<const ast::Item *> items, Scope &scope);

  /// Reports the name of a constant that has a dot, where it would be taken for a member.
  void checkConstantName(ast::Name name, Scope &scope);

  /// The named arguments of a call: `name: value`, or a bare reference for both.
  struct NamedArgument {
    ast::Name name;
    const ast::Expr *value;
    Scope *scope;

    llvm::StringRef getName() const { return name.text; }
  };
  struct NamedArguments : NamedList<NamedArgument, &NamedArgument::getName> {
    bool isComplete = true; ///< not so when one was reported: others may seem to be missing
  };
  NamedArguments readArguments(llvm::ArrayRef<ast::Element> elements, Scope &scope);

  /// A signature from its parameters and groups. `onVisible` is called for those that the body may
  /// name; `scopeOfDefaults` is where defaults are evaluated.
  ParameterList readParameters(llvm::ArrayRef<ast::Param> params, Scope &scopeOfDefaults,
                               llvm::function_ref<void(const Parameter *)> onVisible = {});
  /// The type that a parameter has, from what is written and its default.
  Type getType(const ast::TypeSpec &spec, const Constant *defaultValue);

  /// Reports a value that does not fit a type. `what` is "parameter 'x'" or the like.
  bool checkType(const Constant &value, const Type &type, const llvm::Twine &what, Scope &scope,
                 SourceRange declared = {});

  /// Text for an interpolation; reports what has no text.
  Text toText(const Constant &constant, SourceRange range, Scope &scope);

  const Constant *force(Binding &binding);
  /// Evaluates the constants that nothing used, for the mistakes in them. They stay unused, and so
  /// does what only they use.
  void forceUnused();
  /// A constant of a name with its members (`m.key`), or null when there is no such constant.
  const Constant *findConstant(llvm::StringRef name, SourceRange range, Scope &scope);

private:
  const Constant *evaluateUnchecked(const ast::Expr &expr, Scope &scope,
                                    const schema::Type *wanted);
  /// Whether a list or text that is being made may have so many bytes.
  template <typename T> bool mayGrow(const T &parts, size_t more) {
    return a.budget.allowsValue((parts.size() + more) *
                                std::max<size_t>(sizeof(*parts.begin()), 32));
  }
  const Constant *evaluateReference(llvm::StringRef name, SourceRange range, Scope &scope,
                                    const schema::Type *wanted);
  const Constant *valueOf(Binding &binding, SourceRange range, Scope &scope);
  const Constant *getMember(const Constant &constant, llvm::StringRef path, SourceRange range,
                            Scope &scope);
  void reportUndefined(llvm::StringRef name, SourceRange range, Scope &scope, bool isInString,
                       const schema::Type *wanted = nullptr);
  const Constant *runtimeVariable(llvm::StringRef name, SourceRange range,
                                  TypeKind type = TypeKind::None);

  const Constant *evaluateString(const ast::StringExpr &expr, Scope &scope);
  Text evaluateTemplate(const Template &parsed, const ast::StringExpr &string, Scope &scope);
  void appendSubstitution(const Substitution &substitution, const ast::StringExpr &string,
                          Scope &scope, llvm::SmallVectorImpl<Piece> &pieces);
  const Constant *evaluateList(const ast::ListExpr &expr, Scope &scope, const schema::Type *wanted);
  void appendItems(const ast::Element &element, Scope &scope, const schema::Type *wanted,
                   llvm::SmallVectorImpl<const Constant *> &items);
  const Constant *evaluateCall(const ast::CallExpr &expr, Scope &scope);
  const Constant *evaluateFlags(const ast::CallExpr &expr, Scope &scope);
  const Constant *makeFlag(llvm::StringRef name, Text value, SourceRange range);
  void checkOptional(llvm::StringRef name, const Constant &value, SourceRange range, Scope &scope);
  const Constant *evaluateDefault(const ast::Expr &variable, const ast::Expr *otherwise,
                                  SourceRange range, Scope &scope);
  const Constant *evaluateBinary(const ast::BinaryExpr &expr, Scope &scope);
  const Constant *evaluateIf(const ast::IfExpr &expr, Scope &scope, const schema::Type *wanted);
  const Constant *evaluateParams(llvm::ArrayRef<ast::Param> params, SourceRange range,
                                 Scope &scope);

  Analysis &a;
  ConstantArena &constants;
  /// Whether a list has a value. A big list that is asked again is hashed.
  bool contains(const Constant &list, const Constant &value);
  /// Whether a union has a member; the same.
  bool contains(llvm::ArrayRef<ast::Name> members, llvm::StringRef text);

  struct Literals {
    bool areKnown = false;
    llvm::DenseSet<llvm::StringRef> texts, numbers;
  };
  llvm::DenseMap<const void *, Literals> literalsOf; ///< by the storage of the list
  /// Values that came into a map by a spread: what stands in the map itself replaces them.
  llvm::DenseSet<const Constant *> spreadMembers;
  llvm::SmallVector<Binding *, 8> evaluating; ///< by force(), the innermost last
  unsigned depth = 0;
  bool reportedDepth = false;
};

/// What an item is called in messages: "a mount".
llvm::StringRef describe(const ast::Item &item);

/// Whether `${name}` can be a substitution of Stash's.
bool isStashName(llvm::StringRef name);

/// `waitTimeout`, `WAIT_TIMEOUT`, `backupCMD`, `HTTPServer` as flags are written: `wait-timeout`,
/// `backup-cmd`, `http-server`. Digits stay with the word before them.
std::string toKebabCase(llvm::StringRef name);

} // namespace stash::sema

#endif // STASHC_SEMA_ANALYSIS_EVALUATOR_H
