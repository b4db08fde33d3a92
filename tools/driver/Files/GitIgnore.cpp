#include "tools/driver/Files/GitIgnore.h"

#include "tools/driver/Files/Glob.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

/// A line without the blanks at its end; one behind a backslash stays.
static llvm::StringRef trimEnd(llvm::StringRef line) {
  line.consume_back("\r");
  while (line.ends_with(" ") && !line.ends_with("\\ "))
    line = line.drop_back();
  return line;
}

IgnorePatterns::IgnorePatterns(llvm::StringRef text) {
  text.consume_front("\xEF\xBB\xBF");
  while (!text.empty()) {
    llvm::StringRef line;
    std::tie(line, text) = text.split('\n');
    line = trimEnd(line);
    if (line.empty() || line.starts_with("#"))
      continue;
    Pattern pattern;
    pattern.isNegated = line.consume_front("!");
    pattern.isForDirectories = line.ends_with("/");
    line = line.rtrim('/');
    // A slash that is not at the end ties a pattern to the file's directory.
    bool isTied = line.contains('/');
    line.consume_front("/");
    if (line.empty())
      continue;
    if (!isTied)
      pattern.glob = "**/";
    pattern.glob += line;
    if (line.ends_with("/**")) // all that is in it, but not it
      pattern.glob += "/*";
    patterns.push_back(std::move(pattern));
  }
}

std::optional<bool> IgnorePatterns::isIgnored(llvm::StringRef path, bool isDirectory) const {
  for (const Pattern &pattern : llvm::reverse(patterns))
    if ((isDirectory || !pattern.isForDirectories) && matchesGlob(pattern.glob, path))
      return !pattern.isNegated;
  return std::nullopt;
}

std::string GitIgnore::makeAbsolute(llvm::StringRef name) const {
  llvm::SmallString<256> absolute = name;
  files.makeAbsolute(absolute);
  path::remove_dots(absolute, /*remove_dot_dot=*/true);
  return path::convert_to_slash(absolute);
}

void GitIgnore::read(llvm::StringRef directory, llvm::StringRef file) {
  auto status = files.status(file);
  if (!status || !status->isRegularFile())
    return;
  auto buffer = files.getBufferForFile(file, -1, /*RequiresNullTerminator=*/false,
                                       /*IsVolatile=*/true);
  if (!buffer)
    return;
  IgnorePatterns patterns((*buffer)->getBuffer());
  if (!patterns.empty())
    levels.push_back({directory.str(), std::move(patterns)});
}

/// `directory` with a slash at its end.
static std::string withSlash(llvm::StringRef directory) {
  return (directory.rtrim('/') + "/").str();
}

GitIgnore::GitIgnore(llvm::StringRef directory, llvm::vfs::FileSystem &files) : files(files) {
  std::string top = makeAbsolute(directory);
  std::vector<std::string> above;
  for (llvm::StringRef at = top; !at.empty(); at = path::parent_path(at)) {
    if (files.exists((at + "/.git").str())) {
      read(withSlash(at), (at + "/.git/info/exclude").str());
      for (const std::string &one : llvm::reverse(above))
        read(withSlash(one), one + "/.gitignore");
      return;
    }
    // That of `directory` itself is read when it is entered.
    if (llvm::StringRef parent = path::parent_path(at); !parent.empty())
      above.push_back(parent.str());
  }
}

void GitIgnore::enter(llvm::StringRef directory) {
  entered.push_back(levels.size());
  std::string absolute = makeAbsolute(directory);
  read(withSlash(absolute), withSlash(absolute) + ".gitignore");
}

void GitIgnore::leave() {
  levels.erase(levels.begin() + static_cast<ptrdiff_t>(entered.back()), levels.end());
  entered.pop_back();
}

bool GitIgnore::isIgnored(llvm::StringRef name, bool isDirectory) const {
  std::string absolute = makeAbsolute(name);
  for (const Level &level : llvm::reverse(levels)) {
    llvm::StringRef relative = absolute;
    if (!relative.consume_front(level.directory))
      continue;
    if (std::optional<bool> answer = level.patterns.isIgnored(relative, isDirectory))
      return *answer;
  }
  return false;
}
