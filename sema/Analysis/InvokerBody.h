//===- InvokerBody.h - what repositories and invokers say -------*- C++ -*-===//
//
// Evaluates the bodies of `repository`, `blueprint`, `backup` and `restore`: every field by its own
// name, wherever in the spec it belongs, and the short forms. Several targets make a batch.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_ANALYSIS_INVOKERBODY_H
#define STASHC_SEMA_ANALYSIS_INVOKERBODY_H

#include "sema/Analysis/Declarations.h"

namespace stash::sema {

class InvokerBody {
public:
  InvokerBody(Analysis &analysis, Evaluator &evaluator, const PendingInvoker &pending)
      : a(analysis), evaluator(evaluator), invoker(*pending.invoker), item(*pending.item),
        scope(*pending.scope) {}
  void run();

private:
  using Members = ConstantMembers;

  /// The part of the spec that fields are put into: the whole one, or a member of a batch.
  struct Part {
    Members spec, target, task, backend;
    schema::ObjectId object;
    bool hasTarget = false;
    bool hasCall = false; ///< its Task was named by the short form
  };

  void addVariable(llvm::StringRef name, llvm::StringRef doc);
  void declareVariables();
  void addItem(const ast::Item &i, Scope &at, Part &part);
  llvm::StringRef getNoun() const;
  std::optional<llvm::StringRef> reportHabit(llvm::StringRef name, SourceRange range, Scope &at);
  bool isConstant(const ast::Expr &value, Scope &at);
  void addProperty(llvm::StringRef name, SourceRange range, const ast::Expr &value, Scope &at,
                   Part &part);
  void addField(llvm::StringRef name, SourceRange range, const Constant *value, Scope &at,
                Part &part);
  void reportMisplaced(SourceRange range, llvm::StringRef name, Scope &at);
  void addMember(const ast::TargetItem &target, Scope &at);
  bool addShortForm(llvm::StringRef name, SourceRange range, const ast::Expr &value, Scope &at,
                    Part &part);
  void setTarget(const ast::TargetExpr &target, Scope &at, Part &part);
  void setTask(const ast::Expr &value, SourceRange range, Scope &at, Part &part);
  const Constant *evaluateObjectName(const ast::Expr &expr, Scope &at);
  void setTaskName(const ast::Expr &name, Scope &at, Part &part, InvokerCall &call);
  void addCall(llvm::ArrayRef<ConstantMember> task);
  const Constant *readReference(const ast::Expr &value, Scope &at);
  void recordRepository(const Constant &reference);
  void put(Members &members, llvm::StringRef name, SourceRange range, const Constant *value,
           Scope &at);
  /// The map of a part's spec, with what was collected for its nested objects.
  const Constant *finish(Part &part, SourceRange range);
  const schema::Field *findField(const Part &part, llvm::StringRef name,
                                 Members Part::*&where) const;

  Analysis &a;
  Evaluator &evaluator;
  Invoker &invoker;
  const ast::InvokerItem &item;
  Scope &scope;
  llvm::SmallVector<const Constant *, 4> members; ///< of a batch
  SourceRange membersRange;
};

} // namespace stash::sema

#endif // STASHC_SEMA_ANALYSIS_INVOKERBODY_H
