// Nobody holds a thread by being slow. (HST-7)
#include "host/api/doorman.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

#include "host/api/server.hpp"
#include "tests/host/api/support.hpp"
#include "tests/host/api/wire.hpp"
#include "tests/support/certificate.hpp"

namespace fairway::api {
namespace {

// A connection: our end, which the doorman watches, and theirs.
struct Pair {
  Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0); }
  ~Pair() { ::close(ends[0]), ::close(ends[1]); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  void await_cut() const {  // hangs where the doorman does not come
    char byte = 0;
    EXPECT_EQ(::recv(ends[1], &byte, 1, 0), 0);
  }
  bool open() const {
    char byte = 0;
    return ::recv(ends[1], &byte, 1, MSG_DONTWAIT) < 0;
  }
  int ends[2];
};

struct DoormanTest : ::testing::Test {
  void pass(Millis time) { clock.advance(time); }
  // Until the doorman has looked around after this: by somebody whom only a look cuts off.
  void look() {
    const Pair pair;
    Doorman::Guest guest(doorman, pair.ends[0]);
    guest.await(Millis(0));
    pair.await_cut();
  }
  ManualClock clock{engine::test::kStart};
  Patience patience{.threads = 3};
  std::atomic<int> in_line{0};
  Doorman doorman{clock, patience, [this] { return in_line.load(); }};
};

TEST_F(DoormanTest, EachStepHasItsTimeAndOurWorkHasAny) {
  const Pair slow, working, reading;
  Doorman::Guest one(doorman, slow.ends[0]), two(doorman, working.ends[0]), three(doorman, reading.ends[0]);
  two.work();
  three.await(patience.body);
  pass(patience.header - Millis(1));
  look();
  EXPECT_TRUE(slow.open());
  pass(Millis(1));
  slow.await_cut();
  EXPECT_TRUE(reading.open());
  pass(patience.body);
  reading.await_cut();
  pass(std::chrono::hours(1));
  look();
  EXPECT_TRUE(working.open());
  two.await(patience.answer);
  look();
  EXPECT_TRUE(working.open());
  pass(patience.answer);
  working.await_cut();
}

TEST_F(DoormanTest, WhereOthersWaitTheLongestGoesFirst) {
  const Pair first, second, working;
  Doorman::Guest one(doorman, first.ends[0]);
  pass(Millis(1));
  Doorman::Guest two(doorman, second.ends[0]), three(doorman, working.ends[0]);
  three.work();
  pass(patience.crowded);
  look();
  EXPECT_TRUE(first.open()) << "nobody waits";
  in_line = 1;
  first.await_cut();
  EXPECT_TRUE(second.open());
  EXPECT_TRUE(working.open());
}

TEST_F(DoormanTest, AThreadThatIsFreeIsTakenBeforeAnybodyIsSentAway) {
  const Pair slow;
  Doorman::Guest one(doorman, slow.ends[0]);
  in_line = 1;
  pass(patience.crowded);
  look();
  EXPECT_TRUE(slow.open());
}

TEST_F(DoormanTest, ClosedIsClosedForThoseWhoComeLaterToo) {
  const Pair there, later;
  Doorman::Guest one(doorman, there.ends[0]);
  one.work();
  doorman.close();
  there.await_cut();
  Doorman::Guest two(doorman, later.ends[0]);
  later.await_cut();
}

// The same on real connections: as many as there are threads send half a header and wait.
struct Crowd : ::testing::Test {
  static Patience patience() {
    Patience patience;
    patience.threads = 4;
    patience.crowded = Millis(20);
    return patience;
  }
  const std::string request = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
};

TEST_F(Crowd, SlowOnesDoNotKeepOthersWaiting) {
  const Host host("listen: 127.0.0.1:0\n");
  const auto server = engine::test::must(Server::start(*host.engine, patience()));
  std::list<Wire> slow;
  for (const std::string start :
       {"", "G", "GET / HTTP/1.1\r\nX: ", "POST /v1/jobs/1/replay HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"})
    for (int i = 0; i < 4; ++i) slow.emplace_back(server->port()).send(start);
  EXPECT_EQ(status_of(Wire(server->port()).send(request).answer()), "200");
}

TEST_F(Crowd, AHandshakeThatDoesNotComeIsNotWaitedForEither) {
  const Certificate certificate;
  const Host host(
      fmt::format("listen: 127.0.0.1:0\npublic: {{ listen: \"127.0.0.1:0\", url: \"http://127.0.0.1\", "
                  "certificate: \"{}\", key: \"{}\" }}\n",
                  certificate.certificate(), certificate.key_file()));
  auto quick = patience();
  quick.header = Millis(50);
  const auto server = engine::test::must(Server::start(*host.engine, quick));
  Wire silent(server->public_port()), begun(server->public_port());
  begun.send("\x16\x03\x01");
  (void)silent.rest();  // come to an end
  (void)begun.rest();
}

TEST_F(Crowd, WhoIsCutOffWhileIdleHasHadHisAnswer) {
  const Host host("listen: 127.0.0.1:0\n");
  auto quick = patience();
  quick.idle = quick.header = Millis(50);
  const auto server = engine::test::must(Server::start(*host.engine, quick));
  Wire wire(server->port());
  EXPECT_EQ(status_of(wire.send(request).answer()), "200");
  EXPECT_EQ(wire.rest(), "");
}

}  // namespace
}  // namespace fairway::api
