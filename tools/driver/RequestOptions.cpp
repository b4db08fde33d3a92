#include "tools/driver/RequestOptions.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"

using namespace stash;
using namespace stash::driver;

static unsigned getBit(EmitKind kind) { return 1u << static_cast<unsigned>(kind); }

/// The kinds of --emit, as bits. Without it: every object but Jobs. Policies and Pods are
/// only written when they are asked for by name.
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
                 .Case("blueprint", getBit(EmitKind::Blueprint))
                 .Case("backup", getBit(EmitKind::Backup))
                 .Case("restore", getBit(EmitKind::Restore))
                 .Case("job", getBit(EmitKind::Job))
                 .Case("pod", getBit(EmitKind::Pod))
                 .Case("policy", getBit(EmitKind::Policy))
                 .Case("all", all)
                 .Default(0);
  return kinds;
}

/// Every -D; of one name the last.
static std::vector<Definition> getDefinitions(const Options &options) {
  std::vector<Definition> definitions;
  llvm::StringSet<> seen;
  for (const OptionUse &use : llvm::reverse(options.getUses())) {
    if (use.option != Option::Define)
      continue;
    auto [name, value] = llvm::StringRef(use.value).split('=');
    if (seen.insert(name).second)
      definitions.push_back({name, value, use.range});
  }
  std::reverse(definitions.begin(), definitions.end());
  return definitions;
}

Limits driver::readLimits(const Options &options) {
  Limits limits;
  for (const OptionUse &use : options.getUses()) {
    if (use.option != Option::LimitOption || (use.range.isValid() && options.has(Option::Sandbox)))
      continue;
    auto [name, text] = llvm::StringRef(use.value).split('=');
    for (const LimitInfo &info : getLimits())
      if (info.name == name)
        if (std::optional<uint64_t> value = parseLimit(text)) // checked when it was read
          limits.set(info.limit, *value);
  }
  return limits;
}

unsigned driver::getKubernetes(const Options &options) {
  unsigned minor = schema::newestKubernetes;
  options.get(Option::KubernetesVersion).rsplit('.').second.getAsInteger(10, minor);
  return minor;
}

void driver::readRequestOptions(const Options &options, CompileRequest &request) {
  for (llvm::StringRef directory : options.getAll(Option::Include))
    request.importDirectories.push_back(directory.str());
  request.definitions = getDefinitions(options);
  request.emit = getEmittedKinds(options);
  request.withImports = options.has(Option::WithImports);
  request.flux = options.has(Option::Flux);
  request.policy.name = options.get(Option::PolicyName, "stash");
  request.policy.action = llvm::StringSwitch<llvm::StringRef>(options.get(Option::PolicyAction))
                              .Case("warn", "Warn")
                              .Case("audit", "Audit")
                              .Default("Deny");
  request.kubernetes = getKubernetes(options);
  options.get(Option::Threads, "1").getAsInteger(10, request.threads); // checked when it was read
}
