#include "tools/lsp/Connection.h"

#include "llvm/Support/LSP/Logging.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <csignal>
#include <thread>
#include <unistd.h>

namespace stash::lsp {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::OStream;
using llvm::json::Value;
using llvm::lsp::ErrorCode;
using llvm::lsp::Logger;

/// What a client sends ahead is read no further than this, in messages and in bytes.
static constexpr size_t queueLimit = 4096;
static constexpr size_t queueByteLimit = size_t(64) << 20;

/// Deeper brackets are refused before the parser, which recurses, sees them. LSP needs a dozen.
static constexpr unsigned maxDepth = 200;

llvm::Error makeError(ErrorCode code, const llvm::Twine &message) {
  return llvm::make_error<llvm::lsp::LSPError>(message.str(), code);
}

ResultWriter makeWriter(Value result) {
  return [result = std::move(result)](OStream &out) { out.value(result); };
}

static bool isTooDeep(llvm::StringRef text) {
  unsigned depth = 0;
  bool inString = false;
  for (size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
    case '"':
      inString = !inString;
      break;
    case '\\':
      i += inString;
      break;
    case '[':
    case '{':
      if (!inString && ++depth > maxDepth)
        return true;
      break;
    case ']':
    case '}':
      if (!inString && depth > 0)
        --depth;
      break;
    default:
      break;
    }
  }
  return false;
}

static std::string toText(const Value &value) {
  std::string text;
  llvm::raw_string_ostream(text) << value;
  return text;
}

static ResultWriter makeErrorAnswer(Value id, llvm::Error error) {
  ErrorCode code = ErrorCode::InternalError;
  std::string message;
  llvm::handleAllErrors(
      std::move(error),
      [&](const llvm::lsp::LSPError &lspError) {
        code = lspError.code;
        message = lspError.message;
      },
      [&](const llvm::ErrorInfoBase &info) { message = info.message(); });
  return [id = std::move(id), code, message = std::move(message)](OStream &out) {
    out.value(Object{{"jsonrpc", "2.0"},
                     {"id", id},
                     {"error", Object{{"code", static_cast<int>(code)}, {"message", message}}}});
  };
}

/// Whether JSON-RPC and LSP allow this as the id of a request.
static bool isId(const Value &id) {
  return id.kind() == Value::String || id.kind() == Value::Number;
}

/// A document's text or existence changes: what was computed from the old one is not wanted.
static bool isEditMethod(llvm::StringRef method) {
  return method == "textDocument/didChange" || method == "textDocument/didOpen" ||
         method == "textDocument/didClose";
}

/// An answer that is of use only while the text is as it was when it was asked for.
static bool isUrgentMethod(llvm::StringRef method) {
  return method == "textDocument/completion" || method == "textDocument/signatureHelp";
}

Connection::Connection(int input, int output, ConnectionOptions options)
    : reader(input, options.style), writer(output, options.style), options(options) {}

void Connection::run(MessageHandler &messageHandler) {
  handler = &messageHandler;
  if (options.sequential) {
    std::string text;
    CancelFlag never{false};
    while (!handler->hasExited()) {
      MessageReader::Status status = reader.read(text);
      if (status == MessageReader::Status::EndOfInput)
        break;
      Incoming incoming = parse(status, text);
      handle(incoming);
      handler->onIdle(never);
    }
    return;
  }
  // The reader ends at `exit` or at the end of the input, so that nothing waits for it in vain.
  setClientProcess(options.clientProcess);
  std::thread ahead([this] { readAhead(reader); });
  std::thread supervisor([this] { supervise(); });
  serveQueue();
  if (writer.isBroken())
    _exit(1); // nobody listens, and the reader may wait for long
  ahead.join();
  {
    std::lock_guard<std::mutex> lock(mutex);
    isServed = true;
    supervised.notify_all();
  }
  supervisor.join();
}

void Connection::setClientProcess(int64_t process) {
  // One that cannot be seen from here, in a container, says nothing.
  if (process <= 1 || kill(static_cast<pid_t>(process), 0) != 0)
    return;
  std::lock_guard<std::mutex> lock(mutex);
  clientProcess = process;
  supervised.notify_all();
}

void Connection::supervise() {
  using namespace std::chrono;
  // What takes longer than this has not been useful for the text before the edit, either.
  constexpr milliseconds patience(200);
  // What was asked before the input ended is answered, if that takes no longer.
  constexpr seconds grace(5);
  std::unique_lock<std::mutex> lock(mutex);
  while (!isServed) {
    bool editWaits = llvm::any_of(queue, [](const Incoming &next) { return next.isEdit; });
    auto now = steady_clock::now();
    if (running && editWaits && now - runningSince >= patience) {
      isOutdated = true;
      running->store(true, std::memory_order_relaxed);
    }
    bool isOrphan =
        clientProcess && kill(static_cast<pid_t>(clientProcess), 0) != 0 && errno == ESRCH;
    // Without destructors: the handler may be in the middle of anything, and owns no files.
    if (isOrphan || (inputEnded && now - inputEndedAt >= grace))
      _exit(1);
    if (running && editWaits && !isOutdated)
      supervised.wait_for(lock, milliseconds(20));
    else if (inputEnded)
      supervised.wait_for(lock, milliseconds(100));
    else if (clientProcess)
      supervised.wait_for(lock, seconds(1));
    else
      supervised.wait(lock);
  }
}

void Connection::readAhead(MessageReader &input) {
  std::string text;
  while (true) {
    MessageReader::Status status = input.read(text);
    if (status == MessageReader::Status::EndOfInput)
      break;
    Incoming incoming = parse(status, text);
    bool exits = false;
    if (incoming.json)
      if (const Object *object = incoming.json->getAsObject())
        exits = object->getString("method") == "exit" && !object->get("id");
    enqueue(std::move(incoming));
    if (exits)
      break;
    if (text.capacity() > (size_t(1) << 20))
      text = std::string();
  }
  std::lock_guard<std::mutex> lock(mutex);
  inputEnded = true;
  inputEndedAt = std::chrono::steady_clock::now();
  if (background) // nobody will see what comes of it
    background->store(true, std::memory_order_relaxed);
  changed.notify_all();
  supervised.notify_all();
}

void Connection::enqueue(Incoming incoming) {
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return queue.size() < queueLimit && queuedBytes < queueByteLimit; });
  if ((incoming.isEdit || incoming.isUrgent) && background)
    background->store(true, std::memory_order_relaxed);
  queuedBytes += incoming.size;
  if (incoming.isEdit)
    supervised.notify_all();
  queue.push_back(std::move(incoming));
  changed.notify_all();
}

Connection::Incoming Connection::parse(MessageReader::Status status, llvm::StringRef text) {
  if (status == MessageReader::Status::Malformed)
    return {makeInvalidRequest(text), {}, 0};
  if (isTooDeep(text))
    return {makeError(ErrorCode::ParseError, "the message is nested too deeply"), {}, 0};
  llvm::Expected<Value> json = llvm::json::parse(text);
  if (!json)
    return {makeError(ErrorCode::ParseError, llvm::toString(json.takeError())), {}, 0};
  Incoming incoming{std::move(*json), {}, text.size()};
  // Reading through a reference that the Expected owns: its check is done.
  if (incoming.json) {
    if (const Array *batch = incoming.json->getAsArray())
      for (const Value &message : *batch)
        watch(message, incoming);
    else
      watch(*incoming.json, incoming);
  }
  return incoming;
}

void Connection::watch(const Value &message, Incoming &incoming) {
  const Object *object = message.getAsObject();
  std::optional<llvm::StringRef> method = object ? object->getString("method") : std::nullopt;
  if (!method)
    return;
  if (const Value *id = object->get("id")) {
    if (!isId(*id))
      return;
    auto flag = std::make_shared<CancelFlag>(false);
    std::string key = toText(*id);
    incoming.flags[key] = flag;
    incoming.isRequest = incoming.json->kind() == Value::Object;
    incoming.isUrgent = incoming.isRequest && isUrgentMethod(*method);
    std::lock_guard<std::mutex> lock(mutex);
    pending[key] = std::move(flag);
    return;
  }
  if (*method == "$/cancelRequest") {
    const Object *params = object->getObject("params");
    const Value *id = params ? params->get("id") : nullptr;
    if (!id)
      return;
    std::lock_guard<std::mutex> lock(mutex);
    if (auto it = pending.find(toText(*id)); it != pending.end())
      it->second->store(true, std::memory_order_relaxed);
    return;
  }
  incoming.isEdit |= isEditMethod(*method);
}

/// The next message: the first, but an urgent request overtakes other requests. The mutex is held.
Connection::Incoming Connection::takeNext() {
  auto next = llvm::find_if(
      queue, [](const Incoming &waiting) { return waiting.isUrgent || !waiting.isRequest; });
  if (next == queue.end() || !next->isUrgent)
    next = queue.begin();
  Incoming incoming = std::move(*next);
  queue.erase(next);
  queuedBytes -= incoming.size;
  changed.notify_all();
  return incoming;
}

void Connection::serveQueue() {
  while (!handler->hasExited() && !writer.isBroken()) {
    std::optional<Incoming> incoming;
    {
      std::unique_lock<std::mutex> lock(mutex);
      changed.wait(lock, [&] { return !queue.empty() || inputEnded; });
      if (queue.empty())
        return;
      incoming.emplace(takeNext());
    }
    handle(*incoming);

    std::shared_ptr<CancelFlag> flag;
    {
      std::lock_guard<std::mutex> lock(mutex);
      if (inputEnded)
        inputEndedAt = std::chrono::steady_clock::now(); // it comes along
      bool isInTheWay = (!queue.empty() && queue.front().isEdit) ||
                        llvm::any_of(queue, [](const Incoming &next) { return next.isUrgent; });
      if (!isInTheWay)
        flag = background = std::make_shared<CancelFlag>(false);
    }
    if (flag && !handler->hasExited())
      handler->onIdle(*flag);
  }
}

void Connection::handle(Incoming &incoming) {
  if (!incoming.json)
    return send(makeErrorAnswer(nullptr, incoming.json.takeError()));
  const Array *batch = incoming.json->getAsArray();
  if (!batch) {
    if (std::optional<Reply> reply = handleOne(*incoming.json, incoming))
      send(*reply);
    return;
  }
  if (batch->empty())
    return send(makeErrorAnswer(nullptr, makeInvalidRequest("the batch is empty")));
  std::vector<Reply> replies;
  for (const Value &message : *batch)
    if (std::optional<Reply> reply = handleOne(message, incoming))
      replies.push_back(std::move(*reply));
  if (!replies.empty())
    send([&](OStream &out) {
      out.array([&] {
        for (Reply &reply : replies)
          reply(out);
      });
    });
}

static bool hasNulls(const Value &value) {
  if (const llvm::json::Array *array = value.getAsArray())
    return llvm::any_of(*array, hasNulls);
  const Object *object = value.getAsObject();
  return object && llvm::any_of(*object, [](const auto &member) {
           return member.second.kind() == Value::Null || hasNulls(member.second);
         });
}

/// An optional member that is null is absent: some clients write all of them.
static void dropNulls(Value &value) {
  if (llvm::json::Array *array = value.getAsArray())
    llvm::for_each(*array, dropNulls);
  Object *object = value.getAsObject();
  if (!object)
    return;
  llvm::SmallVector<std::string, 4> nulls;
  for (auto &[key, member] : *object)
    if (member.kind() == Value::Null)
      nulls.push_back(key.str());
    else
      dropNulls(member);
  for (const std::string &key : nulls)
    object->erase(key);
}

std::optional<Connection::Reply> Connection::handleOne(const Value &message, Incoming &incoming) {
  auto refuse = [](const Value *id, const llvm::Twine &why) {
    return makeErrorAnswer(id && isId(*id) ? *id : Value(nullptr), makeInvalidRequest(why));
  };
  const Object *object = message.getAsObject();
  if (!object)
    return refuse(nullptr, "the message is not an object");
  const Value *id = object->get("id");
  if (object->getString("jsonrpc") != "2.0")
    return refuse(id, "the message is not of JSON-RPC 2.0");
  const Value *methodValue = object->get("method");
  if (!methodValue) {
    if (!object->get("result") && !object->get("error"))
      return refuse(id, "the message has no method");
    dispatchResponse(*object);
    return std::nullopt;
  }
  std::optional<llvm::StringRef> method = methodValue->getAsString();
  if (!method)
    return refuse(id, "the method is not a string");
  if (id && !isId(*id))
    return refuse(id, "the id is neither a string nor a number");
  Value withoutNulls = nullptr;
  const Value *params = object->get("params");
  if (!params)
    params = &withoutNulls;
  if (hasNulls(*params)) {
    withoutNulls = *params;
    dropNulls(withoutNulls);
    params = &withoutNulls;
  }
  if (params->kind() != Value::Object && params->kind() != Value::Array &&
      params->kind() != Value::Null)
    return id ? std::optional(refuse(id, "the params are neither an object nor an array"))
              : std::nullopt;
  if (id)
    return answer(*id, *method, *params, incoming);
  Logger::info("<-- {0}", *method);
  handler->onNotification(*method, *params);
  return std::nullopt;
}

Connection::Reply Connection::answer(const Value &id, llvm::StringRef method, const Value &params,
                                     Incoming &incoming) {
  std::string key = toText(id);
  std::shared_ptr<CancelFlag> flag = incoming.flags[key];
  if (!flag)
    flag = std::make_shared<CancelFlag>(false);
  Logger::info("<-- {0}({1})", method, key);
  auto isCancelled = [&] { return flag->load(std::memory_order_relaxed); };
  llvm::Expected<ResultWriter> result = ResultWriter();
  {
    std::lock_guard<std::mutex> lock(mutex);
    running = flag;
    runningSince = std::chrono::steady_clock::now();
    isOutdated = false;
    supervised.notify_all();
  }
  if (!isCancelled())
    result = handler->onRequest(method, params, *flag);
  bool wasOutdated = false;
  {
    std::lock_guard<std::mutex> lock(mutex);
    running = nullptr;
    wasOutdated = isOutdated;
    if (auto it = pending.find(key); it != pending.end() && it->second == flag)
      pending.erase(it);
  }
  if (isCancelled()) {
    llvm::consumeError(result.takeError());
    if (wasOutdated)
      return makeErrorAnswer(id, makeError(ErrorCode::ContentModified, "the document was edited"));
    return makeErrorAnswer(id, makeError(ErrorCode::RequestCancelled, "cancelled"));
  }
  if (!result)
    return makeErrorAnswer(id, result.takeError());
  return [id, write = std::move(*result)](OStream &out) mutable {
    out.object([&] {
      out.attribute("id", id);
      out.attribute("jsonrpc", "2.0");
      out.attributeBegin("result");
      write(out);
      out.attributeEnd();
    });
  };
}

void Connection::dispatchResponse(const Object &message) {
  const Value *id = message.get("id");
  auto it = id ? responses.find(toText(*id)) : responses.end();
  if (it == responses.end())
    return;
  Response response = std::move(it->second);
  responses.erase(it);
  if (const Object *error = message.getObject("error")) {
    auto code = static_cast<ErrorCode>(error->getInteger("code").value_or(-32603));
    return response(makeError(code, error->getString("message").value_or("")));
  }
  const Value *result = message.get("result");
  response(result ? *result : Value(nullptr));
}

void Connection::notify(llvm::StringRef method, Value params) {
  notify(method, [&](OStream &out) { out.value(params); });
}

void Connection::notify(llvm::StringRef method, llvm::function_ref<void(OStream &)> writeParams) {
  Logger::info("--> {0}", method);
  send([&](OStream &out) {
    out.object([&] {
      out.attribute("jsonrpc", "2.0");
      out.attribute("method", method);
      out.attributeBegin("params");
      writeParams(out);
      out.attributeEnd();
    });
  });
}

void Connection::call(llvm::StringRef method, Value params, Response response) {
  Value id = "stashc-" + std::to_string(++nextId);
  responses[toText(id)] = std::move(response);
  Logger::info("--> {0}({1})", method, id);
  Object message{{"jsonrpc", "2.0"}, {"id", std::move(id)}, {"method", method}};
  if (params.kind() != Value::Null) // which JSON-RPC does not know as params
    message["params"] = std::move(params);
  send([&](OStream &out) { out.value(std::move(message)); });
}

void Connection::send(llvm::function_ref<void(OStream &)> write) {
  std::string text;
  {
    llvm::raw_string_ostream stream(text);
    stream.SetBufferSize(4096); // JSON is written byte by byte
    OStream out(stream, options.pretty ? 2 : 0);
    write(out);
    out.flush();
  }
  writer.write(text);
}

} // namespace stash::lsp
