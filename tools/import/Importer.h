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

/// What goes into one of several files.
enum class Layout : uint8_t { Family, File, Namespace, Directory, Kind };

struct ImportOptions {
  /// Families become loops, and shared flags constants.
  bool factors = true;
  /// An object that is not Stash's is an error.
  bool isStrict = false;
  /// Several files, by `layout`.
  bool splits = false;
  Layout layout = Layout::Family;
  /// Objects that have errors are left out; without it, who uses this writes nothing then.
  bool keepsGoing = false;
};

/// A source that was written, not laid out.
struct ImportedFile {
  std::string name; ///< `postgres.stash`; empty unless they are several
  std::string text;
  /// What of the manifests each part of it says, by offset.
  std::vector<Origin> origins;
  /// Where what is made of a declaration, or begins with it, begins.
  std::vector<std::pair<size_t, const Declaration *>> declarations;
};

class Importer {
public:
  /// Objects are read into `arena`.
  Importer(ImportOptions options, ValueArena &arena, DiagnosticEngine &diags, Budget &budget)
      : options(options), arena(arena), diags(diags), budget(budget) {}

  /// Reads a file. `importPath` is how a source would import it; empty when it cannot. `label` is
  /// what a source would be called that is made of it alone, `directory` one of all of its
  /// directory.
  void add(const SourceFile &file, llvm::StringRef importPath, llvm::StringRef label,
           llvm::StringRef directory = "manifests");

  /// Writes the sources; there are none when nothing is left to import. An object that no source
  /// can say is reported, and left out from now on.
  std::vector<ImportedFile> write();
  /// All of it as one source with a declaration for each object: the compiler's errors in it tell
  /// which field of which object is at fault.
  ImportedFile writePlain();

  /// Reports the errors that compiling what writePlain() gave has, each at the field of the
  /// manifest, and leaves those objects out. False when no object is at fault: then a comment
  /// silences those errors, which are reported as such, or they are nobody's.
  bool leaveOutRefused(const ImportedFile &file, const SourceFile &compiled,
                       llvm::ArrayRef<Diagnostic> diagnostics);
  /// Reports the errors in manifests that the sources import, and does without those manifests from
  /// now on. False when there are none.
  bool leaveOutManifests(const SourceManager &compiled, llvm::ArrayRef<Diagnostic> diagnostics);
  /// Reports the objects that did not come back from the compiler as they went in.
  void compare(llvm::ArrayRef<Value *> compiled);

  /// The objects that were written last.
  size_t getObjectCount() const { return model ? model->declarations.size() : 0; }

private:
  struct Input {
    const SourceFile *file = nullptr;
    std::string importPath, label, directory;
    bool isImported = false; ///< it stays YAML, and a source imports it
  };
  /// A file in the making.
  struct Part {
    std::string name;
    std::vector<Chunk> chunks;
  };

  void addObject(const Value &document, size_t file);
  Value *withoutNoise(const Member &field);
  const Value *clean(const Value &document, const schema::Kind &kind);
  bool addDuplicate(const Declaration &declaration);
  bool writeDeclarations();
  std::string getPartName(const Declaration &declaration) const;
  std::vector<Part> split();
  void findExternRepositories();
  Source writeExternRepositories(const Part &part, llvm::StringSet<> &seen);
  ImportedFile writePart(const Part &part, llvm::ArrayRef<std::string> imports,
                         const Source &externRepositories, llvm::ArrayRef<const Run *> ownRuns,
                         llvm::ArrayRef<std::pair<const External *, bool>> externals);

  ImportOptions options;
  ValueArena &arena;
  DiagnosticEngine &diags;
  Budget &budget;
  Comments comments;
  std::string hint;                 ///< for the first object that is refused
  std::vector<Declaration> objects; ///< as they were read
  llvm::SmallPtrSet<const Value *, 4> leftOut;
  std::optional<ImportModel> model; ///< of what is written
  std::vector<Input> inputs;
  std::vector<Run> runs;
  llvm::StringMap<const Value *> byName; ///< by kind, namespace and name
  TakenNames taken;                      ///< what a loop's variable is not called
};

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_IMPORTER_H
