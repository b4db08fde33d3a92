//===- Loader.h - files and their imports -----------------------*- C++ -*-===//
//
// Reads and parses the sources of a compilation and, once each, what they import: .stash files,
// manifests in YAML or JSON, and the library that ships inside stashc.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_ANALYSIS_LOADER_H
#define STASHC_SEMA_ANALYSIS_LOADER_H

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/Diagnostic.h"
#include "sema/Program/Program.h"

#include "llvm/Support/VirtualFileSystem.h"

namespace stash::sema {

class Loader {
public:
  /// Files are read through `fs` only. `importDirs` are searched after the importing file's
  /// directory and before the shipped library.
  Loader(Program &program, DiagnosticEngine &diags, Budget &budget, llvm::vfs::FileSystem &fs,
         llvm::ArrayRef<std::string> importDirs)
      : program(program), diags(diags), budget(budget), fs(fs), importDirs(importDirs) {}

  /// Parses roots by several threads, before they are added. What comes of it does not depend on
  /// their number.
  void parseAhead(llvm::ArrayRef<const SourceFile *> roots, unsigned threads);

  /// Adds a root, which was read already. The directory of its name is where its imports are looked
  /// for first.
  FileUnit *addRoot(const SourceFile &file);

  /// Files that were looked for and not found, for dependency files.
  llvm::ArrayRef<std::string> getMissing() const { return missing; }

private:
  /// What lexer and parser make of a .stash file.
  struct Parsed {
    TokenBuffer tokens;
    std::unique_ptr<ast::Context> ctx;
    ast::Module module;
    std::unique_ptr<DiagnosticEngine> diags; ///< what they had to say
  };

  FileUnit *add(llvm::StringRef name, std::unique_ptr<llvm::MemoryBuffer> text);
  FileUnit *add(const SourceFile &file, std::string path);
  void loadImports(FileUnit &unit);
  FileUnit *import(FileUnit &from, const ast::ImportItem &item, llvm::StringRef name);
  /// The unit of a file; reads it when it is new. Null when there is none.
  FileUnit *open(llvm::StringRef path, SourceRange from, bool &failed);
  FileUnit *openShipped(llvm::StringRef name);

  Program &program;
  DiagnosticEngine &diags;
  Budget &budget;
  llvm::vfs::FileSystem &fs;
  llvm::ArrayRef<std::string> importDirs;
  llvm::DenseMap<const SourceFile *, Parsed> parsedAhead;
  llvm::StringMap<FileUnit *> byPath;
  std::vector<FileUnit *> loading; // the chain of imports that are being read
  std::vector<std::string> missing;
};

} // namespace stash::sema

#endif // STASHC_SEMA_ANALYSIS_LOADER_H
