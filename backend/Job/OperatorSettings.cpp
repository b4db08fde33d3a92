#include "backend/Job/OperatorSettings.h"

#include "llvm/ADT/SmallVector.h"

using namespace stash;

llvm::ArrayRef<llvm::StringLiteral> OperatorSettings::getNames() {
  static constexpr llvm::StringLiteral names[] = {
      "registry",           "image",        "tag",         "pushgateway",
      "license-apiservice", "pull-secrets", "operator-pod"};
  return names;
}

bool OperatorSettings::set(llvm::StringRef name, llvm::StringRef value) {
  if (name == "pull-secrets") {
    pullSecrets.clear();
    llvm::SmallVector<llvm::StringRef> secrets;
    value.split(secrets, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
    for (llvm::StringRef secret : secrets)
      pullSecrets.push_back(secret.trim().str());
    return true;
  }
  std::string *setting = name == "registry"             ? &registry
                         : name == "image"              ? &image
                         : name == "tag"                ? &tag
                         : name == "pushgateway"        ? &pushgateway
                         : name == "license-apiservice" ? &licenseApiService
                         : name == "operator-pod"       ? &operatorPod
                                                        : nullptr;
  if (!setting)
    return false;
  *setting = value.str();
  return true;
}
