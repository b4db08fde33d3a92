//===- Framing.h - where a message begins and ends --------------*- C++ -*-===//
//
// In: the bytes of a stream. Out: the text of one message after another, and the bytes that carry
// an answer. It does for llvm/Support/LSP's transport what that does not: headers in any case of
// letters, a broken header block that does not end the server, a length that nobody has to
// believe, writing to a client that is gone. The file descriptors stay the caller's.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_FRAMING_H
#define STASHC_TOOLS_LSP_FRAMING_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace stash::lsp {

enum class MessageStyle : uint8_t {
  Standard,  ///< LSP's base protocol: a header block with Content-Length
  Delimited, ///< for transcripts: messages end with a line `// -----`, `//` begins a comment
};

class MessageReader {
public:
  enum class Status : uint8_t {
    Message,    ///< a message was read
    Malformed,  ///< something was read that carries none; the text says what is wrong with it
    EndOfInput, ///< nothing more will come
  };

  /// A longer message is skipped and answered as malformed: 256 MiB.
  static constexpr uint64_t maxMessageSize = uint64_t(256) << 20;

  MessageReader(int descriptor, MessageStyle style) : descriptor(descriptor), style(style) {}

  /// Waits for the next message.
  Status read(std::string &text);

private:
  Status readStandard(std::string &text);
  Status readDelimited(std::string &text);
  /// Reads up to and without the next `\n`; false at the end of the input. What a line has beyond
  /// some thousand bytes is dropped unless `whole`.
  bool readLine(std::string &line, bool whole);
  bool readBytes(uint64_t size, std::string *text);
  bool fill();

  int descriptor;
  MessageStyle style;
  std::vector<char> buffer;
  size_t position = 0;
};

class MessageWriter {
public:
  MessageWriter(int descriptor, MessageStyle style) : descriptor(descriptor), style(style) {}

  /// Writes one message. Once the other side is gone, it does nothing.
  void write(llvm::StringRef json);
  /// Whether the other side is gone.
  bool isBroken() const { return broken; }

private:
  int descriptor;
  MessageStyle style;
  bool broken = false;
};

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_FRAMING_H
