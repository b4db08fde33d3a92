// Where a Repository keeps its snapshots: what Stash's webhook refuses, and what is no place.

#include "backend/Job/InvokerCheckRun.h"
#include "backend/Job/ResticPaths.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/SourceEdits.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;

/// The `<…>` that a text was copied with; empty when there is none.
static llvm::StringRef findPlaceholder(llvm::StringRef text) {
  size_t open = text.find('<');
  if (open == llvm::StringRef::npos)
    return {};
  llvm::StringRef rest = text.drop_front(open + 1);
  size_t close = rest.find_first_of("<>");
  if (close == llvm::StringRef::npos || close == 0 || rest[close] != '>')
    return {};
  return text.substr(open, close + 2);
}

/// Why an endpoint is none, as a clause; nothing when it is a host or a URL.
static std::optional<std::string> findEndpointFault(llvm::StringRef text) {
  llvm::StringRef rest = text;
  if (size_t scheme = rest.find("://"); scheme != llvm::StringRef::npos) {
    llvm::StringRef name = rest.take_front(scheme);
    if (name != "http" && name != "https")
      return ("its scheme is '" + name + "'").str();
    rest = rest.drop_front(scheme + 3);
    // What follows the host, restic would take for the bucket.
    if (!rest.rtrim('/').contains('/'))
      rest = rest.rtrim('/');
  }
  if (rest.empty())
    return "it has no host";
  if (rest.contains('/'))
    return "it has a path";
  for (char c : rest)
    if (!llvm::isAlnum(c) && !llvm::StringRef(".-_:[]%").contains(c))
      return ("'" + llvm::Twine(c) + "' is in it").str();
  return std::nullopt;
}

void InvokerChecks::Run::checkBucket(const Value &bucket, llvm::StringRef what) {
  llvm::StringRef text = bucket.getText(), rest = text;
  bool hasScheme = rest.contains("://");
  if (hasScheme)
    rest = rest.split("://").second;
  if (!hasScheme && !rest.contains('/'))
    return;
  auto [name, prefix] = rest.split('/');
  auto report = fail(diag::BucketIsPath, bucket.getRange(), what, text, hasScheme ? "URL" : "path");
  if (!prefix.empty())
    report.note({}, "the {0} is '{1}'; '{2}' belongs into 'prefix'", what, name, prefix);
  else if (std::optional<Fixit> edit = replaceText(diags.getSources(), &bucket, name);
           edit && !name.empty())
    report.note({}, "did you mean '{0}'?", name).fixit(edit->range, edit->replacement);
}

void InvokerChecks::Run::checkStorage(const Value &storage, llvm::StringRef provider) {
  for (const Member &member : storage.getMembers()) {
    const Value &value = *member.value;
    if (!value.isString())
      continue;
    if (llvm::StringRef found = findPlaceholder(value.getText()); !found.empty())
      fail(diag::Placeholder, value.getRange(), member.key, found);
    else if (value.getText().contains("${"))
      continue; // what another layer, or a blueprint, fills in
    else if (member.key == "bucket" || member.key == "container")
      checkBucket(value, member.key);
    else if (provider == "s3" && member.key == "endpoint" && !value.getText().empty())
      if (std::optional<std::string> fault = findEndpointFault(value.getText()))
        fail(diag::BadEndpoint, value.getRange(), value.getText(), *fault)
            .note({}, "an endpoint is a host, as 's3.amazonaws.com', or a URL of http or https");
  }
}

/// What Stash's webhook refuses (spec §7.2).
void InvokerChecks::Run::checkRefusals(const Value &repository, const Value &backend) {
  const Value *wipeOut = repository.at({"spec", "wipeOut"});
  const Value *local = backend.get("local");
  if (wipeOut && wipeOut->isBool() && wipeOut->getBool())
    for (llvm::StringRef provider : {"local", "b2"})
      if (isPresent(backend.get(provider)))
        fail(diag::WipeOutRefused, wipeOut->getRange(), provider)
            .note(placeOf(&backend, provider, getNameRange(repository)), "the backend is here");
  const Value *path = local ? local->get("mountPath") : nullptr;
  if (path && path->isString() && isWithin(cleanPath(("/" + path->getText()).str()), "/stash"))
    fail(diag::LocalPathRefused, path->getRange(), path->getText());
}

void InvokerChecks::Run::checkBackend(const Value &backend) {
  for (const Member &member : backend.getMembers()) {
    if (member.value->isMap())
      checkStorage(*member.value, member.key);
    else if (member.value->isString())
      if (llvm::StringRef found = findPlaceholder(member.value->getText()); !found.empty())
        fail(diag::Placeholder, member.value->getRange(), member.key, found);
  }
}
