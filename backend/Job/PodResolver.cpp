#include "backend/Job/PodResolver.h"

#include "backend/Job/Container.h"
#include "backend/Job/Volumes.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Value/Repair.h"
#include "sema/Builtins/Operator.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace stash;

const ObjectTemplate &TemplateCache::get(const Value &object, TypeId type) {
  std::unique_ptr<ObjectTemplate> &slot = templates[&object];
  if (!slot)
    slot = std::make_unique<ObjectTemplate>(object, type, arena);
  return *slot;
}

static void addNearest(DiagnosticEngine::Builder builder, SourceRange range, llvm::StringRef name,
                       llvm::StringRef kind, const Cluster &cluster,
                       const DiagnosticEngine &diags) {
  if (builder)
    builder.suggest(findText(diags.getSources(), range, name), name, cluster.getNames(kind));
}

void stash::reportMissingTask(SourceRange range, llvm::StringRef name, const Cluster &cluster,
                              DiagnosticEngine &diags) {
  auto report = diags.report(diag::NoTask, range, name);
  if (std::optional<sema::CatalogGuess> guess = sema::guessCatalogName(name))
    sema::describeGuess(*guess, report);
  else
    addNearest(report, range, name, "Task", cluster, diags);
}

void stash::reportMissingFunction(SourceRange range, llvm::StringRef name, unsigned step,
                                  llvm::StringRef taskName, const Cluster &cluster,
                                  DiagnosticEngine &diags) {
  // The same was an error of the Task where stashc builds that, too.
  if (llvm::any_of(diags.getDiagnostics(), [&](const Diagnostic &other) {
        return other.id == diag::UnknownFunction && other.range == range &&
               other.severity == Severity::Error;
      }))
    return;
  addNearest(diags.report(diag::NoFunction, range, name, step, taskName), range, name, "Function",
             cluster, diags);
}

void stash::reportUnusedParam(const Variable &param, llvm::StringRef taskName,
                              const llvm::StringSet<> &used, DiagnosticEngine &diags) {
  llvm::SmallVector<llvm::StringRef> candidates;
  for (llvm::StringRef name : used.keys())
    if (!sema::findBuiltin(name))
      candidates.push_back(name);
  llvm::sort(candidates);
  // The operator takes it, and drops it without a word.
  DiagnosticEngine::StageScope later(diags, diag::Stage::Later);
  auto builder =
      diags.report(diag::UnknownTaskParameter, param.origin.nameRange, taskName, param.name);
  llvm::StringRef nearest = builder.suggest({}, param.name, candidates);
  if (nearest.empty() && !candidates.empty())
    builder.note({}, "it takes: {0}", llvm::join(candidates, ", "));
}

/// The state of one resolution.
struct PodResolver::Run {
  PodResolver &resolver;
  const JobInput &input;
  const Value *settings;
  ValueArena &arena;
  JobTrace *trace;

  VariableSet variables;  // built-in ones and the effective parameters
  VariableSet hookParams; // of all steps
  llvm::StringSet<> used;
  ResolvedPod pod;

  SourceRange getInvokerRange() const { return getNameRange(input.invoker.object); }

  bool run();
  bool addSteps(const Value &task, const Value &taskSource, llvm::StringRef taskName);
  Value *makeStep(const Value &step, const Value &taskSource, llvm::StringRef taskName,
                  unsigned index);
  bool addHook(llvm::StringRef type, llvm::StringRef name, bool isFirst);
  Value *substitute(const ObjectTemplate &source, const VariableScope &scope,
                    const SubstitutionSite &site, const std::string &title,
                    const VariableSet *params);
  void checkParams(const EffectiveTask &effective, llvm::StringRef taskName);
};

/// Substitutes, and notes what was used.
Value *PodResolver::Run::substitute(const ObjectTemplate &source, const VariableScope &scope,
                                    const SubstitutionSite &site, const std::string &title,
                                    const VariableSet *params) {
  if (const Template *parsed = source.getTemplate()) {
    forEachSubstitution(*parsed, [&](const Substitution &s) { used.insert(s.name); });
    if (trace) {
      TraceStep &step = trace->steps.emplace_back();
      step.title = title;
      if (params)
        step.params = *params;
      addUses(
          step, *parsed, scope,
          [&](uint32_t begin, uint32_t end) {
            return source.locate(begin, end, resolver.diags.getSources());
          },
          arena.getBudget());
    }
  }
  return source.substitute(scope, site, arena, resolver.diags);
}

bool PodResolver::Run::run() {
  const Cluster &cluster = resolver.cluster;
  DiagnosticEngine &diags = resolver.diags;
  std::optional<EffectiveTask> effective =
      findEffectiveTask(input.invoker, input.member, cluster, diags, input.mayLackAppBinding);
  if (!effective)
    return false;

  std::string problem;
  bool collected = collectVariables(input, variables, arena, problem);
  for (const Variable &param : effective->params.getAll())
    variables.set(param.name, param.value, param.origin);
  if (trace)
    trace->variables = variables;
  if (!collected) {
    diags.report(diag::EmptyJob, getInvokerRange(), problem);
    pod.hasVariables = false;
    pod.volumes = arena.list();
    return true;
  }

  if (effective->name.empty()) {
    diags.report(diag::NoTaskName, getTaskPlace(input.invoker, input.member),
                 describeObject(input.invoker.object));
    return false;
  }
  SourceRange nameRange = effective->nameOrigin.range;
  const Value *taskSource = cluster.getTask(effective->name);
  if (!taskSource) {
    reportMissingTask(nameRange.isValid() ? nameRange : getInvokerRange(), effective->name, cluster,
                      diags);
    return false;
  }
  std::string title = "Task '" + effective->name.str() + "'";
  Value *task =
      substitute(resolver.templates.get(*taskSource, TypeId::Task), {&variables},
                 {title, describeObject(input.invoker.object), nameRange}, title, nullptr);
  if (!task || !addSteps(*task, *taskSource, effective->name))
    return false;

  bool isBackup = input.invoker.isBackup;
  if (input.member.getHook(isBackup ? "preBackup" : "preRestore") &&
      !addHook(isBackup ? "preBackup" : "preRestore", "pre-task-hook", /*isFirst=*/true))
    return false;
  // A hook that says only when to run makes no container.
  const Value *post = input.member.getHook(isBackup ? "postBackup" : "postRestore");
  bool hasHandler =
      post && llvm::any_of(llvm::ArrayRef<llvm::StringRef>(
                               {"exec", "httpGet", "httpPost", "tcpSocket", "containerName"}),
                           [&](llvm::StringRef key) {
                             const Value *value = post->get(key);
                             return isPresent(value) &&
                                    !(value->isString() && value->getText().empty());
                           });
  if (hasHandler &&
      !addHook(isBackup ? "postBackup" : "postRestore", "post-task-hook", /*isFirst=*/false))
    return false;

  checkParams(*effective, effective->name);
  return true;
}

bool PodResolver::Run::addSteps(const Value &task, const Value &taskSource,
                                llvm::StringRef taskName) {
  const Value *spec = task.get("spec");
  llvm::ArrayRef<Value *> steps = getItemsOf(spec ? spec->get("steps") : nullptr);
  for (auto [i, step] : llvm::enumerate(steps)) {
    Value *container = makeStep(*step, taskSource, taskName, static_cast<unsigned>(i));
    if (!container)
      return false;
    pod.containers.push_back(container);
  }
  if (steps.empty()) {
    SourceRange range = getNameRange(taskSource);
    resolver.diags.report(diag::NoSteps, range.isValid() ? range : getInvokerRange(), taskName);
    return false;
  }

  pod.volumes = arena.list();
  const Value *volumes =
      makeTyped(arena, spec, TypeId::TaskSpec)->get("volumes"); // what became empty is gone
  for (Value *volume : getItemsOf(volumes))
    pod.volumes->append(arena, volume);
  const Value *tempDir =
      makeTyped(arena, input.member.spec->get("tempDir"), TypeId::EmptyDirVolumeSource);
  if (!addTmpVolume(arena, *pod.volumes, tempDir)) {
    SourceRange range = getNameRange(taskSource);
    resolver.diags.report(diag::TmpVolumeCrash, range.isValid() ? range : getInvokerRange(),
                          taskName);
    return false;
  }
  return true;
}

Value *PodResolver::Run::makeStep(const Value &step, const Value &taskSource,
                                  llvm::StringRef taskName, unsigned index) {
  const Value *nameValue = step.get("name");
  llvm::StringRef functionName = step.getStringOr("name");
  SourceRange where = nameValue ? nameValue->getRange() : SourceRange();
  if (!where.isValid())
    where = getTaskPlace(input.invoker, input.member);
  const Value *function = resolver.cluster.getFunction(functionName);
  if (!function) {
    reportMissingFunction(where, functionName, index, taskName, resolver.cluster, resolver.diags);
    return nullptr;
  }

  VariableSet params;
  for (const Value *param : getItemsOf(step.get("params"))) {
    llvm::StringRef name = param->getStringOr("name"), value = param->getStringOr("value");
    const Value *source = param->get("value"), *nameSource = param->get("name");
    Origin origin = {"step's params", &taskSource, source ? source->getRange() : SourceRange(),
                     nameSource ? nameSource->getRange() : SourceRange()};
    params.set(name, value, origin);
    hookParams.set(name, value, origin);
    // An invoker's parameter of the name is meant to win; a built-in variable is not.
    const Variable *winner = variables.find(name);
    if (winner && sema::findBuiltin(name) && winner->value != value && origin.nameRange.isValid())
      resolver.diags.report(diag::StepParamHidden, origin.nameRange, name, winner->value);
  }
  const Value *image = function->at({"spec", "image"});
  VariableSet addon;
  addon.set("ADDON_IMAGE", image ? image->getStringOrNone().value_or("") : llvm::StringRef(),
            {"spec.image", function, image ? image->getRange() : SourceRange()});
  std::string number = llvm::utostr(index);
  Value *filled =
      substitute(resolver.templates.get(*function, TypeId::Function), {&addon, &variables, &params},
                 {"Function '" + functionName.str() + "'",
                  "step " + number + " of Task '" + taskName.str() + "'", where},
                 "step " + number + " (" + functionName.str() + ")", &params);
  if (!filled)
    return nullptr;
  Value *container = makeStepContainer(arena, *filled, index);
  applyContainerSettings(arena, *container, settings);
  return container;
}

bool PodResolver::Run::addHook(llvm::StringRef type, llvm::StringRef name, bool isFirst) {
  Value *raw = makeHookContainer(arena, name, input, pod.containers);
  const Value *hook = input.member.getHook(type);
  VariableSet hookType;
  hookType.set("HOOK_TYPE", type, {"kind of the hook", nullptr, hook->getRange()});
  ObjectTemplate source(*raw, TypeId::Container, arena);
  SourceRange where = hook->getRange().isValid() ? hook->getRange() : getInvokerRange();
  std::string title = "hook " + type.str();
  Value *container = substitute(source, {&variables, &hookParams, &hookType},
                                {"the container of " + title, "", where}, title, &hookParams);
  if (!container)
    return false;
  applyContainerSettings(arena, *container, settings);
  pod.containers.insert(isFirst ? pod.containers.begin() : pod.containers.end(), container);
  return true;
}

/// Warns of parameters that nothing uses: misspelt ones are taken without a word (P01).
void PodResolver::Run::checkParams(const EffectiveTask &effective, llvm::StringRef taskName) {
  for (const Variable &param : effective.params.getAll()) {
    if (used.contains(param.name) || effective.params.find(param.name) != &param)
      continue;
    reportUnusedParam(param, taskName, used, resolver.diags);
  }
}

std::optional<ResolvedPod> PodResolver::resolve(const JobInput &input,
                                                const Value *containerSettings, ValueArena &arena,
                                                JobTrace *trace) {
  Run run{*this, input, containerSettings, arena, trace, {}, {}, {}, {}};
  if (!run.run())
    return std::nullopt;
  return std::move(run.pod);
}
