// Jobs: ValidateJob, and what the API server makes of their name, labels and selector.

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

namespace {

class JobRules {
public:
  JobRules(Checker &checker, Node job)
      : checker(checker), job(job), spec(job.get("spec")), pod(spec.at({"template", "spec"})) {}
  void check();

private:
  void checkName();
  bool fitsGenerated(Node selector) const;
  void checkSelector();
  void checkIndexes();
  void checkNotIndexed();
  void checkFailurePolicy();
  void checkFailureRule(Node rule);
  void checkSuccessPolicy();
  void checkTemplate();
  std::optional<int64_t> countIndexes(Node indexes, std::optional<int64_t> completions);

  bool isIndexed() const { return spec.getText("completionMode") == "Indexed"; }

  Checker &checker;
  Node job, spec, pod;
};

} // namespace

void JobRules::checkName() {
  Node name = job.at({"metadata", "name"});
  std::optional<llvm::StringRef> text = name.getText();
  std::string generated;
  if (name.isEmptyText()) {
    // The API server appends five letters to at most 58 characters.
    name = job.at({"metadata", "generateName"});
    generated = (name.getText().value_or("").take_front(58) + "xxxxx").str();
    text = generated;
    if (name.isEmptyText())
      return;
  }
  if (!text || text->empty() || findDnsSubdomainFault(*text))
    return;
  if (Fault fault = findLabelValueFault(*text)) {
    checker.badFormat(name, *text, "a label of the Job's pods", fault);
    return;
  }
  std::optional<int64_t> completions = spec.get("completions").getInteger();
  if (!isIndexed() || !completions || *completions <= 0)
    return;
  // Pods are called after the Job and their index.
  std::string last = (*text + "-" + llvm::Twine(*completions - 1)).str();
  if (Fault fault = findDnsLabelFault(last))
    checker.badFormat(name, *text, "the beginning of a pod's host name '" + last + "'", fault);
}

/// Whether a selector fits the four labels that the API server gives the pods: the Job's name and
/// its uid, of which nobody knows the value yet.
bool JobRules::fitsGenerated(Node selector) const {
  Node name = job.at({"metadata", "name"});
  auto isOf = [](llvm::StringRef key, llvm::StringRef label) {
    key.consume_front("batch.kubernetes.io/");
    return key == label;
  };
  auto isName = [&](Node value) {
    return value.isUnclear() || name.isUnclear() ||
           (!name.isEmptyText() && value.getText() == name.getText());
  };
  for (Node label : selector.get("matchLabels").getMembers())
    if (!label.isUnclear() && !(isOf(label.getName(), "job-name") && isName(label)))
      return false;
  for (Node condition : selector.get("matchExpressions").getItems()) {
    auto key = condition.getText("key"), op = condition.getText("operator");
    if (!key || !op)
      continue;
    bool isNameLabel = isOf(*key, "job-name");
    bool isThere = isNameLabel || isOf(*key, "controller-uid");
    bool isAmong = isNameLabel && llvm::any_of(condition.get("values").getItems(), isName);
    if ((*op == "In" && !isAmong) || (*op == "NotIn" && isAmong) || (*op == "Exists" && !isThere) ||
        (*op == "DoesNotExist" && isThere))
      return false;
  }
  return true;
}

void JobRules::checkSelector() {
  Node selector = spec.get("selector"), labels = spec.at({"template", "metadata", "labels"});
  Node manual = spec.get("manualSelector");
  if (manual.isUnclear() || selector.isUnclear())
    return;
  if (manual.isTrue()) {
    if (!selector.isGiven())
      checker.report(Level::Server, diag::MissingField, manual.getRange(), "selector",
                     "Job with 'manualSelector: true'");
    else if (!selects(selector, labels))
      checker.invalid(selector.getPlace(), "the selector does not fit the template's labels")
          .note(labels.getPlace(), "the labels are here");
    return;
  }
  for (llvm::StringRef prefix : {"", "batch.kubernetes.io/"}) {
    Node nameLabel = labels.get((prefix + "job-name").str());
    Node name = job.at({"metadata", "name"});
    if (nameLabel.isGiven() && !name.isEmptyText() && nameLabel.getText() && name.getText() &&
        nameLabel.getText() != name.getText())
      checker.invalid(nameLabel.getRange(), "the API server sets this label, to the Job's name");
    if (Node uid = labels.get((prefix + "controller-uid").str()); uid.isGiven())
      checker.invalid(uid.getRange(), "the API server sets this label, to the Job's uid");
  }
  if (!fitsGenerated(selector))
    checker.forbidden(selector, "the API server makes it, unless 'manualSelector' is true");
  else if (!selects(selector, labels, /*isPart=*/true))
    checker.invalid(selector.getPlace(), "the selector does not fit the template's labels")
        .note(labels.getPlace(), "the labels are here");
}

/// What is for an Indexed Job only. When several settings are, it is the mode that is wrong.
void JobRules::checkNotIndexed() {
  llvm::SmallVector<Node, 3> settings;
  for (llvm::StringRef name : {"backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"})
    if (Node setting = spec.get(name); setting.isGiven())
      settings.push_back(setting);
  Node mode = spec.get("completionMode");
  if (settings.size() < 2 || !mode.isGiven()) {
    for (Node setting : settings)
      checker.forbidden(setting, "the completion mode is not 'Indexed'");
    return;
  }
  auto report =
      checker.invalid(mode.getRange(), "the completion mode is not 'Indexed', and the Job "
                                       "has settings of one that is");
  for (Node setting : settings)
    report.note(setting.getPlace(), "'{0}' is here", setting.getName());
}

void JobRules::checkIndexes() {
  Node completions = spec.get("completions"), parallelism = spec.get("parallelism");
  Node perIndex = spec.get("backoffLimitPerIndex"), maxFailed = spec.get("maxFailedIndexes");
  constexpr int64_t manyCompletions = 100'000, fewPods = 10'000;
  if (spec.get("completionMode").isUnclear())
    return;
  if (!isIndexed())
    return checkNotIndexed();
  // Without both of them both become 1.
  if (!completions.isGiven() && parallelism.isGiven())
    checker.report(Level::Server, diag::MissingField, spec.get("completionMode").getRange(),
                   "completions", "Job with the completion mode 'Indexed'");
  auto total = completions.getInteger(), parallel = parallelism.getInteger();
  auto failed = maxFailed.getInteger();
  if (parallel && *parallel > manyCompletions)
    checker.report(Level::Server, diag::OutOfRange, parallelism.getRange(), "parallelism",
                   *parallel, "and 100000 is the most for an Indexed Job");
  if (maxFailed.isGiven() && !perIndex.isGiven())
    checker.report(Level::Server, diag::MissingField, maxFailed.getRange(), "backoffLimitPerIndex",
                   "Job with 'maxFailedIndexes'");
  if (failed && total && *failed > *total)
    checker.report(Level::Server, diag::OutOfRange, maxFailed.getRange(), "maxFailedIndexes",
                   *failed, "and the completions are the most");
  if (!perIndex.isGiven() || !total || *total <= manyCompletions)
    return;
  if (!maxFailed.isGiven())
    checker.report(Level::Server, diag::MissingField, completions.getRange(), "maxFailedIndexes",
                   "Job with 'backoffLimitPerIndex' and over 100000 completions");
  else if (failed && *failed > fewPods)
    checker.report(Level::Server, diag::OutOfRange, maxFailed.getRange(), "maxFailedIndexes",
                   *failed, "and 10000 is the most with over 100000 completions");
  if (parallel && *parallel > fewPods)
    checker.report(Level::Server, diag::OutOfRange, parallelism.getRange(), "parallelism",
                   *parallel, "and 10000 is the most with over 100000 completions");
}

void JobRules::checkFailureRule(Node rule) {
  Node codes = rule.get("onExitCodes"), conditions = rule.get("onPodConditions");
  bool hasConditions =
      conditions.isUnclear() || (conditions.isList() && !conditions.getValue()->empty());
  if (codes.isGiven() && hasConditions)
    checker
        .report(Level::Server, diag::TwoAlternatives, rule.getPlace(), "failure rule", "condition",
                "onExitCodes", "onPodConditions")
        .note(codes.getPlace(), "one is here")
        .note(conditions.getPlace(), "the other is here");
  else if (rule.isMap() && !codes.isGiven() && !hasConditions)
    checker.report(Level::Server, diag::NoAlternative, rule.getPlace(), "failure rule",
                   "condition: 'onExitCodes' or 'onPodConditions'");
  Node action = rule.get("action");
  if (action.getText() == "FailIndex" && !spec.has("backoffLimitPerIndex"))
    checker.invalid(action.getRange(), "the action 'FailIndex' without 'backoffLimitPerIndex'");

  Node name = codes.get("containerName");
  if (auto text = name.getText()) {
    bool isFound = pod.isUnclear();
    for (llvm::StringRef list : {"containers", "initContainers"}) {
      isFound |= pod.get(list).isUnclear();
      for (Node container : pod.get(list).getItems())
        isFound |= container.get("name").isUnclear() || container.getText("name") == *text;
    }
    if (!isFound)
      checker.report(Level::Server, diag::UnknownReference, name.getRange(), "container", *text,
                     " in the pod template");
  }
  llvm::SmallVector<int64_t, 8> seen;
  for (Node value : codes.get("values").getItems()) {
    // What is null is 0 to the API server.
    auto n = value.isGiven() ? value.getInteger() : 0;
    if (!n)
      continue;
    if (codes.getText("operator") == "In" && *n == 0)
      checker.invalid(value.getRange(), "exit code 0 is not a failure");
    if (llvm::is_contained(seen, *n))
      checker.report(Level::Server, diag::DuplicateItem, value.getRange(), "exit code",
                     "value " + std::to_string(*n));
    seen.push_back(*n);
  }
  if (!llvm::is_sorted(seen))
    checker.invalid(codes.get("values").getPlace(), "the exit codes are not in ascending order");
  constexpr size_t maxValues = 255;
  if (seen.size() > maxValues)
    checker.invalid(codes.get("values").getPlace(), "more than 255 exit codes");
}

void JobRules::checkFailurePolicy() {
  Node policy = spec.get("podFailurePolicy");
  if (!policy.isGiven())
    return;
  constexpr size_t maxRules = 20;
  Node rules = policy.get("rules");
  if (rules.isList() && rules.getValue()->getItems().size() > maxRules)
    checker.invalid(rules.getPlace(), "more than 20 failure rules");
  for (Node rule : rules.getItems()) {
    checkFailureRule(rule);
    Node conditions = rule.get("onPodConditions");
    if (conditions.isList() && conditions.getValue()->getItems().size() > maxRules)
      checker.invalid(conditions.getPlace(), "more than 20 pod conditions");
  }
  Node restart = pod.get("restartPolicy");
  if (auto text = restart.getText(); text && *text == "OnFailure")
    checker.invalid(restart.getRange(),
                    "a Job with a 'podFailurePolicy' has 'restartPolicy: Never'");
  Node replacement = spec.get("podReplacementPolicy");
  if (replacement.getText() == "TerminatingOrFailed")
    checker.invalid(replacement.getRange(),
                    "a Job with a 'podFailurePolicy' replaces pods that have 'Failed'");
}

/// How many indexes `0,2-4` names; reports what is wrong with it, and counts nothing then.
std::optional<int64_t> JobRules::countIndexes(Node indexes, std::optional<int64_t> completions) {
  std::optional<llvm::StringRef> text = indexes.getText();
  if (!text)
    return std::nullopt;
  if (text->empty())
    return 0;
  int64_t count = 0, previous = -1;
  llvm::SmallVector<llvm::StringRef, 4> parts;
  text->split(parts, ',');
  for (llvm::StringRef part : parts) {
    auto [low, high] = part.split('-');
    int32_t begin, end;
    bool isRange = part.contains('-');
    low.consume_front("+");
    high.consume_front("+");
    if (low.getAsInteger(10, begin) || (isRange && high.getAsInteger(10, end))) {
      checker.invalid(indexes.getRange(),
                      "'" + part + "' is neither an index nor a range of indexes");
      return std::nullopt;
    }
    if (!isRange)
      end = begin;
    // A range has two indexes at least.
    if (begin <= previous || (isRange && end <= begin)) {
      checker.invalid(indexes.getRange(), "the indexes are not in ascending order");
      return std::nullopt;
    }
    if (completions && end >= *completions) {
      checker.invalid(indexes.getRange(),
                      "the index " + llvm::Twine(end) + " is not below the completions");
      return std::nullopt;
    }
    count += end - begin + 1;
    previous = end;
  }
  return count;
}

void JobRules::checkSuccessPolicy() {
  Node policy = spec.get("successPolicy");
  if (!policy.isGiven())
    return;
  auto completions = spec.get("completions").getInteger();
  Node rules = policy.get("rules");
  constexpr size_t maxRules = 20;
  if (rules.isList() && rules.getValue()->getItems().size() > maxRules)
    checker.invalid(rules.getPlace(), "more than 20 success rules");
  for (Node rule : rules.getItems()) {
    Node count = rule.get("succeededCount"), indexes = rule.get("succeededIndexes");
    if (!count.isGiven() && !indexes.isGiven()) {
      checker.report(Level::Server, diag::NoAlternative, rule.getPlace(), "success rule",
                     "condition: 'succeededIndexes' or 'succeededCount'");
      continue;
    }
    std::optional<int64_t> named = countIndexes(indexes, completions);
    auto n = count.getInteger();
    if (n && completions && *n > *completions)
      checker.report(Level::Server, diag::OutOfRange, count.getRange(), "succeededCount", *n,
                     "and the completions are the most");
    else if (n && named && *n > *named)
      checker.report(Level::Server, diag::OutOfRange, count.getRange(), "succeededCount", *n,
                     "and the indexes named are the most");
  }
}

void JobRules::checkTemplate() {
  Node restart = pod.get("restartPolicy");
  bool isAlways = restart.isEmptyText() || restart.getText() == "Always";
  if (restart.getText() == "Always")
    checker.invalid(restart.getRange(),
                    "the 'restartPolicy' of a Job must be 'Never' or 'OnFailure'");
  else if (isAlways && !restart.isUnclear() && pod.isGiven() && !pod.isUnclear())
    checker.missing(restart, "Job's pod")
        .note(restart.getRange(), "a Job's 'restartPolicy' is 'Never' or 'OnFailure'");
  if (Node ephemeral = pod.get("ephemeralContainers");
      ephemeral.isUnclear() || (ephemeral.isList() && !ephemeral.getValue()->empty()))
    checker.forbidden(ephemeral, "a pod template has no ephemeral containers");
  if (Node manager = spec.get("managedBy"); auto text = manager.getText())
    checker.badFormat(manager, *text, "the name of a controller",
                      findDomainPrefixedPathFault(*text));
}

void JobRules::check() {
  if (spec.isUnclear())
    return;
  checkName();
  checkSelector();
  checkIndexes();
  checkFailurePolicy();
  checkSuccessPolicy();
  checkTemplate();
}

void schema::checkJob(Checker &checker, Node job) { JobRules(checker, job).check(); }
