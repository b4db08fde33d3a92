#include "tools/import/Signatures.h"

#include "sema/Builtins/Builtins.h"
#include "sema/Builtins/Operator.h"
#include "tools/import/TextReader.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::importer;

using Type = Parameter::Type;

std::optional<std::vector<std::pair<llvm::StringRef, const Value *>>>
importer::readParams(const Value *params) {
  std::vector<std::pair<llvm::StringRef, const Value *>> pairs;
  if (!params || params->isNull())
    return pairs;
  if (!params->isList())
    return std::nullopt;
  llvm::StringSet<> seen;
  for (const Value *param : params->getItems()) {
    const Value *name = param->get("name"), *value = param->get("value");
    if (!name || !name->isString() || !value || !value->isString() ||
        param->getMembers().size() != 2 || !seen.insert(name->getText()).second)
      return std::nullopt;
    pairs.push_back({name->getText(), value});
  }
  return pairs;
}

bool importer::isParameterName(llvm::StringRef name) {
  return !name.empty() && !llvm::isDigit(name[0]) &&
         llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

bool importer::isObjectName(llvm::StringRef name) {
  auto isLetter = [](char c) { return llvm::isLower(c) || llvm::isDigit(c); };
  return !name.empty() && isLetter(name.front()) && isLetter(name.back()) &&
         llvm::all_of(name, [&](char c) { return isLetter(c) || c == '-' || c == '.'; });
}

namespace {

/// A Function that comes with the operator.
std::optional<sema::KnownFunction> findShipped(llvm::StringRef name) {
  return sema::isOperatorFunction(name) ? sema::findKnownFunction(name) : std::nullopt;
}

class Inference {
public:
  explicit Inference(ImportModel &model) : model(model), texts(model) {}

  void run() {
    for (Declaration &declaration : model.declarations)
      if (declaration.kind == DeclarationKind::Function) {
        model.current = &declaration;
        inferParameters(declaration);
      }
    for (Declaration &declaration : model.declarations)
      if (declaration.kind == DeclarationKind::Task)
        addRequired(declaration);
    for (Declaration &declaration : model.declarations)
      addUnusedOfSteps(declaration);
    for (Declaration &declaration : model.declarations) {
      addUnusedOfInvokers(declaration);
      collectPassed(declaration);
    }
    for (Declaration &declaration : model.declarations)
      if (declaration.kind == DeclarationKind::Function)
        inferTypes(declaration);
    for (Declaration &declaration : model.declarations)
      if (declaration.kind == DeclarationKind::Task)
        inferDirection(declaration);
  }

private:
  /// The directions in which a text can be resolved.
  void restrict(Declaration &declaration, const Substitution &variable) {
    const sema::Builtin *builtin = sema::findBuiltin(variable.name);
    if (!builtin || variable.op == TemplateOperator::Default)
      return;
    declaration.isBackupOnly |= builtin->restore == sema::Availability::Never;
    declaration.isRestoreOnly |= builtin->backup == sema::Availability::Never;
  }

  void inferParameters(Declaration &function) {
    llvm::StringMap<size_t> known;
    llvm::StringSet<> hasWord;
    texts.forEachVariable(*function.object, [&](const Substitution &variable) {
      restrict(function, variable);
      bool isDefault = variable.op == TemplateOperator::Default;
      if (sema::findBuiltin(variable.name) || (isDefault && sema::findDeadVariable(variable.name)))
        return;
      auto [at, isNew] = known.try_emplace(variable.name, function.parameters.size());
      if (isNew) {
        function.parameters.emplace_back().name = variable.name.str();
        if (!isParameterName(variable.name))
          model.refuse(function.nameRange, ("the variable '" + variable.name + "'").str(),
                       "no parameter can be called so");
      }
      Parameter &parameter = function.parameters[at->second];
      if (!isDefault) {
        parameter.isRequired = true;
        return;
      }
      std::string word;
      bool isLiteral = true;
      for (const TemplatePart &part : variable.arguments[0].parts) {
        isLiteral &= !part.substitution;
        word += part.literal;
      }
      // What other variables give is written where it is used.
      if (isLiteral && hasWord.insert(variable.name).second)
        parameter.word = word;
    });
  }

  /// What a Task itself uses and nothing sets, its invoker gives.
  void addRequired(Declaration &task) {
    texts.forEachVariable(*task.object, [&](const Substitution &variable) {
      if (variable.op == TemplateOperator::Default || !isParameterName(variable.name) ||
          sema::findBuiltin(variable.name) || task.getParameter(variable.name))
        return;
      Parameter &parameter = task.parameters.emplace_back();
      parameter.name = variable.name.str();
      parameter.isRequired = true;
    });
  }

  /// What is given and nobody uses is declared all the same: then it can be written, and the
  /// compiler says that it is not used.
  static void addUnused(Declaration &taker, const Value &use,
                        llvm::function_ref<bool(llvm::StringRef)> isKnown) {
    const Value *params = use.get("params");
    if (!params || !params->isList())
      return;
    for (const Value *param : params->getItems()) {
      llvm::StringRef name = param->getStringOr("name");
      if (isParameterName(name) && !sema::findBuiltin(name) && !isKnown(name))
        taker.parameters.emplace_back().name = name.str();
    }
  }

  void addUnusedOfSteps(const Declaration &task) {
    const Value *steps = task.object->at({"spec", "steps"});
    if (!steps || !steps->isList())
      return;
    for (const Value *step : steps->getItems())
      if (Declaration *function = model.functions.lookup(step->getStringOr("name")))
        addUnused(*function, *step,
                  [&](llvm::StringRef name) { return function->getParameter(name) != nullptr; });
  }

  void addUnusedOfInvokers(const Declaration &invoker) {
    auto add = [&](const Value *use) {
      if (Declaration *task = use ? model.tasks.lookup(use->getStringOr("name")) : nullptr)
        addUnused(*task, *use, [&](llvm::StringRef name) {
          return task->getParameter(name) || isTaken(*task, name);
        });
    };
    add(invoker.object->at({"spec", "task"}));
    if (const Value *members = invoker.object->at({"spec", "members"});
        members && members->isList())
      for (const Value *member : members->getItems())
        add(member->get("task"));
  }

  /// Whether a Task or a Function of its steps, as far as they are known, takes an argument.
  bool isTaken(const Declaration &task, llvm::StringRef name) {
    bool isUsed = false;
    texts.forEachVariable(*task.object,
                          [&](const Substitution &variable) { isUsed |= variable.name == name; });
    const Value *steps = task.object->at({"spec", "steps"});
    if (isUsed || !steps || !steps->isList())
      return true;
    return llvm::any_of(steps->getItems(), [&](const Value *step) {
      llvm::StringRef functionName = step->getStringOr("name");
      if (const Declaration *function = model.getFunction(functionName))
        return function->getParameter(name) != nullptr;
      if (auto known = findShipped(functionName))
        return known->hasParameter(name);
      return isGiven(functionName, name);
    });
  }

  /// Whether any step gives a parameter to a Function, which is then known to have it.
  bool isGiven(llvm::StringRef function, llvm::StringRef parameter) const {
    for (const Declaration &declaration : model.declarations) {
      const Value *steps = declaration.object->at({"spec", "steps"});
      if (!steps || !steps->isList())
        continue;
      for (const Value *step : steps->getItems()) {
        const Value *params = step->get("params");
        if (step->getStringOr("name") == function && params && params->isList() &&
            llvm::any_of(params->getItems(), [&](const Value *param) {
              return param->getStringOr("name") == parameter;
            }))
          return true;
      }
    }
    return false;
  }

  void collectPassed(const Declaration &declaration) {
    auto add = [&](const Value *params) {
      if (!params || !params->isList())
        return;
      for (const Value *param : params->getItems())
        if (const Value *value = param->get("value"); value && value->isString())
          model.passed[param->getStringOr("name")].push_back(value->getText());
    };
    if (const Value *steps = declaration.object->at({"spec", "steps"}); steps && steps->isList())
      for (const Value *step : steps->getItems())
        add(step->get("params"));
    add(declaration.object->at({"spec", "task", "params"}));
    if (const Value *members = declaration.object->at({"spec", "members"});
        members && members->isList())
      for (const Value *member : members->getItems())
        add(member->at({"task", "params"}));
  }

  template <typename Predicate> bool allPassed(const Parameter &parameter, Predicate predicate) {
    auto found = model.passed.find(parameter.name);
    return found == model.passed.end() ||
           llvm::all_of(found->second, [&](llvm::StringRef value) { return predicate(value); });
  }

  void inferTypes(Declaration &function) {
    llvm::StringSet<> volumes;
    if (const Value *mounts = function.object->at({"spec", "volumeMounts"});
        mounts && mounts->isList())
      for (const Value *mount : mounts->getItems()) {
        llvm::StringRef name = mount->getStringOr("name");
        if (name.consume_front("${") && name.consume_back("}"))
          volumes.insert(name);
      }
    for (Parameter &parameter : function.parameters) {
      llvm::StringRef name = parameter.name, word = parameter.word;
      auto isPath = [](llvm::StringRef text) {
        return text.empty() || text.starts_with("/") || text.starts_with("${");
      };
      if (parameter.isRequired) {
        if (volumes.contains(name))
          parameter.type = Type::Volume;
      } else if (isInteger(word) && allPassed(parameter, isInteger)) {
        parameter.type = Type::Int;
      } else if (isTruth(word) && allPassed(parameter, isTruth)) {
        parameter.type = Type::Bool;
      }
      if (parameter.type == Type::String &&
          (name.ends_with_insensitive("dir") || name.ends_with_insensitive("path")) &&
          isPath(word) && allPassed(parameter, isPath))
        parameter.type = Type::Path;
    }
  }

  void inferDirection(Declaration &task) {
    texts.forEachVariable(*task.object,
                          [&](const Substitution &variable) { restrict(task, variable); });
    const Value *steps = task.object->at({"spec", "steps"});
    if (!steps || !steps->isList())
      return;
    for (const Value *step : steps->getItems()) {
      llvm::StringRef name = step->getStringOr("name");
      if (const Declaration *function = model.getFunction(name)) {
        task.isBackupOnly |= function->isBackupOnly;
        task.isRestoreOnly |= function->isRestoreOnly;
      } else if (auto known = findShipped(name)) {
        task.isBackupOnly |= known->direction == sema::Direction::Backup;
        task.isRestoreOnly |= known->direction == sema::Direction::Restore;
      }
    }
  }

  ImportModel &model;
  TextReader texts;
};

/// Counts what steps and invokers give to what the manifests do not declare.
class ExternalCollector {
public:
  explicit ExternalCollector(ImportModel &model) : model(model) {}

  void run() {
    for (Declaration &declaration : model.declarations) {
      model.current = &declaration;
      const Value *spec = declaration.object->get("spec");
      if (!spec || !spec->isMap())
        continue;
      if (declaration.kind == DeclarationKind::Task)
        addSteps(declaration, *spec);
      else if (declaration.kind != DeclarationKind::Function)
        addInvoker(declaration, *spec);
    }
    // What is used as it is shipped is what is shipped: all of it, or nothing, for the library
    // declares all.
    for (llvm::StringRef known : sema::getOperatorFunctions()) {
      if (!model.notShipped.empty()) {
        model.notShipped.insert(known);
        continue;
      }
      model.externFunctions.erase(known);
      if (sema::isOperatorTask(known))
        model.externTasks.erase(known);
    }
  }

private:
  /// Counts a use of a Function or Task, with what it is given.
  void add(llvm::MapVector<llvm::StringRef, External> &externals, const Value &use,
           const Value *volumes, size_t file) {
    const Value &nameValue = *use.get("name");
    llvm::StringRef name = nameValue.getText();
    // A Function's name gets a number behind it, and is then a label's value (spec §9, P24).
    bool isTooLong = name.size() > (&externals == &model.externFunctions ? 61 : 253);
    if (!isObjectName(name) || isTooLong) {
      model.refuse(nameValue.getRange(), ("the name '" + name + "'").str(),
                   name.contains("${") ? "it depends on what Stash sets"
                                       : "nothing can be called so");
      return;
    }
    External &external = externals[name];
    if (!external.uses++) {
      external.name = name.str();
      external.file = file;
    }
    const Value *params = use.get("params");
    if (!params || !params->isList())
      return;
    for (const Value *param : params->getItems()) {
      llvm::StringRef paramName = param->getStringOr("name");
      if (!isParameterName(paramName)) {
        model.refuse(param->getRange(), ("the parameter '" + paramName + "'").str(),
                     "none can be called so");
        continue;
      }
      auto known =
          llvm::find_if(external.parameters, [&](const auto &p) { return p.name == paramName; });
      if (known == external.parameters.end()) {
        external.parameters.push_back({paramName.str(), true, 0});
        known = std::prev(external.parameters.end());
      }
      ++known->uses;
      bool isVolume = volumes && volumes->isList() &&
                      llvm::any_of(volumes->getItems(), [&](const Value *volume) {
                        return volume->getStringOr("name") == param->getStringOr("value");
                      });
      known->isVolume &= isVolume;
    }
  }

  void addSteps(const Declaration &task, const Value &spec) {
    const Value *steps = spec.get("steps");
    if (!steps || !steps->isList())
      return;
    for (const Value *step : steps->getItems()) {
      llvm::StringRef name = step->getStringOr("name");
      if (name.empty() || model.getFunction(name))
        continue;
      add(model.externFunctions, *step, spec.get("volumes"), task.file);
      auto known = findShipped(name);
      if (!known)
        continue;
      auto params = readParams(step->get("params"));
      if (!params || llvm::any_of(*params, [&](const auto &param) {
            return !known->hasParameter(param.first);
          }))
        model.notShipped.insert(name);
    }
  }

  void addInvoker(const Declaration &invoker, const Value &spec) {
    auto addTask = [&](const Value *task) {
      llvm::StringRef name = task ? task->getStringOr("name") : llvm::StringRef();
      if (!name.empty() && !model.tasks.lookup(name))
        add(model.externTasks, *task, nullptr, invoker.file);
    };
    addTask(spec.get("task"));
    if (const Value *members = spec.get("members"); members && members->isList())
      for (const Value *member : members->getItems())
        addTask(member->get("task"));
  }

  ImportModel &model;
};

} // namespace

void importer::inferSignatures(ImportModel &model) {
  Inference(model).run();
  ExternalCollector(model).run();
}

bool importer::isShipped(const ImportModel &model, llvm::StringRef function) {
  return sema::isOperatorFunction(function) && !model.getFunction(function) &&
         !model.notShipped.contains(function);
}

ArgumentForm importer::getArgumentForm(const ImportModel &model, llvm::StringRef function,
                                       llvm::StringRef name, llvm::StringRef value) {
  if (const Declaration *declared = model.getFunction(function)) {
    const Parameter *parameter = declared->getParameter(name);
    if (!parameter)
      return ArgumentForm::Text;
    if (parameter->type == Type::Volume)
      return ArgumentForm::Volume;
    bool isScalar = (parameter->type == Type::Int && isInteger(value)) ||
                    (parameter->type == Type::Bool && isTruth(value));
    return isScalar ? ArgumentForm::Scalar : ArgumentForm::Text;
  }
  if (isShipped(model, function))
    return name == "targetVolume" ? ArgumentForm::Volume : ArgumentForm::Text;
  auto external = model.externFunctions.find(function);
  if (external != model.externFunctions.end())
    for (const External::Parameter &parameter : external->second.parameters)
      if (parameter.name == name && parameter.isVolume)
        return ArgumentForm::Volume;
  return ArgumentForm::Text;
}
