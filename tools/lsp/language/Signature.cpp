#include "tools/lsp/language/CursorContext.h"
#include "tools/lsp/language/Questions.h"
#include "tools/lsp/language/Render.h"

namespace stash::lsp {

namespace {
struct Signature {
  std::string name;
  llvm::StringRef doc;
  struct Part {
    std::string name, text, doc;
  };
  std::vector<Part> parts;
};
} // namespace

static Signature makeSignature(llvm::StringRef name,
                               llvm::ArrayRef<const sema::Parameter *> parameters,
                               llvm::StringRef doc) {
  Signature signature{name.str(), doc, {}};
  for (const sema::Parameter *parameter : parameters)
    signature.parts.push_back({parameter->name.str(), render(*parameter), parameter->doc.str()});
  return signature;
}

static std::optional<Signature> findCallee(const Question &question, const CursorContext &context) {
  const sema::Program &program = question.analysis.getProgram();
  llvm::StringRef name = context.enclosingCallee;
  if (name == "secret" || name == "configMap")
    return Signature{name.str(),
                     "The value is a key of an object of the cluster.",
                     {{"name", "name", ""}, {"key", "key", ""}}};
  if (name == "field")
    return Signature{"field", "The value is a field of the pod.", {{"path", "path", ""}}};
  if (name == "flags")
    return Signature{"flags",
                     "A list of '--name=value'; a bare name gives its own name.",
                     {{"", "name: value, …", ""}}};
  if (context.call == CursorContext::Call::Task)
    if (auto task = program.tasksByName.find(name); task != program.tasksByName.end())
      return makeSignature(name, getParameters(*task->second), task->second->doc);
  if (auto function = program.functionsByName.find(name);
      function != program.functionsByName.end() && context.call != CursorContext::Call::Definition)
    return makeSignature(name, function->second->parameters, function->second->doc);
  for (const auto &unit : program.files)
    for (const ast::Item *item : unit->module.items)
      if (const auto *def = llvm::dyn_cast<ast::DefItem>(item);
          def && def->getName().text == name) {
        Signature signature{name.str(), def->getDoc(), {}};
        for (const ast::Param &param : def->getParams())
          signature.parts.push_back(
              {param.name.text.str(), question.getText(param.range).str(), param.doc.str()});
        return signature;
      }
  return std::nullopt;
}

std::optional<SignatureHelp> findSignature(const Question &question, const TextDocument &now,
                                           uint32_t offset) {
  CursorContext context = findContext(question, now, offset);
  if (context.enclosingCallee.empty())
    return std::nullopt;
  std::optional<Signature> callee = findCallee(question, context);
  if (!callee)
    return std::nullopt;
  SignatureHelp help;
  llvm::lsp::SignatureInformation &info = help.signatures.emplace_back();
  info.label = callee->name + "(";
  info.documentation = callee->doc.str();
  help.activeParameter = static_cast<int>(context.argumentIndex);
  for (size_t i = 0; i < callee->parts.size(); ++i) {
    const Signature::Part &part = callee->parts[i];
    info.label += (i ? ", " : "") + part.text;
    llvm::lsp::ParameterInformation &parameter = info.parameters.emplace_back();
    // A text, not offsets: these would have to be in the client's units.
    parameter.labelString = part.text;
    parameter.documentation = part.doc;
    // Arguments have names: the one that is being written counts, not its place.
    if (!context.argument.empty() && part.name == context.argument)
      help.activeParameter = static_cast<int>(i);
  }
  info.label += ")";
  return help;
}

} // namespace stash::lsp
