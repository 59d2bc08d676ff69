// What was built against any release of the SDK is loaded by today's host and does its work in a worker, every verb and every
// service of the host. Nothing that lies in the museum is ever built anew or taken out (SDK-1, SDK-6).
#include <Poco/Net/StreamSocket.h>

#include "tests/host/plugins/raw_server.hpp"
#include "tests/host/plugins/support.hpp"

namespace fairway::plugins {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// printf 1Z | openssl dgst -sha256 -hmac s3cr3t-value
constexpr const char* kSignature = "05155226dd479fff2caf875b627755caa827049c180c577d842f6aeb65e4f11f";

// What is kept, by release, and the same as it would be laid down today.
std::vector<std::filesystem::path> pieces() {
  std::vector<std::filesystem::path> found;
  for (const std::filesystem::path folder : {MUSEUM_DIR, MUSEUM_TODAY})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
      if (entry.path().extension() == ".so") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}
std::string title(const std::filesystem::path& file) {
  auto text = file.parent_path().filename().string() + "_" + file.stem().string();
  for (char& c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return text;
}

// A shop with one order on its first page and none on its second; `slow_down` makes it refuse.
class Remote {
 public:
  std::string url() const {
    const auto all = server_.url("");
    return all.ends_with('/') ? all.substr(0, all.size() - 1) : all;
  }
  std::vector<std::string> requests() const { return server_.requests(); }
  std::atomic<bool> slow_down{false};

 private:
  bool answer(Poco::Net::StreamSocket& to, const std::string& request) const {
    if (slow_down) return RawServer::send(to, "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
    if (request.starts_with("GET /token?r=the-refresh-token")) return RawServer::ok(to, R"({"access":"a1"})");
    if (request.starts_with("GET /orders?after=p2")) return RawServer::ok(to, R"({"Orders":[]})");
    return RawServer::ok(to, R"({"Orders":[{"OrderId":"O-1","Status":"unshipped"}],"NextToken":"p2"})");
  }
  RawServer server_{
      [this](Poco::Net::StreamSocket& to, int, int, const std::string& request) { return answer(to, request); }};
};

class Museum : public testing::TestWithParam<std::filesystem::path> {
 protected:
  Museum() : folder_(folder_with(GetParam())), catalogue_(discover({folder_}, WORKER)) {}
  ~Museum() override { std::filesystem::remove_all(folder_); }

  // Alone in a folder: all pieces of a release bear one name.
  static std::filesystem::path folder_with(const std::filesystem::path& file) {
    auto pattern = (std::filesystem::temp_directory_path() / "fairway-museum-XXXXXX").string();
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    std::filesystem::copy_file(file, folder / "piece.so");
    return folder;
  }
  ChannelSpec spec(const std::string& url) const {
    ChannelSpec out;
    out.plugin = catalogue_.plugins.begin()->first;
    out.scope = "acme/shop", out.lane = "orders";
    out.settings = json::value{{"url", url}, {"key", {{"$secret", "key"}}}};
    out.secrets = {{"key", "s3cr3t-value"}};
    return out;
  }

  std::filesystem::path folder_;
  Catalogue catalogue_;
};
INSTANTIATE_TEST_SUITE_P(Kept, Museum, testing::ValuesIn(pieces()), [](const auto& one) { return title(one.param); });

TEST_P(Museum, WhatWasBuiltThenWorksNow) {
  ASSERT_TRUE(catalogue_.refused.empty()) << catalogue_.refused.begin()->second;
  ASSERT_EQ(catalogue_.plugins.size(), 1u);
  Remote remote;
  Harness harness(false, [this](SupervisorOptions& options) { options.catalogue = catalogue_; });
  const auto channel = harness.supervisor->channel(spec(remote.url()));

  // pull: HTTP with a permit, a token and a secret; state; checkpoints; log and clock
  MemorySink sink(&harness.services, "acme/shop");
  const auto pulled = channel->pull(stream("orders"), sink, within(Millis(20000)));
  ASSERT_TRUE(pulled.status) << pulled.status.error().message;
  ASSERT_EQ(sink.batches.size(), 2u);
  ASSERT_EQ(sink.batches[0].documents.size(), 1u);
  EXPECT_EQ(sink.batches[0].documents[0].schema, "order/1");
  EXPECT_THAT(sink.batches[0].documents[0].body, HasSubstr(R"("channel_order_id":"O-1")"));
  EXPECT_EQ(sink.batches[0].cursor, "p2");
  ASSERT_EQ(sink.batches[0].state.size(), 1u);
  EXPECT_EQ(sink.batches[0].state[0].value, "p2");
  EXPECT_EQ(harness.services.leases, 1);
  EXPECT_EQ(harness.services.permits.at(0).operation, "listOrders");
  EXPECT_THAT(remote.requests().at(1), testing::AllOf(HasSubstr("Bearer a1"), HasSubstr("s3cr3t-value")));
  EXPECT_THAT(harness.log(), HasSubstr("orders read at="));

  // push: numbers and signatures; one result each
  const auto parcel = [](std::string key, std::string body) {
    return PushItem{{"shipment/1", std::move(key), std::move(body)}, false};
  };
  const auto pushed = channel->push({parcel("1", R"({"tracking_number":"1Z"})"), parcel("2", "{}")}, within(Millis(20000)));
  ASSERT_EQ(pushed.results.size(), 2u);
  EXPECT_EQ(pushed.results[0].remote_id, "1-" + std::string(kSignature));
  EXPECT_EQ(pushed.results[1].status.error().code, FW_E_REJECTED);
  EXPECT_EQ(pushed.results[1].status.error().pointer, "/tracking_number");

  // decide and connect
  const auto answers =
      channel->decide("shipping-question/1", {R"({"category":"Expedited"})", R"({"country":"XX"})"}, within(Millis(20000)));
  EXPECT_THAT(text(answers.at(0)), HasSubstr(R"("service":"Expedited")"));
  EXPECT_FALSE(answers.at(1));
  EXPECT_THAT(text(channel->connect("verify", "{}", within(Millis(20000)))), HasSubstr(R"("name":"shop")"));

  // what fails says what shall happen next
  EXPECT_THAT(text(channel->connect("begin", "{}", within(Millis(20000)))), HasSubstr("UNSUPPORTED"));
  EXPECT_EQ(harness.supervisor->validate(spec("").plugin, json::value{{"url", "http://x"}}).at(0).pointer, "/url");
  remote.slow_down = true;
  const auto refused = channel->pull(stream("orders"), sink, within(Millis(20000)));
  ASSERT_FALSE(refused.status);
  EXPECT_EQ(refused.status.error().code, FW_E_THROTTLED);
  EXPECT_EQ(refused.status.error().retry_after, Millis(7000));
}

// A release without a piece was forgotten; two builds of a release that are one file show nothing.
TEST(MuseumOfReleases, KeepsEachReleaseByEachCompiler) {
  int releases = 0;
  for (const auto& release : std::filesystem::directory_iterator(MUSEUM_DIR)) {
    if (!release.is_directory()) continue;
    ++releases;
    std::vector<std::string> builds;
    for (const auto& file : std::filesystem::directory_iterator(release)) builds.push_back(file.path().filename());
    std::sort(builds.begin(), builds.end());
    EXPECT_THAT(builds, ElementsAre("c.so", "gxx.so", "libcxx.so")) << release.path();
  }
  EXPECT_GT(releases, 0);
}

}  // namespace
}  // namespace fairway::plugins
