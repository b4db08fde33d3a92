#include "tools/driver/Files/Worlds.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

#include <map>
#include <memory>
#include <set>

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

namespace {

/// What a directory declares: by "kind namespace/name" where, and of inputs how.
using Keys = std::map<std::string, std::string>;

struct Directory {
  World files;
  Keys own, all; ///< of its files; of these and the directories in it
  std::map<std::string, std::unique_ptr<Directory>> children;
};

/// Whether two declare the same, and not in the same place or with the same words.
bool conflict(const Keys &a, const Keys &b) {
  const Keys &small = a.size() < b.size() ? a : b, &large = a.size() < b.size() ? b : a;
  return llvm::any_of(small, [&](const auto &one) {
    auto at = large.find(one.first);
    return at != large.end() && one.second != at->second;
  });
}

class Grouping {
public:
  Grouping(const sema::Program &program, const llvm::StringSet<> &walked,
           llvm::function_ref<std::string(llvm::StringRef)> findFlags)
      : program(program), walked(walked), findFlags(findFlags) {}

  std::vector<World> run() {
    collectKeys();
    Directory top;
    for (const sema::FileUnit *unit : program.roots)
      insert(top, *unit);
    sum(top);
    return group(top);
  }

private:
  void addKey(const sema::FileUnit *file, llvm::StringRef kind, llvm::StringRef ns,
              llvm::StringRef name, SourceRange range) {
    if (file && !name.empty())
      declared[file].try_emplace((kind + " " + ns + "/" + name).str(), std::to_string(range.begin));
  }

  /// What each file declares by itself.
  void collectDeclared() {
    for (const sema::Function &function : program.functions)
      if (!function.manifest)
        addKey(function.file, "Function", "", function.name, function.nameRange);
    for (const sema::Task &task : program.tasks)
      if (!task.manifest)
        addKey(task.file, "Task", "", task.name, task.nameRange);
    for (const sema::Invoker &invoker : program.invokers)
      addKey(invoker.file, invoker.kind, invoker.ns, invoker.name, invoker.nameRange);
    for (const sema::Document &document : program.documents) {
      const Value *metadata = document.value->get("metadata");
      if (metadata && document.value->getStringOr("apiVersion").contains(".appscode.com/"))
        addKey(document.file, document.value->getStringOr("kind"),
               metadata->getStringOr("namespace"), metadata->getStringOr("name"),
               document.file->file->getRange());
    }
    for (const auto &unit : program.files)
      for (const ast::Item *item : unit->module.items)
        if (const auto *input = llvm::dyn_cast<ast::InputItem>(item))
          declared[unit.get()].try_emplace(("input " + input->getParam().name.text).str(),
                                           program.sources.getText(input->getRange()).str());
  }

  /// With a file comes what it imports.
  void collectKeys() {
    collectDeclared();
    for (const sema::FileUnit *root : program.roots) {
      std::set<const sema::FileUnit *> seen;
      auto add = [&](auto &self, const sema::FileUnit *unit) -> void {
        if (!unit || !seen.insert(unit).second)
          return;
        for (const auto &[key, place] : declared[unit])
          keys[root].try_emplace(key, place);
        for (const sema::FileUnit::Import &import : unit->imports)
          self(self, import.file);
      };
      add(add, root);
      if (!root->isManifest)
        keys[root]["stash.flags"] = findFlags(root->file->getName());
    }
  }

  void insert(Directory &top, const sema::FileUnit &unit) {
    Directory *at = &top;
    auto enter = [&](llvm::StringRef name) {
      std::unique_ptr<Directory> &child = at->children[name.str()];
      if (!child)
        child = std::make_unique<Directory>();
      at = child.get();
    };
    llvm::StringRef directory = path::parent_path(unit.path);
    for (llvm::StringRef part : llvm::make_range(path::begin(directory), path::end(directory)))
      enter(part);
    if (!unit.isManifest && walked.contains(unit.file->getName()))
      enter(path::filename(unit.path));
    at->files.push_back(unit.file);
    for (const auto &[key, place] : keys[&unit])
      at->own.try_emplace(key, place);
  }

  static void sum(Directory &directory) {
    directory.all = directory.own;
    for (auto &[name, child] : directory.children) {
      sum(*child);
      directory.all.insert(child->all.begin(), child->all.end());
    }
  }

  std::vector<World> group(const Directory &directory) {
    World shared = directory.files;
    std::vector<World> alternatives;
    for (const auto &[name, child] : directory.children) {
      std::vector<World> worlds = group(*child);
      bool isAlternative =
          worlds.size() > 1 || conflict(child->all, directory.own) ||
          llvm::any_of(directory.children, [&, one = child.get()](const auto &other) {
            return other.second.get() != one && conflict(one->all, other.second->all);
          });
      llvm::append_range(alternatives, isAlternative ? std::move(worlds) : std::vector<World>());
      if (!isAlternative)
        llvm::append_range(shared, worlds.front());
    }
    if (alternatives.empty())
      return {std::move(shared)};
    // What is further down comes first, and so counts before what it overrides.
    for (World &world : alternatives)
      llvm::append_range(world, shared);
    return alternatives;
  }

  const sema::Program &program;
  const llvm::StringSet<> &walked;
  llvm::function_ref<std::string(llvm::StringRef)> findFlags;
  std::map<const sema::FileUnit *, Keys> declared, keys; ///< without and with what they import
};

} // namespace

std::vector<World> driver::findWorlds(const sema::Program &program, const llvm::StringSet<> &walked,
                                      llvm::function_ref<std::string(llvm::StringRef)> findFlags) {
  return Grouping(program, walked, findFlags).run();
}
