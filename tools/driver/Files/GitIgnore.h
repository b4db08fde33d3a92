//===- GitIgnore.h - what git leaves out ------------------------*- C++ -*-===//
//
// Reads .gitignore files by git's own rules (gitignore(5)); git itself need not be there. Of one
// file the last pattern that fits counts, and a file further down counts before one further up.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_FILES_GITIGNORE_H
#define STASHC_TOOLS_DRIVER_FILES_GITIGNORE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <optional>
#include <string>
#include <vector>

namespace stash::driver {

/// The patterns of one file.
class IgnorePatterns {
public:
  explicit IgnorePatterns(llvm::StringRef text);
  /// What they say of a path relative to the file's directory; nothing when none fits.
  std::optional<bool> isIgnored(llvm::StringRef path, bool isDirectory) const;
  bool empty() const { return patterns.empty(); }

private:
  struct Pattern {
    std::string glob;
    bool isNegated = false;
    bool isForDirectories = false;
  };
  std::vector<Pattern> patterns;
};

/// The files that hold for a directory that is walked through, and those below it.
class GitIgnore {
public:
  /// Reads what stands above `directory`, up to its repository's top, and in the repository's
  /// own list.
  GitIgnore(llvm::StringRef directory, llvm::vfs::FileSystem &files);

  /// Enters a directory: its own file counts from now on. leave() undoes it.
  void enter(llvm::StringRef directory);
  void leave();
  /// Whether git ignores a file or directory below those entered. What is in an ignored directory
  /// is not asked for.
  bool isIgnored(llvm::StringRef path, bool isDirectory) const;

private:
  struct Level {
    std::string directory; ///< absolute, with a slash at its end
    IgnorePatterns patterns;
  };
  std::string makeAbsolute(llvm::StringRef path) const;
  void read(llvm::StringRef directory, llvm::StringRef file);

  llvm::vfs::FileSystem &files;
  std::vector<Level> levels; ///< outermost first
  std::vector<size_t> entered;
};

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_FILES_GITIGNORE_H
