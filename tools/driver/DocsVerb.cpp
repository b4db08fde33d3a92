#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/Output.h"
#include "tools/driver/Verbs.h"
#include "tools/reference/Builder.h"
#include "tools/reference/Graph.h"
#include "tools/reference/Writer.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

/// Reports options that make no sense together.
static bool checkOptions(Invocation &run) {
  const Options &options = run.options;
  bool hasDirectory = options.has(Option::DocsOutputDir);
  if (options.has(Option::Output) && hasDirectory) {
    run.reportUsage(diag::ConflictingOptions, "-o", "--output-dir");
    return false;
  }
  if (options.has(Option::CheckOutput) && !hasDirectory &&
      options.get(Option::Output, "-") == "-") {
    run.reportUsage(diag::WrongArguments, "--check-output",
                    options.verb == Verb::Docs ? "needs -o or --output-dir" : "needs -o");
    return false;
  }
  return true;
}

static reference::PageFormat getPageFormat(const Options &options) {
  llvm::StringRef extension = path::extension(options.get(Option::Output));
  bool isHtml = extension == ".html" || extension == ".htm";
  if (options.has(Option::DocsFormat))
    isHtml = options.get(Option::DocsFormat) == "html";
  return isHtml ? reference::PageFormat::Html : reference::PageFormat::Markdown;
}

int driver::runDocs(Invocation &run) {
  if (!checkOptions(run))
    return run.finish();
  CompileState state(run.options);
  std::optional<CompileRequest> request = prepareCompile(run, state);
  if (!request)
    return run.finish();
  CompileResult result = run.compiler.compile(*request);
  if (run.diags.hadErrors() || !result.program)
    return run.finish();

  const Options &options = run.options;
  reference::PageFormat format = getPageFormat(options);
  reference::Project project(*result.program);
  reference::Reference pages =
      reference::buildReference(project, options.get(Option::DocsTitle, "Reference"));
  OutputFiles output;
  if (options.has(Option::DocsOutputDir)) {
    llvm::StringRef directory = options.get(Option::DocsOutputDir);
    output.setDirectory(directory);
    std::vector<std::string> names;
    for (reference::PageFile &file : reference::writePages(pages, format)) {
      llvm::SmallString<128> name = directory;
      path::append(name, file.name);
      names.push_back(file.name);
      output.add(name.str().str(), std::move(file.bytes));
    }
    if (options.has(Option::CheckOutput)) {
      static constexpr llvm::StringLiteral kinds[] = {"task",    "function",   "backup",
                                                      "restore", "repository", "blueprint"};
      llvm::StringRef extension = format == reference::PageFormat::Html ? ".html" : ".md";
      for (const std::string &stray :
           findStrayOutputs(directory, names, extension, kinds, *run.env.files))
        run.diags.report(diag::StrayOutput, {}, stray);
    }
  } else {
    output.addTo(options.get(Option::Output, "-"), reference::writePage(pages, format));
  }
  return output.deliver(run);
}

static unsigned getParts(const Options &options) {
  using namespace reference;
  if (!options.has(Option::GraphOf))
    return Tasks | Functions | Volumes | Invokers;
  unsigned parts = 0;
  for (llvm::StringRef part : options.getAll(Option::GraphOf))
    parts |= llvm::StringSwitch<unsigned>(part)
                 .Case("imports", Imports)
                 .Case("tasks", Tasks)
                 .Case("functions", Functions)
                 .Case("volumes", Volumes)
                 .Case("invokers", Invokers)
                 .Default(0);
  return parts;
}

int driver::runGraph(Invocation &run) {
  if (!checkOptions(run))
    return run.finish();
  CompileState state(run.options);
  std::optional<CompileRequest> request = prepareCompile(run, state);
  if (!request)
    return run.finish();
  CompileResult result = run.compiler.compile(*request);
  if (run.diags.hadErrors() || !result.program)
    return run.finish();
  reference::Project project(*result.program);
  reference::Graph graph = reference::buildGraph(project, getParts(run.options));
  if (auto names = run.options.getAll(Option::GraphWithout); !names.empty())
    reference::leaveOut(graph, names);
  if (run.options.has(Option::GraphFamilies))
    reference::joinFamilies(graph);
  OutputFiles output;
  bool isMermaid = run.options.get(Option::GraphFormat) == "mermaid";
  output.addTo(run.options.get(Option::Output, "-"),
               isMermaid ? reference::writeMermaid(graph) : reference::writeDot(graph));
  return output.deliver(run);
}
