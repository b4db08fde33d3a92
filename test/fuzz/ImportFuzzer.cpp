//===- ImportFuzzer.cpp - any bytes as manifests to import ------*- C++ -*-===//
//
// Imports whatever it is given, one declaration per object and in families. Import compares what
// its sources give with what it read, and says when it is at fault: it never is. Its sources are in
// the formatter's layout, and what they give is imported again, and comes back to the byte. Seeds:
// test/conformance/data/jobs/hand.
//
//===----------------------------------------------------------------------===//

#include "tools/driver/Driver.h"
#include "tools/stashc/StashCompiler.h"

using namespace stash;

namespace {

/// Writes nothing: everything goes to the standard streams.
class NoWriter : public driver::FileWriter {
public:
  std::error_code createDirectories(llvm::StringRef) override { return {}; }
  llvm::ErrorOr<std::unique_ptr<driver::StagedFile>> stage(llvm::StringRef,
                                                           llvm::StringRef) override {
    return std::make_error_code(std::errc::read_only_file_system);
  }
  std::error_code remove(llvm::StringRef) override { return {}; }
};

void require(bool condition, llvm::StringRef what, llvm::StringRef evidence = {}) {
  if (condition)
    return;
  llvm::errs() << what << '\n' << evidence << '\n';
  __builtin_trap();
}

struct Run {
  /// Runs a verb with `input` as `name`, the only file there is.
  Run(llvm::StringRef name, llvm::StringRef input, std::vector<llvm::StringRef> arguments) {
    auto files = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
    files->addFile(name, 0, llvm::MemoryBuffer::getMemBufferCopy(input, name));
    llvm::raw_string_ostream outStream(out), errStream(err);
    NoWriter writer;
    StashCompiler compiler;
    driver::DriverEnv env = {
        .files = files,
        .writer = writer,
        .readStandardInput = [](uint64_t) -> llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> {
          return llvm::MemoryBuffer::getMemBuffer("");
        },
        .out = outStream,
        .err = errStream};
    arguments.push_back(name);
    status = driver::runDriver(arguments, env, compiler);
  }
  int status;
  std::string out, err;
};

/// The source for manifests, or nothing when they are wrong.
std::string import(llvm::StringRef yaml, llvm::StringRef factoring) {
  Run run("fuzz.yaml", yaml, {"import", factoring});
  require(run.status == 0 || run.status == 1, "status of import", run.err);
  // A fault of import; a layout that the formatter gave up.
  for (llvm::StringRef code : {"[ST8007", "[ST0021"})
    require(!llvm::StringRef(run.err).contains(code), "import is at fault", run.err);
  return run.status ? "" : run.out;
}

std::string build(llvm::StringRef source) {
  Run run("fuzz.stash", source, {"build", "--no-flags-file"});
  require(run.status == 0, "what was imported does not compile", run.err);
  return run.out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef yaml(reinterpret_cast<const char *>(data), size);
  for (llvm::StringRef factoring : {"--no-factor", "--factor"}) {
    std::string source = import(yaml, factoring);
    // What is imported as YAML is not there when it is compiled alone.
    if (source.empty() || llvm::StringRef(source).contains("import \"fuzz.yaml\""))
      continue;
    require(Run("fuzz.stash", source, {"fmt", "--check"}).status == 0, "layout", source);
    std::string built = build(source);
    std::string again = import(built, "--no-factor");
    require(!again.empty() || built.empty(), "what was built is not imported", built);
    if (factoring == "--no-factor")
      require(build(again) == built, "importing again changes something", built + again);
  }
  return 0;
}
