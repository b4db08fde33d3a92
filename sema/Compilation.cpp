#include "sema/Compilation.h"

#include "frontend/Basic/DiagnosticsSema.h"
#include "sema/Analysis/Bodies.h"
#include "sema/Analysis/Checks.h"
#include "sema/Analysis/InvokerBody.h"
#include "sema/Analysis/Layers.h"
#include "sema/Analysis/Loader.h"
#include "sema/Analysis/Manifests.h"
#include "sema/Builtins/Operator.h"

#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::sema;

/// Functions and Tasks of manifests enter the program like those of sources.
static void addManifests(Declarations &declarations, Analysis &analysis) {
  Program &program = analysis.program;
  for (const Document &document : program.documents) {
    llvm::StringRef apiVersion = document.value->getStringOr("apiVersion");
    llvm::StringRef kind = document.value->getStringOr("kind");
    bool isStash = apiVersion.split('/').first == stashGroup;
    if (isStash && kind == "Function") {
      Function &function = program.functions.emplace_back();
      function.file = document.file;
      readFunction(*document.value, function, analysis);
      if (declarations.add(function))
        program.declared.push_back(
            {Declared::Kind::Function, {.function = &function}, document.file});
      analysis.occur(function.nameRange, function.nameRange, SymbolKind::Function, function.name,
                     nullptr, &function);
    } else if (isStash && kind == "Task") {
      Task &task = program.tasks.emplace_back();
      task.file = document.file;
      readTask(*document.value, task, analysis);
      if (declarations.add(task))
        program.declared.push_back({Declared::Kind::Task, {.task = &task}, document.file});
      analysis.occur(task.nameRange, task.nameRange, SymbolKind::Task, task.name, nullptr, &task);
    } else {
      program.declared.push_back(
          {Declared::Kind::Manifest, {.manifest = document.value}, document.file});
      if (isStash && kind == "BackupBlueprint")
        if (const Constant *spec = readBlueprint(*document.value, *document.file, analysis)) {
          bool isJudged = analysis.judgesManifests && document.file->isRoot;
          checkBlueprint(*spec, /*isSource=*/false,
                         isJudged ? diag::Stage::Later : diag::Stage::Now, analysis);
        }
    }
  }
}

static SourceRange getNameRange(const Declared &declared) {
  switch (declared.kind) {
  case Declared::Kind::Function:
    return declared.function->nameRange;
  case Declared::Kind::Task:
    return declared.task->nameRange;
  case Declared::Kind::Invoker:
    return declared.invoker->nameRange;
  case Declared::Kind::Manifest:
    return declared.manifest->getRange();
  }
  return {};
}

/// Repositories and invokers have a name space a kind, over the whole compilation and its
/// manifests.
static void checkDuplicates(const Program &program, bool judgesManifests, DiagnosticEngine &diags) {
  struct Seen {
    SourceRange range;
    const FileUnit *file;
    bool isJudged;
  };
  llvm::StringMap<Seen> seen;
  auto add = [&](llvm::StringRef kind, llvm::StringRef ns, llvm::StringRef name, SourceRange range,
                 const FileUnit *file, bool isJudged) {
    if (name.empty())
      return;
    std::string key = (kind + "/" + ns + "/" + name).str();
    auto [at, isNew] = seen.try_emplace(key, Seen{range, file, isJudged});
    if (isNew)
      return;
    const Seen &other = at->second;
    // Alternatives of several directories, and what was built of a source, are no second ones.
    if (isJudged != other.isJudged ||
        (isJudged && llvm::sys::path::parent_path(file->path) !=
                         llvm::sys::path::parent_path(other.file->path)))
      return;
    DiagnosticEngine::StageScope scope(diags, Analysis::getStage(isJudged));
    diags.report(diag::DuplicateDeclaration, range, kind, name)
        .note(other.range, "it is declared here already");
  };
  for (const Declared &declared : program.declared) {
    if (declared.kind == Declared::Kind::Invoker) {
      const Invoker &invoker = *declared.invoker;
      add(invoker.kind, invoker.ns, invoker.name, invoker.nameRange, declared.file, false);
    } else if (declared.kind == Declared::Kind::Manifest) {
      if (judgesManifests && !isStashObject(*declared.manifest))
        continue;
      const Value *metadata = declared.manifest->get("metadata");
      const Value *name = metadata ? metadata->get("name") : nullptr;
      if (name && name->isString())
        add(declared.manifest->getStringOr("kind"), metadata->getStringOr("namespace"),
            name->getText(), name->getRange(), declared.file,
            judgesManifests && declared.file->isRoot);
    }
  }
}

void Compilation::run(llvm::ArrayRef<const SourceFile *> roots) {
  Loader loader(program, diags, budget, fs, options.importDirs);
  loader.parseAhead(roots, options.threads);
  for (const SourceFile *root : roots)
    loader.addRoot(*root);
  missing = loader.getMissing();
  if (options.judgesManifests) {
    separatePatches(program, fs, budget, diags);
    fillIn(program, options.defines, diags);
  }

  Analysis analysis(program, diags, budget);
  analysis.recordOccurrences = options.recordOccurrences;
  analysis.judgesManifests = options.judgesManifests;
  Evaluator evaluator(analysis);
  Declarations declarations(analysis, evaluator, options.defines, options.inputsRequired);
  addManifests(declarations, analysis);
  declarations.run();

  // All that is declared is known; what follows is about what it holds.
  DiagnosticEngine::KnownObjectsScope knownObjects(diags);
  for (const PendingFunction &pending : declarations.functions)
    FunctionBody(analysis, evaluator, pending).run();
  for (Task &task : program.tasks)
    if (task.manifest)
      for (Step &step : task.steps)
        step.function = program.functionsByName.lookup(step.functionName);
  recordManifestUses(analysis);
  for (const PendingTask &pending : declarations.tasks)
    TaskBody(analysis, evaluator, pending).run();
  for (const PendingInvoker &pending : declarations.invokers)
    InvokerBody(analysis, evaluator, pending).run();
  evaluator.forceUnused();
  // What is there when the budget is used up is not what was meant.
  auto stops = [&] {
    if (budget.mayGoOn())
      return false;
    SourceRange range =
        program.declared.empty() ? SourceRange() : getNameRange(program.declared.back());
    reportExhausted(budget, range, diags);
    program.declared.clear();
    return true;
  };
  if (stops())
    return;

  for (const Declared &declared : program.declared) {
    if (!budget.spend())
      break;
    if (declared.kind == Declared::Kind::Function)
      checkFunction(*declared.function, analysis);
    else if (declared.kind == Declared::Kind::Task)
      checkTask(*declared.task, analysis, evaluator);
  }
  checkDuplicates(program, options.judgesManifests, diags);
  for (const InvokerCall &call : program.invokerCalls)
    if (budget.spend(1 + call.arguments.size()))
      checkInvokerCall(call, analysis, evaluator);
  for (const Invoker &invoker : program.invokers)
    checkDollarNames(invoker, analysis);
  if (!stops()) {
    checkUnused(analysis);
    analysis.noteFurtherUses();
  }
  stops();
}
