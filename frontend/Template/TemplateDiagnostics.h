//===- TemplateDiagnostics.h - what is wrong with a template ----*- C++ -*-===//

#ifndef STASHC_FRONTEND_TEMPLATE_TEMPLATEDIAGNOSTICS_H
#define STASHC_FRONTEND_TEMPLATE_TEMPLATEDIAGNOSTICS_H

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Template/Template.h"

namespace stash {

/// Where a template stands: a literal `${` is written differently there.
enum class TemplateSource : uint8_t { Language, Yaml };

/// Reports a parse error of `text`; `map` gives the source of its offsets. A substitution that does
/// not end within the text is pitfall P13.
void reportTemplateError(const TemplateError &error, llvm::StringRef text,
                         llvm::function_ref<SourceRange(uint32_t, uint32_t)> map,
                         TemplateSource source, DiagnosticEngine &diags);

} // namespace stash

#endif // STASHC_FRONTEND_TEMPLATE_TEMPLATEDIAGNOSTICS_H
