#include "frontend/Basic/DiagnosticsSema.h"
#include "sema/Analysis/Checks.h"

#include "llvm/ADT/StringSet.h"

using namespace stash;
using namespace stash::sema;

/// The parameter of a Task that an argument of an invoker reaches: its own, or one of a Function of
/// its steps.
static const Parameter *findParameter(const Task &task, llvm::StringRef name) {
  if (const Parameter *own = task.getParameter(name))
    return own;
  for (const Step &step : task.steps)
    if (step.function)
      if (const Parameter *parameter = step.function->getParameter(name))
        return parameter;
  return nullptr;
}

void sema::checkInvokerCall(const InvokerCall &call, Analysis &a, Evaluator &evaluator) {
  if (!call.task)
    return; // that it does not exist is for who resolves the invoker to say
  const Task &task = *call.task;
  Scope scope(nullptr, call.invoker->file);
  // Of an external Task its signature is what is known.
  bool isDeclared = task.isExternal && !task.manifest && !task.parameters.empty();
  bool complete =
      isDeclared ||
      (!task.steps.empty() && // which is reported
       llvm::all_of(task.steps, [](const Step &step) { return step.function != nullptr; }));
  llvm::StringSet<> meant; // what misspelt arguments were to be
  for (const Argument &argument : call.arguments) {
    if (findBuiltin(argument.name))
      continue; // it wins over Stash's own (spec §3.3), and is warned about with the invoker
    if (const Parameter *parameter = findParameter(task, argument.name)) {
      a.occur(argument.nameRange, parameter->range, SymbolKind::Parameter, parameter->name, nullptr,
              parameter);
      bool scalar = argument.value->isNumber() || argument.value->isBool();
      if (!(parameter->isInferred && scalar))
        evaluator.checkType(*argument.value, parameter->type,
                            ("argument '" + argument.name + "'").str(), scope, parameter->range);
      continue;
    }
    // The Task itself may use it, and Functions that are not known may.
    bool used =
        llvm::any_of(task.uses, [&](const VariableUse &use) { return use.name == argument.name; });
    if (used || !complete)
      continue;
    auto report = a.report(scope, diag::UnknownTaskParameter, argument.nameRange, call.taskName,
                           argument.name);
    llvm::StringRef nearest = report.suggest(argument.nameRange, argument.name, [&](auto &names) {
      for (const Parameter *parameter : task.parameters)
        names.push_back(parameter->name);
      for (const Step &step : task.steps)
        if (step.function)
          for (const Parameter *parameter : step.function->parameters)
            names.push_back(parameter->name);
    });
    if (nearest.empty())
      report.note(task.nameRange, "no step of '{0}' takes it", call.taskName);
    meant.insert(nearest);
  }
  // What the Task leaves to whoever invokes it.
  llvm::SmallVector<const Parameter *, 4> required;
  for (const Parameter *parameter : task.parameters)
    if (!parameter->defaultValue)
      required.push_back(parameter);
  if (task.manifest)
    for (const Step &step : task.steps)
      if (step.function)
        for (const Parameter *parameter : step.function->parameters)
          if (!parameter->defaultValue && !step.arguments.contains(parameter->name))
            required.push_back(parameter);
  for (const Parameter *parameter : required)
    if (!call.arguments.contains(parameter->name) && !meant.contains(parameter->name))
      a.diags.report(diag::MissingArgument, call.range, call.taskName, parameter->name)
          .note(parameter->range, "it is declared here");
}
