//===- Checks.h - what is wrong with Functions and Tasks --------*- C++ -*-===//
//
// The third pass of the analysis: checks that need all declarations. They look at the resolved
// program only, so they hold for .stash sources and for imported manifests alike.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_ANALYSIS_CHECKS_H
#define STASHC_SEMA_ANALYSIS_CHECKS_H

#include "sema/Analysis/Evaluator.h"

namespace stash::sema {

/// A container is called `NAME-INDEX` with at most 63 characters (spec §5.1).
inline constexpr size_t maxFunctionName = 61;

/// Checks of one Function by itself: its variables against its signature and Stash's own (spec §3),
/// its flags, image and environment. Those of external Functions are not reported.
void checkFunction(const Function &function, Analysis &analysis);

/// Checks of a Task with the Functions of its steps: signatures, variables of the direction,
/// volumes, order of steps.
void checkTask(const Task &task, Analysis &analysis, Evaluator &evaluator);

/// The arguments that an invoker gives to its Task, against the signatures of the Task's Functions.
void checkInvokerCall(const InvokerCall &call, Analysis &analysis, Evaluator &evaluator);

/// The variables in the text of a BackupBlueprint, which are its own. `whole` is its spec;
/// `isSource` says that a .stash source declares it, and `stage` when a mistake comes to light.
void checkBlueprint(const Constant &whole, bool isSource, diag::Stage stage, Analysis &analysis);

/// `$name` in a text where a parameter, a constant or a variable of Stash is called so.
void checkDollarNames(const Function &function, Analysis &analysis);
void checkDollarNames(const Task &task, Analysis &analysis);
void checkDollarNames(const Invoker &invoker, Analysis &analysis);

/// Constants and imports that nothing uses, in the files that are compiled.
void checkUnused(Analysis &analysis);

} // namespace stash::sema

#endif // STASHC_SEMA_ANALYSIS_CHECKS_H
