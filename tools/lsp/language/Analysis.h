//===- Analysis.h - one document, compiled ----------------------*- C++ -*-===//
//
// In: a snapshot of a document and the files around it. Out: what `stashc check` finds in it, the
// resolved program, its objects, and an index of every use of a name. An Analysis owns all of that,
// is never changed after it was made, and may be asked long after its document was edited.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_ANALYSIS_H
#define STASHC_TOOLS_LSP_LANGUAGE_ANALYSIS_H

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/Diagnostic.h"
#include "sema/Program/Program.h"
#include "tools/lsp/Connection.h"
#include "tools/lsp/TextDocument.h"
#include "tools/resolve/ResolveManifests.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <memory>

namespace stash::driver {
class Options;
}

namespace stash::lsp {

/// The name that the compiler knows a document by: its path, else its URI.
inline std::string getSourceName(const DocumentUri &uri) { return uri.getKey().str(); }

/// A manifest that is compiled beside a document.
struct ContextFile {
  std::string path, text;
};

class Analysis {
public:
  using Ptr = std::shared_ptr<const Analysis>;
  enum class Purpose : uint8_t {
    Check, ///< as `stashc check`, with the uses of names
    Jobs,  ///< as `stashc build --emit=job`: getJobs() has the result
  };

  /// Compiles `root` alone, with the settings of its stash.flags. Files are read through `files`.
  /// Null when `cancelled` turned true meanwhile. What `context` holds is there as it is for
  /// `stashc check DOCUMENT CONTEXT…`; only what is said of the document is kept.
  static Ptr run(TextDocument::Ptr root, llvm::vfs::FileSystem &files, const CancelFlag &cancelled,
                 Purpose purpose = Purpose::Check, llvm::ArrayRef<ContextFile> context = {});

  const TextDocument &getDocument() const { return *root; }
  const sema::Program &getProgram() const { return program; }
  const SourceManager &getSources() const { return sources; }
  /// The unit of the document; null only when it could not be taken in at all.
  const sema::FileUnit *getUnit() const {
    return program.roots.empty() ? nullptr : program.roots.front();
  }
  /// What `stashc check` says, in its order.
  llvm::ArrayRef<stash::Diagnostic> getDiagnostics() const { return diagnostics; }
  bool hasErrors() const { return errors; }
  /// What is emitted for the document, in order; also when there are errors.
  llvm::ArrayRef<Value *> getObjects() const { return objects; }
  /// The Jobs of the document's invokers, if they are the purpose and there are no errors.
  llvm::ArrayRef<Value *> getJobs() const { return jobs.objects; }
  /// What stash.flags says of the operator.
  const OperatorSettings &getOperatorSettings() const { return resolve.settings; }
  /// Whether a change of this file can change the analysis.
  bool dependsOn(llvm::StringRef path) const { return dependencies.contains(path); }
  const llvm::StringSet<> &getDependencies() const { return dependencies; }
  /// The directories in which imports are looked for beside the importing file's.
  llvm::ArrayRef<std::string> getImportDirectories() const { return importDirectories; }

  /// The file of a name, or null. Names are those of getSourceName().
  const SourceFile *findFile(llvm::StringRef name) const;
  /// A file's text with the line table for the client's positions.
  const TextDocument &getSnapshot(const SourceFile &file) const;
  /// The offset in the sources of a byte of a file.
  static uint32_t toSource(const SourceFile &file, uint32_t offset) {
    return file.getBase() + offset;
  }
  /// A range of one of the files, in the client's units.
  Range toRange(SourceRange range) const;

  /// The uses of names that an offset of the sources is in or just behind: the innermost ones,
  /// which all have one range. There are several in a loop's body, and where one word is two names.
  llvm::ArrayRef<const sema::Occurrence *> findOccurrences(uint32_t offset) const;
  /// All uses, by range; one entry for each range, definition and value.
  llvm::ArrayRef<const sema::Occurrence *> getOccurrences() const { return occurrences; }
  /// Whether the word at this range stands for `word: word`, as an argument or after `with`.
  bool isShorthand(SourceRange range) const { return shorthands.contains(range.begin); }

  /// Whether a limit was passed, and memory was taken up to it.
  bool wasTooMuch() const { return isTooMuch; }

private:
  explicit Analysis(TextDocument::Ptr root)
      : root(std::move(root)), diags(sources), program(sources, values) {}
  void compile(llvm::vfs::FileSystem &files, Budget &budget, Purpose purpose,
               llvm::ArrayRef<ContextFile> context);
  void readResolve(const driver::Options &options, llvm::vfs::FileSystem &files, Budget &budget,
                   DiagnosticEngine &diags);
  void index();

  TextDocument::Ptr root;
  SourceManager sources;
  DiagnosticEngine diags;
  ValueArena values;
  sema::Program program;
  std::vector<stash::Diagnostic> diagnostics;
  bool errors = false;
  bool isTooMuch = false; ///< a limit was passed
  std::vector<Value *> objects;
  ResolveOptions resolve;
  ResolvedJobs jobs;
  llvm::StringSet<> dependencies;
  std::vector<std::string> importDirectories;
  std::vector<const sema::Occurrence *> occurrences;
  llvm::DenseSet<uint32_t> shorthands;
  mutable llvm::DenseMap<const SourceFile *, TextDocument::Ptr> snapshots;
};

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_ANALYSIS_H
