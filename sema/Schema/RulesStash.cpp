// What Stash does not read of its own objects (spec P21, P22).

#include "sema/Schema/Checker.h"

using namespace stash;
using namespace stash::schema;

void schema::checkStash(Checker &checker, const Object &object, Node node) {
  switch (object.id) {
  case ObjectId::FunctionSpec:
    for (llvm::StringRef name : {"nice", "ionice"})
      if (Node member = node.at({"runtimeSettings", name}); member.isGiven())
        checker.ignored(member, "only an invoker's container settings have it (spec §1.3)");
    return;
  case ObjectId::PodRuntimeSettings:
    if (Node labels = node.get("podLabels"); labels.isMap() && !labels.getValue()->empty())
      checker.ignored(labels, "Stash gives the pod labels of its own");
    return;
  default:
    return;
  }
}
