// What an invoker's parameters and target say of the data.

#include "backend/Job/InvokerCheckRun.h"
#include "backend/Job/PodResolver.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/Repair.h"
#include "sema/Builtins/Operator.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace stash;

llvm::StringRef stash::findUnescaped(llvm::StringRef text) {
  for (char c : text) {
    if (c == '"')
      return "a quote";
    if (c == '\\')
      return "a backslash";
    if (c == '\n' || c == '\r')
      return "a line break";
    if (static_cast<unsigned char>(c) < 0x20)
      return "a control character";
  }
  return {};
}

/// As findUnescaped(), for a text that may hold JSON escapes on purpose: `\"` and `\\` are no
/// mistake, and others are one only when `allowsEscapes` is not set.
static llvm::StringRef findUnescapedParam(llvm::StringRef text, bool allowsEscapes) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      llvm::StringRef found = findUnescaped(text.substr(i, 1));
      if (!found.empty())
        return found;
      continue;
    }
    char next = ++i < text.size() ? text[i] : '\0';
    if (next == '"' || next == '\\')
      continue;
    bool isEscape = llvm::StringRef("/bfnrt").contains(next) && next != '\0';
    if (next == 'u')
      isEscape = text.size() > i + 4 && llvm::all_of(text.substr(i + 1, 4), llvm::isHexDigit);
    if (!isEscape || !allowsEscapes)
      return "a backslash";
  }
  return {};
}

static std::string escapeJson(llvm::StringRef text) {
  std::string out;
  for (char c : text) {
    switch (c) {
    case '"':
    case '\\':
      out += '\\';
      out += c;
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      if (static_cast<unsigned char>(c) < 0x20)
        out += "\\u00" + llvm::utohexstr(static_cast<unsigned char>(c), /*LowerCase=*/true, 2);
      else
        out += c;
    }
  }
  return out;
}

void InvokerChecks::Run::checkText(const Value *value, llvm::StringRef what) {
  if (!value || !value->isString())
    return;
  // More than the substitution reads it, so nothing escapes it.
  llvm::StringRef found = findUnescaped(value->getText());
  if (!found.empty())
    diags.report(diag::UnescapedValue, value->getRange(), found, what)
        .note({}, "Stash does not escape it, and other programs would take the escapes literally");
}

void InvokerChecks::Run::checkTexts(llvm::ArrayRef<Value *> values, llvm::StringRef what,
                                    char separator) {
  for (const Value *value : values) {
    if (!value->isString())
      continue;
    checkText(value, what);
    if (value->getText().contains(separator))
      diags.report(diag::SeparatorInElement, value->getRange(),
                   ("'" + value->getText() + "' of '" + what + "' is taken apart at each " +
                    (separator == ',' ? "comma" : "space"))
                       .str());
  }
}

void InvokerChecks::Run::checkParam(const Invoker &invoker, const Variable &param) {
  const sema::Builtin *builtin = sema::findBuiltin(param.name);
  if (builtin &&
      (invoker.isBackup ? builtin->backup : builtin->restore) != sema::Availability::Never)
    diags.report(diag::ParamHidesBuiltin, param.origin.nameRange, param.name);
  else if (!builtin)
    checkUse(param);
  // stashc escapes the arguments that it builds; in plain YAML an escape may be meant, or be a path
  // of Windows.
  llvm::StringRef found = findUnescapedParam(param.value, options.isBuild);
  if (!found.empty())
    diags.report(diag::UnescapedValue, param.origin.range, found, param.name)
        .note({}, "escaped, it is: {0}", escapeJson(param.value));
}

void InvokerChecks::Run::checkUse(const Variable &param) {
  // Of what stashc builds the analysis has said it, and of what was resolved the resolver.
  if (options.isBuild || options.isResolved || param.name == "outputDir") // is in hooks
    return;
  DiagnosticEngine::StageScope later(diags, diag::Stage::Later);
  if (std::optional<sema::KnownFunction> known =
          task ? std::nullopt : sema::findKnownFunction(taskName)) {
    llvm::StringSet<> used;
    for (llvm::StringRef name : known->getParameters())
      used.insert(name);
    if (!used.contains(param.name))
      reportUnusedParam(param, taskName, used, diags);
  }
  if (!task)
    return;
  const TaskFacts &facts = checks.getFacts(*task);
  if (!facts.isComplete || facts.used.contains(param.name))
    return;
  reportUnusedParam(param, taskName, facts.used, diags);
}

void InvokerChecks::Run::checkParams(const Invoker &invoker, const InvokerMember &member) {
  if (!runsTask)
    return;
  const Value *ref = member.getTask();
  for (const Value *param : getItemsOf(ref ? ref->get("params") : nullptr)) {
    const Value *name = param->get("name"), *value = param->get("value");
    if (name && name->isString() && value && value->isString())
      checkParam(invoker, {name->getText(),
                           value->getText(),
                           {"task.params", &invoker.object, value->getRange(), name->getRange()}});
  }
  if (!effective)
    return;
  for (const Variable &param : effective->params.getAll())
    if (param.origin.object != &invoker.object && param.origin.range.isValid() &&
        checks.judgedParams.insert(param.name.data()).second)
      checkParam(invoker, param);
}

void InvokerChecks::Run::checkTarget(const Invoker &invoker, const InvokerMember &member) {
  if (!member.target || !runsTask)
    return;
  checkText(member.target->get("alias"), "alias");
  checkTexts(member.getTargetList("paths"), "paths", ',');
  checkTexts(member.getTargetList("exclude"), "exclude", ',');
  llvm::ArrayRef<Value *> args = member.getTargetList("args");
  checkTexts(args, "args", ' ');
  if (!sema::isOperatorTask(taskName))
    return;
  if (args.size() > 1)
    diags.report(diag::SeparatorInElement,
                 placeOf(member.target, "args", getNameRange(invoker.object)),
                 ("'args' has " + llvm::Twine(args.size()) + " arguments, and '" + taskName +
                  "' passes them to restic as one")
                     .str());
  for (const Value *arg : args)
    if (arg->isString() && arg->getText().contains(','))
      diags.report(
          diag::SeparatorInElement, arg->getRange(),
          ("'" + arg->getText() + "' of 'args' is taken apart at each comma by '" + taskName + "'")
              .str());
}

const Value *stash::findRule(llvm::ArrayRef<Value *> rules, llvm::StringRef alias) {
  const Value *found = nullptr;
  for (const Value *rule : rules) {
    llvm::ArrayRef<Value *> hosts = getItemsOf(rule->get("targetHosts"));
    if (hosts.empty())
      found = rule;
    else if (llvm::any_of(hosts,
                          [&](const Value *host) { return host->getStringOrNone() == alias; }))
      return rule;
  }
  return found;
}

/// Whether the schema has said of a rule what may be why it has neither snapshots nor paths.
static bool isUnclearRule(const Value *rule) {
  auto isNoList = [&](llvm::StringRef key) {
    const Value *list = rule->get(key);
    return isPresent(list) && !list->isList();
  };
  return isMisspelt(rule, schema::ObjectId::RestoreRule, {"snapshots", "paths"}) ||
         isNoList("snapshots") || isNoList("paths");
}

void InvokerChecks::Run::checkRules(const Invoker &invoker, const InvokerMember &member) {
  const Value *old = invoker.kind == "RestoreSession" ? invoker.getSpec().get("rules") : nullptr;
  SourceRange name = getNameRange(invoker.object);
  if (!getItemsOf(old).empty() && member.target) {
    bool replaces = !member.getTargetList("rules").empty();
    diags
        .report(diag::DeprecatedRules, placeOf(&invoker.getSpec(), "rules", name),
                replaces ? ", and replaces the rules of the target" : "")
        .note({}, "the place of rules is 'spec.target.rules'");
  }

  // The three rules of spec §7.2, which Stash means to check.
  SourceRange catchAll;
  llvm::StringMap<SourceRange> hosts;
  for (const Value *rule : member.rules) {
    llvm::ArrayRef<Value *> targetHosts = getItemsOf(rule->get("targetHosts"));
    const Value *list = rule->get("targetHosts");
    if (targetHosts.empty() && !(list && list->isUnknown())) {
      if (catchAll.isValid())
        fail(diag::AmbiguousRules, rule->getRange(), "a second rule for all hosts")
            .note(catchAll, "the first one is here")
            .note({}, "Stash takes the last one");
      catchAll = rule->getRange();
    }
    for (const Value *host : targetHosts) {
      llvm::StringRef text = host->getStringOrNone().value_or("");
      auto [at, isNew] = hosts.try_emplace(text, host->getRange());
      if (!isNew && !text.empty())
        fail(diag::AmbiguousRules, host->getRange(), ("host '" + text + "' has two rules").str())
            .note(at->second, "the other one is here");
    }
    if (!getItemsOf(rule->get("snapshots")).empty() && !getItemsOf(rule->get("paths")).empty())
      fail(diag::AmbiguousRules, placeOf(rule, "paths", rule->getRange()),
           "a rule has both 'snapshots' and 'paths'");
    if (runsTask)
      for (llvm::StringRef field : {"snapshots", "paths", "include", "exclude"})
        checkTexts(getItemsOf(rule->get(field)), field, ',');
  }

  // P02.
  const Value *rules = member.target ? member.target->get("rules") : nullptr;
  if (!task || !checks.getFacts(*task).usesRules || !member.target ||
      isMisspeltTarget(invoker, member, {"rules", "alias"}) || hasUnknown(rules) ||
      hasUnknown(member.target->get("alias")) || llvm::any_of(member.rules, isUnclearRule))
    return;
  SourceRange place = placeOf(member.target, "rules", member.ref.range);
  if (!place.isValid())
    place = name;
  llvm::StringRef alias = member.target->getStringOr("alias");
  const Value *rule = findRule(member.rules, alias);
  if (!rule ||
      (getItemsOf(rule->get("snapshots")).empty() && getItemsOf(rule->get("paths")).empty()))
    checks.restoringNothing.insert(member.spec);
  if (!rule) {
    auto report =
        diags.report(diag::RestoresNothing, place,
                     member.rules.empty() ? std::string("the target has no rules")
                     : alias.empty()      ? std::string("no rule matches a target without an alias")
                                          : ("no rule matches the alias '" + alias + "'").str());
    report.note({}, "Task '{0}' restores the snapshots or paths of the rule that matches",
                taskName);
  } else if (getItemsOf(rule->get("snapshots")).empty() && getItemsOf(rule->get("paths")).empty()) {
    diags.report(diag::RestoresNothing, rule->getRange().isValid() ? rule->getRange() : place,
                 "the rule that matches has neither snapshots nor paths");
  }
}

void InvokerChecks::Run::checkClaimTemplates(const Invoker &invoker, const InvokerMember &member) {
  llvm::ArrayRef<Value *> templates = member.getTargetList("volumeClaimTemplates");
  if (templates.empty())
    return;
  constexpr llvm::StringLiteral ordinal = "-${POD_ORDINAL}";
  const Value *count = member.target->get("replicas");
  std::optional<int64_t> replicas =
      count && count->isNumber() ? count->getInteger() : std::optional<int64_t>();
  llvm::SmallVector<llvm::StringRef, 4> volumes;
  bool isComplete = true;
  for (const Value *claim : templates) {
    const Value *name = claim->at({"metadata", "name"});
    if (!name || !name->isString()) {
      isComplete = false;
      continue;
    }
    llvm::StringRef text = name->getText();
    if (!text.consume_back(ordinal) && replicas && *replicas > 1)
      diags.report(diag::ClaimTemplateName, name->getRange(), text, *replicas);
    volumes.push_back(text);
  }
  if (invoker.getDriver() == "VolumeSnapshotter")
    return;
  SourceRange place = placeOf(member.target, "volumeClaimTemplates", getNameRange(invoker.object));
  const Value *mounts = member.target->get("volumeMounts");
  if (mounts && mounts->isUnknown())
    return;
  if (getItemsOf(mounts).empty()) {
    diags.report(diag::ClaimsNotMounted, place);
    return;
  }
  if (task)
    for (const Value *volume : getItemsOf(task->at({"spec", "volumes"})))
      volumes.push_back(volume->getStringOr("name"));
  for (const Value *mount : getItemsOf(mounts)) {
    const Value *name = mount->get("name");
    if (!isComplete || !name || !name->isString() || llvm::is_contained(volumes, name->getText()))
      continue;
    auto report = diags.report(diag::NoClaimVolume, name->getRange(), name->getText());
    report.note({}, "a volume has the name of its claim, without '{0}'", ordinal);
    report.suggest(findText(diags.getSources(), name->getRange(), name->getText()), name->getText(),
                   volumes);
  }
}
