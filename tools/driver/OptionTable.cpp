#include "tools/driver/OptionTable.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash::driver;

static constexpr VerbInfo verbInfos[] = {
#define VERB(ID, NAME, STATE, ARGUMENTS, SUMMARY, DESCRIPTION, EXAMPLES)                           \
  {Verb::ID, VerbState::STATE, NAME, ARGUMENTS, SUMMARY, DESCRIPTION, EXAMPLES},
#include "tools/driver/Verbs.def"
};

// The names that Options.def uses for sets of verbs.
namespace sets {
#define VERB(ID, NAME, STATE, ARGUMENTS, SUMMARY, DESCRIPTION, EXAMPLES)                           \
  [[maybe_unused]] static constexpr VerbSet ID = 1u << static_cast<unsigned>(Verb::ID);
#include "tools/driver/Verbs.def"
static constexpr VerbSet All = ~0u;
/// Who reads sources.
static constexpr VerbSet Compiling = Build | Check | Resolve | Diff | Test | Docs | Graph;
} // namespace sets

static constexpr auto optionInfos = [] {
  using namespace sets;
  using enum OptionKind;
  return std::to_array<OptionInfo>({
#define OPTION(ID, NAMES, KIND, VALUE, VERBS, GROUP, WHERE, HELP)                                  \
  {Option::ID, KIND, OptionGroup::GROUP, OptionPlace::WHERE, VERBS, NAMES, VALUE, HELP},
#include "tools/driver/Options.def"
  });
}();

llvm::SmallVector<llvm::StringRef, 4> OptionInfo::getSpellings() const {
  llvm::SmallVector<llvm::StringRef, 4> spellings;
  names.split(spellings, ' ');
  return spellings;
}

llvm::SmallVector<llvm::StringRef, 4> OptionInfo::getShownSpellings() const {
  llvm::SmallVector<llvm::StringRef, 4> all = getSpellings(), shown;
  for (llvm::StringRef spelling : all) {
    bool isAlias = !spelling.starts_with("--") && llvm::any_of(all, [&](llvm::StringRef other) {
      return other.starts_with("--") && other.drop_front() == spelling;
    });
    if (!isAlias)
      shown.push_back(spelling);
  }
  return shown;
}

llvm::SmallVector<llvm::StringRef, 8> OptionInfo::getChoices() const {
  llvm::SmallVector<llvm::StringRef, 8> choices;
  if (value.contains('|'))
    value.split(choices, '|');
  return choices;
}

llvm::ArrayRef<VerbInfo> stash::driver::getVerbs() { return verbInfos; }

const VerbInfo &stash::driver::getInfo(Verb verb) { return verbInfos[static_cast<unsigned>(verb)]; }

const VerbInfo *stash::driver::findVerb(llvm::StringRef name) {
  const auto *found =
      llvm::find_if(verbInfos, [&](const VerbInfo &info) { return info.name == name; });
  return found == std::end(verbInfos) ? nullptr : found;
}

llvm::ArrayRef<OptionInfo> stash::driver::getOptions() { return optionInfos; }

const OptionInfo &stash::driver::getInfo(Option option) {
  return optionInfos[static_cast<unsigned>(option)];
}

const OptionInfo *stash::driver::findOption(llvm::StringRef spelling, Verb verb) {
  const OptionInfo *found = nullptr;
  for (const OptionInfo &info : optionInfos) {
    if (!llvm::is_contained(info.getSpellings(), spelling))
      continue;
    if (info.isTakenBy(verb))
      return &info;
    found = &info;
  }
  return found;
}

const OptionInfo *stash::driver::findFileOption(llvm::StringRef spelling) {
  for (const OptionInfo &info : optionInfos)
    if (info.place == OptionPlace::Anywhere && llvm::is_contained(info.getSpellings(), spelling))
      return &info;
  return nullptr;
}

llvm::SmallVector<const OptionInfo *, 32> stash::driver::getOptions(Verb verb) {
  llvm::SmallVector<const OptionInfo *, 32> options;
  for (const OptionInfo &info : optionInfos)
    if (info.isTakenBy(verb))
      options.push_back(&info);
  llvm::stable_sort(options,
                    [](const OptionInfo *a, const OptionInfo *b) { return a->group < b->group; });
  return options;
}

llvm::StringRef stash::driver::getTitle(OptionGroup group) {
  switch (group) {
  case OptionGroup::Output:
    return "Output";
  case OptionGroup::Dependencies:
    return "Dependencies, for build systems";
  case OptionGroup::Sources:
    return "Sources";
  case OptionGroup::Diagnostics:
    return "Diagnostics";
  case OptionGroup::General:
    return "General";
  }
  return {};
}
