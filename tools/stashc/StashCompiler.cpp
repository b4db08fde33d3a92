#include "tools/stashc/StashCompiler.h"

#include "backend/Job/Cluster.h"
#include "backend/Lower/Lower.h"
#include "backend/Lower/OtherTools.h"
#include "frontend/Basic/DiagnosticsSchema.h"
#include "frontend/Parse/Lexer.h"
#include "frontend/Parse/Parser.h"
#include "frontend/Yaml/YamlReader.h"
#include "sema/Analysis/Layers.h"
#include "sema/Compilation.h"
#include "sema/Schema/Check.h"
#include "tools/stashc/CheckInvokers.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using driver::EmitKind;

StashCompiler::StashCompiler() = default;
StashCompiler::~StashCompiler() = default;

static sema::CompilationOptions makeOptions(const driver::CompileRequest &request) {
  sema::CompilationOptions options;
  options.importDirs = request.importDirectories;
  for (const driver::Definition &definition : request.definitions)
    options.defines.push_back({definition.name.str(), definition.value.str(), definition.range});
  options.inputsRequired = !request.checkOnly;
  options.judgesManifests = request.checkOnly;
  options.threads = request.threads;
  return options;
}

static bool isEmitted(const sema::Declared &declared, const driver::CompileRequest &request) {
  switch (declared.kind) {
  case sema::Declared::Kind::Function:
    return !declared.function->isExternal && request.wants(EmitKind::Function);
  case sema::Declared::Kind::Task:
    return !declared.task->isExternal && request.wants(EmitKind::Task);
  case sema::Declared::Kind::Invoker:
    if (declared.invoker->isExternal)
      return false;
    switch (declared.invoker->invokerKind) {
    case ast::InvokerKind::Repository:
      return request.wants(EmitKind::Repository);
    case ast::InvokerKind::Backup:
      return request.wants(EmitKind::Backup);
    case ast::InvokerKind::Restore:
      return request.wants(EmitKind::Restore);
    case ast::InvokerKind::Blueprint:
      return request.wants(EmitKind::Blueprint);
    }
    return false;
  case sema::Declared::Kind::Manifest:
    return false;
  }
  return false;
}

/// `check --schema`: plain manifests, as the API server sees them.
static void checkManifests(const driver::CompileRequest &request) {
  request.budget.watch(request.diags);
  for (const SourceFile *file : request.files) {
    unsigned errors = request.diags.getErrorCount();
    std::vector<Value *> documents = readYaml(*file, request.arena, request.diags, request.budget);
    // kubectl refuses a file in which there is nothing.
    if (documents.empty() && request.diags.getErrorCount() == errors)
      request.diags.report(diag::NoObjects, SourceRange{file->getBase(), file->getBase()});
    for (const Value *document : documents)
      if (request.budget.mayGoOn())
        schema::checkManifest(*document, request.diags, {.kubernetes = request.kubernetes});
  }
  reportExhausted(request.budget, {}, request.diags);
}

/// Everything that is known of a cluster. The operator's own Functions and Tasks, which the shipped
/// library declares, are the resolver's business.
static void fillCluster(const sema::Program &program,
                        const llvm::DenseMap<const void *, Value *> &lowered, Lowering &lowering,
                        driver::CompileResult &result) {
  std::vector<const Value *> others;
  for (const sema::Declared &declared : program.declared) {
    if (declared.file->isShipped)
      continue;
    const Value *object = lowered.lookup(declared.function);
    switch (declared.kind) {
    case sema::Declared::Kind::Function:
      if (!object && !declared.function->manifest && declared.function->spec)
        object = lowering.lower(*declared.function);
      break;
    case sema::Declared::Kind::Task:
      if (!object && !declared.task->manifest && !declared.task->steps.empty())
        object = lowering.lower(*declared.task);
      break;
    case sema::Declared::Kind::Invoker:
      if (!object)
        object = lowering.lower(*declared.invoker);
      if (declared.file->isRoot && isInvokerKind(getKind(*object))) {
        result.cluster.push_back(object);
        object = nullptr;
      }
      break;
    case sema::Declared::Kind::Manifest:
      break;
    }
    if (object)
      others.push_back(object);
  }
  for (const sema::Document &document : program.documents) {
    if (document.file->isRoot && isInvokerKind(getKind(*document.value)))
      result.cluster.push_back(document.value);
    else
      others.push_back(document.value);
  }
  result.ownInvokers = result.cluster.size();
  llvm::append_range(result.cluster, others);
}

static bool hasHoles(const sema::Declared &declared) {
  switch (declared.kind) {
  case sema::Declared::Kind::Function:
    return declared.function->hasHoles;
  case sema::Declared::Kind::Task:
    return declared.task->hasHoles;
  case sema::Declared::Kind::Invoker:
    return declared.invoker->hasHoles;
  case sema::Declared::Kind::Manifest:
    return false;
  }
  return false;
}

driver::CompileResult StashCompiler::compile(const driver::CompileRequest &request) {
  if (request.schemaOnly) {
    checkManifests(request);
    return {};
  }
  auto &program =
      *programs.emplace_back(std::make_unique<sema::Program>(request.sources, request.arena));
  return compileProgram(request, program);
}

driver::CompileResult stash::compileProgram(const driver::CompileRequest &request,
                                            sema::Program &program, bool recordOccurrences) {
  sema::CompilationOptions options = makeOptions(request);
  options.recordOccurrences = recordOccurrences;
  request.budget.watch(request.diags);
  sema::Compilation compilation(program, request.diags, request.budget, request.fileSystem,
                                std::move(options));
  compilation.run(request.files);

  driver::CompileResult result;
  result.program = &program;
  for (const auto &unit : program.files)
    if (!unit->isRoot && !unit->isShipped)
      result.dependencies.push_back(unit->path);
  llvm::append_range(result.dependencies, compilation.getMissing());

  llvm::DenseMap<const void *, Value *> lowered; // by the declared object
  Lowering lowering(request.arena, request.diags);
  auto lowerFile = [&](const sema::FileUnit *unit) {
    for (const sema::Declared &declared : program.declared) {
      if (declared.file != unit || !isEmitted(declared, request) || hasHoles(declared))
        continue;
      if (!request.budget.mayGoOn())
        return;
      switch (declared.kind) {
      case sema::Declared::Kind::Function:
        result.objects.push_back(lowering.lower(*declared.function));
        break;
      case sema::Declared::Kind::Task:
        result.objects.push_back(lowering.lower(*declared.task));
        break;
      case sema::Declared::Kind::Invoker:
        result.objects.push_back(lowering.lower(*declared.invoker));
        break;
      case sema::Declared::Kind::Manifest:
        break;
      }
      lowered[declared.function] = result.objects.back();
      schema::checkManifest(*result.objects.back(), request.diags,
                            {.laterIsError = true, .kubernetes = request.kubernetes});
      checkSize(*result.objects.back(), request.diags);
      if (request.flux)
        protectFromFlux(*result.objects.back(), request.arena);
    }
  };
  // Imported manifests are not ours: what the API server would drop from them is no error.
  for (const sema::Document &document : program.documents) {
    if (request.checkOnly && document.file->isRoot && !sema::isStashObject(*document.value))
      continue;
    schema::checkManifest(
        *document.value, request.diags,
        {.pruneUnknown = !document.file->isRoot, .kubernetes = request.kubernetes});
    checkSize(*document.value, request.diags);
  }
  for (const sema::Document &patch : program.patches)
    if (sema::isStashObject(*patch.value))
      schema::checkPatch(*patch.value, request.diags);
  if (request.withImports)
    for (const auto &unit : program.files)
      if (!unit->isRoot)
        lowerFile(unit.get());
  for (const sema::FileUnit *unit : program.roots)
    lowerFile(unit);
  if (request.wantsCluster)
    fillCluster(program, lowered, lowering, result);
  if (request.budget.mayGoOn())
    checkInvokers(program, lowered, request.arena, !request.wantsCluster, request.kubernetes,
                  request.budget, request.diags);
  if (request.wants(EmitKind::Policy))
    llvm::append_range(result.objects,
                       makePolicies(collectSignatures(program), request.policy, request.arena));
  if (request.budget.isExhausted())
    reportExhausted(request.budget,
                    result.objects.empty() ? SourceRange() : result.objects.back()->getRange(),
                    request.diags);
  // Only a whole check says whether there was something to ignore.
  if (request.checkOnly && !request.diags.hadErrors())
    for (const SourceFile *file : request.files)
      request.diags.checkIgnoreComments(*file);
  return result;
}

void StashCompiler::write(llvm::ArrayRef<Value *> objects, OutputFormat format,
                          llvm::raw_ostream &out, Budget &budget) {
  Writer writer(out, format, nullptr, &budget);
  for (const Value *object : objects)
    writer.write(*object);
}

void StashCompiler::dumpAst(const driver::CompileRequest &request, llvm::raw_ostream &out) {
  for (const SourceFile *file : request.files) {
    ast::Context ctx;
    TokenBuffer tokens = lex(*file, request.diags);
    ast::dump(parse(tokens, ctx, request.diags), out);
  }
}
