// A server that answers byte by byte what a test says: for what a well-behaved one never does.
#pragma once
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace fairway::plugins {

class RawServer {
 public:
  // `answer` is given the socket, the number of the connection and the number of the request on it, from 1. False: close.
  using Answer = std::function<bool(Poco::Net::StreamSocket&, int connection, int request, const std::string& text)>;
  explicit RawServer(Answer answer,
                     Poco::Net::ServerSocket listener = Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0)))
      : listener_(std::move(listener)), answer_(std::move(answer)), thread_([this] { accept(); }) {}
  ~RawServer() {
    stopping_ = true;
    thread_.join();
    for (auto& connection : connections_) connection.join();
  }

  std::string url(const std::string& path = "/", const std::string& scheme = "http",
                  const std::string& host = "127.0.0.1") const {
    return scheme + "://" + host + ":" + std::to_string(listener_.address().port()) + path;
  }
  std::vector<std::string> requests() const {
    std::scoped_lock lock(mutex_);
    return requests_;
  }
  int connections() const { return count_; }

  static bool send(Poco::Net::StreamSocket& to, const std::string& text) {
    to.sendBytes(text.data(), static_cast<int>(text.size()));
    return true;
  }
  static bool ok(Poco::Net::StreamSocket& to, const std::string& body = "fine", const std::string& headers = "") {
    return send(to, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body);
  }

 private:
  void accept() {
    while (!stopping_) {
      if (!listener_.poll(Poco::Timespan(0, 20000), Poco::Net::Socket::SELECT_READ)) continue;
      auto socket = listener_.acceptConnection();
      std::scoped_lock lock(mutex_);
      // Moved: its count of owners lies in a library that the thread sanitizer does not see into.
      connections_.emplace_back(
          [this, socket = std::move(socket), number = ++count_]() mutable { serve(std::move(socket), number); });
    }
  }
  void serve(Poco::Net::StreamSocket socket, int number) try {
    std::string buffer;
    for (int request = 1;; ++request) {
      std::string::size_type end;
      while ((end = whole(buffer)) == 0) {
        if (!socket.poll(Poco::Timespan(0, 20000), Poco::Net::Socket::SELECT_READ)) {
          if (stopping_) return;
          continue;
        }
        char piece[4096];
        const int got = socket.receiveBytes(piece, sizeof piece);
        if (got <= 0) return;
        buffer.append(piece, static_cast<std::size_t>(got));
      }
      const auto text = buffer.substr(0, end);
      buffer.erase(0, end);
      {
        std::scoped_lock lock(mutex_);
        requests_.push_back(text);
      }
      if (!answer_(socket, number, request, text)) break;
    }
    socket.close();
  } catch (const std::exception&) {}
  // Length of the first whole request in the buffer, 0 for none.
  static std::string::size_type whole(const std::string& buffer) {
    const auto head = buffer.find("\r\n\r\n");
    if (head == std::string::npos) return 0;
    const auto field = buffer.find("Content-Length: ");
    const auto body = field < head ? std::stoul(buffer.substr(field + 16)) : 0;
    return buffer.size() >= head + 4 + body ? head + 4 + body : 0;
  }

  Poco::Net::ServerSocket listener_;
  const Answer answer_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> count_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::list<std::thread> connections_;
  std::thread thread_;
};

}  // namespace fairway::plugins
