#include "backend/Job/ClaimTemplates.h"

#include "backend/Job/Names.h"
#include "backend/Job/ObjectParts.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;

ClaimTemplates::ClaimTemplates(llvm::ArrayRef<Value *> sources, ValueArena &arena) {
  for (const Value *source : sources)
    templates.push_back(std::make_unique<ObjectTemplate>(*source, TypeId::ClaimTemplate, arena));
}

std::optional<std::vector<Value *>> ClaimTemplates::make(unsigned ordinal,
                                                         llvm::StringRef nameSpace,
                                                         ValueArena &arena,
                                                         DiagnosticEngine &diags) const {
  VariableSet variables;
  variables.set("POD_ORDINAL", arena.copy(llvm::utostr(ordinal)), {"ordinal of the claim"});
  std::vector<Value *> claims;
  for (auto [i, source] : llvm::enumerate(templates)) {
    std::string what = "claim template " + llvm::utostr(i);
    Value *filled =
        source->substitute({&variables}, {what, "", source->getObject().getRange()}, arena, diags);
    if (!filled)
      return std::nullopt;
    Value *typed = makeTyped(arena, filled, TypeId::ClaimTemplate);
    Value *metadata = typed->get("metadata");
    if (!metadata)
      metadata = arena.map();
    metadata->set(arena, "namespace", arena.string(nameSpace));
    Value *claim = arena.map(typed->getRange());
    claim->add(arena, "apiVersion", arena.string("v1"));
    claim->add(arena, "kind", arena.string("PersistentVolumeClaim"));
    claim->add(arena, "metadata", metadata);
    Value *spec = typed->get("spec");
    claim->add(arena, "spec", spec ? spec : arena.map());
    claims.push_back(claim);
  }
  return claims;
}

Value *stash::makeInterimClaim(ValueArena &arena, const Value &claimTemplate, const JobInput &input,
                               Value *owner) {
  const Value *name = claimTemplate.at({"metadata", "name"});
  llvm::StringRef ownerName = input.invoker.isBackup ? input.session.name : input.invoker.name;
  llvm::StringRef claimName =
      arena.copy(interimClaimName(ownerName, name ? name->getStringOrNone().value_or("") : ""));
  Value *claim = makeObject(arena, "v1", "PersistentVolumeClaim", claimName,
                            input.invoker.nameSpace, nullptr, owner);
  claim->setRange(claimTemplate.getRange());
  claim->add(arena, "spec",
             makeTyped(arena, claimTemplate.get("spec"), TypeId::PersistentVolumeClaimSpec));
  return claim;
}
