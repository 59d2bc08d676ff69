// A data folder with a real database, and plugins that answer what a test tells them.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include <spdlog/sinks/null_sink.h>

#include "host/engine/log.hpp"
#include "host/engine/metrics.hpp"
#include "host/flows/flow.hpp"

namespace fairway::engine::test {

inline const Instant kStart = Instant(std::chrono::hours(24 * 20'000));

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "fairway-engine-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
    path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path); }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path / name).parent_path());
    std::ofstream(path / name) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::filesystem::path path;
};

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}
inline void must(Status status) {
  if (!status) throw std::runtime_error(status.error().message);
}

inline std::unique_ptr<storage::Database> open_in(const Folder& folder) {
  storage::OpenOptions options;
  options.data = folder.path;
  return must(storage::open(options));
}

inline void change(storage::Database& db, const std::string& sql, const std::vector<storage::Value>& values = {}) {
  auto tx = must(db.write());
  must(tx->execute(sql, values));
  must(tx->commit());
}

inline storage::Rows look(storage::Database& db, const std::string& sql, const std::vector<storage::Value>& values = {}) {
  return must(must(db.read())->query(sql, values));
}

inline std::int64_t number(storage::Database& db, const std::string& sql, const std::vector<storage::Value>& values = {}) {
  return look(db, sql, values).integer(0, 0);
}

inline Log silent(const Clock& clock) {
  return make_log(std::make_shared<spdlog::sinks::null_sink_mt>(), Log::Level::off, std::make_shared<Redactor>(), clock);
}

// Plugins that answer by function. Unset: sound settings, no findings.
class FakeSupervisor : public plugins::Supervisor {
 public:
  using Decide =
      std::function<std::vector<plugins::Answer>(const std::string& plugin, const std::vector<std::string>& questions)>;
  Decide decide;
  std::function<std::vector<Failure>(const std::string& plugin, const json::value& settings)> check;

  std::shared_ptr<plugins::Channel> channel(const plugins::ChannelSpec& spec) override {
    return std::make_shared<FakeChannel>(*this, spec.plugin);
  }
  std::vector<Failure> validate(const std::string& plugin, const json::value& settings) override {
    return check ? check(plugin, settings) : std::vector<Failure>();
  }
  std::vector<plugins::WorkerInfo> workers() const override {
    return {{"amazon", "1.0", "amazon.so", "", 1, "running", 0, ""}};
  }
  void stop(Millis) override {}

 private:
  struct FakeChannel : plugins::Channel {
    FakeChannel(FakeSupervisor& supervisor, std::string name) : owner(supervisor), plugin(std::move(name)) {}
    plugins::CallEnd pull(const plugins::PullRequest&, plugins::PullSink&, const plugins::CallOptions&) override {
      return {};
    }
    plugins::PushEnd push(const std::vector<plugins::PushItem>&, const plugins::CallOptions&) override { return {}; }
    std::vector<plugins::Answer> decide(std::string_view, const std::vector<std::string>& questions,
                                        const plugins::CallOptions&) override {
      if (owner.decide) return owner.decide(plugin, questions);
      return std::vector<plugins::Answer>(questions.size(), std::string(R"({"findings":[]})"));
    }
    Result<std::string> connect(std::string_view, const std::string&, const plugins::CallOptions&) override {
      return std::string();
    }
    FakeSupervisor& owner;
    std::string plugin;
  };
};

inline void add_plugin(Catalogue& catalogue, Description description) {
  const auto name = description.name;
  catalogue.plugins[name] = {name + ".so", "hash", std::move(description)};
}

// A channel "amazon" with a rate plan, a seller and a setting that only one account may hold; and a policy.
inline Catalogue shop_catalogue() {
  Description amazon;
  amazon.id = "com.example.amazon";
  amazon.name = "amazon";
  amazon.config_schema = R"({"type":"object","properties":{"seller-id":{"type":"string","x-unique-across-accounts":true},
    "refresh-token":{"type":"string","x-secret":true},"marketplace":{"type":"string"}}})";
  amazon.manifest.roles = {"store"};
  amazon.manifest.streams = {{"orders", {"order/1"}, "orders", "searchOrders", {"seller-id"}}};
  Rate orders;
  orders.operation = "searchOrders";
  orders.per_second = 1;
  orders.burst = 20;
  orders.header = "x-rate";
  orders.scope = {"region", "seller-id"};
  orders.application_per_second = 2;
  orders.application_burst = 30;
  orders.application_scope = {"region"};
  amazon.manifest.rates = {orders};
  amazon.manifest.seller_identity = {"seller-id"};
  amazon.manifest.store_identity = {"seller-id", "marketplace"};
  Description policy;
  policy.id = "com.example.one-each";
  policy.name = "one-each";
  policy.config_schema = R"({"type":"object"})";
  policy.manifest.roles = {"policy"};
  policy.manifest.decides = {"policy-question/1"};
  Catalogue catalogue;
  add_plugin(catalogue, amazon);
  add_plugin(catalogue, policy);
  return catalogue;
}

inline config::Store make_store(const std::string& nickname, const std::string& seller) {
  config::Store store;
  store.nickname = nickname;
  store.place = {"accounts/a.yaml", 7, 3};
  store.settings.plugin = "amazon";
  store.settings.facts = {{"seller-id", seller}, {"region", "NA"}};
  store.settings.places = {{"/seller-id", {"accounts/a.yaml", 9, 18}}};
  store.seller_identity = "seller-id=" + seller;
  store.store_identity = "seller-id=" + seller + ";marketplace=US";
  store.orders.enabled = true;
  return store;
}

inline std::shared_ptr<config::Account> make_account(const std::string& name, const std::string& seller,
                                                     const std::string& hash = "h1") {
  auto account = std::make_shared<config::Account>();
  account->name = name;
  account->hash = hash;
  account->place = {"accounts/" + name + ".yaml", 1, 10};
  account->stores.push_back(make_store("us", seller));
  account->stores[0].place.file = account->place.file;
  account->stores[0].settings.places["/seller-id"].file = account->place.file;
  return account;
}

}  // namespace fairway::engine::test
