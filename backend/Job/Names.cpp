#include "backend/Job/Names.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

#include <algorithm>

using namespace stash;

namespace {
std::string trimDashes(llvm::StringRef name) { return name.trim('-').str(); }

/// The API server's limit for a CronJob: it appends eleven characters to make a Job's name.
constexpr size_t cronJobNameLength = 52;
} // namespace

std::string stash::nameWithPrefixAndSuffix(llvm::StringRef prefix, llvm::StringRef name,
                                           llvm::StringRef suffix, size_t limit) {
  std::string whole = (prefix + "-" + name + "-" + suffix).str();
  llvm::StringRef text = whole;
  if (text.size() <= limit)
    return trimDashes(text);
  return trimDashes((text.take_front((limit + 1) / 2) + text.take_back(limit / 2)).str());
}

std::string stash::nameWithSuffix(llvm::StringRef name, llvm::StringRef suffix, size_t limit) {
  if (suffix.size() >= limit)
    return trimDashes(suffix.take_back(limit));
  return trimDashes((name.take_front(limit - suffix.size() - 1) + "-" + suffix).str());
}

std::string stash::nameWithPrefix(llvm::StringRef prefix, llvm::StringRef name, size_t limit) {
  std::string whole = (prefix + "-" + name).str();
  return trimDashes(llvm::StringRef(whole).take_front(limit));
}

std::string stash::nameKeepingTail(llvm::StringRef name, llvm::StringRef suffix, size_t limit) {
  std::string whole = (name + "-" + suffix).str();
  return trimDashes(llvm::StringRef(whole).take_back(limit));
}

std::string stash::dashDots(llvm::StringRef name) {
  std::string result = name.str();
  std::replace(result.begin(), result.end(), '.', '-');
  return result;
}

std::string stash::backupJobName(llvm::StringRef session, unsigned member) {
  return nameWithPrefixAndSuffix("stash-backup", dashDots(session), llvm::utostr(member));
}

std::string stash::restoreJobName(llvm::StringRef invoker, unsigned member) {
  return nameWithPrefixAndSuffix("stash-restore", dashDots(invoker), llvm::utostr(member));
}

std::string stash::serviceAccountName(llvm::StringRef kind, llvm::StringRef invoker,
                                      unsigned member) {
  return nameWithPrefixAndSuffix(kind.lower(), invoker, llvm::utostr(member));
}

std::string stash::repositoryRoleName(llvm::StringRef invokerNamespace, llvm::StringRef kind,
                                      llvm::StringRef invoker, unsigned member) {
  return nameWithPrefixAndSuffix(invokerNamespace, (kind.lower() + "-" + invoker).str(),
                                 llvm::utostr(member));
}

std::string stash::licenseBindingName(llvm::StringRef accountNamespace, llvm::StringRef account) {
  return nameWithSuffix("appscode:license-reader", (accountNamespace + "-" + account).str());
}

std::string stash::interimClaimName(llvm::StringRef owner, llvm::StringRef claim) {
  return nameWithPrefix(owner, claim);
}

std::string stash::triggerName(llvm::StringRef invokerNamespace, llvm::StringRef invoker,
                               bool isTargetElsewhere) {
  if (isTargetElsewhere)
    return nameWithPrefixAndSuffix("stash-trigger", invokerNamespace, invoker, cronJobNameLength);
  return nameKeepingTail("stash-trigger", dashDots(invoker), cronJobNameLength);
}

std::string stash::pullSecretName(llvm::StringRef secret, llvm::StringRef kind,
                                  llvm::StringRef invoker) {
  return nameWithPrefixAndSuffix(secret, kind.lower(), invoker);
}
