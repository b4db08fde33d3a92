// Security contexts of containers and pods.

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

/// User and group numbers are those of 31 bits.
static void checkId(Checker &checker, Node id) {
  if (auto n = id.getInteger(); n && (*n < 0 || *n > INT32_MAX))
    checker.report(Level::Server, diag::OutOfRange, id.getRange(), id.getName(), *n,
                   "and 0 to 2147483647 is its range");
}

void schema::checkSecurityContext(Checker &checker, Node context) {
  checkId(checker, context.get("runAsUser"));
  checkId(checker, context.get("runAsGroup"));
  Node escalation = context.get("allowPrivilegeEscalation");
  if (escalation.isFalse()) {
    if (Node privileged = context.get("privileged"); privileged.isTrue())
      checker
          .invalid(context.getPlace(),
                   "'allowPrivilegeEscalation: false' in a container with 'privileged: true'")
          .note(escalation.getRange(), "escalation is forbidden here")
          .note(privileged.getRange(), "it is privileged here");
    for (Node capability : context.at({"capabilities", "add"}).getItems())
      if (capability.getText() == "CAP_SYS_ADMIN")
        checker
            .invalid(context.getPlace(),
                     "the capability CAP_SYS_ADMIN with 'allowPrivilegeEscalation: false'")
            .note(escalation.getRange(), "escalation is forbidden here")
            .note(capability.getRange(), "the capability is here");
  }
}

void schema::checkSeccompProfile(Checker &checker, Node profile) {
  Node file = profile.get("localhostProfile");
  std::optional<llvm::StringRef> type = profile.getText("type");
  if (!type || type->empty())
    return;
  if (*type != "Localhost") {
    if (file.isGiven())
      checker.forbidden(file, "the profile's type is not 'Localhost'");
    return;
  }
  // An empty path is one.
  if (!file.isGiven())
    checker.missing(file, "seccomp profile of type 'Localhost'");
  else if (auto text = file.getText())
    checker.badFormat(file, *text, getNoun(Format::LocalPath), findLocalPathFault(*text));
}

void schema::checkAppArmorProfile(Checker &checker, Node profile) {
  Node name = profile.get("localhostProfile");
  std::optional<llvm::StringRef> type = profile.getText("type");
  if (!type || type->empty())
    return;
  if (*type != "Localhost") {
    if (name.isGiven())
      checker.forbidden(name, "the profile's type is not 'Localhost'");
    return;
  }
  if (name.isUnclear())
    return;
  llvm::StringRef text = name.getText().value_or("");
  constexpr size_t limit = 4095;
  if (text.trim().empty())
    checker.missing(name, "AppArmor profile of type 'Localhost'");
  else if (text != text.trim())
    checker.invalid(name.getRange(), "'" + text + "' has white space around it");
  else if (text.size() > limit)
    checker.invalid(name.getRange(), "the profile's name is too long");
}

/// `DOMAIN\user`, `user`: what Windows takes.
static Fault findWindowsUserFault(llvm::StringRef text) {
  if (text.empty())
    return "it is empty";
  if (llvm::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
    return "it has a control character";
  if (text.count('\\') > 1)
    return "it has more than one '\\'";
  llvm::StringRef user = text;
  if (text.contains('\\')) {
    auto [domain, rest] = text.split('\\');
    user = rest;
    if (domain.size() > 255)
      return "its domain has more than 255 characters";
    // A NetBIOS name, as 'NT AUTHORITY', or a DNS name of either case.
    size_t characters = llvm::count_if(
        domain, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    bool isNetBios =
        characters >= 1 && characters <= 15 && domain.front() != '.' &&
        llvm::none_of(domain, [](char c) { return llvm::StringRef("\\/:*?\"<>|").contains(c); });
    llvm::SmallVector<llvm::StringRef, 4> labels;
    domain.split(labels, '.');
    bool isDns = llvm::all_of(
        labels, [](llvm::StringRef label) { return !findDnsLabelFault(label.lower()); });
    if (!isNetBios && !isDns)
      return ("'" + domain + "' is not a domain").str();
  }
  if (user.empty())
    return "it names no user";
  if (user.size() > 104)
    return "its user name has more than 104 characters";
  if (llvm::any_of(user, [](char c) { return llvm::StringRef("\"/\\:;|=,+*?<>@[]").contains(c); }))
    return "its user name has one of \" / \\ : ; | = , + * ? < > @ [ ]";
  if (llvm::all_of(user, [](char c) { return c == '.' || c == ' '; }))
    return "its user name is only dots and spaces";
  return std::nullopt;
}

void schema::checkWindowsOptions(Checker &checker, Node windows) {
  if (Node name = windows.get("gmsaCredentialSpecName"); auto text = name.getText())
    checker.badFormat(name, *text, getNoun(Format::DnsSubdomain), findDnsSubdomainFault(*text));
  if (Node spec = windows.get("gmsaCredentialSpec"); auto text = spec.getText()) {
    constexpr size_t limit = 64 * 1024;
    if (text->empty())
      checker.invalid(spec.getRange(), "'gmsaCredentialSpec' is empty");
    else if (text->size() > limit)
      checker.invalid(spec.getRange(), "'gmsaCredentialSpec' has more than 64 KiB");
  }
  if (Node user = windows.get("runAsUserName"); auto text = user.getText())
    checker.badFormat(user, *text, "a Windows user", findWindowsUserFault(*text));
}

static bool isSysctl(llvm::StringRef name) {
  if (name.size() > 253)
    return false;
  llvm::SmallVector<llvm::StringRef, 4> parts;
  std::string dotted = name.str();
  std::replace(dotted.begin(), dotted.end(), '/', '.');
  llvm::StringRef(dotted).split(parts, '.');
  auto isAlnum = [](char c) { return llvm::isLower(c) || llvm::isDigit(c); };
  return llvm::all_of(parts, [&](llvm::StringRef part) {
    return !part.empty() && isAlnum(part.front()) && isAlnum(part.back()) &&
           llvm::all_of(part, [&](char c) { return isAlnum(c) || c == '-' || c == '_'; });
  });
}

void schema::checkPodSecurityContext(Checker &checker, Node context) {
  for (llvm::StringRef name : {"runAsUser", "runAsGroup", "fsGroup"})
    checkId(checker, context.get(name));
  for (Node group : context.get("supplementalGroups").getItems())
    checkId(checker, group);
  for (Node sysctl : context.get("sysctls").getItems()) {
    Node name = sysctl.get("name");
    if (auto text = name.getText(); text && !text->empty() && !isSysctl(*text))
      checker.invalid(name.getRange(), "'" + *text + "' is not the name of a sysctl");
  }
  // Its feature gate is off up to 1.36.
  Node policy = context.get("seLinuxChangePolicy");
  if (policy.getText() == "MountOption" && !checker.isFrom(37))
    checker.forbidden(policy, "'MountOption' is off unless a feature gate of the cluster is on");
}
