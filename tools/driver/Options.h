//===- Options.h - what was asked for ---------------------------*- C++ -*-===//
//
// The command line and the flags files, parsed against the tables of OptionTable.h. Mistakes go to
// a DiagnosticEngine: on the command line without a place, in a flags file with theirs.
//
// There is a parser of our own because the two of LLVM do not fit: llvm/Option needs TableGen and
// cannot give help per verb, llvm::cl keeps its options in globals that every start constructs.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_OPTIONS_H
#define STASHC_TOOLS_DRIVER_OPTIONS_H

#include "frontend/Basic/Diagnostic.h"
#include "tools/driver/OptionTable.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <string>
#include <vector>

namespace stash::driver {

/// An option as it was given.
struct OptionUse {
  Option option;
  std::string spelling;
  std::string value;      ///< paths of a flags file are relative to where stashc runs
  SourceRange range = {}; ///< in a flags file; invalid on the command line
};

class Options {
public:
  Verb verb = Verb::Build;
  /// Whether the verb was named; without one it is `build`.
  bool isVerbNamed = false;
  /// What stands after the verb: FILEs mostly; "-" is standard input.
  std::vector<std::string> arguments;

  bool has(Option option) const { return getUse(option); }
  /// The value of the last use, or `otherwise`.
  llvm::StringRef get(Option option, llvm::StringRef otherwise = {}) const;
  /// The values of all uses, in order: flags files first. Lists are taken apart.
  llvm::SmallVector<llvm::StringRef, 8> getAll(Option option) const;
  /// The last use, or null.
  const OptionUse *getUse(Option option) const;
  llvm::ArrayRef<OptionUse> getUses() const { return uses; }

  void add(OptionUse use) { uses.push_back(std::move(use)); }
  /// Puts uses before those that there are, so that these win.
  void prepend(std::vector<OptionUse> earlier);

  /// A copy that can be used with other sources: its uses have no places.
  Options withoutRanges() const;

private:
  std::vector<OptionUse> uses;
};

/// Takes the option at the beginning of `text` apart: the entry of its spelling, and the rest with
/// what joins it (`=v`, or `v` after a short one). No entry when it is unknown.
struct OptionMatch {
  const OptionInfo *info = nullptr;
  llvm::StringRef spelling;
  std::optional<llvm::StringRef> joined;
};
OptionMatch matchOption(llvm::StringRef text, Verb verb);

/// Checks the value of a use: present where one is wanted, of the choices, well formed. Reports at
/// `range`. False when it is wrong.
bool checkOptionUse(const OptionMatch &match, std::optional<llvm::StringRef> value,
                    SourceRange range, DiagnosticEngine &diags);

/// Reports an option that does not exist, or that only other verbs have, with the nearest name.
void reportUnknownOption(const OptionMatch &match, llvm::StringRef text, Verb verb,
                         SourceRange range, DiagnosticEngine &diags);

/// Parses a command line without the program's name. False, with errors reported, when it is wrong;
/// what could be understood is in `options` all the same (`--color` in particular).
bool parseCommandLine(llvm::ArrayRef<llvm::StringRef> arguments, Options &options,
                      DiagnosticEngine &diags);

/// Reads the flags file that holds for each source file: stash.flags beside it or in the nearest
/// directory above it, as with .clang-format, up to the root of the repository or to where
/// directories belong to somebody else. They all come before the uses that `options` has, so
/// that those win. Two flags files that disagree are an error. False when something is wrong.
///
/// A line is an option, with its value after `=` or blanks and up to the line's end; `#` at the
/// beginning of a line or after a blank begins a comment. Paths are relative to the file. Options
/// that the verb does not take are left out.
bool readFlagsFiles(llvm::ArrayRef<std::string> sourceFiles, llvm::vfs::FileSystem &files,
                    SourceManager &sources, Options &options, DiagnosticEngine &diags);

/// Reads one option as a line of a flags file in `directory` has it, and adds it to `uses` if the
/// verb takes it. `getRange` gives the place of a part of the text. False when it is wrong.
bool readOptionLine(llvm::StringRef text, Verb verb, llvm::StringRef directory,
                    llvm::function_ref<SourceRange(llvm::StringRef)> getRange,
                    std::vector<OptionUse> &uses, DiagnosticEngine &diags);

/// The flags file that holds for a source file; empty when there is none.
std::string findFlagsFile(llvm::StringRef sourceFile, llvm::vfs::FileSystem &files);

/// Applies the uses of -W… to the engine. False, with errors reported, when one names no warning.
bool applyWarningOptions(const Options &options, DiagnosticEngine &diags);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_OPTIONS_H
