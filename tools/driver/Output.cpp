#include "tools/driver/Output.h"

#include "frontend/Basic/DiagnosticsDriver.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

/// The bytes of a regular file; null for anything else, which must not be read.
static std::unique_ptr<llvm::MemoryBuffer> readPresent(llvm::StringRef name, DriverEnv &env) {
  auto status = env.files->status(name);
  if (!status || !status->isRegularFile())
    return nullptr;
  auto buffer = env.files->getBufferForFile(name, -1, /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
  return buffer ? std::move(*buffer) : nullptr;
}

bool OutputFiles::write(Invocation &run) const {
  struct Pending {
    const File *file;
    std::unique_ptr<StagedFile> staged;
  };
  if (!directory.empty())
    if (std::error_code error = run.env.writer.createDirectories(directory)) {
      run.reportUsage(diag::CannotWrite, directory, error.message());
      return false;
    }
  std::vector<Pending> pending;
  for (const File &file : files) {
    if (auto present = readPresent(file.path, run.env))
      if (present->getBuffer() == file.bytes)
        continue;
    auto staged = run.env.writer.stage(file.path, file.bytes);
    if (!staged) {
      run.reportUsage(diag::CannotWrite, file.path, staged.getError().message());
      return false;
    }
    pending.push_back({&file, std::move(*staged)});
  }
  for (Pending &one : pending)
    if (std::error_code error = one.staged->commit()) {
      run.reportUsage(diag::CannotWrite, one.file->path, error.message());
      return false;
    }
  for (const std::string &path : removed)
    if (std::error_code error = run.env.writer.remove(path)) {
      run.reportUsage(diag::CannotWrite, path, error.message());
      return false;
    }
  return true;
}

int OutputFiles::deliver(Invocation &run) const {
  if (run.options.has(Option::CheckOutput))
    compare(run);
  else if (write(run))
    run.env.out << standardOutput;
  return run.finish();
}

bool OutputFiles::compare(Invocation &run) const {
  bool same = true;
  for (const File &file : files) {
    auto present = readPresent(file.path, run.env);
    if (present && present->getBuffer() == file.bytes)
      continue;
    same = false;
    auto report = run.diags.report(diag::OutputDiffers, {}, file.path);
    if (!present) {
      report.note({}, "there is no such file");
      continue;
    }
    auto [a, b] = std::mismatch(present->getBuffer().begin(), present->getBuffer().end(),
                                file.bytes.begin(), file.bytes.end());
    report.note({}, "it differs from line {0} on", 1 + std::count(file.bytes.begin(), b, '\n'));
  }
  return same;
}

static llvm::StringRef getMetadata(const Value &object, llvm::StringRef key) {
  const Value *metadata = object.get("metadata");
  return metadata ? metadata->getStringOr(key) : llvm::StringRef();
}

std::string driver::getOutputName(const Value &object, llvm::StringRef extension) {
  std::string name = object.getStringOr("kind").lower();
  for (llvm::StringRef part : {getMetadata(object, "namespace"), getMetadata(object, "name")})
    if (!part.empty())
      name += ("-" + part).str();
  return name + extension.str();
}

/// "Function 'pvc-backup'".
static std::string describe(const Value &object) {
  return (object.getStringOr("kind") + " '" + getMetadata(object, "name") + "'").str();
}

std::vector<std::string> driver::nameOutputs(llvm::ArrayRef<Value *> objects,
                                             llvm::StringRef extension, DiagnosticEngine &diags) {
  std::vector<std::string> names;
  llvm::StringMap<const Value *> owners; // by name in lower case
  bool ok = true;
  for (const Value *object : objects) {
    std::string name = getOutputName(*object, extension);
    if (llvm::StringRef(name).find_first_of(llvm::StringRef("/\\\0", 3)) != std::string::npos) {
      diags.report(diag::CannotWrite, object->getRange(), name, "no file can be called so");
      ok = false;
    }
    auto [owner, isNew] = owners.try_emplace(llvm::StringRef(name).lower(), object);
    if (!isNew) {
      diags
          .report(diag::OutputCollision, object->getRange(), describe(*owner->second),
                  describe(*object), name)
          .note(owner->second->getRange(), "{0} is here", describe(*owner->second));
      ok = false;
    }
    names.push_back(std::move(name));
  }
  if (!ok)
    names.clear();
  return names;
}

llvm::ArrayRef<llvm::StringLiteral> driver::getObjectKinds() {
  static constexpr llvm::StringLiteral kinds[] = {"function",
                                                  "task",
                                                  "repository",
                                                  "backupblueprint",
                                                  "backupconfiguration",
                                                  "backupbatch",
                                                  "restoresession",
                                                  "restorebatch",
                                                  "job"};
  return kinds;
}

std::vector<std::string> driver::findStrayOutputs(llvm::StringRef directory,
                                                  llvm::ArrayRef<std::string> names,
                                                  llvm::StringRef extension,
                                                  llvm::ArrayRef<llvm::StringLiteral> kinds,
                                                  llvm::vfs::FileSystem &files) {
  llvm::StringSet<> known;
  for (const std::string &name : names)
    known.insert(name);
  std::vector<std::string> strays;
  std::error_code error;
  for (auto entry = files.dir_begin(directory, error), end = llvm::vfs::directory_iterator();
       !error && entry != end; entry.increment(error)) {
    llvm::StringRef name = path::filename(entry->path());
    bool isObject =
        name.ends_with(extension) && llvm::any_of(kinds, [&](llvm::StringRef kind) {
          return name.starts_with(kind) && name.drop_front(kind.size()).starts_with("-");
        });
    if (isObject && !known.contains(name))
      strays.push_back(entry->path().str());
  }
  llvm::sort(strays); // a directory has no order
  return strays;
}
