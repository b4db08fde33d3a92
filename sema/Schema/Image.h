//===- Image.h - references to container images -----------------*- C++ -*-===//

#ifndef STASHC_SEMA_SCHEMA_IMAGE_H
#define STASHC_SEMA_SCHEMA_IMAGE_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace stash {

/// Why a kubelet cannot read a text as the reference of an image (`[HOST/]PATH[:TAG][@DIGEST]`, as
/// distribution's reference package has it); empty when it can.
std::string findImageFault(llvm::StringRef text);

} // namespace stash

#endif // STASHC_SEMA_SCHEMA_IMAGE_H
