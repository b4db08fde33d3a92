//===- Bodies.h - what Functions and Tasks say ------------------*- C++ -*-===//
//
// The second pass of the analysis: evaluates the bodies of Functions and Tasks, now that all of
// them are known by name.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_ANALYSIS_BODIES_H
#define STASHC_SEMA_ANALYSIS_BODIES_H

#include "sema/Analysis/Declarations.h"

namespace stash::sema {

/// Collects the fields of a Function's spec, wherever in it they belong.
class FunctionBody {
public:
  FunctionBody(Analysis &analysis, Evaluator &evaluator, const PendingFunction &pending)
      : a(analysis), evaluator(evaluator), function(*pending.function), item(*pending.item),
        scope(*pending.scope) {}
  void run();

private:
  using Members = ConstantMembers;

  void addItem(const ast::Item &item, Scope &at);
  void addProperty(const ast::PropertyItem &property, Scope &at);
  void addField(llvm::StringRef name, SourceRange range, const Constant *value, Scope &at);
  void addMount(const ast::MountItem &mount, Scope &at);
  void addEnv(const ast::EnvItem &env, Scope &at);
  const Constant *readEnvSource(const ast::CallExpr &call, Scope &at);
  void put(Members &members, llvm::StringRef name, SourceRange range, const Constant *value,
           Scope &at);
  /// Appends to a list that short forms and a property share.
  void append(Members &members, llvm::StringRef name, SourceRange range, const Constant *value);

  Analysis &a;
  Evaluator &evaluator;
  Function &function;
  const ast::FunctionItem &item;
  Scope &scope;
  Members spec, settings;
  llvm::SmallVector<std::pair<llvm::StringRef, llvm::SmallVector<const Constant *, 4>>, 2> lists;
};

class TaskBody {
public:
  TaskBody(Analysis &analysis, Evaluator &evaluator, const PendingTask &pending)
      : a(analysis), evaluator(evaluator), task(*pending.task), item(*pending.item),
        scope(*pending.scope) {}
  void run();

private:
  void addVolume(const ast::VolumeItem &volume, Scope &at);
  void addItem(const ast::Item &item, Scope &at);
  void addWith(const ast::WithItem &with, Scope &at);
  void addStep(const ast::Step &step, Scope &at);
  bool isMissingVolume(const ast::Expr &value, const Parameter &parameter, Scope &at);
  void passWiths();

  Analysis &a;
  Evaluator &evaluator;
  Task &task;
  const ast::TaskItem &item;
  Scope &scope;
};

/// Calls `visit` for every use of a run-time variable in a constant, in order.
void forEachUse(const Constant &constant, llvm::function_ref<void(const VariableUse &)> visit);

} // namespace stash::sema

#endif // STASHC_SEMA_ANALYSIS_BODIES_H
