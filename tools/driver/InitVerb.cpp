#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/InputFiles.h"
#include "tools/driver/Output.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

namespace {

/// A file of a new project; `@NAME@` stands for the project's name.
struct FileTemplate {
  llvm::StringLiteral name, text;
};

constexpr llvm::StringLiteral pipelineName = "pipeline.stash";
constexpr llvm::StringLiteral expectedName = "pipeline.expected.yaml";

constexpr FileTemplate templates[] = {
    {pipelineName, R"(// The backup of @NAME@: what runs, and when.
import "stash/defaults.stash"    // update-status, which reports how a backup went

/// Registry that the images are pulled from; stash.flags sets it.
input registry: string

/// Dumps the data and uploads the dump.
function @NAME@-dump(
  /// Extra arguments of the dump tool.
  args = "",
  outputDir: path = "",
) {
  image: "${registry}/@NAME@-dump:1.0.0"
  args: [
    "dump",
    ...flags(
      provider: REPOSITORY_PROVIDER?, bucket: REPOSITORY_BUCKET?, path: REPOSITORY_PREFIX?,
      storage-secret-name: REPOSITORY_SECRET_NAME?, HOSTNAME?,
    ),
    ...flags(dump-args: args, outputDir),
  ]
}

/// Dumps @NAME@ and reports how it went.
backup task @NAME@-backup {
  with outputDir: "/stash-tmp/output"
  @NAME@-dump | update-status
}

repository @NAME@-store in default {
  s3 { endpoint: "s3.example.com", bucket: "backups", prefix: "/@NAME@" }
  secret: @NAME@-store
}

backup @NAME@-nightly in default {
  schedule: "0 2 * * *"
  task: @NAME@-backup(args: "--verbose")
  target: PersistentVolumeClaim @NAME@-data
  repository: @NAME@-store
  retention: { name: "a-week", keepDaily: 7, prune: true }
}
)"},
    {"pipeline.test.yaml",
     R"(# What comes of pipeline.stash. `stashc test` compares; `stashc test --update` takes what there is.
cases:
  manifests:
    expect:
      manifests: pipeline.expected.yaml
      diagnostics: []
  the nightly dump:
    expect:
      flags:
        default/@NAME@-nightly/@NAME@-dump:
        - dump
        - --provider=s3
        - --bucket=backups
        - --path=/@NAME@
        - --storage-secret-name=@NAME@-store
        - --hostname=host-0
        - --dump-args=--verbose
        - --output-dir=/stash-tmp/output
)"},
    {"stash.flags", R"(# Options that every verb of stashc and the editor read, one a line.
-D registry=registry.example.com
)"},
    {"Makefile", R"(# make: the manifests; make check test: for CI; make docs: REFERENCE.md.
STASHC ?= stashc

manifests.yaml: pipeline.stash
	$(STASHC) build pipeline.stash -o $@ -MD -MP

check:
	$(STASHC) fmt --check pipeline.stash
	$(STASHC) check -Werror pipeline.stash

test:
	$(STASHC) test

docs:
	$(STASHC) docs pipeline.stash --title=@NAME@ -o REFERENCE.md

-include manifests.d
.PHONY: check test docs
)"},
    {"README.md", R"(# @NAME@

The backup of @NAME@, as a pipeline of [Stash](https://stash.run) that stashc compiles.

| | |
| --- | --- |
| `make` | writes `manifests.yaml`: `kubectl apply -f manifests.yaml` |
| `make check` | says what is wrong with `pipeline.stash` |
| `make test` | compares with what `pipeline.test.yaml` expects |
| `make docs` | writes `REFERENCE.md` |

`stashc resolve pipeline.stash` shows the Job that Stash would run.
)"},
    {".gitignore", "/manifests.yaml\n/manifests.d\n"},
};

std::string putName(llvm::StringRef text, llvm::StringRef name) {
  constexpr llvm::StringLiteral placeholder = "@NAME@";
  std::string filled;
  for (size_t at = 0; (at = text.find(placeholder)) != llvm::StringRef::npos;) {
    filled += text.take_front(at);
    filled += name;
    text = text.drop_front(at + placeholder.size());
  }
  return filled + text.str();
}

/// Names of objects are made of it, with a few characters more.
constexpr size_t maxNameSize = 40;

bool isProjectName(llvm::StringRef name) {
  return !name.empty() && name.size() <= maxNameSize && llvm::isLower(name.front()) &&
         name.back() != '-' && llvm::all_of(name, [](char c) {
           return llvm::isLower(c) || llvm::isDigit(c) || c == '-';
         });
}

/// A project's name from that of its directory.
std::string makeName(llvm::StringRef directory, llvm::vfs::FileSystem &files) {
  llvm::SmallString<128> absolute = directory;
  if (!files.makeAbsolute(absolute))
    path::remove_dots(absolute, /*remove_dot_dot=*/true);
  std::string name;
  for (char c : path::filename(absolute))
    name += llvm::isAlnum(c) ? llvm::toLower(c) : '-';
  llvm::StringRef trimmed = llvm::StringRef(name).take_front(maxNameSize).trim('-');
  return isProjectName(trimmed) ? trimmed.str() : "pipeline";
}

/// The manifests of the new project, compiled in memory. Nothing, and shown why, when that fails.
std::optional<std::string> compile(Invocation &run, llvm::StringRef name) {
  auto memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  memory->setCurrentWorkingDirectory("/");
  for (const FileTemplate &file : templates)
    memory->addFile(file.name, 0, llvm::MemoryBuffer::getMemBufferCopy(putName(file.text, name)));
  DriverEnv env = run.env;
  auto inputs = llvm::makeIntrusiveRefCnt<InputFiles>(memory);
  env.files = inputs;
  env.inputs = inputs.get();
  Invocation pass(env, run.compiler);
  pass.options.verb = Verb::Build;
  pass.options.arguments = {pipelineName.str()};
  readFlagsFiles(pass.options.arguments, *memory, pass.sources, pass.options, pass.diags);
  CompileState state(pass.options);
  std::optional<CompileRequest> request = prepareCompile(pass, state);
  if (!request)
    return std::nullopt;
  CompileResult result = pass.compiler.compile(*request);
  if (pass.finish() != Done)
    return std::nullopt;
  std::string text;
  llvm::raw_string_ostream out(text);
  pass.compiler.write(result.objects, OutputFormat::Yaml, out, state.budget);
  return text;
}

} // namespace

int driver::runInit(Invocation &run) {
  const Options &options = run.options;
  if (options.arguments.size() > 1) {
    run.reportUsage(diag::WrongArguments, "init", "makes one project: in DIR");
    return run.finish();
  }
  std::string directory = options.arguments.empty() ? "." : options.arguments.front();
  std::string name = options.get(Option::InitName, makeName(directory, *run.env.files)).str();
  if (!isProjectName(name)) {
    run.reportUsage(diag::InvalidOptionValue, "--name", name)
        .note({},
              "use lower-case letters, digits and '-', beginning with a letter, at "
              "most {0} characters long",
              maxNameSize);
    return run.finish();
  }
  auto locate = [&](llvm::StringRef file) {
    llvm::SmallString<128> located;
    if (directory != ".")
      located = directory;
    path::append(located, file);
    return located.str().str();
  };
  std::optional<std::string> expected = compile(run, name);
  if (!expected)
    return SourceWrong;
  OutputFiles output;
  output.setDirectory(directory);
  for (const FileTemplate &file : templates)
    output.add(locate(file.name), putName(file.text, name));
  output.add(locate(expectedName), std::move(*expected));
  bool isFree = true;
  for (const OutputFiles::File &file : output.getFiles())
    if (!options.has(Option::InitForce) && run.env.files->exists(file.path)) {
      run.reportUsage(diag::FileExists, file.path).note({}, "'--force' replaces it");
      isFree = false;
    }
  if (!isFree || !output.write(run))
    return run.finish();
  for (const OutputFiles::File &file : output.getFiles())
    run.env.out << "wrote " << file.path << '\n';
  return run.finish();
}
