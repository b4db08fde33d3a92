#include "tools/import/Families.h"

#include "tools/import/Table.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

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

std::string importer::getStem(llvm::StringRef name) {
  for (const std::string &word : splitWords(name))
    if (!isVersion(word) && isBareName(word))
      return word;
  return "manifests";
}

/// The order of the manifests, but for Tasks before the Function of their name.
static llvm::DenseMap<const Declaration *, size_t> getOrder(const ImportModel &model) {
  llvm::DenseMap<const Declaration *, size_t> order;
  for (size_t i = 0; i < model.declarations.size(); ++i)
    order[&model.declarations[i]] = 2 * i;
  for (const Declaration &declaration : model.declarations)
    if (declaration.kind == DeclarationKind::Task)
      if (const Declaration *function = model.getFunction(declaration.name))
        order[&declaration] = std::max(order[&declaration], order[function] + 1);
  return order;
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
  FamilyFinder(const ImportModel &model, const llvm::StringSet<> &taken)
      : model(model), taken(taken) {}

  std::vector<Chunk> run() {
    order = getOrder(model);
    findVersions();
    findNames();
    mergeAll();

    std::vector<std::pair<size_t, Chunk>> placed;
    for (Table &table : tables)
      placed.push_back(makeLoop(table));
    for (const Declaration &declaration : model.declarations)
      if (!inTable.contains(&declaration))
        placed.push_back({order[&declaration], Chunk{{&declaration}, declaration.source}});
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
    for (const Declaration &declaration : model.declarations) {
      std::string pattern;
      for (const std::string &word : splitWords(declaration.name))
        pattern += isVersion(word) ? "\2" : word;
      found.add(pattern + "\1" + getKey(declaration), &declaration);
    }
    for (Members &members : found.groups)
      addFamily(std::move(members));
  }

  /// Families whose names differ in a word: Functions, the Tasks that go with them, and invokers of
  /// which there are some.
  void findNames() {
    Groups found;
    for (const Declaration &declaration : model.declarations)
      if (!inTable.contains(&declaration))
        found.add(getKey(declaration), &declaration);
    size_t own = tables.size();
    for (Members &members : found.groups) {
      DeclarationKind kind = members.front()->kind;
      if (kind == DeclarationKind::Function ||
          (kind != DeclarationKind::Task && members.size() > 2))
        addFamily(members);
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

  void addFamily(Members members, bool isWanted = false) {
    if (members.size() < 2)
      return;
    llvm::stable_sort(members, [](const Declaration *a, const Declaration *b) {
      return isBefore(a->name, b->name);
    });
    std::optional<Table> table = makeTable(members);
    if (!table)
      return;
    // A table of many columns is no family: what has few values parts it into several.
    constexpr size_t maxColumns = 3;
    if (table->columns.size() > maxColumns) {
      const Column *narrow = nullptr;
      size_t fewest = SIZE_MAX;
      for (const Column &column : llvm::drop_begin(table->columns)) {
        llvm::StringSet<> values;
        for (const std::string &value : column.values)
          values.insert(value);
        if (values.size() < fewest) {
          fewest = values.size();
          narrow = &column;
        }
      }
      Groups parts;
      for (auto [member, value] : llvm::zip(members, narrow->values))
        parts.add(value, member);
      if (parts.groups.size() > 1)
        for (Members &part : parts.groups)
          addFamily(std::move(part), isWanted);
      return;
    }
    if (!isWanted && !isWorthIt(*table))
      return;
    for (const Declaration *member : members)
      inTable.insert(member);
    tables.push_back(std::move(*table));
  }

  static bool isWorthIt(const Table &table) {
    size_t rows = 0, body = table.bodies.front().getWidth();
    for (const Column &column : table.columns)
      for (const std::string &value : column.values)
        rows += value.size() + 4;
    return body * (table.getRowCount() - 1) > rows + 40;
  }

  /// Families over the same names share a loop: `postgres-backup` and `postgres-restore`.
  void mergeAll() {
    llvm::stable_sort(tables, [&](const Table &a, const Table &b) {
      return getPlace(a.members.front()) < getPlace(b.members.front());
    });
    std::vector<Table> merged;
    for (Table &table : tables) {
      auto partner = llvm::find_if(merged, [&](const Table &other) {
        return other.columns.front().values == table.columns.front().values &&
               getStem(other.members.front().front()->name) ==
                   getStem(table.members.front().front()->name) &&
               fits(other, table);
      });
      if (partner == merged.end())
        merged.push_back(std::move(table));
      else
        mergeTables(*partner, table);
    }
    tables = std::move(merged);
  }

  static bool fits(const Table &a, const Table &b) {
    Table both = a;
    mergeTables(both, b);
    return both.columns.size() <= 4;
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

  void nameColumns(Table &table) {
    llvm::StringSet<> own;
    for (Column &column : table.columns) {
      bool areVersions = !column.isScalar && llvm::all_of(column.values, [](llvm::StringRef v) {
        return isVersion(v);
      });
      std::string name = toIdentifier(column.subject);
      if (areVersions && (&column == &table.columns.front() || name == "argument"))
        name = "version";
      std::string unique = name;
      if (taken.contains(name)) // `waitTimeout` is the parameter's: `timeout` then
        if (size_t last = name.find_last_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
            last != std::string::npos && isConstantName(llvm::StringRef(name).substr(last).lower()))
          unique = name = llvm::StringRef(name).substr(last).lower();
      for (unsigned n = 2; taken.contains(unique) || !own.insert(unique).second; ++n)
        unique = name + std::to_string(n);
      column.variable = unique;
    }
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
    nameColumns(table);
    Chunk chunk;
    chunk.source.code(writeHead(table));
    size_t place = SIZE_MAX;
    for (size_t i = 0; i < table.bodies.size(); ++i) {
      setVariables(table.bodies[i], table);
      chunk.source.code(i ? "\n" : "");
      chunk.source.append(table.bodies[i]);
      place = std::min(place, getPlace(table.members[i]));
      llvm::append_range(chunk.declarations, table.members[i]);
    }
    chunk.source.code("}\n");
    return {place, std::move(chunk)};
  }

  const ImportModel &model;
  const llvm::StringSet<> &taken;
  llvm::DenseMap<const Declaration *, size_t> order;
  llvm::DenseSet<const Declaration *> inTable;
  std::vector<Table> tables;
};

} // namespace

std::vector<Chunk> importer::makeChunks(const ImportModel &model, bool factors,
                                        const llvm::StringSet<> &taken) {
  if (factors)
    return FamilyFinder(model, taken).run();
  std::vector<Chunk> chunks;
  llvm::DenseMap<const Declaration *, size_t> order = getOrder(model);
  for (const Declaration &declaration : model.declarations)
    chunks.push_back({{&declaration}, declaration.source});
  llvm::stable_sort(chunks, [&](const Chunk &a, const Chunk &b) {
    return order[a.declarations.front()] < order[b.declarations.front()];
  });
  return chunks;
}
