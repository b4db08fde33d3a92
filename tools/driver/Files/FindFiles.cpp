#include "tools/driver/Files/FindFiles.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Yaml/Manifest.h"
#include "tools/driver/Files/GitIgnore.h"
#include "tools/driver/Files/Glob.h"
#include "tools/driver/InputFiles.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

namespace {

class Walk {
public:
  Walk(Invocation &run, llvm::StringRef top, llvm::function_ref<bool(llvm::StringRef)> isWanted)
      : run(run), top(top), files(*run.env.files), isWanted(isWanted), ignored(top, files),
        excluded(run.options.getAll(Option::Exclude)) {}

  std::vector<std::string> execute() {
    walk(top.str());
    return std::move(found);
  }

private:
  struct Entry {
    std::string path;
    bool isDirectory;
  };

  void walk(const std::string &directory) {
    ignored.enter(directory);
    for (const Entry &entry : read(directory)) {
      llvm::StringRef name = path::filename(entry.path);
      if ((entry.isDirectory && (name.starts_with(".") || name == "node_modules")) ||
          ignored.isIgnored(entry.path, entry.isDirectory) || isExcluded(entry.path))
        continue;
      if (entry.isDirectory)
        walk(entry.path);
      else
        found.push_back(entry.path);
    }
    ignored.leave();
  }

  /// What is in a directory and of interest, by name.
  std::vector<Entry> read(const std::string &directory) {
    std::vector<Entry> entries;
    std::error_code error;
    for (auto at = files.dir_begin(directory, error), end = llvm::vfs::directory_iterator();
         !error && at != end; at.increment(error)) {
      llvm::StringRef name = at->path();
      if (directory == ".")
        name.consume_front("./");
      llvm::sys::fs::file_type type = at->type();
      bool isLink = type == llvm::sys::fs::file_type::symlink_file;
      if (isLink || type == llvm::sys::fs::file_type::type_unknown)
        if (auto status = files.status(at->path()))
          type = status->getType();
      bool isDirectory = type == llvm::sys::fs::file_type::directory_file;
      // A link to a directory may lead in circles.
      if (isDirectory ? !isLink : type == llvm::sys::fs::file_type::regular_file && isWanted(name))
        entries.push_back({name.str(), isDirectory});
    }
    if (error)
      run.reportUsage(diag::CannotRead, directory, error.message());
    llvm::sort(entries, [](const Entry &a, const Entry &b) { return a.path < b.path; });
    return entries;
  }

  /// --exclude takes a path as it is shown, or the end of one behind a slash.
  bool isExcluded(llvm::StringRef name) const {
    llvm::StringRef relative = name;
    if (relative.consume_front(top))
      relative = relative.ltrim('/');
    return llvm::any_of(excluded, [&](llvm::StringRef glob) {
      glob.consume_front("./");
      std::string anywhere = ("**/" + glob.rtrim('/')).str();
      return matchesGlob(anywhere, relative) || matchesGlob(glob.rtrim('/'), name);
    });
  }

  Invocation &run;
  llvm::StringRef top;
  llvm::vfs::FileSystem &files;
  llvm::function_ref<bool(llvm::StringRef)> isWanted;
  GitIgnore ignored;
  llvm::SmallVector<llvm::StringRef, 8> excluded;
  std::vector<std::string> found;
};

bool isDirectory(Invocation &run, llvm::StringRef name) {
  auto status = run.env.files->status(name);
  return name != "-" && status && status->isDirectory();
}

} // namespace

std::vector<std::string> driver::findFiles(Invocation &run, llvm::StringRef directory,
                                           llvm::function_ref<bool(llvm::StringRef)> isWanted) {
  // "dir/" and "dir" name their files alike.
  llvm::StringRef top = directory.size() > 1 ? directory.rtrim('/') : directory;
  return Walk(run, top.empty() ? llvm::StringRef("/") : top, isWanted).execute();
}

void driver::expandLists(Invocation &run) {
  std::vector<std::string> arguments;
  for (std::string &argument : run.options.arguments) {
    llvm::StringRef list = argument;
    if (!list.consume_front("@") || list.empty() || run.env.files->exists(argument)) {
      arguments.push_back(std::move(argument));
      continue;
    }
    auto buffer = list == "-" ? run.env.readStandardInput(run.env.inputs->getMaxSize())
                              : run.env.files->getBufferForFile(list, -1,
                                                                /*RequiresNullTerminator=*/false,
                                                                /*IsVolatile=*/true);
    if (!buffer) {
      run.reportUsage(diag::CannotRead, list == "-" ? "<stdin>" : list,
                      buffer.getError().message());
      continue;
    }
    run.hasLists = true;
    llvm::StringRef text = (*buffer)->getBuffer();
    // `git ls-files -z` and `find -print0` end names with a zero byte.
    char end = text.contains('\0') ? '\0' : '\n';
    while (!text.empty()) {
      llvm::StringRef name;
      std::tie(name, text) = text.split(end);
      name.consume_back("\r");
      if (name.trim().empty())
        continue;
      run.listed.insert(name);
      arguments.push_back(name.str());
    }
  }
  run.options.arguments = std::move(arguments);
}

namespace {

/// Chooses among files that nobody named one by one.
class Choice {
public:
  explicit Choice(Invocation &run) : run(run), onlySources(run.options.verb == Verb::Fmt) {}

  bool isWanted(llvm::StringRef name) const {
    if (name.ends_with(".stash"))
      return true;
    // A test's expectations are no manifests of the project.
    return !onlySources && isManifestName(name) && !name.contains(".test.");
  }

  /// Takes a file, or leaves it out. Whether it is one of Stash.
  bool add(std::string name, std::vector<std::string> &arguments) {
    Relevance relevance = Relevance::Stash;
    if (!name.ends_with(".stash")) {
      auto buffer = run.env.files->getBufferForFile(name, -1, /*RequiresNullTerminator=*/false,
                                                    /*IsVolatile=*/true);
      // What cannot be read is reported when it is read as a FILE.
      if (buffer) {
        llvm::StringRef text = (*buffer)->getBuffer();
        relevance = findRelevance(text, path::filename(name));
        if (relevance == Relevance::None) {
          ++run.otherFiles;
          return false;
        }
        if (findHelmAction(text)) {
          ++run.helmTemplates;
          return false;
        }
        run.contents[name] = std::move(*buffer);
      }
    }
    run.walked.insert(name);
    arguments.push_back(std::move(name));
    return relevance == Relevance::Stash;
  }

  void reportNothing(llvm::StringRef directory) {
    auto report = run.reportUsage(diag::NothingInDirectory, directory);
    if (onlySources)
      report.note({}, "'fmt' lays out .stash files");
    else
      report.note(
          {},
          "stashc looks for .stash files, and for .yaml, .yml and .json files of Stash's kinds");
    if (run.helmTemplates)
      report.note(
          {}, "templates of Helm are left out; render them first: 'helm template … | stashc {0} -'",
          getInfo(run.options.verb).name);
  }

private:
  Invocation &run;
  bool onlySources;
};

} // namespace

void driver::expandDirectories(Invocation &run) {
  Choice choice(run);
  std::vector<std::string> arguments;
  for (std::string &argument : run.options.arguments) {
    if (!isDirectory(run, argument)) {
      if (!run.listed.contains(argument))
        arguments.push_back(std::move(argument));
      else if (choice.isWanted(argument))
        choice.add(std::move(argument), arguments);
      continue;
    }
    size_t ours = 0;
    for (std::string &name :
         findFiles(run, argument, [&](llvm::StringRef file) { return choice.isWanted(file); }))
      ours += choice.add(std::move(name), arguments);
    if (!ours && !run.listed.contains(argument))
      choice.reportNothing(argument);
  }
  run.options.arguments = std::move(arguments);
}
