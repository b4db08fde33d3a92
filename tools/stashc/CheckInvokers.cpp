#include "tools/stashc/CheckInvokers.h"

#include "backend/Job/Invoker.h"
#include "backend/Job/InvokerChecks.h"
#include "backend/Job/Judge.h"
#include "backend/Lower/Lower.h"
#include "sema/Builtins/Operator.h"
#include "sema/Program/Program.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;

namespace {

/// An object of which no more than the name is known.
Value *makeNamed(llvm::StringRef kind, const sema::Object &object, ValueArena &arena) {
  Value *result = arena.map(object.range), *metadata = arena.map(object.nameRange);
  metadata->add(arena, "name", arena.string(object.name, object.nameRange));
  result->add(arena, "apiVersion", arena.string(sema::stashVersion));
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
    return declared.invoker->hasHoles || declared.invoker->isExternal
               ? nullptr
               : lowering.lower(*declared.invoker);
  case sema::Declared::Kind::Manifest:
    return nullptr;
  }
  return nullptr;
}

bool isChecked(const Value &object) {
  llvm::StringRef kind = getKind(object);
  return isInvokerKind(kind) || kind == "Repository" || kind == "BackupBlueprint" ||
         kind == "BackupSession";
}

/// Whether there is anything to judge that needs to know what is around it.
bool hasInvokers(const sema::Program &program) {
  return !program.invokers.empty() ||
         llvm::any_of(program.documents, [](const sema::Document &document) {
           return document.file->isRoot && isChecked(*document.value);
         });
}

} // namespace

void stash::checkInvokers(const sema::Program &program,
                          const llvm::DenseMap<const void *, Value *> &lowered, ValueArena &arena,
                          bool runs, unsigned kubernetes, Budget &budget, DiagnosticEngine &diags) {
  for (const sema::Declared &declared : program.declared)
    if (declared.kind == sema::Declared::Kind::Function)
      if (const Value *function = lowered.lookup(declared.function))
        checkOperatorFlags(*function, diags);
  for (const sema::Document &document : program.documents)
    if (document.file->isRoot && getKind(*document.value) == "Function")
      checkOperatorFlags(*document.value, diags);
  if (!hasInvokers(program))
    return;

  // What lowering and the index have to say is said where objects are emitted.
  DiagnosticEngine silent(diags.getSources());
  Lowering lowering(arena, silent);
  std::vector<const Value *> objects, built, read;
  std::vector<std::pair<const Value *, sema::Direction>> directions;
  for (const sema::Declared &declared : program.declared) {
    const Value *object = lowered.lookup(declared.function);
    if (!object)
      object = lowerDeclared(declared, lowering, arena);
    if (!object && declared.kind == sema::Declared::Kind::Invoker)
      diags.missObjects();
    if (!object)
      continue;
    objects.push_back(object);
    if (declared.kind == sema::Declared::Kind::Task &&
        declared.task->direction != sema::Direction::Both)
      directions.push_back({object, declared.task->direction});
    if (declared.file->isRoot && isChecked(*object))
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
  settings.kubernetes = kubernetes;
  Cluster cluster(objects, settings, silent);
  for (auto [task, direction] : directions)
    cluster.setDeclaredDirection(*task, direction);
  for (const sema::Invoker &invoker : program.invokers)
    if (invoker.isExternal)
      cluster.addExternRepository(invoker.ns, invoker.name);
  InvokerChecks checks(cluster, diags);
  for (const Value *object : built)
    checks.check(*object, {.isBuild = true});
  for (const Value *object : read)
    checks.check(*object, {});
  auto isOther = [](const Value *object) { return !isInvokerKind(getKind(*object)); };
  llvm::erase_if(built, isOther);
  llvm::erase_if(read, isOther);
  if (runs) {
    judgeRuns(built, /*isBuild=*/true, cluster, settings, budget, diags);
    judgeRuns(read, /*isBuild=*/false, cluster, settings, budget, diags);
  }
  llvm::append_range(built, read);
  checks.checkTogether(built);
}
