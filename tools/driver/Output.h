//===- Output.h - files out, all or none ------------------------*- C++ -*-===//
//
// Collects the files that a run writes, with their bytes, and puts them in place together: first
// all are stored beside their targets, then each replaces its target in one step. A full disk thus
// leaves everything as it was. Files that have their bytes already are not touched.
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
  };

  void add(std::string path, std::string bytes) {
    files.push_back({std::move(path), std::move(bytes)});
  }
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

private:
  std::vector<File> files;
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

/// The paths, sorted, of the files of a directory that are called like an object's, but not like
/// one of `names`: those of the extension whose names begin with one of `kinds` and a `-`.
std::vector<std::string> findStrayOutputs(llvm::StringRef directory,
                                          llvm::ArrayRef<std::string> names,
                                          llvm::StringRef extension,
                                          llvm::ArrayRef<llvm::StringLiteral> kinds,
                                          llvm::vfs::FileSystem &files);
/// The kinds of the objects that `build` writes, as their files begin.
llvm::ArrayRef<llvm::StringLiteral> getObjectKinds();

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_OUTPUT_H
