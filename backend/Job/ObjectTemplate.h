//===- ObjectTemplate.h - an object that is substituted as text -*- C++ -*-===//
//
// The operator substitutes in an object's JSON text and decodes the result into the same object
// (spec §2.5). An ObjectTemplate is parsed once and substituted for every Job that uses it. It
// points into the arena that it was made with.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_OBJECTTEMPLATE_H
#define STASHC_BACKEND_JOB_OBJECTTEMPLATE_H

#include "backend/Job/GoJson.h"
#include "backend/Job/Variables.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Template/Template.h"

#include <variant>

namespace stash {

/// Who has an object substituted, for messages.
struct SubstitutionSite {
  std::string what;  ///< the object: "Function 'x'"
  std::string user;  ///< who needs it: "step 1 of Task 't'"; may be empty
  SourceRange where; ///< of the user, and of what has no place of its own
};

class ObjectTemplate {
public:
  ObjectTemplate(const Value &object, TypeId type, ValueArena &arena);

  /// The object with the variables filled in, made in `arena`; null, with the mistake reported,
  /// where the operator fails.
  Value *substitute(const VariableScope &scope, const SubstitutionSite &site, ValueArena &arena,
                    DiagnosticEngine &diags) const;

  /// The object before substitution, as the operator's types hold it.
  const Value &getObject() const { return *object; }
  /// Null when the text does not parse.
  const Template *getTemplate() const { return std::get_if<Template>(&parsed); }
  /// The place in the source of [begin, end) of the JSON text.
  SourceRange locate(uint32_t begin, uint32_t end, const SourceManager &sources) const;

private:
  void reportTemplate(const TemplateError &error, const VariableScope &scope,
                      const SubstitutionSite &site, DiagnosticEngine &diags) const;
  void reportJson(const JsonError &error, const VariableScope &scope, const SubstitutionSite &site,
                  DiagnosticEngine &diags) const;

  TypeId type;
  const Value *object;
  JsonText json;
  std::variant<Template, TemplateError> parsed;
};

} // namespace stash

#endif // STASHC_BACKEND_JOB_OBJECTTEMPLATE_H
