// Which snapshots are kept: restic applies a policy to all of a place, whoever made them.

#include "backend/Job/InvokerCheckRun.h"
#include "backend/Job/Place.h"
#include "frontend/Basic/DiagnosticsJob.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace stash;

static constexpr llvm::StringRef keepFields[] = {"keepLast",   "keepHourly",  "keepDaily",
                                                 "keepWeekly", "keepMonthly", "keepYearly"};

namespace {
/// What a policy keeps.
struct Retention {
  bool isClear = true;
  bool hasCount = false, hasTags = false;
  std::string key; ///< equal for policies that keep the same
};
} // namespace

static Retention readRetention(const Value &policy) {
  Retention result;
  result.isClear = !isMisspelt(&policy, schema::ObjectId::RetentionPolicy);
  for (llvm::StringRef field : keepFields) {
    const Value *count = policy.get(field);
    if (!isPresent(count))
      continue;
    std::optional<int64_t> n = count->isNumber() ? count->getInteger() : std::nullopt;
    result.isClear &= n && *n >= 0; // the schema refuses others
    if (!n || *n <= 0)
      continue; // 0 counts as not given
    result.hasCount = true;
    result.key += (field + "=" + llvm::Twine(*n) + ";").str();
  }
  const Value *tags = policy.get("keepTags"), *dryRun = policy.get("dryRun");
  result.isClear &= !(tags && tags->isUnknown()) && !(dryRun && dryRun->isUnknown());
  for (const Value *tag : getItemsOf(tags)) {
    result.isClear &= tag->isString();
    result.hasTags = true;
    result.key += "tag=" + tag->getStringOrNone().value_or("").str() + ";";
  }
  if (dryRun && dryRun->isBool() && dryRun->getBool())
    result.key += "dryRun";
  return result;
}

/// `keep-last-5` beside `keepLast: 2`.
static void checkRetentionName(const Value &policy, DiagnosticEngine &diags) {
  const Value *name = policy.get("name");
  if (!name || !name->isString())
    return;
  for (llvm::StringRef field : keepFields) {
    std::string prefix = "keep-" + field.drop_front(strlen("keep")).lower() + "-";
    llvm::StringRef number = name->getText();
    const Value *count = policy.get(field);
    int64_t named;
    if (!number.consume_front(prefix) || number.getAsInteger(10, named) ||
        (count && count->isUnknown()))
      continue;
    if (!isPresent(count))
      diags.report(diag::RetentionName, name->getRange(), name->getText(), field, "not given");
    else if (count->isNumber() && count->getInteger() != named)
      diags.report(diag::RetentionName, name->getRange(), name->getText(), field, count->getText());
  }
}

void InvokerChecks::Run::checkRetention(const Value &owner, const Value &spec) {
  const Value *policy = spec.get("retentionPolicy");
  // Snapshots of volumes are counted by Stash itself, not by restic.
  if (!policy || !policy->isMap() || spec.getStringOr("driver") == "VolumeSnapshotter")
    return;
  checkRetentionName(*policy, diags);
  Retention retention = readRetention(*policy);
  if (!retention.isClear || retention.hasCount ||
      isMisspelt(policy, schema::ObjectId::RetentionPolicy, keepFields))
    return;
  auto report = fail(diag::NothingKept, placeOf(&spec, "retentionPolicy", getNameRange(owner)),
                     policy->getStringOr("name"),
                     retention.hasTags ? "keeps by 'keepTags' alone" : "has no rule");
  if (retention.hasTags)
    report.note({}, "Stash gives its snapshots no tags: none is kept, and restic refuses to remove "
                    "the last one");
  else
    report.note({}, "restic refuses a policy without a rule; a number of 0 or less counts as not "
                    "given");
  report.note({}, "give one of keepLast, keepHourly, keepDaily, keepWeekly, keepMonthly and "
                  "keepYearly");
}

void InvokerChecks::checkRetentionTogether(llvm::ArrayRef<const Value *> invokers) {
  struct User {
    const Value *object;
    std::string key;
    SourceRange policy;
  };
  llvm::StringMap<llvm::SmallVector<User, 2>> places;
  for (const Value *object : invokers) {
    Invoker invoker(*object);
    const Value *policy = invoker.getSpec().get("retentionPolicy");
    if (!invoker.isBackup || invoker.getDriver() == "VolumeSnapshotter" || !policy ||
        !policy->isMap())
      continue;
    if (isMisspelt(policy, schema::ObjectId::RetentionPolicy, keepFields))
      continue;
    std::string place = getPlaceKey(invoker, cluster);
    Retention retention = readRetention(*policy);
    if (place.empty() || !retention.isClear || !retention.hasCount)
      continue;
    llvm::SmallVector<User, 2> &users = places[place];
    bool isKnown = llvm::any_of(users, [&](const User &user) {
      return user.key == retention.key || describeObject(*user.object) == describeObject(*object);
    });
    if (isKnown)
      continue;
    User user{object, retention.key,
              placeOf(&invoker.getSpec(), "retentionPolicy", getNameRange(*object))};
    if (!users.empty()) {
      const User &first = users.front();
      Invoker other(*first.object);
      auto report = diags.report(diag::SharedRetention, user.policy, describeObject(*object),
                                 describeObject(*first.object));
      report.note(first.policy, "the other policy is here");
      if (other.repositoryName != invoker.repositoryName ||
          other.repositoryNamespace != invoker.repositoryNamespace)
        report.note({}, "Repositories '{0}/{1}' and '{2}/{3}' are one place",
                    invoker.repositoryNamespace, invoker.repositoryName, other.repositoryNamespace,
                    other.repositoryName);
      report.note({}, "restic applies each policy to all snapshots of the place: give each invoker "
                      "a 'prefix' of its own, or all of them one policy");
    }
    users.push_back(std::move(user));
  }
}
