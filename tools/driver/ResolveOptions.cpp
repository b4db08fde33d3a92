#include "tools/driver/ResolveOptions.h"

#include "frontend/Yaml/YamlReader.h"
#include "tools/driver/RequestOptions.h"

using namespace stash;
using namespace stash::driver;

void driver::readResolveOptions(const Options &options, const SourceFile *settings,
                                ValueArena &arena, DiagnosticEngine &diags, Budget &budget,
                                ResolveOptions &resolve) {
  if (settings)
    for (const Value *document : readYaml(*settings, arena, diags, budget))
      readSettings(*document, resolve.settings, diags);
  for (Option option : {Option::Registry, Option::Image, Option::Tag, Option::Pushgateway,
                        Option::LicenseApiService, Option::PullSecrets, Option::OperatorPod})
    if (const OptionUse *use = options.getUse(option)) {
      llvm::StringRef name = getInfo(option).getShownSpellings().front();
      resolve.settings.set(name.ltrim('-'), use->value);
    }
  resolve.settings.kubernetes = getKubernetes(options);
  resolve.invoker = options.get(Option::Invoker).str();
  resolve.session = options.get(Option::Session).str();
  resolve.withRbac = options.has(Option::WithRbac);
  resolve.asPods = options.get(Option::ResolveEmit) == "pod";
  if (options.has(Option::Trace))
    resolve.trace = options.get(Option::Trace) == "json" ? TraceForm::Json : TraceForm::Table;
  resolve.format = options.get(Option::Format) == "json" ? OutputFormat::Json : OutputFormat::Yaml;
}
