//===- Model.h - what an import knows ---------------------------*- C++ -*-===//
//
// The objects that are imported, with what has been found out about them, and the sources that are
// written for them. An ImportModel owns all of it but the values, which live in an arena of whoever
// reads the manifests.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_MODEL_H
#define STASHC_TOOLS_IMPORT_MODEL_H

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Basic/NamedList.h"
#include "frontend/Value/Value.h"
#include "tools/import/Comments.h"
#include "tools/import/Source.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Allocator.h"

#include <deque>
#include <string>
#include <vector>

namespace stash::importer {

enum class DeclarationKind : uint8_t { Function, Task, Repository, Blueprint, Backup, Restore };

/// The parameter of a Function.
struct Parameter {
  enum class Type : uint8_t { String, Int, Bool, Path, Volume } type = Type::String;
  std::string name;
  bool isRequired = false;
  std::string word; ///< its default, as the template has it
};

/// An element of a Function's `args`.
struct Argument {
  std::string key; ///< equal for equal elements
  bool isFlag = false;
  /// Whether a constant of the file can hold it: a flag without parameters.
  bool isShareable = false;
  std::string flag;     ///< its name, of a flag
  std::string variable; ///< the variable that it passes on; may be empty
  Source source;        ///< as an element of `flags(…)`, or of a list
  EntryComments comments;
};

struct Declaration {
  DeclarationKind kind = DeclarationKind::Function;
  const Value *object = nullptr;
  llvm::StringRef name, ns;
  SourceRange nameRange;
  size_t file = 0; ///< index of the input

  /// The signature; of a Task, what its invokers give beyond what its Functions take.
  std::vector<Parameter> parameters;
  // Of a Function:
  std::vector<Argument> arguments;
  bool isBackupOnly = false, isRestoreOnly = false;

  Source source;
  /// Constants of the file that it uses.
  std::vector<std::string> uses;
  bool usesLibrary = false;

  const Parameter *getParameter(llvm::StringRef parameter) const {
    if (parameters.size() <= fewNames) {
      for (const Parameter &known : parameters)
        if (known.name == parameter)
          return &known;
      return nullptr;
    }
    for (size_t i = parameterIndex.size(); i < parameters.size(); ++i)
      parameterIndex.try_emplace(parameters[i].name, i);
    auto at = parameterIndex.find(parameter);
    return at == parameterIndex.end() ? nullptr : &parameters[at->second];
  }

private:
  mutable llvm::StringMap<size_t> parameterIndex; // parameters are only added, each name once
};

/// A Function or Task that the cluster has: what is known of its signature.
struct External {
  struct Parameter {
    std::string name;
    bool isVolume = false;
    unsigned uses = 0;
  };
  std::string name;
  unsigned uses = 0;
  std::vector<Parameter> parameters;
  size_t file = 0;
};

/// A Repository as an invoker names it.
struct RepositoryName {
  llvm::StringRef name, ns;
  std::string getKey() const { return ((ns.empty() ? "default" : ns) + "/" + name).str(); }
  bool operator<(const RepositoryName &other) const {
    return std::pair(name, ns) < std::pair(other.name, other.ns);
  }
};

struct ImportModel {
  ImportModel(DiagnosticEngine &diags, Comments &comments, std::string &hint)
      : diags(diags), comments(comments), hint(hint) {}

  DiagnosticEngine &diags;
  Comments &comments;
  std::string &hint; ///< a note for the first object that is refused
  llvm::BumpPtrAllocator allocator;
  std::deque<Declaration> declarations;
  /// Repositories that invokers name and the manifests do not hold, by name.
  std::vector<RepositoryName> externRepositories;
  llvm::StringMap<Declaration *> functions, tasks;
  llvm::MapVector<llvm::StringRef, External> externFunctions, externTasks;
  /// Names that shipped Functions have in another form than the manifests use them.
  llvm::StringSet<> notShipped;
  /// Values that steps and invokers pass, by the name of the parameter.
  llvm::StringMap<std::vector<llvm::StringRef>> passed;

  /// What is being read or written, and those of it that no source can say.
  const Declaration *current = nullptr;
  llvm::SmallPtrSet<const Value *, 4> refused;

  const Declaration *getFunction(llvm::StringRef name) const { return functions.lookup(name); }
  /// Reports what of the current declaration no source can say.
  void refuse(SourceRange range, llvm::StringRef what, llvm::StringRef why);
};

/// Whether a parameter can have this name.
bool isParameterName(llvm::StringRef name);
/// Whether an object of the cluster can.
bool isObjectName(llvm::StringRef name);
/// Whether a text is an integer, or a truth value, in the only way in which it is written.
bool isInteger(llvm::StringRef text);
bool isTruth(llvm::StringRef text);

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_MODEL_H
