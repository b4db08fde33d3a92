//===- ResolveManifests.h - the core of `stashc resolve` --------*- C++ -*-===//
//
// From the objects of manifests, of whatever files and languages, to the text of the Jobs that the
// operator would create for their invokers, or to the trace that explains them. Mistakes go to the
// engine; the text is complete before anybody writes it.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_RESOLVE_RESOLVEMANIFESTS_H
#define STASHC_TOOLS_RESOLVE_RESOLVEMANIFESTS_H

#include "backend/Job/OperatorSettings.h"
#include "backend/Job/Resolver.h"
#include "backend/Writer/Writer.h"
#include "frontend/Basic/Budget.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/Value.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stash {

enum class TraceForm : uint8_t { None, Table, Json };

struct ResolveOptions {
  OperatorSettings settings;
  std::string invoker; ///< `[KIND/][NAMESPACE/]NAME`; empty: every invoker
  std::string session; ///< the name of the BackupSession; empty: see ResolveRequest
  unsigned index = 0;  ///< of a batch's member
  bool withRbac = false;
  bool asPods = false; ///< Pods in place of Jobs; of resolveManifests()
  TraceForm trace = TraceForm::None;
  OutputFormat format = OutputFormat::Yaml;
};

/// What goes to standard output: objects, each once, or with a trace that instead. Objects are only
/// of use when the engine has no errors; a trace always.
std::string resolveManifests(const ResolveOptions &options, llvm::ArrayRef<const Value *> objects,
                             DiagnosticEngine &diags, Budget &budget);

/// Jobs as objects. They are made in the arena of the call, but share text with what the operator
/// has built in and with parsed templates, which are kept here.
struct ResolvedJobs {
  std::vector<Value *> objects;
  std::unique_ptr<Cluster> cluster;
  std::unique_ptr<Resolver> resolver;
};

/// The same as objects, each once: what `build --emit=job` adds. Resolved are the first `count` of
/// `objects`, which are invokers, with all members of a batch. An AppBinding that is not known is
/// taken as one without an add-on, with a warning, when the invoker names its Task. All arguments
/// must outlive the result.
ResolvedJobs resolveInvokers(const ResolveOptions &options, llvm::ArrayRef<const Value *> objects,
                             size_t count, ValueArena &arena, DiagnosticEngine &diags,
                             Budget &budget);

/// Reads operator settings from a document with the names of OperatorSettings::set() as keys;
/// `pull-secrets` may be a list. What is not understood is reported.
void readSettings(const Value &document, OperatorSettings &settings, DiagnosticEngine &diags);

} // namespace stash

#endif // STASHC_TOOLS_RESOLVE_RESOLVEMANIFESTS_H
