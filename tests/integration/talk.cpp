#include "tests/integration/talk.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

namespace fairway::testing {

Answer ask(const std::string& method, const std::string& url, const std::string& body, const Headers& headers) {
  Answer answer;
  try {
    const Poco::URI uri(url);
    Poco::Net::HTTPClientSession session(uri.getHost(), uri.getPort());
    session.setTimeout(Poco::Timespan(20, 0));
    Poco::Net::HTTPRequest request(method, uri.getPathAndQuery(), Poco::Net::HTTPMessage::HTTP_1_1);
    for (const auto& [name, value] : headers) request.set(name, value);
    if (method != "GET") request.setContentLength(static_cast<std::streamsize>(body.size()));
    auto& out = session.sendRequest(request);
    if (method != "GET") out << body;
    Poco::Net::HTTPResponse response;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
    answer.status = response.getStatus();
    answer.type = response.getContentType();
  } catch (const Poco::Exception& error) { answer.body = error.displayText(); }
  return answer;
}

std::vector<std::string> with_more(std::vector<std::string> arguments, const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

int free_port() {
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  return socket.address().port();
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string read_bytes_below(const std::filesystem::path& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) all += read_text(entry.path());
  return all;
}

void replace_in(const std::filesystem::path& file, const std::string& from, const std::string& to) {
  auto text = read_text(file);
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << file << " has no " << from;
  write_file(file, text.replace(at, from.size(), to));
}

std::filesystem::path account_file(World& world, int account) {
  return world.config() / fmt::format("accounts/acme{}.yaml", account);
}

std::string place_in(World& world, const std::string& text) {
  const auto file = read_text(account_file(world));
  const auto at = file.find(text);
  EXPECT_NE(at, std::string::npos) << text;
  return fmt::format("accounts/acme1.yaml:{}:",
                     1 + std::count(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

WorldOptions with_shopify() {
  WorldOptions options;
  options.host_extra = "plugins: [" FAIRWAY_PLUGINS ", shop]";
  return options;
}

void add_shopify(World& world, bool enabled) {
  std::filesystem::create_directories(world.config() / "shop");
  std::filesystem::copy_file(FAIRWAY_SHOPIFY, world.config() / "shop/shopify.so",
                             std::filesystem::copy_options::overwrite_existing);
  replace_in(account_file(world), "warehouses:\n",
             fmt::format("  shop:\n    plugin: shopify\n    enabled: {}\n    settings: {{ shop-domain: acme.shopify.example "
                         "}}\nwarehouses:\n",
                         enabled));
}

std::string api_url(World& world) {
  constexpr std::string_view kListen = "listen: ";
  const auto text = read_text(world.config() / "fairway.yaml");
  return "http://" + text.substr(kListen.size(), text.find('\n') - kListen.size());
}

std::string admin_token(World& world) {
  const auto text = read_text(world.data() / "admin.token");
  return text.substr(0, text.find('\n'));
}

json::array items_of(const json::value& page) {
  const auto* items = find(page, "items");
  return items && items->is_array() ? items->get_array() : json::array();
}

std::string text_in(const json::value& object, std::string_view key) { return std::string(text_at(object, key)); }

std::vector<std::string> event_types(const json::value& order) {
  std::vector<std::string> types;
  if (const auto* events = find(order, "events"); events && events->is_array())
    for (const auto& event : events->get_array()) types.push_back(text_in(event, "type"));
  return types;
}

json::object event_of(const json::value& order, std::string_view type) {
  if (const auto* events = find(order, "events"); events && events->is_array())
    for (const auto& event : events->get_array())
      if (text_at(event, "type") == type) return event.get_object();
  return {};
}

json::object shipment_of(const json::value& order, std::size_t number) {
  const auto* shipments = find(order, "shipments");
  if (!shipments || !shipments->is_array() || shipments->get_array().size() <= number) return {};
  return shipments->get_array()[number].get_object();
}

std::string state_of(World& world, const std::string& account, const std::string& id) {
  return text_in(world.order(account, id), "state");
}

bool await_state(World& world, const std::string& account, const std::string& id, const std::string& state) {
  return until([&] { return state_of(world, account, id) == state; }, kSoon);
}

bool await_states(World& world, const std::string& account, const std::map<std::string, int>& states) {
  return until([&] { return world.states(account) == states; }, kSoon);
}

bool await_event(World& world, const std::string& account, const std::string& id, const std::string& type) {
  return until([&] { return !event_of(world.order(account, id), type).empty(); }, kSoon);
}

std::string say(World& world, const std::string& account, const std::string& id) {
  const auto log = world.log();
  std::string text = id.empty() ? json::serialize(world.get("/v1/accounts/" + account + "/orders"))
                                : json::serialize(world.order(account, id));
  return text + "\njobs: " + json::serialize(world.get("/v1/jobs?limit=20")) + "\n" +
         log.substr(log.size() > 3000 ? log.size() - 3000 : 0);
}

std::size_t journal_count(World& world, std::string_view kind, const std::string& order) {
  std::size_t count = 0;
  for (const auto& entry : world.sandbox().journal(kind)) count += order.empty() || entry.order == order;
  return count;
}

}  // namespace fairway::testing
