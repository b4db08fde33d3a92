#include "tools/driver/CompileSetup.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace stash;
using namespace stash::driver;

static unsigned getBit(EmitKind kind) { return 1u << static_cast<unsigned>(kind); }

/// The kinds of --emit, as bits. Without it: every object but Jobs.
static unsigned getEmittedKinds(const Options &options) {
  unsigned all = (getBit(EmitKind::Job) << 1) - 1;
  if (!options.has(Option::Emit))
    return all & ~getBit(EmitKind::Job);
  unsigned kinds = 0;
  for (llvm::StringRef name : options.getAll(Option::Emit))
    kinds |= llvm::StringSwitch<unsigned>(name)
                 .Case("function", getBit(EmitKind::Function))
                 .Case("task", getBit(EmitKind::Task))
                 .Case("repository", getBit(EmitKind::Repository))
                 .Case("backup", getBit(EmitKind::Backup))
                 .Case("restore", getBit(EmitKind::Restore))
                 .Case("job", getBit(EmitKind::Job))
                 .Case("all", all)
                 .Default(0);
  return kinds;
}

/// Every -D; of one name the last.
static std::vector<Definition> getDefinitions(const Options &options) {
  std::vector<Definition> definitions;
  for (const OptionUse &use : options.getUses()) {
    if (use.option != Option::Define)
      continue;
    auto [name, value] = llvm::StringRef(use.value).split('=');
    llvm::erase_if(definitions, [&](const Definition &other) { return other.name == name; });
    definitions.push_back({name, value, use.range});
  }
  return definitions;
}

std::optional<CompileRequest> driver::prepareCompile(Invocation &run, CompileState &state) {
  if (!run.compiler) {
    run.reportUsage(diag::WrongArguments, getInfo(run.options.verb).name, "is not built yet");
    return std::nullopt;
  }
  std::vector<const SourceFile *> files = run.readFiles();
  if (files.empty())
    return std::nullopt;
  return makeRequest(run, state, std::move(files));
}

CompileRequest driver::makeRequest(Invocation &run, CompileState &state,
                                   std::vector<const SourceFile *> files) {
  CompileRequest request = {.files = std::move(files),
                            .sources = run.sources,
                            .diags = run.diags,
                            .budget = state.budget,
                            .arena = state.arena,
                            .fileSystem = *run.env.files};
  for (llvm::StringRef directory : run.options.getAll(Option::Include))
    request.importDirectories.push_back(directory.str());
  request.definitions = getDefinitions(run.options);
  request.emit = getEmittedKinds(run.options);
  request.withImports = run.options.has(Option::WithImports);
  request.flux = run.options.has(Option::Flux);
  request.checkOnly = run.options.verb == Verb::Check;
  request.schemaOnly = request.checkOnly && run.options.has(Option::Schema);
  request.wantsCluster = run.options.verb == Verb::Resolve ||
                         (!request.checkOnly && (request.emit & getBit(EmitKind::Job)));
  return request;
}
