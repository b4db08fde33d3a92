// The Secret of a Repository, where it is at hand. Its values are never printed.

#include "backend/Job/InvokerCheckRun.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/SourceEdits.h"
#include "sema/Builtins/Operator.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"

using namespace stash;

namespace {
struct StorageKeys {
  llvm::StringLiteral provider;
  llvm::ArrayRef<llvm::StringLiteral> required, optional;
};
constexpr llvm::StringLiteral s3Keys[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"};
constexpr llvm::StringLiteral s3Others[] = {"CA_CERT_DATA"};
constexpr llvm::StringLiteral gcsKeys[] = {"GOOGLE_PROJECT_ID", "GOOGLE_SERVICE_ACCOUNT_JSON_KEY"};
constexpr llvm::StringLiteral azureKeys[] = {"AZURE_ACCOUNT_NAME", "AZURE_ACCOUNT_KEY"};
constexpr llvm::StringLiteral b2Keys[] = {"B2_ACCOUNT_ID", "B2_ACCOUNT_KEY"};
constexpr llvm::StringLiteral restKeys[] = {"REST_SERVER_USERNAME", "REST_SERVER_PASSWORD"};
constexpr StorageKeys table[] = {
    {"s3", s3Keys, s3Others}, {"gcs", gcsKeys, {}}, {"azure", azureKeys, {}}, {"b2", b2Keys, {}},
    {"rest", {}, restKeys},   {"local", {}, {}},    {"swift", {}, {}}};
constexpr llvm::StringLiteral password = "RESTIC_PASSWORD";

using Names = llvm::SmallVector<llvm::StringRef, 4>;

/// The keys of a Secret, `data` before `stringData`.
struct Contents {
  llvm::SmallVector<const Member *, 8> keys;
  bool isClear = true;
};
} // namespace

static Contents readContents(const Value &secret) {
  Contents contents;
  for (llvm::StringRef part : {"data", "stringData"}) {
    const Value *map = secret.get(part);
    contents.isClear &= !isPresent(map) || map->isMap();
    if (map && map->isMap())
      for (const Member &member : map->getMembers()) {
        contents.keys.push_back(&member);
        contents.isClear &= !member.key.contains("${");
      }
  }
  return contents;
}

/// The words of a key, in capitals.
static llvm::SmallVector<std::string, 4> splitWords(llvm::StringRef key) {
  llvm::SmallVector<std::string, 4> words(1);
  for (char c : key)
    if (llvm::isAlnum(c))
      words.back() += llvm::toUpper(c);
    else if (!words.back().empty())
      words.emplace_back();
  return words;
}

/// Whether a key has only words of another one, in their order: AWS_SECRET_KEY of
/// AWS_SECRET_ACCESS_KEY.
static bool isAbridged(llvm::StringRef key, llvm::StringRef whole) {
  auto words = splitWords(key);
  size_t next = 0;
  for (const std::string &word : splitWords(whole))
    if (next < words.size() && words[next] == word)
      ++next;
  return next == words.size() && !words.front().empty();
}

/// The one of the missing keys that a key of the Secret was meant to be.
static llvm::StringRef findMeantKey(llvm::StringRef key, const Names &missing) {
  llvm::StringRef nearest = findNearest(key, missing);
  if (!nearest.empty())
    return nearest;
  Names fits;
  llvm::copy_if(missing, std::back_inserter(fits),
                [&](llvm::StringRef whole) { return isAbridged(key, whole); });
  return fits.size() == 1 ? fits.front() : "";
}

/// Whether a value ends in a line end, as `echo` without `-n` leaves it.
static bool endsInLineEnd(const Value &value, bool isEncoded) {
  if (!value.isString())
    return false;
  if (!isEncoded)
    return value.getText().ends_with("\n");
  std::vector<char> bytes;
  std::string text;
  for (char c : value.getText())
    if (!llvm::isSpace(c))
      text += c;
  if (llvm::errorToBool(llvm::decodeBase64(text, bytes)))
    return false;
  return !bytes.empty() && bytes.back() == '\n';
}

/// Texts in which a line end at the end means nothing: JSON and certificates.
static bool mayEndInLineEnd(llvm::StringRef key) {
  return key == "GOOGLE_SERVICE_ACCOUNT_JSON_KEY" || key == "CA_CERT_DATA";
}

/// A Secret that is not at hand may be anywhere; but not when its name is near one that nothing
/// else takes its credentials from.
void InvokerChecks::Run::checkSecretName(const Value &repository, const Value &name) {
  llvm::StringRef text = name.getText(), ns = getNamespace(repository);
  if (text.contains('$'))
    return;
  llvm::SmallVector<llvm::StringRef, 8> names;
  for (const Value *secret : cluster.getAll("Secret"))
    if (getNamespace(*secret) == ns)
      names.push_back(getName(*secret));
  llvm::StringRef nearest = names.empty() ? "" : findNearest(text, names);
  if (!sema::isMisspelling(text, nearest))
    return;
  for (const Value *other : cluster.getAll("Repository")) {
    const Value *used = other->at({"spec", "backend", "storageSecretName"});
    if (getNamespace(*other) == ns && used && used->getStringOrNone() == nearest)
      return;
  }
  auto report = diags.report(diag::NoSecret, name.getRange(), ns, text);
  report.note({}, "did you mean '{0}'?", nearest);
  if (std::optional<Fixit> edit = replaceText(diags.getSources(), &name, nearest))
    report.fixit(edit->range, edit->replacement);
}

void InvokerChecks::Run::checkSecret(const Value &repository, const Value &backend) {
  const Value *name = backend.get("storageSecretName");
  if (!name || !name->isString())
    return;
  const Value *secret = cluster.get("Secret", getNamespace(repository), name->getText());
  const auto *storage = llvm::find_if(
      table, [&](const StorageKeys &keys) { return isPresent(backend.get(keys.provider)); });
  if (!secret)
    return checkSecretName(repository, *name);
  if (storage == std::end(table))
    return;
  Contents contents = readContents(*secret);
  // One without keys is filled by somebody else.
  if (!contents.isClear || contents.keys.empty())
    return;
  auto has = [&](llvm::StringRef key) {
    return llvm::any_of(contents.keys, [&](const Member *member) { return member->key == key; });
  };
  Names known(storage->required.begin(), storage->required.end()), missing, optional;
  known.push_back(password);
  for (llvm::StringRef key : known)
    if (!has(key))
      missing.push_back(key);
  for (llvm::StringRef key : storage->optional)
    if (!has(key))
      optional.push_back(key);

  for (const Member *member : contents.keys) {
    bool isKnown = llvm::is_contained(known, member->key) ||
                   llvm::is_contained(storage->optional, member->key);
    bool isEncoded = secret->get("data") && secret->get("data")->getMember(member->key) == member;
    if (isKnown) {
      if (endsInLineEnd(*member->value, isEncoded) && !mayEndInLineEnd(member->key))
        diags.report(diag::SecretLineEnd, member->keyRange, member->key, describeObject(*secret))
            .note({}, "'printf' or 'echo -n' writes none; in YAML, '|-' leaves it out");
      continue;
    }
    llvm::StringRef meant = findMeantKey(member->key, missing);
    if (meant.empty())
      meant = findNearest(member->key, optional);
    if (meant.empty())
      continue;
    auto report = diags.report(diag::SecretKey, member->keyRange, member->key);
    report.note({}, "did you mean '{0}'?", meant)
        .fixit(member->keyRange, quoteLike(diags.getSources(), member->keyRange, meant));
    llvm::erase(missing, meant);
    llvm::erase(optional, meant);
  }
  for (llvm::StringRef key : missing)
    diags.report(diag::NoSecretKey, getNameRange(*secret), describeObject(*secret), key)
        .note(name->getRange(), "{0} takes its credentials from it", describeObject(repository));
}
