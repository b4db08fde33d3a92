#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Basic/DiagnosticsImport.h"
#include "frontend/Yaml/Manifest.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/Files/FindFiles.h"
#include "tools/driver/InputFiles.h"
#include "tools/driver/Output.h"
#include "tools/driver/RequestOptions.h"
#include "tools/driver/Verbs.h"
#include "tools/format/Formatter.h"
#include "tools/import/Importer.h"
#include "tools/import/Refusals.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

namespace {

/// A file to import, and what a source of its own would be called.
struct ImportInput {
  std::string name;
  std::string label;
  std::string directory; ///< what a source of all of its directory would be called
};

/// The label of a file below a directory: its path, in one word.
std::string makeLabel(llvm::StringRef name, llvm::StringRef directory) {
  name.consume_front(directory);
  std::string label;
  for (llvm::StringRef part : llvm::make_range(path::begin(name), path::end(name)))
    if (part != "/" && part != "." && part != "..")
      label += (label.empty() ? "" : "-") + part.str();
  return label.substr(0, label.size() - path::extension(label).size());
}

/// The label of the directory of a file: its path below the directory that was named, in one word.
std::string makeDirectoryLabel(llvm::StringRef name, llvm::StringRef directory) {
  std::string label = makeLabel(path::parent_path(name), directory);
  if (label.empty())
    label = path::filename(path::parent_path(name)).str();
  return label.empty() || label == "." || label == ".." ? "manifests" : label;
}

/// The manifests of a directory and of those below it, by name.
void findManifests(Invocation &run, llvm::StringRef directory, std::vector<ImportInput> &found) {
  std::vector<std::string> names = findFiles(run, directory, isManifestName);
  llvm::sort(names, importer::isBefore);
  for (std::string &name : names)
    found.push_back({name, makeLabel(name, directory), makeDirectoryLabel(name, directory)});
}

std::vector<ImportInput> findInputs(Invocation &run) {
  std::vector<ImportInput> inputs;
  if (run.options.arguments.empty())
    run.reportUsage(diag::WrongArguments, "import", "needs a FILE or a DIR")
        .note({}, "'-' is standard input");
  for (llvm::StringRef argument : run.options.arguments) {
    auto status = argument == "-" ? std::error_code() : run.env.files->status(argument);
    if (argument != "-" && status && status->isDirectory())
      findManifests(run, argument, inputs);
    else
      inputs.push_back(
          {argument.str(),
           argument == "-" ? "stdin" : makeLabel(argument, path::parent_path(argument)),
           makeDirectoryLabel(argument, path::parent_path(argument))});
  }
  return inputs;
}

/// A path as a source in `directory` would import it.
std::string makeImportPath(llvm::StringRef name, llvm::StringRef directory,
                           llvm::vfs::FileSystem &files) {
  if (name == "-")
    return "";
  auto absolute = [&](llvm::StringRef relative) {
    llvm::SmallString<256> full = relative;
    files.makeAbsolute(full);
    path::remove_dots(full, /*remove_dot_dot=*/true);
    return full;
  };
  llvm::SmallString<256> to = absolute(name), from = absolute(directory);
  auto toAt = path::begin(to), toEnd = path::end(to);
  auto fromAt = path::begin(from), fromEnd = path::end(from);
  while (toAt != toEnd && fromAt != fromEnd && *toAt == *fromAt)
    ++toAt, ++fromAt;
  llvm::SmallString<256> result;
  for (; fromAt != fromEnd; ++fromAt)
    if (*fromAt != ".")
      path::append(result, "..");
  for (; toAt != toEnd; ++toAt)
    path::append(result, *toAt);
  return result.str().str();
}

class Import {
public:
  explicit Import(Invocation &run)
      : run(run), directory(run.options.get(Option::ImportDir)),
        outputName(run.options.get(Option::Output, "-")) {}

  int execute() {
    if (!checkOptions())
      return run.finish();
    std::vector<ImportInput> inputs = findInputs(run);
    std::vector<const SourceFile *> files;
    for (const ImportInput &input : inputs)
      files.push_back(run.readFile(input.name));
    if (files.empty() || llvm::is_contained(files, nullptr)) {
      if (!inputs.empty() || run.options.arguments.empty())
        return run.finish();
      run.diags.report(diag::NothingToImport, {}).note({}, "there is no .yaml, .yml or .json file");
      return run.finish();
    }
    // What follows goes by the output's name, and would say something else of it.
    if (outputName != "-" && !OutputFiles::checkNoInput(outputName, run))
      return run.finish();
    importer::ImportOptions options;
    options.factors =
        run.options.has(Option::Factor) || (files.size() > 1 && !run.options.has(Option::NoFactor));
    options.isStrict = run.options.has(Option::Strict);
    options.splits = !directory.empty();
    options.layout = readLayout(options.factors);
    options.keepsGoing = run.options.has(Option::KeepGoing);
    importer::Importer importer(options, arena, run.diags, budget);
    llvm::StringRef base = options.splits ? directory : path::parent_path(outputName);
    for (auto [file, input] : llvm::zip_equal(files, inputs))
      importer.add(*file, makeImportPath(input.name, base, *run.env.files), input.label,
                   input.directory);

    std::vector<importer::ImportedFile> sources = makeSources(importer);
    bool goesOn = options.keepsGoing && !isFaulty && importer.getObjectCount() > 0;
    if (!run.diags.hadErrors() || goesOn)
      deliver(sources);
    return run.finish();
  }

private:
  bool checkOptions() {
    if (!directory.empty() && run.options.has(Option::Output)) {
      run.reportUsage(diag::ConflictingOptions, "-o", "--output-dir");
      return false;
    }
    if (run.options.has(Option::Factor) && run.options.has(Option::NoFactor)) {
      run.reportUsage(diag::ConflictingOptions, "--factor", "--no-factor");
      return false;
    }
    if (run.options.has(Option::ImportCheck) && directory.empty() && outputName == "-") {
      run.reportUsage(diag::WrongArguments, "--check", "needs -o or --output-dir");
      return false;
    }
    if (run.options.has(Option::Layout) && directory.empty()) {
      run.reportUsage(diag::WrongArguments, "--layout", "needs --output-dir");
      return false;
    }
    return true;
  }

  importer::Layout readLayout(bool factors) const {
    using importer::Layout;
    return llvm::StringSwitch<Layout>(run.options.get(Option::Layout, factors ? "family" : "file"))
        .Case("file", Layout::File)
        .Case("namespace", Layout::Namespace)
        .Case("directory", Layout::Directory)
        .Case("kind", Layout::Kind)
        .Default(Layout::Family);
  }

  std::string getPath(const importer::ImportedFile &source) const {
    if (directory.empty())
      return outputName == "-" ? "<stdout>" : outputName.str();
    llvm::SmallString<128> name = directory;
    path::append(name, source.name);
    return name.str().str();
  }

  /// What a compilation of sources gave.
  struct Compiled {
    SourceManager sources;
    DiagnosticEngine diags{sources};
    std::vector<const SourceFile *> files;
    std::vector<Value *> objects;
    std::vector<Diagnostic> errors;
  };

  /// Null when there is too much of it, which is reported.
  std::unique_ptr<Compiled> compile(llvm::ArrayRef<importer::ImportedFile> sources) {
    auto compiled = std::make_unique<Compiled>();
    Budget own(nullptr, readLimits(run.options));
    CompileRequest request = {.files = {},
                              .sources = compiled->sources,
                              .diags = compiled->diags,
                              .budget = own,
                              .arena = arena,
                              .fileSystem = *run.env.files};
    request.emit = (1u << static_cast<unsigned>(EmitKind::Job)) - 1;
    for (const importer::ImportedFile &source : sources) {
      const SourceFile *file =
          compiled->sources.add(getPath(source), llvm::MemoryBuffer::getMemBufferCopy(source.text));
      if (!file) {
        run.reportUsage(diag::SourcesTooLarge, getPath(source));
        return nullptr;
      }
      compiled->files.push_back(file);
    }
    request.files = compiled->files;
    compiled->objects = run.compiler.compile(request).objects;
    for (Diagnostic &diagnostic : compiled->diags.takeSorted())
      if (diagnostic.severity == Severity::Error)
        compiled->errors.push_back(std::move(diagnostic));
    return compiled;
  }

  /// Finds out which objects the compiler refuses. False when it refuses none.
  bool leaveOutRefused(importer::Importer &importer) {
    importer::ImportedFile plain = importer.writePlain();
    for (;;) {
      std::unique_ptr<Compiled> compiled = compile(plain);
      if (!compiled || compiled->errors.empty())
        return false;
      if (importer.leaveOutRefused(plain, *compiled->files.front(), compiled->errors))
        return true;
      // What is excused hid what is checked later.
      if (!excuse(plain, *compiled))
        return false;
    }
  }

  static bool excuse(llvm::MutableArrayRef<importer::ImportedFile> sources,
                     const Compiled &compiled) {
    bool isExcused = false;
    for (auto [source, file] : llvm::zip_equal(sources, compiled.files))
      isExcused |= importer::excuse(source, *file, compiled.errors);
    return isExcused;
  }

  /// Writes the sources and lays them out. They have been compiled, and say what was imported; what
  /// the compiler refuses is reported and left out.
  std::vector<importer::ImportedFile> makeSources(importer::Importer &importer) {
    for (;;) {
      std::vector<importer::ImportedFile> sources = importer.write();
      if (sources.empty())
        return {};
      for (importer::ImportedFile &source : sources)
        layOut(source);
      std::unique_ptr<Compiled> compiled = compile(sources);
      if (compiled && importer.leaveOutManifests(compiled->sources, compiled->errors))
        continue;
      if (compiled && !compiled->errors.empty() && leaveOutRefused(importer))
        continue;
      while (compiled && excuse(sources, *compiled)) {
        for (importer::ImportedFile &source : sources)
          layOut(source);
        compiled = compile(sources);
      }
      if (compiled)
        compare(importer, *compiled);
      return sources;
    }
  }

  void compare(importer::Importer &importer, const Compiled &compiled) {
    unsigned before = run.diags.getErrorCount();
    for (const Diagnostic &diagnostic : compiled.errors)
      run.diags.report(diag::ImportDiffers, {}, "a source")
          .note({}, "{0} [{1}]", diagnostic.message, diag::getInfo(diagnostic.id).code);
    if (compiled.errors.empty())
      importer.compare(compiled.objects);
    isFaulty = run.diags.getErrorCount() != before;
  }

  void layOut(importer::ImportedFile &source) {
    SourceManager sources;
    const SourceFile *file =
        sources.add(getPath(source), llvm::MemoryBuffer::getMemBufferCopy(source.text));
    DiagnosticEngine diags(sources);
    if (!file)
      return;
    format::Result result = format::format(*file, diags);
    if (result.isGivenUp)
      run.diags.report(diag::LayoutDropped, {}, getPath(source));
    source.text = std::move(result.text);
  }

  void deliver(std::vector<importer::ImportedFile> &sources) {
    OutputFiles output;
    if (directory.empty() && outputName == "-") {
      for (const importer::ImportedFile &source : sources)
        run.env.out << source.text;
      return;
    }
    if (!directory.empty())
      output.setDirectory(directory);
    for (importer::ImportedFile &source : sources)
      output.add(getPath(source), std::move(source.text));
    if (run.options.has(Option::ImportCheck)) {
      output.compare(run);
      return;
    }
    if (!run.options.has(Option::Force)) {
      bool isFree = true;
      for (const OutputFiles::File &file : output.getFiles())
        if (isOther(file)) {
          run.reportUsage(diag::OutputExists, file.path).note({}, "'--force' replaces it");
          isFree = false;
        }
      if (!isFree)
        return;
    }
    output.write(run);
  }

  /// Whether a file is there that has other contents. What is no regular file is written to.
  bool isOther(const OutputFiles::File &file) {
    auto status = run.env.files->status(file.path);
    if (!status || !status->isRegularFile() || !run.env.inputs->findInput(file.path).empty())
      return false; // what is an input is never replaced
    auto present = run.env.inputs->readOutput(file.path);
    return !present || present->getBuffer() != file.bytes;
  }

  Invocation &run;
  llvm::StringRef directory, outputName;
  Budget budget{nullptr, readLimits(run.options)};
  ValueArena arena{&budget}; // freed before its budget
  bool isFaulty = false;     ///< the sources are not what they should be
};

} // namespace

int driver::runImport(Invocation &run) { return Import(run).execute(); }
