#include "tools/driver/Options.h"

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/DiagnosticsDriver.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::driver;

const OptionUse *Options::getUse(Option option) const {
  for (const OptionUse &use : llvm::reverse(uses))
    if (use.option == option)
      return &use;
  return nullptr;
}

llvm::StringRef Options::get(Option option, llvm::StringRef otherwise) const {
  const OptionUse *use = getUse(option);
  return use ? llvm::StringRef(use->value) : otherwise;
}

llvm::SmallVector<llvm::StringRef, 8> Options::getAll(Option option) const {
  llvm::SmallVector<llvm::StringRef, 8> values;
  bool isList = getInfo(option).kind == OptionKind::List;
  for (const OptionUse &use : uses) {
    if (use.option != option)
      continue;
    if (isList)
      llvm::StringRef(use.value).split(values, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
    else
      values.push_back(use.value);
  }
  return values;
}

void Options::prepend(std::vector<OptionUse> earlier) {
  llvm::append_range(earlier, std::move(uses));
  uses = std::move(earlier);
}

Options Options::withoutRanges() const {
  Options copy = *this;
  for (OptionUse &use : copy.uses)
    use.range = {};
  return copy;
}

OptionMatch driver::matchOption(llvm::StringRef text, Verb verb) {
  OptionMatch match;
  if (const OptionInfo *info = findOption(text, verb))
    return {info, text, std::nullopt};
  auto [name, value] = text.split('=');
  match.spelling = name;
  if (name.size() != text.size()) {
    match.info = findOption(name, verb);
    match.joined = value;
    if (match.info)
      return match;
  }
  if (text.size() > 2 && !text.starts_with("--"))
    if (const OptionInfo *info = findOption(text.take_front(2), verb))
      if (info->kind == OptionKind::Joined)
        return {info, text.take_front(2), text.drop_front(2)};
  match.info = nullptr;
  return match;
}

/// "a", "a or b", "a, b or c".
static std::string joinChoices(llvm::ArrayRef<llvm::StringRef> choices) {
  std::string out;
  for (auto [index, choice] : llvm::enumerate(choices)) {
    if (index)
      out += index + 1 == choices.size() ? " or " : ", ";
    out += ("'" + choice + "'").str();
  }
  return out;
}

static bool checkChoice(const OptionMatch &match, llvm::StringRef value, SourceRange range,
                        DiagnosticEngine &diags) {
  llvm::SmallVector<llvm::StringRef, 8> choices = match.info->getChoices();
  if (choices.empty() || llvm::is_contained(choices, value))
    return true;
  auto report = diags.report(diag::InvalidOptionValue, range, match.spelling, value);
  if (report.suggest({}, value, choices).empty())
    report.note({}, "it is one of {0}", joinChoices(choices));
  return false;
}

static bool checkLimit(const OptionMatch &match, llvm::StringRef value, SourceRange range,
                       DiagnosticEngine &diags) {
  auto [name, number] = value.split('=');
  llvm::SmallVector<llvm::StringRef, 8> names;
  for (const LimitInfo &limit : getLimits())
    names.push_back(limit.name);
  bool isKnown = llvm::is_contained(names, name);
  if (isKnown && parseLimit(number))
    return true;
  auto report = diags.report(diag::InvalidOptionValue, range, match.spelling, value);
  if (isKnown)
    report.note({}, "it is a number from 1, followed by K, M or G for multiples of 1024");
  else if (llvm::StringRef nearest = findNearest(name, names); !nearest.empty())
    report.note({}, "did you mean '{0}={1}'?", nearest, number);
  else
    report.note({}, "write '--limit NAME=N' with one of {0}", joinChoices(names));
  return false;
}

bool driver::checkOptionUse(const OptionMatch &match, std::optional<llvm::StringRef> value,
                            SourceRange range, DiagnosticEngine &diags) {
  const OptionInfo &info = *match.info;
  if (!info.takesValue()) {
    if (!value)
      return true;
    diags.report(diag::UnexpectedOptionValue, range, match.spelling, *value);
    return false;
  }
  if (!value || (value->empty() && info.kind != OptionKind::Optional)) {
    if (info.kind == OptionKind::Optional)
      return true;
    diags.report(diag::MissingOptionValue, range, match.spelling)
        .note({}, "write '{0}{1}{2}'", match.spelling, match.spelling.starts_with("--") ? "=" : " ",
              info.value);
    return false;
  }
  if (info.option == Option::Define && (value->find('=') == 0 || !value->contains('='))) {
    diags.report(diag::InvalidOptionValue, range, match.spelling, *value)
        .note({}, "write '-D NAME=VALUE'");
    return false;
  }
  if (unsigned count = 0; info.option == Option::Threads &&
                          (value->getAsInteger(10, count) || count < 1 || count > 256)) {
    diags.report(diag::InvalidOptionValue, range, match.spelling, *value)
        .note({}, "it is a number from 1 to 256");
    return false;
  }
  if (info.option == Option::LimitOption && !checkLimit(match, *value, range, diags))
    return false;
  if (unsigned count = 0; info.option == Option::MaxErrors && value->getAsInteger(10, count)) {
    diags.report(diag::InvalidOptionValue, range, match.spelling, *value)
        .note({}, "it is a number, or 0 for all");
    return false;
  }
  if (info.kind != OptionKind::List)
    return checkChoice(match, *value, range, diags);
  llvm::SmallVector<llvm::StringRef, 8> items;
  value->split(items, ',');
  return llvm::all_of(items,
                      [&](llvm::StringRef item) { return checkChoice(match, item, range, diags); });
}

void driver::reportUnknownOption(const OptionMatch &match, llvm::StringRef text, Verb verb,
                                 SourceRange range, DiagnosticEngine &diags) {
  if (match.info) {
    auto report = diags.report(diag::OptionOfOtherVerb, range, getInfo(verb).name, match.spelling);
    llvm::SmallVector<llvm::StringRef, 8> others;
    for (const VerbInfo &other : getVerbs())
      if (const OptionInfo *its = findOption(match.spelling, other.verb);
          other.state == VerbState::Ready && its && its->isTakenBy(other.verb))
        others.push_back(other.name);
    if (!others.empty())
      report.note({}, "{0} has it", joinChoices(others));
    return;
  }
  llvm::StringRef name = text.split('=').first;
  auto report = diags.report(diag::UnknownOption, range, name);
  llvm::SmallVector<llvm::StringRef, 32> candidates;
  for (const OptionInfo *info : getOptions(verb))
    for (llvm::StringRef spelling : info->getShownSpellings())
      if (spelling.size() > 2)
        candidates.push_back(spelling);
  llvm::StringRef nearest = name.size() > 2 ? findNearest(name, candidates) : llvm::StringRef();
  if (!nearest.empty())
    report.suggest({}, nearest);
  else if (!range.isValid())
    report.note({}, "'stashc {0} --help' lists what there is", getInfo(verb).name);
}

bool driver::applyWarningOptions(const Options &options, DiagnosticEngine &diags) {
  bool ok = true;
  for (const OptionUse &use : options.getUses()) {
    if (use.option != Option::Warning || diags.getWarningOptions().apply(use.value))
      continue;
    ok = false;
    llvm::StringRef name = use.value;
    for (llvm::StringRef prefix : {"no-", "error="})
      name.consume_front(prefix);
    auto report = diags.report(diag::UnknownWarning, use.range, name);
    llvm::SmallVector<llvm::StringRef, 64> names = {
        "all", "error", diag::getStageFlag(diag::Stage::Job), diag::getStageFlag(diag::Stage::Run)};
    for (const diag::Info &info : diag::getAll())
      if (!info.flag.empty())
        names.push_back(info.flag);
    llvm::StringRef nearest = findNearest(name, names);
    if (!nearest.empty())
      report.note({}, "did you mean '-W{0}{1}'?", llvm::StringRef(use.value).drop_back(name.size()),
                  nearest);
  }
  return ok;
}
