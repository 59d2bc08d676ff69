#include "host/cli/client.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/NumberParser.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include "host/base/text.hpp"
#include "host/config/load.hpp"
#include "host/engine/admin_token.hpp"

namespace fairway::cli {
namespace {

// How long a host that says "not now" is asked again: one that starts is soon ready, any other trouble is to be seen.
constexpr std::chrono::seconds kAskedAgain{10};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string first_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

std::string words_of(const json::value& problem, int status) {
  const auto title = text_at(problem, "title"), detail = text_at(problem, "detail");
  if (!detail.empty()) return std::string(detail);
  return title.empty() ? fmt::format("the host answered {}", status) : std::string(title);
}

std::string with_query(const std::string& path, const std::map<std::string, std::string>& query) {
  Poco::URI uri;
  for (const auto& [name, value] : query)
    if (!value.empty()) uri.addQueryParameter(name, value);
  return uri.getRawQuery().empty() ? path : path + "?" + uri.getRawQuery();  // the path is quoted part by part
}

// The system's authorities, and the certificate must be for the host we named.
Poco::Net::Context::Ptr tls() {
  using Poco::Net::Context;
  Context::Ptr context(new Context(Context::TLS_CLIENT_USE, "", Context::VERIFY_STRICT, 9, true));
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  // Without a handler of ours Poco asks on standard input whether to trust a bad certificate.
  Poco::Net::SSLManager::instance().initializeClient(nullptr, new Poco::Net::RejectCertificateHandler(false), context);
  return context;
}

// Null for what is no URL of ours: the token must not go out by a scheme that only looks like TLS.
std::unique_ptr<Poco::Net::HTTPClientSession> session_to(const std::string& url) try {
  namespace net = Poco::Net;
  const Poco::URI uri(url);
  if (uri.getHost().empty()) return nullptr;
  if (uri.getScheme() == "http") return std::make_unique<net::HTTPClientSession>(uri.getHost(), uri.getPort());
  if (uri.getScheme() == "https") return std::make_unique<net::HTTPSClientSession>(uri.getHost(), uri.getPort(), tls());
  return nullptr;
} catch (const Poco::SyntaxException&) { return nullptr; }

std::istream& ask(Poco::Net::HTTPClientSession& session, const std::string& method, const std::string& path,
                  const std::string& token, const std::string& body, Poco::Net::HTTPResponse& response) {
  Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
  if (!token.empty()) request.set("Authorization", "Bearer " + token);
  if (method != "GET") {
    request.setContentType("application/json");
    request.setContentLength(static_cast<std::streamsize>(body.size()));
  }
  auto& out = session.sendRequest(request);
  if (method != "GET") out << body;
  return session.receiveResponse(response);
}

// A host that starts, or is asked for more than it can do now, says when to ask again and has done nothing.
std::optional<std::chrono::seconds> asked_to_wait(const Poco::Net::HTTPResponse& response) {
  unsigned seconds = 0;
  if (response.getStatus() != Poco::Net::HTTPResponse::HTTP_SERVICE_UNAVAILABLE ||
      !Poco::NumberParser::tryParseUnsigned(response.get("Retry-After", ""), seconds))
    return std::nullopt;
  return std::chrono::seconds(seconds);
}

}  // namespace

Client::Client(const Shared& shared) {
  url_ = !shared.host.empty() ? shared.host : environment("FAIRWAY_URL");
  if (url_.empty()) {
    const auto host = config::load_host(shared.config);
    if (const auto* wrong = config::first_error(host.findings)) nowhere_ = wrong->text();
    url_ = "http://" + host.host.listen;
  }
  token_ = !shared.token.empty() ? shared.token : environment("FAIRWAY_TOKEN");
  if (token_.empty()) token_ = first_line(std::filesystem::path(shared.data) / engine::kAdminTokenFile);
}

std::string Client::quoted(const std::string& part) {
  std::string out;
  Poco::URI::encode(part, "/?#%&+", out);
  return out;
}

Result<json::value> Client::get(const std::string& path, const std::map<std::string, std::string>& query,
                                std::chrono::seconds patience) const {
  return call("GET", with_query(path, query), {}, patience);
}

Result<json::value> Client::post(const std::string& path, const json::value& body,
                                 const std::map<std::string, std::string>& query, std::chrono::seconds patience) const {
  return call("POST", with_query(path, query), json::serialize(body), patience);
}

Status Client::download(const std::string& path, const std::map<std::string, std::string>& query, std::ostream& into,
                        std::chrono::seconds patience) const {
  return exchange("GET", with_query(path, query), {}, patience, [&](int status, std::istream& body) -> Status {
    if (status < 400) {
      Poco::StreamCopier::copyStream(body, into);
      return {};
    }
    std::string text;
    Poco::StreamCopier::copyToString(body, text);
    return fail(FW_E_REJECTED, words_of(parse_json(text).value_or(json::value()), status));
  });
}

Result<json::value> Client::call(const std::string& method, const std::string& path, const std::string& body,
                                 std::chrono::seconds patience) const {
  json::value answer;
  const auto done = exchange(method, path, body, patience, [&](int status, std::istream& said) -> Status {
    std::string text;
    Poco::StreamCopier::copyToString(said, text);
    auto parsed = parse_json(text);
    if (!parsed) return fail(FW_E_UNAVAILABLE, fmt::format("{} did not answer with JSON (status {})", url_, status));
    if (status == 401)
      return fail(FW_E_AUTH,
                  words_of(*parsed, status) + "; give --token, FAIRWAY_TOKEN, or --data with the host's data folder");
    if (status >= 400) return fail(FW_E_REJECTED, words_of(*parsed, status));
    answer = std::move(*parsed);
    return {};
  });
  if (!done) return fail(done.error());
  return answer;
}

Status Client::exchange(const std::string& method, const std::string& path, const std::string& body,
                        std::chrono::seconds patience, const Reader& read) const {
  if (!nowhere_.empty())  // the token goes to nobody by guess
    return fail(FW_E_CONFIG,
                fmt::format("{}\nWhere the host listens cannot be told: mend that, or say --host URL", nowhere_));
  try {
    const auto session = session_to(url_);
    if (!session)
      return fail(FW_E_CONFIG,
                  fmt::format("{} is no URL of a host: it begins with http:// or https://", printable(url_, 200)));
    session->setTimeout(Poco::Timespan(static_cast<long>(patience.count()), 0));
    for (const auto end = std::chrono::steady_clock::now() + kAskedAgain;;) {
      Poco::Net::HTTPResponse response;
      auto& said = ask(*session, method, path, token_, body, response);
      const auto wait = asked_to_wait(response);
      if (!wait || std::chrono::steady_clock::now() + *wait > end) return read(response.getStatus(), said);
      session->reset();
      std::this_thread::sleep_for(*wait);
    }
  } catch (const Poco::Net::SSLException& error) {
    return fail(FW_E_UNAVAILABLE, fmt::format("{} did not prove who it is: {}", url_, error.displayText()));
  } catch (const Poco::Exception& error) {
    return fail(FW_E_UNAVAILABLE, fmt::format("no host at {}: {}; start one with `fairway serve`, or say --host URL", url_,
                                              error.displayText()));
  }
}

std::string login() {
  const auto* user = ::getpwuid(::getuid());
  return user ? user->pw_name : fmt::format("uid {}", ::getuid());
}

void print_table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> width;
  for (const auto& heading : headings) width.push_back(heading.size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], row[i].size());
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i)
      text += i + 1 == cells.size() ? cells[i] : fmt::format("{:<{}}  ", cells[i], width[i]);
    fmt::print("{}\n", text);
  };
  line(headings);
  for (const auto& row : rows) line(row);
}

std::string cell(const json::value& object, std::string_view key) {
  const auto* member = find(object, key);
  if (!member || member->is_null()) return {};
  return member->is_string() ? std::string(member->get_string()) : json::serialize(*member);
}

const json::array& items(const json::value& page) { return list_at(page, "items"); }

const json::array& list_at(const json::value& object, std::string_view key) {
  static const json::array none;
  const auto* list = find(object, key);
  return list && list->is_array() ? list->get_array() : none;
}

std::string grouped(std::int64_t number) {
  auto text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

}  // namespace fairway::cli
