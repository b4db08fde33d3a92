// How commands are run: priorities, and sessions that people make themselves.

#include "backend/Job/InvokerCheckRun.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/SourceEdits.h"

using namespace stash;

/// A number, if it is one.
static std::optional<int64_t> getNumber(const Value *value) {
  return value && value->isNumber() ? value->getInteger() : std::nullopt;
}

/// Whether a container does not run as root, as far as its settings and the pod's say so.
static bool isNonRoot(const Value *container, const Value *pod) {
  for (const Value *settings : {container, pod}) {
    const Value *context = settings ? settings->get("securityContext") : nullptr;
    if (!context || !context->isMap())
      continue;
    if (std::optional<int64_t> user = getNumber(context->get("runAsUser")))
      return *user != 0;
    const Value *nonRoot = context->get("runAsNonRoot");
    if (nonRoot && nonRoot->isBool() && nonRoot->getBool())
      return true;
  }
  return false;
}

void InvokerChecks::Run::checkPriorities(const InvokerMember &member) {
  const Value *settings = member.getRuntimeSettings("container");
  if (!settings || !settings->isMap())
    return;
  const Value *adjustment = settings->at({"nice", "adjustment"});
  if (std::optional<int64_t> n = getNumber(adjustment); n && (*n < -20 || *n > 19))
    fail(diag::BadPriority, adjustment->getRange(), *n, "nice", "-20 to 19 is its range");
  const Value *ionice = settings->get("ionice");
  if (!ionice || !ionice->isMap())
    return;
  const Value *level = ionice->get("class"), *data = ionice->get("classData");
  if (std::optional<int64_t> n = getNumber(level); n && (*n < 0 || *n > 3))
    fail(diag::BadPriority, level->getRange(), *n, "ionice",
         "the classes are 1, 2 and 3, and 0 means none");
  else if (n == 1 && isNonRoot(settings, member.getRuntimeSettings("pod")))
    fail(diag::BadPriority, level->getRange(), *n, "ionice",
         "only root may use class 1, but the container runs as another user");
  if (std::optional<int64_t> n = getNumber(data); n && (*n < 0 || *n > 7))
    fail(diag::BadPriority, data->getRange(), *n, "ionice", "0 to 7 is the range of 'classData'");
  else if (n && !isPresent(level))
    fail(diag::BadPriority, placeOf(ionice, "classData", data->getRange()), *n, "ionice",
         "'classData' counts within a 'class', but there is none");
}

void InvokerChecks::Run::checkSession(const Value &session) {
  const Value *invoker = session.at({"spec", "invoker"}), *metadata = session.get("metadata");
  const Value *labels = metadata ? metadata->get("labels") : nullptr;
  if (!invoker || !invoker->isMap() || !metadata || !metadata->isMap() ||
      (labels && !labels->isMap() && !labels->isNull()))
    return;
  llvm::StringRef kind = invoker->getStringOr("kind"), name = invoker->getStringOr("name");
  if (kind.empty() || name.empty())
    return;
  // A Job is made for the session in any case; an injected container looks for its own by labels.
  const Value *known = cluster.get(kind, getNamespace(session), name);
  if (known && isInvokerKind(kind)) {
    Invoker owner(*known);
    bool isInjected = false;
    for (size_t i = 0, count = owner.getMemberCount(); i < count; ++i) {
      InvokerMember member = owner.getMember(i);
      isInjected |= member.ref.isWorkload() && member.getTaskName().empty();
    }
    if (!isInjected)
      return;
  }
  std::string lacking, shown;
  for (auto [key, value] :
       {std::pair<llvm::StringRef, llvm::StringRef>{"stash.appscode.com/invoker-type", kind},
        {"stash.appscode.com/invoker-name", name}}) {
    const Value *label = labels && labels->isMap() ? labels->get(key) : nullptr;
    if (label && (label->isUnknown() || label->getStringOrNone() == value))
      continue;
    lacking += (lacking.empty() ? "" : ", ") + (key + ": " + value).str();
    shown += (shown.empty() ? "'" : " and '") + (key + ": " + value + "'").str();
  }
  if (lacking.empty())
    return;
  SourceRange place = placeOf(metadata, "labels", getNameRange(session));
  auto report = diags.report(diag::SessionLabels, place, shown);
  if (labels)
    return;
  if (std::optional<Fixit> edit = addMemberAfter(diags.getSources(), metadata->getMember("name"),
                                                 "labels", "{" + lacking + "}"))
    report.fixit(edit->range, edit->replacement);
}
