//===- Project.h - what a reference is about --------------------*- C++ -*-===//
//
// From a resolved program to the objects that a reader of its reference wants to know: what the
// FILEs declare, and of their imports what that uses, with who uses whom. Owns the entries and the
// invokers' objects; the rest points into the program, which must outlive it.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_REFERENCE_PROJECT_H
#define STASHC_TOOLS_REFERENCE_PROJECT_H

#include "frontend/Value/Value.h"
#include "sema/Program/Program.h"

#include <deque>

namespace stash::reference {

enum class EntryKind : uint8_t { Task, Function, Backup, Restore, Repository, Blueprint };

struct Entry {
  EntryKind kind;
  llvm::StringRef name, ns, doc;
  std::string id; ///< "task-acme-dump": unique, good for an anchor and for a file's name
  const sema::FileUnit *file = nullptr;
  bool isOwn = false;      ///< declared by the FILEs; else imported
  bool isExternal = false; ///< `extern`: not emitted
  const sema::Function *function = nullptr;
  const sema::Task *task = nullptr;
  /// Of Repositories and invokers: the object, as far as it is known.
  const Value *object = nullptr;
  /// Each once, in the order of first use.
  std::vector<const Entry *> uses, usedBy;
};

/// A Task as one member of an invoker runs it.
struct Call {
  const Value *member;  ///< the map with `target` and `task`
  llvm::StringRef task; ///< empty: the AppBinding's own
};

class Project {
public:
  explicit Project(const sema::Program &program);
  Project(const Project &) = delete;

  const sema::Program &getProgram() const { return program; }
  /// Own ones first, in the order of the FILEs and of their text; then what they use.
  const std::deque<Entry> &getEntries() const { return entries; }
  const Entry *findFunction(llvm::StringRef name) const { return functions.lookup(name); }
  const Entry *findTask(llvm::StringRef name) const { return tasks.lookup(name); }
  /// The Repository that an invoker names; null when it is not known.
  const Entry *findRepository(const Entry &invoker) const;

private:
  Entry *add(const sema::Declared &declared);
  Entry *makeEntry(EntryKind kind, llvm::StringRef name, llvm::StringRef ns,
                   const sema::FileUnit *file);
  Entry *addInvoker(const Value *object, const sema::FileUnit *file);
  Entry *useFunction(llvm::StringRef name);
  Entry *useTask(llvm::StringRef name);
  void connect(Entry &entry);

  const sema::Program &program;
  ValueArena arena;
  std::deque<Entry> entries;
  llvm::StringMap<Entry *> functions, tasks, repositories; // these by `namespace/name`
  llvm::StringMap<const Value *> knownRepositories;        // of imports
  llvm::StringMap<const sema::FileUnit *> repositoryFiles;
  llvm::StringMap<unsigned> ids;
};

/// The members of an invoker: its targets with their Tasks. One, but for batches.
std::vector<Call> getCalls(const Value &invoker);

/// A name as an id: lower case, with `-` for what is neither a letter, a digit, `-`, `_` nor `.`.
std::string makeId(llvm::StringRef text);

/// The volumes of a Task that a step uses, and the paths where its Function mounts them: by the
/// name of the mount, with the step's arguments and the Function's defaults filled in.
struct StepMount {
  std::string volume, path;
  bool isReadOnly = false;
};
std::vector<StepMount> getMounts(const sema::Step &step);

} // namespace stash::reference

#endif // STASHC_TOOLS_REFERENCE_PROJECT_H
