#include "backend/Job/Variables.h"

#include "backend/Job/Cluster.h"
#include "backend/Job/GoUrl.h"
#include "sema/Builtins/Builtins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;

std::string Origin::describe() const {
  return object ? describeObject(*object) + ", " + text.str() : text.str();
}

void VariableSet::set(llvm::StringRef name, llvm::StringRef value, Origin origin) {
  auto [at, isNew] = index.try_emplace(name, variables.size());
  variables.push_back({name, value, origin, isNew ? -1 : static_cast<int>(at->second)});
  at->second = variables.size() - 1;
}

const Variable *VariableSet::find(llvm::StringRef name) const {
  auto at = index.find(name);
  return at == index.end() ? nullptr : &variables[at->second];
}

std::optional<llvm::StringRef> VariableSet::getValue(llvm::StringRef name) const {
  const Variable *variable = find(name);
  return variable ? std::optional(variable->value) : std::nullopt;
}

llvm::StringRef stash::getBackendKind(const Value &repository) {
  const Value *backend = repository.at({"spec", "backend"});
  if (!backend)
    return {};
  for (llvm::StringRef kind : {"local", "s3", "gcs", "azure", "swift", "b2", "rest"})
    if (isPresent(backend->get(kind)))
      return kind;
  return {};
}

/// The first of these backends that the Repository has, or null. With several backends the operator
/// looks for each of its facts anew, not only in the backend that gives the provider.
static const Value *findBackend(const Value &repository, llvm::ArrayRef<llvm::StringRef> kinds) {
  for (llvm::StringRef kind : kinds)
    if (const Value *backend = repository.at({"spec", "backend", kind}); isPresent(backend))
      return backend;
  return nullptr;
}

/// The member that says how many connections there may be, or null.
static const Value *findMaxConnections(const Value &repository) {
  const Value *backend = findBackend(repository, {"gcs", "azure", "b2"});
  return backend ? backend->get("maxConnections") : nullptr;
}

int64_t stash::getMaxConnections(const Value &repository) {
  const Value *count = findMaxConnections(repository);
  return count ? count->getInteger().value_or(0) : 0;
}

const Variable *VariableScope::find(llvm::StringRef name) const {
  for (const VariableSet *set : sets)
    if (const Variable *variable = set->find(name))
      return variable;
  return nullptr;
}

std::optional<llvm::StringRef> VariableScope::getValue(llvm::StringRef name) const {
  const Variable *variable = find(name);
  return variable ? std::optional(variable->value) : std::nullopt;
}

llvm::SmallVector<llvm::StringRef> VariableScope::getNames() const {
  llvm::SmallVector<llvm::StringRef> names;
  for (const VariableSet *set : sets)
    for (const Variable &variable : set->getAll())
      names.push_back(variable.name);
  return names;
}

std::string stash::explainAbsence(llvm::StringRef name) {
  if (name == "HOOK_TYPE")
    return "it is set in the containers of hooks only";
  if (name == "POD_ORDINAL")
    return "it is set in claim templates, and in the environment of containers, only";
  if (const sema::DeadVariable *dead = sema::findDeadVariable(name))
    return "it is documented, but Stash no longer sets it" +
           (dead->instead.empty() ? std::string() : "; see '" + dead->instead.str() + "'");
  const sema::Builtin *builtin = sema::findBuiltin(name);
  if (!builtin)
    return "";
  if (builtin->backup == sema::Availability::Never)
    return "it is set in restores only";
  std::string where =
      builtin->restore == sema::Availability::Never ? "it is set in backups only" : "";
  if (builtin->unsetWhen.empty())
    return where;
  return (where.empty() ? "it is not set when " : where + ", and not when ") +
         builtin->unsetWhen.str();
}

namespace {

class Collector {
public:
  Collector(const JobInput &input, VariableSet &variables, ValueArena &arena)
      : input(input), variables(variables), arena(arena) {}

  bool collect(std::string &problem);

private:
  bool collectRepository(std::string &problem);
  void collectTarget();
  void collectRetention();
  bool collectBackupHost(std::string &problem);
  void collectRestoreHost();
  void collectInvoker();
  void collectSettings();

  void set(llvm::StringRef name, llvm::StringRef value, llvm::StringRef place,
           const Value *source = nullptr, const Value *object = nullptr) {
    variables.set(name, value,
                  {place, object ? object : &input.invoker.object,
                   source ? source->getRange() : SourceRange()});
  }
  void setSetting(llvm::StringRef name, llvm::StringRef value, llvm::StringRef setting) {
    variables.set(name, value, {setting, nullptr, {}});
  }
  /// The strings of a list, joined.
  llvm::StringRef join(llvm::ArrayRef<Value *> items, llvm::StringRef separator) {
    if (items.size() == 1 && items[0]->isString())
      return items[0]->getText();
    std::string joined;
    for (auto [i, item] : llvm::enumerate(items)) {
      if (i)
        joined += separator;
      joined += item->getStringOrNone().value_or("");
    }
    return arena.copy(joined);
  }

  const JobInput &input;
  VariableSet &variables;
  ValueArena &arena;
};

bool Collector::collect(std::string &problem) {
  if (!collectRepository(problem))
    return false;
  collectTarget();
  collectRetention();
  if (input.invoker.isBackup) {
    if (!collectBackupHost(problem))
      return false;
  } else {
    collectRestoreHost();
  }
  collectInvoker();
  collectSettings();
  return true;
}

bool Collector::collectRepository(std::string &problem) {
  const Value &repository = input.repository;
  llvm::StringRef kind = getBackendKind(repository);
  if (kind.empty()) {
    problem = describeObject(repository) + " has no backend that the operator knows";
    return false;
  }
  const Value *backend = repository.at({"spec", "backend", kind});
  auto setFieldOf = [&](const Value *from, llvm::StringRef name, llvm::StringRef field,
                        llvm::StringRef place) {
    set(name, from->getStringOr(field), place, from->get(field), &repository);
  };
  auto setField = [&](llvm::StringRef name, llvm::StringRef field, llvm::StringRef place) {
    setFieldOf(backend, name, field, place);
  };
  set("REPOSITORY_NAME", getName(repository), "metadata.name", nullptr, &repository);
  set("REPOSITORY_NAMESPACE", getNamespace(repository), "metadata.namespace", nullptr, &repository);
  set("REPOSITORY_PROVIDER", kind, "spec.backend", backend, &repository);

  if (kind == "rest") {
    llvm::StringRef text = backend->getStringOr("url");
    std::optional<GoUrl> url = parseGoUrl(text);
    if (!url) {
      problem = "the URL '" + text.str() + "' of " + describeObject(repository) + " is malformed";
      return false;
    }
    const Value *source = backend->get("url");
    set("REPOSITORY_BUCKET", arena.copy(url->host), "spec.backend.rest.url", source, &repository);
    set("REPOSITORY_PREFIX", arena.copy(url->path), "spec.backend.rest.url", source, &repository);
  } else if (kind == "local") {
    setField("REPOSITORY_BUCKET", "mountPath", "spec.backend.local.mountPath");
    set("REPOSITORY_PREFIX", "", "spec.backend.local", backend, &repository);
  } else {
    if (kind == "azure" || kind == "swift")
      setField("REPOSITORY_BUCKET", "container", "spec.backend's container");
    else
      setField("REPOSITORY_BUCKET", "bucket", "spec.backend's bucket");
    // For the prefix b2 comes before swift.
    const Value *b2 = kind == "swift" ? findBackend(repository, {"b2"}) : nullptr;
    setFieldOf(b2 ? b2 : backend, "REPOSITORY_PREFIX", "prefix", "spec.backend's prefix");
  }
  const Value *s3 = findBackend(repository, {"s3"});
  if (s3) {
    setFieldOf(s3, "REPOSITORY_ENDPOINT", "endpoint", "spec.backend.s3.endpoint");
    setFieldOf(s3, "REPOSITORY_REGION", "region", "spec.backend.s3.region");
  } else if (const Value *rest = findBackend(repository, {"rest"})) {
    setFieldOf(rest, "REPOSITORY_ENDPOINT", "url", "spec.backend.rest.url");
  }
  const Value *insecure = s3 ? s3->get("insecureTLS") : nullptr;
  set("REPOSITORY_INSECURE_TLS",
      insecure && insecure->isBool() && insecure->getBool() ? "true" : "false",
      "spec.backend.s3.insecureTLS", insecure, &repository);
  set("MAX_CONNECTIONS", arena.copy(llvm::itostr(getMaxConnections(repository))),
      "spec.backend's maxConnections", findMaxConnections(repository), &repository);

  const Value *secret = repository.at({"spec", "backend", "storageSecretName"});
  if (secret && !secret->getStringOrNone().value_or("").empty()) {
    set("REPOSITORY_SECRET_NAME", secret->getText(), "spec.backend.storageSecretName", secret,
        &repository);
    set("REPOSITORY_SECRET_NAMESPACE", getNamespace(repository), "metadata.namespace", nullptr,
        &repository);
  }
  return true;
}

void Collector::collectTarget() {
  const InvokerMember &member = input.member;
  const Value *ref = member.target ? member.target->get("ref") : nullptr;
  auto getSource = [&](llvm::StringRef field) { return ref ? ref->get(field) : nullptr; };
  if (!member.ref.kind.empty())
    set("TARGET_KIND", member.ref.kind, "target.ref.kind", getSource("kind"));
  llvm::ArrayRef<Value *> claims = member.getTargetList("volumeClaimTemplates");
  if (!member.ref.name.empty()) {
    set("TARGET_NAME", member.ref.name, "target.ref.name", getSource("name"));
  } else if (!input.invoker.isBackup && !claims.empty()) {
    // The name as it is written: an ordinal in it is not filled in (P28).
    const Value *name = claims[0]->at({"metadata", "name"});
    if (name && !name->getStringOrNone().value_or("").empty())
      set("TARGET_NAME", name->getText(), "target.volumeClaimTemplates[0].metadata.name", name);
  }
  if (!member.ref.nameSpace.empty())
    set("TARGET_NAMESPACE", member.ref.nameSpace, "target.ref.namespace", getSource("namespace"));

  const Value *target = member.target;
  if (input.invoker.isBackup) {
    llvm::ArrayRef<Value *> paths = member.getTargetList("paths");
    set("TARGET_PATHS", paths.empty() ? "/stash-data" : join(paths, ","), "target.paths",
        target ? target->get("paths") : nullptr);
    llvm::ArrayRef<Value *> exclude = member.getTargetList("exclude");
    if (!exclude.empty())
      set("EXCLUDE_PATTERNS", join(exclude, ","), "target.exclude", target->get("exclude"));
  }
  llvm::ArrayRef<Value *> mounts = member.getTargetList("volumeMounts");
  llvm::StringRef mountPath = mounts.empty() ? "" : mounts[0]->getStringOr("mountPath");
  set("TARGET_MOUNT_PATH", mounts.empty() ? "/stash-data" : mountPath,
      "target.volumeMounts[0].mountPath", target ? target->get("volumeMounts") : nullptr);
  llvm::ArrayRef<Value *> arguments = member.getTargetList("args");
  if (!arguments.empty())
    set("DRIVER_ARGS", join(arguments, " "), "target.args", target->get("args"));
  if (!input.invoker.isBackup) {
    const Value *replicas = target ? target->get("replicas") : nullptr;
    int64_t count = replicas ? replicas->getInteger().value_or(1) : 1;
    set("TARGET_APP_REPLICAS", arena.copy(llvm::itostr(count)), "target.replicas", replicas);
  }
  const Value *disabled = member.spec->at({"tempDir", "disableCaching"});
  set("ENABLE_CACHE", disabled && disabled->isBool() && disabled->getBool() ? "false" : "true",
      "tempDir.disableCaching", disabled);
  const Value *interim = member.spec->get("interimVolumeTemplate");
  set("INTERIM_DATA_DIR",
      isPresent(interim) ? "/stash-interim-volume/data" : "/stash-tmp/stash-interim-volume/data",
      "interimVolumeTemplate", interim);
}

void Collector::collectRetention() {
  const Value *policy = input.invoker.getSpec().get("retentionPolicy");
  if (!input.invoker.isBackup || !policy)
    return;
  static constexpr std::pair<llvm::StringLiteral, llvm::StringLiteral> counts[] = {
      {"keepLast", "RETENTION_KEEP_LAST"},       {"keepHourly", "RETENTION_KEEP_HOURLY"},
      {"keepDaily", "RETENTION_KEEP_DAILY"},     {"keepWeekly", "RETENTION_KEEP_WEEKLY"},
      {"keepMonthly", "RETENTION_KEEP_MONTHLY"}, {"keepYearly", "RETENTION_KEEP_YEARLY"}};
  for (auto [field, name] : counts) {
    const Value *count = policy->get(field);
    int64_t number = count ? count->getInteger().value_or(0) : 0;
    if (number > 0)
      set(name, arena.copy(llvm::itostr(number)), "spec.retentionPolicy", count);
  }
  llvm::ArrayRef<Value *> tags = getItemsOf(policy->get("keepTags"));
  if (!tags.empty())
    set("RETENTION_KEEP_TAGS", join(tags, ","), "spec.retentionPolicy.keepTags",
        policy->get("keepTags"));
  auto setFlag = [&](llvm::StringRef field, llvm::StringRef name, llvm::StringRef place) {
    const Value *flag = policy->get(field);
    if (flag && flag->isBool() && flag->getBool())
      set(name, "true", place, flag);
  };
  setFlag("prune", "RETENTION_PRUNE", "spec.retentionPolicy.prune");
  setFlag("dryRun", "RETENTION_DRY_RUN", "spec.retentionPolicy.dryRun");
}

bool Collector::collectBackupHost(std::string &problem) {
  const InvokerMember &member = input.member;
  const Value *aliasValue = member.target ? member.target->get("alias") : nullptr;
  llvm::StringRef alias = member.target ? member.target->getStringOr("alias") : "";
  if (member.ref.kind == "DaemonSet") {
    problem = "the host name of a DaemonSet's backup is that of the operator's node, "
              "which the operator is not told";
    return false;
  }
  if (member.ref.kind == "StatefulSet") {
    // The ordinal should be the target's; it is that of the operator's own pod.
    llvm::StringRef pod = input.settings.operatorPod;
    llvm::StringRef ordinal = pod.substr(pod.rfind('-') + 1);
    set("HOSTNAME",
        arena.copy(((alias.empty() ? llvm::StringRef("host") : alias) + "-" + ordinal).str()),
        "target.alias and the name of the operator's pod", aliasValue);
  } else {
    set("HOSTNAME", alias.empty() ? "host-0" : alias, "target.alias", aliasValue);
  }
  return true;
}

void Collector::collectRestoreHost() {
  const InvokerMember &member = input.member;
  llvm::StringRef alias = member.target ? member.target->getStringOr("alias") : "";
  // The first rule that names the host wins; else the last one for any host.
  const Value *matched = nullptr;
  for (const Value *rule : member.rules) {
    llvm::ArrayRef<Value *> hosts = getItemsOf(rule->get("targetHosts"));
    if (hosts.empty()) {
      matched = rule;
    } else if (llvm::any_of(hosts, [&](const Value *host) {
                 return host->isString() && host->getText() == alias;
               })) {
      matched = rule;
      break;
    }
  }
  auto getList = [&](llvm::StringRef field) {
    return getItemsOf(matched ? matched->get(field) : nullptr);
  };
  auto setList = [&](llvm::StringRef name, llvm::StringRef field, llvm::StringRef place) {
    set(name, join(getList(field), ","), place, matched ? matched->get(field) : nullptr);
  };
  llvm::StringRef noRule = "target.rules, none of which matches";
  set("HOSTNAME", matched ? alias : "", matched ? "target.alias" : noRule,
      member.target ? member.target->get("alias") : nullptr);
  llvm::StringRef source = matched ? matched->getStringOr("sourceHost") : "";
  set("SOURCE_HOSTNAME",
      !matched         ? ""
      : source.empty() ? alias
                       : source,
      !matched         ? noRule
      : source.empty() ? llvm::StringRef("target.alias")
                       : llvm::StringRef("target.rules' sourceHost"),
      matched ? matched->get("sourceHost") : nullptr);
  setList("RESTORE_PATHS", "paths", matched ? "target.rules' paths" : noRule);
  setList("RESTORE_SNAPSHOTS", "snapshots", matched ? "target.rules' snapshots" : noRule);
  setList("EXCLUDE_PATTERNS", "exclude", matched ? "target.rules' exclude" : noRule);
  setList("INCLUDE_PATTERNS", "include", matched ? "target.rules' include" : noRule);
}

void Collector::collectInvoker() {
  const Invoker &invoker = input.invoker;
  set("NAMESPACE", invoker.nameSpace, "metadata.namespace");
  if (invoker.isBackup)
    setSetting("BACKUP_SESSION", input.session.name, "name of the BackupSession");
  else
    set("RESTORE_SESSION", invoker.name, "metadata.name");
  set("INVOKER_KIND", invoker.kind, "kind");
  set("INVOKER_NAME", invoker.name, "metadata.name");
  set("PROMETHEUS_JOB_NAME", invoker.name, "metadata.name");
}

void Collector::collectSettings() {
  const OperatorSettings &settings = input.settings;
  setSetting("STASH_DOCKER_REGISTRY", settings.registry, "operator setting 'registry'");
  setSetting("STASH_DOCKER_IMAGE", settings.image, "operator setting 'image'");
  setSetting("STASH_IMAGE_TAG", settings.tag, "operator setting 'tag'");
  setSetting("LICENSE_APISERVICE", settings.licenseApiService,
             "operator setting 'license-apiservice'");
  setSetting("PROMETHEUS_PUSHGATEWAY_URL", settings.pushgateway, "operator setting 'pushgateway'");
}

} // namespace

bool stash::collectVariables(const JobInput &input, VariableSet &variables, ValueArena &arena,
                             std::string &problem) {
  return Collector(input, variables, arena).collect(problem);
}
