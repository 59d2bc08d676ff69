#include "host/sandbox/wms/webhooks.hpp"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/NullStream.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>
#include <sodium.h>

#include "host/base/text.hpp"
#include "host/sandbox/json_out.hpp"
#include "host/sandbox/side.hpp"
#include "host/sandbox/wms/wms.hpp"

namespace fairway::sandbox {
namespace {

// Waits between tries, after which the warehouse gives up on the message.
constexpr Millis kRetries[] = {Millis(0),
                               std::chrono::seconds(5),
                               std::chrono::minutes(5),
                               std::chrono::minutes(30),
                               std::chrono::hours(2),
                               std::chrono::hours(5),
                               std::chrono::hours(10),
                               std::chrono::hours(10)};
constexpr int kPatience = 15;  // seconds

bool loopback(const std::string& host) {
  return host == "127.0.0.1" || host == "localhost" || host == "[::1]" || host == "::1";
}

// Certificates are checked but on loopback, where a test's own will do.
std::unique_ptr<Poco::Net::HTTPClientSession> connect(const Poco::URI& uri) {
  namespace net = Poco::Net;
  if (uri.getScheme() != "https") return std::make_unique<net::HTTPClientSession>(uri.getHost(), uri.getPort());
  const auto mode = loopback(uri.getHost()) ? net::Context::VERIFY_NONE : net::Context::VERIFY_STRICT;
  const net::Context::Ptr context = new net::Context(net::Context::TLS_CLIENT_USE, "", mode, 9, true);
  return std::make_unique<net::HTTPSClientSession>(uri.getHost(), uri.getPort(), context);
}

bool acceptable(const std::string& url) {
  try {
    const Poco::URI uri(url);
    return uri.getScheme() == "https" || (uri.getScheme() == "http" && loopback(uri.getHost()));
  } catch (const Poco::Exception&) { return false; }
}

}  // namespace

std::string webhook_signature(std::string_view secret, std::string_view id, std::string_view timestamp,
                              std::string_view body) {
  const auto key = from_base64(secret.substr(std::min(secret.size(), std::string_view("whsec_").size()))).value_or("");
  const auto text = fmt::format("{}.{}.{}", id, timestamp, body);
  crypto_auth_hmacsha256_state state;
  unsigned char sum[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  crypto_auth_hmacsha256_final(&state, sum);
  return "v1," + to_base64(std::string_view(reinterpret_cast<const char*>(sum), sizeof sum));
}

Webhooks::Webhooks(World& world) : world_(world), thread_([this] { loop(); }) {}

Webhooks::~Webhooks() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  thread_.join();
}

Webhooks::Subscription Webhooks::subscribe(std::string client, std::string depositor, std::string url,
                                           std::vector<std::string> topics) {
  std::scoped_lock lock(mutex_);
  const auto number = subscriptions_.size() + 1;
  auto secret = "whsec_" + to_base64(Random(mix(world_.seed ^ 0x5ec) + number * 64).letters(24));
  subscriptions_.push_back({fmt::format("H{:04}", number), std::move(client), std::move(depositor), std::move(url),
                            std::move(secret), std::move(topics)});
  return subscriptions_.back();
}

bool Webhooks::empty() const {
  std::scoped_lock lock(mutex_);
  return subscriptions_.empty();
}

void Webhooks::tell(std::string_view topic, const std::string& depositor, const std::set<std::string>& clients,
                    const std::string& data) {
  std::vector<Parcel> parcels;
  {
    std::scoped_lock lock(mutex_);
    for (const auto& one : subscriptions_) {
      if (std::find(one.topics.begin(), one.topics.end(), topic) == one.topics.end()) continue;
      if (one.depositor.empty() ? !clients.contains(one.client) : one.depositor != depositor) continue;
      Parcel parcel{fmt::format("msg_{:08}", ++messages_), one.id, one.url, one.secret, {}, std::string(topic), depositor};
      JsonOut(parcel.body)
          .open()
          .text("topic", topic)
          .text("depositor", depositor)
          .text("occurred_at", format_time(world_.timeline.now()))
          .raw("data", data)
          .close();
      parcels.push_back(std::move(parcel));
    }
  }
  for (auto& parcel : parcels) {
    const auto strikes = world_.faults.draw("wms", "webhook", depositor);
    if (strikes.has(FaultKind::drop_delivery)) continue;
    parcel.forged = strikes.has(FaultKind::forge_delivery);
    if (strikes.has(FaultKind::double_delivery)) enqueue(parcel);
    enqueue(std::move(parcel));
  }
}

void Webhooks::enqueue(Parcel parcel) {
  std::scoped_lock lock(mutex_);
  queue_.push_back(std::move(parcel));
  wake_.notify_all();
}

void Webhooks::loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    auto parcel = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    send(std::move(parcel));
    lock.lock();
  }
}

void Webhooks::send(Parcel parcel) {
  int status = 0;
  const auto now = world_.timeline.now();
  try {
    const Poco::URI uri(parcel.url);
    const auto session = connect(uri);
    session->setTimeout(Poco::Timespan(kPatience, 0));
    const auto timestamp = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    auto signature = webhook_signature(parcel.secret, parcel.id, timestamp, parcel.body);
    if (parcel.forged) signature = webhook_signature("whsec_Zm9yZ2Vk", parcel.id, timestamp, parcel.body);
    Poco::Net::HTTPRequest request("POST", uri.getPathAndQuery().empty() ? "/" : uri.getPathAndQuery(), "HTTP/1.1");
    request.setContentType("application/json");
    request.setContentLength64(static_cast<Poco::Int64>(parcel.body.size()));
    request.set("webhook-id", parcel.id);
    request.set("webhook-timestamp", timestamp);
    request.set("webhook-signature", signature);
    session->sendRequest(request) << parcel.body;
    Poco::Net::HTTPResponse response;
    Poco::NullOutputStream nowhere;
    Poco::StreamCopier::copyStream(session->receiveResponse(response), nowhere);
    status = response.getStatus();
  } catch (const Poco::Exception& error) {
    spdlog::debug("sandbox: webhook {} not delivered: {}", parcel.id, printable(error.displayText()));
  }
  const bool done = status >= 200 && status < 300;
  world_.journal.add({0,
                      now,
                      "wms",
                      "delivery",
                      parcel.depositor,
                      "",
                      parcel.id,
                      {{"topic", parcel.topic}, {"status", status}, {"attempt", parcel.attempt + 1}}});
  const bool last = parcel.attempt + 1 >= static_cast<int>(std::size(kRetries));
  {
    std::scoped_lock lock(mutex_);
    ++(done ? delivered_ : last ? given_up_ : failed_);
  }
  if (done || last) return;
  const auto wait = world_.settings.get().paced(kRetries[parcel.attempt++]);
  world_.timeline.at(now + wait, [this, parcel = std::move(parcel)]() mutable { enqueue(std::move(parcel)); });
}

json::object Webhooks::counts() const {
  std::scoped_lock lock(mutex_);
  return {{"subscriptions", subscriptions_.size()},
          {"messages", messages_},
          {"delivered", delivered_},
          {"failed_tries", failed_},
          {"given_up", given_up_},
          {"waiting", queue_.size()}};
}

void Webhooks::clear() {
  std::scoped_lock lock(mutex_);
  subscriptions_.clear();
  queue_.clear();
  delivered_ = failed_ = given_up_ = 0;
}

void Wms::tell(std::string_view topic, const std::string& depositor, std::string data) {
  if (!data.empty() && !webhooks_.empty()) webhooks_.tell(topic, depositor, depositors_[depositor].clients, data);
}

Response Wms::create_webhook(Call& call) {
  auto url = std::string(text_at(call.body, "url"));
  if (!acceptable(url)) {
    const Problem problem{"url", "must be https, or http on a loopback address"};
    violate("createWebhook", "rules", problem.field, problem.message);
    return refusal(&call, 400, "url is refused", std::span(&problem, 1));
  }
  std::vector<std::string> topics;
  for (const auto& topic : fairway::find(call.body, "topics")->get_array()) topics.emplace_back(topic.get_string());
  const auto one =
      webhooks_.subscribe(call.account, std::string(call.request.header("x-depositor")), std::move(url), std::move(topics));
  world_.journal.add({0, call.now, "wms", "webhook", one.depositor, "", one.id, {{"url", one.url}}});
  Response response{201};
  JsonOut(response.body).open().text("id", one.id).text("secret", one.secret).close();
  return response;
}

}  // namespace fairway::sandbox
