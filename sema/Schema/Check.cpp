#include "sema/Schema/Check.h"

#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::schema;

/// The place of a document: its first key.
static SourceRange getPlace(const Value &document) {
  if (document.isMap() && !document.empty() && document.getMembers().front().keyRange.isValid())
    return document.getMembers().front().keyRange;
  return document.getRange();
}

/// The text of `apiVersion` or `kind`; reported when there is none.
static std::optional<llvm::StringRef> readHead(const Value &document, llvm::StringRef key,
                                               DiagnosticEngine &diags) {
  const Member *member = document.getMember(key);
  if (!member || member->value->isNull()) {
    diags.report(diag::NotAManifest, member ? member->keyRange : getPlace(document),
                 ("it has no '" + key + "'").str());
    return std::nullopt;
  }
  if (member->value->isUnknown())
    return std::nullopt;
  if (!member->value->isString() || member->value->getText().empty()) {
    diags.report(diag::NotAManifest, member->keyRange, ("its '" + key + "' is not a name").str());
    return std::nullopt;
  }
  return member->value->getText();
}

/// How many keys of the document and of its `spec` a kind does not have.
static size_t countForeign(const Value &document, const Kind &kind) {
  size_t count = 0;
  for (const Member &member : document.getMembers()) {
    const Field *field = kind.getObject().getField(member.key, kind.world);
    count += field == nullptr;
    if (!field || member.key != "spec" || !member.value->isMap())
      continue;
    for (const Member &inner : member.value->getMembers())
      count += !field->type.getObject()->getField(inner.key, kind.world);
  }
  return count;
}

namespace {
/// What became of a kind of old versions of Stash.
struct RenamedKind {
  llvm::StringLiteral kind, successor;
  llvm::StringLiteral hint;
};
constexpr RenamedKind renamedKinds[] = {
    {"Restic", "",
     "a BackupConfiguration says what is backed up and when, and a Repository where to"},
    {"Recovery", "", "a RestoreSession says what is restored, and which Repository from"},
    {"BackupConfigurationTemplate", "BackupBlueprint", "its kind is BackupBlueprint"},
    {"BackupTemplate", "BackupBlueprint", "its kind is BackupBlueprint"},
};
} // namespace

/// Reports a kind that Stash had once; false when it is none.
static bool reportRenamed(const Value &document, llvm::StringRef apiVersion, llvm::StringRef kind,
                          DiagnosticEngine &diags) {
  const auto *renamed =
      llvm::find_if(renamedKinds, [&](const RenamedKind &known) { return known.kind == kind; });
  if (renamed == std::end(renamedKinds) || apiVersion.split('/').first != "stash.appscode.com")
    return false;
  const Member &member = *document.getMember("kind");
  auto report = diags.report(diag::RenamedKind, member.keyRange, kind, renamed->hint);
  if (renamed->successor.empty())
    return true;
  const Value *version = document.get("apiVersion");
  report.fixit(member.value->getRange(), renamed->successor);
  if (version->getText() != "stash.appscode.com/v1beta1")
    report.fixit(version->getRange(), "stash.appscode.com/v1beta1");
  return true;
}

/// Reports a pair that does not exist, at the half of it that is wrong.
static void reportKind(const Value &document, llvm::StringRef apiVersion, llvm::StringRef kind,
                       DiagnosticEngine &diags) {
  const Member &kindMember = *document.getMember("kind");
  const Member &versionMember = *document.getMember("apiVersion");
  // A kind that exists elsewhere was given the wrong version, or the contents of another kind.
  const Kind *sameName = findKind(kind);
  llvm::SmallVector<llvm::StringRef, 8> names;
  bool isVersionKnown = false;
  for (const Kind &known : getKinds()) {
    isVersionKnown |= known.apiVersion == apiVersion;
    if (known.apiVersion == apiVersion)
      names.push_back(known.kind);
  }
  bool isOther = sameName && llvm::any_of(getKinds(), [&](const Kind &known) {
                   return known.apiVersion == apiVersion &&
                          countForeign(document, known) < countForeign(document, *sameName);
                 });
  if (!isVersionKnown || (sameName && !isOther)) {
    auto report = diags.report(diag::UnknownKind, versionMember.keyRange, kind, apiVersion);
    if (sameName)
      report.note(versionMember.keyRange, "a {0} is of '{1}'", kind, sameName->apiVersion)
          .fixit(versionMember.value->getRange(), sameName->apiVersion);
    return;
  }
  auto report = diags.report(diag::UnknownKind, kindMember.keyRange, kind, apiVersion);
  report.suggest(kindMember.value->getRange(), kind, names);
}

bool schema::checkManifest(const Value &document, DiagnosticEngine &diags,
                           const CheckOptions &options) {
  if (document.isUnknown())
    return false;
  if (!document.isMap()) {
    diags.report(diag::NotAManifest, document.getRange(), "it is not a map");
    return false;
  }
  auto lacks = [&](llvm::StringRef key) {
    const Value *value = document.get(key);
    return !value || value->isNull();
  };
  if (lacks("apiVersion") && lacks("kind")) {
    diags.report(diag::NotAManifest, getPlace(document), "it has neither 'apiVersion' nor 'kind'");
    return false;
  }
  std::optional<llvm::StringRef> apiVersion = readHead(document, "apiVersion", diags);
  std::optional<llvm::StringRef> kindName = readHead(document, "kind", diags);
  if (!apiVersion || !kindName)
    return false;
  const Kind *kind = findKind(*apiVersion, *kindName);
  if (!kind) {
    if (reportRenamed(document, *apiVersion, *kindName, diags))
      return false;
    if (getKindStatus(*apiVersion, *kindName) == KindStatus::Missing)
      reportKind(document, *apiVersion, *kindName, diags);
    else
      diags.report(diag::KindNotChecked, document.getMember("kind")->keyRange, *kindName,
                   *apiVersion);
    return false;
  }
  Checker(diags, options, kind->world).checkDocument(document, *kind);
  return true;
}

void schema::checkPatch(const Value &document, DiagnosticEngine &diags) {
  DiagnosticEngine own(diags.getSources());
  own.getWarningOptions() = diags.getWarningOptions();
  checkManifest(document, own);
  // Only what no merge mends. `$patch`, `$retainKeys` … say how it is merged.
  for (const Diagnostic &found : own.getDiagnostics()) {
    bool isOfPart = llvm::is_contained({diag::UnknownField, diag::WrongFieldType, diag::UnknownWord,
                                        diag::BadFormat, diag::OutOfRange, diag::BadQuantity,
                                        diag::UnknownKind, diag::PrunedField},
                                       found.id);
    llvm::StringRef text = diags.getSources().getText(found.range).ltrim("\"'");
    if (isOfPart && !text.starts_with("$"))
      diags.repeat(found);
  }
}
