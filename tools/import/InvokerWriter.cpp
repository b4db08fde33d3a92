// Repositories, blueprints, backups and restores, of one target or several.

#include "sema/Analysis/InvokerBody.h"
#include "sema/Builtins/Builtins.h"
#include "sema/Schema/TargetKinds.h"
#include "tools/import/DeclarationWriter.h"
#include "tools/import/Signatures.h"

using namespace stash;
using namespace stash::importer;

using schema::ObjectId;

namespace {

/// The object types of the parts of an invoker.
struct Shape {
  llvm::StringLiteral keyword;
  ObjectId spec;
  ObjectId member;
  ObjectId target;
};

class InvokerWriter {
public:
  InvokerWriter(Declaration &invoker, ImportModel &model)
      : invoker(invoker), model(model), values(model, getDestination(invoker)), out(invoker.source),
        shape(getShape(invoker)) {
    specType.scalar = schema::Scalar::Object;
    specType.object = shape.spec;
  }

  void run() {
    out.beginEntry();
    out.code((shape.keyword + " ").str());
    out.name(invoker.name, "name");
    out.setOrigin(invoker.nameRange);
    if (!invoker.ns.empty()) {
      out.code(" in ");
      out.name(invoker.ns, "namespace");
    }
    out.code(" {\n");
    const Value *members = invoker.object->at({"spec", "members"});
    // What makes a batch one in .stash is its members.
    bool isBatch = shape.member != ObjectId::None;
    if (isBatch && (!members || !members->isList() || members->empty()))
      model.refuse(invoker.nameRange, "this batch", "it has no members");
    if (const Value *spec = invoker.object->get("spec"); spec && spec->isMap()) {
      if (isBlueprint())
        checkVariables(*spec);
      for (const Member &member : spec->getMembers())
        writeField(member, shape.spec);
    }
    writeMetadata(out, invoker, values);
    out.code("}\n");
    hangRest(invoker, model);
  }

private:
  static Destination getDestination(const Declaration &invoker) {
    return invoker.kind == DeclarationKind::Blueprint ? Destination::Template
                                                      : Destination::Verbatim;
  }

  bool isBlueprint() const { return invoker.kind == DeclarationKind::Blueprint; }

  /// Whether a text of a blueprint depends on the target.
  bool hasVariable(const Value &text) const {
    return isBlueprint() && text.getText().contains("${");
  }

  /// A source may only name what a blueprint has.
  void checkVariables(const Value &value) {
    if (value.isMap())
      for (const Member &member : value.getMembers())
        checkVariables(*member.value);
    if (value.isList())
      for (const Value *item : value.getItems())
        checkVariables(*item);
    if (!value.isString())
      return;
    values.texts.forEachVariable(value, [&](const Substitution &variable) {
      if (variable.op != TemplateOperator::Default && !sema::findBlueprintVariable(variable.name))
        model.refuse(value.getRange(), "this text",
                     ("a blueprint has no variable '" + variable.name + "'").str());
    });
  }

  /// The name of an object: bare where that is possible, a string where it depends on the target.
  void writeName(const Value &name, llvm::StringRef subject) {
    if (hasVariable(name))
      out.text(values.texts.read(name, Destination::Template), subject);
    else
      out.name(name.getText(), subject);
  }

  static Shape getShape(const Declaration &invoker) {
    llvm::StringRef kind = invoker.object->getStringOr("kind");
    if (kind == "Repository")
      return {"repository", ObjectId::RepositorySpec, ObjectId::None, ObjectId::None};
    if (kind == "BackupBlueprint")
      return {"blueprint", ObjectId::BackupBlueprintSpec, ObjectId::None, ObjectId::None};
    if (kind == "BackupConfiguration")
      return {"backup", ObjectId::BackupConfigurationSpec, ObjectId::None, ObjectId::BackupTarget};
    if (kind == "BackupBatch")
      return {"backup", ObjectId::BackupBatchSpec, ObjectId::BackupMember, ObjectId::BackupTarget};
    if (kind == "RestoreSession")
      return {"restore", ObjectId::RestoreSessionSpec, ObjectId::None, ObjectId::RestoreTarget};
    return {"restore", ObjectId::RestoreBatchSpec, ObjectId::RestoreMember,
            ObjectId::RestoreTarget};
  }

  void writeField(const Member &member, ObjectId object) {
    const Value &value = *member.value;
    if (value.isNull())
      return;
    if (member.key == "task" && value.isMap() && writeTaskReference(member))
      return;
    if (member.key == "repository" && value.isMap() && writeRepository(member))
      return;
    if (member.key == "target" && value.isMap() && writeTarget(member, object))
      return;
    if (member.key == "backend" && value.isMap() && writeBackend(value))
      return;
    if (member.key == "members" && value.isList() && writeMembers(value))
      return;
    if (member.key == "rules" && shape.keyword == "restore") {
      // `rules` alone are those of the target.
      size_t entry = out.beginEntry();
      out.code("spec: ");
      values.writeMap(out, *makeMap(member), &specType);
      out.code("\n");
      values.hangComments(out, entry, member.keyRange);
      return;
    }
    llvm::StringRef name = member.key == "retentionPolicy" ? "retention" : member.key;
    values.writeMember(out, member, findFieldType(object, member.key), name);
  }

  const Value *makeMap(const Member &member) {
    Value *map = arena.map(member.keyRange.to(member.value->getRange()));
    map->add(arena, member.key, member.value, member.keyRange);
    return map;
  }

  /// `key: NAME`, with the comments of the member.
  template <typename Write>
  void writeShort(const Member &member, llvm::StringRef key, Write write) {
    size_t entry = out.beginEntry();
    out.key(key);
    write();
    out.code("\n");
    values.hangComments(out, entry, member.keyRange);
  }

  bool writeTaskReference(const Member &member) {
    const Value *name = member.value->get("name"), *list = member.value->get("params");
    auto params = readParams(list);
    if (!name || !name->isString() || name->getText().empty() || !params ||
        member.value->getMembers().size() != 1u + (list != nullptr))
      return false;
    writeShort(member, "task", [&] {
      writeName(*name, "task");
      invoker.usesLibrary |= !hasVariable(*name) && !model.tasks.lookup(name->getText()) &&
                             !model.externTasks.count(name->getText());
      if (params->empty())
        return;
      out.code("(");
      for (const auto &[key, value] : *params) {
        out.code(key == params->front().first ? "" : ", ");
        out.key(key);
        if (isScalar(name->getText(), key, value->getText()))
          out.scalar(value->getText(), key);
        else
          out.text(values.texts.read(*value, isBlueprint() ? Destination::StepArgument
                                                           : Destination::InvokerArgument),
                   key);
        out.setOrigin(value->getRange());
      }
      out.code(")");
    });
    return true;
  }

  /// Whether the parameter that an argument of a Task reaches wants a number or a truth value.
  bool isScalar(llvm::StringRef task, llvm::StringRef parameter, llvm::StringRef value) {
    const Declaration *declared = model.tasks.lookup(task);
    const Value *steps = declared ? declared->object->at({"spec", "steps"}) : nullptr;
    if (!steps || !steps->isList())
      return false;
    for (const Value *step : steps->getItems()) {
      llvm::StringRef name = step->getStringOr("name");
      const Declaration *function = model.getFunction(name);
      if (!function || !function->getParameter(parameter))
        continue;
      return getArgumentForm(model, name, parameter, value) == ArgumentForm::Scalar;
    }
    return false;
  }

  /// `NAME in NAMESPACE` of a reference with nothing else; nothing is written when there is more.
  bool writeReference(const Value &reference) {
    const Value *name = reference.get("name"), *ns = reference.get("namespace");
    out.name(name->getText(), "repository");
    if (ns) {
      out.code(" in ");
      out.name(ns->getText(), "namespace");
    }
    return true;
  }

  static bool isReference(const Value &value) {
    const Value *name = value.get("name"), *ns = value.get("namespace");
    return name && name->isString() && !name->getText().empty() &&
           (!ns || (ns->isString() && !ns->getText().empty())) &&
           value.getMembers().size() == 1u + (ns != nullptr);
  }

  bool writeRepository(const Member &member) {
    if (!isReference(*member.value))
      return false;
    writeShort(member, "repository", [&] { writeReference(*member.value); });
    return true;
  }

  /// `KIND NAME in NAMESPACE`: only where the kind stands for that apiVersion.
  static bool isShortTarget(const Value *ref) {
    if (!ref || !ref->isMap())
      return false;
    const Value *name = ref->get("name"), *ns = ref->get("namespace");
    llvm::StringRef kind = ref->getStringOr("kind"), apiVersion = ref->getStringOr("apiVersion");
    return !kind.empty() && isBareName(kind) && !apiVersion.empty() &&
           schema::getTargetApiVersion(kind) == apiVersion && name && name->isString() &&
           !name->getText().empty() && (!ns || (ns->isString() && !ns->getText().empty())) &&
           ref->getMembers().size() == 3u + (ns != nullptr);
  }

  void writeTargetName(const Value &ref) {
    out.code(ref.getStringOr("kind"));
    out.code(" ");
    out.name(ref.getStringOr("name"), "target");
    out.setOrigin(ref.get("name")->getRange());
    if (const Value *ns = ref.get("namespace")) {
      out.code(" in ");
      out.name(ns->getText(), "namespace");
    }
  }

  /// Whether a field of the target may stand in the body as it is.
  bool canHoist(llvm::StringRef name, ObjectId object) const {
    if (name == "rules" && shape.keyword == "restore")
      return true;
    return !schema::getObject(object).getField(name) && name != "labels" && name != "annotations" &&
           name != "params" && name != "retention" &&
           schema::getObject(shape.target).getField(name);
  }

  bool writeTarget(const Member &member, ObjectId object) {
    const Value &target = *member.value;
    if (!isShortTarget(target.get("ref")))
      return false;
    if (!llvm::all_of(target.getMembers(), [&](const Member &field) {
          return field.key == "ref" || canHoist(field.key, object);
        }))
      return false;
    writeShort(member, "target", [&] { writeTargetName(*target.get("ref")); });
    writeTargetFields(target);
    return true;
  }

  void writeTargetFields(const Value &target) {
    for (const Member &field : target.getMembers())
      if (field.key != "ref" && !field.value->isNull())
        values.writeMember(out, field, findFieldType(shape.target, field.key));
  }

  bool writeBackend(const Value &backend) {
    if (!llvm::all_of(backend.getMembers(), [&](const Member &field) {
          const schema::Field *known = schema::getObject(ObjectId::Backend).getField(field.key);
          return known && !schema::getObject(shape.spec).getField(field.key);
        }))
      return false;
    for (const Member &field : backend.getMembers()) {
      if (field.value->isNull())
        continue;
      if (field.key == "storageSecretName" && field.value->isString() &&
          !field.value->getText().empty()) {
        writeShort(field, "secret", [&] { writeName(*field.value, "secret"); });
      } else if (field.value->isMap() && isBareName(field.key)) {
        size_t entry = out.beginEntry();
        out.code((field.key + " ").str());
        values.writeMap(out, *field.value, findFieldType(ObjectId::Backend, field.key));
        out.code("\n");
        values.hangComments(out, entry, field.keyRange);
      } else {
        values.writeMember(out, field, findFieldType(ObjectId::Backend, field.key));
      }
    }
    return true;
  }

  bool writeMembers(const Value &members) {
    auto isShort = [&](const Value *member) {
      const Value *target = member->isMap() ? member->get("target") : nullptr;
      return target && isShortTarget(target->get("ref")) &&
             llvm::all_of(target->getMembers(), [&](const Member &field) {
               return field.key == "ref" || canHoist(field.key, shape.member);
             });
    };
    if (members.empty() || !llvm::all_of(members.getItems(), isShort))
      return false;
    for (const Value *member : members.getItems()) {
      size_t entry = out.beginEntry();
      const Value &target = *member->get("target");
      out.code("target ");
      writeTargetName(*target.get("ref"));
      out.code(" {\n");
      EntryComments comments = model.comments.take(member->getRange().begin);
      for (const Member &field : member->getMembers()) {
        if (field.key == "target")
          writeTargetFields(target);
        else
          writeField(field, shape.member);
      }
      out.code("}\n");
      if (!comments.trailing.empty())
        comments.leading.push_back(std::exchange(comments.trailing, ""));
      out.setOrigin(entry, member->getRange());
      out.hang(entry, comments);
    }
    return true;
  }

  Declaration &invoker;
  ImportModel &model;
  ValueWriter values;
  Source &out;
  Shape shape;
  schema::Type specType;
  ValueArena arena;
};

} // namespace

void importer::writeInvoker(Declaration &invoker, ImportModel &model) {
  InvokerWriter(invoker, model).run();
}
