#include "sema/Compilation.h"

#include "sema/Analysis/Bodies.h"
#include "sema/Analysis/Checks.h"
#include "sema/Analysis/Loader.h"
#include "sema/Analysis/Manifests.h"

using namespace stash;
using namespace stash::sema;

/// Functions and Tasks of manifests enter the program like those of sources.
static void addManifests(llvm::ArrayRef<Loader::Document> documents, Declarations &declarations,
                         Analysis &analysis) {
  Program &program = analysis.program;
  for (const Loader::Document &document : documents) {
    llvm::StringRef apiVersion = document.value->getStringOr("apiVersion");
    llvm::StringRef kind = document.value->getStringOr("kind");
    bool isStash = apiVersion.starts_with("stash.appscode.com/");
    if (isStash && kind == "Function") {
      Function &function = program.functions.emplace_back();
      readFunction(*document.value, function, analysis);
      function.file = document.file;
      if (declarations.add(function))
        program.declared.push_back(
            {Declared::Kind::Function, {.function = &function}, document.file});
      analysis.occur(function.nameRange, function.nameRange, SymbolKind::Function, function.name,
                     nullptr, &function);
    } else if (isStash && kind == "Task") {
      Task &task = program.tasks.emplace_back();
      readTask(*document.value, task, analysis);
      task.file = document.file;
      if (declarations.add(task))
        program.declared.push_back({Declared::Kind::Task, {.task = &task}, document.file});
      analysis.occur(task.nameRange, task.nameRange, SymbolKind::Task, task.name, nullptr, &task);
    } else {
      program.declared.push_back(
          {Declared::Kind::Manifest, {.manifest = document.value}, document.file});
    }
  }
}

void Compilation::run(llvm::ArrayRef<const SourceFile *> roots) {
  Loader loader(program, diags, budget, fs, options.importDirs);
  for (const SourceFile *root : roots)
    loader.addRoot(*root);
  missing = loader.getMissing();

  Analysis analysis(program, diags, budget);
  analysis.recordOccurrences = options.recordOccurrences;
  Evaluator evaluator(analysis);
  Declarations declarations(analysis, evaluator, options.defines, options.inputsRequired);
  addManifests(loader.getDocuments(), declarations, analysis);
  declarations.run();

  for (const PendingFunction &pending : declarations.functions)
    FunctionBody(analysis, evaluator, pending).run();
  for (Task &task : program.tasks)
    if (task.manifest)
      for (Step &step : task.steps)
        step.function = program.functionsByName.lookup(step.functionName);
  for (const PendingTask &pending : declarations.tasks)
    TaskBody(analysis, evaluator, pending).run();
  if (analysis.outOfBudget || budget.isCancelled())
    return;

  for (const Declared &declared : program.declared) {
    if (declared.kind == Declared::Kind::Function)
      checkFunction(*declared.function, analysis);
    else if (declared.kind == Declared::Kind::Task)
      checkTask(*declared.task, analysis, evaluator);
  }
  checkUnused(analysis);
}
