// stash.flags: options that a project's directory holds.

#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/Options.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

static constexpr llvm::StringLiteral fileName = "stash.flags";

/// The directory that contains a directory, as a name that works where stashc runs; empty at the
/// root. `a/b` is in `a`, `a` in `.`, and from there on names are absolute.
static std::string getParent(llvm::StringRef directory, llvm::vfs::FileSystem &files) {
  llvm::StringRef last = path::filename(directory);
  llvm::SmallString<128> name = directory;
  if (last == "." || last == "..") {
    if (files.makeAbsolute(name))
      return {};
    path::remove_dots(name, /*remove_dot_dot=*/true);
    if (!path::is_absolute(name)) // a file system without a working directory
      return {};
  }
  llvm::StringRef parent = path::parent_path(name);
  if (!parent.empty())
    return parent.str();
  return path::is_absolute(name) ? std::string() : ".";
}

std::string driver::findFlagsFile(llvm::StringRef sourceFile, llvm::vfs::FileSystem &files) {
  llvm::StringRef beside = path::parent_path(sourceFile);
  std::string directory = beside.empty() ? "." : beside.str();
  std::optional<uint32_t> owner;
  while (!directory.empty()) {
    // What somebody else put in a directory above is not for this project.
    auto own = files.status(directory);
    if (own && owner && own->getUser() != *owner)
      break;
    if (own)
      owner = own->getUser();
    llvm::SmallString<128> candidate;
    if (directory != ".")
      candidate = directory;
    path::append(candidate, fileName);
    auto status = files.status(candidate);
    if (status && !status->isDirectory())
      return candidate.str().str();
    llvm::SmallString<128> repository = llvm::StringRef(directory);
    path::append(repository, ".git");
    if (files.exists(repository)) // its root
      break;
    directory = getParent(directory, files);
  }
  return {};
}

static llvm::StringRef dropComment(llvm::StringRef line) {
  for (size_t at = line.find('#'); at != llvm::StringRef::npos; at = line.find('#', at + 1))
    if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t')
      return line.take_front(at);
  return line;
}

/// A name that is relative to a directory, for use where stashc runs.
static std::string relocate(llvm::StringRef name, llvm::StringRef directory) {
  if (directory.empty() || path::is_absolute(name))
    return name.str();
  llvm::SmallString<128> moved = directory;
  path::append(moved, name);
  return moved.str().str();
}

bool driver::readOptionLine(llvm::StringRef text, Verb verb, llvm::StringRef directory,
                            llvm::function_ref<SourceRange(llvm::StringRef)> getRange,
                            std::vector<OptionUse> &uses, DiagnosticEngine &diags) {
  if (!text.starts_with("-") || text == "-" || text == "--") {
    diags.report(diag::NotAnOption, getRange(text), text);
    return false;
  }
  size_t blank = text.find_first_of(" \t");
  llvm::StringRef head = text.take_front(blank);
  OptionMatch match = matchOption(head, verb);
  if (!match.info) {
    reportUnknownOption(match, head, verb, getRange(head), diags);
    return false;
  }
  // Of an option that verbs mean differently, the file has the one that may stand there.
  if (match.info->place == OptionPlace::CommandLine)
    if (const OptionInfo *other = findFileOption(match.spelling))
      match.info = other;
  if (match.info->place == OptionPlace::CommandLine) {
    diags.report(diag::NotInFlagsFile, getRange(head), match.spelling);
    return false;
  }
  std::optional<llvm::StringRef> value = match.joined;
  if (value) // the value goes on to the line's end: `-D title=two words`
    value = llvm::StringRef(value->data(), text.end() - value->data());
  else if (blank != llvm::StringRef::npos)
    value = text.drop_front(blank).ltrim(" \t");
  if (!checkOptionUse(match, value, getRange(text), diags))
    return false;
  if (!match.info->isTakenBy(verb))
    return true;
  std::string joined = value.value_or("").str();
  uses.push_back({match.info->option, match.spelling.str(),
                  match.info->isPath() ? relocate(joined, directory) : joined, getRange(text)});
  return true;
}

/// Reads one flags file into uses.
static bool readFlagsFile(const SourceFile &file, Verb verb, std::vector<OptionUse> &uses,
                          DiagnosticEngine &diags) {
  auto getRange = [&](llvm::StringRef text) {
    uint32_t begin = file.getBase() + (text.data() - file.getText().data());
    return SourceRange{begin, begin + static_cast<uint32_t>(text.size())};
  };
  bool ok = true;
  for (unsigned i = 0, n = file.getLineCount(); i < n; ++i) {
    llvm::StringRef line = file.getLine(i);
    line.consume_front("\xEF\xBB\xBF");
    llvm::StringRef text = dropComment(line).trim(" \t");
    if (!text.empty())
      ok &= readOptionLine(text, verb, path::parent_path(file.getName()), getRange, uses, diags);
  }
  return ok;
}

/// What two flags files must agree on: an option that holds once, or one `-D NAME`. Empty for those
/// that add up.
static std::string getSubject(const OptionUse &use) {
  if (use.option == Option::Define)
    return "-D " + llvm::StringRef(use.value).split('=').first.str();
  OptionKind kind = getInfo(use.option).kind;
  if (kind == OptionKind::Joined)
    return {};
  return getInfo(use.option).getSpellings().back().str();
}

/// Reports what `later` says otherwise than `earlier`, unless the command line decides.
static bool checkAgreement(llvm::ArrayRef<OptionUse> earlier, llvm::ArrayRef<OptionUse> later,
                           const Options &commandLine, DiagnosticEngine &diags) {
  llvm::StringSet<> decided;
  for (const OptionUse &use : commandLine.getUses())
    decided.insert(getSubject(use));
  bool ok = true;
  for (const OptionUse &use : later) {
    std::string subject = getSubject(use);
    if (subject.empty() || decided.contains(subject))
      continue;
    auto other = llvm::find_if(llvm::reverse(earlier), [&](const OptionUse &candidate) {
      return getSubject(candidate) == subject;
    });
    if (other == earlier.rend() || other->value == use.value)
      continue;
    diags.report(diag::ConflictingFlagsFiles, use.range, subject)
        .note(other->range, "another FILE of this command line has this one")
        .note({}, "give '{0}' on the command line, which wins, or compile the FILEs one by one",
              subject);
    ok = false;
  }
  return ok;
}

bool driver::readFlagsFiles(llvm::ArrayRef<std::string> sourceFiles, llvm::vfs::FileSystem &files,
                            SourceManager &sources, Options &options, DiagnosticEngine &diags) {
  bool ok = true;
  llvm::StringSet<> seen;        // names of flags files
  llvm::StringSet<> directories; // directories of sources
  std::vector<OptionUse> uses;
  for (llvm::StringRef sourceFile : sourceFiles) {
    if (!directories.insert(path::parent_path(sourceFile)).second)
      continue;
    std::string name = findFlagsFile(sourceFile, files);
    if (name.empty())
      continue;
    llvm::SmallString<128> real;
    if (files.getRealPath(name, real))
      real = name;
    if (!seen.insert(real).second)
      continue;
    auto buffer = files.getBufferForFile(name, -1, /*RequiresNullTerminator=*/false,
                                         /*IsVolatile=*/true);
    if (!buffer) {
      diags.report(diag::CannotRead, {}, name, buffer.getError().message());
      ok = false;
      continue;
    }
    const SourceFile *file = sources.add(name, std::move(*buffer));
    if (!file) {
      diags.report(diag::SourcesTooLarge, {}, name);
      return false;
    }
    std::vector<OptionUse> own;
    ok &= readFlagsFile(*file, options.verb, own, diags);
    ok &= checkAgreement(uses, own, options, diags);
    llvm::append_range(uses, std::move(own));
  }
  options.prepend(std::move(uses));
  return ok;
}
