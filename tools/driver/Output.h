//===- Output.h - files out, all or none ------------------------*- C++ -*-===//
//
// Collects the files that a run writes, with their bytes, and puts them in place together: first
// all are stored beside their targets, then each replaces its target in one step. A full disk thus
// leaves everything as it was. Files that have their bytes already are not touched. What the run
// has read is never overwritten, unless it is to be replaced and still is what was read.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_OUTPUT_H
#define STASHC_TOOLS_DRIVER_OUTPUT_H

#include "frontend/Value/Value.h"
#include "tools/driver/Invocation.h"

#include <string>
#include <vector>

namespace stash::driver {

class OutputFiles {
public:
  struct File {
    std::string path;
    std::string bytes;
    /// The file that this is another version of, if it is one.
    const SourceFile *original = nullptr;
  };

  void add(std::string path, std::string bytes) {
    files.push_back({std::move(path), std::move(bytes)});
  }
  /// The new version of a file that the run has read; `original` lives until write().
  void replace(const SourceFile &original, std::string bytes) {
    files.push_back({original.getName().str(), std::move(bytes), &original});
  }
  /// A file that the run could replace: what was left beside it by one that was killed is deleted.
  void consider(llvm::StringRef path);
  /// What -o names: a file, or standard output for "-".
  void addTo(llvm::StringRef name, std::string bytes) {
    if (name == "-")
      standardOutput = std::move(bytes);
    else
      add(name.str(), std::move(bytes));
  }
  llvm::ArrayRef<File> getFiles() const { return files; }
  /// A directory that is made, with those above it, if it is not there.
  void setDirectory(llvm::StringRef path) { directory = path.str(); }

  /// A file that is deleted when all others are in place.
  void remove(std::string path) { removed.push_back(std::move(path)); }

  /// Writes what differs from what is there. False when that failed, which is reported.
  bool write(Invocation &run) const;
  /// Reports every file that is missing or differs. True when none does.
  bool compare(Invocation &run) const;
  /// How a verb ends that has made its output: compares with --check-output, else writes, standard
  /// output last. The exit status.
  int deliver(Invocation &run) const;

  /// Reports an output that is one of the files that were read. True when it is none.
  static bool checkNoInput(llvm::StringRef path, Invocation &run);

private:
  /// Reports outputs that are inputs, or one file, or outside what may be written.
  bool checkPaths(Invocation &run) const;

  std::vector<File> files;
  std::vector<std::string> directories; ///< of considered files
  std::vector<std::string> removed;
  std::string directory;
  std::string standardOutput;
};

/// The file of an object under --output-dir: `KIND-NAME.yaml`, `KIND-NAMESPACE-NAME.yaml`.
std::string getOutputName(const Value &object, llvm::StringRef extension);

/// The names of the files of all objects. Empty, with errors reported, when two would share one
/// (letter case does not tell files apart everywhere) or a name is none for a file.
std::vector<std::string> nameOutputs(llvm::ArrayRef<Value *> objects, llvm::StringRef extension,
                                     DiagnosticEngine &diags);

/// The paths, sorted, of the regular files of a directory, links left out, that are called like an
/// object's, but not like one of `names`: those of the extension whose names begin with one of
/// `kinds` and a `-`.
std::vector<std::string> findStrayOutputs(llvm::StringRef directory,
                                          llvm::ArrayRef<std::string> names,
                                          llvm::StringRef extension,
                                          llvm::ArrayRef<llvm::StringLiteral> kinds,
                                          llvm::vfs::FileSystem &files);
/// The same for objects of `build`: only files that hold exactly one object that stashc can write,
/// of the kind, namespace and name in the file's name.
std::vector<std::string> findStrayObjects(llvm::StringRef directory,
                                          llvm::ArrayRef<std::string> names,
                                          llvm::StringRef extension, const InputFiles &inputs,
                                          llvm::vfs::FileSystem &files);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_OUTPUT_H
