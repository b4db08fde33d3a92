#include "frontend/Yaml/Manifest.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;

/// Kinds whose names are only Stash's, those of its past included; their groups are not given here.
static constexpr llvm::StringLiteral stashKinds[] = {
    "BackupConfiguration", "BackupBatch",  "BackupSession", "BackupBlueprint",
    "RestoreSession",      "RestoreBatch", "Restic",        "BackupConfigurationTemplate"};

bool stash::isManifestName(llvm::StringRef name) {
  return name.ends_with_insensitive(".yaml") || name.ends_with_insensitive(".yml") ||
         name.ends_with_insensitive(".json");
}

/// The first line that says something, without the blanks around it. Lines of comments of YAML are
/// passed over; whether there was one is told.
static llvm::StringRef findFirstLine(llvm::StringRef text, bool &hasHash) {
  text.consume_front("\xEF\xBB\xBF");
  while (!text.empty()) {
    llvm::StringRef line;
    std::tie(line, text) = text.split('\n');
    line = line.trim();
    if (line.starts_with("#"))
      hasHash = true;
    else if (!line.empty())
      return line;
  }
  return {};
}

bool stash::isManifest(llvm::StringRef name, llvm::StringRef text) {
  if (isManifestName(name))
    return true;
  if (name.ends_with(".stash"))
    return false;
  // No source begins with a bracket, a dash or a hash, nor has a colon behind its first word.
  bool hasHash = false;
  llvm::StringRef line = findFirstLine(text, hasHash);
  if (hasHash)
    return true;
  if (line.empty())
    return false;
  if (llvm::StringRef("{[-%\"'").contains(line.front()))
    return true;
  llvm::StringRef word =
      line.take_while([](char c) { return llvm::isAlnum(c) || c == '_' || c == '-' || c == '.'; });
  llvm::StringRef rest = line.drop_front(word.size()).ltrim();
  return !word.empty() && rest.starts_with(":") && (rest.size() == 1 || rest[1] == ' ');
}

//===-- Relevance ---------------------------------------------------------===//

/// The kinds of others that Stash's objects refer to, or that change them on their way.
static constexpr llvm::StringLiteral contextKinds[] = {
    "Secret",        "PersistentVolumeClaim", "Deployment", "StatefulSet",      "DaemonSet",
    "ReplicaSet",    "ReplicationController", "Namespace",  "DeploymentConfig", "StorageClass",
    "Kustomization", "ServiceAccount"};

Relevance stash::findRelevance(llvm::StringRef text, llvm::StringRef name) {
  // A misspelt group is found by its beginning; what is meant is seen object by object.
  if (text.contains("stash.appscode.co") || text.contains("appcatalog.appscode.co") ||
      text.contains("stash.appcode.com"))
    return Relevance::Stash;
  bool isContext = name.starts_with_insensitive("kustomization.");
  for (size_t at = text.find("kind"); at != llvm::StringRef::npos; at = text.find("kind", at + 4)) {
    llvm::StringRef rest = text.drop_front(at + 4);
    rest.consume_front("\"");
    rest = rest.ltrim(' ');
    if (!rest.consume_front(":"))
      continue;
    rest = rest.ltrim(" \"'");
    llvm::StringRef word = rest.take_while([](char c) { return llvm::isAlpha(c); });
    if (llvm::is_contained(stashKinds, word))
      return Relevance::Stash;
    isContext |= llvm::is_contained(contextKinds, word);
  }
  return isContext ? Relevance::Context : Relevance::None;
}

bool stash::isStashObject(llvm::StringRef apiVersion, llvm::StringRef kind) {
  llvm::StringRef group = apiVersion.contains('/') ? apiVersion.split('/').first : "";
  for (llvm::StringRef ours : {"stash.appscode.com", "appcatalog.appscode.com"})
    if (group.equals_insensitive(ours) || (group.size() > 3 && group.edit_distance(ours) <= 2))
      return true;
  // Where there is no group, or one of Kubernetes, a kind of Stash is meant all the same.
  bool isOpen = llvm::is_contained({"", "apps", "batch", "extensions", "core"}, group);
  return isOpen && llvm::is_contained(stashKinds, kind);
}

//===-- Helm --------------------------------------------------------------===//

/// Whether a line's end begins a block scalar: `key: |`, `- >-`.
static bool beginsBlock(llvm::StringRef line) {
  line = line.split(" #").first.rtrim();
  line = line.rtrim("+-0123456789");
  if (!line.ends_with("|") && !line.ends_with(">"))
    return false;
  line = line.drop_back().rtrim(' ');
  return line.empty() || line.ends_with(":") || line.ends_with("-");
}

/// Whether an action is of a chart: it names what only Helm gives.
static bool isOfChart(llvm::StringRef action) {
  for (llvm::StringRef word : {".Values", ".Release.", ".Chart.", ".Capabilities", "include \"",
                               "template \"", "define \"", "toYaml"})
    if (action.contains(word))
      return true;
  return false;
}

/// Whether a value begins behind `before`, the beginning of a line: `key:`, `- `, or nothing.
static bool beginsValue(llvm::StringRef before) {
  while (before.consume_front("-"))
    before = before.ltrim(' ');
  if (before.empty())
    return true;
  before = before.rtrim(' ');
  // A quote that is open would make it a text.
  bool isQuoted = before.starts_with("\"") || before.starts_with("'");
  return before.consume_back(":") && before.find_first_of(" {}[]#\\") == llvm::StringRef::npos &&
         (!isQuoted || (before.size() > 1 && before.back() == before.front()));
}

std::optional<HelmAction> stash::findHelmAction(llvm::StringRef text) {
  if (!text.contains("{{"))
    return std::nullopt;
  std::optional<HelmAction> possible;
  size_t block = llvm::StringRef::npos; // the indentation of the line that began a block
  for (llvm::StringRef rest = text; !rest.empty();) {
    llvm::StringRef line;
    std::tie(line, rest) = rest.split('\n');
    llvm::StringRef content = line.ltrim(' ');
    size_t indent = line.size() - content.size();
    if (content.trim().empty() || (block != llvm::StringRef::npos && indent > block))
      continue;
    block = llvm::StringRef::npos;
    if (content.starts_with("#"))
      continue;
    for (size_t at = content.find("{{"); at != llvm::StringRef::npos;
         at = content.find("{{", at + 2)) {
      llvm::StringRef action = content.drop_front(at).split("}}").first;
      size_t begin = static_cast<size_t>(action.data() - text.data());
      size_t end = std::min(begin + action.size() + 2, text.size());
      if (isOfChart(action))
        return HelmAction{possible ? possible->begin : begin, possible ? possible->end : end, true};
      // As a value without quotes it would be a map as the key of another.
      if (!possible && beginsValue(content.take_front(at)))
        possible = {begin, end, false};
    }
    if (beginsBlock(line))
      block = indent;
  }
  return possible;
}
