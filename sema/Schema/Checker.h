//===- Checker.h - the walk over an object, and what rules see --*- C++ -*-===//
//
// Checker walks an object along its schema and reports what breaks a declared fact; where an object
// type has rules that a table cannot say (a probe on an init container, a request over its limit)
// it calls them: Rules*.cpp. For the files of this directory only.
//
// A rule sees a View: a map, or its absence, whose members it asks for. What was reported already
// (a value of the wrong type, a field that is misspelt), what is not known (Value::Unknown) and
// what a template decides at run time is Unclear to it: given, but without a value. So one mistake
// gives one diagnostic.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_SCHEMA_CHECKER_H
#define STASHC_SEMA_SCHEMA_CHECKER_H

#include "frontend/Basic/DiagnosticsSchema.h"
#include "frontend/Value/Quantity.h"
#include "sema/Schema/Check.h"
#include "sema/Schema/Format.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/SaveAndRestore.h"

namespace stash::schema {

class Checker;

/// A member of a map or an item of a list, or the absence of one.
class Node {
public:
  Node() = default;
  Node(const Checker *checker, const Value *value, SourceRange place, llvm::StringRef name)
      : checker(checker), value(value), place(place), name(name) {}

  /// Whether it is there: not missing, and not null.
  bool isGiven() const;
  /// Whether it is there and says nothing: unknown, templated, or reported already.
  bool isUnclear() const;
  bool isMap() const { return isClear() && value->isMap(); }
  bool isList() const { return isClear() && value->isList(); }
  /// Its text; nothing when it is no string, or unclear.
  std::optional<llvm::StringRef> getText() const;
  std::optional<int64_t> getInteger() const;
  std::optional<Quantity> getQuantity() const;
  bool isTrue() const { return isClear() && value->isBool() && value->getBool(); }
  bool isFalse() const { return isClear() && value->isBool() && !value->getBool(); }
  /// Whether it is "" or not there.
  bool isEmptyText() const;

  /// Where to report what is wrong with it: its value if that begins on its key's line, else its
  /// key; of what is not there the object that lacks it.
  SourceRange getRange() const;
  SourceRange getPlace() const { return place; }
  llvm::StringRef getName() const { return name; }
  const Value *getValue() const { return value; }

  /// The items of a list; none when it is no list.
  llvm::SmallVector<Node, 8> getItems() const;
  /// The members of a map; none when it is not a map.
  llvm::SmallVector<Node, 8> getMembers() const;
  /// A member of a map.
  Node get(llvm::StringRef key) const;
  Node at(std::initializer_list<llvm::StringRef> path) const;
  bool has(llvm::StringRef key) const { return get(key).isGiven(); }
  std::optional<llvm::StringRef> getText(llvm::StringRef key) const { return get(key).getText(); }

private:
  bool isClear() const { return isGiven() && !isUnclear(); }

  const Checker *checker = nullptr;
  const Value *value = nullptr;
  SourceRange place;
  llvm::StringRef name;
};

class Checker {
public:
  Checker(DiagnosticEngine &diags, const CheckOptions &options, World world)
      : diags(diags), options(options), world(world) {}

  void checkDocument(const Value &document, const Kind &kind);
  /// Checks a value that is given as a type.
  void checkTyped(const Field &field, const Type &type, Node node);

  /// Reports by the level of the fact that is broken: an error, or a warning of what comes later.
  template <typename... Args>
  DiagnosticEngine::Builder report(Level level, diag::Id id, SourceRange range, Args &&...args) {
    DiagnosticEngine::StageScope scope(diags, isError(level)           ? diag::Stage::Now
                                              : level == Level::Server ? diag::Stage::Job
                                                                       : diag::Stage::Run);
    return diags.report(id, range, std::forward<Args>(args)...);
  }
  /// The same for what a whole sentence says.
  DiagnosticEngine::Builder invalid(SourceRange range, const llvm::Twine &message,
                                    Level level = Level::Server) {
    return report(level, diag::InvalidField, range, message.str());
  }
  DiagnosticEngine::Builder missing(Node node, llvm::StringRef noun, Level level = Level::Server) {
    return report(level, diag::MissingField, node.getRange(), node.getName(), noun);
  }
  DiagnosticEngine::Builder forbidden(Node node, const llvm::Twine &reason,
                                      Level level = Level::Server) {
    return report(level, diag::ForbiddenField, node.getPlace(), node.getName(), reason.str());
  }
  /// Reports what a format finds wrong with a text.
  void badFormat(Node node, llvm::StringRef text, llvm::StringRef noun, const Fault &fault,
                 Level level = Level::Server) {
    if (fault)
      report(level, diag::BadFormat, node.getRange(), text, noun, *fault);
  }
  void ignored(Node node, const llvm::Twine &reason) {
    diags.report(diag::IgnoredField, node.getPlace(), node.getName(), reason.str());
  }

  bool isBuiltIn() const { return world == World::BuiltIn; }
  /// What a format finds wrong with a text, for the Kubernetes that is asked.
  Fault findFault(Format format, llvm::StringRef text) const;
  /// Whether the Kubernetes that is asked is 1.`minor` or newer.
  bool isFrom(unsigned minor) const { return options.kubernetes >= minor; }
  World getWorld() const { return world; }
  const CheckOptions &getOptions() const { return options; }
  DiagnosticEngine &getDiags() { return diags; }
  const Kind *getKind() const { return kind; }
  /// The objects around the one whose rules run, outermost first.
  llvm::ArrayRef<const Object *> getParents() const { return parents; }

  bool isUnclear(const Value *value) const;
  /// Whether `key` of a map is taken to be there because a misspelt field must be it.
  bool isAssumed(const Value *map, llvm::StringRef key) const;

private:
  friend class Node;
  bool isError(Level level) const {
    return level == Level::Schema || options.laterIsError ||
           (level == Level::Server && world == World::BuiltIn);
  }
  bool isTemplated(const Value &value) const;
  /// Whether nothing more is to be said about a value.
  bool isReported(const Value *value) const;

  void checkObject(const Object &object, Node node);
  void checkUnknown(const Object &object, Node node, const Member &member);
  /// Whether a map has a value of which something was reported.
  bool isPartlyUnknown(const Value &map);
  void reportVersion(const Object &object, const Field &field, Node member);
  void checkRequired(const Object &object, Node node);
  void checkChoice(const Object &object, Node node);
  void checkList(const Field &field, const Type &type, Node node);
  void checkKeys(const Field &field, Node node);
  void reportMerged(Node later, Node first, SourceRange place, SourceRange firstPlace);
  void checkMap(const Field &field, const Type &type, Node node);
  void checkScalar(const Field &field, const Type &type, Node node);
  void checkText(const Field &field, const Type &type, Node node, llvm::StringRef text);
  void checkInteger(const Field &field, const Type &type, Node node);
  void checkQuantity(Node node);
  void checkTinyAmount(Node node, const Quantity &amount);
  /// A text that the API server takes, and that no client can decode afterwards.
  void breaksLists(Node node, llvm::StringRef text, llvm::StringRef noun, llvm::StringRef fault);
  void checkIntOrString(const Type &type, Node node);
  void wrongType(const Type &type, Node node);
  SourceRange getPlaceOfType(Node node) const;
  void runRules(const Object &object, Node node);

  const Value *getUnclear() const {
    if (!unclear)
      unclear = arena.unknown();
    return unclear;
  }

  mutable ValueArena arena;
  mutable const Value *unclear = nullptr; ///< made when it is asked for: that takes some memory
  DiagnosticEngine &diags;
  CheckOptions options;
  World world;
  const Kind *kind = nullptr;
  bool inTemplate = false; ///< strings may hold Stash's ${…}
  bool onlyFields = false; ///< a status: only its fields' names are looked at
  bool onlyTypes = false;  ///< it is decoded and dropped: no rule looks at it
  unsigned depth = 0;
  llvm::SmallVector<const Object *, 16> parents;
  llvm::SmallVector<Node, 16> around; ///< the values around the one that is looked at
  llvm::DenseSet<const Value *> reported;
  llvm::DenseSet<const Value *> dropped; ///< by the API server, before it validates
  llvm::DenseMap<const Value *, llvm::SmallVector<llvm::StringRef, 2>> assumed;
  llvm::DenseMap<const Value *, bool> partlyUnknown; ///< maps that were asked whether they are
};

/// Who finds fault with the facts of an object that its CRD does not enforce. Of most objects it is
/// the API server, when Stash has made a Job of them; some only Stash's own code reads.
Level getLevel(const Object &object);
/// Whether there is a map with anything in it, in a value where none may be.
bool hasKeys(const Value &value);

//===-- Rules, by object --------------------------------------------------===//

void checkMetadata(Checker &checker, Node meta);
void checkLabelSelectorRequirement(Checker &checker, Node requirement);
/// Whether a label selector's labels and conditions fit a set of labels; unclear ones do. Of a
/// `part` of the labels only what is there can contradict.
bool selects(Node selector, Node labels, bool isPart = false);

void checkProbe(Checker &checker, Node probe);
void checkEnvVar(Checker &checker, Node variable);
void checkFieldRef(Checker &checker, Node reference, bool inVolume);
void checkResourceRef(Checker &checker, Node reference, bool inVolume);
void checkResources(Checker &checker, Node resources);
/// The resources of a whole pod, beside those of its containers.
void checkPodResources(Checker &checker, Node pod);
void checkOverhead(Checker &checker, Node overhead);
void checkVolumeMount(Checker &checker, Node mount);
void checkSecurityContext(Checker &checker, Node context);
void checkSeccompProfile(Checker &checker, Node profile);
void checkAppArmorProfile(Checker &checker, Node profile);
void checkWindowsOptions(Checker &checker, Node windows);
/// What one container's mounts, devices and ports say among themselves. Also of a Function.
void checkContainerParts(Checker &checker, Node container);

void checkVolumeSource(Checker &checker, const Object &object, Node source);
/// Brings the sources of one volume into the order in which the API server looks at them: it takes
/// the first and refuses the others.
void orderVolumeSources(llvm::SmallVectorImpl<Node> &sources);
void checkClaimSpec(Checker &checker, Node claim);

void checkPodSpec(Checker &checker, Node pod);
/// The annotations of a pod or template that Kubernetes reads, beside the pod's spec.
void checkPodAnnotations(Checker &checker, Node annotations, Node pod);
void checkPodSecurityContext(Checker &checker, Node context);
void checkScheduling(Checker &checker, const Object &object, Node node);

void checkJob(Checker &checker, Node job);
void checkRbac(Checker &checker, const Object &object, Node node);
/// What the API server takes, and warns of.
void checkWarnings(Checker &checker, const Object &object, Node node);
void checkStash(Checker &checker, const Object &object, Node node);

} // namespace stash::schema

#endif // STASHC_SEMA_SCHEMA_CHECKER_H
