// Affinity, tolerations, spreading, DNS settings.

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

static size_t countItems(Node list) {
  return list.isList() ? list.getValue()->getItems().size() : 0;
}

static void checkNodeRequirement(Checker &checker, Node requirement) {
  std::optional<llvm::StringRef> op = requirement.getText("operator");
  Node values = requirement.get("values");
  if (!op || values.isUnclear())
    return;
  size_t count = countItems(values);
  if (*op == "In" || *op == "NotIn") {
    if (count == 0)
      checker.missing(values, ("condition with the operator '" + *op + "'").str());
  } else if (*op == "Exists" || *op == "DoesNotExist") {
    if (count != 0)
      checker.forbidden(values, "the operator '" + *op + "' compares with nothing");
  } else if ((*op == "Gt" || *op == "Lt") && count != 1) {
    checker.invalid(values.getRange(), "the operator '" + *op + "' compares with one value");
  }
  // What is only preferred may name a label that no node can have.
  bool isRequired = llvm::any_of(checker.getParents(), [](const Object *parent) {
    return parent->id == ObjectId::NodeSelector;
  });
  for (Node value : values.getItems())
    if (auto text = value.getText())
      checker.badFormat(value, *text, getNoun(Format::LabelValue), findLabelValueFault(*text),
                        isRequired ? Level::Server : Level::Later);
}

static void checkFieldRequirement(Checker &checker, Node requirement) {
  Node key = requirement.get("key"), op = requirement.get("operator"),
       values = requirement.get("values");
  if (auto text = key.getText(); text && !text->empty() && *text != "metadata.name")
    checker.invalid(key.getRange(),
                    "'" + *text + "' is not a field of a node: only metadata.name is");
  if (auto text = op.getText(); text && !text->empty()) {
    if (*text != "In" && *text != "NotIn")
      checker.invalid(op.getRange(), "the operator '" + *text + "' on a field: In and NotIn are");
    else if (!values.isUnclear() && countItems(values) == 0)
      checker.missing(values, "condition on a field of a node");
    else if (!values.isUnclear() && countItems(values) > 1)
      checker.invalid(values.getRange(), "a field of a node is compared with one value");
  }
  for (Node value : values.getItems())
    if (auto text = value.isGiven() ? value.getText() : "")
      checker.badFormat(value, *text, "the name of a node", findDnsSubdomainFault(*text));
}

/// The keys that a selector names again in a condition. The API server makes conditions of
/// `matchLabelKeys` too, and takes a key's second one for the author's own.
/// Of a spread constraint it does so from 1.34 on; before, no key of the selector may stand there.
static llvm::StringSet<> findRepeatedKeys(Node selector, bool isMerged) {
  llvm::StringSet<> seen, repeated;
  for (Node label : selector.get("matchLabels").getMembers())
    seen.insert(label.getName());
  for (Node condition : selector.get("matchExpressions").getItems())
    if (auto key = condition.getText("key"); key && !seen.insert(*key).second)
      repeated.insert(*key);
  return isMerged ? repeated : seen;
}

/// `matchLabelKeys` and its opposite: need a selector, and no key is in both. A list may have a key
/// twice.
static void checkMatchKeys(Checker &checker, Node term, bool isMerged) {
  Node selector = term.get("labelSelector"), matched = term.get("matchLabelKeys"),
       mismatched = term.get("mismatchLabelKeys");
  for (Node list : {matched, mismatched})
    if (countItems(list) != 0 && !selector.isGiven())
      checker.forbidden(list, "there is no 'labelSelector'");
  llvm::StringSet<> excluded, repeated = findRepeatedKeys(selector, isMerged);
  for (Node item : mismatched.getItems())
    if (auto key = item.getText())
      excluded.insert(*key);
  for (Node item : matched.getItems()) {
    std::optional<llvm::StringRef> key = item.getText();
    if (!key)
      continue;
    if (excluded.contains(*key))
      checker.invalid(item.getRange(), "'" + *key + "' is in 'mismatchLabelKeys' too");
    if (repeated.contains(*key))
      checker.invalid(item.getRange(), "'" + *key + "' is in the 'labelSelector' too");
  }
}

static void checkToleration(Checker &checker, Node toleration) {
  Node key = toleration.get("key"), op = toleration.get("operator"),
       value = toleration.get("value"), effect = toleration.get("effect");
  if (op.isUnclear())
    return;
  llvm::StringRef compares = op.getText().value_or("");
  if (key.isEmptyText() && compares != "Exists")
    checker.invalid(op.getRange(), "a toleration without a key has the operator 'Exists'");
  if (compares == "Exists") {
    // It is the operator that the API server blames.
    if (auto text = value.getText(); text && !text->empty())
      checker.invalid(op.getRange(), "the operator 'Exists' compares with nothing")
          .note(value.getPlace(), "the value is here");
  } else if (auto text = value.getText()) {
    checker.badFormat(value, *text, getNoun(Format::LabelValue), findLabelValueFault(*text));
  }
  if (toleration.has("tolerationSeconds") && effect.getText().value_or("") != "NoExecute" &&
      !effect.isUnclear())
    checker.invalid(effect.getRange(), "'tolerationSeconds' is for the effect 'NoExecute'");
}

static void checkSpread(Checker &checker, Node constraint) {
  checkMatchKeys(checker, constraint, /*isMerged=*/checker.isFrom(34));
  Node domains = constraint.get("minDomains");
  if (auto policy = constraint.getText("whenUnsatisfiable");
      domains.isGiven() && policy && !policy->empty() && *policy != "DoNotSchedule")
    checker.forbidden(domains, "'whenUnsatisfiable' is not 'DoNotSchedule'");
}

/// A DNS subdomain in which an underscore may begin a part or stand within it, and a dot may
/// follow.
static Fault findSearchDomainFault(llvm::StringRef text) {
  text.consume_back(".");
  llvm::SmallVector<llvm::StringRef, 4> parts;
  text.split(parts, '.');
  for (llvm::StringRef &part : parts)
    part.consume_front("_");
  // Other underscores stand where dashes may.
  std::string plain = llvm::join(parts, ".");
  std::replace(plain.begin(), plain.end(), '_', '-');
  return findDnsSubdomainFault(plain);
}

static void checkDnsConfig(Checker &checker, Node config) {
  constexpr size_t maxServers = 3, maxSearches = 32, maxSearchLength = 2048;
  if (Node servers = config.get("nameservers"); countItems(servers) > maxServers)
    checker.invalid(servers.getRange(), "more than three name servers");
  Node searches = config.get("searches");
  if (countItems(searches) > maxSearches)
    checker.invalid(searches.getRange(), "more than 32 search domains");
  size_t length = 0;
  for (Node search : searches.getItems()) {
    std::optional<llvm::StringRef> text = search.isGiven() ? search.getText() : "";
    if (!text)
      continue;
    length += text->size() + 1;
    if (*text == "." && checker.isFrom(33))
      continue;
    llvm::StringRef domain = *text;
    domain.consume_back(".");
    checker.badFormat(search, *text, "a search domain",
                      checker.isFrom(33) ? findSearchDomainFault(*text)
                                         : findDnsSubdomainFault(domain));
  }
  if (length > maxSearchLength + 1)
    checker.invalid(searches.getRange(), "the search domains have more than 2048 characters");
}

void schema::checkScheduling(Checker &checker, const Object &object, Node node) {
  switch (object.id) {
  case ObjectId::NodeSelectorRequirement:
    if (node.getName() == "matchFields")
      return checkFieldRequirement(checker, node);
    return checkNodeRequirement(checker, node);
  case ObjectId::PodAffinityTerm:
    return checkMatchKeys(checker, node, /*isMerged=*/true);
  case ObjectId::Toleration:
    return checkToleration(checker, node);
  case ObjectId::TopologySpreadConstraint:
    return checkSpread(checker, node);
  case ObjectId::PodDnsConfig:
    return checkDnsConfig(checker, node);
  default:
    return;
  }
}
