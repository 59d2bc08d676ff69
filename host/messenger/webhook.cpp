#include "host/messenger/webhook.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SSLException.h>
#include <Poco/URI.h>
#include <fmt/format.h>

#include "host/base/loopback.hpp"
#include "host/base/text.hpp"
#include "host/messenger/tls.hpp"
#include "host/messenger/watchdog.hpp"

namespace fairway {
namespace {

constexpr std::size_t kShownTrouble = 200;

std::unique_ptr<Poco::Net::HTTPClientSession> session_for(const Poco::URI& uri) {
  if (uri.getScheme() != "https") return std::make_unique<Poco::Net::HTTPClientSession>(uri.getHost(), uri.getPort());
  return std::make_unique<Poco::Net::HTTPSClientSession>(uri.getHost(), uri.getPort(), strict_tls({}));
}

// Its path may be a secret: only the host is ever shown.
Sent trouble(fw_rc code, const Post& post, const std::string& why, bool unsure = false) {
  return {fail(code, printable(fmt::format("the webhook at {}: {}", host_of_url(post.url), why), kShownTrouble)), unsure};
}

Sent judged(const Post& post, int status) {
  if (status / 100 == 2) return {};
  const auto why = fmt::format("answered {}", status);
  const bool later = status / 100 == 5 || status == 408 || status == 425 || status == 429;
  if (status == 401 || status == 403) return trouble(FW_E_AUTH, post, why);
  return trouble(later ? FW_E_UNAVAILABLE : FW_E_REJECTED, post, why);
}

}  // namespace

Sent send_post(const Post& post, const MessagePatience& patience, const std::atomic<bool>* stopping) {
  bool unsure = false;
  try {
    const Poco::URI uri(post.url);
    const auto session = session_for(uri);
    session->setKeepAlive(false);
    session->setTimeout(Poco::Timespan(0, static_cast<long>(patience.step.count()) * 1000));
    Poco::Net::HTTPRequest request("POST", uri.getPathAndQuery().empty() ? "/" : uri.getPathAndQuery(),
                                   Poco::Net::HTTPMessage::HTTP_1_1);
    request.setContentType("application/json");
    request.setContentLength(static_cast<std::streamsize>(post.body.size()));
    request.set("webhook-id", post.id);
    request.set("User-Agent", "fairway");
    auto& out = session->sendRequest(request);
    const Watchdog watchdog(session->socket().impl()->sockfd(), patience.whole, stopping);
    unsure = true;
    out << post.body << std::flush;
    Poco::Net::HTTPResponse response;
    session->receiveResponse(response);  // the body tells nothing
    return judged(post, response.getStatus());
  } catch (const Poco::Net::SSLConnectionUnexpectedlyClosedException& error) {
    return trouble(FW_E_UNAVAILABLE, post, error.displayText(), unsure);
  } catch (const Poco::Net::SSLException& error) {
    return trouble(FW_E_CONFIG, post, "did not prove who it is: " + error.displayText());
  } catch (const Poco::SyntaxException&) {
    return trouble(FW_E_CONFIG, post, "is no URL");
  } catch (const Poco::Exception& error) {
    if (stopping && *stopping) return {fail(FW_E_CANCELLED, "the host ends"), unsure};
    return trouble(FW_E_UNAVAILABLE, post, error.displayText(), unsure);
  }
}

}  // namespace fairway
