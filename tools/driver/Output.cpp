#include "tools/driver/Output.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Yaml/YamlReader.h"
#include "tools/driver/InputFiles.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

void OutputFiles::consider(llvm::StringRef name) {
  std::string directory = path::parent_path(name).str();
  if (directory.empty())
    directory = ".";
  if (directories.empty() || directories.back() != directory)
    directories.push_back(std::move(directory));
}

bool OutputFiles::checkNoInput(llvm::StringRef path, Invocation &run) {
  std::string input = run.env.inputs->findInput(path);
  if (input.empty())
    return true;
  auto report = run.reportUsage(diag::OutputIsInput, path);
  if (input != path)
    report.note({}, "it was read as '{0}'", input);
  return false;
}

bool OutputFiles::checkPaths(Invocation &run) const {
  const InputFiles &inputs = *run.env.inputs;
  bool ok = true;
  llvm::StringMap<const File *> owners; // by what tells files apart
  for (const File &file : files) {
    if (!inputs.isInside(file.path)) {
      run.reportUsage(diag::CannotWrite, file.path,
                      std::error_code(FileRefusal::OutsideSandbox).message());
      ok = false;
      continue;
    }
    if (!file.original && !checkNoInput(file.path, run)) {
      ok = false;
      continue;
    }
    auto status = run.env.files->status(file.path);
    if (status && !status->isRegularFile())
      continue; // several may write to a device
    auto [owner, isNew] = owners.try_emplace(inputs.identify(file.path), &file);
    if (isNew || (file.original && owner->second->original && owner->second->bytes == file.bytes))
      continue;
    run.reportUsage(diag::OutputTwice, owner->second->path, file.path);
    ok = false;
  }
  return ok;
}

bool OutputFiles::write(Invocation &run) const {
  struct Pending {
    const File *file;
    std::unique_ptr<StagedFile> staged;
  };
  if (!checkPaths(run))
    return false;
  FileWriter &writer = run.env.writer;
  auto fail = [&](llvm::StringRef path, std::error_code error) {
    run.reportUsage(diag::CannotWrite, path, error.message());
    return false;
  };
  if (!directory.empty())
    if (std::error_code error = writer.createDirectories(directory))
      return fail(directory, error);
  for (const std::string &considered : directories)
    writer.removeStale(considered);
  std::vector<Pending> pending;
  llvm::StringSet<> seen; // directories
  for (const File &file : files) {
    llvm::StringRef parent = path::parent_path(file.path);
    if (seen.insert(parent).second)
      writer.removeStale(parent.empty() ? "." : parent);
    if (auto present = run.env.inputs->readOutput(file.path))
      if (present->getBuffer() == file.bytes)
        continue;
    auto staged = writer.stage(file.path, file.bytes);
    if (!staged)
      return fail(file.path, staged.getError());
    pending.push_back({&file, std::move(*staged)});
  }
  bool ok = true;
  for (Pending &one : pending) {
    if (const SourceFile *original = one.file->original) {
      auto present = run.env.inputs->readOutput(one.file->path);
      if (!present || present->getBuffer() != original->getText()) {
        run.reportUsage(diag::InputChanged, one.file->path);
        ok = false;
        continue;
      }
    }
    if (std::error_code error = one.staged->commit())
      return fail(one.file->path, error);
  }
  for (const std::string &path : removed)
    if (std::error_code error = writer.remove(path))
      return fail(path, error);
  return ok;
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
    auto present = run.env.inputs->readOutput(file.path);
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

/// Whether an entry of a directory is a file itself, no link to one. Not every file system says so
/// in its directories.
static bool isPlainFile(const llvm::vfs::directory_entry &entry) {
  using namespace llvm::sys;
  if (entry.type() != fs::file_type::type_unknown)
    return entry.type() == fs::file_type::regular_file;
  fs::file_status status;
  return !fs::status(entry.path(), status, /*follow=*/false) && fs::is_regular_file(status);
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
    if (isObject && !known.contains(name) && isPlainFile(*entry))
      strays.push_back(entry->path().str());
  }
  llvm::sort(strays); // a directory has no order
  return strays;
}

/// Whether a file holds one object that stashc could have written there, and nothing else.
static bool isObjectFile(llvm::StringRef file, llvm::StringRef extension,
                         const InputFiles &inputs) {
  auto text = inputs.readOutput(file);
  if (!text)
    return false;
  SourceManager sources;
  DiagnosticEngine diags(sources);
  ValueArena arena;
  Budget budget;
  const SourceFile *source = sources.add(file.str(), std::move(text));
  if (!source)
    return false;
  std::vector<Value *> documents = readYaml(*source, arena, diags, budget);
  if (diags.hadErrors() || documents.size() != 1 || !documents.front()->isMap())
    return false;
  const Value &object = *documents.front();
  bool isOfStash = object.getStringOr("apiVersion").starts_with("stash.appscode.com/");
  // A Job of the operator's says so; one of somebody else's may be called the same.
  const Value *labels = object.at({"metadata", "labels"});
  bool isStashJob = object.getStringOr("apiVersion") == "batch/v1" && labels &&
                    labels->getStringOr("app.kubernetes.io/managed-by") == "stash.appscode.com";
  return (isOfStash || isStashJob) && getOutputName(object, extension) == path::filename(file);
}

std::vector<std::string> driver::findStrayObjects(llvm::StringRef directory,
                                                  llvm::ArrayRef<std::string> names,
                                                  llvm::StringRef extension,
                                                  const InputFiles &inputs,
                                                  llvm::vfs::FileSystem &files) {
  static constexpr llvm::StringLiteral kinds[] = {"function",
                                                  "task",
                                                  "repository",
                                                  "backupblueprint",
                                                  "backupconfiguration",
                                                  "backupbatch",
                                                  "restoresession",
                                                  "restorebatch",
                                                  "job"};
  std::vector<std::string> strays = findStrayOutputs(directory, names, extension, kinds, files);
  llvm::erase_if(strays,
                 [&](const std::string &file) { return !isObjectFile(file, extension, inputs); });
  return strays;
}
