#include "tools/driver/DriverEnv.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Signals.h"

using namespace stash::driver;
namespace fs = llvm::sys::fs;

StagedFile::~StagedFile() = default;
FileWriter::~FileWriter() = default;

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
  StagedRegularFile(std::string temporary, std::string target, bool isRemovedOnSignal)
      : temporary(std::move(temporary)), target(std::move(target)),
        isRemovedOnSignal(isRemovedOnSignal) {}
  ~StagedRegularFile() override {
    if (!committed)
      fs::remove(temporary);
    if (isRemovedOnSignal)
      llvm::sys::DontRemoveFileOnSignal(temporary);
  }
  std::error_code commit() override {
    if (std::error_code error = fs::rename(temporary, target))
      return error;
    committed = true;
    return {};
  }

private:
  std::string temporary;
  std::string target;
  bool isRemovedOnSignal;
  bool committed = false;
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
    llvm::SmallString<128> temporary;
    if (std::error_code error =
            fs::createUniqueFile(target + ".%%%%%%%%.tmp", descriptor, temporary, fs::OF_None,
                                 fs::all_read | fs::all_write))
      return error;
    // LLVM keeps a list that it goes through for each file: thousands of files would take minutes.
    bool isRemovedOnSignal = count++ < maxRemovedOnSignal;
    if (isRemovedOnSignal)
      llvm::sys::RemoveFileOnSignal(temporary);
    auto staged = std::make_unique<StagedRegularFile>(temporary.str().str(), target.str().str(),
                                                      isRemovedOnSignal);
    std::error_code error = writeAll(descriptor, bytes);
    if (!error && exists)
      error = fs::setPermissions(descriptor, status.permissions());
    fs::file_t handle = fs::convertFDToNativeFile(descriptor);
    std::error_code closeError = fs::closeFile(handle);
    if (error || closeError)
      return error ? error : closeError;
    return staged;
  }

  std::error_code remove(llvm::StringRef path) override { return fs::remove(path); }

private:
  static constexpr size_t maxRemovedOnSignal = 500;
  size_t count = 0;
};
} // namespace

std::unique_ptr<FileWriter> stash::driver::makeDiskWriter() {
  return std::make_unique<DiskWriter>();
}
