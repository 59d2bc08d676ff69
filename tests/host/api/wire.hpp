// HTTP by hand, byte by byte, for what no well-behaved client does.
#pragma once
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>

#include <string>

namespace fairway::api {

class Wire {
 public:
  explicit Wire(int port) : socket_(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port))) {
    socket_.setReceiveTimeout(Poco::Timespan(20, 0));  // far beyond what any test waits for
  }
  Wire& send(const std::string& bytes) {
    socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
    return *this;
  }
  // The next answer whole; what came of it where the connection ended first. Throws a TimeoutException.
  std::string answer() {
    while (whole() == 0 && receive()) continue;
    const auto end = whole() == 0 ? buffer_.size() : whole();
    auto text = buffer_.substr(0, end);
    buffer_.erase(0, end);
    return text;
  }
  // Everything up to the end of the connection.
  std::string rest() {
    while (receive()) continue;
    return std::move(buffer_);
  }
  bool open() {  // nothing came and it has not ended
    return !socket_.poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ);
  }

 private:
  std::size_t whole() const {
    const auto head = buffer_.find("\r\n\r\n"), field = buffer_.find("Content-Length: ");
    if (head == std::string::npos) return 0;
    const auto size = head + 4 + (field < head ? std::stoul(buffer_.substr(field + 16)) : 0);
    return buffer_.size() >= size ? size : 0;
  }
  bool receive() try {
    char piece[4096];
    const int got = socket_.receiveBytes(piece, sizeof piece);
    if (got > 0) buffer_.append(piece, static_cast<std::size_t>(got));
    return got > 0;
  } catch (const Poco::Net::ConnectionResetException&) { return false; }

  Poco::Net::StreamSocket socket_;
  std::string buffer_;
};

// "200" of "HTTP/1.1 200 OK…"; empty where there is no answer.
inline std::string status_of(const std::string& answer) { return answer.size() < 12 ? "" : answer.substr(9, 3); }
inline std::string body_of(const std::string& answer) {
  const auto head = answer.find("\r\n\r\n");
  return head == std::string::npos ? "" : answer.substr(head + 4);
}

}  // namespace fairway::api
