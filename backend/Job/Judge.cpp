#include "backend/Job/Judge.h"

#include "backend/Job/EffectiveTask.h"
#include "backend/Job/Invoker.h"
#include "backend/Job/InvokerCheckRun.h"
#include "backend/Job/Resolver.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Basic/DiagnosticsSchema.h"
#include "frontend/Basic/DiagnosticsSema.h"
#include "sema/Schema/Check.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;

/// Whether the operator's failure says only that something is not among the objects: it may be in
/// the cluster, and a rule of its own says when it surely is not. What a Task itself lacks was
/// reported of the Task.
static bool isElsewhere(diag::Id id) {
  return llvm::is_contained({diag::NoTask, diag::NoFunction, diag::NoAppBinding, diag::NoRepository,
                             diag::NoTaskName, diag::NoSteps, diag::TmpVolumeCrash},
                            id);
}

/// The Functions of a member's Task, null for each that is not there; nothing without a Task.
static std::optional<std::vector<const Value *>>
findFunctions(const Invoker &invoker, unsigned index, const Cluster &cluster) {
  SourceManager none;
  DiagnosticEngine silent(none);
  auto effective = findEffectiveTask(invoker, invoker.getMember(index), cluster, silent,
                                     /*mayLackAppBinding=*/true);
  const Value *task = effective ? cluster.getTask(effective->name) : nullptr;
  if (!task)
    return std::nullopt;
  std::vector<const Value *> functions;
  for (const Value *step : getItemsOf(task->at({"spec", "steps"})))
    functions.push_back(cluster.getFunction(step->getStringOr("name")));
  return functions;
}

/// Whether all that the Jobs of a member are made of is there: not so with a Function of which only
/// the signature is known.
static bool isComplete(const Invoker &invoker, unsigned index, const Cluster &cluster) {
  // Its Job has no containers, which is said of the target.
  InvokerMember member = invoker.getMember(index);
  if (invoker.isBackup && member.ref.kind == "DaemonSet")
    return false;
  // What another layer fills in, nobody knows yet.
  const Value *repository =
      cluster.getRepository(invoker.repositoryNamespace, invoker.repositoryName);
  const Value *parts[] = {invoker.object.get("metadata"),
                          invoker.getSpec().get("repository"),
                          member.getTask(),
                          member.target,
                          repository,
                          cluster.getAppBinding(member.ref.nameSpace, member.ref.name)};
  if (llvm::any_of(parts, hasUnknown))
    return false;
  if (repository && isMisspelt(repository->at({"spec", "backend"}), schema::ObjectId::Backend,
                               {"storageSecretName"}))
    return false;
  auto functions = findFunctions(invoker, index, cluster);
  // What is missing is for the resolver to say.
  return !functions || llvm::all_of(*functions, [](const Value *function) {
    return !function || function->get("spec");
  });
}

/// Whether a field of a member's Functions was reported as unknown: what its Job lacks, it may have
/// under that name.
static bool hasUnknownField(const Invoker &invoker, unsigned index, const Cluster &cluster,
                            const DiagnosticEngine &diags) {
  std::vector<SourceRange> unknown;
  for (const Diagnostic &diagnostic : diags.getDiagnostics())
    if (diagnostic.id == diag::UnknownField || diagnostic.id == diag::PrunedField)
      unknown.push_back(diagnostic.range);
  if (unknown.empty())
    return false;
  auto functions = findFunctions(invoker, index, cluster);
  return functions && llvm::any_of(*functions, [&](const Value *function) {
           return function && llvm::any_of(unknown, [&](SourceRange range) {
                    SourceRange whole = function->getRange();
                    return whole.begin <= range.begin && range.begin < whole.end;
                  });
         });
}

/// Whether a variable has no value for a reason that was said elsewhere: of a Repository without a
/// storage secret, or with a field that may be the secret, or, of what stashc builds, of a step
/// without an argument.
static bool isUnsetKnowingly(const Diagnostic &fault, bool isBuild, const DiagnosticEngine &diags) {
  if (fault.id != diag::NoSuchVariable)
    return false;
  llvm::StringRef message = fault.message;
  return llvm::any_of(diags.getDiagnostics(), [&](const Diagnostic &other) {
    bool isOfRepository = other.id == diag::NoStorageSecret ||
                          (other.id == diag::UnknownField &&
                           (llvm::StringRef(other.message).ends_with(" in the backend") ||
                            llvm::StringRef(other.message).ends_with(" in the Repository")));
    return (isOfRepository && message.contains("'REPOSITORY_SECRET_NAME")) ||
           (isBuild && other.id == diag::MissingArgument);
  });
}

/// Whether the API server itself warns so of a Job that it takes.
static bool isOfServer(diag::Id id) {
  return llvm::is_contained(
      {diag::DeadVolume, diag::NullSelector, diag::FractionalBytes, diag::OverlappingPaths}, id);
}

void stash::repeatErrors(std::vector<Diagnostic> found, diag::Stage stage,
                         DiagnosticEngine &diags) {
  if (found.empty())
    return;
  std::vector<SourceRange> said;
  for (const Diagnostic &diagnostic : diags.getDiagnostics()) {
    said.push_back(diagnostic.range);
    // An error about what runs or mounts something points at it in a note.
    if (diagnostic.id == diag::NotInDirection || diagnostic.id == diag::MissingVolume)
      for (const Note &note : diagnostic.notes)
        said.push_back(note.range);
  }
  DiagnosticEngine::StageScope scope(diags, stage);
  for (const Diagnostic &fault : found) {
    bool isKnown = llvm::any_of(said, [&](SourceRange range) {
      return range.begin < fault.range.end && fault.range.begin < range.end;
    });
    bool counts =
        fault.severity == Severity::Error || fault.id == diag::EmptyJob || isOfServer(fault.id);
    if (counts && (!isKnown || fault.id == diag::TooMuchWork))
      diags.repeat(fault);
  }
}

void stash::checkJob(const Value &job, SourceRange otherwise, ValueArena &arena,
                     DiagnosticEngine &diags, unsigned kubernetes) {
  Value *checked = arena.map(job.getRange());
  for (const Member &member : job.getMembers()) {
    Value *value = member.value;
    if (member.key == "metadata" && value->isMap()) {
      value = arena.map(value->getRange());
      for (const Member &inner : member.value->getMembers())
        if (inner.key != "ownerReferences")
          value->add(arena, inner.key, inner.value, inner.keyRange);
    }
    checked->add(arena, member.key, value, member.keyRange);
  }
  DiagnosticEngine found(diags.getSources());
  schema::checkManifest(*checked, found, {.laterIsError = true, .kubernetes = kubernetes});
  for (Diagnostic &fault : found.takeSorted()) {
    if (!fault.range.isValid())
      fault.range = otherwise;
    diags.repeat(fault);
  }
}

void stash::judgeRuns(llvm::ArrayRef<const Value *> invokers, bool isBuild, const Cluster &cluster,
                      const OperatorSettings &settings, Budget &budget, DiagnosticEngine &diags) {
  DiagnosticEngine failures(diags.getSources()), refusals(diags.getSources());
  Resolver resolver(cluster, settings, failures, budget);
  for (const Value *invoker : invokers) {
    unsigned count = Invoker(*invoker).getMemberCount();
    for (unsigned member = 0; member < count && budget.mayGoOn(); ++member) {
      if (!isComplete(Invoker(*invoker), member, cluster))
        continue;
      ValueArena arena(&budget); // one for each keeps memory flat
      Resolution resolution = resolver.resolve(
          {.invoker = *invoker, .member = member, .mayLackAppBinding = true}, arena);
      DiagnosticEngine ofMember(diags.getSources());
      SourceRange name = getNameRange(*invoker);
      for (const Value *object : resolution.objects)
        if (getKind(*object) == "Job")
          checkJob(*object, name, arena, ofMember, settings.kubernetes);
      std::vector<Diagnostic> faults = ofMember.takeSorted();
      auto isLack = [&](const Diagnostic &fault) {
        return fault.id == diag::MissingField &&
               (fault.range == name || fault.range == invoker->getRange());
      };
      bool mayHave = llvm::any_of(faults, isLack) &&
                     hasUnknownField(Invoker(*invoker), member, cluster, diags);
      for (const Diagnostic &fault : faults)
        if (!mayHave || !isLack(fault))
          refusals.repeat(fault);
    }
  }
  std::vector<Diagnostic> failed = failures.takeSorted();
  llvm::erase_if(failed, [&](const Diagnostic &fault) {
    return isElsewhere(fault.id) || isUnsetKnowingly(fault, isBuild, diags);
  });
  repeatErrors(std::move(failed), isBuild ? diag::Stage::Now : diag::Stage::Run, diags);
  repeatErrors(refusals.takeSorted(), isBuild ? diag::Stage::Now : diag::Stage::Job, diags);
}
