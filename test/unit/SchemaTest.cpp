#include "sema/Schema/Schema.h"

#include "sema/Schema/Format.h"

#include <gtest/gtest.h>
#include <set>

using namespace stash;
using namespace stash::schema;

TEST(Schema, FindsKinds) {
  const Kind *function = findKind("stash.appscode.com/v1beta1", "Function");
  ASSERT_TRUE(function);
  EXPECT_FALSE(function->isNamespaced);
  EXPECT_EQ(function->getGroup(), "stash.appscode.com");
  EXPECT_EQ(findKind("v1", "Pod")->getGroup(), "");
  EXPECT_FALSE(findKind("stash.appscode.com/v1", "Function"));
  EXPECT_EQ(getKindStatus("stash.appscode.com/v1", "Function"), KindStatus::Missing);
  EXPECT_EQ(getKindStatus("batch/v1", "Jobs"), KindStatus::Missing);
  EXPECT_EQ(getKindStatus("v1", "ConfigMap"), KindStatus::NotChecked);
  EXPECT_EQ(getKindStatus("apps/v1", "Deployment"), KindStatus::NotChecked);
  EXPECT_EQ(getKindStatus("v1", "Pod"), KindStatus::Checked);
}

TEST(Schema, FollowsPaths) {
  const Kind &function = *findKind("Function");
  EXPECT_TRUE(findType(function, "spec.image")->isString());
  EXPECT_TRUE(findType(function, "spec.args")->isList());
  EXPECT_TRUE(findType(function, "spec.args[0]")->isString());
  EXPECT_EQ(findType(function, "spec.args")->describe(), "a list of strings");
  EXPECT_TRUE(findType(function, "spec.ports[*].containerPort")->isInteger());
  EXPECT_TRUE(findType(function, "spec.runtimeSettings.resources.limits.memory")->isQuantity());
  EXPECT_TRUE(
      findType(function, "spec.runtimeSettings.livenessProbe.httpGet.port")->isIntOrString());
  EXPECT_FALSE(findType(function, "spec.imagePullPolicy"));
  EXPECT_EQ(findField(function, "spec.ports[1].protocol")->defaultValue, "TCP");
  // A volume has its name and every source.
  const Kind &task = *findKind("Task");
  EXPECT_TRUE(findType(task, "spec.volumes[0].name"));
  EXPECT_EQ(findType(task, "spec.volumes[0].emptyDir")->getObject()->id, ObjectId::EmptyDirVolume);
}

TEST(Schema, WorldsDiffer) {
  const Object &template_ = getObject(ObjectId::EphemeralClaimTemplate);
  EXPECT_EQ(template_.getField("metadata", World::CustomResource)->type.object,
            ObjectId::EphemeralMeta);
  EXPECT_EQ(template_.getField("metadata", World::BuiltIn)->type.object, ObjectId::ObjectMeta);
}

TEST(Schema, ListsVolumeSources) {
  EXPECT_EQ(getVolumeSources().size(), 30u);
  EXPECT_EQ(getVolumeSources().front(), "emptyDir");
}

TEST(Schema, SaysWhereAFieldBelongs) {
  const Object &spec = getObject(ObjectId::FunctionSpec);
  auto hint = [&](llvm::StringRef name) {
    std::optional<Misplaced> misplaced = findMisplaced(spec, name, World::CustomResource);
    return misplaced ? misplaced->hint : "";
  };
  EXPECT_EQ(hint("resources"), "it lives under 'runtimeSettings'");
  EXPECT_EQ(hint("workDir"), "did you mean 'workingDir'?");
  EXPECT_EQ(hint("volumes"), "the volumes that a Function mounts are declared by its Task");
  EXPECT_EQ(hint("nodeSelector"), "it belongs to the pod: 'spec.runtimeSettings.pod.nodeSelector' "
                                  "of the BackupConfiguration or RestoreSession");
  EXPECT_EQ(hint("imagePullPolicy"), "Stash has no 'imagePullPolicy' for its containers");
  EXPECT_EQ(hint("frobnicate"), "");
  const Field *nearest = findNearestField(spec, "imgae", World::CustomResource);
  ASSERT_TRUE(nearest);
  EXPECT_EQ(nearest->name, "image");
}

TEST(Schema, ReadsPointsInTime) {
  for (llvm::StringRef text : {"2024-02-29T08:00:00Z", "2024-05-31T08:00:00.5+02:00"}) {
    EXPECT_FALSE(findDateTimeFault(text)) << text.str();
    EXPECT_FALSE(findTimestampFault(text)) << text.str();
  }
  for (llvm::StringRef text :
       {"", "yesterday", "2024-05-31", "2023-02-29T08:00:00Z", "2024-05-31T24:00:00Z",
        "2024-05-31T08:00:60Z", "2024-05-31T08:00:00", "2024-05-31 08:00:00Z", "2024-05-31T08:00Z",
        "2024-05-31T08:00:00Z "}) {
    EXPECT_TRUE(findDateTimeFault(text)) << text.str();
    EXPECT_TRUE(findTimestampFault(text)) << text.str();
  }
  // Where the two readers differ.
  EXPECT_FALSE(findDateTimeFault("2024-05-31t08:00:00z"));
  EXPECT_TRUE(findTimestampFault("2024-05-31t08:00:00z"));
  EXPECT_FALSE(findDateTimeFault("2024-05-31T08:00:00+99:99"));
  EXPECT_TRUE(findTimestampFault("2024-05-31T08:00:00+99:99"));
  EXPECT_TRUE(findDateTimeFault("2024-05-31T8:00:00Z"));
  EXPECT_FALSE(findTimestampFault("2024-05-31T8:00:00Z"));
}

TEST(Schema, ReadsAddressesAsGoDid) {
  for (llvm::StringRef text :
       {"10.0.0.1", "0010.0.0.01", "::", "::1", "00001::2", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"})
    EXPECT_FALSE(findIpFault(text)) << text.str();
  for (llvm::StringRef text : {"", "10.0.0", "10.0.0.256", "10.0.0.1/8", "1:2",
                               "12345::", "::1%eth0", ":::", "[::1]", "10.0.0.1 "})
    EXPECT_TRUE(findIpFault(text)) << text.str();
}

TEST(Schema, TakesBeginningsOfNames) {
  EXPECT_FALSE(findDnsSubdomainPrefixFault("name-"));
  EXPECT_FALSE(findDnsSubdomainPrefixFault("na.me"));
  EXPECT_TRUE(findDnsSubdomainPrefixFault("name."));
  EXPECT_TRUE(findDnsSubdomainPrefixFault("-name-"));
  EXPECT_TRUE(findDnsSubdomainPrefixFault("-"));
}

// What the declarations promise to whoever uses them.
TEST(Schema, IsConsistent) {
  for (const Kind &kind : getKinds()) {
    EXPECT_TRUE(kind.getObject().getField("metadata", kind.world)) << kind.kind.str();
    EXPECT_FALSE(kind.doc.empty());
  }
  std::set<ObjectId> seen;
  auto visit = [&](auto &self, const Object &object, World world) -> void {
    if (!seen.insert(object.id).second)
      return;
    std::set<std::string> names;
    bool hasChoice = false;
    object.forEachField(world, [&](const Field &field) {
      EXPECT_TRUE(names.insert(field.name.str()).second)
          << object.noun.str() << "." << field.name.str() << " is declared twice";
      EXPECT_LE(field.minimum, field.maximum);
      EXPECT_FALSE(llvm::StringRef(field.doc).ends_with("."));
      EXPECT_LE(field.doc.size(), 90u);
      hasChoice |= field.isChoice;
      if (!field.keys.empty()) {
        const Object *item = field.type.getObject();
        ASSERT_TRUE(item && field.type.isList());
        llvm::SmallVector<llvm::StringRef, 2> keys;
        llvm::StringRef(field.keys).split(keys, ',');
        for (llvm::StringRef key : keys)
          EXPECT_TRUE(item->getField(key, world)) << key.str();
      }
      if (const Object *inner = field.type.getObject())
        self(self, *inner, world);
    });
    EXPECT_LE(object.choice != Choice::None, hasChoice) << object.noun.str();
  };
  for (const Kind &kind : getKinds()) {
    if (kind.world == World::CustomResource)
      visit(visit, kind.getObject(), kind.world);
  }
  seen.clear();
  for (const Kind &kind : getKinds())
    if (kind.world == World::BuiltIn)
      visit(visit, kind.getObject(), kind.world);
}
