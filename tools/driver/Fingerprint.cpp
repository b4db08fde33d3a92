#include "tools/driver/Fingerprint.h"

#include "sema/Program/Program.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace stash;
using namespace stash::driver;

/// Where the text of a value begins: of a map without braces at its first key.
static uint32_t getBegin(const Value &value) {
  if (value.isMap() && !value.empty() && value.getMembers().front().keyRange.isValid())
    return std::min(value.getRange().isValid() ? value.getRange().begin : UINT32_MAX,
                    value.getMembers().front().keyRange.begin);
  if (value.isList() && !value.empty() && !value.getRange().isValid())
    return getBegin(*value.getItems().front());
  return value.getRange().begin;
}

/// "Kind namespace/name", or less of it.
static std::string describeObject(llvm::StringRef kind, llvm::StringRef ns, llvm::StringRef name) {
  return (kind + " " + ns + (ns.empty() ? "" : "/") + name).str();
}

/// An item of a list by its name where it has one: others before it do not matter then.
static std::string describeItem(const Value &item, size_t index) {
  for (llvm::StringRef key : {"name", "mountPath"})
    if (llvm::StringRef name = item.getStringOr(key); !name.empty())
      return ("[" + name + "]").str();
  return "[" + std::to_string(index) + "]";
}

/// The path to what stands at an offset.
static std::string findPath(const Value &document, uint32_t at) {
  std::string path;
  const Value *value = &document;
  for (;;) {
    if (value->isMap()) {
      const Member *found = nullptr;
      for (const Member &member : value->getMembers())
        if (member.keyRange.isValid() && member.keyRange.begin <= at &&
            (!found || found->keyRange.begin < member.keyRange.begin))
          found = &member;
      if (!found)
        return path;
      path += (path.empty() ? "" : ".") + found->key.str();
      if (at < found->keyRange.end)
        return path;
      value = found->value;
    } else if (value->isList()) {
      const Value *found = nullptr;
      size_t index = 0;
      for (auto [i, item] : llvm::enumerate(value->getItems()))
        if (getBegin(*item) <= at) {
          found = item;
          index = i;
        }
      if (!found)
        return path;
      path += describeItem(*found, index);
      value = found;
    } else {
      return path;
    }
  }
}

Fingerprints::Fingerprints(const SourceManager &sources,
                           llvm::ArrayRef<const sema::Program *> programs)
    : sources(sources) {
  auto declare = [&](llvm::StringRef kind, llvm::StringRef ns, const sema::Object &object) {
    if (!object.manifest && object.range.isValid())
      declarations.try_emplace(object.range.begin, object.range.end,
                               describeObject(kind, ns, object.name));
  };
  for (const sema::Program *program : programs) {
    for (const auto *list : {&program->documents, &program->patches})
      for (const sema::Document &document : *list)
        documents.try_emplace(getBegin(*document.value), document.value);
    for (const sema::Function &function : program->functions)
      declare("Function", "", function);
    for (const sema::Task &task : program->tasks)
      declare("Task", "", task);
    for (const sema::Invoker &invoker : program->invokers)
      declare(invoker.kind, invoker.ns, invoker);
  }
}

std::string Fingerprints::describe(const Diagnostic &diagnostic) const {
  std::string text = diag::getInfo(diagnostic.id).code.str();
  const SourceFile *file = sources.getFile(diagnostic.range);
  if (!file)
    return text + "\t\t" + diagnostic.message;
  uint32_t at = diagnostic.range.begin;
  if (auto document = documents.upper_bound(at); document != documents.begin()) {
    --document;
    if (document->first >= file->getBase()) {
      const Value &object = *document->second;
      const Value *metadata = object.get("metadata");
      return text + "\t" +
             describeObject(object.getStringOr("kind"),
                            metadata ? metadata->getStringOr("namespace") : "",
                            metadata ? metadata->getStringOr("name") : "") +
             "\t" + findPath(object, at);
    }
  }
  // Of a source, and of what could not be read, the line's own words say where it is.
  std::string owner = file->getName().str();
  if (auto declaration = declarations.upper_bound(at); declaration != declarations.begin())
    if (--declaration; at < declaration->second.first)
      owner = declaration->second.second;
  return text + "\t" + owner + "\t" + file->getLine(file->getLineIndex(at)).trim().str();
}

std::string Fingerprints::getHash(const Diagnostic &diagnostic) {
  std::string text = describe(diagnostic);
  text += "\t" + std::to_string(counts[text]++);
  return llvm::utohexstr(llvm::xxh3_64bits(text), /*LowerCase=*/true, /*Width=*/16);
}
