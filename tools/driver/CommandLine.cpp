// Command lines: which verb is meant, and which options are whose.

#include "tools/driver/Options.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::driver;

namespace {
/// An option before it is known which verb it is for.
struct RawUse {
  OptionMatch match;
  llvm::StringRef text;
  std::optional<llvm::StringRef> value;
};
} // namespace

/// Takes the arguments apart. Options of one spelling take values alike whatever the verb, so the
/// verb need not be known.
static void split(llvm::ArrayRef<llvm::StringRef> arguments, std::vector<RawUse> &uses,
                  Options &options) {
  bool onlyArguments = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    llvm::StringRef text = arguments[i];
    if (onlyArguments || !text.starts_with("-") || text == "-") {
      const VerbInfo *verb = findVerb(text);
      if (!onlyArguments && !options.isVerbNamed && options.arguments.empty() && verb) {
        options.verb = verb->verb;
        options.isVerbNamed = true;
      } else {
        options.arguments.push_back(text.str());
      }
      continue;
    }
    if (text == "--") {
      onlyArguments = true;
      continue;
    }
    RawUse use = {matchOption(text, options.verb), text, std::nullopt};
    use.value = use.match.joined;
    if (use.match.info && !use.value && use.match.info->takesValue() &&
        use.match.info->kind != OptionKind::Optional && i + 1 < arguments.size())
      use.value = arguments[++i];
    uses.push_back(use);
  }
}

bool driver::parseCommandLine(llvm::ArrayRef<llvm::StringRef> arguments, Options &options,
                              DiagnosticEngine &diags) {
  std::vector<RawUse> uses;
  split(arguments, uses, options);

  bool ok = true;
  for (RawUse &use : uses) {
    OptionMatch match = matchOption(use.text, options.verb);
    if (!match.info || !match.info->isTakenBy(options.verb)) {
      reportUnknownOption(match, use.text, options.verb, {}, diags);
      ok = false;
    } else if (!checkOptionUse(match, use.value, {}, diags)) {
      ok = false;
    } else {
      options.add({match.info->option, match.spelling.str(), use.value.value_or("").str()});
    }
  }
  return ok;
}
