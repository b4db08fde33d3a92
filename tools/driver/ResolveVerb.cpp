#include "backend/Job/Judge.h"
#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Yaml/Manifest.h"
#include "frontend/Yaml/YamlReader.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/ResolveOptions.h"
#include "tools/driver/ResolveSetup.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::driver;

bool driver::readResolveOptions(Invocation &run, CompileState &state, ResolveOptions &resolve) {
  const Options &options = run.options;
  const SourceFile *settings = nullptr;
  if (options.has(Option::Settings)) {
    settings = run.readSettingsFile(options.get(Option::Settings));
    if (!settings)
      return false;
  }
  readResolveOptions(options, settings, state.arena, run.diags, state.budget, resolve);
  if (options.has(Option::Index) && options.get(Option::Index).getAsInteger(10, resolve.index)) {
    run.reportUsage(diag::WrongArguments, "--index", "wants a number from 0");
    return false;
  }
  return !run.diags.hadErrors();
}

ResolvedJobs driver::resolveJobs(const ResolveOptions &options, const CompileRequest &request,
                                 const CompileResult &result) {
  ResolvedJobs jobs = resolveInvokers(options, result.cluster, result.ownInvokers, request.arena,
                                      request.diags, request.budget);
  for (const Value *job : jobs.objects)
    checkJob(*job, {}, request.arena, request.diags, request.kubernetes);
  return jobs;
}

int driver::runResolve(Invocation &run) {
  CompileState state(run.options);
  ResolveOptions options;
  if (!readResolveOptions(run, state, options))
    return run.finish();
  std::optional<CompileRequest> request = prepareCompile(run, state);
  if (!request)
    return run.finish();

  // Manifests are taken as they are; .stash files are compiled, with all that they declare.
  std::vector<const Value *> objects;
  for (const SourceFile *file : request->files)
    if (isManifest(*file))
      llvm::append_range(objects, readYaml(*file, state.arena, run.diags, state.budget));
  llvm::erase_if(request->files, [](const SourceFile *file) { return isManifest(*file); });
  if (!request->files.empty())
    llvm::append_range(objects, run.compiler.compile(*request).cluster);
  reportExhausted(state.budget, {}, run.diags);
  if (run.diags.hadErrors())
    return run.finish();

  std::string text = resolveManifests(options, objects, run.diags, state.budget);
  if (!run.diags.hadErrors() || options.trace != TraceForm::None)
    run.env.out << text;
  return run.finish();
}
