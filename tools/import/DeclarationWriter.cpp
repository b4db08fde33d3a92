#include "tools/import/DeclarationWriter.h"

#include "tools/import/Signatures.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::importer;

using schema::ObjectId;

void importer::writeMetadata(Source &out, const Declaration &declaration, ValueWriter &values) {
  const Value *metadata = declaration.object->get("metadata");
  for (llvm::StringRef name : {"labels", "annotations"}) {
    const Member *member = metadata ? metadata->getMember(name) : nullptr;
    if (!member || !member->value->isMap())
      continue;
    values.writeMember(out, *member, findFieldType(ObjectId::ObjectMeta, name));
  }
}

void importer::hangRest(Declaration &declaration, ImportModel &model) {
  EntryComments rest;
  rest.leading = model.comments.takeRest(*declaration.object);
  if (rest.empty())
    return;
  auto &leading = declaration.source.getFragments().front().leading;
  leading.insert(leading.begin(), rest.leading.begin(), rest.leading.end());
}

Source importer::writeExternal(const External &external, bool isTask) {
  Source out;
  out.code(isTask ? "extern task " : "extern function ");
  out.name(external.name);
  if (!isTask || !external.parameters.empty())
    out.code("(");
  for (const External::Parameter &parameter : external.parameters) {
    if (&parameter != &external.parameters.front())
      out.code(", ");
    out.code(parameter.name);
    if (parameter.isVolume)
      out.code(": volume");
    else if (parameter.uses < external.uses)
      out.code(" = \"\"");
  }
  out.code(!isTask || !external.parameters.empty() ? ")\n" : "\n");
  return out;
}

//===-- Functions ---------------------------------------------------------===//

void importer::readArguments(Declaration &function, ImportModel &model) {
  const Value *args = function.object->at({"spec", "args"});
  if (!args || !args->isList() ||
      !llvm::all_of(args->getItems(), [](const Value *item) { return item->isString(); }))
    return;
  TextReader texts(model);
  for (const Value *item : args->getItems()) {
    Argument argument = texts.readArgument(*item, function);
    argument.comments = model.comments.take(item->getRange().begin);
    function.arguments.push_back(std::move(argument));
  }
}

namespace {

class FunctionWriter {
public:
  FunctionWriter(Declaration &function, ImportModel &model, llvm::ArrayRef<Run> runs)
      : function(function), model(model), runs(runs),
        values(model, Destination::Template, &function), out(function.source) {}

  void run() {
    out.beginEntry();
    out.code("function ");
    out.name(function.name, "name");
    out.setOrigin(function.nameRange);
    writeSignature();
    out.code(" {\n");
    const Value *spec = function.object->get("spec");
    if (spec && spec->isMap()) {
      // What people look for first.
      for (llvm::StringRef name : {"image", "command", "args"})
        if (const Member *member = spec->getMember(name))
          writeField(*member);
      for (const Member &member : spec->getMembers())
        if (member.key != "image" && member.key != "command" && member.key != "args")
          writeField(member);
    }
    writeMetadata(out, function, values);
    out.code("}\n");
    hangRest(function, model);
  }

private:
  void writeSignature() {
    out.code("(");
    for (const Parameter &parameter : function.parameters) {
      if (&parameter != &function.parameters.front())
        out.code(", ");
      out.code(parameter.name);
      if (parameter.type == Parameter::Type::Path)
        out.code(": path");
      else if (parameter.type == Parameter::Type::Volume)
        out.code(": volume");
      if (parameter.isRequired)
        continue;
      out.code(" = ");
      if (parameter.type == Parameter::Type::Int || parameter.type == Parameter::Type::Bool)
        out.scalar(parameter.word, parameter.name);
      else
        out.text(parameter.word, parameter.name);
    }
    out.code(")");
  }

  void writeField(const Member &member) {
    const Value &value = *member.value;
    if (value.isNull())
      return;
    if (member.key == "args" && !function.arguments.empty())
      return writeArguments(member);
    if (member.key == "volumeMounts" && value.isList() && areShort(value))
      return writeMounts(member);
    if (member.key == "runtimeSettings" && value.isMap() && !value.empty()) {
      for (const Member &setting : value.getMembers()) {
        if (setting.key == "env" && setting.value->isList() && isShortEnv(*setting.value))
          writeEnv(setting);
        else if (!setting.value->isNull())
          values.writeMember(out, setting,
                             findFieldType(ObjectId::ContainerRuntimeSettings, setting.key));
      }
      return;
    }
    values.writeMember(out, member, findFieldType(ObjectId::FunctionSpec, member.key));
  }

  //===-- args --===//

  /// One element of the list that is written: a text, a group of flags, or a shared run.
  struct Element {
    const Run *run = nullptr;
    llvm::ArrayRef<Argument> arguments;
  };

  std::vector<Element> group() {
    std::vector<Element> elements;
    llvm::ArrayRef<Argument> rest = function.arguments;
    while (!rest.empty()) {
      Element element;
      element.run = findRunAt(runs, rest);
      size_t n = 1;
      if (element.run)
        n = element.run->arguments.size();
      else if (rest.front().isFlag)
        n = countFlags(rest);
      element.arguments = rest.take_front(n);
      elements.push_back(element);
      rest = rest.drop_front(n);
    }
    return elements;
  }

  /// What `...flags()` in a loop leaves of a line.
  static constexpr size_t maxWidth = 82;

  static size_t getWidth(const Argument &argument) { return argument.source.getWidth() + 2; }

  bool hasComments() const {
    return llvm::any_of(function.arguments,
                        [](const Argument &argument) { return !argument.comments.empty(); });
  }

  /// How many of the flags at the beginning stand in one group. A long one is parted, where
  /// another topic begins if that leaves enough, so that each takes a line.
  size_t countFlags(llvm::ArrayRef<Argument> rest) const {
    size_t n = 1, width = getWidth(rest[0]), topicEnd = 0;
    for (; n < rest.size() && rest[n].isFlag && !findRunAt(runs, rest.drop_front(n)); ++n) {
      if (getTopic(rest[n]) != getTopic(rest[n - 1]) && width > maxWidth / 3)
        topicEnd = n;
      width += getWidth(rest[n]);
      if (width > maxWidth && !hasComments())
        return topicEnd ? topicEnd : n;
    }
    return n;
  }

  void writeFlags(llvm::ArrayRef<Argument> flags) {
    bool isBroken =
        llvm::any_of(flags, [](const Argument &flag) { return !flag.comments.empty(); });
    out.code("flags(");
    for (const Argument &flag : flags) {
      if (isBroken)
        out.code("\n");
      size_t entry = out.beginEntry();
      out.append(flag.source);
      out.code(isBroken || &flag != &flags.back() ? ", " : "");
      out.hang(entry, flag.comments);
    }
    out.code(isBroken ? "\n)" : ")");
  }

  /// The comments of flags that a shared run replaces, if the run has not the same.
  EntryComments getComments(const Element &element) {
    EntryComments comments;
    for (auto [own, shared] : llvm::zip(element.arguments, element.run->arguments)) {
      for (const std::string &comment : own.comments.leading)
        if (!llvm::is_contained(shared.comments.leading, comment))
          comments.leading.push_back(comment);
      if (!own.comments.trailing.empty() && own.comments.trailing != shared.comments.trailing)
        comments.leading.push_back(own.comments.trailing);
    }
    return comments;
  }

  void writeArguments(const Member &member) {
    std::vector<Element> elements = group();
    size_t field = out.beginEntry();
    out.code("args: ");
    if (elements.size() == 1 && elements.front().run == nullptr &&
        elements.front().arguments.front().isFlag) {
      writeFlags(elements.front().arguments);
    } else {
      bool isBroken = hasComments();
      out.code("[");
      for (const Element &element : elements) {
        out.code(isBroken ? "\n" : "");
        size_t entry = out.beginEntry();
        EntryComments comments;
        if (element.run) {
          comments = getComments(element);
          function.uses.push_back(element.run->name);
          out.code("..." + element.run->name);
        } else if (element.arguments.front().isFlag) {
          out.code("...");
          writeFlags(element.arguments);
        } else {
          out.append(element.arguments.front().source);
          comments = element.arguments.front().comments;
        }
        out.code(isBroken || &element != &elements.back() ? ", " : "");
        out.hang(entry, comments);
      }
      out.code(isBroken ? "\n]" : "]");
    }
    out.code("\n");
    values.hangComments(out, field, member.keyRange);
  }

  //===-- Mounts and environment --===//

  static bool areShort(const Value &mounts) {
    return !mounts.empty() && llvm::all_of(mounts.getItems(), [](const Value *mount) {
      const Value *name = mount->get("name"), *path = mount->get("mountPath");
      return name && name->isString() && path && path->isString() &&
             llvm::all_of(mount->getMembers(), [](const Member &member) {
               if (member.key == "readOnly")
                 return member.value->isBool() && member.value->getBool();
               return member.key == "name" || member.key == "mountPath" ||
                      (member.key == "subPath" && member.value->isString());
             });
    });
  }

  /// A text that is one variable, `${x}`, is the reference `x`.
  void writeReference(const Value &value, llvm::StringRef subject) {
    std::vector<TextPart> parts = values.texts.read(value, Destination::Template, &function);
    llvm::StringRef text = parts.front().text;
    if (parts.size() == 1 && parts.front().kind == TextPart::Kind::Code &&
        text.consume_front("${") && text.consume_back("}") && isBareName(text) &&
        !text.contains('-') && !text.contains('.'))
      out.code(text);
    else
      out.text(std::move(parts), subject);
  }

  void writeMounts(const Member &member) {
    for (const Value *mount : member.value->getItems()) {
      size_t entry = out.beginEntry();
      out.code("mount ");
      writeReference(*mount->get("name"), "volume");
      out.code(" at ");
      writeReference(*mount->get("mountPath"), "mountPath");
      if (mount->get("readOnly"))
        out.code(" readonly");
      if (const Value *path = mount->get("subPath")) {
        out.code(" subPath ");
        writeReference(*path, "subPath");
      }
      out.code("\n");
      if (mount == member.value->getItems().front())
        values.hangComments(out, entry, member.keyRange);
      values.hangComments(out, entry, mount->getRange());
    }
  }

  static bool isShortEnv(const Value &env) {
    return !env.empty() && llvm::all_of(env.getItems(), [](const Value *entry) {
      const Value *name = entry->get("name"), *value = entry->get("value"),
                  *from = entry->get("valueFrom");
      return name && name->isString() && !name->getText().contains("${") &&
             (!value || value->isString()) && (!from || (from->isMap() && !from->empty())) &&
             !(value && from) && entry->getMembers().size() <= 2 &&
             entry->getMembers().size() == 1u + (value || from);
    });
  }

  /// `secret(name, key)` and its like; false when the source has no short form.
  bool writeEnvSource(const Value &from) {
    const Member &source = from.getMembers().front();
    if (from.getMembers().size() != 1 || !source.value->isMap())
      return false;
    const Value &what = *source.value;
    if (source.key == "fieldRef") {
      const Value *path = what.get("fieldPath");
      if (!path || !path->isString() || what.getMembers().size() != 1)
        return false;
      out.code("field(");
      out.text(values.texts.read(*path, Destination::Template, &function), "field");
      out.code(")");
      return true;
    }
    if (source.key != "secretKeyRef" && source.key != "configMapKeyRef")
      return false;
    const Value *name = what.get("name"), *key = what.get("key"), *optional = what.get("optional");
    if (!name || !name->isString() || !key || !key->isString() ||
        what.getMembers().size() != 2u + (optional != nullptr) ||
        (optional && !(optional->isBool() && optional->getBool())))
      return false;
    out.code(source.key == "secretKeyRef" ? "secret(" : "configMap(");
    for (const Value *part : {name, key}) {
      std::vector<TextPart> parts = values.texts.read(*part, Destination::Template, &function);
      if (parts.size() == 1 && parts.front().kind == TextPart::Kind::Literal)
        out.name(parts.front().text, part == name ? "secretName" : "key");
      else
        out.text(std::move(parts));
      out.code(part == name ? ", " : "");
    }
    out.code(optional ? ", optional: true)" : ")");
    return true;
  }

  void writeEnv(const Member &member) {
    for (const Value *variable : member.value->getItems()) {
      size_t entry = out.beginEntry();
      llvm::StringRef name = variable->get("name")->getText();
      const Value *value = variable->get("value"), *from = variable->get("valueFrom");
      out.code("env ");
      if (!value && !from) {
        out.name(name);
      } else {
        out.key(name);
        if (value)
          out.text(values.texts.read(*value, Destination::Template, &function), name);
        else if (!writeEnvSource(*from))
          values.write(out, *from, findFieldType(ObjectId::EnvVar, "valueFrom"), name);
      }
      out.code("\n");
      if (variable == member.value->getItems().front())
        values.hangComments(out, entry, member.keyRange);
      values.hangComments(out, entry, variable->getRange());
    }
  }

  Declaration &function;
  ImportModel &model;
  llvm::ArrayRef<Run> runs;
  ValueWriter values;
  Source &out;
};

} // namespace

void importer::writeFunction(Declaration &function, ImportModel &model, llvm::ArrayRef<Run> runs) {
  FunctionWriter(function, model, runs).run();
}
