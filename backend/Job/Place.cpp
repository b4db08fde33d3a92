#include "backend/Job/Place.h"

#include "backend/Job/InvokerCheckRun.h"
#include "backend/Job/ResticPaths.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;

//===-- Places ------------------------------------------------------------===//

/// An endpoint without what does not change where it leads.
static std::string cleanEndpoint(llvm::StringRef endpoint) {
  std::string lower = endpoint.lower();
  llvm::StringRef rest = lower;
  if (!rest.consume_front("https://"))
    rest.consume_front("http://");
  return rest.rtrim('/').str();
}

/// Whose account a Repository uses, where the backend itself does not say so.
static std::string getAccount(const Value &repository, const Value &backend) {
  return (getNamespace(repository) + "/" + backend.getStringOr("storageSecretName")).str();
}

bool stash::hasUnclearPlace(const Value &repository) {
  using schema::ObjectId;
  const Value *spec = repository.get("spec"), *backend = repository.at({"spec", "backend"});
  if (isMisspelt(spec, ObjectId::RepositorySpec) || isMisspelt(backend, ObjectId::Backend))
    return true;
  return backend && backend->isMap() &&
         llvm::any_of(backend->getMembers(), [](const Member &member) {
           const schema::Field *field = schema::getObject(ObjectId::Backend).getField(member.key);
           return isMisspelt(member.value, field->type.object);
         });
}

/// The key of a Repository's place; nothing when it has none of its own.
static std::optional<std::string> findPlace(const Value &repository) {
  const Value *backend = repository.at({"spec", "backend"});
  if (!backend || !backend->isMap())
    return std::nullopt;
  struct Provider {
    llvm::StringLiteral name, container;
    bool hasAccount; ///< a bucket of that name may be there once for each account
    bool isCleaned;  ///< restic cleans the path
  };
  constexpr Provider providers[] = {{"s3", "bucket", false, true},
                                    {"gcs", "bucket", false, true},
                                    {"azure", "container", true, true},
                                    {"swift", "container", true, false},
                                    {"b2", "bucket", false, true}};
  for (const Provider &provider : providers) {
    const Value *storage = backend->get(provider.name);
    if (!storage || !storage->isMap())
      continue;
    llvm::StringRef container = storage->getStringOr(provider.container);
    if (container.empty())
      return std::nullopt;
    llvm::StringRef prefix = storage->getStringOr("prefix");
    std::string key = (provider.name + "|" + cleanEndpoint(storage->getStringOr("endpoint")) + "|" +
                       container + "|")
                          .str();
    key += provider.isCleaned ? cleanPath(("/" + prefix).str()) : prefix.str();
    return provider.hasAccount ? key + "|" + getAccount(repository, *backend) : key;
  }
  if (const Value *rest = backend->get("rest"))
    if (llvm::StringRef url = rest->getStringOr("url"); !url.empty())
      return ("rest|" + url.rtrim('/')).str();
  return std::nullopt;
}

std::string stash::getPlaceKey(const Invoker &invoker, const Cluster &cluster) {
  const Value *name = invoker.getSpec().at({"repository", "name"});
  const Value *ns = invoker.getSpec().at({"repository", "namespace"});
  if (!name || !name->isString() || name->getText().empty() || (ns && ns->isUnknown()))
    return {};
  const Value *repository =
      cluster.getRepository(invoker.repositoryNamespace, invoker.repositoryName);
  if (repository && hasUnclearPlace(*repository))
    return {};
  std::optional<std::string> place = repository ? findPlace(*repository) : std::nullopt;
  std::string key = place ? std::move(*place)
                          : (invoker.repositoryNamespace + "/" + invoker.repositoryName).str();
  // What somebody else fills in before it is applied may be another place each time.
  return llvm::StringRef(key).contains("${") ? std::string() : key;
}

//===-- Hosts -------------------------------------------------------------===//

std::string Host::describe() const {
  switch (kind) {
  case Kind::One:
    return ("host '" + name + "'").str();
  case Kind::Each:
    return ("hosts '" + name + "-0', '" + name + "-1' …").str();
  case Kind::Node:
    return "hosts that are called like their nodes";
  case Kind::Unknown:
    return "a host";
  }
  return {};
}

/// The host of a target by its alias and kind.
static Host getOwnHost(const InvokerMember &member, bool isEach) {
  const Value *alias = member.target ? member.target->get("alias") : nullptr;
  if (alias && !alias->isString() && !alias->isNull())
    return {};
  bool hasAlias = alias && alias->isString() && !alias->getText().empty();
  SourceRange range = hasAlias ? alias->getRange() : SourceRange();
  llvm::StringRef name = hasAlias ? alias->getText() : "";
  if (member.ref.kind == "DaemonSet")
    return {Host::Kind::Node, name, range, !hasAlias};
  if (isEach)
    return {Host::Kind::Each, hasAlias ? name : "host", range, !hasAlias};
  return {Host::Kind::One, hasAlias ? name : "host-0", range, !hasAlias};
}

Host stash::getStoredHost(const InvokerMember &member) {
  if (!member.target || member.ref.kind.empty())
    return {};
  return getOwnHost(member, member.ref.kind == "StatefulSet");
}

Host stash::getWantedHost(const InvokerMember &member, const Value &rule, Restorer restorer) {
  Host own = getOwnHost(member, member.ref.kind == "StatefulSet" ||
                                    !member.getTargetList("volumeClaimTemplates").empty());
  if (!member.target || own.kind == Host::Kind::Unknown)
    return {};
  if (restorer == Restorer::Task && own.isDefault)
    return {};
  const Value *source = rule.get("sourceHost");
  if (source && !source->isString() && !source->isNull())
    return {};
  if (source && source->isString() && !source->getText().empty())
    return restorer == Restorer::Claim
               ? Host{}
               : Host{Host::Kind::One, source->getText(), source->getRange(), false};
  const Value *hosts = rule.get("targetHosts");
  if (!hosts || getItemsOf(hosts).empty())
    return own;
  const Value *first = getItemsOf(hosts).front();
  if (getItemsOf(hosts).size() > 1 || !first->isString())
    return {}; // for each of them its own
  return {Host::Kind::One, first->getText(), first->getRange(), false};
}

/// Whether a name is one of `base-0`, `base-1` …
static bool isOneOf(llvm::StringRef name, llvm::StringRef base) {
  return name.consume_front(base) && name.consume_front("-") && !name.empty() &&
         llvm::all_of(name, llvm::isDigit);
}

bool stash::mayFind(const Host &wanted, const Host &stored) {
  using Kind = Host::Kind;
  if (wanted.kind == Kind::Unknown || stored.kind == Kind::Unknown)
    return true;
  if (wanted.kind == Kind::One && stored.kind == Kind::One)
    return wanted.name == stored.name;
  if (wanted.kind == Kind::Each && stored.kind == Kind::Each)
    return wanted.name == stored.name;
  if (wanted.kind == Kind::One && stored.kind == Kind::Each)
    return isOneOf(wanted.name, stored.name);
  // The first pod finds what is stored once; that may be all that is wanted.
  if (wanted.kind == Kind::Each && stored.kind == Kind::One)
    return isOneOf(stored.name, wanted.name);
  if (wanted.kind == Kind::Node && stored.kind == Kind::Node)
    return true;
  // A node may be called like anything but what Stash makes up itself.
  const Host &other = wanted.kind == Kind::Node ? stored : wanted;
  return other.kind == Kind::One && !other.isDefault;
}

void StoredHosts::add(Entry entry) {
  if (entry.host.kind == Host::Kind::One)
    byName[entry.host.name].push_back(entries.size());
  else
    others.push_back(entries.size());
  entries.push_back(std::move(entry));
}

void StoredHosts::forEachFound(const Host &wanted,
                               llvm::function_ref<bool(const Entry &)> call) const {
  auto visit = [&](const Entry &entry) { return !mayFind(wanted, entry.host) || call(entry); };
  if (wanted.kind != Host::Kind::One) {
    // The names of several hosts are compared one by one.
    llvm::all_of(entries, visit);
    return;
  }
  auto at = byName.find(wanted.name);
  if (at != byName.end())
    for (unsigned index : at->second)
      if (!visit(entries[index]))
        return;
  for (unsigned index : others)
    if (!visit(entries[index]))
      return;
}
