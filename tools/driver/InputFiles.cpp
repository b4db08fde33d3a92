#include "tools/driver/InputFiles.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {
class RefusalCategory : public std::error_category {
public:
  const char *name() const noexcept override { return "stashc"; }
  std::string message(int value) const override {
    switch (FileRefusal(value)) {
    case FileRefusal::NotRegular:
      return "it is not a regular file";
    case FileRefusal::TooLarge:
      return "it is larger than the limit 'file'";
    case FileRefusal::OutsideSandbox:
      return "it is outside the directory that --sandbox allows";
    }
    return "it is refused";
  }
};
} // namespace

std::error_code driver::make_error_code(FileRefusal refusal) {
  static const RefusalCategory category;
  return {static_cast<int>(refusal), category};
}

std::error_code InputFiles::confine(llvm::StringRef directory) {
  llvm::SmallString<128> real;
  if (std::error_code error = getFiles().getRealPath(directory, real))
    return error;
  root = real.str().str();
  return {};
}

/// The real path of what exists of a path, and the rest of it as it is written.
static llvm::SmallString<128> resolve(llvm::StringRef name, llvm::vfs::FileSystem &files) {
  llvm::SmallString<128> absolute = name, real;
  files.makeAbsolute(absolute);
  llvm::SmallVector<std::string, 8> missing;
  while (files.getRealPath(absolute, real)) {
    llvm::StringRef parent = path::parent_path(absolute);
    if (parent.empty() || parent == absolute)
      break;
    missing.push_back(path::filename(absolute).str());
    absolute = parent.str();
  }
  if (real.empty())
    real = absolute;
  for (const std::string &part : llvm::reverse(missing))
    path::append(real, part);
  path::remove_dots(real, /*remove_dot_dot=*/true);
  return real;
}

bool InputFiles::isInside(llvm::StringRef name) const {
  if (root.empty())
    return true;
  llvm::SmallString<128> real = resolve(name, getFiles());
  llvm::StringRef rest = real;
  return rest.consume_front(root) && (rest.empty() || rest.front() == '/' || root.back() == '/');
}

llvm::ErrorOr<llvm::vfs::Status> InputFiles::status(const llvm::Twine &name) {
  llvm::SmallString<128> buffer;
  llvm::StringRef text = name.toStringRef(buffer);
  if (isInside(text))
    return getFiles().status(text);
  // Not even whether it exists is told: reading it says why not.
  return llvm::vfs::Status(text, fs::UniqueID(), {}, 0, 0, 0, fs::file_type::regular_file,
                           fs::perms_not_known);
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
InputFiles::openFileForRead(const llvm::Twine &name) {
  llvm::SmallString<128> buffer;
  llvm::StringRef text = name.toStringRef(buffer);
  if (!isInside(text))
    return FileRefusal::OutsideSandbox;
  auto status = getFiles().status(text); // before it is opened: a pipe would block that
  if (!status)
    return status.getError();
  if (status->isDirectory())
    return std::make_error_code(std::errc::is_a_directory);
  if (!status->isRegularFile())
    return FileRefusal::NotRegular;
  if (status->getSize() > maxSize)
    return FileRefusal::TooLarge;
  auto file = getFiles().openFileForRead(text);
  if (file)
    addInput(status->getUniqueID(), text);
  return file;
}

llvm::vfs::directory_iterator InputFiles::dir_begin(const llvm::Twine &directory,
                                                    std::error_code &error) {
  if (isInside(directory.str()))
    return getFiles().dir_begin(directory, error);
  error = FileRefusal::OutsideSandbox;
  return {};
}

llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> InputFiles::readNamed(llvm::StringRef name) {
  auto status = this->status(name);
  if (!status || status->isRegularFile() || status->isDirectory())
    // Volatile: a file that shrinks while it is mapped would be a crash.
    return getBufferForFile(name, -1, /*RequiresNullTerminator=*/false, /*IsVolatile=*/true);
  if (auto known = streams.find(name); known != streams.end())
    return llvm::MemoryBuffer::getMemBufferCopy(known->getValue(), name);
  llvm::Expected<fs::file_t> stream = fs::openNativeFileForRead(name);
  if (!stream)
    return llvm::errorToErrorCode(stream.takeError());
  auto read = readStream(*stream, name, maxSize);
  fs::closeFile(*stream);
  if (read)
    streams.try_emplace(name, (*read)->getBuffer().str());
  return read;
}

std::unique_ptr<llvm::MemoryBuffer> InputFiles::readOutput(llvm::StringRef name) const {
  auto status =
      isInside(name) ? getFiles().status(name) : std::error_code(FileRefusal::OutsideSandbox);
  if (!status || !status->isRegularFile())
    return nullptr;
  auto buffer = getFiles().getBufferForFile(name, -1, /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
  return buffer ? std::move(*buffer) : nullptr;
}

std::string InputFiles::explain(llvm::StringRef name) const {
  if (!isInside(name))
    return std::error_code(FileRefusal::OutsideSandbox).message();
  auto status = getFiles().status(name);
  if (!status)
    return status.getError().message();
  if (status->isDirectory())
    return std::make_error_code(std::errc::is_a_directory).message();
  if (!status->isRegularFile())
    return std::error_code(FileRefusal::NotRegular).message();
  auto buffer = getFiles().getBufferForFile(name);
  return buffer ? std::string() : buffer.getError().message();
}

void InputFiles::addInput(fs::UniqueID id, llvm::StringRef name) {
  std::lock_guard lock(mutex);
  inputs.try_emplace(id, name.str());
}

std::string InputFiles::findInput(llvm::StringRef name) const {
  auto status = getFiles().status(name);
  if (!status || !status->isRegularFile())
    return {};
  std::lock_guard lock(mutex);
  auto found = inputs.find(status->getUniqueID());
  return found == inputs.end() ? std::string() : found->second;
}

std::string InputFiles::identify(llvm::StringRef name) const {
  auto describe = [](const llvm::vfs::Status &status) {
    fs::UniqueID id = status.getUniqueID();
    return std::to_string(id.getDevice()) + ":" + std::to_string(id.getFile());
  };
  if (auto status = getFiles().status(name))
    return describe(*status);
  return resolve(name, getFiles()).str().str();
}

std::string driver::findRepositoryRoot(llvm::StringRef directory, llvm::vfs::FileSystem &files) {
  llvm::SmallString<128> absolute = directory;
  files.makeAbsolute(absolute);
  for (llvm::StringRef at = absolute; !at.empty(); at = path::parent_path(at)) {
    llvm::SmallString<128> mark = at;
    path::append(mark, ".git");
    if (files.exists(mark))
      return at.str();
  }
  return directory.str();
}

bool driver::isRegularFile(llvm::StringRef path, llvm::vfs::FileSystem &files) {
  auto status = files.status(path);
  return status && status->isRegularFile();
}

llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
driver::readStream(fs::file_t stream, llvm::StringRef name, uint64_t maxSize) {
  constexpr size_t step = 64 * 1024;
  llvm::SmallVector<char, 0> bytes;
  for (;;) {
    size_t size = bytes.size();
    bytes.resize_for_overwrite(size + step);
    llvm::Expected<size_t> count = fs::readNativeFile(stream, {bytes.data() + size, step});
    if (!count)
      return llvm::errorToErrorCode(count.takeError());
    bytes.truncate(size + *count);
    if (*count == 0)
      break;
    if (bytes.size() > maxSize)
      return FileRefusal::TooLarge;
  }
  return llvm::MemoryBuffer::getMemBufferCopy({bytes.data(), bytes.size()}, name);
}
