#include "frontend/Basic/DiagnosticsJob.h"
#include "sema/Analysis/Bodies.h"
#include "sema/Analysis/Checks.h"

using namespace stash;
using namespace stash::sema;

/// Whether an unknown name can only be a mistake. Other names may be those of a layer above, which
/// fills them in before the manifest reaches the cluster.
static bool isMistake(llvm::StringRef name, const BlueprintVariable *meant) {
  std::string upper = name.upper();
  if (findBuiltin(upper) || llvm::StringRef(upper).starts_with("TARGET_"))
    return true;
  // Not `${NAME}`, of which only the end is the variable's.
  return meant && !llvm::StringRef(meant->name).ends_with("_" + upper);
}

/// The name in the place of a whole substitution; nothing where the source is written differently.
static SourceRange findName(const VariableUse &use, const SourceManager &sources) {
  llvm::StringRef source = sources.getText(use.range);
  if (!source.consume_front("${") || !source.starts_with(use.name))
    return {};
  SourceRange range = use.range;
  range.begin += 2;
  range.end = range.begin + static_cast<uint32_t>(use.name.size());
  return range;
}

static std::string listVariables() {
  std::string list;
  for (const BlueprintVariable &variable : getBlueprintVariables())
    list += (list.empty() ? "'" : ", '") + variable.name.str() + "'";
  return list;
}

void sema::checkBlueprint(const Constant &whole, bool isSource, diag::Stage stage,
                          Analysis &analysis) {
  DiagnosticEngine &diags = analysis.diags;
  forEachUse(whole, [&](const VariableUse &use) {
    if (use.name.empty())
      return;
    SourceRange nameRange = findName(use, diags.getSources());
    if (const BlueprintVariable *variable = findBlueprintVariable(use.name)) {
      if (!isSource) // a source has its occurrences from the evaluator
        analysis.occur(nameRange.isValid() ? nameRange : use.range, {}, SymbolKind::Builtin,
                       use.name, nullptr, variable);
      return;
    }
    const BlueprintVariable *meant = findMeantBlueprintVariable(use.name);
    bool mayBeOthers = !isSource || use.hasDefault();
    if (mayBeOthers && !isMistake(use.name, meant))
      return;
    DiagnosticEngine::StageScope scope(diags, use.hasDefault() ? diag::Stage::Later : stage);
    auto report = diags.report(diag::NoBlueprintVariable, use.range, use.name);
    if (meant) {
      report.note({}, "did you mean '{0}'?", meant->name);
      if (nameRange.isValid())
        report.fixit(nameRange, meant->name);
    } else {
      report.note({}, "its variables are {0}", listVariables());
    }
    if (use.hasDefault())
      report.note({}, "its default is always taken");
    else
      report.note({}, "Stash makes no backup of a blueprint with a variable that it does not know");
  });
}
