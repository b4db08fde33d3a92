//===- Declarations.h - what the sources declare ----------------*- C++ -*-===//
//
// The first pass of the analysis: opens a scope for each file, expands loops, choices and
// definitions among declarations, and makes the Functions, Tasks and invokers with their names and
// signatures. Bodies wait until all of them are known.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_ANALYSIS_DECLARATIONS_H
#define STASHC_SEMA_ANALYSIS_DECLARATIONS_H

#include "sema/Analysis/Evaluator.h"

namespace stash::sema {

/// A constant that is set from outside: `-D name=value`.
struct Define {
  std::string name, value;
  SourceRange range; ///< where it is said in a file; invalid for the command line
};

struct PendingFunction {
  Function *function;
  const ast::FunctionItem *item;
  Scope *scope; ///< with its parameters
};
struct PendingTask {
  Task *task;
  const ast::TaskItem *item;
  Scope *scope;
};
struct PendingInvoker {
  Invoker *invoker;
  const ast::InvokerItem *item;
  Scope *scope;
};

class Declarations {
public:
  /// Inputs without a value are an error if `inputsRequired`, else unknown.
  Declarations(Analysis &analysis, Evaluator &evaluator, llvm::ArrayRef<Define> defines,
               bool inputsRequired)
      : a(analysis), evaluator(evaluator), defines(defines), inputsRequired(inputsRequired) {}

  /// Declares what all .stash files of the program declare.
  void run();

  std::vector<PendingFunction> functions;
  std::vector<PendingTask> tasks;
  std::vector<PendingInvoker> invokers;

  /// Registers an object under its name; reports one that is there already.
  bool add(Function &function);
  bool add(Task &task);

private:
  void distrust(const FileUnit &unit, bool isPartial);
  template <typename T> bool addTo(llvm::StringMap<T *> &known, T &object, llvm::StringRef kind);
  bool areAlternatives(const Object &first, const Object &second) const;
  void openScope(FileUnit &unit);
  void checkShadows(FileUnit &unit);
  void checkParameters(const ast::DefItem &item, Scope &scope);
  void declareInput(const ast::InputItem &item, Scope &scope);
  const Constant *readInput(const ast::Param &param, llvm::StringRef text, Scope &scope);
  void checkDefines();
  void declare(llvm::ArrayRef<const ast::Item *> items, Scope &scope, bool isTop);
  llvm::StringRef getDeclarationHint(const ast::Item &item, Scope &scope);
  void declareItem(const ast::Item &item, Scope &scope, bool isTop);
  void declareFunction(const ast::FunctionItem &item, Scope &scope);
  void declareTask(const ast::TaskItem &item, Scope &scope);
  void declareInvoker(const ast::InvokerItem &item, Scope &scope);
  void useDefinition(const ast::PipelineItem &item, Scope &scope);
  /// Checks the body of a definition that nothing uses, with unknown arguments.
  void checkUnused(Definition &definition);
  void checkReservedName(const Object &object, llvm::StringRef kind, Scope &scope);
  void finish(Object &object, const ast::Item &item, const ast::Expr &name, Scope &scope);

  Analysis &a;
  Evaluator &evaluator;
  llvm::ArrayRef<Define> defines;
  bool inputsRequired;
  bool isDryRun = false;        ///< nothing that is declared is kept
  bool hasUnknownNames = false; ///< of what the current file declares
  llvm::StringMap<const ast::InputItem *> inputs;
  llvm::DenseSet<const FileUnit *> partial;      ///< what they declare is not known in full
  llvm::StringMap<const Define *> definesByName; ///< the last of each name
};

} // namespace stash::sema

#endif // STASHC_SEMA_ANALYSIS_DECLARATIONS_H
