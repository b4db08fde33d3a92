#include "tools/driver/Test/Flags.h"

#include "backend/Job/Names.h"
#include "frontend/Template/Template.h"
#include "sema/Builtins/Builtins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace stash;
using namespace stash::driver;

namespace {

/// The number of a step, from 0. `matches` says whether a step has the name.
std::optional<size_t> findStep(llvm::StringRef step, size_t count,
                               llvm::function_ref<bool(size_t)> matches, std::string &error) {
  size_t number = 0;
  if (!step.getAsInteger(10, number) && number >= 1 && number <= count)
    return number - 1;
  std::optional<size_t> found;
  for (size_t i = 0; i < count; ++i) {
    if (!matches(i))
      continue;
    if (found) {
      error = llvm::formatv("several steps are called '{0}': give a number from 1", step);
      return std::nullopt;
    }
    found = i;
  }
  if (!found)
    error = llvm::formatv("it has no step '{0}'", step);
  return found;
}

/// A text with a step's arguments in it, and the defaults of what it does not give. A substitution
/// that needs what only Stash knows stays.
std::string fillParameters(llvm::StringRef text, TemplateLookup lookup,
                           llvm::BumpPtrAllocator &allocator) {
  auto result = parseTemplate(text, allocator);
  const auto *parsed = std::get_if<Template>(&result);
  if (!parsed)
    return text.str();
  std::string filled;
  for (const TemplatePart &part : parsed->parts) {
    if (!part.substitution) {
      filled += part.literal;
      continue;
    }
    std::optional<std::string> value;
    llvm::StringRef name = part.substitution->name;
    if (lookup(name) || !sema::findBuiltin(name)) {
      auto evaluated = evaluateTemplate(Template{part}, lookup);
      if (auto *string = std::get_if<std::string>(&evaluated))
        value = std::move(*string);
    }
    filled += value ? *value : text.slice(part.begin, part.end).str();
  }
  return filled;
}

FlagsResult findTaskFlags(llvm::StringRef taskName, llvm::StringRef stepName,
                          const Cluster &cluster) {
  FlagsResult result;
  const Value *task = cluster.getTask(taskName);
  if (!task) {
    result.error = llvm::formatv("there is no Task '{0}'", taskName);
    return result;
  }
  const Value *steps = task->at({"spec", "steps"});
  size_t count = steps && steps->isList() ? steps->getItems().size() : 0;
  auto getStep = [&](size_t i) -> const Value & { return *steps->getItems()[i]; };
  std::optional<size_t> index = findStep(
      stepName, count, [&](size_t i) { return getStep(i).getStringOr("name") == stepName; },
      result.error);
  if (!index)
    return result;
  const Value &step = getStep(*index);
  const Value *function = cluster.getFunction(step.getStringOr("name"));
  if (!function) {
    result.error = llvm::formatv("there is no Function '{0}'", step.getStringOr("name"));
    return result;
  }
  auto lookup = [&](llvm::StringRef name) -> std::optional<llvm::StringRef> {
    const Value *params = step.get("params");
    if (params && params->isList())
      for (const Value *param : params->getItems())
        if (param->getStringOr("name") == name)
          return param->getStringOr("value");
    return std::nullopt;
  };
  llvm::BumpPtrAllocator allocator;
  const Value *args = function->at({"spec", "args"});
  if (args && args->isList())
    for (const Value *arg : args->getItems())
      if (arg->isString())
        result.flags.push_back(fillParameters(arg->getText(), lookup, allocator));
  return result;
}

/// The containers of a Job in the order in which they run.
std::vector<const Value *> getContainers(const Value &job) {
  std::vector<const Value *> containers;
  for (llvm::StringRef list : {"initContainers", "containers"})
    if (const Value *items = job.at({"spec", "template", "spec", list}); items && items->isList())
      llvm::append_range(containers, items->getItems());
  return containers;
}

FlagsResult findJobFlags(const Value &invoker, unsigned member, llvm::StringRef stepName,
                         const Cluster &cluster, const ResolveOptions &options,
                         DiagnosticEngine &diags, Budget &budget) {
  FlagsResult result;
  ValueArena arena;
  Resolver resolver(cluster, options.settings, diags, budget);
  ResolveRequest request = {invoker, member, options.session};
  request.mayLackAppBinding = true;
  Resolution resolution = resolver.resolve(request, arena);
  auto job = llvm::find_if(resolution.objects,
                           [](const Value *object) { return getKind(*object) == "Job"; });
  if (job == resolution.objects.end()) {
    result.error = "it gives no Job";
    return result;
  }
  std::vector<const Value *> containers = getContainers(**job);
  // The operator calls the container of step i, from 0, FUNCTION-i.
  std::string base = dashDots(stepName);
  auto matches = [&](size_t i) {
    llvm::StringRef name = containers[i]->getStringOr("name");
    return name == stepName || (name.consume_front(base) && name.consume_front("-") &&
                                !name.empty() && llvm::all_of(name, llvm::isDigit));
  };
  std::optional<size_t> index = findStep(stepName, containers.size(), matches, result.error);
  if (!index)
    return result;
  const Value *args = containers[*index]->get("args");
  if (args && args->isList())
    for (const Value *arg : args->getItems())
      result.flags.push_back(arg->getStringOrNone().value_or("").str());
  return result;
}

} // namespace

FlagsResult driver::findFlags(llvm::StringRef subject, const Cluster &cluster,
                              const ResolveOptions &options, DiagnosticEngine &diags,
                              Budget &budget) {
  FlagsResult result;
  llvm::StringRef text = subject, wanted;
  for (llvm::StringRef prefix : {"task", "backup", "restore"})
    if (text.consume_front((prefix + " ").str()))
      wanted = prefix;
  llvm::SmallVector<llvm::StringRef, 4> parts;
  text.split(parts, '/');
  bool isTask = parts.size() == 2;
  unsigned member = 0;
  bool isGood =
      isTask || parts.size() == 3 || (parts.size() == 4 && !parts[2].getAsInteger(10, member));
  if (!isGood || (!wanted.empty() && (wanted == "task") != isTask)) {
    result.error = "write TASK/STEP, NAMESPACE/INVOKER/STEP or NAMESPACE/INVOKER/MEMBER/STEP";
    return result;
  }
  if (isTask)
    return findTaskFlags(parts[0], parts[1], cluster);
  const Value *found = nullptr;
  for (const Value *invoker : cluster.getInvokers()) {
    bool isBackup = getKind(*invoker).starts_with("Backup");
    if (getName(*invoker) != parts[1] || getNamespace(*invoker) != parts[0] ||
        (!wanted.empty() && isBackup != (wanted == "backup")))
      continue;
    if (found) {
      result.error = "several are called so: write 'backup' or 'restore' before it";
      return result;
    }
    found = invoker;
  }
  if (!found) {
    result.error = llvm::formatv("namespace '{0}' has nothing named '{1}'", parts[0], parts[1]);
    return result;
  }
  return findJobFlags(*found, member, parts.back(), cluster, options, diags, budget);
}
