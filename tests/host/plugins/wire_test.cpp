// The stream between host and worker, and the small parts beside it. (SDK-4)
#include <sys/socket.h>
#include <sys/stat.h>

#include "host/plugins/http/client.hpp"
#include "host/plugins/http/fill.hpp"
#include "host/plugins/http/gunzip.hpp"
#include "host/plugins/supervisor/ring_file.hpp"
#include "host/plugins/wire/handshake.hpp"
#include "host/plugins/wire/wire.hpp"
#include "host/plugins/worker/budget.hpp"
#include "host/plugins/worker/pool.hpp"
#include "support.hpp"

namespace fairway::plugins {
namespace {

struct Ends {
  Ends() {
    std::array<int, 2> fds{};
    ::socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data());
    here = std::make_unique<Wire>(fds[0]);
    there = std::make_unique<Wire>(fds[1]);
  }
  std::unique_ptr<Wire> here, there;
};

TEST(WireTest, FramesOfManyThreadsArriveWholeAndInTheOrderOfEach) {
  Ends ends;
  constexpr std::uint64_t kThreads = 4, kEach = 300;
  std::vector<std::thread> senders;
  for (std::uint64_t thread = 1; thread <= kThreads; ++thread)
    senders.emplace_back([&, thread] {
      for (std::uint64_t i = 0; i < kEach; ++i) {
        Writer out;
        out.put(i).text(std::string((i * 997) % 40000, static_cast<char>('a' + thread)));
        ends.here->send(Kind::documents, thread, out.view(), i % 3 == 0);
      }
      ends.here->flush();
    });
  std::map<std::uint64_t, std::uint64_t> next;
  std::uint64_t total = 0;
  while (total < kThreads * kEach && ends.there->receive([&](const Frame& frame) {
    Reader in(frame.body);
    EXPECT_EQ(in.get<std::uint64_t>(), next[frame.call]);
    EXPECT_EQ(in.text(), std::string((next[frame.call] * 997) % 40000, static_cast<char>('a' + frame.call)));
    ++next[frame.call];
    ++total;
  }))
    continue;
  for (auto& sender : senders) sender.join();
  EXPECT_EQ(total, kThreads * kEach);
}

TEST(WireTest, AHeaderThatCannotBeTrueEndsTheStream) {
  Ends ends;
  const std::string garbage(64, '\xff');
  ASSERT_EQ(::send(ends.here->fd(), garbage.data(), garbage.size(), 0), 64);
  int frames = 0;
  EXPECT_FALSE(ends.there->receive([&](const Frame&) { ++frames; }));
  EXPECT_EQ(frames, 0);
}

TEST(WireTest, SendingToAnEndThatIsGoneFailsInsteadOfKilling) {
  Ends ends;
  ends.there.reset();
  for (int i = 0; i < 3; ++i) ends.here->send(Kind::end, 1, "x");
  EXPECT_FALSE(ends.here->send(Kind::end, 1, "x"));
}

TEST(BytesTest, AShortFrameReadsAsEmptyAndSaysSo) {
  Writer out;
  out.put(std::uint32_t{1000});
  Reader in(out.view());
  EXPECT_EQ(in.text(), "");
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.get<std::uint64_t>(), 0u);
}

TEST(HandshakeTest, UnknownMembersArePassedOverAndVersionsMeet) {
  const auto hello =
      read_host_hello(R"({"magic":"fairway-worker","proto_min":1,"proto_max":7,"plugin":"odd","later":{"x":1}})");
  ASSERT_TRUE(hello);
  EXPECT_EQ(common_protocol(*hello), kProtocol);
  EXPECT_EQ(common_protocol({kProtocol + 1, kProtocol + 5, 0, ""}), 0);
  EXPECT_FALSE(read_host_hello(R"({"magic":"something else"})"));
}

TEST(BudgetTest, TheCallThatHeldFirstNeverWaits) {
  Budget budget;
  int first = 0, second = 0;
  const auto never = [] { return false; };
  ASSERT_TRUE(budget.take(&first, 20u << 20, never));
  ASSERT_TRUE(budget.take(&second, 10u << 20, never));
  EXPECT_FALSE(budget.take(&second, 8u << 20, [] { return true; }));  // over 32 MiB: waits, and here gives up
  EXPECT_TRUE(budget.take(&first, 8u << 20, never));
  budget.give_back(&first, 28u << 20);
  EXPECT_TRUE(budget.take(&second, 8u << 20, never));
}

TEST(StrandTest, RunsInOrderOneAtATimeOnAnyThread) {
  JobPage page;
  Pool pool(page);
  auto strand = std::make_shared<Strand>(pool, [] {});
  std::vector<int> order;
  std::atomic<int> inside{0}, most{0};
  for (int i = 0; i < 500; ++i)
    strand->post([&, i](FaultMark&) {
      most = std::max(most.load(), ++inside);
      order.push_back(i);
      --inside;
    });
  pool.stop();
  EXPECT_EQ(most, 1);
  ASSERT_EQ(order.size(), 500u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(UrlTest, KeepsThePathAsWritten) {
  const auto url = http::parse_url("https://API.example.com/a%2Fb?x=%20#part");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->tls);
  EXPECT_EQ(url->authority(), "api.example.com");
  EXPECT_EQ(url->target, "/a%2Fb?x=%20");
  EXPECT_EQ(http::parse_url("http://h:8080?q=1")->target, "/?q=1");
  EXPECT_EQ(http::parse_url("http://h:8080")->authority(), "h:8080");
  EXPECT_EQ(http::parse_url("http://[::1]:8080/")->authority(), "[::1]:8080");
  for (const auto* bad : {"ftp://h/", "http://", "http://user:pass@h/", "http://h/a b", "no url", "http://h:99999/"})
    EXPECT_FALSE(http::parse_url(bad)) << bad;
}

TEST(UrlTest, AStarStandsForAtLeastOneLabel) {
  EXPECT_TRUE(http::host_matches("*.amazon.com", "a.b.amazon.com"));
  EXPECT_FALSE(http::host_matches("*.amazon.com", "amazon.com"));
  EXPECT_FALSE(http::host_matches("*.amazon.com", "evilamazon.com"));
  EXPECT_FALSE(http::host_matches("*.amazon.com", "a.amazon.com.evil.example"));
}

TEST(GunzipTest, UnpacksByteByByteAndPassesPlainTextThrough) {
  const std::string packed{
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00", 25};
  for (const auto& [in, want] :
       {std::pair(packed, "hello"), std::pair(std::string("plain"), "plain"), std::pair(std::string("p"), "p")}) {
    http::Gunzip gunzip;
    std::string out;
    const auto take = [&](std::string_view piece) -> Status { return out += piece, Status(); };
    for (const char byte : in) ASSERT_TRUE(gunzip.feed({&byte, 1}, take));
    ASSERT_TRUE(gunzip.finish(take));
    EXPECT_EQ(out, want);
  }
}

TEST(RingFileTest, KeepsTheLastLinesInTwoFiles) {
  const Harness harness;
  const auto file = harness.data() / "ring.log";
  RingFile ring(file);
  const std::string line(1000, 'x');
  for (int i = 0; i < 1000; ++i) ring.append(Instant{}, line);
  EXPECT_LE(std::filesystem::file_size(file), 270u << 10);
  EXPECT_LE(std::filesystem::file_size(file.string() + ".1"), 270u << 10);
  EXPECT_GE(std::filesystem::file_size(file.string() + ".1"), 250u << 10);
}

TEST(RingFileTest, IsItsOwnersAloneWhateverTheUmask) {  // HST-12
  const Harness harness;
  const auto old = ::umask(0);
  const auto fresh = harness.data() / "fresh.log", older = harness.data() / "older.log";
  std::ofstream(older) << "made by an older version\n";
  RingFile(fresh).append(Instant{}, "hello");
  RingFile(older).append(Instant{}, "hello");
  ::umask(old);
  for (const auto& file : {fresh, older})
    EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600)) << file;
  EXPECT_GT(std::filesystem::file_size(older), 30u) << "what it held is kept";
}

}  // namespace
}  // namespace fairway::plugins
