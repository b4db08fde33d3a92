#include "tools/import/Families.h"

#include "tools/import/Table.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <deque>

using namespace stash;
using namespace stash::importer;

using Members = std::vector<const Declaration *>;

bool importer::isBefore(llvm::StringRef a, llvm::StringRef b) {
  while (!a.empty() && !b.empty()) {
    if (llvm::isDigit(a[0]) && llvm::isDigit(b[0])) {
      auto take = [](llvm::StringRef &text) {
        llvm::StringRef digits = text.take_while(llvm::isDigit);
        text = text.drop_front(digits.size());
        return digits.ltrim('0');
      };
      llvm::StringRef first = take(a), second = take(b);
      if (first.size() != second.size())
        return first.size() < second.size();
      if (first != second)
        return first < second;
      continue;
    }
    if (a[0] != b[0])
      return a[0] < b[0];
    a = a.drop_front();
    b = b.drop_front();
  }
  return a.size() < b.size();
}

static bool isVersion(llvm::StringRef word) {
  word.consume_front("v");
  return !word.empty() && llvm::isDigit(word[0]);
}

/// Words that do not say what an object is about.
static bool isFiller(llvm::StringRef word) {
  return llvm::is_contained({"backup", "backups", "demo", "example", "my", "new", "old", "pre",
                             "post", "repo", "repository", "restore", "restored", "sample", "stash",
                             "store", "test", "the"},
                            word);
}

std::string importer::getStem(llvm::StringRef name) {
  std::string first;
  for (const std::string &word : splitWords(name)) {
    if (isVersion(word) || !isBareObjectName(word))
      continue;
    if (!isFiller(word))
      return word;
    first = first.empty() ? word : first;
  }
  return first.empty() ? "manifests" : first;
}

/// The order of the manifests, but for Tasks before the Function of their name.
static llvm::DenseMap<const Declaration *, size_t>
getOrder(llvm::ArrayRef<const Declaration *> declarations, const ImportModel &model) {
  llvm::DenseMap<const Declaration *, size_t> order;
  for (size_t i = 0; i < declarations.size(); ++i)
    order[declarations[i]] = 2 * i;
  for (const Declaration *declaration : declarations)
    if (declaration->kind == DeclarationKind::Task)
      if (const Declaration *function = model.getFunction(declaration->name))
        order[declaration] = std::max(order[declaration], order[function] + 1);
  return order;
}

static bool isWork(const Declaration &declaration) {
  return declaration.kind == DeclarationKind::Function || declaration.kind == DeclarationKind::Task;
}

namespace {

/// Declarations by a key, in the order of the first of each group.
class Groups {
public:
  void add(llvm::StringRef key, const Declaration *declaration) {
    auto [at, isNew] = indexes.try_emplace(key, groups.size());
    if (isNew)
      groups.emplace_back();
    groups[at->second].push_back(declaration);
  }
  std::vector<Members> groups;

private:
  llvm::StringMap<size_t> indexes;
};

class FamilyFinder {
public:
  FamilyFinder(llvm::ArrayRef<const Declaration *> declarations, const ImportModel &model,
               const TakenNames &taken)
      : declarations(declarations), model(model), taken(taken) {}

  std::vector<Chunk> run() {
    order = getOrder(declarations, model);
    findVersions();
    findNamespaces();
    findNames();
    mergeAll();

    std::vector<std::pair<size_t, Chunk>> placed;
    for (Table &table : tables)
      placed.push_back(makeLoop(table));
    for (const Declaration *declaration : declarations)
      if (!inTable.contains(declaration))
        placed.push_back({order[declaration], Chunk{{declaration}, declaration->source}});
    llvm::stable_sort(placed, [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<Chunk> chunks;
    for (auto &[at, chunk] : placed)
      chunks.push_back(std::move(chunk));
    return chunks;
  }

private:
  static std::string getKey(const Declaration &declaration) {
    return std::to_string(static_cast<int>(declaration.kind)) + "\1" + declaration.ns.str() + "\1" +
           declaration.source.getSkeleton();
  }

  /// Families whose names differ in versions only.
  void findVersions() {
    Groups found;
    for (const Declaration *declaration : declarations) {
      std::string pattern;
      for (const std::string &word : splitWords(declaration->name))
        pattern += isVersion(word) ? "\2" : word;
      found.add(pattern + "\1" + getKey(*declaration), declaration);
    }
    for (Members &members : found.groups)
      addFamily(std::move(members));
  }

  /// Families whose names differ in a word: Functions, the Tasks that go with them, and invokers of
  /// which there are some.
  void findNames() {
    Groups found;
    for (const Declaration *declaration : declarations)
      if (!inTable.contains(declaration))
        found.add(getKey(*declaration), declaration);
    size_t own = tables.size();
    for (Members &members : found.groups) {
      DeclarationKind kind = members.front()->kind;
      if (kind == DeclarationKind::Function)
        addFamily(members);
      else if (kind != DeclarationKind::Task)
        addFamily(members, /*isWanted=*/false, /*fewest=*/3);
    }
    for (Members &members : found.groups) {
      if (members.front()->kind != DeclarationKind::Task)
        continue;
      // Those whose Functions make a family make one, too.
      for (size_t t = own, n = tables.size(); t < n; ++t) {
        Members some;
        for (const Declaration *function : tables[t].members.front())
          for (const Declaration *task : members)
            if (task->name == function->name && !inTable.contains(task))
              some.push_back(task);
        if (some.size() == tables[t].getRowCount())
          addFamily(std::move(some), /*isWanted=*/true);
      }
    }
  }

  /// What is in several namespaces under one name.
  void findNamespaces() {
    Groups found;
    for (const Declaration *declaration : declarations)
      if (!inTable.contains(declaration) && !declaration->ns.empty())
        found.add(std::to_string(static_cast<int>(declaration->kind)) + "\1" +
                      declaration->name.str() + "\1" + declaration->source.getSkeleton(),
                  declaration);
    for (Members &members : found.groups)
      addFamily(std::move(members));
  }

  void addFamily(Members members, bool isWanted = false, size_t fewest = 2) {
    if (members.size() < fewest)
      return;
    llvm::stable_sort(members, [](const Declaration *a, const Declaration *b) {
      return isBefore(a->name, b->name);
    });
    std::optional<Table> table = makeTable(members);
    if (!table)
      return;
    // A table of many columns is no family, nor is one whose columns nobody could name: what has
    // few values parts it into several.
    constexpr size_t maxColumns = 3;
    bool isFamily = isWork(*members.front()) || (areAlike(*table) && nameColumns(*table, {}));
    if (table->columns.size() > maxColumns || !isFamily) {
      if (table->columns.size() == 1)
        return;
      const Column *narrow = nullptr;
      size_t fewestValues = SIZE_MAX;
      for (const Column &column : llvm::drop_begin(table->columns)) {
        llvm::StringSet<> values;
        for (const std::string &value : column.values)
          values.insert(value);
        if (values.size() < fewestValues) {
          fewestValues = values.size();
          narrow = &column;
        }
      }
      Groups parts;
      for (auto [member, value] : llvm::zip(members, narrow->values))
        parts.add(value, member);
      if (parts.groups.size() > 1)
        for (Members &part : parts.groups)
          addFamily(std::move(part), isWanted, fewest);
      return;
    }
    if (!isWanted && !isWorthIt(*table))
      return;
    nameColumns(*table, {});
    for (const Declaration *member : members)
      inTable.insert(member);
    tables.push_back(std::move(*table));
  }

  static bool isWorthIt(const Table &table) {
    size_t rows = 0, body = table.bodies.front().getWidth();
    for (const Column &column : table.columns)
      for (const std::string &value : column.values)
        rows += value.size() + 4;
    // Two invokers are read as quickly as a loop, unless they are long.
    bool isPair = table.getRowCount() == 2 && !isWork(*table.members.front().front());
    return body * (table.getRowCount() - 1) > rows + (isPair ? 200 : 40);
  }

  /// Whether members are of one family by their names: those share a word, or nothing else differs.
  static bool areAlike(const Table &table) {
    if (table.columns.size() == 1 || table.columns.front().subject == "namespace")
      return true;
    for (const Fragment &fragment : table.bodies.front().getFragments())
      if (fragment.kind == Fragment::Kind::Name)
        return llvm::any_of(fragment.parts, [](const TextPart &part) {
          return part.kind == TextPart::Kind::Literal && llvm::any_of(part.text, llvm::isAlpha);
        });
    return false;
  }

  /// Families over the same names share a loop: `postgres-backup` and `postgres-restore`, or what
  /// is in the same namespaces.
  void mergeAll() {
    llvm::stable_sort(tables, [&](const Table &a, const Table &b) {
      return getPlace(a.members.front()) < getPlace(b.members.front());
    });
    std::vector<Table> merged;
    for (Table &table : tables) {
      auto partner = llvm::find_if(merged, [&](const Table &other) {
        bool areInNamespaces = other.columns.front().subject == "namespace" &&
                               table.columns.front().subject == "namespace";
        return other.columns.front().values == table.columns.front().values &&
               (areInNamespaces || getStem(other.members.front().front()->name) ==
                                       getStem(table.members.front().front()->name)) &&
               fits(other, table);
      });
      if (partner == merged.end())
        merged.push_back(std::move(table));
      else
        mergeTables(*partner, table);
    }
    tables = std::move(merged);
  }

  bool fits(const Table &a, const Table &b) {
    Table both = a;
    mergeTables(both, b);
    bool hasWork = isWork(*a.members.front().front()) || isWork(*b.members.front().front());
    return both.columns.size() <= 4 && (hasWork || nameColumns(both, {}));
  }

  size_t getPlace(const Members &members) const {
    size_t first = SIZE_MAX;
    for (const Declaration *member : members)
      first = std::min(first, order.lookup(member));
    return first;
  }

  //===-- Names and text --===//

  static std::string toIdentifier(llvm::StringRef subject) {
    std::string out;
    bool isUpper = false;
    for (char c : subject) {
      if (!llvm::isAlnum(c) && c != '_') {
        isUpper = !out.empty();
        continue;
      }
      if (out.empty() && llvm::isDigit(c))
        continue;
      out += isUpper ? llvm::toUpper(c) : c;
      isUpper = false;
    }
    if (!out.empty() && llvm::all_of(out, [](char c) { return !llvm::isLower(c); }))
      out = llvm::StringRef(out).lower();
    if (!isConstantName(out))
      return "value";
    // `for name, repository in` would begin a repository.
    return isBareName(out) ? out : out + "Name";
  }

  /// Another word for what a column is about, where its own is taken; empty when there is none.
  static llvm::StringRef getSynonym(llvm::StringRef name) {
    return llvm::StringSwitch<llvm::StringRef>(name)
        .Case("args", "arguments")
        .Case("name", "label")
        .Case("namespace", "team")
        .Case("prefix", "path")
        .Case("repo", "store")
        .Case("version", "release")
        .Default("");
  }

  /// Names the columns; false when no word is left for one, and it got a number.
  bool nameColumns(Table &table, const llvm::StringSet<> &outer) {
    llvm::StringSet<> own = outer;
    bool areGood = true;
    bool isWithin =
        llvm::any_of(table.members, [](const Members &m) { return isWork(*m.front()); });
    for (Column &column : table.columns) {
      bool isKey = &column == &table.columns.front();
      bool areVersions =
          !column.isScalar && column.subject != "namespace" &&
          llvm::all_of(column.values, [](llvm::StringRef v) { return isVersion(v); });
      std::string name = toIdentifier(column.subject == "repository" ? "repo" : column.subject);
      if (areVersions && (isKey || name == "argument"))
        name = "version";
      auto isTaken = [&](llvm::StringRef word) {
        return taken.names.contains(word) || own.contains(word) ||
               (isWithin && taken.parameters.contains(word));
      };
      std::string unique = name;
      if (isTaken(name)) { // `waitTimeout` is the parameter's: `timeout` then
        size_t last = name.find_last_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        std::string word = last == std::string::npos ? getSynonym(name).str()
                                                     : llvm::StringRef(name).substr(last).lower();
        if (isConstantName(word))
          unique = name = word;
      }
      for (unsigned n = 2; isTaken(unique); ++n) {
        unique = name + std::to_string(n);
        areGood = false;
      }
      own.insert(unique);
      column.variable = unique;
    }
    return areGood;
  }

  static std::string writeCell(const Column &column, size_t row) {
    return column.isScalar ? column.values[row] : quote(column.values[row]);
  }

  static std::string writeHead(const Table &table) {
    std::string head = "for ";
    for (const Column &column : table.columns)
      head += (&column == &table.columns.front() ? "" : ", ") + column.variable;
    size_t n = table.columns.size();
    head += n == 2 ? " in { " : " in [";
    for (size_t row = 0; row < table.getRowCount(); ++row) {
      head += row ? ", " : "";
      const Column &key = table.columns.front();
      if (n == 1) {
        head += writeCell(key, row);
      } else if (n == 2) {
        head += (isBareKey(key.values[row]) ? key.values[row] : quote(key.values[row])) + ": " +
                writeCell(table.columns[1], row);
      } else {
        head += "\n[";
        for (const Column &column : table.columns)
          head += (&column == &key ? "" : ", ") + writeCell(column, row);
        head += "]";
      }
    }
    return head + (n == 2 ? " } {\n" : n > 2 ? ",\n] {\n" : "] {\n");
  }

  static void setVariables(Source &body, const Table &table) {
    auto change = [&](std::string &text) {
      llvm::StringRef inner = text;
      unsigned column;
      if (inner.consume_front("\x01") && inner.consume_back("\x02") &&
          !inner.getAsInteger(10, column))
        text = table.columns[column].variable;
    };
    for (Fragment &fragment : body.getFragments()) {
      change(fragment.code);
      for (TextPart &part : fragment.parts)
        if (part.kind == TextPart::Kind::Variable)
          change(part.text);
    }
  }

  std::pair<size_t, Chunk> makeLoop(Table &table) {
    nameColumns(table, {});
    Chunk chunk;
    size_t place = SIZE_MAX;
    for (size_t i = 0; i < table.bodies.size(); ++i) {
      setVariables(table.bodies[i], table);
      place = std::min(place, getPlace(table.members[i]));
      llvm::append_range(chunk.declarations, table.members[i]);
    }
    chunk.source.code(writeHead(table));
    bool isFirst = true;
    for (const Source &body : nest(table)) {
      chunk.source.code(std::exchange(isFirst, false) ? "" : "\n");
      chunk.source.append(body);
    }
    chunk.source.code("}\n");
    return {place, std::move(chunk)};
  }

  /// The bodies of a loop. Those that differ in texts only are a loop in it: four Repositories in
  /// each namespace.
  std::vector<Source> nest(const Table &table) {
    std::deque<Declaration> bodies;
    Groups alike;
    for (size_t i = 0; i < table.bodies.size(); ++i) {
      Declaration &body = bodies.emplace_back(*table.members[i].front());
      body.source = table.bodies[i];
      alike.add(isWork(body) ? std::to_string(i) : getKey(body), &body);
    }
    llvm::StringSet<> outer;
    for (const Column &column : table.columns)
      outer.insert(column.variable);
    std::vector<std::pair<const Declaration *, Source>> placed;
    for (Members &members : alike.groups) {
      std::optional<Table> inner = members.size() > 2 ? makeTable(members) : std::nullopt;
      if (!inner || inner->columns.size() > 3 || !areAlike(*inner) || !nameColumns(*inner, outer) ||
          !isWorthIt(*inner)) {
        for (const Declaration *member : members)
          placed.push_back({member, member->source});
        continue;
      }
      Source loop;
      loop.code(writeHead(*inner));
      setVariables(inner->bodies.front(), *inner);
      loop.append(inner->bodies.front());
      loop.code("}\n");
      placed.push_back({members.front(), std::move(loop)});
    }
    llvm::DenseMap<const Declaration *, size_t> places;
    for (const Declaration &body : bodies)
      places.try_emplace(&body, places.size());
    llvm::stable_sort(placed, [&](const auto &a, const auto &b) {
      return places.lookup(a.first) < places.lookup(b.first);
    });
    std::vector<Source> result;
    for (auto &[first, source] : placed)
      result.push_back(std::move(source));
    return result;
  }

  llvm::ArrayRef<const Declaration *> declarations;
  const ImportModel &model;
  const TakenNames &taken;
  llvm::DenseMap<const Declaration *, size_t> order;
  llvm::DenseSet<const Declaration *> inTable;
  std::vector<Table> tables;
};

} // namespace

std::vector<Chunk> importer::makeChunks(llvm::ArrayRef<const Declaration *> declarations,
                                        const ImportModel &model, bool factors,
                                        const TakenNames &taken) {
  if (factors)
    return FamilyFinder(declarations, model, taken).run();
  std::vector<Chunk> chunks;
  llvm::DenseMap<const Declaration *, size_t> order = getOrder(declarations, model);
  for (const Declaration *declaration : declarations)
    chunks.push_back({{declaration}, declaration->source});
  llvm::stable_sort(chunks, [&](const Chunk &a, const Chunk &b) {
    return order[a.declarations.front()] < order[b.declarations.front()];
  });
  return chunks;
}

/// `["a", "b"]`
static std::string writeNames(llvm::ArrayRef<RepositoryName> repositories) {
  std::string out = "[";
  for (const RepositoryName &repository : repositories)
    out += (&repository == repositories.begin() ? "" : ", ") + quote(repository.ns);
  return out + "]";
}

Source importer::writeExternals(llvm::ArrayRef<RepositoryName> repositories, bool factors,
                                const TakenNames &taken) {
  Source out;
  auto writeOne = [&](auto writeName, auto writeNamespace) {
    out.code("extern repository ");
    writeName();
    out.code(" in ");
    writeNamespace();
    out.code("\n");
  };
  auto writeVariable = [&] { out.code("\"${namespace}\""); };
  auto isFree = [&](llvm::StringRef name) { return !taken.names.contains(name); };
  bool mayLoop = factors && isFree("namespace") &&
                 llvm::none_of(repositories, [](const auto &r) { return r.ns.empty(); });
  // By name, the namespaces.
  std::vector<llvm::ArrayRef<RepositoryName>> names;
  for (size_t i = 0, end; i < repositories.size(); i = end) {
    end = i + 1;
    while (end < repositories.size() && repositories[end].name == repositories[i].name)
      ++end;
    names.push_back(repositories.slice(i, end - i));
  }
  constexpr size_t fewest = 4; // the lines of a loop
  if (mayLoop && names.size() == 1 && repositories.size() >= fewest) {
    out.code("for namespace in " + writeNames(repositories) + " {\n");
    writeOne([&] { out.name(repositories.front().name); }, writeVariable);
    out.code("}\n");
    return out;
  }
  if (mayLoop && isFree("name") && isFree("namespaces") &&
      repositories.size() >= names.size() + fewest) {
    out.code("for name, namespaces in {\n");
    for (llvm::ArrayRef<RepositoryName> namespaces : names) {
      out.key(namespaces.front().name);
      out.code(writeNames(namespaces) + "\n");
    }
    out.code("} {\nfor namespace in namespaces {\n");
    writeOne([&] { out.code("\"${name}\""); }, writeVariable);
    out.code("}\n}\n");
    return out;
  }
  for (const RepositoryName &repository : repositories) {
    out.code("extern repository ");
    out.name(repository.name);
    if (!repository.ns.empty()) {
      out.code(" in ");
      out.name(repository.ns);
    }
    out.code("\n");
  }
  return out;
}
