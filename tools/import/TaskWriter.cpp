// Tasks: steps, what all of them are given, volumes.

#include "sema/Builtins/Operator.h"
#include "tools/import/DeclarationWriter.h"
#include "tools/import/Signatures.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::importer;

using schema::ObjectId;

namespace {

class TaskWriter {
public:
  TaskWriter(Declaration &task, ImportModel &model)
      : task(task), model(model), values(model, Destination::Template), out(task.source) {}

  void run() {
    readSteps();
    findWiths();
    out.beginEntry();
    out.code(task.isBackupOnly && !task.isRestoreOnly   ? "backup task "
             : task.isRestoreOnly && !task.isBackupOnly ? "restore task "
                                                        : "task ");
    out.name(task.name, "name");
    out.setOrigin(task.nameRange);
    writeSignature();
    out.code(" {\n");
    const Value *volumes = task.object->at({"spec", "volumes"});
    if (volumes && volumes->isList())
      for (const Value *volume : volumes->getItems())
        writeVolume(*volume);
    for (const auto &[name, value] : withs) {
      out.code("with ");
      writeArgument(name, *value, findTaker(name));
      out.code("\n");
    }
    writeSteps();
    writeMetadata(out, task, values);
    out.code("}\n");
    hangRest(task, model);
  }

private:
  using Pair = std::pair<llvm::StringRef, const Value *>;
  struct Step {
    llvm::StringRef function;
    const Value *value;
    NamedList<Pair, &Pair::first> params;
  };

  void readSteps() {
    const Value *list = task.object->at({"spec", "steps"});
    if (!list || !list->isList())
      return;
    for (const Value *item : list->getItems()) {
      auto params = readParams(item->get("params"));
      if (!params) {
        model.refuse(item->getRange(), "this step",
                     "its parameters are not a list of names with values, each given once");
        params.emplace();
      }
      llvm::StringRef name = item->getStringOr("name");
      if (name.empty()) {
        model.refuse(item->getRange(), "this step", "it names no Function");
        continue;
      }
      steps.push_back({name, item, {}});
      for (const Pair &param : *params)
        steps.back().params.push_back(param);
    }
  }

  bool takes(llvm::StringRef function, llvm::StringRef parameter) const {
    if (const Declaration *declared = model.getFunction(function))
      return declared->getParameter(parameter);
    if (isShipped(model, function))
      return sema::findKnownFunction(function)->hasParameter(parameter);
    auto external = model.externFunctions.find(function);
    return external != model.externFunctions.end() &&
           llvm::any_of(external->second.parameters,
                        [&](const auto &known) { return known.name == parameter; });
  }

  llvm::StringRef findTaker(llvm::StringRef parameter) const {
    for (const Step &step : steps)
      if (takes(step.function, parameter))
        return step.function;
    return {};
  }

  /// What every step that takes it is given, as the last of its arguments: `with`.
  void findWiths() {
    if (steps.size() < 2)
      return;
    struct Given {
      const Value *value;
      unsigned count = 0;
      bool isSame = true; ///< and each that is given it takes it
    };
    llvm::MapVector<llvm::StringRef, Given> given;
    llvm::MapVector<llvm::StringRef, unsigned> runs; // the Functions, and how often each
    for (const Step &step : steps) {
      ++runs[step.function];
      for (const auto &[name, value] : step.params) {
        Given &known = given.try_emplace(name, Given{value}).first->second;
        ++known.count;
        known.isSame &= known.value->getText() == value->getText() && takes(step.function, name);
      }
    }
    for (const auto &[name, known] : given) {
      if (!known.isSame || known.count < 2)
        continue;
      unsigned takers = 0;
      for (const auto &[function, count] : runs)
        takers += takes(function, name) ? count : 0;
      if (takers == known.count)
        addWith({name, known.value});
    }
    // Arguments come first, then those of `with`, in one order for all steps.
    for (bool changed = true; changed;) {
      changed = false;
      for (const Step &step : steps) {
        std::vector<llvm::StringRef> order;
        for (const Pair &param : step.params)
          if (!isWith(param.first))
            order.push_back(param.first);
        for (const Pair &with : withs)
          if (takes(step.function, with.first))
            order.push_back(with.first);
        for (size_t i = 0; i < order.size() && !changed; ++i) {
          if (step.params[i].first == order[i])
            continue;
          llvm::StringRef wrong = isWith(order[i]) ? order[i] : step.params[i].first;
          llvm::erase_if(withs, [&](const Pair &with) { return with.first == wrong; });
          withNames.erase(wrong);
          changed = true;
        }
        if (changed)
          break;
      }
    }
  }

  void addWith(Pair with) {
    withs.push_back(with);
    withNames.insert(with.first);
  }
  bool isWith(llvm::StringRef name) const { return withNames.contains(name); }

  /// What no step gives and its Function requires is for the invoker to give.
  void writeSignature() {
    llvm::SmallSetVector<llvm::StringRef, 4> missing;
    for (const Step &step : steps)
      if (const Declaration *function = model.getFunction(step.function))
        for (const Parameter &parameter : function->parameters)
          if (parameter.isRequired && !step.params.contains(parameter.name))
            missing.insert(parameter.name);
    for (const Parameter &parameter : task.parameters)
      if (parameter.isRequired)
        missing.insert(parameter.name);
    std::string signature = llvm::join(missing, ", ");
    for (const Parameter &parameter : task.parameters)
      if (!missing.contains(parameter.name))
        signature += (signature.empty() ? "" : ", ") + parameter.name + " = \"\"";
    if (!signature.empty())
      out.code("(" + signature + ")");
  }

  void writeArgument(llvm::StringRef name, const Value &value, llvm::StringRef function) {
    llvm::StringRef text = value.getText();
    out.setOrigin(out.beginEntry(), value.getRange());
    ArgumentForm form = getArgumentForm(model, function, name, text);
    if (form == ArgumentForm::Volume && isBareName(text) && !text.contains('.') &&
        llvm::is_contained(volumeNames, text)) {
      if (text != name)
        out.key(name);
      out.code(text);
      return;
    }
    out.key(name);
    if (form == ArgumentForm::Scalar)
      out.scalar(text, name);
    else
      out.text(values.texts.read(value, Destination::StepArgument), name);
  }

  void writeStepName(llvm::StringRef name) {
    // A volume of that name would be meant.
    if (llvm::is_contained(volumeNames, name))
      out.code(quote(name));
    else
      out.name(name, "name");
    task.usesLibrary |= isShipped(model, name);
  }

  void writeSteps() {
    bool isBroken = steps.size() > 1 &&
                    (steps.size() > 3 ||
                     llvm::any_of(steps, [](const Step &step) { return step.params.size() > 2; }));
    for (const Step &step : steps) {
      bool isFirst = &step == &steps.front();
      bool hasComments = model.comments.hasAny(step.value->getRange());
      if (!isFirst && hasComments)
        out.code("\n"); // a pipeline of its own, which comments can precede
      else if (!isFirst)
        out.code(isBroken ? "\n| " : " | ");
      size_t entry = out.beginEntry();
      writeStepName(step.function);
      bool isOpen = false;
      EntryComments comments = model.comments.take(step.value->getRange().begin);
      for (const Pair &param : step.params) {
        if (isWith(param.first))
          continue;
        out.code(std::exchange(isOpen, true) ? ", " : "(");
        writeArgument(param.first, *param.second, step.function);
      }
      if (isOpen)
        out.code(")");
      out.setOrigin(entry, step.value->get("name")->getRange());
      out.hang(entry, comments);
    }
    if (!steps.empty())
      out.code("\n");
  }

  void writeVolume(const Value &volume) {
    size_t entry = out.beginEntry();
    llvm::StringRef name = volume.getStringOr("name");
    if (name.empty()) {
      model.refuse(volume.getRange(), "this volume", "it has no name");
      return;
    }
    volumeNames.push_back(name);
    if (name.contains("${"))
      model.refuse(volume.get("name")->getRange(), "this name", "it depends on what Stash sets");
    out.code("volume ");
    out.key(name);
    const Member *source = nullptr;
    for (const Member &member : volume.getMembers())
      if (member.key != "name" && llvm::is_contained(schema::getVolumeSources(), member.key))
        source = &member;
    if (source && volume.getMembers().size() == 2 && source->value->isMap()) {
      out.code(source->key);
      if (!source->value->empty()) {
        out.code(" ");
        values.writeMap(out, *source->value, findFieldType(ObjectId::Volume, source->key));
      }
    } else {
      Value *rest = arena.map(volume.getRange());
      for (const Member &member : volume.getMembers())
        if (member.key != "name")
          rest->add(arena, member.key, member.value, member.keyRange);
      schema::Type type;
      type.scalar = schema::Scalar::Object;
      type.object = ObjectId::Volume;
      values.writeMap(out, *rest, &type);
    }
    out.code("\n");
    values.hangComments(out, entry, volume.getRange());
  }

  Declaration &task;
  ImportModel &model;
  ValueWriter values;
  Source &out;
  ValueArena arena;
  std::vector<Step> steps;
  std::vector<Pair> withs;
  llvm::DenseSet<llvm::StringRef> withNames;
  llvm::SmallVector<llvm::StringRef, 4> volumeNames;
};

} // namespace

void importer::writeTask(Declaration &task, ImportModel &model) { TaskWriter(task, model).run(); }
