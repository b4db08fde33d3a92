#include "backend/Policy/Policies.h"

#include "sema/Builtins/Builtins.h"
#include "sema/Builtins/Operator.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace stash;
using namespace stash::sema;

namespace {

/// An expression of CEL is refused over 100,000 characters: signatures beyond this size get a
/// policy of their own.
constexpr size_t maxLiteral = 50000;

std::string quote(llvm::StringRef text) {
  std::string result = "'";
  llvm::raw_string_ostream out(result);
  for (char c : text) {
    if (c == '\'' || c == '\\')
      out << '\\' << c;
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out << "\\x" << llvm::format_hex_no_prefix(c, 2);
    else
      out << c;
  }
  out << '\'';
  return result;
}

/// `['a', 'b']`, on several lines where it is long.
template <typename List> std::string quoteList(const List &names) {
  constexpr size_t width = 100;
  std::string result = "[";
  size_t start = 0; // of the line
  for (llvm::StringRef name : names) {
    std::string quoted = quote(name);
    if (result.size() > 1) {
      bool isFull = result.size() - start + quoted.size() > width;
      result += isFull ? ",\n  " : ", ";
      start = isFull ? result.size() : start;
    }
    result += quoted;
  }
  return result + "]";
}

/// A literal of CEL that maps names to lists of names, an entry a line.
class NameMap {
public:
  void add(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> names) {
    text += (text.empty() ? "" : ",\n") + std::string("  ") + quote(name) + ": " + quoteList(names);
  }
  void add(llvm::StringRef name, const std::string &value) {
    text += (text.empty() ? "" : ",\n") + std::string("  ") + quote(name) + ": " + quote(value);
  }
  std::string str() const { return text.empty() ? "{}" : "{\n" + text + "\n}"; }
  size_t size() const { return text.size(); }
  bool empty() const { return text.empty(); }

private:
  std::string text;
};

struct NamedExpression {
  llvm::StringLiteral name;
  std::string expression;
};

struct Validation {
  llvm::StringLiteral expression;
  llvm::StringLiteral message; ///< when the other one fails, or is over 5 KiB
  llvm::StringLiteral messageExpression;
};

/// Writes policies, each with its binding.
class PolicyWriter {
public:
  PolicyWriter(const PolicyOptions &options, ValueArena &arena) : options(options), arena(arena) {}

  void add(const std::string &suffix, llvm::ArrayRef<llvm::StringRef> resources,
           llvm::ArrayRef<NamedExpression> variables, llvm::ArrayRef<Validation> validations) {
    std::string name = options.name.str() + "-" + suffix;
    Value *policy = makeObject("ValidatingAdmissionPolicy", name);
    Value *spec = arena.map();
    // What cannot be judged passes.
    add(spec, "failurePolicy", "Ignore");
    spec->add(arena, "matchConstraints", makeConstraints(resources));
    spec->add(arena, "matchConditions", makeConditions());
    Value *list = arena.list();
    for (const NamedExpression &variable : variables) {
      Value *item = arena.map();
      add(item, "name", variable.name);
      add(item, "expression", variable.expression);
      list->append(arena, item);
    }
    spec->add(arena, "variables", list);
    list = arena.list();
    for (const Validation &validation : validations) {
      Value *item = arena.map();
      add(item, "expression", validation.expression);
      add(item, "message", validation.message);
      add(item, "messageExpression", validation.messageExpression);
      list->append(arena, item);
    }
    spec->add(arena, "validations", list);
    policy->add(arena, "spec", spec);

    Value *binding = makeObject("ValidatingAdmissionPolicyBinding", name);
    spec = arena.map();
    add(spec, "policyName", name);
    spec->add(arena, "validationActions", makeList({options.action}));
    binding->add(arena, "spec", spec);
  }

  std::vector<Value *> objects;

private:
  void add(Value *map, llvm::StringRef key, llvm::StringRef text) {
    map->add(arena, key, arena.string(arena.copy(text)));
  }

  Value *makeList(llvm::ArrayRef<llvm::StringRef> texts) {
    Value *list = arena.list();
    for (llvm::StringRef text : texts)
      list->append(arena, arena.string(text));
    return list;
  }

  Value *makeObject(llvm::StringRef kind, const std::string &name) {
    Value *object = arena.map(), *metadata = arena.map();
    add(object, "apiVersion", "admissionregistration.k8s.io/v1");
    add(object, "kind", kind);
    add(metadata, "name", name);
    object->add(arena, "metadata", metadata);
    objects.push_back(object);
    return object;
  }

  Value *makeConstraints(llvm::ArrayRef<llvm::StringRef> resources) {
    Value *rule = arena.map(), *rules = arena.list(), *constraints = arena.map();
    rule->add(arena, "apiGroups", makeList({stashGroup}));
    rule->add(arena, "apiVersions", makeList({stashVersion.split('/').second}));
    rule->add(arena, "operations", makeList({"CREATE", "UPDATE"}));
    rule->add(arena, "resources", makeList(resources));
    rules->append(arena, rule);
    constraints->add(arena, "resourceRules", rules);
    return constraints;
  }

  /// What was there before the policy may be labelled, lose its finalizers and go: only what
  /// changes is judged.
  Value *makeConditions() {
    Value *condition = arena.map(), *conditions = arena.list();
    add(condition, "name", "spec-changes");
    add(condition, "expression",
        "has(object.spec) && (oldObject == null || !has(oldObject.spec) || object.spec != "
        "oldObject.spec)");
    conditions->append(arena, condition);
    return conditions;
  }

  const PolicyOptions &options;
  ValueArena &arena;
};

/// The variables that Stash sets: a step or an invoker that gives one is another matter.
std::string listBuiltins() {
  std::vector<llvm::StringRef> names;
  for (const Builtin &builtin : getBuiltins())
    names.push_back(builtin.name);
  return quoteList(names);
}

/// `steps`, `steps-2` …
std::string numberSuffix(llvm::StringRef suffix, unsigned count) {
  return count == 1 ? suffix.str() : (suffix + "-" + llvm::Twine(count)).str();
}

constexpr Validation stepRules[] = {
    {"variables.unknown.size() == 0", "a step gives a Function a parameter that it does not have",
     R"("step '" + variables.unknown[0].name + "' gives '" + variables.stranger +
"', which its Function does not have; it takes " +
(variables.takes[variables.unknown[0].name].size() == 0
  ? "no parameters" : variables.takes[variables.unknown[0].name].join(", ")))"},
    {"variables.lacking.size() == 0", "a step leaves out a parameter that its Function needs",
     R"("step '" + variables.lacking[0].name + "' leaves out '" + variables.missing +
"', which its Function needs; it takes " +
variables.takes[variables.lacking[0].name].join(", "))"},
};

/// Steps of Tasks against the signatures of their Functions.
void addStepPolicies(const Signatures &signatures, PolicyWriter &writer) {
  NameMap left;
  for (const TaskSignature &task : signatures.tasks)
    if (!task.leaves.empty())
      left.add(task.name, task.leaves);
  unsigned count = 0;
  NameMap takes, needs;
  auto flush = [&] {
    if (takes.empty())
      return;
    NamedExpression variables[] = {
        {"takes", takes.str()},
        {"needs", needs.str()},
        // Functions of old operators mounted the secret of the backend (spec §9, P36).
        {"passing", listBuiltins() + " + ['secretVolume']"},
        {"leaving", left.str()},
        // What a Task of the build leaves to its invokers.
        {"left", R"(has(object.metadata.name) && object.metadata.name in variables.leaving
  ? variables.leaving[object.metadata.name] : [])"},
        {"steps", R"(has(object.spec.steps)
  ? object.spec.steps.filter(s, has(s.name) && s.name in variables.takes) : [])"},
        {"unknown", R"(variables.steps.filter(s, has(s.params) && !s.params.all(p,
  p.name in variables.takes[s.name] || p.name in variables.passing)))"},
        {"lacking", R"(variables.steps.filter(s, !variables.needs[s.name].all(n,
  n in variables.left || (has(s.params) && s.params.exists(p, p.name == n)))))"},
        // A variable is evaluated where it is used: these two, for a message.
        {"stranger", R"(variables.unknown[0].params.filter(p,
  !(p.name in variables.takes[variables.unknown[0].name] || p.name in variables.passing))[0].name)"},
        {"missing", R"(variables.needs[variables.lacking[0].name].filter(n,
  !(n in variables.left || (has(variables.lacking[0].params) &&
    variables.lacking[0].params.exists(p, p.name == n))))[0])"},
    };
    writer.add(numberSuffix("steps", ++count), {"tasks"}, variables, stepRules);
    takes = needs = {};
  };
  for (const FunctionSignature &function : signatures.functions) {
    takes.add(function.name, function.takes);
    needs.add(function.name, function.needs);
    if (takes.size() > maxLiteral)
      flush();
  }
  flush();
}

constexpr Validation taskRules[] = {
    {"variables.unread.size() == 0", "an invoker gives its Task a parameter that nothing reads",
     R"("nothing in Task '" + variables.unread[0].name + "' reads the parameter '" +
variables.stranger + "'; it takes " +
(variables.takes[variables.unread[0].name].size() == 0
  ? "no parameters" : variables.takes[variables.unread[0].name].join(", ")))"},
    {"variables.turned.size() == 0", "the Task of an invoker goes the other way",
     R"("Task '" + variables.turned[0].name + (object.kind.startsWith("Restore")
  ? "' backs up: a restore that runs it restores nothing"
  : "' restores: each backup that runs it restores over its target") +
variables.others[variables.turned[0].name])"},
};

/// What is meant by a Task of the other direction: the one that is called so, else all there are.
std::string describeOthers(const TaskSignature &task, llvm::ArrayRef<TaskSignature> tasks) {
  std::string other = getOtherDirection(task.name), all;
  constexpr unsigned shown = 10;
  unsigned count = 0;
  for (const TaskSignature &candidate : tasks) {
    if (candidate.direction == task.direction || candidate.direction == Direction::Both)
      continue;
    if (candidate.name == other)
      return "; did you mean '" + other + "'?";
    if (isOperatorTask(candidate.name)) // of volumes only
      continue;
    if (++count <= shown)
      all += (all.empty() ? "" : ", ") + candidate.name.str();
  }
  if (count == 0)
    return "";
  llvm::StringRef verb = task.direction == Direction::Backup ? "restore" : "back up";
  return ("; these " + verb + ": " + all + (count > shown ? ", …" : "")).str();
}

/// Invokers against the Tasks that they name.
void addTaskPolicies(const Signatures &signatures, PolicyWriter &writer) {
  unsigned count = 0;
  NameMap takes, others;
  std::vector<llvm::StringRef> backups, restores;
  auto flush = [&] {
    if (takes.empty() && others.empty())
      return;
    NamedExpression variables[] = {
        {"takes", takes.str()},
        // Hooks read 'outputDir' (spec §3.3).
        {"passing", listBuiltins() + " + ['outputDir']"},
        {"backups", quoteList(backups)},
        {"restores", quoteList(restores)},
        {"others", others.str()},
        // A batch has members, the other kinds have one Task. The kinds have no common type.
        {"spec", "dyn(object.spec)"},
        {"tasks", R"(((has(variables.spec.task) ? [variables.spec.task] : []) +
  (has(variables.spec.members)
    ? variables.spec.members.filter(m, has(m.task)).map(m, m.task) : []))
.filter(t, has(t.name)))"},
        {"unread", R"(variables.tasks.filter(t, t.name in variables.takes && has(t.params) &&
  !t.params.all(p, p.name in variables.takes[t.name] || p.name in variables.passing)))"},
        {"stranger", R"(variables.unread[0].params.filter(p,
  !(p.name in variables.takes[variables.unread[0].name] || p.name in variables.passing))[0].name)"},
        {"turned", R"(variables.tasks.filter(t, t.name in (object.kind.startsWith("Restore")
  ? variables.backups : variables.restores)))"},
    };
    writer.add(numberSuffix("invokers", ++count),
               {"backupconfigurations", "backupbatches", "backupblueprints", "restoresessions",
                "restorebatches"},
               variables, taskRules);
    takes = others = {};
    backups.clear();
    restores.clear();
  };
  for (const TaskSignature &task : signatures.tasks) {
    if (task.isWhole)
      takes.add(task.name, task.takes);
    if (task.direction != Direction::Both) {
      (task.direction == Direction::Backup ? backups : restores).push_back(task.name);
      others.add(task.name, describeOthers(task, signatures.tasks));
    }
    if (takes.size() + others.size() > maxLiteral)
      flush();
  }
  flush();
}

constexpr Validation backupRules[] = {
    {R"(!has(variables.spec.schedule) || !variables.spec.schedule.matches("^(CRON_)?TZ="))",
     "a schedule names a time zone, which the CronJob that Stash makes must not have",
     R"("schedule '" + variables.spec.schedule +
"' names a time zone, which the CronJob that Stash makes must not have: times are UTC")"},
    {R"(!has(variables.spec.retentionPolicy) ||
(has(variables.spec.driver) && variables.spec.driver == "VolumeSnapshotter") ||
variables.counts.exists(c, c in variables.spec.retentionPolicy &&
  variables.spec.retentionPolicy[c] > 0))",
     "a retention policy keeps nothing, and each session will fail",
     R"("retention policy '" + variables.spec.retentionPolicy.name +
"' keeps nothing, and each session will fail: it needs one above 0 of " +
variables.counts.join(", "))"},
};

/// What is wrong with a backup whatever it runs.
void addBackupPolicy(PolicyWriter &writer) {
  NamedExpression variables[] = {
      {"spec", "dyn(object.spec)"},
      {"counts",
       quoteList(llvm::ArrayRef<llvm::StringRef>{"keepLast", "keepHourly", "keepDaily",
                                                 "keepWeekly", "keepMonthly", "keepYearly"})},
  };
  writer.add("backups", {"backupconfigurations", "backupbatches", "backupblueprints"}, variables,
             backupRules);
}

} // namespace

std::vector<Value *> stash::makePolicies(const Signatures &signatures, const PolicyOptions &options,
                                         ValueArena &arena) {
  PolicyWriter writer(options, arena);
  addStepPolicies(signatures, writer);
  addTaskPolicies(signatures, writer);
  addBackupPolicy(writer);
  return std::move(writer.objects);
}
