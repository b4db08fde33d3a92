//===- InputFiles.h - what a run may read, and what it has read -*- C++ -*-===//
//
// Everything that a run reads passes through this file system. It opens regular files only, up to a
// size, and with --sandbox only what lies below one directory after links are resolved; it keeps
// which files were read, so that no output replaces one. In goes the file system of the
// environment; what it refuses is an error code with a message of its own.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_INPUTFILES_H
#define STASHC_TOOLS_DRIVER_INPUTFILES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <map>
#include <mutex>

namespace stash::driver {

/// Why a file is not read or written, where the system has no objection.
enum class FileRefusal { NotRegular = 1, TooLarge, OutsideSandbox };
std::error_code make_error_code(FileRefusal refusal);

class InputFiles : public llvm::vfs::ProxyFileSystem {
public:
  explicit InputFiles(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files)
      : ProxyFileSystem(std::move(files)) {}

  /// What a file may have, in bytes.
  void setMaxSize(uint64_t bytes) { maxSize = bytes; }
  uint64_t getMaxSize() const { return maxSize; }
  /// From here on only what lies in `directory` is read. An error when that has no real path.
  std::error_code confine(llvm::StringRef directory);
  /// Whether what a path means, or would mean when it is made, may be read and written.
  bool isInside(llvm::StringRef path) const;

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override;

  llvm::vfs::directory_iterator dir_begin(const llvm::Twine &directory,
                                          std::error_code &error) override;

  /// Reads a FILE that the command line names: that one may be a pipe or a device, which is read
  /// once and gives the same text again. Not for several threads.
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> readNamed(llvm::StringRef path);
  /// What an output has now: nothing that the run depends on. Null when it is no regular file.
  std::unique_ptr<llvm::MemoryBuffer> readOutput(llvm::StringRef path) const;
  /// Why readOutput() gave nothing.
  std::string explain(llvm::StringRef path) const;

  /// Keeps that a file was read by other means.
  void addInput(llvm::sys::fs::UniqueID id, llvm::StringRef name);
  /// The name by which the run has read the file that `path` means; empty when it has not.
  std::string findInput(llvm::StringRef path) const;
  /// The same text for all paths that mean one file, be it there already or not.
  std::string identify(llvm::StringRef path) const;

private:
  llvm::vfs::FileSystem &getFiles() const {
    return const_cast<InputFiles *>(this)->getUnderlyingFS();
  }

  uint64_t maxSize = UINT64_MAX;
  std::string root;         ///< a real path; empty: everything may be read
  mutable std::mutex mutex; ///< of `inputs`: the language server reads in several threads
  std::map<llvm::sys::fs::UniqueID, std::string> inputs;
  llvm::StringMap<std::string> streams; ///< what pipes and devices gave, by name
};

/// The root of the repository that a directory is in: the nearest one above it, or itself, that has
/// a `.git`. The directory itself when there is none.
std::string findRepositoryRoot(llvm::StringRef directory, llvm::vfs::FileSystem &files);

/// Whether what was found in a directory is a file, or a link to one: all else is passed by.
bool isRegularFile(llvm::StringRef path, llvm::vfs::FileSystem &files);

/// Reads a descriptor to its end, but no more than `maxSize` bytes.
llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
readStream(llvm::sys::fs::file_t stream, llvm::StringRef name, uint64_t maxSize);

} // namespace stash::driver

template <> struct std::is_error_code_enum<stash::driver::FileRefusal> : std::true_type {};

#endif // STASHC_TOOLS_DRIVER_INPUTFILES_H
