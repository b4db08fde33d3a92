#include "tools/resolve/ResolveManifests.h"

#include "backend/Job/InvokerChecks.h"
#include "backend/Job/JobObject.h"
#include "backend/Job/Judge.h"
#include "backend/Job/Resolver.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "sema/Builtins/Operator.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace stash;

namespace {

/// `[KIND/][NAMESPACE/]NAME`: one word before the name is a kind if there is one of that name.
class InvokerFilter {
public:
  explicit InvokerFilter(llvm::StringRef text) {
    llvm::SmallVector<llvm::StringRef, 3> parts;
    text.split(parts, '/');
    name = parts.pop_back_val();
    if (parts.size() > 1 || (parts.size() == 1 && isKind(parts[0])))
      kind = parts.front();
    if (parts.size() > 1 || (parts.size() == 1 && kind.empty()))
      nameSpace = parts.back();
  }

  bool matches(const Value &invoker) const {
    return (name.empty() || name == getName(invoker)) &&
           (kind.empty() || kind.equals_insensitive(getKind(invoker))) &&
           (nameSpace.empty() || nameSpace == getNamespace(invoker));
  }

private:
  static bool isKind(llvm::StringRef word) {
    return llvm::any_of(sema::getInvokerKinds(), [&](const sema::InvokerKindInfo &known) {
      return known.kind.equals_insensitive(word);
    });
  }
  llvm::StringRef kind, nameSpace, name;
};

/// Reports that no invoker is called so, with one that nearly is, in the form that was written.
void reportNoSuchInvoker(llvm::StringRef written, const Cluster &cluster, DiagnosticEngine &diags) {
  std::vector<std::string> names;
  for (const Value *invoker : cluster.getInvokers()) {
    std::string name = getName(*invoker).str();
    std::string inNamespace = getNamespace(*invoker).str() + "/" + name;
    names.push_back(getKind(*invoker).str() + "/" + inNamespace);
    names.push_back(inNamespace);
    names.push_back(getKind(*invoker).str() + "/" + name);
    names.push_back(name);
  }
  llvm::SmallVector<llvm::StringRef, 16> candidates;
  for (llvm::StringRef name : names)
    if (name.count('/') == written.count('/'))
      candidates.push_back(name);
  diags.report(diag::NoSuchInvoker, {}, written).suggest({}, written, candidates);
}

bool isShown(const Value &object, const ResolveOptions &options) {
  return options.withRbac || getKind(object) == "Job";
}

} // namespace

std::string stash::resolveManifests(const ResolveOptions &options,
                                    llvm::ArrayRef<const Value *> objects, DiagnosticEngine &diags,
                                    Budget &budget) {
  std::string text;
  llvm::raw_string_ostream out(text);
  Cluster cluster(objects, options.settings, diags);
  Resolver resolver(cluster, options.settings, diags, budget);
  Writer writer(out, options.format, nullptr, &budget);
  InvokerFilter filter(options.invoker);
  llvm::StringSet<> written; // an object that several Jobs share comes once
  InvokerChecks checks(cluster, diags);
  std::vector<const Value *> checked;
  bool isFirstTrace = true, hasInvoker = false;
  if (options.trace == TraceForm::Json)
    out << '[';
  for (const Value *invoker : cluster.getInvokers()) {
    if (!budget.mayGoOn())
      break;
    if (!filter.matches(*invoker))
      continue;
    hasInvoker = true;
    ValueArena arena(&budget); // one for each invoker keeps memory flat
    Resolution resolution = resolver.resolve({.invoker = *invoker,
                                              .member = options.index,
                                              .session = options.session,
                                              .wantsTrace = options.trace != TraceForm::None},
                                             arena);
    // Where the operator fails, that is said already, and the rest can wait.
    if (!resolution.failed) {
      checks.check(*invoker, {.isResolved = true});
      checked.push_back(invoker);
      DiagnosticEngine refusals(diags.getSources());
      for (const Value *object : resolution.objects)
        if (getKind(*object) == "Job")
          checkJob(*object, getNameRange(*invoker), arena, refusals, options.settings.kubernetes);
      repeatErrors(refusals.takeSorted(), diag::Stage::Job, diags);
    }
    if (resolution.trace && budget.mayGoOn()) {
      if (!isFirstTrace)
        out << (options.trace == TraceForm::Json ? "," : "\n");
      isFirstTrace = false;
      if (options.trace == TraceForm::Json)
        printTraceJson(*resolution.trace, diags.getSources(), out);
      else
        printTrace(*resolution.trace, diags.getSources(), out);
    }
    if (options.trace != TraceForm::None)
      continue;
    for (const Value *object : resolution.objects)
      if (isShown(*object, options) && written.insert(describeObject(*object)).second)
        writer.write(options.asPods && getKind(*object) == "Job" ? *makePod(*object, arena)
                                                                 : *object);
  }
  reportExhausted(budget, {}, diags);
  if (!budget.mayGoOn())
    return {};
  checks.checkTogether(checked);
  if (options.trace == TraceForm::Json)
    out << "]\n";
  if (!hasInvoker) {
    if (options.invoker.empty())
      diags.report(diag::NoInvokers, {});
    else
      reportNoSuchInvoker(options.invoker, cluster, diags);
  }
  return text;
}

ResolvedJobs stash::resolveInvokers(const ResolveOptions &options,
                                    llvm::ArrayRef<const Value *> objects, size_t count,
                                    ValueArena &arena, DiagnosticEngine &diags, Budget &budget) {
  ResolvedJobs result;
  result.cluster = std::make_unique<Cluster>(objects, options.settings, diags);
  result.resolver = std::make_unique<Resolver>(*result.cluster, options.settings, diags, budget);
  llvm::StringSet<> taken;
  for (const Value *invoker : objects.take_front(count)) {
    const Value *batch = invoker->at({"spec", "members"});
    bool isBatch = getKind(*invoker).ends_with("Batch");
    size_t members = isBatch ? (batch && batch->isList() ? batch->getItems().size() : 0) : 1;
    for (unsigned member = 0; member < members && budget.mayGoOn(); ++member) {
      ResolveRequest request = {*invoker, member, options.session};
      request.mayLackAppBinding = true;
      for (Value *object : result.resolver->resolve(request, arena).objects)
        if (isShown(*object, options) && taken.insert(describeObject(*object)).second)
          result.objects.push_back(object);
    }
  }
  reportExhausted(budget, {}, diags);
  return result;
}

void stash::readSettings(const Value &document, OperatorSettings &settings,
                         DiagnosticEngine &diags) {
  if (!document.isMap()) {
    diags.report(diag::SettingsNoMap, document.getRange());
    return;
  }
  for (const Member &member : document.getMembers()) {
    const Value &value = *member.value;
    std::string text;
    bool isGood = value.isString() || value.isNumber() || value.isNull();
    if (value.isString() || value.isNumber())
      text = value.getText().str();
    if (value.isList() && member.key == "pull-secrets") {
      isGood = true;
      for (const Value *item : value.getItems()) {
        isGood &= item->isString();
        text += (text.empty() ? "" : ",") + item->getStringOrNone().value_or("").str();
      }
    }
    if (!isGood) {
      diags.report(diag::SettingNoText, value.getRange(), member.key);
    } else if (!settings.set(member.key, text)) {
      llvm::SmallVector<llvm::StringRef> names(OperatorSettings::getNames());
      auto builder = diags.report(diag::UnknownSetting, member.keyRange, member.key);
      builder.suggest(member.keyRange, member.key, names);
    }
  }
}
