#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/Depfile.h"
#include "tools/driver/Output.h"
#include "tools/driver/ResolveSetup.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

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
    if ((kind == "ast" || kind == "module") && (emitted.size() > 1 || hasDirectory))
      return exclude(("--emit=" + kind).str(), hasDirectory ? "--output-dir" : "other kinds");
  bool isStdout = !hasDirectory && options.get(Option::Output, "-") == "-";
  if (options.has(Option::CheckOutput) && isStdout) {
    run.reportUsage(diag::WrongArguments, "--check-output", "needs -o or --output-dir");
    return false;
  }
  if (options.has(Option::Depfile) && !options.has(Option::DepfileName) && isStdout) {
    run.reportUsage(diag::WrongArguments, "-MD", "needs -o, --output-dir or -MF");
    return false;
  }
  return true;
}

/// `--emit=ast` and `--emit=module`; empty for objects.
static llvm::StringRef getPhase(const Options &options) {
  auto emitted = options.getAll(Option::Emit);
  if (emitted.size() == 1 && (emitted.front() == "ast" || emitted.front() == "module"))
    return emitted.front();
  return {};
}

/// Adds the depfile, if one is wanted, to what is written.
static void addDepfile(Invocation &run, const CompileRequest &request, const CompileResult &result,
                       OutputFiles &output) {
  const Options &options = run.options;
  if (!options.has(Option::Depfile) && !options.has(Option::DepfileName))
    return;
  llvm::StringRef target = options.get(Option::OutputDir, options.get(Option::Output, "-"));
  llvm::SmallString<128> name = target;
  path::replace_extension(name, "d");
  std::vector<std::string> dependencies;
  for (const SourceFile *file : request.files)
    dependencies.push_back(file->getName().str());
  size_t ownFiles = dependencies.size();
  for (const OptionUse &use : options.getUses()) // flags files
    if (const SourceFile *file = run.sources.getFile(use.range))
      if (!llvm::is_contained(dependencies, file->getName()))
        dependencies.push_back(file->getName().str());
  llvm::append_range(dependencies, result.dependencies);
  output.add(options.get(Option::DepfileName, name).str(),
             makeDepfile(options.get(Option::DepfileTarget, target), dependencies,
                         options.has(Option::DepfilePhony), ownFiles));
}

/// Puts the output where it goes: checks it, or writes it.
static int deliver(Invocation &run, OutputFiles &output, llvm::StringRef toStdout) {
  if (run.options.has(Option::CheckOutput))
    output.compare(run);
  else if (output.write(run))
    run.env.out << toStdout;
  return run.finish();
}

int driver::runBuild(Invocation &run) {
  if (!checkOptions(run))
    return run.finish();
  CompileState state;
  std::optional<CompileRequest> request = prepareCompile(run, state);
  if (!request)
    return run.finish();

  const Options &options = run.options;
  OutputFiles output;
  std::string toStdout;
  CompileResult result;
  ResolveOptions resolveOptions;
  ResolvedJobs jobs; // until all is written
  std::string bytes;
  auto write = [&](llvm::ArrayRef<Value *> objects, OutputFormat format) {
    std::string text;
    llvm::raw_string_ostream out(text);
    run.compiler->write(objects, format, out);
    return text;
  };
  OutputFormat format =
      options.get(Option::Format) == "json" ? OutputFormat::Json : OutputFormat::Yaml;
  if (llvm::StringRef phase = getPhase(options); !phase.empty()) {
    llvm::raw_string_ostream out(bytes);
    run.compiler->dump(*request, phase, out);
  } else {
    result = run.compiler->compile(*request);
    if (request->wantsCluster && !run.diags.hadErrors() &&
        readResolveOptions(run, state, resolveOptions)) {
      jobs = resolveJobs(resolveOptions, *request, result);
      llvm::append_range(result.objects, jobs.objects);
    }
  }
  if (run.diags.hadErrors())
    return run.finish();

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
    if (options.has(Option::CheckOutput))
      reportStrayOutputs(directory, names, extension, getObjectKinds(), run);
  } else {
    if (bytes.empty())
      bytes = write(result.objects, format);
    if (llvm::StringRef name = options.get(Option::Output, "-"); name == "-")
      toStdout = std::move(bytes);
    else
      output.add(name.str(), std::move(bytes));
  }
  if (!options.has(Option::CheckOutput))
    addDepfile(run, *request, result, output);
  return deliver(run, output, toStdout);
}
