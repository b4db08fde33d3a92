#include "tools/stashc/CheckInvokers.h"

#include "backend/Job/Invoker.h"
#include "backend/Job/InvokerChecks.h"
#include "backend/Job/Resolver.h"
#include "backend/Lower/Lower.h"
#include "frontend/Basic/DiagnosticsJob.h"
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
  return isInvokerKind(kind) || kind == "Repository";
}

/// Whether a fault of a run shows in the FILEs alone. What is not in them may be in the cluster,
/// and what a Task itself lacks has been reported of the Task.
bool isRunFault(diag::Id id) {
  return llvm::is_contained({diag::AddonType, diag::NoSuchVariable, diag::BadTemplate,
                             diag::OperatorCrash, diag::ValueBreaksJson, diag::BrokenJson,
                             diag::SubstitutedType, diag::NoKubeDbLabel, diag::ClaimExists},
                            id);
}

/// Runs invokers that are only judged, as `resolve` does; why the operator would make no Job of one
/// is a warning, unless something was said of that place already.
void judgeRuns(llvm::ArrayRef<const Value *> invokers, const Cluster &cluster,
               const OperatorSettings &settings, Budget &budget, DiagnosticEngine &diags) {
  DiagnosticEngine found(diags.getSources());
  Resolver resolver(cluster, settings, found, budget);
  for (const Value *invoker : invokers) {
    const Value *batch = invoker->at({"spec", "members"});
    size_t count = batch && batch->isList() ? batch->getItems().size() : 1;
    for (unsigned member = 0; member < count; ++member) {
      ValueArena arena; // one for each keeps memory flat
      resolver.resolve({.invoker = *invoker, .member = member, .mayLackAppBinding = true}, arena);
    }
  }
  DiagnosticEngine::StageScope scope(diags, diag::Stage::Run);
  std::vector<SourceRange> said;
  for (const Diagnostic &diagnostic : diags.getDiagnostics())
    said.push_back(diagnostic.range);
  for (const Diagnostic &fault : found.takeSorted()) {
    bool isKnown = llvm::any_of(said, [&](SourceRange range) {
      return range.begin < fault.range.end && fault.range.begin < range.end;
    });
    if (fault.severity != Severity::Error || !isRunFault(fault.id) || isKnown)
      continue;
    diags.repeat(fault);
  }
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
                          bool runs, Budget &budget, DiagnosticEngine &diags) {
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
  for (const sema::Declared &declared : program.declared) {
    const Value *object = lowered.lookup(declared.function);
    if (!object)
      object = lowerDeclared(declared, lowering, arena);
    if (!object)
      continue;
    objects.push_back(object);
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
  Cluster cluster(objects, settings, silent);
  InvokerChecks checks(cluster, diags);
  for (const Value *object : built)
    checks.check(*object, {.isBuild = true});
  for (const Value *object : read)
    checks.check(*object, {});
  if (runs) {
    std::vector<const Value *> judged = read;
    llvm::erase_if(judged, [](const Value *object) { return !isInvokerKind(getKind(*object)); });
    judgeRuns(judged, cluster, settings, budget, diags);
  }
  llvm::append_range(built, read);
  llvm::erase_if(built, [](const Value *object) { return !isInvokerKind(getKind(*object)); });
  checks.checkTogether(built);
}
