#include "tools/import/Table.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::importer;

using PartKind = TextPart::Kind;

static bool isWordCharacter(char c) {
  return llvm::isAlnum(c) || c == '.' || c == '_' || c == '+' || (c & 0x80);
}

std::vector<std::string> importer::splitWords(llvm::StringRef text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    size_t n = 0;
    while (n < text.size() && isWordCharacter(text[n]))
      ++n;
    if (n == 0) {
      words.push_back(text.take_front(1).str());
      text = text.drop_front(1);
      continue;
    }
    // `pg15` is a name and a version, `v15` a version.
    size_t letters = 0;
    while (letters < n && llvm::isAlpha(text[letters]))
      ++letters;
    if (letters >= 2 && letters < n && llvm::isDigit(text[letters])) {
      words.push_back(text.take_front(letters).str());
      text = text.drop_front(letters);
      n -= letters;
    }
    words.push_back(text.take_front(n).str());
    text = text.drop_front(n);
  }
  return words;
}

namespace {

using Texts = std::vector<std::string>;

bool isSame(const Texts &texts) {
  return llvm::all_of(texts, [&](const std::string &text) { return text == texts.front(); });
}

class TableMaker {
public:
  explicit TableMaker(llvm::ArrayRef<const Declaration *> members) : members(members) {}

  std::optional<Table> make() {
    Source body = members.front()->source;
    auto &fragments = body.getFragments();
    for (const Declaration *member : members)
      if (!llvm::equal(member->source.getFragments(), fragments,
                       [](const Fragment &a, const Fragment &b) {
                         return a.kind == b.kind && a.parts.size() == b.parts.size();
                       }))
        return std::nullopt;
    // The declaration's own name first, and if that is the same its namespace: what differs there
    // leads the table.
    size_t lead = 0;
    for (unsigned names = 0; lead < fragments.size() && names < 2; ++lead)
      if (fragments[lead].kind == Fragment::Kind::Name && ++names) {
        lay(lead, fragments[lead]);
        if (!table.columns.empty())
          break;
      }
    if (table.columns.empty())
      return std::nullopt;
    llvm::StringSet<> keys;
    for (const std::string &key : table.columns.front().values)
      if (!keys.insert(key).second)
        return std::nullopt;
    for (size_t i = 0; i < fragments.size(); ++i) {
      layComments(i, fragments);
      if (i != lead)
        lay(i, fragments[i]);
    }
    table.bodies.push_back(std::move(body));
    table.members.emplace_back(members.begin(), members.end());
    return std::move(table);
  }

private:
  /// Comments that differ are all kept.
  void layComments(size_t index, llvm::MutableArrayRef<Fragment> fragments) {
    Fragment &fragment = fragments[index];
    for (const Declaration *member : members) {
      const Fragment &other = member->source.getFragments()[index];
      for (const std::string &comment : other.leading)
        if (!llvm::is_contained(fragment.leading, comment))
          fragment.leading.push_back(comment);
      auto &above = fragments[index - other.entryDistance].leading;
      if (!other.trailing.empty() && other.trailing != fragment.trailing &&
          !llvm::is_contained(above, other.trailing))
        above.push_back(other.trailing);
    }
  }

  void lay(size_t index, Fragment &fragment) {
    if (fragment.kind == Fragment::Kind::Scalar) {
      Texts values;
      for (const Declaration *member : members)
        values.push_back(member->source.getFragments()[index].code);
      if (isSame(values))
        return;
      TextPart part = makeVariable(std::move(values), true, fragment.subject);
      fragment.kind = Fragment::Kind::Code;
      fragment.code = part.text;
      return;
    }
    std::vector<TextPart> parts;
    for (size_t p = 0; p < fragment.parts.size(); ++p) {
      Texts values;
      for (const Declaration *member : members)
        values.push_back(member->source.getFragments()[index].parts[p].text);
      if (fragment.parts[p].kind != PartKind::Literal || isSame(values))
        parts.push_back(fragment.parts[p]);
      else
        llvm::append_range(parts, cutText(values, fragment.subject));
    }
    fragment.parts = std::move(parts);
  }

  static std::string join(llvm::ArrayRef<std::string> words) { return llvm::join(words, ""); }

  static void addLiteral(std::vector<TextPart> &parts, llvm::StringRef text) {
    if (text.empty())
      return;
    if (!parts.empty() && parts.back().kind == PartKind::Literal)
      parts.back().text += text;
    else
      parts.push_back({PartKind::Literal, text.str()});
  }

  /// The parts that the texts of all rows have in common, and columns for the rest. Punctuation
  /// alone is not worth a cut: `"--${x}"`.
  std::vector<TextPart> cutText(const Texts &values, llvm::StringRef subject) {
    if (subject == "schedule") // a part of one tells nobody when
      return {makeVariable(values, false, subject)};
    size_t known = table.columns.size();
    std::vector<TextPart> parts;
    layText(values, subject, parts);
    bool isWorthIt = parts.size() == 1 || llvm::any_of(parts, [&](const TextPart &part) {
                       return part.kind == PartKind::Literal
                                  ? llvm::any_of(part.text, llvm::isAlnum)
                                  : part.text == reference(0).text && known > 0;
                     });
    // Of names of which one is all that they have in common, none is a part.
    bool hasEmptyName = known == 0 && !table.columns.empty() &&
                        llvm::is_contained(table.columns.front().values, "");
    // Half a word is no column, and of other texts than the declaration's own name and an image's
    // tag a part is only one when the name has it, too.
    bool isWhole = known == 0
                       ? hasHalfWords(parts)
                       : subject != "image" && parts.size() > 1 && table.columns.size() > known;
    if (isWorthIt && !hasEmptyName && !isWhole)
      return parts;
    table.columns.resize(known);
    return {makeVariable(values, false, subject)};
  }

  /// Whether a variable that is no version begins or ends within a word.
  bool hasHalfWords(llvm::ArrayRef<TextPart> parts) const {
    for (size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].kind != PartKind::Variable || areNumbers(parts[i]))
        continue;
      if (i > 0 && isWordCharacter(parts[i - 1].text.back()))
        return true;
      if (i + 1 < parts.size() && isWordCharacter(parts[i + 1].text.front()))
        return true;
    }
    return false;
  }

  /// Whether a column has numbers with dots in it: versions, and not the `2` of a second one.
  bool areNumbers(const TextPart &part) const {
    size_t column;
    llvm::StringRef number = llvm::StringRef(part.text).drop_front().drop_back();
    return !number.getAsInteger(10, column) &&
           llvm::any_of(table.columns[column].values, [](llvm::StringRef value) {
             return value.contains('.') && llvm::any_of(value, llvm::isDigit);
           });
  }

  void layText(const Texts &values, llvm::StringRef subject, std::vector<TextPart> &parts) {
    std::vector<Texts> words;
    size_t shortest = SIZE_MAX;
    for (const std::string &value : values) {
      words.push_back(splitWords(value));
      shortest = std::min(shortest, words.back().size());
    }
    bool isEven = llvm::all_of(words, [&](const Texts &w) { return w.size() == shortest; });
    auto agree = [&](auto at) {
      return llvm::all_of(words, [&](const Texts &w) { return at(w) == at(words.front()); });
    };
    if (isEven) {
      for (size_t i = 0; i < shortest;) {
        if (agree([&](const Texts &w) { return w[i]; })) {
          addLiteral(parts, words.front()[i++]);
          continue;
        }
        Texts column;
        for (const Texts &w : words)
          column.push_back(w[i]);
        size_t end = i + 1;
        // `10.14-v37`: one thing, unless a part of it is known already.
        while (!isKnown(column) && end + 1 < shortest &&
               !agree([&](const Texts &w) { return w[end + 1]; })) {
          Texts next;
          for (const Texts &w : words)
            next.push_back(w[end + 1]);
          if (isKnown(next))
            break;
          end += 2;
          column.clear();
          for (const Texts &w : words)
            column.push_back(join(llvm::ArrayRef(w).slice(i, end - i)));
        }
        addVariable(std::move(column), subject, parts);
        i = end;
      }
      return;
    }
    size_t prefix = 0, suffix = 0;
    while (prefix < shortest && agree([&](const Texts &w) { return w[prefix]; }))
      ++prefix;
    while (suffix < shortest - prefix &&
           agree([&](const Texts &w) { return w[w.size() - 1 - suffix]; }))
      ++suffix;
    addLiteral(parts, join(llvm::ArrayRef(words.front()).take_front(prefix)));
    Texts middle;
    for (const Texts &w : words)
      middle.push_back(join(llvm::ArrayRef(w).drop_front(prefix).drop_back(suffix)));
    // What begins with the version in every row is the version and a rest.
    for (size_t c = 0; c < table.columns.size(); ++c) {
      const Column &column = table.columns[c];
      Texts rest;
      for (size_t row = 0; row < middle.size(); ++row) {
        llvm::StringRef text = middle[row];
        if (!column.isScalar && !column.values[row].empty() &&
            text.consume_front(column.values[row]) && (text.empty() || !isWordCharacter(text[0])))
          rest.push_back(text.str());
      }
      if (rest.size() != middle.size())
        continue;
      parts.push_back(reference(c));
      addVariable(std::move(rest), "suffix", parts);
      middle.clear();
      break;
    }
    if (!middle.empty())
      addVariable(std::move(middle), subject, parts);
    addLiteral(parts, join(llvm::ArrayRef(words.front()).take_back(suffix)));
  }

  bool isKnown(const Texts &values) const {
    return llvm::any_of(table.columns, [&](const Column &column) {
      return !column.isScalar && column.values == values;
    });
  }

  static TextPart reference(size_t column) {
    return {PartKind::Variable, "\x01" + std::to_string(column) + "\x02"};
  }

  TextPart makeVariable(Texts values, bool isScalar, llvm::StringRef subject) {
    // That numbers are equal is often chance.
    for (size_t c = 0; c < table.columns.size(); ++c)
      if (table.columns[c].values == values && table.columns[c].isScalar == isScalar &&
          (!isScalar || table.columns[c].subject == subject))
        return reference(c);
    table.columns.push_back({std::move(values), isScalar, subject.str(), ""});
    return reference(table.columns.size() - 1);
  }

  void addVariable(Texts values, llvm::StringRef subject, std::vector<TextPart> &parts) {
    if (isSame(values))
      return addLiteral(parts, values.front());
    std::string about = subject.str();
    // What stands behind the colon of an image, or behind the version there.
    bool isInTag = false, isAfterVariable = false;
    for (const TextPart &part : parts) {
      llvm::StringRef text = part.text;
      isAfterVariable |= part.kind == PartKind::Variable;
      size_t colon = text.rfind(':');
      if (part.kind == PartKind::Literal && colon != llvm::StringRef::npos)
        isInTag = !text.substr(colon).contains('/');
    }
    if (subject == "image" && isInTag)
      about = isAfterVariable ? "revision" : "tag";
    parts.push_back(makeVariable(std::move(values), false, about));
  }

  llvm::ArrayRef<const Declaration *> members;
  Table table;
};

} // namespace

std::optional<Table> importer::makeTable(llvm::ArrayRef<const Declaration *> members) {
  return TableMaker(members).make();
}

/// Gives the columns that a source refers to new numbers.
static void renumber(Source &body, llvm::ArrayRef<size_t> numbers) {
  auto change = [&](std::string &text) {
    llvm::StringRef inner = text;
    unsigned column;
    if (inner.consume_front("\x01") && inner.consume_back("\x02") &&
        !inner.getAsInteger(10, column))
      text = "\x01" + std::to_string(numbers[column]) + "\x02";
  };
  for (Fragment &fragment : body.getFragments()) {
    change(fragment.code);
    for (TextPart &part : fragment.parts)
      if (part.kind == PartKind::Variable)
        change(part.text);
  }
}

void importer::mergeTables(Table &table, const Table &other) {
  std::vector<size_t> numbers;
  for (const Column &column : other.columns) {
    auto known = llvm::find_if(table.columns, [&](const Column &own) {
      return own.isScalar == column.isScalar && own.values == column.values &&
             (!own.isScalar || own.subject == column.subject);
    });
    numbers.push_back(known - table.columns.begin());
    if (known == table.columns.end())
      table.columns.push_back(column);
  }
  for (const Source &body : other.bodies) {
    table.bodies.push_back(body);
    renumber(table.bodies.back(), numbers);
  }
  llvm::append_range(table.members, other.members);
}
