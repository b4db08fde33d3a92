//===- Connection.h - JSON-RPC 2.0 over a stream ----------------*- C++ -*-===//
//
// In: messages of a MessageReader. Out: calls of one MessageHandler, in the order of arrival and on
// one thread, and exactly one answer for each request, whatever the handler does. A second thread
// reads ahead, so that `$/cancelRequest` and a newer edit reach work that is under way through its
// cancellation flag. What somebody waits for while typing, completion and signatures, is answered
// before other requests that wait, but never before an edit. Batches, malformed JSON and messages
// that are none get JSON-RPC's answers and never reach the handler.
//
// A third thread supervises: it gives up work that an edit made useless, and ends the process soon
// after the input has ended, or when the client's process has, whatever the handler is doing.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_CONNECTION_H
#define STASHC_TOOLS_LSP_CONNECTION_H

#include "tools/lsp/Framing.h"

#include "llvm/ADT/FunctionExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/LSP/Protocol.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

namespace stash::lsp {

using CancelFlag = std::atomic<bool>;

/// An llvm::Error that becomes the answer to a request.
llvm::Error makeError(llvm::lsp::ErrorCode code, const llvm::Twine &message);

/// JSON-RPC's InvalidRequest, which LSP also wants after `shutdown`.
inline llvm::Error makeInvalidRequest(const llvm::Twine &message) {
  return makeError(llvm::lsp::ErrorCode::InvalidRequest, message);
}

/// The result of a request, as what writes it, once: a large one need not become a tree of values.
using ResultWriter = llvm::unique_function<void(llvm::json::OStream &)>;
ResultWriter makeWriter(llvm::json::Value result);

/// What a Connection drives. All calls come from the thread that is in Connection::run.
class MessageHandler {
public:
  virtual ~MessageHandler() = default;

  /// Answers a request. `cancelled` turns true when nobody wants the answer any more; what is
  /// returned then is dropped and the protocol's RequestCancelled is sent.
  virtual llvm::Expected<ResultWriter> onRequest(llvm::StringRef method,
                                                 const llvm::json::Value &params,
                                                 const CancelFlag &cancelled) = 0;
  virtual void onNotification(llvm::StringRef method, const llvm::json::Value &params) = 0;
  /// Nothing that background work would be in the way of is waiting: the time to do some. Called
  /// after every message; `cancelled` turns true when an edit arrives, which makes the work
  /// obsolete, or a question that somebody waits for while typing, after which it is called again.
  virtual void onIdle(const CancelFlag &cancelled) = 0;
  /// Whether the connection is to end.
  virtual bool hasExited() const = 0;
};

struct ConnectionOptions {
  MessageStyle style = MessageStyle::Standard;
  /// Answers are indented, for people and for transcripts.
  bool pretty = false;
  /// Reads and works on one thread: the same output for the same input, for transcripts.
  bool sequential = false;
  /// The client's process, when the command line says it; 0: it does not.
  int64_t clientProcess = 0;
};

class Connection {
public:
  using Response = llvm::unique_function<void(llvm::Expected<llvm::json::Value>)>;

  Connection(int input, int output, ConnectionOptions options);
  Connection(const Connection &) = delete;

  /// Serves `handler` until it has exited or the input ends.
  void run(MessageHandler &handler);
  /// The process without which nobody needs this one.
  void setClientProcess(int64_t process);

  /// Sends a notification, its parameters as a value or as what writes them. From the handler's
  /// thread only.
  void notify(llvm::StringRef method, llvm::json::Value params);
  void notify(llvm::StringRef method, llvm::function_ref<void(llvm::json::OStream &)> writeParams);
  /// Sends a request; `response` is called when the client answers, if it ever does. From the
  /// handler's thread only.
  void call(llvm::StringRef method, llvm::json::Value params, Response response);

private:
  /// What was read, with the cancellation flag of each request in it.
  struct Incoming {
    llvm::Expected<llvm::json::Value> json;
    llvm::StringMap<std::shared_ptr<CancelFlag>> flags;
    size_t size;
    bool isEdit = false;
    bool isRequest = false; ///< one request, no batch
    bool isUrgent = false;  ///< a request that somebody waits for while typing
  };
  using Reply = ResultWriter;

  void readAhead(MessageReader &reader);
  void enqueue(Incoming incoming);
  Incoming parse(MessageReader::Status status, llvm::StringRef text);
  void watch(const llvm::json::Value &message, Incoming &incoming);
  void serveQueue();
  void supervise();
  Incoming takeNext();

  void handle(Incoming &incoming);
  std::optional<Reply> handleOne(const llvm::json::Value &message, Incoming &incoming);
  Reply answer(const llvm::json::Value &id, llvm::StringRef method, const llvm::json::Value &params,
               Incoming &incoming);
  void dispatchResponse(const llvm::json::Object &message);
  void send(llvm::function_ref<void(llvm::json::OStream &)> write);

  MessageReader reader;
  MessageWriter writer;
  ConnectionOptions options;
  MessageHandler *handler = nullptr;
  llvm::StringMap<Response> responses;
  int64_t nextId = 0;

  std::mutex mutex; // guards what follows
  std::condition_variable changed;
  std::deque<Incoming> queue;
  size_t queuedBytes = 0;
  bool inputEnded = false;
  llvm::StringMap<std::shared_ptr<CancelFlag>> pending; // by the request's id as JSON
  std::shared_ptr<CancelFlag> background;
  /// The request that is being answered, since when, and whether an edit has ended it.
  std::shared_ptr<CancelFlag> running;
  std::chrono::steady_clock::time_point runningSince, inputEndedAt;
  bool isOutdated = false;
  bool isServed = false; ///< run() is at its end
  int64_t clientProcess = 0;
  std::condition_variable supervised; ///< one of the above changed
};

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_CONNECTION_H
