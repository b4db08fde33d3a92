// `stashc kustomize`: what kustomize has to know of Stash's kinds, made of the schema's tables.

#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Basic/DiagnosticsImport.h"
#include "sema/Schema/Schema.h"
#include "tools/driver/InputFiles.h"
#include "tools/driver/Output.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

#include <map>

using namespace stash;
using namespace stash::driver;
using namespace stash::schema;

namespace {

/// A field that names an object, by its path in a kind.
struct Reference {
  const Kind *from;
  std::string path;
};

/// How the kinds that are named are told apart.
struct Referent {
  llvm::StringLiteral kind, group, version;
};
/// In the order of the file. Kinds of one name in several groups get their group.
constexpr Referent referents[] = {
    {"Function", "stash.appscode.com", ""},
    {"Task", "stash.appscode.com", ""},
    {"Repository", "stash.appscode.com", ""},
    {"BackupConfiguration", "stash.appscode.com", ""},
    {"BackupBatch", "stash.appscode.com", ""},
    {"AppBinding", "appcatalog.appscode.com", ""},
    {"Deployment", "apps", ""},
    {"StatefulSet", "apps", ""},
    {"DaemonSet", "apps", ""},
    {"PersistentVolumeClaim", "", "v1"},
    {"Secret", "", "v1"},
    {"ConfigMap", "", "v1"},
    {"Service", "", "v1"},
    {"ServiceAccount", "", "v1"},
};

/// Walks through the fields of all kinds of Stash.
class Walker {
public:
  Walker() {
    for (const Kind &kind : getKinds())
      if (kind.world == World::CustomResource) {
        walk(kind, kind.getObject(), "");
        kinds.push_back(&kind);
      }
    // What is no part of the schema: an AppBinding's parameters are anybody's.
    if (const Kind *appBinding = findKind("AppBinding"))
      for (llvm::StringRef task : {"backupTask", "restoreTask"})
        references["Task"].push_back(
            {appBinding, ("spec/parameters/stash/addon/" + task + "/name").str()});
  }

  llvm::SmallVector<const Kind *, 16> kinds;
  std::map<std::string, std::vector<Reference>> references; ///< by the kind that is named
  std::vector<Reference> images;

private:
  void walk(const Kind &kind, const Object &object, const std::string &path) {
    if (path.size() > 200) // an object within itself
      return;
    object.forEachField(kind.world, [&](const Field &field) {
      if (path.empty() && field.name != "spec")
        return; // metadata is kustomize's own, and a status nobody's
      std::string inner = path + (path.empty() ? "" : "/") + field.name.str();
      const Object *next = field.type.getObject();
      llvm::SmallVector<llvm::StringRef, 5> named;
      field.refersTo.split(named, ',', -1, /*KeepEmpty=*/false);
      bool isOne = next && next->getField("name", kind.world);
      for (llvm::StringRef name : named)
        references[name.str()].push_back({&kind, isOne ? inner + "/name" : inner});
      if (field.later == Format::Image || field.type.format == Format::Image)
        images.push_back({&kind, inner});
      if (next)
        walk(kind, *next, inner);
    });
  }
};

void writeFieldSpecs(llvm::raw_ostream &out, llvm::ArrayRef<Reference> references,
                     llvm::StringRef indent) {
  for (const Reference &reference : references)
    out << indent << "- {kind: " << reference.from->kind
        << ", group: " << reference.from->getGroup() << ", path: " << reference.path << "}\n";
}

std::string writeConfigurations(const Walker &walker) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << "# What kustomize has to know about Stash's kinds, from 'stashc kustomize'. It needs "
         "openapi.json, "
         "too:\n# without that, objects in namespaces do not follow Functions and Tasks, which "
         "have "
         "none.\n"
         "nameReference:\n";
  for (const Referent &referent : referents) {
    auto found = walker.references.find(referent.kind.str());
    if (found == walker.references.end())
      continue;
    out << "- kind: " << referent.kind << '\n';
    if (!referent.group.empty())
      out << "  group: " << referent.group << '\n';
    if (!referent.version.empty())
      out << "  version: " << referent.version << '\n';
    out << "  fieldSpecs:\n";
    writeFieldSpecs(out, found->second, "  ");
  }
  out << "images:\n";
  writeFieldSpecs(out, walker.images, "");
  return text;
}

/// Writes the scopes of kinds and the keys of lists in OpenAPI's form.
class OpenApi {
public:
  explicit OpenApi(llvm::raw_ostream &out) : json(out, /*IndentSize=*/2) {}

  void write(const Walker &walker) {
    json.object([&] {
      json.attribute("swagger", "2.0");
      json.attributeObject("info", [&] {
        json.attribute("title", "stash");
        json.attribute("version", "1");
      });
      // That a path has no namespace says that the kind has none.
      json.attributeObject("paths", [&] {
        for (const Kind *kind : walker.kinds)
          if (!kind->isNamespaced)
            writePath(*kind);
      });
      json.attributeObject("definitions", [&] {
        for (const Kind *kind : walker.kinds)
          writeKind(*kind);
      });
    });
  }

private:
  static llvm::StringRef getVersion(const Kind &kind) {
    return llvm::StringRef(kind.apiVersion).split('/').second;
  }

  void writeGroupVersionKind(const Kind &kind) {
    json.attribute("group", kind.getGroup());
    json.attribute("version", getVersion(kind));
    json.attribute("kind", kind.kind);
  }

  void writePath(const Kind &kind) {
    std::string path = ("/apis/" + kind.apiVersion + "/" + kind.kind.lower() + "s/{name}").str();
    json.attributeObject(path, [&] {
      json.attributeObject("get", [&] {
        json.attribute("x-kubernetes-action", "get");
        json.attributeObject("x-kubernetes-group-version-kind",
                             [&] { writeGroupVersionKind(kind); });
        json.attributeObject("responses", [&] {
          json.attributeObject("200", [&] { json.attribute("description", "OK"); });
        });
      });
    });
  }

  void writeKind(const Kind &kind) {
    llvm::SmallVector<llvm::StringRef, 4> parts;
    kind.getGroup().split(parts, '.');
    std::string name = "com." + parts[1].str() + "." + parts[0].str() + "." +
                       getVersion(kind).str() + "." + kind.kind.str();
    json.attributeObject(name, [&] {
      json.attribute("type", "object");
      json.attributeArray("x-kubernetes-group-version-kind",
                          [&] { json.object([&] { writeGroupVersionKind(kind); }); });
      json.attributeObject("properties", [&] {
        for (llvm::StringRef key : {"apiVersion", "kind"})
          json.attributeObject(key, [&] { json.attribute("type", "string"); });
        json.attributeObject("metadata", [&] {
          json.attribute("type", "object");
          json.attributeObject("properties", [] {});
        });
        if (const Field *spec = kind.getObject().getField("spec", kind.world))
          json.attributeObject("spec", [&] { writeType(spec->type, kind.world); });
      });
    });
  }

  /// The field by which a patch tells the items of a list apart; empty when it replaces the list.
  static llvm::StringRef getMergeKey(const Field &field) {
    if (!field.mergeKey.empty())
      return field.mergeKey;
    return llvm::StringRef(field.keys).split(',').first;
  }

  /// Whether any list in a type is merged: all else kustomize does without being told.
  static bool hasMergedLists(const Type &type, World world) {
    const Object *object = type.getObject();
    bool found = false;
    if (object)
      object->forEachField(world, [&](const Field &field) {
        found = found || (field.type.isList() && !getMergeKey(field).empty()) ||
                hasMergedLists(field.type, world);
      });
    return found;
  }

  void writeProperties(const Object &object, World world) {
    json.attributeObject("properties", [&] {
      object.forEachField(world, [&](const Field &field) {
        bool isMerged = field.type.isList() && !getMergeKey(field).empty();
        if (!isMerged && !hasMergedLists(field.type, world))
          return;
        json.attributeObject(field.name, [&] {
          if (isMerged) {
            llvm::StringRef key = getMergeKey(field);
            json.attribute("x-kubernetes-patch-merge-key", key);
            json.attribute("x-kubernetes-patch-strategy", "merge");
            json.attributeArray("x-kubernetes-list-map-keys", [&] { json.value(key); });
            json.attribute("x-kubernetes-list-type", "map");
          }
          writeType(field.type, world, isMerged ? getMergeKey(field) : "");
        });
      });
    });
  }

  void writeType(const Type &type, World world, llvm::StringRef mergeKey = {}) {
    if (type.isList()) {
      json.attribute("type", "array");
      json.attributeObject("items", [&] { writeItem(type.getElement(), world, mergeKey); });
      return;
    }
    writeItem(type, world, mergeKey);
  }

  void writeItem(const Type &type, World world, llvm::StringRef mergeKey) {
    json.attribute("type", "object");
    if (const Object *object = type.getObject(); object && hasMergedLists(type, world))
      writeProperties(*object, world);
    else if (!mergeKey.empty())
      json.attributeObject("properties", [&] {
        json.attributeObject(mergeKey, [&] { json.attribute("type", "string"); });
      });
  }

  llvm::json::OStream json;
};

} // namespace

int driver::runKustomize(Invocation &run) {
  if (!run.options.arguments.empty()) {
    run.reportUsage(diag::WrongArguments, "kustomize", "takes no FILE");
    return run.finish();
  }
  Walker walker;
  std::string openApi;
  {
    llvm::raw_string_ostream out(openApi);
    OpenApi(out).write(walker);
    out << '\n';
  }
  llvm::StringRef directory = run.options.get(Option::KustomizeDir, ".");
  OutputFiles output;
  if (directory != ".")
    output.setDirectory(directory);
  auto add = [&](llvm::StringRef name, std::string bytes) {
    llvm::SmallString<128> file;
    if (directory != ".")
      file = directory;
    llvm::sys::path::append(file, name);
    auto present = run.env.inputs->readOutput(file);
    // One that was written by this verb may be replaced by that of another version.
    bool isOurs = !present || present->getBuffer().contains("stash.appscode.com");
    if (!isOurs && !run.options.has(Option::KustomizeForce))
      run.reportUsage(diag::OutputExists, file).note({}, "'--force' replaces it");
    output.add(file.str().str(), std::move(bytes));
  };
  add("configurations.yaml", writeConfigurations(walker));
  add("openapi.json", std::move(openApi));
  if (!run.isUsageWrong() && output.write(run)) {
    for (const OutputFiles::File &file : output.getFiles())
      run.env.out << "wrote " << file.path << '\n';
    run.env.out << "a kustomization of Stash manifests names them:\n"
                   "  configurations: [configurations.yaml]\n"
                   "  openapi: {path: openapi.json}\n";
  }
  return run.finish();
}
