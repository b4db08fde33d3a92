//===- ProgramGenerator.h - programs that mean something --------*- C++ -*-===//
//
// In: bytes. Out: a .stash program that is made of the language's grammar and, most of the time, of
// names and types that fit: what is used was declared, arguments are those of the signature. Each
// byte is one decision, so that a fuzzer that changes a byte changes a decision; where the bytes
// end, every decision is the first one.
//
// Some decisions are mistakes on purpose: a name that is misspelt, a value of another type, an
// argument that is missing. StashGenerator.h makes programs that say nothing, in any layout.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TEST_FUZZ_PROGRAMGENERATOR_H
#define STASHC_TEST_FUZZ_PROGRAMGENERATOR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace stash::test {

class ProgramGenerator {
public:
  explicit ProgramGenerator(llvm::ArrayRef<uint8_t> bytes) : bytes(bytes) {}

  std::string run() {
    text += "import \"stash/defaults.stash\"\n\n";
    for (unsigned i = 0, n = pick(4); i < n; ++i)
      constant();
    for (unsigned i = 0, n = pick(3); i < n; ++i)
      group();
    if (pick(3) == 0)
      definition();
    for (unsigned i = 0, n = 1 + pick(3); i < n; ++i)
      function();
    if (pick(3) == 0)
      loop();
    for (unsigned i = 0, n = 1 + pick(2); i < n; ++i)
      task();
    if (pick(2))
      invokers();
    return std::move(text);
  }

private:
  enum class Kind : uint8_t { Text, Number, Bool, List, Map };
  struct Constant {
    std::string name;
    Kind kind;
    bool used = false;
  };
  struct Parameter {
    std::string name;
    std::string type; ///< as it is written; of a union without its members' quotes
    bool required = false;
  };
  struct Function {
    std::string name;
    std::vector<Parameter> parameters;
    bool mounts = false; ///< the volume that its parameter `data` names
  };
  struct Task {
    std::string name;
    bool isBackup;
  };

  //===-- Decisions -------------------------------------------------------===//

  unsigned pick(unsigned n) {
    if (at >= bytes.size() || n < 2)
      return 0;
    return bytes[at++] % n;
  }
  /// One decision of many is a mistake.
  bool slips() { return pick(160) == 97; }
  template <size_t n> const char *choose(const std::array<const char *, n> &of) {
    return of[pick(n)];
  }
  template <typename T> T &choose(std::vector<T> &of) { return of[pick(of.size())]; }
  std::string makeName(llvm::StringRef stem) { return stem.str() + std::to_string(++names); }
  std::string misspell(std::string name) {
    if (slips() && name.size() > 2)
      std::swap(name[0], name[1]);
    return name;
  }

  //===-- Values ----------------------------------------------------------===//

  const Constant *find(Kind kind) {
    std::vector<const Constant *> found;
    for (const Constant &constant : constants)
      if (constant.kind == kind)
        found.push_back(&constant);
    return found.empty() ? nullptr : found[pick(found.size())];
  }

  /// The inside of a string. What only Stash knows may be in it where it substitutes.
  std::string piece(bool isTemplate) {
    switch (pick(isTemplate ? 8 : 4)) {
    case 0:
      return "text";
    case 1:
      return choose(std::array{"a b", "\\n", "\\\"", "\\u{e9}", "x=y", "\\${x}"});
    case 2:
    case 3:
      if (const Constant *constant = find(Kind::Text))
        return "${" + misspell(constant->name) + "}";
      return "word";
    case 4:
      return choose(std::array{"${HOSTNAME:=}", "${TARGET_NAME:=}", "${NAMESPACE:=default}"});
    case 5:
      return "${REPOSITORY_SECRET_NAME}";
    default:
      if (parameters && !parameters->empty())
        return "${" + misspell(choose(*parameters).name) + "}";
      return "${INTERIM_DATA_DIR:=}";
    }
  }
  std::string string(bool isTemplate = false) {
    std::string made = "\"";
    for (unsigned i = 0, n = 1 + pick(3); i < n; ++i)
      made += piece(isTemplate);
    return made + "\"";
  }
  std::string condition() {
    switch (pick(5)) {
    case 0:
      return "true";
    case 1:
      if (const Constant *constant = find(Kind::Bool))
        return "!" + misspell(constant->name);
      return "false";
    case 2:
      if (const Constant *constant = find(Kind::Text))
        return constant->name + " == " + string();
      return "\"a\" != \"b\"";
    case 3:
      if (const Constant *constant = find(Kind::List))
        return string() + " in " + constant->name;
      return "\"a\" in [\"a\", \"b\"]";
    default:
      return "(true && !false) || \"x\" == " + string();
    }
  }
  std::string value(Kind kind, unsigned depth = 2) {
    if (slips())
      kind = Kind(pick(5));
    if (depth && pick(4) == 0)
      if (const Constant *constant = find(kind))
        return misspell(constant->name);
    switch (kind) {
    case Kind::Text:
      if (depth && pick(6) == 0)
        return "if " + condition() + " { " + value(kind, 0) + " } else { " + string() + " }";
      return string();
    case Kind::Number:
      return choose(std::array{"1", "300", "0", "65534"});
    case Kind::Bool:
      return choose(std::array{"true", "false"});
    case Kind::List:
      return list(/*isTemplate=*/false, depth);
    case Kind::Map: {
      std::string made = "{ ";
      for (unsigned i = 0, n = 1 + pick(3); i < n; ++i)
        made += (i ? ", key" : "key") + std::to_string(i) + ": " + string();
      return made + " }";
    }
    }
    return "null";
  }
  std::string list(bool isTemplate, unsigned depth) {
    std::string made = "[";
    for (unsigned i = 0, n = pick(4); i < n; ++i) {
      made += i ? ", " : "";
      const Constant *other = depth ? find(Kind::List) : nullptr;
      switch (pick(6)) {
      case 0:
        if (other) {
          made += "..." + misspell(other->name);
          break;
        }
        [[fallthrough]];
      case 1:
        made += "if " + condition() + " { " + string(isTemplate) + " }";
        break;
      case 2:
        if (other) {
          made += "for x in " + other->name + " { \"${x}\" }";
          break;
        }
        [[fallthrough]];
      default:
        made += string(isTemplate);
      }
    }
    return made + "]";
  }

  //===-- Declarations ----------------------------------------------------===//

  void constant() {
    Kind kind = Kind(pick(5));
    std::string name = makeName("constant");
    bool isInput = kind == Kind::Text && pick(4) == 0;
    text += (isInput ? "input " : "let ") + name + " = " +
            (isInput ? "\"" + std::string("given") + "\"" : value(kind)) + "\n";
    constants.push_back({name, kind, false});
  }

  Parameter parameter() {
    static constexpr std::array types = {"string", "int",   "bool",     "path",
                                         "a|b",    "image", "duration", "quantity"};
    return {makeName("param"), choose(types), pick(6) == 0};
  }
  static std::string write(llvm::StringRef type) {
    return type == "a|b" ? "\"a\" | \"b\"" : type.str();
  }
  std::string argument(llvm::StringRef type) {
    if (slips())
      return choose(std::array{"\"odd\"", "true", "[1]", "null", "7"});
    if (type == "int")
      return choose(std::array{"1", "300"});
    if (type == "bool")
      return choose(std::array{"true", "false"});
    if (type == "path")
      return choose(std::array{"\"/data\"", "\"\""});
    if (type == "a|b")
      return choose(std::array{"\"a\"", "\"b\""});
    if (type == "image")
      return "\"busybox:1.36\"";
    if (type == "duration")
      return choose(std::array{"30s", "1h30m"});
    if (type == "quantity")
      return choose(std::array{"256Mi", "500m"});
    return string();
  }
  std::string signature(std::vector<Parameter> &made) {
    std::string written;
    for (unsigned i = 0, n = pick(4); i < n; ++i) {
      Parameter p = parameter();
      written += (i ? ", " : "") + p.name + (pick(8) == 0 ? " as my-" + p.name : "") + ": " +
                 write(p.type) + (p.required ? "" : " = " + argument(p.type));
      made.push_back(p);
    }
    return written;
  }

  void group() {
    std::vector<Parameter> made;
    std::string name = makeName("group");
    std::string written = signature(made);
    for (Parameter &p : made)
      p.required = p.required && written.find(p.name + " =") == std::string::npos;
    text += "params " + name + "(" + written + ")\n";
    groups.push_back({name, made, false});
  }

  void function() {
    Function made{makeName("run-"), {}, false};
    std::string own = signature(made.parameters);
    Function *shared = !groups.empty() && pick(2) ? &choose(groups) : nullptr;
    text += "/// Does something.\nfunction " + made.name + "(" + own;
    if (shared) {
      text += (own.empty() ? "..." : ", ...") + misspell(shared->name);
      made.parameters.insert(made.parameters.end(), shared->parameters.begin(),
                             shared->parameters.end());
    }
    made.mounts = pick(3) == 0;
    if (made.mounts)
      text += llvm::StringRef(text).ends_with("(") ? "data: volume" : ", data: volume";
    text += ") {\n  image: \"registry.example.com/run:1.0\"\n  args: [\"run\"";
    for (const Parameter &p : made.parameters)
      text += ", ...flags(" + misspell(p.name) + ")";
    parameters = &made.parameters;
    text += ", ..." + list(/*isTemplate=*/true, 1) + "]\n";
    if (made.mounts)
      text += "  mount data at \"/data\"" + std::string(pick(2) ? " readonly\n" : "\n");
    for (unsigned i = 0, n = pick(4); i < n; ++i)
      field(i);
    parameters = nullptr;
    text += "}\n\n";
    functions.push_back(made);
  }

  void field(unsigned i) {
    switch ((i * 3 + pick(3)) % 9) {
    case 0:
      text += "  env VALUE_" + std::to_string(i) + ": " + string(true) + "\n";
      break;
    case 1:
      text += "  env SECRET_" + std::to_string(i) + ": secret(auth, password)\n";
      break;
    case 2:
      text += "  env POD_" + std::to_string(i) + ": field(\"metadata.name\")\n";
      break;
    case 3:
      text += "  resources: { requests: { memory: " +
              std::string(choose(std::array{"256Mi", "1Gi", "\"64Mi\""})) + ", cpu: 500m } }\n";
      break;
    case 4:
      text += "  labels: { team: \"storage\" }\n";
      break;
    case 5:
      text +=
          "  securityContext: { runAsUser: 65534, allowPrivilegeEscalation: " + value(Kind::Bool) +
          " }\n";
      break;
    case 6:
      text += "  mount \"stash-tmp-dir\" at \"/scratch\" subPath \"x\"\n";
      break;
    case 7:
      text += "  workingDir: \"/\"\n";
      break;
    default:
      text += slips() ? "  imag: 1\n" : "  command: [\"sh\", \"-c\"]\n";
    }
  }

  void loop() {
    std::string name = makeName("each-");
    text += "for version, tag in { 16.1: \"a\", 17.2: " + string() + " } {\n  function \"" + name +
            "-${version}\"() { image: \"run:${version}\", args: [tag] }\n}\n\n";
    functions.push_back({name + "-17.2", {}, false});
  }

  void definition() {
    std::string name = makeName("make"), made = makeName("made-");
    text +=
        "def " + name + "(name, argv: list = []) {\n" +
        "  function \"${name}\"() {\n    image: \"run:1\"\n    args: [\"run\", ...argv]\n  }\n}\n" +
        misspell(name) + "(name: \"" + made + "\"" +
        (pick(2) ? ", argv: " + value(Kind::List, 0) : "") + ")\n\n";
    functions.push_back({made, {}, false});
  }

  void step(const Function &called) {
    text += "\"" + misspell(called.name) + "\"(";
    bool isFirst = true;
    auto give = [&](llvm::StringRef name, llvm::StringRef what) {
      text += (isFirst ? "" : ", ") + name.str() + ": " + what.str();
      isFirst = false;
    };
    for (const Parameter &p : called.parameters)
      if ((p.required && !slips()) || pick(3) == 0)
        give(misspell(p.name), argument(p.type));
    if (called.mounts)
      give("data", "data");
    text += ")";
  }

  void task() {
    Task made{makeName("task-"), pick(2) == 0};
    text += (made.isBackup ? "backup task " : "restore task ") + made.name + " {\n";
    std::vector<const Function *> steps;
    for (unsigned i = 0, n = 1 + pick(3); i < n; ++i)
      steps.push_back(&choose(functions));
    bool mounts = false;
    for (const Function *called : steps)
      mounts |= called->mounts;
    if (mounts)
      text += "  volume data: " +
              std::string(choose(std::array{"emptyDir",
                                            "secret { secretName: \"${REPOSITORY_SECRET_NAME}\" }",
                                            "persistentVolumeClaim { claimName: \"data\" }"})) +
              "\n";
    text += "  with outputDir: \"/stash-tmp/output\"\n  ";
    for (const Function *called : steps) {
      step(*called);
      text += "\n    | ";
    }
    text += "update-status\n}\n\n";
    tasks.push_back(made);
  }

  void invokers() {
    text += "repository store in demo {\n  " +
            std::string(choose(std::array{
                "gcs { bucket: \"backups\", prefix: \"/demo\" }",
                "s3 { endpoint: \"s3.example.com\", bucket: \"backups\", prefix: \"/demo\" }"})) +
            "\n  secret: store-secret\n}\n\n";
    for (const Task &made : tasks) {
      text += (made.isBackup ? "backup " : "restore ") + made.name + " in demo {\n";
      if (made.isBackup)
        text += "  schedule: \"" + std::string(choose(std::array{"0 2 * * *", "*/30 * * * *"})) +
                "\"\n  retention: { name: \"a-week\", keepDaily: 7, prune: true }\n";
      else
        text += "  rules: [{ snapshots: [\"latest\"] }]\n";
      text += "  task: " + misspell(made.name) +
              "\n  target: " + choose(std::array{"AppBinding", "PersistentVolumeClaim"}) + " " +
              made.name + "\n  alias: \"" + made.name + "\"\n  repository: store\n}\n\n";
    }
  }

  llvm::ArrayRef<uint8_t> bytes;
  size_t at = 0;
  std::string text;
  unsigned names = 0;
  std::vector<Constant> constants;
  std::vector<Function> groups; ///< as Functions: a name and parameters
  std::vector<Function> functions;
  std::vector<Task> tasks;
  std::vector<Parameter> *parameters = nullptr; ///< of the Function that is being written
};

} // namespace stash::test

#endif // STASHC_TEST_FUZZ_PROGRAMGENERATOR_H
