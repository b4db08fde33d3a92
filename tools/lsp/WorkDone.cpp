#include "tools/lsp/WorkDone.h"

namespace stash::lsp {

using llvm::json::Object;
using llvm::json::Value;

WorkDone::WorkDone(Connection &connection, const Value &params, llvm::StringLiteral title)
    : connection(connection), title(title) {
  const Object *object = params.getAsObject();
  const Value *given = object ? object->get("workDoneToken") : nullptr;
  if (given && (given->kind() == Value::String || given->kind() == Value::Number))
    token = *given;
}

WorkDone::~WorkDone() {
  if (percentage)
    send(Object{{"kind", "end"}});
}

Progress WorkDone::getProgress() {
  if (token.getAsNull())
    return nullptr;
  return [this](size_t done, size_t total) { report(done, total); };
}

void WorkDone::report(size_t done, size_t total) {
  size_t now = total ? 100 * done / total : 100;
  if (!percentage)
    send(Object{{"kind", "begin"}, {"title", title}, {"percentage", static_cast<int64_t>(now)}});
  else if (now != *percentage)
    send(Object{{"kind", "report"}, {"percentage", static_cast<int64_t>(now)}});
  percentage = now;
}

void WorkDone::send(Object value) {
  connection.notify("$/progress", Object{{"token", token}, {"value", std::move(value)}});
}

} // namespace stash::lsp
