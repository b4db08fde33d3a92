//===- Importer.h - manifests in, .stash sources out ------------*- C++ -*-===//
//
// The whole way of `stashc import`: reads the objects of YAML and JSON files, recovers signatures,
// finds what they share, and gives the text of sources in the canonical layout (docs/import.md).
// Nothing is read or written but what is handed over. Whoever uses it compiles what comes out and
// hands the objects back to be compared: an import that changes anything is no import.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_IMPORTER_H
#define STASHC_TOOLS_IMPORT_IMPORTER_H

#include "frontend/Basic/Budget.h"
#include "sema/Schema/Schema.h"
#include "tools/import/Families.h"
#include "tools/import/Model.h"
#include "tools/import/Runs.h"

namespace stash::importer {

struct ImportOptions {
  /// Families become loops, and shared flags constants.
  bool factors = true;
  /// An object that is not Stash's is an error.
  bool isStrict = false;
  /// Several files: one for each family, or without `factors` one for each input.
  bool splits = false;
};

/// A source that was written.
struct ImportedFile {
  std::string name; ///< `postgres.stash`; empty unless they are several
  std::string text;
  /// What each of its items is made of, imports not counted; none for constants and externals.
  std::vector<std::vector<const Declaration *>> items;
};

class Importer {
public:
  /// Objects are read into `arena`.
  Importer(ImportOptions options, ValueArena &arena, DiagnosticEngine &diags, Budget &budget)
      : options(options), arena(arena), diags(diags), budget(budget), model(diags) {}

  /// Reads a file. `importPath` is how a source would import it; empty when it cannot. `label` is
  /// what a source would be called that is made of it alone.
  void add(const SourceFile &file, llvm::StringRef importPath, llvm::StringRef label);

  /// Writes the sources. Check the engine for errors before anybody uses them.
  std::vector<ImportedFile> write();

  /// Reports the errors that compiling a file gave, each at the object that it concerns.
  void reportRefusals(const ImportedFile &file, const SourceFile &compiled,
                      llvm::ArrayRef<Diagnostic> diagnostics);
  /// Reports the objects that did not come back from the compiler as they went in.
  void compare(llvm::ArrayRef<Value *> compiled);

  size_t getObjectCount() const { return model.declarations.size(); }

private:
  struct Input {
    std::string importPath, label;
    bool isImported = false; ///< it stays YAML, and a source imports it
  };
  /// A file in the making.
  struct Part {
    std::string name;
    std::vector<const Chunk *> chunks;
  };

  void addObject(const Value &document, size_t file);
  Value *withoutNoise(const Member &field);
  const Value *clean(const Value &document, const schema::Kind &kind);
  bool addDuplicate(const Declaration &declaration);
  void writeDeclarations();
  std::vector<Part> split(llvm::ArrayRef<Chunk> chunks);
  ImportedFile writePart(const Part &part, llvm::ArrayRef<std::string> imports,
                         llvm::ArrayRef<const Run *> ownRuns,
                         llvm::ArrayRef<std::pair<const External *, bool>> externals);

  ImportOptions options;
  ValueArena &arena;
  DiagnosticEngine &diags;
  Budget &budget;
  ImportModel model;
  std::vector<Input> inputs;
  std::vector<Run> runs;
  llvm::StringMap<const Value *> byName; ///< by kind, namespace and name
  llvm::StringSet<> takenNames;          ///< that no constant may have
};

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_IMPORTER_H
