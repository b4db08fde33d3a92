#include "backend/Job/BuiltinObjects.h"

using namespace stash;

namespace {

/// Makes the objects as BuiltinObjects.def lists them.
class BuiltinMaker {
public:
  BuiltinMaker(const OperatorSettings &settings, ValueArena &arena)
      : settings(settings), arena(arena) {}

  void beginFunction(llvm::StringRef name, llvm::StringRef command) {
    begin("Function", name);
    spec->add(arena, "image", arena.string(arena.copy(settings.getImage())));
    list = arena.list();
    spec->add(arena, "args", list);
    list->append(arena, arena.string(command));
  }
  void addArgument(llvm::StringRef text) {
    if (text.consume_back("PUSHGATEWAY"))
      text = arena.copy((text + settings.pushgateway).str());
    list->append(arena, arena.string(text));
  }
  void addMount(llvm::StringRef name, llvm::StringRef path) {
    Value *mount = arena.map();
    mount->add(arena, "name", arena.string(name));
    mount->add(arena, "mountPath", arena.string(path));
    Value *mounts = arena.list();
    mounts->append(arena, mount);
    spec->add(arena, "volumeMounts", mounts);
  }

  void beginTask(llvm::StringRef name, llvm::StringRef volumeName, llvm::StringRef claimName) {
    begin("Task", name);
    list = arena.list();
    spec->add(arena, "steps", list);
    Value *claim = arena.map();
    claim->add(arena, "claimName", arena.string(claimName));
    Value *volume = arena.map();
    volume->add(arena, "name", arena.string(volumeName));
    volume->add(arena, "persistentVolumeClaim", claim);
    Value *volumes = arena.list();
    volumes->append(arena, volume);
    spec->add(arena, "volumes", volumes);
  }
  void addStep(llvm::StringRef function, llvm::StringRef first, llvm::StringRef firstValue,
               llvm::StringRef second, llvm::StringRef secondValue) {
    Value *params = arena.list();
    addParam(params, first, firstValue);
    addParam(params, second, secondValue);
    Value *step = arena.map();
    step->add(arena, "name", arena.string(function));
    step->add(arena, "params", params);
    list->append(arena, step);
  }

  std::vector<Value *> objects;

private:
  void begin(llvm::StringRef kind, llvm::StringRef name) {
    Value *metadata = arena.map();
    metadata->add(arena, "name", arena.string(name));
    spec = arena.map();
    Value *object = arena.map();
    object->add(arena, "apiVersion", arena.string("stash.appscode.com/v1beta1"));
    object->add(arena, "kind", arena.string(kind));
    object->add(arena, "metadata", metadata);
    object->add(arena, "spec", spec);
    objects.push_back(object);
  }
  void addParam(Value *params, llvm::StringRef name, llvm::StringRef value) {
    if (name.empty())
      return;
    Value *param = arena.map();
    param->add(arena, "name", arena.string(name));
    param->add(arena, "value", arena.string(value));
    params->append(arena, param);
  }

  const OperatorSettings &settings;
  ValueArena &arena;
  Value *spec = nullptr;
  Value *list = nullptr; // the Function's arguments or the Task's steps
};

} // namespace

std::vector<Value *> stash::makeBuiltinObjects(const OperatorSettings &settings,
                                               ValueArena &arena) {
  BuiltinMaker maker(settings, arena);
#define FUNCTION(NAME, COMMAND) maker.beginFunction(NAME, COMMAND);
#define ARGUMENT(TEXT) maker.addArgument(TEXT);
#define MOUNT(NAME, PATH) maker.addMount(NAME, PATH);
#define END_FUNCTION
#define TASK(NAME, VOLUME, CLAIM) maker.beginTask(NAME, VOLUME, CLAIM);
#define STEP(FUNCTION, PARAM, VALUE, PARAM2, VALUE2)                                               \
  maker.addStep(FUNCTION, PARAM, VALUE, PARAM2, VALUE2);
#define END_TASK
#include "backend/Job/BuiltinObjects.def"
  return std::move(maker.objects);
}

bool stash::isBuiltinFunction(llvm::StringRef name) {
  return name == "update-status" || name == "pvc-backup" || name == "pvc-restore";
}

bool stash::isBuiltinTask(llvm::StringRef name) {
  return name == "pvc-backup" || name == "pvc-restore";
}
