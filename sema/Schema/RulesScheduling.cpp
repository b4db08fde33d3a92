// Affinity, tolerations, spreading, DNS settings.

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
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
    checker.invalid(key.getRange(), "'" + *text + "' is no field of a node: metadata.name is");
  if (auto text = op.getText(); text && !text->empty()) {
    if (*text != "In" && *text != "NotIn")
      checker.invalid(op.getRange(), "the operator '" + *text + "' on a field: In and NotIn are");
    else if (!values.isUnclear() && countItems(values) == 0)
      checker.missing(values, "condition on a field of a node");
    else if (!values.isUnclear() && countItems(values) > 1)
      checker.invalid(values.getRange(), "a field of a node is compared with one value");
  }
  for (Node value : values.getItems())
    if (auto text = value.getText())
      checker.badFormat(value, *text, "the name of a node", findDnsSubdomainFault(*text));
}

/// `matchLabelKeys` and its kin: need a selector, and no key is in both.
static void checkMatchKeys(Checker &checker, Node term, llvm::ArrayRef<llvm::StringRef> lists) {
  Node selector = term.get("labelSelector");
  llvm::StringSet<> seen;
  for (llvm::StringRef name : lists) {
    Node list = term.get(name);
    if (countItems(list) != 0 && !selector.isGiven()) {
      checker.forbidden(list, "there is no 'labelSelector'");
      continue;
    }
    for (Node item : list.getItems()) {
      std::optional<llvm::StringRef> key = item.getText();
      if (!key)
        continue;
      if (!seen.insert(*key).second)
        checker.report(Level::Server, diag::DuplicateItem, item.getRange(), "key",
                       ("'" + *key + "'").str());
    }
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
    if (auto text = value.getText(); text && !text->empty())
      checker.forbidden(value, "the operator 'Exists' compares with nothing");
  } else if (auto text = value.getText()) {
    checker.badFormat(value, *text, getNoun(Format::LabelValue), findLabelValueFault(*text));
  }
  if (toleration.has("tolerationSeconds") && effect.getText().value_or("") != "NoExecute" &&
      !effect.isUnclear())
    checker.invalid(effect.isGiven() ? effect.getRange()
                                     : toleration.get("tolerationSeconds").getRange(),
                    "'tolerationSeconds' is for the effect 'NoExecute'");
}

static void checkSpread(Checker &checker, Node constraint) {
  checkMatchKeys(checker, constraint, {"matchLabelKeys"});
  Node domains = constraint.get("minDomains");
  if (auto policy = constraint.getText("whenUnsatisfiable");
      domains.isGiven() && policy && !policy->empty() && *policy != "DoNotSchedule")
    checker.forbidden(domains, "'whenUnsatisfiable' is not 'DoNotSchedule'");
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
    std::optional<llvm::StringRef> text = search.getText();
    if (!text)
      continue;
    length += text->size() + 1;
    if (*text == ".")
      continue;
    // Underscores may stand in it, and a dot at its end.
    llvm::StringRef domain = *text;
    domain.consume_back(".");
    std::string plain = domain.str();
    std::replace(plain.begin(), plain.end(), '_', 'a');
    checker.badFormat(search, *text, "a search domain", findDnsSubdomainFault(plain));
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
    return checkMatchKeys(checker, node, {"matchLabelKeys", "mismatchLabelKeys"});
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
