#include "backend/Job/BuiltinObjects.h"

#include "backend/Lower/Lower.h"
#include "sema/Compilation.h"
#include "sema/Library/Library.h"

using namespace stash;

/// A copy that lives in `arena` alone: no text of the original, no places in its sources.
static Value *detach(const Value &value, ValueArena &arena) {
  switch (value.getKind()) {
  case Value::Kind::List: {
    Value *list = arena.list();
    for (const Value *item : value.getItems())
      list->append(arena, detach(*item, arena));
    return list;
  }
  case Value::Kind::Map: {
    Value *map = arena.map();
    for (const Member &member : value.getMembers())
      map->add(arena, arena.copy(member.key), detach(*member.value, arena));
    return map;
  }
  case Value::Kind::String:
    return arena.string(arena.copy(value.getText()));
  case Value::Kind::Number:
    return arena.number(arena.copy(value.getText()));
  case Value::Kind::Bool:
    return arena.boolean(value.getBool());
  case Value::Kind::Null:
  case Value::Kind::Unknown:
    return arena.null();
  }
  llvm_unreachable("every kind is above");
}

std::vector<Value *> stash::makeBuiltinObjects(const OperatorSettings &settings,
                                               ValueArena &arena) {
  constexpr llvm::StringLiteral name = "stash/defaults.stash";
  SourceManager sources;
  ValueArena values;
  sema::Program program(sources, values);
  DiagnosticEngine diags(sources);
  Budget budget;
  llvm::vfs::InMemoryFileSystem noFiles;
  sema::CompilationOptions options;
  options.defines = {{"stashImage", settings.getImage(), {}},
                     {"pushgatewayURL", settings.pushgateway, {}}};
  const SourceFile *file =
      sources.add(name.str(), llvm::MemoryBuffer::getMemBuffer(*sema::getShippedFile(name)));
  sema::Compilation(program, diags, budget, noFiles, std::move(options)).run(file);

  std::vector<Value *> objects;
  Lowering lowering(values, diags);
  for (const sema::Declared &declared : program.declared)
    objects.push_back(detach(declared.kind == sema::Declared::Kind::Function
                                 ? *lowering.lower(*declared.function)
                                 : *lowering.lower(*declared.task),
                             arena));
  return objects;
}
