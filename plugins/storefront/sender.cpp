#include "sender.hpp"

namespace storefront {
namespace {

constexpr std::chrono::seconds kPatience{10};  // a shop that takes longer is asked again
constexpr std::size_t kMostSaid = 200;

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

// Of a problem (RFC 9457), of the usual shapes of errors, or the text itself where it is one short line.
std::string said(const fairway::HttpResponse& response) {
  std::string text;
  try {
    const auto json = fairway::JsonView::parse(response.body);
    for (const char* name : {"detail", "message", "error", "title"})
      if (text.empty() && json[name].is_string()) text = json[name].text();
  } catch (const fairway::JsonError&) {
    if (response.header("content-type").starts_with("text/plain")) text = response.body;
  }
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  if (text.size() <= kMostSaid) return text;
  std::size_t end = kMostSaid;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a character
  return text.substr(0, end);
}

void judge(const fairway::HttpResponse& response) {
  if (response.ok()) return;
  std::string what = "the shop answers HTTP " + std::to_string(response.status);
  if (const auto why = said(response); !why.empty()) what += ": " + why;
  switch (response.status) {
    case 429: throw fairway::Error::throttled(what, response.retry_after());
    case 408:
    case 409:
    case 425: throw fairway::Error(FW_E_UNAVAILABLE, what, {}, response.retry_after());
    default:
      if (response.status >= 400 && response.status < 500) throw fairway::Error::rejected(what);
      throw fairway::Error(FW_E_UNAVAILABLE, what, {}, response.retry_after());
  }
}

}  // namespace

// The time goes into what is signed, so that who listens in cannot play a delivery again much later. The secret itself stays
// with the host, which signs.
std::string Sender::signature(const fairway::Call& call, const std::string& timestamp, const std::string& body) const {
  return "v1=" + hex(host_.secrets().hmac(call, settings_.webhook_secret, "sha256", timestamp + "." + body));
}

void Sender::deliver(const fairway::Call& call, const Event& event) const {
  const std::string timestamp = std::to_string(host_.now().ms / 1000);
  fairway::HttpRequest request;
  request.method = "POST";
  request.url = settings_.webhook_url;
  request.body = event.body;
  request.headers = {{"content-type", "application/json"},
                     {"fairway-event", event.type},
                     {"fairway-event-id", event.id},
                     {"fairway-timestamp", timestamp},
                     {"fairway-signature", signature(call, timestamp, event.body)}};
  request.operation = kOperation;
  request.timeout = kPatience;
  judge(host_.http(call, request));
}

}  // namespace storefront
