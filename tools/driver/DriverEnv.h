//===- DriverEnv.h - everything impure, in one place ------------*- C++ -*-===//
//
// The driver and its verbs touch the world only through a DriverEnv: files, streams, and what is
// known of the terminal. main() makes one of the process, a test makes one of memory, and the whole
// compiler runs in either. Whoever makes a DriverEnv owns what it refers to.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_DRIVERENV_H
#define STASHC_TOOLS_DRIVER_DRIVERENV_H

#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ErrorOr.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <ctime>
#include <functional>
#include <memory>
#include <system_error>

namespace stash::driver {

/// New contents of a file that wait beside it. Destroyed without commit(): they are discarded.
class StagedFile {
public:
  virtual ~StagedFile();
  /// Puts the contents in the file's place, in one step. Called at most once.
  virtual std::error_code commit() = 0;
};

/// Writes files so that none is ever seen half-written.
class FileWriter {
public:
  virtual ~FileWriter();
  /// Makes a directory and those above it; one that exists is fine.
  virtual std::error_code createDirectories(llvm::StringRef path) = 0;
  /// Stores `bytes` beside `path`, with the mode of the file that is there now. A symbolic link is
  /// followed. What is no regular file (a device, a pipe) is written to by commit().
  virtual llvm::ErrorOr<std::unique_ptr<StagedFile>> stage(llvm::StringRef path,
                                                           llvm::StringRef bytes) = 0;
  /// Deletes a file; one that is not there is fine.
  virtual std::error_code remove(llvm::StringRef path) = 0;
  /// Deletes what runs that were killed left in a directory before they could put it in place.
  virtual void removeStale(llvm::StringRef directory);
};

/// The writer of the real file system.
std::unique_ptr<FileWriter> makeDiskWriter();

class InputFiles;

struct DriverEnv {
  /// For reading; relative names are relative to its working directory.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files;
  FileWriter &writer;
  /// Reads standard input to its end, but no more than so many bytes.
  std::function<llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>(uint64_t)> readStandardInput;
  llvm::raw_ostream &out;
  llvm::raw_ostream &err;
  /// Flushes `out` and says whether all that was written to it arrived.
  std::function<std::error_code()> finishOutput = [] { return std::error_code(); };
  /// Whether `--color=auto` means colours on `err`: a terminal, and NO_COLOR is not set.
  bool colorErrors = false;
  /// The width of the terminal behind `err`; 0 when there is none.
  unsigned terminalWidth = 0;
  /// The file that standard input is, if it is one.
  std::optional<llvm::sys::fs::UniqueID> standardInput = std::nullopt;
  /// The seconds since 1970. Only `explain` asks: what a program compiles to has no clock.
  std::function<int64_t()> now = [] { return static_cast<int64_t>(std::time(nullptr)); };
  /// What `files` is while the driver runs, which makes it.
  InputFiles *inputs = nullptr;
};

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_DRIVERENV_H
