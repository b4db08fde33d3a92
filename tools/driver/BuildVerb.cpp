#include "backend/Job/Cluster.h"
#include "backend/Job/JobObject.h"
#include "backend/Lower/OtherTools.h"
#include "frontend/Basic/DiagnosticsDriver.h"
#include "sema/Schema/Format.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/Depfile.h"
#include "tools/driver/InputFiles.h"
#include "tools/driver/Output.h"
#include "tools/driver/ResolveSetup.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

/// Reports an option about Jobs where none are made. In stash.flags it is for other runs as well.
static bool checkJobOptions(Invocation &run) {
  auto emitted = run.options.getAll(Option::Emit);
  if (llvm::is_contained(emitted, "job") || llvm::is_contained(emitted, "all"))
    return true;
  constexpr Option ofJobs[] = {
      Option::WithRbac,    Option::Session,    Option::Settings,    Option::Registry,
      Option::Image,       Option::Tag,        Option::Pushgateway, Option::LicenseApiService,
      Option::PullSecrets, Option::OperatorPod};
  for (Option option : ofJobs) {
    const OptionUse *use = run.options.getUse(option);
    if (!use || use->range.isValid())
      continue;
    run.reportUsage(diag::WrongArguments, getInfo(option).getSpellings().front(),
                    "needs --emit=job");
    return false;
  }
  return true;
}

/// Reports options that make no sense together.
static bool checkOptions(Invocation &run) {
  const Options &options = run.options;
  auto exclude = [&](llvm::StringRef a, llvm::StringRef b) {
    run.reportUsage(diag::ConflictingOptions, a, b);
    return false;
  };
  bool hasFile = options.has(Option::Output), hasDirectory = options.has(Option::OutputDir);
  if (hasFile && hasDirectory)
    return exclude("-o", "--output-dir");
  auto emitted = options.getAll(Option::Emit);
  for (llvm::StringRef kind : emitted)
    if (kind == "ast" && (emitted.size() > 1 || hasDirectory))
      return exclude("--emit=ast", hasDirectory ? "--output-dir" : "other kinds");
  bool isStdout = !hasDirectory && options.get(Option::Output, "-") == "-";
  if (options.has(Option::CheckOutput) && isStdout) {
    run.reportUsage(diag::WrongArguments, "--check-output", "needs -o or --output-dir");
    return false;
  }
  if (schema::findDnsSubdomainPrefixFault(options.get(Option::PolicyName, "stash"))) {
    run.reportUsage(diag::WrongArguments, "--policy-name",
                    "takes lower-case letters, digits, '-' and '.'");
    return false;
  }
  if (options.has(Option::Prune) && !hasDirectory) {
    run.reportUsage(diag::WrongArguments, "--prune", "needs --output-dir");
    return false;
  }
  if (options.has(Option::Depfile) && !options.has(Option::DepfileName) && isStdout) {
    run.reportUsage(diag::WrongArguments, "-MD", "needs -o, --output-dir or -MF");
    return false;
  }
  return checkJobOptions(run);
}

/// What a build depends on: the FILEs, so many of them, and then what they read.
struct Dependencies {
  std::vector<std::string> names;
  size_t ownFiles = 0;
};

/// Only files that exist: what was looked for in vain would make Make and Ninja build for ever.
static Dependencies findDependencies(Invocation &run, const CompileRequest &request,
                                     const CompileResult &result) {
  Dependencies found;
  auto add = [&](llvm::StringRef name) {
    if (run.env.files->exists(name) && !llvm::is_contained(found.names, name))
      found.names.push_back(name.str());
  };
  for (const SourceFile *file : request.files)
    add(file->getName());
  found.ownFiles = found.names.size();
  for (const OptionUse &use : run.options.getUses()) { // flags files, and what they name
    if (const SourceFile *file = run.sources.getFile(use.range))
      add(file->getName());
    if (use.option == Option::Settings && request.wantsCluster)
      add(use.value);
  }
  for (const std::string &name : result.dependencies)
    add(name);
  return found;
}

/// Adds the depfile to what is written.
static void addDepfile(Invocation &run, const Dependencies &dependencies, OutputFiles &output) {
  const Options &options = run.options;
  llvm::StringRef target = options.get(Option::OutputDir, options.get(Option::Output, "-"));
  llvm::SmallString<128> name = target;
  path::replace_extension(name, "d");
  output.add(options.get(Option::DepfileName, name).str(),
             makeDepfile(options.get(Option::DepfileTarget, target), dependencies.names,
                         options.has(Option::DepfilePhony), dependencies.ownFiles));
}

int driver::runBuild(Invocation &run) {
  if (!checkOptions(run))
    return run.finish();
  CompileState state(run.options);
  std::optional<CompileRequest> request = prepareCompile(run, state);
  if (!request)
    return run.finish();

  const Options &options = run.options;
  OutputFiles output;
  CompileResult result;
  ResolveOptions resolveOptions;
  ResolvedJobs jobs; // until all is written
  std::string bytes;
  auto write = [&](llvm::ArrayRef<Value *> objects, OutputFormat format) {
    std::string text;
    llvm::raw_string_ostream out(text);
    run.compiler.write(objects, format, out, state.budget);
    return text;
  };
  OutputFormat format =
      options.get(Option::Format) == "json" ? OutputFormat::Json : OutputFormat::Yaml;
  if (options.get(Option::Emit) == "ast") {
    llvm::raw_string_ostream out(bytes);
    run.compiler.dumpAst(*request, out);
  } else {
    result = run.compiler.compile(*request);
    if (request->wantsCluster && !run.diags.hadErrors() &&
        readResolveOptions(run, state, resolveOptions)) {
      jobs = resolveJobs(resolveOptions, *request, result);
      for (Value *object : jobs.objects) {
        bool isJob = getKind(*object) == "Job";
        if (!isJob || request->wants(EmitKind::Job))
          result.objects.push_back(object);
        if (isJob && request->wants(EmitKind::Pod))
          result.objects.push_back(makePod(*object, state.arena));
      }
    }
  }
  if (run.diags.hadErrors())
    return run.finish();
  if (options.has(Option::Helm))
    for (Value *&object : result.objects)
      object = escapeForHelm(*object, state.arena);

  bool wantsDepfile = options.has(Option::Depfile) || options.has(Option::DepfileName);
  Dependencies dependencies;
  if (wantsDepfile)
    dependencies = findDependencies(run, *request, result);
  if (options.has(Option::OutputDir)) {
    llvm::StringRef extension = format == OutputFormat::Json ? ".json" : ".yaml";
    llvm::StringRef directory = options.get(Option::OutputDir);
    output.setDirectory(directory);
    std::vector<std::string> names = nameOutputs(result.objects, extension, run.diags);
    if (run.diags.hadErrors())
      return run.finish();
    for (auto [object, name] : llvm::zip_equal(result.objects, names)) {
      llvm::SmallString<128> file = directory;
      path::append(file, name);
      output.add(file.str().str(), write(object, format));
    }
    if (reportExhausted(state.budget, {}, run.diags))
      return run.finish();
    std::vector<std::string> strays;
    if (options.has(Option::CheckOutput) || options.has(Option::Prune))
      strays = findStrayObjects(directory, names, extension, *run.env.inputs, *run.env.files);
    for (std::string &stray : strays) {
      if (options.has(Option::CheckOutput))
        run.diags.report(diag::StrayOutput, {}, stray);
      else if (run.env.inputs->findInput(stray).empty())
        output.remove(std::move(stray));
    }
  } else {
    if (bytes.empty())
      bytes = write(result.objects, format);
    if (reportExhausted(state.budget, {}, run.diags))
      return run.finish();
    output.addTo(options.get(Option::Output, "-"), std::move(bytes));
  }
  if (wantsDepfile && !options.has(Option::CheckOutput))
    addDepfile(run, dependencies, output);
  return output.deliver(run);
}
