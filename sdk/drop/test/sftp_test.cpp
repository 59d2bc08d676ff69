// Folders behind a real OpenSSH server (WMS-2, WMS-3).
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "fairway/drop/sftp.hpp"
#include "fairway/drop/testing/sftp_server.hpp"
#include "support.hpp"

namespace {

using namespace drop_test;
using fairway::drop::Files;
using fairway::drop::SftpAddress;
using fairway::drop::SftpLogin;
using fairway::drop::testing::SftpServer;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;

// A call that another thread may stop.
struct StoppableCall {
  std::atomic<bool> stop{false};
  fw_call raw{this, [](const fw_call*, const fw_error*) {},
              [](const fw_call* self) { return static_cast<StoppableCall*>(self->ctx)->stop ? 1 : 0; },
              [](const fw_call*) { return std::int64_t{600'000}; }, [](const fw_call*) { return fairway::view("t"); }};
  fairway::Call call{&raw};
};

class DropSftp : public testing::Test {
 protected:
  void SetUp() override {
    if (!SftpServer::available()) GTEST_SKIP() << "needs /usr/sbin/sshd (openssh-server)";
    server = std::make_unique<SftpServer>(scratch.path);
    for (const char* name : {"in", "out"}) fs::create_directory(scratch.path / name);
    login = {server->known_hosts(), server->key(), {}, std::chrono::seconds(20)};
  }
  std::shared_ptr<Files> files() const {
    return fairway::drop::sftp_files(*fairway::drop::parse_sftp(server->url("")), login);
  }
  std::string at(const std::string& path) const { return (scratch.path / path).string(); }
  fairway::drop::Drop open(const fairway::Host& host, fairway::drop::Rules rules = {}) const {
    const auto both = files();
    return {
        {both, both, at("out"), at("in"), at("in/processing"), at("in/archive"), at("in/rejects")}, std::move(rules), host};
  }
  fairway::Error error_of(const std::function<void()>& work) const {
    try {
      work();
    } catch (const fairway::Error& error) { return error; }
    return {FW_E_INTERNAL, "nothing was thrown"};
  }

  Scratch scratch;
  std::unique_ptr<SftpServer> server;
  SftpLogin login;
  Caller caller;
};

TEST_F(DropSftp, FilesGoOutWholeAndAreTakenOnce) {
  auto drop = open(caller.api);
  drop.put(caller.call, "ord.csv", "a");
  drop.put(caller.call, "ord.csv", "a");
  EXPECT_EQ(code_of([&] { drop.put(caller.call, "ord.csv", "b"); }), FW_E_REJECTED);
  EXPECT_EQ(read(at("out/ord.csv")), "a");
  EXPECT_THAT(names_in(at("out")), ElementsAre("ord.csv"));

  for (const char* name : {"a.csv", "b.csv", ".c.csv", "d.tmp"}) write(at(std::string("in/") + name), name);
  const auto claims = drop.claim(caller.call, 10);
  ASSERT_THAT(names_of(claims), ElementsAre("a.csv", "b.csv"));
  EXPECT_EQ(drop.read(caller.call, claims[0]), "a.csv");
  EXPECT_GT(claims[0].modified_ms, 1'500'000'000'000);
  drop.archive(caller.call, claims[0]);
  drop.archive(caller.call, claims[0]);  // an answer that was lost
  drop.reject(caller.call, claims[1], "no header");
  EXPECT_THAT(names_in(at("in/archive")), ElementsAre("a.csv", "ord.csv"));  // what came, and a copy of what went
  EXPECT_EQ(read(at("in/archive/ord.csv")), "a");
  EXPECT_THAT(names_in(at("in/rejects")), ElementsAre("b.csv", "b.csv.reason.txt"));
  EXPECT_THAT(names_in(at("in")), ElementsAre(".c.csv", "d.tmp"));
  EXPECT_EQ(server->connections(), 1);
}

TEST_F(DropSftp, OfASharedInboxOnlyOnesOwnAreTaken) {
  SharedInbox shared;
  shared.fill(at("in"));
  auto drop = open(caller.api, shared.rules());
  shared.expect_own(drop, caller.call);
}

// ORD-12: at the partner too, in the folders that are ours and of the files that we put.
TEST_F(DropSftp, WhatHasHadItsTimeIsRemovedAtThePartner) {
  auto drop = open(caller.api);
  fairway::drop::Spool spool(scratch.path / "spool");
  spool.prepare({"1"}, "ord.csv", "a");
  drop.put(caller.call, "ord.csv", "a");
  spool.mark_sent("ord.csv");
  for (const char* name : {"a.csv", "b.csv"}) write(at(std::string("in/") + name), name);
  write(at("out/theirs.csv"), "x");
  const auto claims = drop.claim(caller.call, 10);
  ASSERT_EQ(claims.size(), 2u);
  drop.archive(caller.call, claims[0]);
  drop.reject(caller.call, claims[1], "no header");
  const auto before = [&](std::int64_t ms) {
    return drop.remove_old(caller.call, spool, {ms, [](const std::string&) { return false; }});
  };
  const auto now = static_cast<std::int64_t>(std::time(nullptr)) * 1000;
  before(now - 3'600'000);
  EXPECT_THAT(names_in(at("in/archive")), ElementsAre("a.csv", "ord.csv"));
  before(now + 3'600'000);
  for (const char* folder : {"in/archive", "in/rejects"}) EXPECT_TRUE(names_in(at(folder)).empty()) << folder;
  EXPECT_THAT(names_in(at("out")), ElementsAre("theirs.csv"));
}

TEST_F(DropSftp, AServerThatIsNotTheKnownOneGetsNothing) {
  struct Case {
    std::string known_hosts;
    const char* says;
  };
  write(at("empty"), "");
  const Case cases[] = {
      {server->wrong_hosts(), "SHA256:"}, {at("empty"), "this server is not in"}, {at("none"), "No such file"}};
  for (const Case& one : cases) {
    login.known_hosts = one.known_hosts;
    auto drop = open(caller.api);
    const auto error = error_of([&] { drop.put(caller.call, "ord.csv", "a"); });
    EXPECT_EQ(error.code(), FW_E_CONFIG) << one.known_hosts;
    EXPECT_EQ(error.pointer(), "/known-hosts");
    EXPECT_THAT(error.what(), HasSubstr(one.says));
  }
  EXPECT_TRUE(names_in(at("out")).empty());
}

TEST_F(DropSftp, AKeyThatTheServerRefusesIsForSomebodyToMend) {
  login.key_file = server->wrong_key();
  EXPECT_EQ(error_of([&] { open(caller.api).claim(caller.call, 1); }).code(), FW_E_AUTH);
  write(at("password"), "s3cret\n");
  login.password_file = at("password");
  EXPECT_EQ(error_of([&] { open(caller.api).claim(caller.call, 1); }).code(), FW_E_AUTH);
  login.password_file.clear();
  fs::permissions(server->key(), fs::perms(0644));
  login.key_file = server->key();
  const auto open_key = error_of([&] { open(caller.api).claim(caller.call, 1); });
  EXPECT_EQ(open_key.code(), FW_E_CONFIG);
  EXPECT_EQ(open_key.pointer(), "/key-file");
  login.key_file = at("sshd.config");
  fs::permissions(login.key_file, fs::perms(0600));
  EXPECT_EQ(error_of([&] { open(caller.api).claim(caller.call, 1); }).pointer(), "/key-file");
}

TEST_F(DropSftp, AFolderThatIsNotThereIsNamed) {
  fs::remove(at("out"));
  const auto error = error_of([&] { open(caller.api).put(caller.call, "ord.csv", "a"); });
  EXPECT_EQ(error.code(), FW_E_CONFIG);
  EXPECT_THAT(error.what(), HasSubstr("/out/.ord.csv.tmp"));
  fs::remove_all(at("in"));
  EXPECT_EQ(error_of([&] { open(caller.api).claim(caller.call, 1); }).code(), FW_E_CONFIG);
  EXPECT_FALSE(fs::exists(at("in"))) << "not made on the way to processing/";
}

TEST_F(DropSftp, ACutInTheMiddleOfAPutLeavesNoFinalNameAndTheNextTryIsWhole) {
  auto drop = open(caller.api);
  std::string bytes(64u << 20, 'x');
  for (std::size_t i = 0; i < bytes.size(); i += 4096) bytes[i] = static_cast<char>('a' + i / 4096 % 26);
  // The copy comes first: without it nothing is in the outbox.
  for (const auto& half : {at("in/archive/.ord.csv.tmp"), at("out/.ord.csv.tmp")}) {
    std::atomic<bool> over{false};
    std::thread cutter([&] {
      std::error_code none;
      while (!over)
        if (fs::exists(half, none) && fs::file_size(half, none) > 1'000'000) return server->cut();
    });
    EXPECT_EQ(error_of([&] { drop.put(caller.call, "ord.csv", bytes); }).code(), FW_E_UNAVAILABLE);
    over = true;
    cutter.join();
    ASSERT_TRUE(fs::exists(half));
    EXPECT_LT(fs::file_size(half), bytes.size());
    EXPECT_FALSE(fs::exists(at("out/ord.csv")));
  }
  ASSERT_THAT(names_in(at("out")), ElementsAre(".ord.csv.tmp"));
  drop.put(caller.call, "ord.csv", bytes);
  for (const char* folder : {"out", "in/archive"}) {
    EXPECT_THAT(names_in(at(folder)), ElementsAre("ord.csv"));
    EXPECT_TRUE(read(at(folder) + "/ord.csv") == bytes) << folder;
  }
  EXPECT_EQ(server->connections(), 3);
}

TEST_F(DropSftp, ALargeFileComesBackAsItIs) {
  std::string bytes(20u << 20, '\0');
  std::uint32_t random = 7;
  for (char& byte : bytes) byte = static_cast<char>((random = random * 1664525 + 1013904223) >> 24);
  write(at("in/large.bin"), bytes);
  auto drop = open(caller.api);
  const auto claims = drop.claim(caller.call, 1);
  EXPECT_TRUE(drop.read(caller.call, claims.at(0)) == bytes);
}

TEST_F(DropSftp, ARenameNeverReplaces) {
  const auto both = files();
  write(at("in/a"), "a"), write(at("in/b"), "b");
  EXPECT_FALSE(both->move(caller.call, at("in/a"), at("in/b")));
  EXPECT_EQ(read(at("in/b")), "b");
  EXPECT_FALSE(both->move(caller.call, at("in/none"), at("in/c")));
  EXPECT_TRUE(both->move(caller.call, at("in/a"), at("in/c")));
  EXPECT_EQ(code_of([&] { both->move(caller.call, at("in/c"), at("in/none/c")); }), FW_E_CONFIG);
  both->make_folder(caller.call, at("in/x/y/z"));
  both->make_folder(caller.call, at("in/x/y/z"));
  EXPECT_TRUE(fs::is_directory(at("in/x/y/z")));
}

TEST_F(DropSftp, OfTwoThatTakeAFileOneGetsIt) {
  constexpr int kFiles = 60;
  for (int i = 0; i < kFiles; ++i) write(at("in/" + std::to_string(i) + ".csv"), "x");
  std::vector<std::vector<std::string>> taken(3);
  std::vector<std::thread> readers;
  for (std::size_t r = 0; r < taken.size(); ++r)
    readers.emplace_back([&, r] {
      Caller mine;
      const auto both = files();
      const auto own = [&](const std::string& name) { return at(name + std::to_string(r)); };
      fairway::drop::Drop drop({both, both, at("out"), at("in"), own("p"), own("a"), own("r")}, {}, mine.api);
      for (;;) {
        const auto claims = drop.claim(mine.call, 5);
        if (claims.empty()) return;
        for (const auto& claim : claims) taken[r].push_back(claim.name), drop.archive(mine.call, claim);
      }
    });
  for (auto& reader : readers) reader.join();
  std::vector<std::string> all;
  for (const auto& one : taken) all.insert(all.end(), one.begin(), one.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::unique(all.begin(), all.end()), all.end());
  EXPECT_EQ(all.size(), std::size_t{kFiles});
}

TEST_F(DropSftp, ASilentServerIsGivenUp) {
  login.timeout = std::chrono::seconds(1);
  const auto both = files();
  EXPECT_FALSE(both->find(caller.call, at("in/a")));
  server->freeze();
  const auto before = steady_clock::now();
  const auto error = error_of([&] { both->find(caller.call, at("in/a")); });
  EXPECT_EQ(error.code(), FW_E_UNAVAILABLE);
  EXPECT_THAT(error.what(), HasSubstr("silent"));
  EXPECT_LT(steady_clock::now() - before, std::chrono::seconds(15));
  EXPECT_FALSE(both->find(caller.call, at("in/a"))) << "a new connection";
}

TEST_F(DropSftp, AStoppedCallEndsInTheMiddleOfItsWait) {
  const auto both = files();
  StoppableCall stoppable;
  EXPECT_FALSE(both->find(stoppable.call, at("in/a")));
  server->freeze();
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stoppable.stop = true;
  });
  EXPECT_EQ(error_of([&] { both->find(stoppable.call, at("in/a")); }).code(), FW_E_CANCELLED);
  stopper.join();
}

TEST_F(DropSftp, NobodyThereIsAnotherTryAndNothingIsLeftOpen) {
  const auto open_files = [] { return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()); };
  const auto before = open_files();
  const SftpLogin wrong{server->wrong_hosts(), server->key(), {}, std::chrono::seconds(5)};
  for (int i = 0; i < 3; ++i) {
    const auto cut = files();
    cut->find(caller.call, at("in/a"));
    server->cut();
    EXPECT_EQ(code_of([&] { cut->find(caller.call, at("in/a")); }), FW_E_UNAVAILABLE);
    files()->find(caller.call, at("in/a"));
    EXPECT_EQ(code_of([&] {
                fairway::drop::sftp_files({SftpServer::user(), "127.0.0.1", 1, "/"}, login)->find(caller.call, "a");
              }),
              FW_E_UNAVAILABLE);
    EXPECT_EQ(
        code_of([&] {
          fairway::drop::sftp_files({SftpServer::user(), "127.0.0.1", server->port(), "/"}, wrong)->find(caller.call, "a");
        }),
        FW_E_CONFIG);
  }
  EXPECT_EQ(open_files(), before);
}

TEST(DropAddress, IsReadOrRefused) {
  struct Case {
    const char *text, *user, *host;
    int port;
    const char* path;
  };
  const Case good[] = {{"sftp://acme@ftp.example.com/in", "acme", "ftp.example.com", 22, "/in"},
                       {"sftp://a@b@h:2022/in/new/", "a@b", "h", 2022, "/in/new"},
                       {"sftp://a@[::1]:22/~/in", "a", "::1", 22, "in"},
                       {"sftp://a@h/~", "a", "h", 22, "."},
                       {"sftp://a@h/", "a", "h", 22, "/"}};
  for (const Case& one : good) {
    const auto address = fairway::drop::parse_sftp(one.text);
    ASSERT_TRUE(address) << one.text;
    EXPECT_EQ(address->user, one.user);
    EXPECT_EQ(address->host, one.host);
    EXPECT_EQ(address->port, one.port);
    EXPECT_EQ(address->path, one.path);
  }
  EXPECT_FALSE(fairway::drop::parse_sftp("/var/edi/in"));
  for (const char* text : {"sftp://h/in", "sftp://a@h", "sftp://a@/in", "sftp://a@h:0/in", "sftp://a@h:99999/in",
                           "sftp://a@h:2x/in", "sftp://a:secret@h/in", "sftp://a@[::1/in"})
    EXPECT_EQ(code_of([&] { fairway::drop::parse_sftp(text); }), FW_E_CONFIG) << text;
}

}  // namespace
