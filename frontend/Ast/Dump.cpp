#include "frontend/Ast/Ast.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace stash;
using namespace stash::ast;

namespace {

/// Writes nodes as nested parentheses, a line each; positions are left out so that two layouts of
/// one program give the same dump.
class Dumper {
public:
  explicit Dumper(llvm::raw_ostream &out) : out(out) {}

  void items(llvm::ArrayRef<const Item *> items) {
    for (const Item *i : items)
      item(*i);
  }

private:
  struct Nested {
    explicit Nested(Dumper &dumper) : dumper(dumper) { ++dumper.depth; }
    ~Nested() { --dumper.depth; }
    Dumper &dumper;
  };

  llvm::raw_ostream &line() { return out.indent(depth * 2); }

  void text(llvm::StringRef text) {
    out << " \"";
    llvm::printEscapedString(text, out);
    out << '"';
  }
  void name(Name n) {
    if (!n.text.empty())
      text(n.text);
  }
  void head(llvm::StringRef kind, llvm::StringRef doc = {}) {
    line() << kind;
    if (!doc.empty()) {
      out << " doc";
      text(doc);
    }
  }
  void labelled(llvm::StringRef label, const Expr *e) {
    if (!e)
      return;
    line() << label << '\n';
    Nested nested(*this);
    expr(*e);
  }
  void block(const Block *b) {
    if (!b)
      return;
    line() << "block\n";
    Nested nested(*this);
    items(b->items);
  }

  void substitution(const Substitution &s) {
    out << "${" << s.name << ' ' << s.spelling;
    for (const Template &argument : s.arguments) {
      out << " <";
      parts(argument);
      out << '>';
    }
    out << '}';
  }
  void parts(const Template &parsed) {
    for (const TemplatePart &part : parsed.parts) {
      if (part.substitution)
        substitution(*part.substitution);
      else
        text(part.literal);
    }
  }

  void elements(llvm::ArrayRef<Element> elements) {
    for (const Element &element : elements) {
      if (element.key)
        labelled("key", element.key);
      if (element.isSpread)
        line() << "spread\n";
      expr(*element.value);
    }
  }

  void params(llvm::ArrayRef<Param> params) {
    for (const Param &param : params) {
      line() << (param.isSpread ? "spread" : "param");
      name(param.name);
      if (!param.flag.text.empty()) {
        out << " as";
        name(param.flag);
      }
      if (param.type.kind != TypeKind::None)
        out << " type " << unsigned(param.type.kind);
      for (Name member : param.type.members)
        name(member);
      out << '\n';
      Nested nested(*this);
      if (param.value)
        expr(*param.value);
    }
  }

  void expr(const Expr &e) {
    switch (e.getKind()) {
    case Expr::Kind::Error:
      head("error");
      break;
    case Expr::Kind::Name:
      head("name");
      name(llvm::cast<NameExpr>(e).getName());
      break;
    case Expr::Kind::String:
      head("string ");
      parts(llvm::cast<StringExpr>(e).getTemplate());
      break;
    case Expr::Kind::Number:
      head("number");
      text(llvm::cast<NumberExpr>(e).getText());
      break;
    case Expr::Kind::Bool:
      head(llvm::cast<BoolExpr>(e).getValue() ? "true" : "false");
      break;
    case Expr::Kind::Null:
      head("null");
      break;
    default:
      return compound(e);
    }
    out << '\n';
  }

  void compound(const Expr &e) {
    if (const auto *list = llvm::dyn_cast<ListExpr>(&e)) {
      line() << "list\n";
      Nested nested(*this);
      elements(list->getElements());
    } else if (const auto *map = llvm::dyn_cast<MapExpr>(&e)) {
      block(&map->getBlock());
    } else if (const auto *call = llvm::dyn_cast<CallExpr>(&e)) {
      line() << "call\n";
      Nested nested(*this);
      expr(*call->getCallee());
      elements(call->getArguments());
    } else if (const auto *group = llvm::dyn_cast<ParamsExpr>(&e)) {
      line() << "params\n";
      Nested nested(*this);
      params(group->getParams());
    } else if (const auto *optional = llvm::dyn_cast<OptionalExpr>(&e)) {
      labelled("optional", optional->getOperand());
    } else if (const auto *negation = llvm::dyn_cast<NotExpr>(&e)) {
      labelled("not", negation->getOperand());
    } else if (const auto *binary = llvm::dyn_cast<BinaryExpr>(&e)) {
      static constexpr llvm::StringLiteral names[] = {"??", "||", "&&", "==", "!=", "in"};
      line() << names[unsigned(binary->getOperator())] << '\n';
      Nested nested(*this);
      expr(*binary->getLeft());
      expr(*binary->getRight());
    } else if (const auto *choice = llvm::dyn_cast<IfExpr>(&e)) {
      line() << "if\n";
      Nested nested(*this);
      for (const auto &branch : choice->getBranches()) {
        labelled("when", branch.condition);
        line() << "then\n";
        Nested inner(*this);
        elements(branch.body);
      }
    } else if (const auto *loop = llvm::dyn_cast<ForExpr>(&e)) {
      head("for");
      for (Name variable : loop->getVariables())
        name(variable);
      out << '\n';
      Nested nested(*this);
      labelled("in", loop->getIterable());
      elements(loop->getElements());
    } else if (const auto *target = llvm::dyn_cast<TargetExpr>(&e)) {
      head("target");
      name(target->getTargetKind());
      out << '\n';
      Nested nested(*this);
      expr(*target->getName());
      labelled("in", target->getNamespace());
    }
  }

  void item(const Item &i) {
    static constexpr llvm::StringLiteral names[] = {
#define ITEM(NAME) #NAME,
#include "frontend/Ast/Nodes.def"
    };
    head(names[unsigned(i.getKind())], i.getDoc());
    llvm::TypeSwitch<const Item *>(&i)
        .Case<LetItem, ParamsItem, InputItem, DefItem>([&](const auto *n) { name(n->getName()); })
        .Case<FunctionItem>([&](const auto *n) { out << (n->isExtern() ? " extern" : ""); })
        .Case<TaskItem>([&](const auto *n) {
          out << (n->isExtern() ? " extern" : "") << " direction " << unsigned(n->getDirection());
        })
        .Case<InvokerItem>([&](const auto *n) {
          out << (n->isExtern() ? " extern" : "") << ' ' << unsigned(n->getInvokerKind());
        })
        .Case<ForItem>([&](const auto *n) {
          for (Name variable : n->getVariables())
            name(variable);
        })
        .Case<MountItem>(
            [&](const auto *n) { out << (n->getReadonly().isValid() ? " readonly" : ""); })
        .Default([](const Item *) {});
    out << '\n';
    Nested nested(*this);
    llvm::TypeSwitch<const Item *>(&i)
        .Case<PropertyItem>([&](const auto *n) {
          expr(*n->getKey());
          expr(*n->getValue());
        })
        .Case<SpreadItem>([&](const auto *n) { expr(*n->getValue()); })
        .Case<ForItem>([&](const auto *n) {
          expr(*n->getIterable());
          block(&n->getBody());
        })
        .Case<IfItem>([&](const auto *n) {
          for (const auto &branch : n->getBranches()) {
            labelled("when", branch.condition);
            block(branch.body);
          }
        })
        .Case<LetItem>([&](const auto *n) { expr(*n->getValue()); })
        .Case<ParamsItem>([&](const auto *n) { params(n->getParams()); })
        .Case<ImportItem>([&](const auto *n) { expr(*n->getPath()); })
        .Case<InputItem>([&](const auto *n) { params(n->getParam()); })
        .Case<DefItem>([&](const auto *n) {
          params(n->getParams());
          block(&n->getBody());
        })
        .Case<FunctionItem, TaskItem>([&](const auto *n) {
          expr(*n->getName());
          params(n->getParams());
          block(n->getBody());
        })
        .Case<InvokerItem>([&](const auto *n) {
          expr(*n->getName());
          labelled("in", n->getNamespace());
          block(&n->getBody());
        })
        .Case<WithItem>([&](const auto *n) {
          expr(*n->getName());
          labelled("value", n->getValue());
        })
        .Case<VolumeItem>([&](const auto *n) {
          expr(*n->getName());
          expr(*n->getSource());
          block(n->getBody());
        })
        .Case<MountItem>([&](const auto *n) {
          expr(*n->getVolume());
          expr(*n->getPath());
          labelled("subPath", n->getSubPath());
        })
        .Case<EnvItem>([&](const auto *n) {
          expr(*n->getName());
          labelled("value", n->getValue());
        })
        .Case<TargetItem>([&](const auto *n) {
          expr(n->getTarget());
          block(&n->getBody());
        })
        .Case<PipelineItem>([&](const auto *n) {
          for (const Step &step : n->getSteps()) {
            expr(*step.name);
            Nested inner(*this);
            elements(step.arguments);
          }
          block(n->getBody());
        })
        .Default([](const Item *) {});
  }

  llvm::raw_ostream &out;
  unsigned depth = 0;
};

} // namespace

void ast::dump(const Module &module, llvm::raw_ostream &out) { Dumper(out).items(module.items); }
