//===- YamlFuzzer.cpp - any bytes in, and what is read survives -----------===//
//
// Reads any bytes as manifests: no crash, no hang, an error wherever nothing could be made of them.
// What was read is written in both formats and read again, and is the same.
//
//===----------------------------------------------------------------------===//

#include "backend/Writer/Writer.h"
#include "frontend/Template/OffsetMap.h"
#include "frontend/Yaml/YamlReader.h"

using namespace stash;

namespace {

struct Reading {
  explicit Reading(llvm::StringRef text) {
    const SourceFile *file = sources.add("fuzz", llvm::MemoryBuffer::getMemBufferCopy(text));
    documents = readYaml(*file, arena, diags, budget);
  }
  SourceManager sources;
  DiagnosticEngine diags{sources};
  ValueArena arena;
  Budget budget;
  std::vector<Value *> documents;
};

void require(bool condition) {
  if (!condition)
    __builtin_trap();
}

/// Whether it can be written, and is no list of objects, which reading again would take apart.
bool isWritable(const Value &value) {
  if (value.isUnknown())
    return false;
  if (value.isList())
    return llvm::all_of(value.getItems(), [](const Value *item) { return isWritable(*item); });
  if (value.isMap())
    return llvm::all_of(value.getMembers(),
                        [](const Member &member) { return isWritable(*member.value); });
  return true;
}

void checkRanges(const Value &value, const Reading &reading) {
  SourceRange all = reading.sources[0].getRange();
  require(value.getRange().isValid() && all.contains(value.getRange()));
  if (value.isString()) {
    OffsetMap map = getOffsetMap(value, reading.sources);
    uint32_t size = value.getText().size();
    for (uint32_t i = 0; i < std::min(size, 64u); ++i)
      require(all.contains(map.map(i, i + 1)));
  } else if (value.isList()) {
    for (const Value *item : value.getItems())
      checkRanges(*item, reading);
  } else if (value.isMap()) {
    for (const Member &member : value.getMembers()) {
      require(all.contains(member.keyRange));
      checkRanges(*member.value, reading);
    }
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  Reading reading(text);
  for (const Diagnostic &diagnostic : reading.diags.getDiagnostics())
    require(reading.sources[0].getRange().contains(diagnostic.range));
  for (const Value *document : reading.documents) {
    checkRanges(*document, reading);
    if (!isWritable(*document))
      continue;
    for (OutputFormat format : {OutputFormat::Yaml, OutputFormat::Json}) {
      std::string written;
      llvm::raw_string_ostream stream(written);
      Writer(stream, format).write(*document);
      Reading again(written);
      require(!again.diags.hadErrors());
      require(again.documents.size() == 1 && equal(*again.documents[0], *document));
    }
  }
  return 0;
}
