//===- Place.h - where snapshots are kept, and as whose ---------*- C++ -*-===//
//
// What several invokers share: the place that their Repositories stand for, and the hosts under
// which backups store and restores look (spec §3.2). Facts only; whoever asks reports.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_PLACE_H
#define STASHC_BACKEND_JOB_PLACE_H

#include "backend/Job/Cluster.h"
#include "backend/Job/Invoker.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

namespace stash {

/// A key of the place where an invoker's snapshots are kept: equal for two Repositories of one
/// provider, endpoint or account, bucket and prefix. Of a Repository that is not known, its name.
/// Empty when that is not clear.
std::string getPlaceKey(const Invoker &invoker, const Cluster &cluster);

/// Whether a Repository has a field that nobody knows: then where its place is, nobody knows
/// either.
bool hasUnclearPlace(const Value &repository);

/// The name, or names, of a host among snapshots.
struct Host {
  enum class Kind : uint8_t {
    Unknown, ///< nothing is known, or nothing is asked for
    One,     ///< `name`
    Each,    ///< `name-N` of each pod or claim
    Node,    ///< the name of each node
  };
  Kind kind = Kind::Unknown;
  llvm::StringRef name = {};
  SourceRange range = {}; ///< of what says so; invalid when nothing does
  bool isDefault = false; ///< no alias says so

  /// `host 'x'`, `hosts 'x-0', 'x-1' …`, `the names of nodes`.
  std::string describe() const;
};

/// As whom a backup stores the data of a target.
Host getStoredHost(const InvokerMember &member);

/// How the operator's programs restore a target, which says how they look for a host.
enum class Restorer : uint8_t {
  Workload, ///< the container that is injected, and what restores into claim templates
  Claim,    ///< pvc-restore: the alias, else `host-0`
  Task,     ///< others: a host only with an alias and a rule that matches it
};

/// As whom a restore looks for the data of one of its rules.
Host getWantedHost(const InvokerMember &member, const Value &rule, Restorer restorer);

/// Whether the snapshots of one may be found as the other; true when that is not clear.
bool mayFind(const Host &wanted, const Host &stored);

/// What the backups of one place store, as whom.
class StoredHosts {
public:
  struct Entry {
    Host host;
    const Value *invoker; ///< the backup
    InvokerMember member; ///< of it
  };
  void add(Entry entry);
  llvm::ArrayRef<Entry> getAll() const { return entries; }
  /// Calls back with what may be found as a host, until `call` says false. Among many that are
  /// called differently this takes no time.
  void forEachFound(const Host &wanted, llvm::function_ref<bool(const Entry &)> call) const;

private:
  std::vector<Entry> entries;
  llvm::StringMap<llvm::SmallVector<unsigned, 1>> byName; ///< of one name
  llvm::SmallVector<unsigned, 4> others;                  ///< of several, or nobody knows
};

} // namespace stash

#endif // STASHC_BACKEND_JOB_PLACE_H
