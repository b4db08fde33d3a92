#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Value/Repair.h"
#include "sema/Analysis/Checks.h"
#include "sema/Builtins/Operator.h"

#include "llvm/ADT/StringSet.h"

using namespace stash;
using namespace stash::sema;

namespace {

class TaskChecker {
public:
  TaskChecker(const Task &task, Analysis &a, Evaluator &evaluator)
      : task(task), a(a), diags(a.diags), evaluator(evaluator), scope(nullptr, task.file),
        reports(!task.isExternal || a.isJudged(task)) {}

  void run() {
    checkWiths();
    for (const VariableUse &use : task.uses)
      checkUse(use);
    for (const Volume &volume : task.volumes)
      checkVolumeName(volume);
    for (size_t i = 0; i < task.steps.size() && spend(task.steps[i]); ++i)
      checkStep(task.steps[i], i + 1 == task.steps.size());
    if (!reports)
      return;
    if (task.steps.empty() && task.isComplete)
      a.report(task, diag::TaskWithoutSteps, task.nameRange, task.name);
    checkContract();
    checkUnused();
  }

private:
  /// A step is compared with the signature of its Function and what uses it.
  bool spend(const Step &step) {
    return a.spend(
        scope, step.range,
        1 + step.arguments.size() +
            (step.function ? step.function->parameters.size() + step.function->uses.size() : 0));
  }

  /// The level of a check that is an error in .stash and a warning in a manifest.
  bool isManifest() const { return task.manifest != nullptr; }

  static llvm::StringRef describe(Direction direction) {
    return direction == Direction::Backup ? "backup" : "restore";
  }

  /// The direction in which a built-in variable is never set, if there is one that counts.
  std::optional<Direction> getMissing(const Builtin &builtin) const {
    if (task.direction != Direction::Restore && builtin.backup == Availability::Never)
      return Direction::Backup;
    if (task.direction != Direction::Backup && builtin.restore == Availability::Never)
      return Direction::Restore;
    return std::nullopt;
  }

  /// A variable in the Task's own text, which is resolved with the invoker's variables only.
  void checkUse(const VariableUse &use) {
    if (use.panics && !isManifest())
      a.report(task, diag::OperatorPanics, use.range, diags.getSources().getText(use.range));
    else if (use.op != TemplateOperator::Plain && use.op != TemplateOperator::Default)
      diags.report(diag::UnusualOperator, use.range, diags.getSources().getText(use.range));
    if (task.getParameter(use.name))
      return;
    if (use.name == "ADDON_IMAGE" && !use.hasDefault()) {
      a.report(task, diag::AddonImageOutsideFunction, use.range);
      return;
    }
    const Builtin *builtin = findBuiltin(use.name);
    if (builtin) {
      std::optional<Direction> missing = getMissing(*builtin);
      if (missing && !use.hasDefault())
        a.report(task, diag::NotInDirection, use.range, use.name, describe(*missing));
      return;
    }
    if (use.hasDefault() || isManifest())
      return;
    auto report = a.report(scope, diag::UndeclaredVariable, use.range, use.name, task.name);
    report.note(task.nameRange, "declare it in the signature of '{0}'", task.name);
  }

  void checkVolumeName(const Volume &volume) {
    if (!reports)
      return;
    bool isEmptyDir = volume.value->get("emptyDir") != nullptr;
    if ((volume.name == tmpVolume.name && !isEmptyDir) || volume.name == interimVolume.name)
      a.report(task, diag::ReservedVolume, volume.nameRange, volume.name);
  }

  void checkStep(const Step &step, bool isLast) {
    if (!step.function) {
      if (step.functionName.empty())
        return;
      if (isManifest())
        return checkForeignStep(step);
      llvm::StringRef nearest = diags.findMeant(step.functionName, [&](auto &names) {
        for (const auto &known : a.program.functionsByName)
          names.push_back(known.getKey());
        llvm::sort(names);
      });
      auto report = diags.report(diag::UnknownFunction, step.range, step.functionName);
      const SourceManager &sources = diags.getSources();
      if (!nearest.empty())
        report.suggest(findText(sources, step.range, step.functionName), nearest);
      else if (const Definition *definition = findDefinition(step.functionName))
        report.note(definition->item->getName().range,
                    "'{0}' is a definition: it makes declarations, so use it where declarations go",
                    step.functionName);
      else if (isOperatorFunction(step.functionName))
        report.note({}, "it comes with Stash: import \"stash/defaults.stash\"");
      else
        report.note({},
                    "a Function that the cluster has is declared with 'extern function {0}(…)', "
                    "or imported from its manifest",
                    step.functionName);
      return;
    }
    checkArguments(step);
    checkVariables(step);
    checkMounts(step);
    if (reports && !isLast)
      checkProbes(step);
  }

  /// A step of a manifest whose Function is not among the objects: the operator's own, one of the
  /// catalogue, one that is misspelt, or one that only the cluster has.
  void checkForeignStep(const Step &step) {
    if (!reports)
      return;
    DiagnosticEngine::StageScope later(diags, diag::Stage::Later);
    if (std::optional<KnownFunction> known = findKnownFunction(step.functionName)) {
      for (const Argument &argument : step.arguments)
        if (findBuiltin(argument.name))
          diags.report(diag::BuiltinAsArgument, argument.nameRange, argument.name);
        else if (!known->hasParameter(argument.name))
          reportParameter(step.functionName, argument, known->getParameters());
      return;
    }
    if (std::optional<CatalogGuess> guess = guessCatalogName(step.functionName)) {
      auto report = diags.report(diag::NotInCatalog, step.range, "Function", step.functionName);
      describeGuess(*guess, report);
      return;
    }
    llvm::SmallVector<llvm::StringRef, 32> names(getOperatorFunctions());
    for (const auto &known : a.program.functionsByName)
      names.push_back(known.getKey());
    llvm::sort(names);
    bool hasOwn = llvm::any_of(a.program.functions, [](const Function &function) {
      return function.file && !function.file->isShipped;
    });
    llvm::StringRef nearest = findNearest(step.functionName, names);
    if (!isMisspelling(step.functionName, nearest) &&
        (!hasOwn || looksLikeCatalog(step.functionName) || step.functionName.contains('$')))
      return;
    DiagnosticEngine::StageScope atRun(diags, diag::Stage::Run);
    auto report = diags.report(diag::UnknownFunction, step.range, step.functionName);
    if (!nearest.empty())
      report.note({}, "did you mean '{0}'?", nearest);
    else
      report.note({}, "the cluster may have it; the FILEs have other Functions, but not this one");
  }

  DiagnosticEngine::Builder reportParameter(llvm::StringRef function, const Argument &argument,
                                            llvm::ArrayRef<llvm::StringRef> names) {
    auto report =
        a.report(scope, diag::UnknownStepParameter, argument.nameRange, function, argument.name);
    hasMisspeltArgument |= !report.suggest(argument.nameRange, argument.name, names).empty();
    return report;
  }

  void checkArguments(const Step &step) {
    const Function &function = *step.function;
    // A manifest is taken as it is: the operator ignores what it does not know.
    DiagnosticEngine::StageScope stage(diags, isManifest() ? diag::Stage::Later : diag::Stage::Now);
    llvm::StringSet<> misspelt; // parameters that seem to be meant: they are not missing, too
    llvm::SmallVector<llvm::StringRef, 16> names;
    for (const Argument &argument : step.arguments) {
      const Parameter *parameter = function.getParameter(argument.name);
      if ((!parameter || !parameter->isInferred) && findBuiltin(argument.name)) {
        diags.report(diag::BuiltinAsArgument, argument.nameRange, argument.name);
        continue;
      }
      if (parameter) {
        // The type of what was read out of a template is not known: any scalar will do.
        Type type = parameter->type;
        bool scalar = argument.value->isNumber() || argument.value->isBool();
        if (!(parameter->isInferred && scalar))
          evaluator.checkType(*argument.value, type, "argument '" + argument.name + "'", scope,
                              parameter->range);
        continue;
      }
      if (function.manifest && !function.isComplete)
        continue; // the template that could not be read may have it
      // `name` alone, which was reported as undefined.
      if (argument.value->isUnknown() && argument.value->getRange() == argument.nameRange)
        continue;
      if (names.empty()) // once for all arguments, or a step would take the square of its length
        for (const Parameter *known : function.parameters)
          names.push_back(known->name);
      llvm::StringRef nearest = diags.findMeant(argument.name, names);
      misspelt.insert(nearest);
      // A parameter that its body knows under the name of the argument is misspelt itself.
      if (!function.isComplete && !function.manifest && !nearest.empty())
        continue;
      auto report = reportParameter(function.name, argument, names);
      report.note(function.nameRange, "'{0}' is declared here", function.name);
    }
    if (isManifest() || !step.isComplete)
      return;
    for (const Parameter *parameter : function.parameters) {
      if (parameter->defaultValue || misspelt.contains(parameter->name) ||
          misspeltWiths.contains(parameter->name) || task.getParameter(parameter->name) ||
          findBuiltin(parameter->name))
        continue;
      if (step.arguments.contains(parameter->name))
        continue;
      diags.report(diag::MissingArgument, step.range, function.name, parameter->name)
          .note(parameter->range, "it is declared here");
    }
  }

  /// The Function's variables in the direction of this Task.
  void checkVariables(const Step &step) {
    const Function &function = *step.function;
    for (const VariableUse &use : function.uses) {
      const Builtin *builtin = findBuiltin(use.name);
      if (!builtin)
        continue;
      if (!use.hasDefault()) {
        std::optional<Direction> missing = getMissing(*builtin);
        if (missing && !isManifest())
          diags.report(diag::NotInDirection, step.range, use.name, describe(*missing))
              .note(use.range, "'{0}' uses it here", function.name);
        continue;
      }
      if (use.op != TemplateOperator::Default || !isLiteral(use.defaultWord) ||
          function.file->isShipped)
        continue;
      checkUselessDefault(*builtin, use, function);
    }
  }

  /// Spec §9, P08: a default that is never taken because the variable is always there.
  void checkUselessDefault(const Builtin &builtin, const VariableUse &use,
                           const Function &function) {
    std::string word = joinLiterals(use.defaultWord);
    if (word.empty())
      return;
    for (Direction direction : {Direction::Backup, Direction::Restore}) {
      if (task.direction != Direction::Both && task.direction != direction)
        continue;
      std::optional<llvm::StringRef> bare = builtin.getBareValue(direction);
      if (bare && *bare != word) {
        diags
            .report(diag::DefaultNeverTaken, use.range, use.name,
                    bare->empty() ? std::string("empty") : ("'" + *bare + "'").str())
            .note(task.nameRange, "'{0}' is run by this task", function.name);
        return;
      }
      if (!bare && builtin.getAvailability(direction) == Availability::Always)
        diags.report(diag::DefaultOnBuiltin, use.range, use.name);
    }
  }

  std::optional<std::string> getArgument(const Step &step, llvm::StringRef name) {
    if (const Argument *argument = step.arguments.find(name))
      return argument->value->getLiteral();
    const Parameter *parameter = step.function->getParameter(name);
    return parameter && parameter->defaultValue ? parameter->defaultValue->getLiteral()
                                                : std::nullopt;
  }

  /// Text of a Function with this step's arguments in it; nothing when run-time values remain.
  std::optional<std::string> resolve(const Step &step, const Constant *value) {
    if (!value || !value->isText())
      return std::nullopt;
    std::string text;
    for (const Piece &piece : value->getText()) {
      if (!piece.variable) {
        text += piece.literal;
        continue;
      }
      if (!step.function->getParameter(piece.variable->name) ||
          (piece.variable->op != TemplateOperator::Plain &&
           piece.variable->op != TemplateOperator::Default))
        return std::nullopt;
      std::optional<std::string> argument = getArgument(step, piece.variable->name);
      if (!argument)
        return std::nullopt;
      text += *argument;
    }
    return text;
  }

  void checkMounts(const Step &step) {
    const Function &function = *step.function;
    const Constant *mounts = function.spec ? function.spec->get("volumeMounts") : nullptr;
    if (!mounts || !mounts->isList())
      return;
    llvm::StringMap<const Constant *> paths;
    for (const Constant *mount : mounts->getItems()) {
      const Constant *name = mount->get("name"), *path = mount->get("mountPath");
      std::optional<std::string> volume = resolve(step, name);
      if (volume && reports && *volume != tmpVolume.name && !task.volumes.contains(*volume)) {
        SourceRange at = step.range;
        for (const Argument &argument : step.arguments)
          if (argument.value->getLiteral() == volume && !argument.fromWith)
            at = argument.value->getRange();
        auto report = a.report(task, diag::MissingVolume, at, *volume);
        report.note(name->getRange(), "'{0}' mounts it here", function.name);
        SourceRange written = findText(diags.getSources(), at, *volume);
        mounted.insert(report.suggest(written, *volume, [&](auto &names) {
          for (const Volume &known : task.volumes)
            names.push_back(known.name);
        }));
      }
      if (volume)
        mounted.insert(*volume);
      else
        mountsUnknown = true;
      std::optional<std::string> where = resolve(step, path);
      if (!where || function.isExternal)
        continue;
      if (*where == tmpVolume.path || *where == interimVolume.path)
        diags.report(diag::ReservedMountPath, path->getRange(), *where);
      auto [other, isNew] = paths.try_emplace(*where, path);
      // Where both stand in the text as they are, the schema's check sees it.
      if (!isNew && !(path->getLiteral() && other->second->getLiteral()))
        diags.report(diag::DuplicateMountPath, path->getRange(), *where)
            .note(other->second->getRange(), "the first one is here");
    }
  }

  void checkProbes(const Step &step) {
    const Constant *settings =
        step.function->spec ? step.function->spec->get("runtimeSettings") : nullptr;
    if (!settings || !settings->isMap())
      return;
    for (llvm::StringRef field : {"livenessProbe", "readinessProbe", "lifecycle"})
      if (const Constant *value = settings->get(field))
        a.report(task, diag::ProbeBeforeLastStep, step.range, step.functionName, field)
            .note(value->getRange(), "it is set here")
            .note({}, "every step but the last becomes an init container, which cannot have it");
  }

  /// Spec §4.13: the last Function reports, and reads what the others wrote.
  void checkContract() {
    if (task.steps.empty() || !task.isComplete)
      return;
    const Step &last = task.steps.back();
    if (last.function && last.functionName != updateStatusName && !isStatusUpdate(last))
      a.report(scope, diag::NoStatusUpdate, last.range, task.name)
          .note({},
                "without 'update-status' its session stays Running, and later ones are skipped");
    const Argument *first = nullptr;
    for (const Step &step : task.steps)
      for (const Argument &argument : step.arguments) {
        if (argument.name != "outputDir")
          continue;
        if (!first) {
          first = &argument;
          checkOutputDir(argument);
        } else if (!isSame(*first->value, *argument.value)) {
          diags.report(diag::OutputDirsDiffer, argument.nameRange, task.name)
              .note(first->nameRange, "it has another value here");
          return;
        }
      }
    // One that has none while the others do reads nothing; a misspelt one would have it.
    if (hasMisspeltArgument)
      return;
    if (first)
      for (const Step &step : task.steps)
        if (step.function && step.function->getParameter("outputDir") &&
            !getArgument(step, "outputDir").has_value() && !hasArgument(step, "outputDir"))
          return;
    if (first)
      for (const Step &step : task.steps)
        if (step.function && step.function->getParameter("outputDir") &&
            !hasArgument(step, "outputDir") && !task.getParameter("outputDir")) {
          diags.report(diag::OutputDirsDiffer, step.range, task.name)
              .note(first->nameRange, "it is given here, but not to '{0}'", step.functionName);
          return;
        }
  }

  bool isUnused(const With &with) const {
    return !with.used && llvm::all_of(task.steps, [](const Step &s) { return s.function; });
  }

  /// A `with` that no step takes is misspelt where a parameter is called nearly like it: its value
  /// is lost, and the parameter has its default.
  void checkWiths() {
    if (isManifest() || !task.isComplete)
      return;
    for (const With &with : task.withs) {
      if (!isUnused(with))
        continue;
      llvm::StringRef nearest = diags.findMeant(with.argument.name, [&](auto &names) {
        for (const Step &step : task.steps)
          for (const Parameter *parameter : step.function->parameters)
            names.push_back(parameter->name);
      });
      if (nearest.empty())
        continue;
      a.report(scope, diag::UnknownTaskParameter, with.argument.nameRange, task.name,
               with.argument.name)
          .suggest(with.argument.nameRange, nearest);
      misspeltWiths.insert(nearest);
      misspeltWiths.insert(with.argument.name);
      hasMisspeltArgument = true;
    }
  }

  /// The definition of a name in the Task's file; null when there is none.
  const Definition *findDefinition(llvm::StringRef name) const {
    auto inFile = a.definitions.find(task.file);
    if (inFile == a.definitions.end())
      return nullptr;
    auto found = inFile->second.find(name);
    return found == inFile->second.end() ? nullptr : &found->second;
  }

  static bool hasArgument(const Step &step, llvm::StringRef name) {
    return step.arguments.contains(name);
  }

  /// A Function of another name that runs Stash's own command.
  static bool isStatusUpdate(const Step &step) {
    const Constant *args = step.function->spec ? step.function->spec->get("args") : nullptr;
    if (!args || !args->isList() || args->getItems().empty())
      return false;
    return args->getItems()[0]->getLiteral() == updateStatusName.str();
  }

  void checkOutputDir(const Argument &argument) {
    std::optional<std::string> path = argument.value->getLiteral();
    if (!path || path->empty() || path->front() != '/' ||
        llvm::StringRef(*path).starts_with(tmpVolume.path) ||
        llvm::StringRef(*path).starts_with(interimVolume.path))
      return;
    // In a mount of every step, then; a Function that is known by its signature may mount anything.
    for (const Step &step : task.steps) {
      if (!step.function || !step.function->spec)
        return;
      if (!hasArgument(step, "outputDir"))
        continue;
      const Constant *mounts = step.function->spec->get("volumeMounts");
      bool shared = false;
      if (mounts && mounts->isList())
        for (const Constant *mount : mounts->getItems()) {
          std::optional<std::string> where = resolve(step, mount->get("mountPath"));
          shared |= !where || (llvm::StringRef(*path).starts_with(*where));
        }
      if (!shared) {
        // A constant that several Tasks use is one mistake.
        const Constant &value = *argument.value;
        SourceRange written = value.isText() && value.getText().size() == 1
                                  ? value.getText()[0].range
                                  : value.getRange();
        if (!a.isFirst(diag::OutputDirNotShared, written))
          return;
        diags.report(diag::OutputDirNotShared, argument.value->getRange(), *path)
            .note({}, "each step is a container of its own; '{0}' is shared by all",
                  tmpVolume.path);
        return;
      }
    }
  }

  void checkUnused() {
    if (!task.isComplete || isManifest())
      return;
    for (const With &with : task.withs)
      if (isUnused(with) && !misspeltWiths.contains(with.argument.name) &&
          !with.argument.value->isUnknown())
        diags.report(diag::UnusedWith, with.argument.nameRange, with.argument.name);
    // What only a signature is known of may mount anything.
    bool known = llvm::all_of(task.steps, [](const Step &step) {
      return step.function && (step.function->spec != nullptr);
    });
    if (known && !mountsUnknown)
      for (const Volume &volume : task.volumes)
        if (!mounted.contains(volume.name) && volume.name != tmpVolume.name)
          diags.report(diag::UnusedVolume, volume.nameRange, volume.name);
    if (task.parameters.empty() ||
        llvm::any_of(task.steps, [](const Step &step) { return !step.function; }))
      return;
    llvm::DenseSet<llvm::StringRef> used;
    for (const VariableUse &use : task.uses)
      used.insert(use.name);
    for (const Step &step : task.steps)
      for (const Parameter *parameter : step.function->parameters)
        used.insert(parameter->name);
    for (const Parameter *parameter : task.parameters) {
      if (!used.contains(parameter->name))
        diags.report(diag::UnusedParameter, parameter->range, parameter->name);
    }
  }

  const Task &task;
  Analysis &a;
  DiagnosticEngine &diags;
  Evaluator &evaluator;
  Scope scope;
  bool reports;
  llvm::StringSet<> mounted;
  llvm::StringSet<> misspeltWiths; ///< and the parameters that they seem to be
  bool mountsUnknown = false;
  bool hasMisspeltArgument = false; ///< which stands for a parameter all the same
};

} // namespace

void sema::checkTask(const Task &task, Analysis &analysis, Evaluator &evaluator) {
  if (task.file && task.file->isShipped)
    return;
  TaskChecker(task, analysis, evaluator).run();
  checkDollarNames(task, analysis);
}
