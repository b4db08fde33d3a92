//===- Program.h - the resolved program -------------------------*- C++ -*-===//
//
// What a compilation declares, with every name resolved, every loop unrolled and every constant
// evaluated: the output of the semantic analysis and the input of the backends. Functions and Tasks
// of imported manifests are in the same form, so that every check and every backend works on both.
//
// A Program owns all of it but the sources; pointers are valid as long as it lives.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_PROGRAM_PROGRAM_H
#define STASHC_SEMA_PROGRAM_PROGRAM_H

#include "frontend/Basic/NamedList.h"
#include "frontend/Basic/SourceManager.h"
#include "frontend/Parse/Token.h"
#include "frontend/Value/Value.h"
#include "sema/Builtins/Builtins.h"
#include "sema/Program/Constant.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <deque>
#include <memory>
#include <vector>

namespace stash::sema {

struct Function;
struct Task;
struct Invoker;

/// A source of a compilation.
struct FileUnit {
  const SourceFile *file = nullptr;
  bool isManifest = false; ///< YAML or JSON
  bool isRoot = false;     ///< named by whoever compiles: what it declares is emitted
  bool isShipped = false;  ///< of the library that comes with stashc
  std::string path;        ///< as it was opened; "" for text that is no file
  TokenBuffer tokens;      ///< of a .stash file
  std::unique_ptr<ast::Context> ctx;
  ast::Module module;

  struct Import {
    const ast::ImportItem *item;
    FileUnit *file; ///< null when it could not be read
    bool used = false;
  };
  std::vector<Import> imports;
  bool hasSyntaxErrors = false;

  /// Whether declarations may be missing that could not be read: names that seem undefined may be
  /// theirs.
  bool isDamaged() const;
};

/// A use of a run-time variable in the text of a Function or Task.
struct VariableUse {
  llvm::StringRef name;
  SourceRange range;
  TemplateOperator op = TemplateOperator::Plain;
  /// The word of a default; meaningful when hasDefault().
  Text defaultWord;
  const Parameter *parameter = nullptr;
  bool fromGroup = false;
  bool isNested = false; ///< within the arguments of another variable
  bool panics = false;   ///< a part of it with a negative length (spec §2.4)

  bool hasDefault() const {
    return op == TemplateOperator::Default || (parameter && parameter->defaultValue);
  }
};

/// What Functions, Tasks and invokers have in common.
struct Object {
  llvm::StringRef name;
  SourceRange nameRange;
  SourceRange range; ///< of the whole declaration
  llvm::StringRef doc;
  FileUnit *file = nullptr;
  bool isExternal = false; ///< known, but never emitted
  bool isComplete = true;  ///< false when an error left something of it unknown
  bool hasHoles = false;   ///< what cannot be known was reported: it cannot be checked as a whole
  const Constant *labels = nullptr;      ///< a map, or null
  const Constant *annotations = nullptr; ///< a map, or null
  /// The manifest it was read from; null for what .stash sources declare.
  const Value *manifest = nullptr;
};

using ParameterList = NamedList<const Parameter *, &Parameter::name>;

struct Function : Object {
  ParameterList parameters;
  const Constant *spec = nullptr; ///< a map with the fields of Function.spec; null for manifests
                                  ///< and externs without a body
  std::vector<VariableUse> uses;

  const Parameter *getParameter(llvm::StringRef name) const {
    const Parameter *const *found = parameters.find(name);
    return found ? *found : nullptr;
  }
};

/// An argument of a step, or of a Task.
struct Argument {
  llvm::StringRef name;
  SourceRange nameRange;
  const Constant *value = nullptr;
  bool fromWith = false;
};
using ArgumentList = NamedList<Argument, &Argument::name>;

struct Step {
  llvm::StringRef functionName;
  SourceRange range;
  const Function *function = nullptr; ///< null when there is none of that name
  ArgumentList arguments;
  /// Not so when an argument was reported.
  bool isComplete = true;
};

struct Volume {
  llvm::StringRef name;
  SourceRange nameRange;
  const Constant *value = nullptr; ///< the whole volume, a map with `name`
  bool used = false;
};

/// `with x: value`.
struct With {
  Argument argument;
  SourceRange range;
  bool used = false;

  llvm::StringRef getName() const { return argument.name; }
};

struct Task : Object {
  Direction direction = Direction::Both;
  ParameterList parameters; ///< what the invoker may give beyond the Functions'
  std::vector<Step> steps;
  NamedList<Volume, &Volume::name> volumes;
  NamedList<With, &With::getName> withs;
  std::vector<VariableUse> uses; ///< in arguments and volumes

  const Parameter *getParameter(llvm::StringRef name) const {
    const Parameter *const *found = parameters.find(name);
    return found ? *found : nullptr;
  }
};

/// A Repository, BackupBlueprint, BackupConfiguration, BackupBatch, RestoreSession or RestoreBatch.
struct Invoker : Object {
  ast::InvokerKind invokerKind = ast::InvokerKind::Repository;
  llvm::StringRef kind; ///< of the object it becomes: "BackupConfiguration" …
  llvm::StringRef ns;
  SourceRange nsRange;
  const Constant *spec = nullptr; ///< a map with the fields of its spec
};

/// A Task that an invoker names, with the arguments it gives.
struct InvokerCall {
  const Invoker *invoker;
  const Task *task; ///< null when there is none of that name
  llvm::StringRef taskName;
  SourceRange range; ///< of the name
  ArgumentList arguments;
};

/// One declared object, in the order of declaration.
struct Declared {
  enum class Kind : uint8_t { Function, Task, Invoker, Manifest } kind;
  union {
    Function *function;
    Task *task;
    Invoker *invoker;
    const Value *manifest; ///< an imported object of any other kind
  };
  FileUnit *file;
};

/// An object of a manifest.
struct Document {
  FileUnit *file;
  const Value *value;
};

/// What a name in the source is.
enum class SymbolKind : uint8_t {
  Constant,
  Group,
  Input,
  Parameter,
  Volume,
  Definition,
  Function,
  Task,
  Invoker,
  Builtin,
  File,
};

/// An occurrence of a symbol: what the editor needs for definitions, references and rename. A
/// symbol is identified by the place of its definition; built-in variables have none.
struct Occurrence {
  SourceRange range;
  SourceRange definition;
  SymbolKind kind;
  bool isDefinition;
  llvm::StringRef name;
  /// What it is worth there: the value of a constant, else null.
  const Constant *value = nullptr;
  /// The Function, Task, Parameter … of its kind. Of a Builtin: null for a variable of Functions
  /// and Tasks, else that of a blueprint or a claim template.
  const void *entity = nullptr;
};

class Program {
public:
  /// Both outlive the program; `values` gets the trees of imported manifests.
  Program(SourceManager &sources, ValueArena &values) : sources(sources), values(values) {}
  Program(const Program &) = delete;

  SourceManager &sources;
  ValueArena &values;
  ConstantArena constants;

  std::vector<std::unique_ptr<FileUnit>> files; ///< in the order of first use
  std::vector<FileUnit *> roots;
  std::deque<Function> functions;
  std::deque<Task> tasks;
  std::deque<Invoker> invokers;
  std::vector<InvokerCall> invokerCalls;
  std::vector<Document> documents; ///< of all manifests, in the order of their files
  std::vector<Document> patches;   ///< parts of objects, for kustomize; not among the documents
  llvm::StringSet<> filledIn;      ///< variables in manifests that another layer replaces
  std::vector<Declared> declared;
  std::vector<Occurrence> occurrences; ///< filled only when asked for

  llvm::StringMap<Function *> functionsByName;
  llvm::StringMap<Task *> tasksByName;
};

} // namespace stash::sema

#endif // STASHC_SEMA_PROGRAM_PROGRAM_H
