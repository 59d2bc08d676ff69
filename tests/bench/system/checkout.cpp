// Stock checks of a checkout, from what is known, over the port that is theirs alone.
//   checkout_bench [seconds=10] [connections=64] [skus=1000]
// In the same run a bare handler of the same HTTP server answers a fixed text of the same size: what is left is Fairway's part.
// First each connection asks again as soon as it has its answer, which shows how many there can be; then 10,000 requests come
// each second, which shows how long one waits. Who asks runs on the same cores.
// Then the same while orders go all their way, from pull to confirmation: each commit makes what was read old. At last within
// a deadline from the warehouse itself, which is well at first, and then slow, in error or cut off at every third question.
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <fmt/format.h>

#include <csignal>
#include <fstream>

#include "tests/bench/system/crowd.hpp"
#include "tests/bench/system/measure.hpp"

using namespace fairway;
namespace net = Poco::Net;

namespace {

int free_port() { return net::ServerSocket(net::SocketAddress("127.0.0.1", 0)).address().port(); }

class Fixed final : public net::HTTPRequestHandler {
 public:
  explicit Fixed(std::size_t size) : text_(size, 'x') {}
  void handleRequest(net::HTTPServerRequest&, net::HTTPServerResponse& out) override {
    out.setContentType("application/json");
    out.sendBuffer(text_.data(), text_.size());
  }

 private:
  const std::string text_;
};
class FixedFactory final : public net::HTTPRequestHandlerFactory {
 public:
  explicit FixedFactory(std::size_t size) : size_(size) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override { return new Fixed(size_); }

 private:
  const std::size_t size_;
};

bench::Served bare(bench::Crowd crowd, std::size_t size) {
  net::ServerSocket socket(net::SocketAddress("127.0.0.1", 0), 256);
  net::HTTPServerParams::Ptr params(new net::HTTPServerParams);
  params->setMaxThreads(128);
  params->setMaxKeepAliveRequests(0);
  Poco::ThreadPool threads(2, 128);
  net::HTTPServer server(new FixedFactory(size), threads, socket, params);
  server.start();
  crowd.port = socket.address().port();
  const auto served = bench::ask_all(crowd);
  server.stopAll(true);
  return served;
}

void print(const std::string& who, const bench::Served& served) {
  bench::say(who, served.per_second, "requests/s",
             fmt::format("median {:.2f} ms, p99 {:.2f} ms, worst {:.1f} ms, {} refused", served.median_ms, served.p99_ms,
                         served.worst_ms, served.refused));
}

void print_live(const std::string& who, const bench::Served& served) {
  const auto share = [&](std::uint64_t part) {
    return 100 * static_cast<double>(part) / static_cast<double>(served.answers);
  };
  bench::say(who, 100 - share(served.late), "% in time",
             fmt::format("{:.0f} requests/s, {:.1f} % live, median {:.1f} ms, p99 {:.1f} ms, worst {:.1f} ms, {} refused",
                         served.per_second, share(served.wanted), served.median_ms, served.p99_ms, served.worst_ms,
                         served.refused));
}

std::string first_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace

int main(int count, char** values) {
  const int seconds = bench::number(count, values, 1, 10), connections = bench::number(count, values, 2, 64);
  const int skus = bench::number(count, values, 3, 1000), port = free_port();
  bench::print_machine(count, values);
  auto options = bench::unlimited(1);
  options.serve = {"--checkout", fmt::format("127.0.0.1:{}", port)};
  options.stock_every = "10m";  // the first at once
  testing::World world(options);
  for (int i = 0; i < skus; ++i) world.sandbox().set_stock("ACME1", "W1", fmt::format("SKU-{:05}", i), 1 + i % 50);
  if (!world.start()) return fmt::print("{}\n", world.log()), 1;
  const auto last = fmt::format("/v1/accounts/acme1/stock-check?deadline=0&sku=SKU-{:05}", skus - 1);
  if (!testing::until([&] { return number_at(world.get(last), "available") > 0; }, std::chrono::seconds(60))) return 1;

  bench::View view(world.data());
  const auto token = first_line(world.data() / "admin.token");
  bench::Crowd crowd;
  crowd.port = port, crowd.connections = connections, crowd.seconds = seconds;
  crowd.request = [&](std::uint64_t number) {
    return fmt::format(
        "GET /v1/accounts/acme1/stock-check?sku=SKU-{:05}&quantity=2&deadline=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Authorization: Bearer {}\r\n\r\n",
        number * 7919 % static_cast<std::uint64_t>(skus), token);
  };
  constexpr double kDeadline = 500;  // ms
  auto live = crowd;
  live.deadline_ms = kDeadline, live.wanted = R"("source":"live","warehouses")";
  live.request = [&](std::uint64_t number) {
    return fmt::format(
        "GET /v1/accounts/acme1/stock-check?sku=SKU-{:05}&deadline={}ms HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Authorization: Bearer {}\r\n\r\n",
        number * 7919 % static_cast<std::uint64_t>(skus), kDeadline, token);
  };
  const auto size = json::serialize(world.get(last)).size();
  print("a bare handler", bare(crowd, size));
  const auto served = bench::ask_all(crowd);
  print("stock checks from what is known", served);
  print("a bare handler again", bare(crowd, size));
  auto paced = crowd;
  paced.per_second = 10'000;
  print("stock checks, 10,000 come each second", bench::ask_all(paced));
  print("a bare handler, 10,000 come each second", bare(paced, size));
  bench::inject(world, 300 * seconds, 1);
  if (!testing::until([&] { return view.integer("SELECT COUNT(*) FROM orders") > 0; }, std::chrono::seconds(60))) return 1;
  const auto flowing = bench::ask_all(crowd);
  print("stock checks while orders flow", flowing);
  print("… 10,000 come each second", bench::ask_all(paced));
  const auto done = "SELECT COUNT(*) FROM orders WHERE state = 'confirmed'";
  bench::say("orders confirmed meanwhile", static_cast<double>(view.integer(done)), fmt::format("of {}", 300 * seconds));
  print_live("live within 500 ms, the warehouse well", bench::ask_all(live));
  for (const auto& [kind, share] : {std::pair{sandbox::FaultKind::slow, 0.1},
                                    {sandbox::FaultKind::error, 0.1},
                                    {sandbox::FaultKind::reset_before, 0.1}}) {
    sandbox::Fault fault;
    fault.kind = kind, fault.side = "wms", fault.operation = "listInventory", fault.probability = share;
    fault.delay = std::chrono::seconds(3);
    world.sandbox().fault(fault);
  }
  print_live("live within 500 ms, the warehouse in trouble", bench::ask_all(live));
  world.host().signal(SIGTERM);
  world.host().wait(std::chrono::seconds(30));
  return served.refused + flowing.refused == 0 ? 0 : 1;
}
