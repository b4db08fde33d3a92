#include "tools/driver/CompileSetup.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/RequestOptions.h"

using namespace stash;
using namespace stash::driver;

CompileState::CompileState(const Options &options) : budget(nullptr, readLimits(options)) {}

std::optional<CompileRequest> driver::prepareCompile(Invocation &run, CompileState &state) {
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
  readRequestOptions(run.options, request);
  Verb verb = run.options.verb;
  request.checkOnly = verb == Verb::Check || verb == Verb::Docs || verb == Verb::Graph;
  request.schemaOnly = verb == Verb::Check && run.options.has(Option::Schema);
  request.wantsCluster =
      verb == Verb::Resolve || verb == Verb::Test ||
      (!request.checkOnly && (request.wants(EmitKind::Job) || request.wants(EmitKind::Pod)));
  return request;
}
