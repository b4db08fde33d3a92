//===- OptionTable.h - the verbs and options there are ----------*- C++ -*-===//
//
// Verbs.def and Options.def as tables. The parser, --help, the man page and the completions read
// these and nothing else, so that they cannot disagree. They are constants: a start pays nothing.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_OPTIONTABLE_H
#define STASHC_TOOLS_DRIVER_OPTIONTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace stash::driver {

enum class Verb : uint8_t {
#define VERB(ID, NAME, STATE, ARGUMENTS, SUMMARY, DESCRIPTION, EXAMPLES) ID,
#include "tools/driver/Verbs.def"
};

enum class Option : uint8_t {
#define OPTION(ID, NAMES, KIND, VALUE, VERBS, GROUP, WHERE, HELP) ID,
#include "tools/driver/Options.def"
};

enum class VerbState : uint8_t { Ready, Hidden };
enum class OptionKind : uint8_t { Flag, Value, Joined, Optional, List };
enum class OptionGroup : uint8_t { Output, Dependencies, Sources, Diagnostics, General };
enum class OptionPlace : uint8_t { Anywhere, CommandLine };

/// A set of verbs: a bit for each.
using VerbSet = uint32_t;

struct VerbInfo {
  Verb verb;
  VerbState state;
  llvm::StringLiteral name;
  llvm::StringLiteral arguments;
  llvm::StringLiteral summary;
  llvm::StringLiteral description;
  llvm::StringLiteral examples;
};

struct OptionInfo {
  Option option;
  OptionKind kind;
  OptionGroup group;
  OptionPlace place;
  VerbSet verbs;
  llvm::StringLiteral names;
  llvm::StringLiteral value;
  llvm::StringLiteral help;

  bool isTakenBy(Verb verb) const { return verbs >> static_cast<unsigned>(verb) & 1; }
  bool takesValue() const { return kind != OptionKind::Flag; }
  /// Whether the value is a file or directory name.
  bool isPath() const { return value == "FILE" || value == "DIR"; }
  /// All spellings.
  llvm::SmallVector<llvm::StringRef, 4> getSpellings() const;
  /// The spellings that help shows: not `-name` beside `--name`.
  llvm::SmallVector<llvm::StringRef, 4> getShownSpellings() const;
  /// The values that it may have; none when any will do.
  llvm::SmallVector<llvm::StringRef, 8> getChoices() const;
};

llvm::ArrayRef<VerbInfo> getVerbs();
const VerbInfo &getInfo(Verb verb);
/// The verb of a name, or null.
const VerbInfo *findVerb(llvm::StringRef name);

llvm::ArrayRef<OptionInfo> getOptions();
const OptionInfo &getInfo(Option option);
/// The option of a spelling, or null. Where verbs mean different things by it: that of `verb`, else
/// any (they take values alike).
const OptionInfo *findOption(llvm::StringRef spelling, Verb verb);

/// The option of a spelling that may stand in a flags file, or null.
const OptionInfo *findFileOption(llvm::StringRef spelling);

/// The options that a verb's help shows, in the order of the groups.
llvm::SmallVector<const OptionInfo *, 32> getOptions(Verb verb);
/// The heading of a group in help.
llvm::StringRef getTitle(OptionGroup group);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_OPTIONTABLE_H
