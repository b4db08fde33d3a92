#include "tools/stashc/CheckInvokers.h"

#include "backend/Job/Invoker.h"
#include "backend/Job/InvokerChecks.h"
#include "backend/Lower/Lower.h"
#include "sema/Program/Program.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;

namespace {

/// An object of which no more than the name is known.
Value *makeNamed(llvm::StringRef kind, const sema::Object &object, ValueArena &arena) {
  Value *result = arena.map(object.range), *metadata = arena.map(object.nameRange);
  metadata->add(arena, "name", arena.string(object.name, object.nameRange));
  result->add(arena, "apiVersion", arena.string("stash.appscode.com/v1beta1"));
  result->add(arena, "kind", arena.string(kind));
  result->add(arena, "metadata", metadata);
  return result;
}

/// The object of a declaration; null for what comes from a manifest.
const Value *lowerDeclared(const sema::Declared &declared, Lowering &lowering, ValueArena &arena) {
  switch (declared.kind) {
  case sema::Declared::Kind::Function: {
    const sema::Function &function = *declared.function;
    if (function.manifest)
      return nullptr;
    return function.hasHoles || !function.spec ? makeNamed("Function", function, arena)
                                               : lowering.lower(function);
  }
  case sema::Declared::Kind::Task: {
    const sema::Task &task = *declared.task;
    if (task.manifest)
      return nullptr;
    return task.hasHoles ? makeNamed("Task", task, arena) : lowering.lower(task);
  }
  case sema::Declared::Kind::Invoker:
    return declared.invoker->hasHoles ? nullptr : lowering.lower(*declared.invoker);
  case sema::Declared::Kind::Manifest:
    return nullptr;
  }
  return nullptr;
}

bool isChecked(const Value &object) {
  llvm::StringRef kind = getKind(object);
  return isInvokerKind(kind) || kind == "Repository" || kind == "Function";
}

} // namespace

void stash::checkInvokers(const sema::Program &program, ValueArena &arena,
                          DiagnosticEngine &diags) {
  // What lowering and the index have to say is said where objects are emitted.
  DiagnosticEngine silent(diags.getSources());
  Lowering lowering(arena, silent);
  std::vector<const Value *> objects, built, read;
  for (const sema::Declared &declared : program.declared)
    if (const Value *object = lowerDeclared(declared, lowering, arena)) {
      objects.push_back(object);
      bool isExternal = declared.kind == sema::Declared::Kind::Function &&
                        (declared.function->isExternal || declared.function->hasHoles);
      if (declared.file->isRoot && !isExternal && isChecked(*object))
        built.push_back(object);
    }
  for (const sema::Document &document : program.documents) {
    objects.push_back(document.value);
    if (document.file->isRoot && isChecked(*document.value))
      read.push_back(document.value);
  }
  if (built.empty() && read.empty())
    return;

  OperatorSettings settings;
  Cluster cluster(objects, settings, silent);
  InvokerChecks checks(cluster, diags);
  for (const Value *object : built)
    checks.check(*object, {.isBuild = true});
  for (const Value *object : read)
    checks.check(*object, {});
  llvm::append_range(built, read);
  llvm::erase_if(built, [](const Value *object) { return !isInvokerKind(getKind(*object)); });
  checks.checkTogether(built);
}
