#include "frontend/Yaml/YamlAnchors.h"

using namespace stash;

static void measure(const Value &value, unsigned height, YamlAnchors::Anchored &entry) {
  ++entry.size;
  entry.height = std::max(entry.height, height);
  if (value.isList())
    for (const Value *item : value.getItems())
      measure(*item, height + 1, entry);
  else if (value.isMap())
    for (const Member &member : value.getMembers())
      measure(*member.value, height + 1, entry);
}

void YamlAnchors::declare(size_t anchor) {
  if (anchors.size() <= anchor)
    anchors.resize(anchor + 1);
}

void YamlAnchors::define(size_t anchor, Value *value) {
  declare(anchor);
  anchors[anchor].value = value;
  measure(*value, 1, anchors[anchor]);
}

const YamlAnchors::Anchored &YamlAnchors::get(size_t anchor) {
  declare(anchor);
  return anchors[anchor];
}

void YamlAnchors::countAlias(const Anchored &target) {
  aliasValues += target.size;
  values += target.size;
}

// The rule of the API server's YAML library: the more values a document has, the fewer of them may
// come from aliases; all but one in a hundred up to 400,000, one in ten from 4,000,000 on.
bool YamlAnchors::explode() const {
  if (aliasValues <= 100 || values <= 1000)
    return false;
  double share = values <= 400'000     ? 0.99
                 : values >= 4'000'000 ? 0.10
                                       : 0.99 - 0.89 * (double(values - 400'000) / 3'600'000);
  return double(aliasValues) / double(values) > share;
}
