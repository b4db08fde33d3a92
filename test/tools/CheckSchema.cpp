// Checks manifests against the schema and nothing else, without the compiler around it:
//
//   stashc-check-schema [--build] FILE…   one line of JSON for each file: its diagnostics
//   stashc-check-schema --fields          the schema of Stash's kinds, for comparison with their
//   CRDs

#include "frontend/Yaml/YamlReader.h"
#include "sema/Schema/Check.h"

#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace stash;

static llvm::StringRef getSeverity(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Note:
    return "note";
  }
  return "";
}

/// True when the file has an error.
static bool checkFile(llvm::StringRef path, const schema::CheckOptions &options,
                      llvm::raw_ostream &out) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer) {
    llvm::errs() << path << ": " << buffer.getError().message() << "\n";
    return true;
  }
  SourceManager sources;
  DiagnosticEngine diags(sources);
  ValueArena arena;
  Budget budget;
  const SourceFile *file = sources.add(path.str(), std::move(*buffer));
  for (const Value *document : readYaml(*file, arena, diags, budget))
    schema::checkManifest(*document, diags, options);

  bool hadErrors = diags.hadErrors();
  llvm::json::OStream json(out);
  json.object([&] {
    json.attribute("file", path);
    json.attributeArray("diagnostics", [&] {
      for (const Diagnostic &diagnostic : diags.takeSorted())
        json.object([&] {
          LineColumn begin = sources.getLineColumn(diagnostic.range.begin);
          json.attribute("line", begin.line);
          json.attribute("column", begin.column);
          json.attribute("severity", getSeverity(diagnostic.severity));
          json.attribute("code", diag::getInfo(diagnostic.id).code);
          json.attribute("message", llvm::json::fixUTF8(diagnostic.message));
          json.attributeArray("notes", [&] {
            for (const Note &note : diagnostic.notes)
              json.value(llvm::json::fixUTF8(note.message));
          });
        });
    });
  });
  out << "\n";
  return hadErrors;
}

static llvm::StringRef getScalar(schema::Scalar scalar) {
  switch (scalar) {
  case schema::Scalar::String:
    return "string";
  case schema::Scalar::Boolean:
    return "boolean";
  case schema::Scalar::Int32:
    return "int32";
  case schema::Scalar::Int64:
    return "int64";
  case schema::Scalar::Quantity:
    return "quantity";
  case schema::Scalar::IntOrString:
    return "int-or-string";
  case schema::Scalar::Object:
    return "object";
  case schema::Scalar::Anything:
    return "any";
  }
  return "";
}

static void printFields(const schema::Object &object, schema::World world,
                        llvm::json::OStream &json) {
  json.object([&] {
    object.forEachField(world, [&](const schema::Field &field) {
      json.attributeObject(field.name, [&] {
        if (field.type.isList())
          json.attribute("shape", "list");
        if (field.type.isMap())
          json.attribute("shape", "map");
        json.attribute("type", getScalar(field.type.scalar));
        json.attribute("required", field.requiredByCrd);
        if (!field.defaultValue.empty())
          json.attribute("default", llvm::StringRef(field.defaultValue));
        if (field.type.format == schema::Format::DateTime)
          json.attribute("format", "date-time");
        if (field.keysBySchema)
          json.attribute("keys", llvm::StringRef(field.keys));
        if (!field.type.getMembers().empty() &&
            schema::getLevel(field.type.enumeration) == schema::Level::Schema)
          json.attributeArray("enum", [&] {
            for (llvm::StringRef member : field.type.getMembers())
              json.value(member);
          });
        // What no CRD says: for those who make manifests, right and wrong ones.
        json.attributeObject("more", [&] {
          json.attribute("required", field.requiredByServer);
          json.attribute("choice", field.isChoice);
          json.attribute("format", schema::getNoun(field.type.format));
          json.attribute("later", schema::getNoun(field.later));
          json.attribute("key", schema::getNoun(field.type.keyFormat));
          if (field.minimum != std::numeric_limits<int64_t>::min())
            json.attribute("minimum", field.minimum);
          if (field.maximum != std::numeric_limits<int64_t>::max())
            json.attribute("maximum", field.maximum);
          json.attributeArray("words", [&] {
            for (llvm::StringRef member : field.type.getMembers())
              json.value(member);
          });
        });
        if (const schema::Object *inner = field.type.getObject();
            inner && inner->id != schema::ObjectId::ObjectMeta) {
          json.attributeBegin("fields");
          printFields(*inner, world, json);
          json.attributeEnd();
        }
      });
    });
  });
}

/// Checks what is left of a file when it ends after every `step`th byte: none may crash or hang.
static void checkPrefixes(llvm::StringRef path, const schema::CheckOptions &options, size_t step) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer) {
    llvm::errs() << path << ": " << buffer.getError().message() << "\n";
    return;
  }
  size_t count = 0, refused = 0;
  for (size_t size = 0; size <= (*buffer)->getBufferSize(); size += step, ++count) {
    SourceManager sources;
    DiagnosticEngine diags(sources);
    ValueArena arena;
    Budget budget;
    const SourceFile *file = sources.add(
        path.str(), llvm::MemoryBuffer::getMemBufferCopy((*buffer)->getBuffer().take_front(size)));
    for (const Value *document : readYaml(*file, arena, diags, budget))
      schema::checkManifest(*document, diags, options);
    refused += diags.hadErrors();
  }
  llvm::outs() << path << ": " << count << " prefixes, " << refused << " refused\n";
}

static void printKinds() {
  llvm::json::OStream json(llvm::outs(), 1);
  json.object([&] {
    for (const schema::Kind &kind : schema::getKinds())
      if (kind.world == schema::World::CustomResource) {
        json.attributeBegin((kind.apiVersion + "/" + kind.kind).str());
        printFields(kind.getObject(), kind.world, json);
        json.attributeEnd();
      }
  });
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  schema::CheckOptions options;
  bool hadErrors = false;
  size_t step = 0;
  for (llvm::StringRef argument : llvm::ArrayRef(argv, argc).drop_front()) {
    if (argument == "--fields")
      printKinds();
    else if (argument == "--build")
      options.laterIsError = true;
    else if (argument.consume_front("--prefixes="))
      argument.getAsInteger(10, step);
    else if (step != 0)
      checkPrefixes(argument, options, step);
    else if (argument.consume_front("--kubernetes="))
      argument.getAsInteger(10, options.kubernetes);
    else
      hadErrors |= checkFile(argument, options, llvm::outs());
  }
  return hadErrors ? 1 : 0;
}
