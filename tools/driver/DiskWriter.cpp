#include "tools/driver/DriverEnv.h"
#include "tools/driver/Temporaries.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

using namespace stash::driver;
namespace fs = llvm::sys::fs;

StagedFile::~StagedFile() = default;
FileWriter::~FileWriter() = default;
void FileWriter::removeStale(llvm::StringRef) {}

/// Writes all bytes to a descriptor and gives the error that occurred, also one of buffers.
static std::error_code writeAll(int descriptor, llvm::StringRef bytes) {
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/false, /*unbuffered=*/true);
  stream << bytes;
  stream.flush();
  std::error_code error = stream.error();
  stream.clear_error();
  return error;
}

namespace {
/// A temporary file in the directory of its target, so that a rename replaces it. It is closed:
/// a compilation may write more files than a process may have open.
class StagedRegularFile : public StagedFile {
public:
  StagedRegularFile(Temporary &temporary, std::string target)
      : temporary(temporary), target(std::move(target)) {}
  ~StagedRegularFile() override {
    if (temporary.isThere)
      fs::remove(temporary.path);
    temporary.isThere = false;
  }
  std::error_code commit() override {
    if (std::error_code error = fs::rename(temporary.path, target))
      return error;
    temporary.isThere = false;
    return {};
  }

private:
  Temporary &temporary;
  std::string target;
};

/// A device or a pipe: there is nothing to replace.
class StagedStream : public StagedFile {
public:
  StagedStream(int descriptor, std::string bytes)
      : descriptor(descriptor), bytes(std::move(bytes)) {}
  ~StagedStream() override { close(); }
  std::error_code commit() override {
    std::error_code error = writeAll(descriptor, bytes);
    std::error_code closeError = close();
    return error ? error : closeError;
  }

private:
  std::error_code close() {
    if (descriptor < 0)
      return {};
    fs::file_t handle = fs::convertFDToNativeFile(descriptor);
    descriptor = -1;
    return fs::closeFile(handle);
  }
  int descriptor;
  std::string bytes;
};

class DiskWriter : public FileWriter {
public:
  std::error_code createDirectories(llvm::StringRef path) override {
    return fs::create_directories(path, /*IgnoreExisting=*/true, fs::all_all); // less the umask
  }

  llvm::ErrorOr<std::unique_ptr<StagedFile>> stage(llvm::StringRef path,
                                                   llvm::StringRef bytes) override {
    fs::file_status status;
    std::error_code missing = fs::status(path, status);
    bool exists = !missing && fs::exists(status);
    if (missing && missing != std::errc::no_such_file_or_directory)
      return missing;
    if (exists && fs::is_directory(status))
      return std::make_error_code(std::errc::is_a_directory);
    if (exists && !fs::is_regular_file(status)) {
      int descriptor;
      if (std::error_code error =
              fs::openFileForWrite(path, descriptor, fs::CD_OpenExisting, fs::OF_None))
        return error;
      return std::make_unique<StagedStream>(descriptor, bytes.str());
    }

    llvm::SmallString<128> target = path;
    if (exists)
      if (std::error_code error = fs::real_path(path, target))
        return error;
    if (exists && !fs::can_write(target))
      return std::make_error_code(std::errc::permission_denied);
    int descriptor;
    std::error_code error;
    Temporary *temporary = makeTemporary(target, descriptor, error);
    if (!temporary)
      return error;
    auto staged = std::make_unique<StagedRegularFile>(*temporary, target.str().str());
    error = writeAll(descriptor, bytes);
    if (!error && exists)
      error = fs::setPermissions(descriptor, status.permissions());
    fs::file_t handle = fs::convertFDToNativeFile(descriptor);
    std::error_code closeError = fs::closeFile(handle);
    if (error || closeError)
      return error ? error : closeError;
    return staged;
  }

  std::error_code remove(llvm::StringRef path) override { return fs::remove(path); }

  void removeStale(llvm::StringRef directory) override { removeStaleTemporaries(directory); }
};
} // namespace

std::unique_ptr<FileWriter> stash::driver::makeDiskWriter() {
  return std::make_unique<DiskWriter>();
}
