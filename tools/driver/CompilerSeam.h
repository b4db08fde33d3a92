//===- CompilerSeam.h - where the driver meets the compiler -----*- C++ -*-===//
//
// The verbs see a compilation as a function from what was asked for to objects; they render and
// write, the compiler neither prints nor writes. In go the FILEs, already read, and a file system
// for imports; out come objects in the order in which they are written, owned by an arena that the
// caller owns, and the names of all files that the result depends on. Mistakes go to the engine.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_COMPILERSEAM_H
#define STASHC_TOOLS_DRIVER_COMPILERSEAM_H

#include "backend/Policy/Policies.h"
#include "backend/Writer/Writer.h"
#include "frontend/Basic/Budget.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/Value.h"
#include "sema/Schema/Schema.h"

#include "llvm/Support/VirtualFileSystem.h"

#include <string>
#include <vector>

namespace stash::sema {
class Program;
}

namespace stash::driver {

/// The kinds of objects that `--emit` names.
enum class EmitKind : uint8_t {
  Function,
  Task,
  Repository,
  Blueprint,
  Backup,
  Restore,
  Job,
  Policy,
  Pod
};

/// A `-D NAME=VALUE`; the range is that of a flags file, or invalid.
struct Definition {
  llvm::StringRef name;
  llvm::StringRef value;
  SourceRange range;
};

struct CompileRequest {
  /// The FILEs of the command line, in order. All files are in `sources`.
  std::vector<const SourceFile *> files;
  SourceManager &sources;
  DiagnosticEngine &diags;
  Budget &budget;
  ValueArena &arena;
  /// For imports. Reading the same name twice gives the same file.
  llvm::vfs::FileSystem &fileSystem;
  std::vector<std::string> importDirectories = {};
  std::vector<Definition> definitions = {};
  /// A bit per EmitKind.
  unsigned emit = 0;
  bool wants(EmitKind kind) const { return (emit >> static_cast<unsigned>(kind)) & 1; }
  bool withImports = false;
  bool flux = false;
  /// For EmitKind::Policy.
  PolicyOptions policy = {};
  /// `check`: an input without a value is unknown rather than missing, and nothing is lowered for
  /// output. Objects need not be returned.
  bool checkOnly = false;
  /// `check --schema`: the FILEs are manifests, and only what the API server says counts.
  bool schemaOnly = false;
  /// The Kubernetes 1.N whose API server is meant.
  unsigned kubernetes = schema::newestKubernetes;
  /// How many threads may parse. The result does not depend on it.
  unsigned threads = 1;
  /// Fill CompileResult::cluster.
  bool wantsCluster = false;
};

struct CompileResult {
  /// Complete documents with apiVersion, kind and metadata, in the order of output.
  std::vector<Value *> objects;
  /// If wanted: everything that a cluster would have, as far as the compilation knows: what is
  /// declared, externals with bodies, objects of manifests. Invokers of the FILEs come first.
  std::vector<const Value *> cluster;
  size_t ownInvokers = 0; ///< how many at the beginning of `cluster` are the FILEs' invokers
  /// Every file that was read, or looked for and not found, but the FILEs themselves; each once.
  std::vector<std::string> dependencies;
  /// What the FILEs mean; the compiler's, and valid as long as that is and the request's sources
  /// are. Null when only a schema was checked.
  const sema::Program *program = nullptr;
};

class Compiler {
public:
  virtual ~Compiler() = default;
  virtual CompileResult compile(const CompileRequest &request) = 0;
  /// Writes objects as one stream: a Writer's work, as far as the budget goes.
  virtual void write(llvm::ArrayRef<Value *> objects, OutputFormat format, llvm::raw_ostream &out,
                     Budget &budget) = 0;
  /// `--emit=ast` and `--emit=module`: prints what the phase made of the FILEs.
  virtual void dump(const CompileRequest &request, llvm::StringRef phase,
                    llvm::raw_ostream &out) = 0;
};

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_COMPILERSEAM_H
