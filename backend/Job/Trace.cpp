#include "backend/Job/Trace.h"

#include "backend/Job/Cluster.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace stash;

void stash::addUses(TraceStep &step, const Template &parsed, const VariableScope &scope,
                    llvm::function_ref<SourceRange(uint32_t, uint32_t)> locate, Budget *budget) {
  forEachSubstitution(parsed, [&](const Substitution &substitution) {
    if (budget && !budget->mayGoOn())
      return;
    TraceUse use;
    use.name = substitution.name.str();
    use.range = locate(substitution.begin, substitution.end);
    if (const Variable *variable = scope.find(substitution.name)) {
      use.isKnown = true;
      use.value = variable->value.str();
    } else if (substitution.op == TemplateOperator::Default) {
      auto word = evaluateTemplate(substitution.arguments[0],
                                   [&](llvm::StringRef name) { return scope.getValue(name); });
      if (auto *text = std::get_if<std::string>(&word))
        use.value = std::move(*text);
    }
    if (budget)
      budget->spendMemory(sizeof(use) + use.value.size());
    step.uses.push_back(std::move(use));
  });
}

namespace {

/// `file:line:column`, or nothing.
std::string describePlace(SourceRange range, const SourceManager &sources) {
  const SourceFile *file = range.isValid() ? sources.getFile(range) : nullptr;
  if (!file)
    return "";
  LineColumn at = sources.getLineColumn(range.begin);
  return llvm::formatv("{0}:{1}:{2}", file->getName(), at.line, at.column);
}

/// Values are shown in quotes: an empty one is a value.
std::string quote(llvm::StringRef text) {
  std::string result;
  llvm::raw_string_ostream out(result);
  out << llvm::json::Value(llvm::json::fixUTF8(text));
  return result;
}

struct Row {
  std::string name, value, origin, usedBy;
};

void printRows(llvm::ArrayRef<Row> rows, llvm::raw_ostream &out) {
  size_t nameWidth = 0, valueWidth = 0;
  for (const Row &row : rows) {
    nameWidth = std::max(nameWidth, row.name.size());
    valueWidth = std::max(valueWidth, std::min<size_t>(row.value.size(), 40));
  }
  for (const Row &row : rows) {
    out << "  " << llvm::left_justify(row.name, nameWidth) << "  "
        << llvm::left_justify(row.value, valueWidth) << "  " << row.origin;
    if (!row.usedBy.empty())
      out << "; used by " << row.usedBy;
    out << '\n';
  }
}

/// The steps that use a variable, but not where a parameter of the step's own stands for it.
std::string getUsers(const JobTrace &trace, llvm::StringRef name) {
  std::string users;
  for (const TraceStep &step : trace.steps)
    if (llvm::any_of(step.uses,
                     [&](const TraceUse &use) { return use.isKnown && use.name == name; }))
      users += (users.empty() ? "" : ", ") + step.title;
  return users;
}

std::string describeDefault(const TraceUse &use, const SourceManager &sources) {
  std::string place = describePlace(use.range, sources);
  return place.empty() ? "default" : "default (" + place + ")";
}

std::string describeOrigin(const Variable &variable, const VariableSet &set,
                           const SourceManager &sources) {
  std::string result = variable.origin.describe();
  std::string place = describePlace(variable.origin.range, sources);
  if (!place.empty())
    result += " (" + place + ")";
  if (variable.overrides >= 0) {
    const Variable &hidden = set[variable.overrides];
    result += ", instead of " + quote(hidden.value) + " from " + hidden.origin.describe();
  }
  return result;
}

} // namespace

void stash::printTrace(const JobTrace &trace, const SourceManager &sources,
                       llvm::raw_ostream &out) {
  out << trace.title << '\n';
  std::vector<Row> rows;
  for (const Variable &variable : trace.variables.getAll())
    if (trace.variables.find(variable.name) == &variable)
      rows.push_back({variable.name.str(), quote(variable.value),
                      describeOrigin(variable, trace.variables, sources),
                      getUsers(trace, variable.name)});
  printRows(rows, out);
  for (const TraceStep &step : trace.steps) {
    rows.clear();
    for (const Variable &param : step.params.getAll()) {
      if (step.params.find(param.name) != &param)
        continue;
      std::string origin = describeOrigin(param, step.params, sources);
      if (const Variable *winner = trace.variables.find(param.name))
        origin += ", hidden by " + winner->origin.describe();
      rows.push_back({param.name.str(), quote(param.value), origin, ""});
    }
    for (const TraceUse &use : step.uses)
      if (!use.isKnown)
        rows.push_back({use.name, quote(use.value), describeDefault(use, sources), ""});
    if (rows.empty())
      continue;
    out << ' ' << step.title << '\n';
    printRows(rows, out);
  }
}

void stash::printTraceJson(const JobTrace &trace, const SourceManager &sources,
                           llvm::raw_ostream &out) {
  llvm::json::OStream json(out, /*IndentSize=*/2);
  auto text = [](llvm::StringRef raw) { return llvm::json::fixUTF8(raw); };
  auto writePlace = [&](SourceRange range) {
    std::string place = describePlace(range, sources);
    if (!place.empty())
      json.attribute("place", text(place));
  };
  auto writeVariables = [&](const VariableSet &set) {
    for (const Variable &variable : set.getAll()) {
      if (set.find(variable.name) != &variable)
        continue;
      json.object([&] {
        json.attribute("name", text(variable.name));
        json.attribute("value", text(variable.value));
        json.attribute("origin", text(variable.origin.describe()));
        writePlace(variable.origin.range);
        if (variable.overrides < 0)
          return;
        json.attributeArray("overrides", [&] {
          for (int i = variable.overrides; i >= 0; i = set[i].overrides)
            json.object([&] {
              json.attribute("value", text(set[i].value));
              json.attribute("origin", text(set[i].origin.describe()));
              writePlace(set[i].origin.range);
            });
        });
      });
    }
  };
  json.object([&] {
    json.attribute("job", text(trace.title));
    json.attributeArray("variables", [&] { writeVariables(trace.variables); });
    json.attributeArray("steps", [&] {
      for (const TraceStep &step : trace.steps)
        json.object([&] {
          json.attribute("step", text(step.title));
          json.attributeArray("params", [&] { writeVariables(step.params); });
          json.attributeArray("uses", [&] {
            for (const TraceUse &use : step.uses)
              json.object([&] {
                json.attribute("name", text(use.name));
                json.attribute("value", text(use.value));
                json.attribute("default", !use.isKnown);
                writePlace(use.range);
              });
          });
        });
    });
  });
}
