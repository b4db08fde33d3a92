#include "sema/Schema/Checker.h"

using namespace stash;
using namespace stash::schema;

/// The rules that a table cannot say, by the object that has them.
void Checker::runRules(const Object &object, Node node) {
  checkWarnings(*this, object, node);
  switch (object.id) {
  case ObjectId::ObjectMeta:
    return checkMetadata(*this, node);
  case ObjectId::LabelSelectorRequirement:
    return checkLabelSelectorRequirement(*this, node);
  case ObjectId::Probe:
    return checkProbe(*this, node);
  case ObjectId::EnvVar:
    return checkEnvVar(*this, node);
  case ObjectId::ResourceRequirements:
    return checkResources(*this, node);
  case ObjectId::VolumeMount:
    return checkVolumeMount(*this, node);
  case ObjectId::SecurityContext:
    return checkSecurityContext(*this, node);
  case ObjectId::SeccompProfile:
    return checkSeccompProfile(*this, node);
  case ObjectId::AppArmorProfile:
    return checkAppArmorProfile(*this, node);
  case ObjectId::WindowsOptions:
    return checkWindowsOptions(*this, node);
  case ObjectId::ClaimSpec:
    return checkClaimSpec(*this, node);
  case ObjectId::Pod:
  case ObjectId::PodTemplateSpec:
    return checkPodAnnotations(*this, node.at({"metadata", "annotations"}), node.get("spec"));
  case ObjectId::PodSpec:
    return checkPodSpec(*this, node);
  case ObjectId::PodSecurityContext:
    return checkPodSecurityContext(*this, node);
  case ObjectId::NodeSelectorRequirement:
  case ObjectId::PodAffinityTerm:
  case ObjectId::Toleration:
  case ObjectId::TopologySpreadConstraint:
  case ObjectId::PodDnsConfig:
    return checkScheduling(*this, object, node);
  case ObjectId::Job:
    return checkJob(*this, node);
  case ObjectId::Role:
  case ObjectId::ClusterRole:
  case ObjectId::PolicyRule:
  case ObjectId::RoleBinding:
  case ObjectId::ClusterRoleBinding:
    return checkRbac(*this, object, node);
  case ObjectId::FunctionSpec:
    checkContainerParts(*this, node);
    return checkStash(*this, object, node);
  default:
    checkVolumeSource(*this, object, node);
    return checkStash(*this, object, node);
  }
}
