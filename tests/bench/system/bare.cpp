#include "tests/bench/system/bare.hpp"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <array>

#include "host/base/json.hpp"

namespace fairway::bench {
namespace {

class Remote {
 public:
  explicit Remote(const std::string& url) : session_(Poco::URI(url).getHost(), Poco::URI(url).getPort()) {
    session_.setKeepAlive(true);
  }
  json::value get(const std::string& path) { return talk(Poco::Net::HTTPRequest::HTTP_GET, path, {}); }
  void sign_in(const std::string& refresh_token) {
    const auto answer =
        talk(Poco::Net::HTTPRequest::HTTP_POST, "/auth/o2/token",
             "grant_type=refresh_token&client_id=made-up-client&client_secret=made-up&refresh_token=" + refresh_token);
    token_ = text_at(answer, "access_token");
  }

 private:
  json::value talk(const std::string& method, const std::string& path, const std::string& body) {
    Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("user-agent", "bare/1 (Language=C++)");
    if (!token_.empty()) request.set("x-amz-access-token", token_);
    if (!body.empty()) {
      request.setContentType("application/x-www-form-urlencoded");
      request.setContentLength(static_cast<std::streamsize>(body.size()));
    }
    session_.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    std::string text;
    Poco::StreamCopier::copyToString(session_.receiveResponse(response), text, 1 << 16);
    if (response.getStatus() != 200) throw std::runtime_error(fmt::format("{}: {}", path, text));
    return json::parse(text);
  }

  Poco::Net::HTTPClientSession session_;
  std::string token_;
};

class Table {
 public:
  explicit Table(const std::filesystem::path& file) {
    check(sqlite3_open(file.c_str(), &db_));
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = NORMAL");
    run("CREATE TABLE orders (id TEXT PRIMARY KEY, status TEXT, updated TEXT, body TEXT)");
    check(sqlite3_prepare_v2(db_,
                             "INSERT INTO orders VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET status = "
                             "excluded.status, updated = excluded.updated, body = excluded.body",
                             -1, &upsert_, nullptr));
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  ~Table() {
    sqlite3_finalize(upsert_);
    sqlite3_close(db_);
  }
  void run(const char* sql) { check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }
  void put(const std::array<std::string, 4>& row) {
    for (int i = 0; i < 4; ++i)
      sqlite3_bind_text(upsert_, i + 1, row[static_cast<std::size_t>(i)].c_str(), -1, SQLITE_TRANSIENT);
    if (sqlite3_step(upsert_) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db_));
    sqlite3_reset(upsert_);
  }

 private:
  void check(int code) {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db_));
  }
  sqlite3* db_ = nullptr;
  sqlite3_stmt* upsert_ = nullptr;
};

}  // namespace

double bare_pull_and_upsert(testing::World& world, int account) {
  Remote remote(world.sandbox().amazon_url());
  remote.sign_in("Atzr|sandbox-" + testing::World::seller(account));
  Table table(world.folder() / "bare.db");
  const std::string page =
      "/orders/2026-01-01/orders?lastUpdatedAfter=2020-01-01T00:00:00Z&marketplaceIds=ATVPDKIKX0DER&maxResultsPerPage=100"
      "&includedData=BUYER,RECIPIENT,PROCEEDS,CANCELLATION,FULFILLMENT,PACKAGES";
  const auto from = std::chrono::steady_clock::now();
  std::size_t orders = 0;
  std::string token;
  do {
    std::string encoded;
    Poco::URI::encode(token, "+/=&?", encoded);
    const auto answer = remote.get(page + (token.empty() ? "" : "&paginationToken=" + encoded));
    table.run("BEGIN");
    for (const auto& order : answer.at("orders").as_array()) {
      table.put({std::string(text_at(order, "orderId")), std::string(text_at(order.at("fulfillment"), "fulfillmentStatus")),
                 std::string(text_at(order, "lastUpdatedTime")), json::serialize(order)});
      ++orders;
    }
    table.run("COMMIT");
    const auto* more = find(answer, "pagination");
    token = more ? text_at(*more, "nextToken") : "";
  } while (!token.empty());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;
  return static_cast<double>(orders) / took.count();
}

}  // namespace fairway::bench
