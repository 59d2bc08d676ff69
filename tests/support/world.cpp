#include "tests/support/world.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/StreamCopier.h>

#include <gtest/gtest.h>

#include "host/base/text.hpp"

namespace fairway::testing {
namespace {

// A port that was free a moment ago.
int free_port() {
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  return socket.address().port();
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string first_line(const std::filesystem::path& file) {
  const auto text = read_file(file);
  return text.substr(0, text.find('\n'));
}

}  // namespace

sandbox::Settings WorldOptions::fast() {
  sandbox::Settings settings;
  settings.scale = 5000;  // half an hour takes a third of a second; searchOrders may be called 28 times a second
  settings.partial_share = 0.3;
  return settings;
}

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

bool until(const std::function<bool()>& condition, std::chrono::milliseconds most) {
  const auto end = std::chrono::steady_clock::now() + most;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

World::World(const WorldOptions& options) : options_(options) {
  std::string name = (std::filesystem::temp_directory_path() / "fairway-world-XXXXXX").string();
  folder_ = mkdtemp(name.data());
  sandbox::Options sandbox_options;
  sandbox_options.amazon = sandbox_options.wms = "127.0.0.1:0";
  sandbox_options.seed = options.seed;
  sandbox_options.settings = options.settings;
  if (options.files) sandbox_options.x12 = data() / "edi", sandbox_options.csv = data() / "csv";
  if (const char* models = std::getenv("FAIRWAY_SPAPI_MODELS")) sandbox_options.models = models;
  sandbox_ = std::make_unique<sandbox::Sandbox>(sandbox_options);
  if (const auto started = sandbox_->start(); !started) throw std::runtime_error(started.error().message);
  port_ = free_port();
  write_config();
}

World::~World() {
  if (host_) host_->kill();
  sandbox_->stop();
  if (::testing::Test::HasFailure()) {  // what a failure looked like is worth more than a clean temporary folder
    fmt::print("kept: {}\n", folder_.string());
    return;
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void World::write_config() {
  write_file(config() / "fairway.yaml", fmt::format("listen: 127.0.0.1:{}\n{}\n", port_, options_.host_extra));
  write_file(config() / "secrets/lwa", "made-up-lwa-secret-0123456789\n");
  write_file(config() / "secrets/west", "made-up-warehouse-secret-0123456789\n");
  for (int i = 1; i <= options_.accounts; ++i) {
    write_file(config() / fmt::format("secrets/refresh{}", i), fmt::format("Atzr|sandbox-{}\n", seller(i)));
    write_file(
        config() / fmt::format("accounts/acme{}.yaml", i),
        fmt::format(R"(account: acme{0}
company: Acme {0} BV
policies: [shopify-exclusivity, one-amazon-per-account]
stores:
  us-main:
    plugin: amazon
    settings:
      marketplace: US
      seller-id: {1}
      client-id: made-up-client
      client-secret: "${{file:secrets/lwa}}"
      refresh-token: "${{file:secrets/refresh{0}}}"
      endpoint: {2}
      lwa-endpoint: {2}/auth/o2/token
    orders: {{ enabled: true, {4} }}
warehouses:
  west:
    plugin: wms-rest
    settings: {{ url: "{3}", client-id: acme, client-secret: "${{file:secrets/west}}", depositor: ACME{0}, warehouse: W1{6} }}
    amazon-agreement: true
    shipments-every: {8}
    stock-every: {9}
shipping:
  plugin: shipping-map
  settings:
    unmapped: hold
    rules:
      {7}
{5}
)",
                    i, seller(i), sandbox_->amazon_url(), sandbox_->wms_url(), options_.orders, options_.account_extra,
                    options_.warehouse_extra, options_.rules, options_.shipments_every, options_.stock_every));
  }
}

void World::spawn() {
  std::vector<std::string> arguments{"serve", "--config", config(), "--data", data()};
  arguments.insert(arguments.end(), options_.serve.begin(), options_.serve.end());
  host_ = std::make_unique<Process>(options_.binary, arguments, folder_ / "host.log");
}

bool World::await_ready(std::chrono::milliseconds most) {
  return until([&] { return !host_->running() || text_at(get("/health/ready"), "status") == "ready"; }, most) &&
         host_->running();
}

bool World::start(std::chrono::milliseconds most) {
  spawn();
  return await_ready(most);
}

int World::stop() {
  host_->signal(SIGTERM);
  return host_->wait(std::chrono::seconds(30));
}

json::value World::call(const std::string& method, const std::string& path, const std::string& body) {
  try {
    Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port_));
    session.setTimeout(Poco::Timespan(20, 0));
    Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Authorization", "Bearer " + first_line(data() / "admin.token"));
    if (method != "GET") {
      request.setContentType("application/json");
      request.setContentLength(static_cast<std::streamsize>(body.size()));
    }
    auto& out = session.sendRequest(request);
    if (method != "GET") out << body;
    Poco::Net::HTTPResponse response;
    std::string text;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), text);
    return parse_json(text).value_or(json::value(text));
  } catch (const Poco::Exception&) { return {}; }
}

json::value World::get(const std::string& path) { return call("GET", path, {}); }
json::value World::post(const std::string& path, const json::value& body) {
  return call("POST", path, json::serialize(body));
}

Ran World::fairway(std::vector<std::string> arguments) {
  for (const auto& more : {std::string("--config"), config().string(), std::string("--data"), data().string()})
    arguments.push_back(more);
  return run(FAIRWAY_BINARY, arguments);
}

std::map<std::string, int> World::states(const std::string& account) {
  std::map<std::string, int> counts;
  std::string cursor;
  do {
    const auto page = get("/v1/accounts/" + account + "/orders?limit=1000" + (cursor.empty() ? "" : "&cursor=" + cursor));
    const auto* items = find(page, "items");
    if (!items || !items->is_array()) return {};
    for (const auto& order : items->get_array()) ++counts[std::string(text_at(order, "state"))];
    cursor = text_at(page, "next");
  } while (!cursor.empty());
  return counts;
}

json::value World::order(const std::string& account, const std::string& id) {
  return get("/v1/accounts/" + account + "/orders/" + id);
}

std::vector<std::string> World::inject(int account, int count, const std::function<void(sandbox::OrderSpec&)>& shape) {
  sandbox::OrderSpec spec;
  spec.seller = seller(account);
  spec.count = static_cast<std::size_t>(count);
  if (shape) shape(spec);
  auto ids = sandbox_->inject(spec);
  if (!ids) throw std::runtime_error(ids.error().message);
  return *ids;
}

std::string World::log() const { return read_file(folder_ / "host.log"); }

}  // namespace fairway::testing
