//===- TextEncoder.h - text in the form that arrives as meant ---*- C++ -*-===//
//
// Writes the compiler's text as the text of a manifest. Stash collapses `$$`, expands every `${` it
// meets and inserts values into JSON unescaped (spec §2.5); the encoder undoes that, so that a
// string means what it says. What has no such form is an error, never a silent change.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_LOWER_TEXTENCODER_H
#define STASHC_BACKEND_LOWER_TEXTENCODER_H

#include "frontend/Basic/Diagnostic.h"
#include "sema/Program/Constant.h"

#include <optional>
#include <string>

namespace stash {

/// Where a text goes, and so what happens to it on its way into the pod.
enum class Destination : uint8_t {
  Template,        ///< a field of a Function, a Task or a blueprint: substituted once
  StepArgument,    ///< a step's parameter: substituted, then inserted into a Function's JSON
  Verbatim,        ///< a field that Stash does not substitute (spec §4.6)
  InvokerArgument, ///< a Task's parameter in an invoker: inserted as it is (spec §1.13)
};

/// The text of a manifest's string. Nothing when it has no form (reported at `range`), or when it
/// holds what is not known.
std::optional<std::string> encodeText(sema::Text text, Destination destination, SourceRange range,
                                      DiagnosticEngine &diags);

/// The text of a scalar constant; nothing for others.
sema::Text getScalarText(const sema::Constant &constant, sema::Piece &storage);

} // namespace stash

#endif // STASHC_BACKEND_LOWER_TEXTENCODER_H
