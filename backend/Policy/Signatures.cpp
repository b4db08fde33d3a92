#include "backend/Policy/Signatures.h"

#include "backend/Job/Cluster.h"
#include "backend/Job/InvokerChecks.h"
#include "sema/Builtins/Builtins.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::sema;

/// Whether the FILEs, or the sources that they import, say what it is.
static bool isOwn(const Object &object) {
  if (!object.file || !object.isComplete || object.hasHoles || object.name.empty())
    return false;
  if (object.manifest)
    return object.file->isRoot;
  return !object.isExternal || object.file->isShipped;
}

/// Whether everything that a Function reads is known: of a signature alone nobody knows it.
static bool isWhole(const Function *function) {
  return function && function->isComplete && !function->hasHoles && function->spec;
}

static void addName(Names &names, llvm::StringRef name) {
  if (!llvm::is_contained(names, name))
    names.push_back(name);
}

/// Adds what a text reads that Stash does not set: in a manifest that may be no parameter by name.
static void addUses(Names &names, llvm::ArrayRef<VariableUse> uses) {
  for (const VariableUse &use : uses)
    if (!findBuiltin(use.name))
      addName(names, use.name);
}

static FunctionSignature readSignature(const Function &function) {
  FunctionSignature result;
  result.name = function.name;
  for (const Parameter *parameter : function.parameters) {
    addName(result.takes, parameter->name);
    if (!parameter->defaultValue && !findBuiltin(parameter->name))
      addName(result.needs, parameter->name);
  }
  addUses(result.takes, function.uses);
  return result;
}

static TaskSignature readSignature(const Task &task, Direction direction) {
  TaskSignature result;
  result.name = task.name;
  result.direction = direction;
  result.isWhole = !task.steps.empty();
  for (const Parameter *parameter : task.parameters) {
    addName(result.takes, parameter->name);
    addName(result.leaves, parameter->name);
  }
  addUses(result.takes, task.uses);
  for (const Step &step : task.steps) {
    if (!isWhole(step.function)) {
      result.isWhole = false;
      continue;
    }
    FunctionSignature function = readSignature(*step.function);
    for (llvm::StringRef name : function.takes)
      addName(result.takes, name);
    // A manifest has no other way to say that its invokers give a parameter.
    if (task.manifest)
      for (llvm::StringRef name : function.needs)
        if (!step.arguments.contains(name))
          addName(result.leaves, name);
  }
  return result;
}

Signatures stash::collectSignatures(const Program &program) {
  Signatures result;
  for (const Function &function : program.functions)
    if (isOwn(function) && isWhole(&function))
      result.functions.push_back(readSignature(function));

  // What a manifest says of its direction shows in the Functions that it runs.
  std::vector<const Value *> manifests;
  for (const Document &document : program.documents)
    manifests.push_back(document.value);
  DiagnosticEngine silent(program.sources);
  OperatorSettings settings;
  Cluster cluster(manifests, settings, silent);
  InvokerChecks checks(cluster, silent);
  for (const Task &task : program.tasks) {
    if (!isOwn(task))
      continue;
    Direction direction = task.manifest ? checks.getDirection(task.name) : task.direction;
    result.tasks.push_back(readSignature(task, direction));
  }
  return result;
}
