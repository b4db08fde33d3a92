#include "tools/lsp/language/Render.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

namespace stash::lsp {

using sema::Constant;

static llvm::StringRef getName(ast::TypeKind kind) {
  switch (kind) {
  case ast::TypeKind::None:
  case ast::TypeKind::String:
  case ast::TypeKind::Union:
    return "string";
  case ast::TypeKind::Int:
    return "int";
  case ast::TypeKind::Bool:
    return "bool";
  case ast::TypeKind::Path:
    return "path";
  case ast::TypeKind::Volume:
    return "volume";
  case ast::TypeKind::Image:
    return "image";
  case ast::TypeKind::Quantity:
    return "quantity";
  case ast::TypeKind::Duration:
    return "duration";
  case ast::TypeKind::List:
    return "list";
  case ast::TypeKind::Map:
    return "map";
  case ast::TypeKind::Params:
    return "params";
  }
  return "string";
}

static std::string renderMembers(llvm::ArrayRef<ast::Name> members) {
  return llvm::join(
      llvm::map_range(members,
                      [](const ast::Name &name) { return ("\"" + name.text + "\"").str(); }),
      " | ");
}

std::string render(const sema::Type &type) {
  return type.kind == ast::TypeKind::Union ? renderMembers(type.members) : getName(type.kind).str();
}

std::string render(const ast::TypeSpec &type) {
  if (type.kind == ast::TypeKind::None)
    return {};
  return type.kind == ast::TypeKind::Union ? renderMembers(type.members) : getName(type.kind).str();
}

namespace {
class ConstantRenderer {
public:
  ConstantRenderer(std::string &out, size_t maxSize) : out(out), maxSize(maxSize) {}

  void write(const Constant &constant, bool quoted) {
    if (isFull())
      return;
    switch (constant.getKind()) {
    case Constant::Kind::Unknown:
      out += "…";
      return;
    case Constant::Kind::Null:
      out += "null";
      return;
    case Constant::Kind::Bool:
      out += constant.getBool() ? "true" : "false";
      return;
    case Constant::Kind::Number:
      out += constant.getNumber();
      return;
    case Constant::Kind::Text:
      if (quoted)
        out += '"';
      writeText(constant.getText(), quoted);
      if (quoted)
        out += '"';
      return;
    case Constant::Kind::List:
      return writeSequence("[", "]", constant.getItems(),
                           [&](const Constant *item) { write(*item, true); });
    case Constant::Kind::Map:
      return writeSequence("{ ", " }", constant.getMembers(), [&](const sema::ConstantMember &m) {
        out += (m.key + ": ").str();
        write(*m.value, true);
      });
    case Constant::Kind::Group:
      return writeSequence("params(", ")", constant.getGroup().parameters,
                           [&](const sema::Parameter *p) { out += render(*p); });
    }
  }

private:
  bool isFull() const { return out.size() >= maxSize; }

  void writeText(sema::Text text, bool escaped) {
    for (const sema::Piece &piece : text) {
      if (isFull()) {
        out += "…";
        return;
      }
      if (piece.variable)
        writeVariable(*piece.variable);
      else
        writeLiteral(piece.literal, escaped);
    }
  }

  void writeLiteral(llvm::StringRef literal, bool escaped) {
    size_t room = maxSize > out.size() ? maxSize - out.size() : 0;
    bool isCut = literal.size() > room;
    while (isCut && room > 0 && (static_cast<unsigned char>(literal[room]) & 0xC0) == 0x80)
      --room; // not within a character
    for (char c : literal.take_front(room)) {
      if (c == '\n')
        out += "\\n";
      else if (escaped && (c == '"' || c == '\\'))
        out += {'\\', c};
      else
        out += c;
    }
    if (isCut)
      out += "…";
  }

  void writeVariable(const sema::Variable &variable) {
    out += "${";
    if (variable.op == TemplateOperator::Length)
      out += '#';
    out += variable.name;
    if (variable.op != TemplateOperator::Length)
      out += variable.spelling;
    for (size_t i = 0; i < variable.arguments.size(); ++i) {
      if (i)
        out += variable.op == TemplateOperator::Substring ? ":" : "/";
      writeText(variable.arguments[i], false);
    }
    out += '}';
  }

  template <typename Range, typename Function>
  void writeSequence(llvm::StringRef open, llvm::StringRef close, const Range &range,
                     Function writeOne) {
    out += range.empty() ? open.rtrim() : open;
    bool isFirst = true;
    for (const auto &one : range) {
      if (!isFirst)
        out += ", ";
      isFirst = false;
      if (isFull()) {
        out += "…";
        break;
      }
      writeOne(one);
    }
    out += range.empty() ? close.ltrim() : close;
  }

  std::string &out;
  size_t maxSize;
};
} // namespace

std::string render(const Constant &constant, size_t maxSize) {
  std::string out;
  ConstantRenderer(out, maxSize).write(constant, true);
  return out;
}

std::string renderText(const Constant &constant, size_t maxSize) {
  std::string out;
  ConstantRenderer(out, maxSize).write(constant, false);
  return out;
}

std::string render(const sema::Parameter &parameter) {
  std::string text = parameter.name.str();
  if (!parameter.flag.empty())
    text += (" as " + parameter.flag).str();
  text += ": " + render(parameter.type);
  if (parameter.defaultValue)
    text += " = " + render(*parameter.defaultValue, 60);
  return text;
}

std::string render(llvm::ArrayRef<const sema::Parameter *> parameters) {
  constexpr size_t few = 3;
  bool isLong = parameters.size() > few;
  std::string text = "(";
  for (const sema::Parameter *parameter : parameters) {
    if (parameter != parameters.front())
      text += isLong ? "," : ", ";
    if (isLong)
      text += "\n  ";
    text += render(*parameter);
  }
  if (isLong)
    text += ",\n";
  return text + ")";
}

static std::string quoteIfNeeded(llvm::StringRef name) {
  bool isWord = !name.empty() && llvm::all_of(name, [](char c) {
    return llvm::isAlnum(c) || c == '_' || c == '-' || c == '.';
  });
  return isWord ? name.str() : ("\"" + name + "\"").str();
}

std::string render(const sema::Function &function) {
  return (function.isExternal ? "extern function " : "function ") + quoteIfNeeded(function.name) +
         render(function.parameters);
}

std::string render(const sema::Task &task) {
  std::string text = task.isExternal ? "extern " : "";
  if (task.direction != ast::Direction::Both)
    text += task.direction == ast::Direction::Backup ? "backup " : "restore ";
  text += "task " + quoteIfNeeded(task.name);
  if (!task.parameters.empty())
    text += render(task.parameters);
  if (task.steps.empty())
    return text;
  text += " {\n";
  for (const sema::Step &step : task.steps)
    text +=
        (&step == &task.steps.front() ? "  " : "    | ") + quoteIfNeeded(step.functionName) + "\n";
  return text + "}";
}

std::string render(const sema::Invoker &invoker) {
  std::string text = (ast::getKeyword(invoker.invokerKind) + " ").str();
  text += quoteIfNeeded(invoker.name);
  if (!invoker.ns.empty())
    text += (" in " + invoker.ns).str();
  return text + ("   // " + invoker.kind).str();
}

std::string describe(const sema::BlueprintVariable &variable) {
  std::string text = variable.doc.str() + ", in a blueprint";
  return variable.when.empty() ? text : text + "; set " + variable.when.str() + " only";
}

std::string describe(const sema::Builtin &builtin) {
  using sema::Availability;
  auto inDirection = [&](llvm::StringRef direction, Availability availability, const char *bare) {
    std::string text = ("\n- in a " + direction + ": ").str();
    switch (availability) {
    case Availability::Never:
      return text + "not set";
    case Availability::Sometimes:
      return text + "set, except when " + builtin.unsetWhen.str();
    case Availability::Always:
      break;
    }
    text += "always set";
    if (bare)
      text += *bare ? ", `" + std::string(bare) + "` when nothing is configured"
                    : ", empty when nothing is configured";
    return text;
  };
  return "Set by Stash: " + builtin.doc.str() + ".\n" +
         inDirection("backup", builtin.backup, builtin.backupBare) +
         inDirection("restore", builtin.restore, builtin.restoreBare);
}

std::string summarize(const schema::Field &field) {
  std::string text = field.type.describe();
  if (field.requiredByCrd || field.requiredByServer)
    text += ", required";
  if (!field.defaultValue.empty())
    text += (", default " + field.defaultValue).str();
  return text;
}

std::string describe(const schema::Field &field) {
  std::string text;
  if (!field.doc.empty())
    text += field.doc.str() + ".\n\n";
  text += "Type: " + field.type.describe();
  if (!field.defaultValue.empty())
    text += "; default: `" + field.defaultValue.str() + "`";
  if (field.requiredByCrd || field.requiredByServer)
    text += "; required";
  if (field.isDeprecated)
    text += "; deprecated";
  llvm::ArrayRef<llvm::StringLiteral> members = field.type.getMembers();
  constexpr size_t manyMembers = 24;
  if (!members.empty() && members.size() <= manyMembers) {
    text += "\n\nOne of ";
    for (const llvm::StringLiteral &member : members)
      text += (&member == members.begin() ? "`" : ", `") + member.str() + "`";
  }
  return text;
}

llvm::SmallVector<const sema::Parameter *, 8> getParameters(const sema::Task &task) {
  llvm::SmallVector<const sema::Parameter *, 8> parameters(task.parameters.begin(),
                                                           task.parameters.end());
  llvm::StringSet<> names;
  for (const sema::Parameter *parameter : parameters)
    names.insert(parameter->name);
  for (const sema::Step &step : task.steps)
    if (step.function)
      for (const sema::Parameter *parameter : step.function->parameters)
        if (names.insert(parameter->name).second)
          parameters.push_back(parameter);
  return parameters;
}

} // namespace stash::lsp
