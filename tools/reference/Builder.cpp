#include "tools/reference/Builder.h"

#include "tools/lsp/language/Render.h"
#include "tools/reference/Tables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::reference;
using sema::Constant;
using Style = Run::Style;

/// A scalar of a manifest.
static std::string getText(const Value &value) {
  if (value.isString() || value.isNumber())
    return value.getText().str();
  if (value.isBool())
    return value.getBool() ? "true" : "false";
  return value.isNull() ? "null" : "…";
}

/// A value of a manifest on one line.
static std::string describe(const Value &value) {
  std::string text;
  if (value.isList()) {
    for (const Value *item : value.getItems())
      text += (text.empty() ? "" : ", ") + describe(*item);
    return "[" + text + "]";
  }
  if (value.isMap()) {
    for (const Member &member : value.getMembers())
      text += (text.empty() ? "" : ", ") + member.key.str() + ": " + describe(*member.value);
    return "{ " + text + " }";
  }
  return getText(value);
}

/// Removes columns in which no row says anything.
static void dropEmptyColumns(Table &table) {
  for (size_t column = table.header.size(); column-- > 0;) {
    if (llvm::any_of(table.rows, [&](const auto &row) { return !row[column].empty(); }))
      continue;
    table.header.erase(table.header.begin() + column);
    for (auto &row : table.rows)
      row.erase(row.begin() + column);
  }
}

namespace {

/// Sections for the entries of a project.
class Builder {
public:
  explicit Builder(const Project &project) : project(project) {}

  Section build(const Entry &entry);

private:
  void addTable(Section &section, llvm::StringRef title, Table table) {
    if (table.rows.empty())
      return;
    dropEmptyColumns(table);
    section.blocks.push_back(Heading{title.str()});
    section.blocks.push_back(std::move(table));
  }
  void addUsers(Section &section, const Entry &entry);
  void addFunction(Section &section, const Entry &entry);
  void addTask(Section &section, const Entry &entry);
  void addInvoker(Section &section, const Entry &entry);
  void addRepository(Section &section, const Entry &entry);
  void addBlueprint(Section &section, const Entry &entry);
  Table listTaskParameters(const sema::Task &task);
  std::string getFileName(const Entry &entry) const;

  const Project &project;
};

} // namespace

std::string Builder::getFileName(const Entry &entry) const {
  if (!entry.file)
    return {};
  llvm::StringRef name = entry.file->file->getName();
  name.consume_front("<shipped>/");
  // What is written must not depend on where the sources lie.
  return (llvm::sys::path::is_absolute(name) ? llvm::sys::path::filename(name) : name).str();
}

void Builder::addUsers(Section &section, const Entry &entry) {
  if (entry.usedBy.empty())
    return;
  std::vector<Run> users;
  for (const Entry *user : entry.usedBy)
    users.push_back(link(*user));
  section.blocks.push_back(Heading{"Used by"});
  section.blocks.push_back(Paragraph{joinRuns(std::move(users))});
}

Section Builder::build(const Entry &entry) {
  Section section;
  section.id = entry.id;
  section.name = entry.name.str();
  section.summary = summarizeDoc(entry.doc);
  switch (entry.kind) {
  case EntryKind::Task:
    section.kind = "Task";
    if (entry.task->direction != sema::Direction::Both)
      section.badges.push_back(entry.task->direction == sema::Direction::Backup ? "backup"
                                                                                : "restore");
    break;
  case EntryKind::Function:
    section.kind = "Function";
    break;
  case EntryKind::Backup:
  case EntryKind::Restore:
  case EntryKind::Repository:
  case EntryKind::Blueprint:
    section.kind = entry.object->getStringOr("kind").str();
    break;
  }
  if (!entry.ns.empty())
    section.badges.push_back(("namespace " + entry.ns).str());
  if (entry.file && entry.file->isShipped)
    section.badges.push_back("comes with Stash");
  else if (!entry.isOwn)
    section.badges.push_back("imported");
  else if (entry.isExternal)
    section.badges.push_back("external");

  section.blocks = parseDoc(entry.doc);
  switch (entry.kind) {
  case EntryKind::Task:
    addTask(section, entry);
    break;
  case EntryKind::Function:
    addFunction(section, entry);
    break;
  case EntryKind::Backup:
  case EntryKind::Restore:
    addInvoker(section, entry);
    break;
  case EntryKind::Repository:
    addRepository(section, entry);
    break;
  case EntryKind::Blueprint:
    addBlueprint(section, entry);
    break;
  }
  addUsers(section, entry);
  return section;
}

//===-- Functions ---------------------------------------------------------===//

void Builder::addFunction(Section &section, const Entry &entry) {
  const sema::Function &function = *entry.function;
  List facts;
  if (const Constant *image = getPath(function.spec, {"image"}))
    facts.items.push_back({plain("Image: "), code(lsp::renderText(*image, 200))});
  if (std::string file = getFileName(entry); !file.empty())
    facts.items.push_back({plain("Declared in "), code(file)});
  section.blocks.push_back(std::move(facts));

  addTable(section, "Parameters", listParameters(function.parameters));
  Usages usages;
  collect(function.uses, nullptr, usages);
  addTable(section, "Variables that Stash sets",
           listVariables(usages, sema::Direction::Both, /*withUsers=*/false));
  addTable(section, "Volumes", listMounts(function));
  addTable(section, "Environment", listEnvironment(function));
}

//===-- Tasks -------------------------------------------------------------===//

Pipeline reference::buildPipeline(const Project &project, const sema::Task &task) {
  Pipeline pipeline;
  pipeline.name = task.name.str();
  for (const sema::Volume &volume : task.volumes)
    pipeline.volumes.push_back({volume.name.str(), {}});
  for (auto [index, step] : llvm::enumerate(task.steps)) {
    const Entry *function = project.findFunction(step.functionName);
    pipeline.steps.push_back({step.functionName.str(), function ? function->id : ""});
    for (const StepMount &mount : getMounts(step))
      for (Pipeline::Volume &volume : pipeline.volumes)
        if (volume.name == mount.volume && !llvm::is_contained(volume.steps, index))
          volume.steps.push_back(static_cast<unsigned>(index));
    // A Function of which no more than the signature is known: it mounts what it is given.
    if (step.function && !step.function->spec)
      for (const sema::Argument &argument : step.arguments)
        if (std::optional<std::string> name = argument.value->getLiteral())
          for (Pipeline::Volume &volume : pipeline.volumes)
            if (const sema::Parameter *parameter = step.function->getParameter(argument.name))
              if (parameter->type.kind == sema::TypeKind::Volume && volume.name == *name &&
                  !llvm::is_contained(volume.steps, index))
                volume.steps.push_back(static_cast<unsigned>(index));
  }
  return pipeline;
}

/// What an invoker may give a Task. What it gives reaches every step, and wins over the Task's own
/// arguments; without it the arguments hold, then the defaults.
Table Builder::listTaskParameters(const sema::Task &task) {
  Table table;
  table.header = {"Parameter", "Type", "Required", "Default", "Goes to", "Description"};
  for (const sema::Parameter *parameter : lsp::getParameters(task)) {
    struct Given {
      std::string text;
      Runs shown;
      std::vector<Run> steps; ///< that get it
    };
    std::vector<Given> values;
    std::vector<Run> takers;
    bool isOwn = llvm::is_contained(task.parameters, parameter);
    bool isRequired = isOwn && !parameter->defaultValue;
    llvm::SetVector<llvm::StringRef> seen;
    for (const sema::Step &step : task.steps) {
      const sema::Parameter *taken =
          step.function ? step.function->getParameter(parameter->name) : nullptr;
      auto argument = llvm::find_if(step.arguments, [&](const sema::Argument &candidate) {
        return candidate.name == parameter->name;
      });
      bool isGiven = argument != step.arguments.end();
      if (!taken && !isGiven)
        continue;
      Run taker = refer(project.findFunction(step.functionName), step.functionName);
      if (seen.insert(step.functionName))
        takers.push_back(taker);
      const Constant *value = isGiven ? argument->value : taken->defaultValue;
      if (!value) {
        isRequired = true;
        continue;
      }
      std::string text = lsp::render(*value);
      auto known = llvm::find_if(values, [&](const Given &given) { return given.text == text; });
      if (known == values.end())
        known = values.insert(known, {text, describeDefault(value), {}});
      known->steps.push_back(taker);
    }
    if (isOwn && parameter->defaultValue && values.empty())
      values.push_back({"", describeDefault(parameter->defaultValue), {}});
    Runs defaults;
    if (!isRequired)
      for (const Given &value : values) {
        if (!defaults.empty())
          defaults.push_back(plain("; "));
        llvm::append_range(defaults, value.shown);
        if (values.size() > 1) {
          defaults.push_back(dim(" in "));
          llvm::append_range(defaults, joinRuns(value.steps));
        }
      }
    table.rows.push_back({{code(parameter->name)},
                          {code(lsp::render(parameter->type))},
                          {describeRequired(isRequired)},
                          std::move(defaults),
                          joinRuns(std::move(takers)),
                          flattenDoc(parameter->doc)});
  }
  return table;
}

void Builder::addTask(Section &section, const Entry &entry) {
  const sema::Task &task = *entry.task;
  if (std::string file = getFileName(entry); !file.empty())
    section.blocks.push_back(List{{{plain("Declared in "), code(file)}}});
  if (!task.steps.empty())
    section.blocks.push_back(buildPipeline(project, task));

  Table steps;
  steps.header = {"Step", "Function", "Arguments", "What it does"};
  Usages usages;
  collect(task.uses, &entry, usages);
  for (auto [index, step] : llvm::enumerate(task.steps)) {
    std::vector<Run> arguments;
    for (const sema::Argument &argument : step.arguments)
      arguments.push_back(code((argument.name + ": " + lsp::render(*argument.value)).str()));
    const Entry *function = project.findFunction(step.functionName);
    steps.rows.push_back({{plain(std::to_string(index + 1))},
                          {refer(function, step.functionName)},
                          joinRuns(std::move(arguments)),
                          summarizeDoc(function ? function->doc : "")});
    if (function)
      collect(function->function->uses, function, usages);
  }
  addTable(section, "Steps", std::move(steps));
  addTable(section, "Parameters", listTaskParameters(task));

  Table volumes;
  volumes.header = {"Volume", "Source", "Mounted by"};
  for (const sema::Volume &volume : task.volumes) {
    Runs source;
    if (volume.value && volume.value->isMap())
      for (const sema::ConstantMember &member : volume.value->getMembers())
        if (member.key != "name")
          source = {plain((member.key + " ").str()), code(lsp::render(*member.value))};
    Runs users;
    for (const sema::Step &step : task.steps)
      for (const StepMount &mount : getMounts(step))
        if (mount.volume == volume.name) {
          if (!users.empty())
            users.push_back(plain("; "));
          users.push_back(refer(project.findFunction(step.functionName), step.functionName));
          users.push_back(plain(" at "));
          users.push_back(code(mount.path));
          if (mount.isReadOnly)
            users.push_back(plain(", read-only"));
        }
    volumes.rows.push_back({{code(volume.name)}, std::move(source), std::move(users)});
  }
  addTable(section, "Volumes", std::move(volumes));
  addTable(section, "Variables that Stash sets",
           listVariables(usages, task.direction, /*withUsers=*/true));
}

//===-- Repositories and invokers -----------------------------------------===//

/// `KIND NAME [in NS]`.
static Runs describeTarget(const Value &member, llvm::StringRef ns) {
  const Value *ref = member.at({"target", "ref"});
  if (!ref)
    return {};
  Runs runs = {plain((ref->getStringOr("kind") + " ").str()), code(ref->getStringOr("name"))};
  llvm::StringRef other = ref->getStringOr("namespace");
  if (!other.empty() && other != ns) {
    runs.push_back(plain(" in "));
    runs.push_back(code(other));
  }
  return runs;
}

void Builder::addInvoker(Section &section, const Entry &entry) {
  const Value &object = *entry.object;
  const Value *spec = object.get("spec");
  if (!spec)
    return;
  List facts;
  if (const Value *schedule = spec->get("schedule"))
    facts.items.push_back({plain("Schedule: "), code(getText(*schedule))});
  if (const Value *repository = spec->get("repository"))
    facts.items.push_back({plain("Repository: "), refer(project.findRepository(entry),
                                                        repository->getStringOr("name", "…"))});
  if (const Value *policy = spec->get("retentionPolicy"); policy && policy->isMap())
    facts.items.push_back({plain("Retention: "), code(describe(*policy))});
  if (const Value *order = spec->get("executionOrder"))
    facts.items.push_back({plain("Order: "), code(getText(*order))});
  if (std::string file = getFileName(entry); !file.empty())
    facts.items.push_back({plain("Declared in "), code(file)});
  section.blocks.push_back(std::move(facts));

  Table targets;
  targets.header = {"Target", "Task", "Arguments", "Alias", "Paths", "Rules"};
  for (const Call &call : getCalls(object)) {
    std::vector<Run> arguments;
    const Value *params = call.member->at({"task", "params"});
    if (params && params->isList())
      for (const Value *param : params->getItems()) {
        const Value *value = param->get("value");
        arguments.push_back(
            code((param->getStringOr("name") + ": " + (value ? getText(*value) : "…")).str()));
      }
    const Value *target = call.member->get("target");
    const Value *alias = target ? target->get("alias") : nullptr;
    const Value *paths = target ? target->get("paths") : nullptr;
    const Value *rules = target ? target->get("rules") : nullptr;
    targets.rows.push_back({describeTarget(*call.member, entry.ns),
                            call.task.empty() ? Runs{dim("the AppBinding's")}
                                              : Runs{refer(project.findTask(call.task), call.task)},
                            joinRuns(std::move(arguments)),
                            alias ? Runs{code(getText(*alias))} : Runs{},
                            paths ? Runs{code(describe(*paths))} : Runs{},
                            rules ? Runs{code(describe(*rules))} : Runs{}});
  }
  addTable(section, "Targets", std::move(targets));
}

static void addBackend(const Value *backend, List &facts) {
  if (!backend || !backend->isMap())
    return;
  for (const Member &member : backend->getMembers()) {
    if (member.key == "storageSecretName")
      facts.items.push_back({plain("Secret: "), code(getText(*member.value))});
    else
      facts.items.push_back(
          {plain("Backend: "), plain((member.key + " ").str()), code(describe(*member.value))});
  }
}

void Builder::addBlueprint(Section &section, const Entry &entry) {
  const Value *spec = entry.object->get("spec");
  List facts;
  if (const Value *schedule = spec ? spec->get("schedule") : nullptr)
    facts.items.push_back({plain("Schedule: "), code(getText(*schedule))});
  if (const Value *task = entry.object->at({"spec", "task", "name"}))
    facts.items.push_back(
        {plain("Task: "), refer(project.findTask(getText(*task)), getText(*task))});
  addBackend(entry.object->at({"spec", "backend"}), facts);
  if (const Value *policy = spec ? spec->get("retentionPolicy") : nullptr;
      policy && policy->isMap())
    facts.items.push_back({plain("Retention: "), code(describe(*policy))});
  if (std::string file = getFileName(entry); !file.empty())
    facts.items.push_back({plain("Declared in "), code(file)});
  section.blocks.push_back(std::move(facts));
}

void Builder::addRepository(Section &section, const Entry &entry) {
  List facts;
  addBackend(entry.object->at({"spec", "backend"}), facts);
  if (std::string file = getFileName(entry); !file.empty())
    facts.items.push_back({plain("Declared in "), code(file)});
  section.blocks.push_back(std::move(facts));
}

Reference reference::buildReference(const Project &project, llvm::StringRef title) {
  Reference reference;
  reference.title = title.str();
  Builder builder(project);
  constexpr std::pair<EntryKind, llvm::StringLiteral> chapters[] = {
      {EntryKind::Task, "Tasks"},
      {EntryKind::Function, "Functions"},
      {EntryKind::Backup, "Backups"},
      {EntryKind::Restore, "Restores"},
      {EntryKind::Repository, "Repositories"},
      {EntryKind::Blueprint, "Blueprints"},
  };
  for (const auto &[kind, heading] : chapters) {
    Chapter chapter{heading.str(), {}};
    for (const Entry &entry : project.getEntries())
      if (entry.kind == kind)
        chapter.sections.push_back(builder.build(entry));
    if (!chapter.sections.empty())
      reference.chapters.push_back(std::move(chapter));
  }
  return reference;
}
