// Document and workspace symbols.

#include "tools/lsp/language/Questions.h"
#include "tools/lsp/language/Render.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

namespace stash::lsp {

using namespace stash::ast;

namespace {
class Outline {
public:
  explicit Outline(const Question &question) : question(question) {}

  void add(llvm::ArrayRef<const Item *> items, std::vector<DocumentSymbol> &symbols) {
    for (const Item *item : items)
      add(*item, symbols);
  }

private:
  DocumentSymbol make(llvm::StringRef name, SymbolKind kind, SourceRange range,
                      SourceRange selection, llvm::StringRef detail = {}) {
    if (!range.contains(selection))
      selection = {range.begin, range.begin};
    // The protocol wants a name.
    return {name.empty() ? "?" : name.str(),
            detail.str(),
            kind,
            question.toRange(range),
            question.toRange(selection),
            {}};
  }
  llvm::StringRef getName(const Expr &name) { return question.getText(name.getRange()).trim('"'); }
  DocumentSymbol makeNamed(const Item &item, const Expr &name, SymbolKind kind,
                           llvm::StringRef detail) {
    return make(getName(name), kind, item.getRange(), name.getRange(), detail);
  }
  void addParams(llvm::ArrayRef<Param> params, DocumentSymbol &symbol) {
    for (const Param &param : params)
      if (!param.isSpread)
        symbol.children.push_back(make(
            param.name.text, SymbolKind::Variable, param.range, param.name.range,
            param.type.range.isValid() ? question.getText(param.type.range) : llvm::StringRef()));
  }
  void add(const Item &item, std::vector<DocumentSymbol> &symbols);

  const Question &question;
};
} // namespace

void Outline::add(const Item &item, std::vector<DocumentSymbol> &symbols) {
  auto addConstant = [&](Name name, SymbolKind kind, llvm::StringRef detail) {
    symbols.push_back(make(name.text, kind, item.getRange(), name.range, detail));
    return &symbols.back();
  };
  llvm::TypeSwitch<const Item *>(&item)
      .Case([&](const LetItem *i) { addConstant(i->getName(), SymbolKind::Constant, "let"); })
      .Case([&](const InputItem *i) { addConstant(i->getName(), SymbolKind::Constant, "input"); })
      .Case([&](const ParamsItem *i) {
        addParams(i->getParams(), *addConstant(i->getName(), SymbolKind::Struct, "params"));
      })
      .Case([&](const DefItem *i) {
        DocumentSymbol symbol =
            make(i->getName().text, SymbolKind::Method, i->getRange(), i->getName().range, "def");
        addParams(i->getParams(), symbol);
        add(i->getBody().items, symbol.children);
        symbols.push_back(std::move(symbol));
      })
      .Case([&](const FunctionItem *i) {
        DocumentSymbol symbol = makeNamed(*i, *i->getName(), SymbolKind::Function,
                                          i->isExtern() ? "extern function" : "function");
        addParams(i->getParams(), symbol);
        if (i->getBody())
          add(i->getBody()->items, symbol.children);
        symbols.push_back(std::move(symbol));
      })
      .Case([&](const TaskItem *i) {
        llvm::StringRef detail = i->getDirection() == Direction::Backup    ? "backup task"
                                 : i->getDirection() == Direction::Restore ? "restore task"
                                                                           : "task";
        DocumentSymbol symbol = makeNamed(*i, *i->getName(), SymbolKind::Class, detail);
        addParams(i->getParams(), symbol);
        if (i->getBody())
          add(i->getBody()->items, symbol.children);
        symbols.push_back(std::move(symbol));
      })
      .Case([&](const InvokerItem *i) {
        DocumentSymbol symbol =
            makeNamed(*i, *i->getName(), SymbolKind::Object, getKeyword(i->getInvokerKind()));
        add(i->getBody().items, symbol.children);
        symbols.push_back(std::move(symbol));
      })
      .Case([&](const VolumeItem *i) {
        symbols.push_back(makeNamed(*i, *i->getName(), SymbolKind::Field, "volume"));
      })
      .Case([&](const TargetItem *i) {
        symbols.push_back(makeNamed(*i, *i->getTarget().getName(), SymbolKind::Field,
                                    i->getTarget().getTargetKind().text));
      })
      .Case([&](const ForItem *i) {
        std::string name = "for ";
        for (const Name &variable : i->getVariables())
          name += (&variable == i->getVariables().begin() ? "" : ", ") + variable.text.str();
        DocumentSymbol symbol = make(name, SymbolKind::Namespace, i->getRange(), i->getRange());
        add(i->getBody().items, symbol.children);
        if (!symbol.children.empty())
          symbols.push_back(std::move(symbol));
      })
      .Case([&](const IfItem *i) {
        for (const IfItem::ItemBranch &branch : i->getBranches())
          add(branch.body->items, symbols);
      })
      .Case([&](const PipelineItem *i) {
        // A use of a definition: what it makes has its name.
        if (i->getSteps().size() == 1 && i->getSteps()[0].argumentsRange.isValid() && !i->getBody())
          symbols.push_back(make(getName(*i->getSteps()[0].name), SymbolKind::Event, i->getRange(),
                                 i->getSteps()[0].name->getRange(), "use"));
      });
}

std::vector<DocumentSymbol> listSymbols(const Question &question) {
  std::vector<DocumentSymbol> symbols;
  const sema::FileUnit *unit = question.getUnit();
  if (!unit)
    return symbols;
  Outline(question).add(unit->module.items, symbols);
  for (const sema::Document &document : question.analysis.getProgram().documents) {
    if (document.file != unit || !document.value->getRange().isValid())
      continue;
    const Value *name = document.value->at({"metadata", "name"});
    Range range = question.toRange(document.value->getRange());
    bool isStash = document.value->getStringOr("apiVersion").starts_with("stash.appscode.com/");
    llvm::StringRef kind = document.value->getStringOr("kind", "?");
    symbols.push_back({name && name->isString() ? name->getText().str() : "?",
                       kind.str(),
                       isStash && kind == "Function" ? SymbolKind::Function : SymbolKind::Object,
                       range,
                       name ? question.toRange(name->getRange()) : Range(range.start),
                       {}});
  }
  return symbols;
}

/// Whether the letters of `query` come in `name` in order, in any case.
static bool matches(llvm::StringRef name, llvm::StringRef query) {
  for (char c : query) {
    size_t at = name.find_insensitive(llvm::StringRef(&c, 1));
    if (at == llvm::StringRef::npos)
      return false;
    name = name.drop_front(at + 1);
  }
  return true;
}

std::vector<WorkspaceSymbol> searchSymbols(Workspace &workspace, llvm::StringRef query,
                                           const CancelFlag &cancelled) {
  std::vector<WorkspaceSymbol> result;
  auto add = [&](const Analysis &analysis, llvm::StringRef name, SymbolKind kind, SourceRange range,
                 llvm::StringRef container) {
    if (name.empty() || !matches(name, query))
      return;
    if (std::optional<Location> location = workspace.toLocation(analysis, range))
      result.push_back({name.str(), kind, std::move(*location), container.str()});
  };
  workspace.forEachAnalysis("", cancelled, [&](const Analysis &analysis) {
    const sema::FileUnit *unit = analysis.getUnit();
    if (!unit)
      return;
    for (const sema::Declared &declared : analysis.getProgram().declared) {
      if (declared.file != unit)
        continue;
      switch (declared.kind) {
      case sema::Declared::Kind::Function:
        add(analysis, declared.function->name, SymbolKind::Function, declared.function->nameRange,
            "function");
        break;
      case sema::Declared::Kind::Task:
        add(analysis, declared.task->name, SymbolKind::Class, declared.task->nameRange, "task");
        break;
      case sema::Declared::Kind::Invoker:
        add(analysis, declared.invoker->name, SymbolKind::Object, declared.invoker->nameRange,
            declared.invoker->kind);
        break;
      case sema::Declared::Kind::Manifest:
        break;
      }
    }
    for (const Item *item : unit->module.items) {
      if (const auto *let = llvm::dyn_cast<LetItem>(item))
        add(analysis, let->getName().text, SymbolKind::Constant, let->getName().range, "let");
      else if (const auto *input = llvm::dyn_cast<InputItem>(item))
        add(analysis, input->getName().text, SymbolKind::Constant, input->getName().range, "input");
      else if (const auto *params = llvm::dyn_cast<ParamsItem>(item))
        add(analysis, params->getName().text, SymbolKind::Struct, params->getName().range,
            "params");
      else if (const auto *def = llvm::dyn_cast<DefItem>(item))
        add(analysis, def->getName().text, SymbolKind::Method, def->getName().range, "def");
    }
  });
  return result;
}

} // namespace stash::lsp
