#include "tools/lsp/Protocol.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <limits>

namespace stash::lsp {

using llvm::json::ObjectMapper;
using llvm::json::Path;
using llvm::json::Value;

/// Reads a line or a column. Clients send 2^32-1 and doubles beyond for "the end": clamp.
static bool readCoordinate(const llvm::json::Object &object, llvm::StringRef key, int &result,
                           Path path) {
  const Value *value = object.get(key);
  std::optional<double> number = value ? value->getAsNumber() : std::nullopt;
  if (!number) {
    path.field(key).report("expected a number");
    return false;
  }
  constexpr double most = std::numeric_limits<int>::max();
  result = static_cast<int>(std::clamp(*number, 0.0, most));
  return true;
}

static bool readPosition(const Value *value, Position &result, Path path) {
  const llvm::json::Object *object = value ? value->getAsObject() : nullptr;
  if (!object) {
    path.report("expected a position");
    return false;
  }
  return readCoordinate(*object, "line", result.line, path) &&
         readCoordinate(*object, "character", result.character, path);
}

static bool readRange(const Value *value, Range &result, Path path) {
  const llvm::json::Object *object = value ? value->getAsObject() : nullptr;
  if (!object) {
    path.report("expected a range");
    return false;
  }
  return readPosition(object->get("start"), result.start, path.field("start")) &&
         readPosition(object->get("end"), result.end, path.field("end"));
}

static const Value *getField(const Value &params, llvm::StringRef key) {
  const llvm::json::Object *object = params.getAsObject();
  return object ? object->get(key) : nullptr;
}

/// Reads `textDocument.uri`.
static bool readDocument(const Value &params, DocumentUri &uri, Path path) {
  const Value *document = getField(params, "textDocument");
  if (!document) {
    path.field("textDocument").report("expected a document");
    return false;
  }
  ObjectMapper mapper(*document, path.field("textDocument"));
  return mapper && mapper.map("uri", uri);
}

/// Whether the object at `keys`, from `value` down, is true or an object.
static bool announces(const Value &value, std::initializer_list<llvm::StringRef> keys) {
  const Value *at = &value;
  for (llvm::StringRef key : keys) {
    at = getField(*at, key);
    if (!at)
      return false;
  }
  return at->getAsObject() || at->getAsBoolean().value_or(false);
}

bool fromJSON(const Value &value, ClientCapabilities &result, Path) {
  auto listHas = [](const Value *list, llvm::StringRef wanted) {
    const llvm::json::Array *array = list ? list->getAsArray() : nullptr;
    return array && llvm::any_of(*array, [&](const Value &element) {
             return element.getAsString() == wanted;
           });
  };
  result.publishDiagnostics = announces(value, {"textDocument", "publishDiagnostics"});
  result.pullDiagnostics = announces(value, {"textDocument", "diagnostic"});
  for (llvm::StringRef way : {"publishDiagnostics", "diagnostic"}) {
    result.relatedInformation |= announces(value, {"textDocument", way, "relatedInformation"});
    result.codeDescription |= announces(value, {"textDocument", way, "codeDescriptionSupport"});
  }
  result.snippets =
      announces(value, {"textDocument", "completion", "completionItem", "snippetSupport"});
  result.hierarchicalSymbols =
      announces(value, {"textDocument", "documentSymbol", "hierarchicalDocumentSymbolSupport"});
  result.codeActionLiterals =
      announces(value, {"textDocument", "codeAction", "codeActionLiteralSupport"});
  result.prepareRename = announces(value, {"textDocument", "rename", "prepareSupport"});
  result.definitionLinks = announces(value, {"textDocument", "definition", "linkSupport"});
  result.workDoneProgress = announces(value, {"window", "workDoneProgress"});
  result.applyEdit = announces(value, {"workspace", "applyEdit"});
  if (const Value *workspace = getField(value, "workspace"))
    if (const Value *edit = getField(*workspace, "workspaceEdit"))
      result.createFile = announces(*edit, {"documentChanges"}) &&
                          listHas(getField(*edit, "resourceOperations"), "create");
  result.configuration = announces(value, {"workspace", "configuration"});
  result.watchedFilesRegistration =
      announces(value, {"workspace", "didChangeWatchedFiles", "dynamicRegistration"});
  result.inlayHintRefresh = announces(value, {"workspace", "inlayHint", "refreshSupport"});
  result.semanticTokensRefresh =
      announces(value, {"workspace", "semanticTokens", "refreshSupport"});
  result.codeLensRefresh = announces(value, {"workspace", "codeLens", "refreshSupport"});
  result.diagnosticRefresh = announces(value, {"workspace", "diagnostics", "refreshSupport"});
  result.relatedDocuments =
      announces(value, {"textDocument", "diagnostic", "relatedDocumentSupport"});
  result.configurationRegistration =
      announces(value, {"workspace", "didChangeConfiguration", "dynamicRegistration"});
  result.virtualDocuments = announces(value, {"workspace", "textDocumentContent"});

  if (const Value *general = getField(value, "general")) {
    result.utf8Positions = listHas(getField(*general, "positionEncodings"), "utf-8");
    result.utf32Positions = listHas(getField(*general, "positionEncodings"), "utf-32");
  }
  if (const Value *document = getField(value, "textDocument"))
    if (const Value *hover = getField(*document, "hover"))
      result.markdownHover = listHas(getField(*hover, "contentFormat"), "markdown");
  return true;
}

bool fromJSON(const Value &value, WorkspaceFolder &result, Path path) {
  ObjectMapper mapper(value, path);
  return mapper && mapper.map("uri", result.uri) && mapper.mapOptional("name", result.name);
}

bool fromJSON(const Value &value, InitializeParams &result, Path path) {
  if (value.getAsNull())
    return true;
  ObjectMapper mapper(value, path);
  if (!mapper || !mapper.mapOptional("capabilities", result.capabilities))
    return false;
  if (const Value *options = getField(value, "initializationOptions"))
    result.options = *options;
  if (const Value *process = getField(value, "processId"))
    result.processId = process->getAsInteger().value_or(0);
  std::optional<std::vector<WorkspaceFolder>> folders;
  std::optional<DocumentUri> rootUri;
  std::optional<std::string> rootPath;
  if (!mapper.map("workspaceFolders", folders) || !mapper.map("rootUri", rootUri) ||
      !mapper.map("rootPath", rootPath))
    return false;
  if (folders)
    result.folders = std::move(*folders);
  else if (rootUri)
    result.folders.push_back({std::move(*rootUri), ""});
  else if (rootPath)
    result.folders.push_back({DocumentUri::fromPath(*rootPath), ""});
  return true;
}

bool fromJSON(const Value &value, DidOpenParams &result, Path path) {
  const Value *document = getField(value, "textDocument");
  if (!document) {
    path.field("textDocument").report("expected a document");
    return false;
  }
  ObjectMapper mapper(*document, path.field("textDocument"));
  return mapper && mapper.map("uri", result.uri) &&
         mapper.mapOptional("languageId", result.languageId) &&
         mapper.mapOptional("version", result.version) && mapper.map("text", result.text);
}

bool fromJSON(const Value &value, ContentChange &result, Path path) {
  ObjectMapper mapper(value, path);
  if (!mapper || !mapper.map("text", result.text))
    return false;
  const Value *range = getField(value, "range");
  if (!range || range->getAsNull())
    return true;
  return readRange(range, result.range.emplace(), path.field("range"));
}

bool fromJSON(const Value &value, DidChangeParams &result, Path path) {
  ObjectMapper mapper(value, path);
  if (!mapper || !readDocument(value, result.uri, path) ||
      !mapper.map("contentChanges", result.changes))
    return false;
  // A null version is allowed; the edit counts all the same.
  if (const Value *version = getField(*getField(value, "textDocument"), "version"))
    result.version = version->getAsInteger().value_or(0);
  return true;
}

bool fromJSON(const Value &value, DocumentParams &result, Path path) {
  return readDocument(value, result.uri, path);
}

bool fromJSON(const Value &value, PositionParams &result, Path path) {
  return readDocument(value, result.uri, path) &&
         readPosition(getField(value, "position"), result.position, path.field("position"));
}

bool fromJSON(const Value &value, ReferenceParams &result, Path path) {
  if (!fromJSON(value, static_cast<PositionParams &>(result), path))
    return false;
  if (const Value *context = getField(value, "context"))
    if (const llvm::json::Object *object = context->getAsObject())
      result.includeDeclaration = object->getBoolean("includeDeclaration").value_or(true);
  return true;
}

bool fromJSON(const Value &value, RenameParams &result, Path path) {
  ObjectMapper mapper(value, path);
  return mapper && fromJSON(value, static_cast<PositionParams &>(result), path) &&
         mapper.map("newName", result.newName);
}

bool fromJSON(const Value &value, RangeParams &result, Path path) {
  return readDocument(value, result.uri, path) &&
         readRange(getField(value, "range"), result.range, path.field("range"));
}

bool fromJSON(const Value &value, CodeActionParams &result, Path path) {
  if (!fromJSON(value, static_cast<RangeParams &>(result), path))
    return false;
  const Value *context = getField(value, "context");
  if (!context)
    return true;
  ObjectMapper mapper(*context, path.field("context"));
  return mapper && mapper.mapOptional("only", result.only);
}

bool fromJSON(const Value &value, FormattingParams &result, Path path) {
  if (!readDocument(value, result.uri, path))
    return false;
  if (const Value *range = getField(value, "range"))
    if (!readRange(range, result.range.emplace(), path.field("range")))
      return false;
  if (const Value *position = getField(value, "position"))
    if (!readPosition(position, result.position.emplace(), path.field("position")))
      return false;
  ObjectMapper mapper(value, path);
  return mapper && mapper.mapOptional("ch", result.typed);
}

bool fromJSON(const Value &value, SelectionRangeParams &result, Path path) {
  if (!readDocument(value, result.uri, path))
    return false;
  const Value *positions = getField(value, "positions");
  const llvm::json::Array *array = positions ? positions->getAsArray() : nullptr;
  if (!array) {
    path.field("positions").report("expected an array");
    return false;
  }
  for (const auto &[index, position] : llvm::enumerate(*array))
    if (!readPosition(&position, result.positions.emplace_back(),
                      path.field("positions").index(index)))
      return false;
  return true;
}

bool fromJSON(const Value &value, CallHierarchyParams &result, Path path) {
  const Value *item = getField(value, "item");
  const Value *data = item ? getField(*item, "data") : nullptr;
  const Value *name = item ? getField(*item, "selectionRange") : nullptr;
  if (!data || !name) {
    path.field("item").report("expected an item of the server's");
    return false;
  }
  Range range;
  if (!readRange(name, range, path.field("item").field("selectionRange")))
    return false;
  result.position = range.start;
  ObjectMapper itemMapper(*item, path.field("item"));
  ObjectMapper dataMapper(*data, path.field("item").field("data"));
  return itemMapper && dataMapper && itemMapper.map("uri", result.item) &&
         dataMapper.map("root", result.uri);
}

bool fromJSON(const Value &value, WorkspaceSymbolParams &result, Path path) {
  ObjectMapper mapper(value, path);
  return mapper && mapper.mapOptional("query", result.query);
}

bool fromJSON(const Value &value, ExecuteCommandParams &result, Path path) {
  ObjectMapper mapper(value, path);
  if (!mapper || !mapper.map("command", result.command))
    return false;
  if (const Value *arguments = getField(value, "arguments"))
    if (const llvm::json::Array *array = arguments->getAsArray())
      result.arguments.assign(array->begin(), array->end());
  return true;
}

bool fromJSON(const Value &value, DidChangeConfigurationParams &result, Path) {
  if (const Value *settings = getField(value, "settings"))
    result.settings = *settings;
  return true;
}

bool fromJSON(const Value &value, FileEvent &result, Path path) {
  ObjectMapper mapper(value, path);
  int64_t type = 0;
  if (!mapper || !mapper.map("uri", result.uri) || !mapper.map("type", type))
    return false;
  if (type < 1 || type > 3) {
    path.field("type").report("expected 1, 2 or 3");
    return false;
  }
  result.change = static_cast<FileChange>(type);
  return true;
}

bool fromJSON(const Value &value, DidChangeWatchedFilesParams &result, Path path) {
  ObjectMapper mapper(value, path);
  return mapper && mapper.map("changes", result.changes);
}

bool fromJSON(const Value &value, DidChangeFoldersParams &result, Path path) {
  const Value *event = getField(value, "event");
  if (!event) {
    path.field("event").report("expected an object");
    return false;
  }
  ObjectMapper mapper(*event, path.field("event"));
  return mapper && mapper.mapOptional("added", result.added) &&
         mapper.mapOptional("removed", result.removed);
}

bool fromJSON(const Value &value, ViewOutputParams &result, Path path) {
  ObjectMapper mapper(value, path);
  return mapper && readDocument(value, result.uri, path) && mapper.mapOptional("emit", result.emit);
}

bool fromJSON(const Value &value, DiagnosticParams &result, Path path) {
  ObjectMapper mapper(value, path);
  return mapper && readDocument(value, result.uri, path) &&
         mapper.mapOptional("previousResultId", result.previousResultId);
}

bool fromJSON(const Value &value, ContentParams &result, Path path) {
  ObjectMapper mapper(value, path);
  return mapper && mapper.map("uri", result.uri);
}

bool fromJSON(const Value &value, SetTraceParams &result, Path path) {
  ObjectMapper mapper(value, path);
  return mapper && mapper.map("value", result.value);
}

} // namespace stash::lsp
