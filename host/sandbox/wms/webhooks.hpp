// Webhooks of the warehouse: signed, retried, with the same id on every try. One thread sends.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "host/base/json.hpp"
#include "host/sandbox/random.hpp"

namespace fairway::sandbox {

struct World;

struct Parcel {
  std::string id, webhook, url, secret, body, topic, depositor;
  int attempt = 0;
  bool forged = false;
};

class Webhooks {
 public:
  explicit Webhooks(World& world);
  ~Webhooks();
  struct Subscription {
    std::string id, client, depositor, url, secret;  // an empty depositor: all that the client acts for
    std::vector<std::string> topics;
  };
  Subscription subscribe(std::string client, std::string depositor, std::string url, std::vector<std::string> topics);
  bool empty() const;
  // Queues `data` (JSON) for every subscription that wants it.
  void tell(std::string_view topic, const std::string& depositor, const std::set<std::string>& clients,
            const std::string& data);
  json::object counts() const;
  void clear();

 private:
  void enqueue(Parcel delivery);
  void loop();
  void send(Parcel delivery);

  World& world_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Subscription> subscriptions_;
  std::deque<Parcel> queue_;
  std::uint64_t messages_ = 0, delivered_ = 0, failed_ = 0, given_up_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

// v1,base64(HMAC-SHA256(key, id.timestamp.body)), the key being the base64 after whsec_.
std::string webhook_signature(std::string_view secret, std::string_view id, std::string_view timestamp,
                              std::string_view body);

}  // namespace fairway::sandbox
