#include "tools/lsp/Framing.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errno.h"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <unistd.h>

namespace stash::lsp {

bool MessageReader::fill() {
  buffer.resize(1 << 16);
  position = 0;
  ssize_t count = llvm::sys::RetryAfterSignal(-1, ::read, descriptor, buffer.data(), buffer.size());
  buffer.resize(count > 0 ? static_cast<size_t>(count) : 0);
  return count > 0;
}

bool MessageReader::readLine(std::string &line, bool whole) {
  constexpr size_t longestHeader = 4096;
  line.clear();
  while (true) {
    if (position == buffer.size() && !fill())
      return !line.empty();
    auto begin = buffer.begin() + position;
    auto end = std::find(begin, buffer.end(), '\n');
    size_t room = whole ? SIZE_MAX : longestHeader - std::min(longestHeader, line.size());
    line.append(begin, begin + std::min<size_t>(room, end - begin));
    position = end - buffer.begin();
    if (end != buffer.end()) {
      ++position;
      return true;
    }
  }
}

bool MessageReader::readBytes(uint64_t size, std::string *text) {
  while (size > 0) {
    if (position == buffer.size() && !fill())
      return false;
    size_t count = std::min<uint64_t>(size, buffer.size() - position);
    if (text)
      text->append(buffer.data() + position, count);
    position += count;
    size -= count;
  }
  return true;
}

MessageReader::Status MessageReader::read(std::string &text) {
  text.clear();
  return style == MessageStyle::Standard ? readStandard(text) : readDelimited(text);
}

MessageReader::Status MessageReader::readStandard(std::string &text) {
  std::optional<uint64_t> length;
  bool sawHeader = false;
  std::string line;
  while (true) {
    if (!readLine(line, /*whole=*/false))
      return Status::EndOfInput;
    llvm::StringRef header = llvm::StringRef(line).trim();
    if (header.empty()) {
      if (sawHeader)
        break;
      continue; // blank lines between messages
    }
    sawHeader = true;
    // The name need not begin the line: after a message whose length was too small, it follows the
    // rest of that one, and looking for it is how the stream recovers.
    constexpr llvm::StringLiteral name = "content-length:";
    size_t at = header.rfind_insensitive(name);
    if (at == llvm::StringRef::npos)
      continue;
    uint64_t value;
    if (!header.drop_front(at + name.size()).trim().getAsInteger(10, value))
      length = value;
  }
  if (!length) {
    text = "a message has no Content-Length";
    return Status::Malformed;
  }
  if (*length > maxMessageSize) {
    text = "a message is longer than 256 MiB";
    return readBytes(*length, nullptr) ? Status::Malformed : Status::EndOfInput;
  }
  // Grows with what arrives: the header alone allocates nothing.
  return readBytes(*length, &text) ? Status::Message : Status::EndOfInput;
}

MessageReader::Status MessageReader::readDelimited(std::string &text) {
  std::string line;
  while (readLine(line, /*whole=*/true)) {
    llvm::StringRef trimmed = llvm::StringRef(line).trim();
    if (!trimmed.starts_with("//")) {
      text += line;
      text += '\n';
    } else if (trimmed == "// -----" && !llvm::StringRef(text).trim().empty()) {
      return Status::Message;
    }
    if (text.size() > maxMessageSize) {
      text = "a message is longer than 256 MiB";
      return Status::Malformed;
    }
  }
  return llvm::StringRef(text).trim().empty() ? Status::EndOfInput : Status::Message;
}

void MessageWriter::write(llvm::StringRef json) {
  std::string message;
  if (style == MessageStyle::Standard) {
    message = "Content-Length: " + llvm::utostr(json.size()) + "\r\n\r\n";
    message += json;
  } else {
    message = json.str() + "\n// -----\n";
  }
  llvm::StringRef rest = message;
  while (!rest.empty() && !broken) {
    ssize_t count = llvm::sys::RetryAfterSignal(-1, ::write, descriptor, rest.data(), rest.size());
    if (count < 0)
      broken = true;
    else
      rest = rest.drop_front(count);
  }
}

} // namespace stash::lsp
