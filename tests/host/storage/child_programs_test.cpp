// Programs for other processes (child.hpp). Disabled as tests: they end by being killed.
#include "host/storage/rotate.hpp"
#include "host/storage/vault.hpp"
#include "tests/host/storage/child.hpp"
#include "tests/host/storage/support.hpp"

namespace fairway::storage {
namespace {

using namespace test;

TEST(ChildProgram, DISABLED_HoldFolder) {
  const auto database = open_in(::getenv(kChildData));
  Child::say("open");
  ::pause();
}

// Batches of 100 rows without end, each said when it is committed.
TEST(ChildProgram, DISABLED_WriteBatches) {
  const auto database = open_in(::getenv(kChildData));
  for (std::int64_t batch = 0;; ++batch) {
    Rows rows{{"batch", Type::integer}, {"filler", Type::text}};
    for (int i = 0; i < 100; ++i) rows.add({batch, std::string(500, 'x')});
    auto tx = must(database->write());
    must(tx->insert("piece", rows));
    must(tx->execute("UPDATE total SET pieces = pieces + 100"));
    Child::say("writing");
    must(tx->commit());
    Child::say(std::to_string(batch));
  }
}

TEST(ChildProgram, DISABLED_SealBatches) {
  const auto vault = must(open_vault(::getenv(kChildData)));
  const std::vector<std::string> texts(100, "a person");
  for (;;) Child::say(must(vault->seal(texts)).back().key_id);
}

TEST(ChildProgram, DISABLED_SealOneByOne) {
  const auto vault = must(open_vault(::getenv(kChildData)));
  for (;;) Child::say(must(vault->seal(std::vector<std::string>{"a person"})).front().key_id);
}

TEST(ChildProgram, DISABLED_RotateToAStep) {
  const std::string last = ::getenv("FAIRWAY_TEST_STEP");
  (void)rotate_host_key(::getenv(kChildData), "sqlite:fairway.db", [&](const std::string& step) {
    if (step == last) ::kill(::getpid(), SIGKILL);
  });
  Child::say("came to its end");
}

TEST(ChildProgram, DISABLED_Rotate) {
  for (;;) {
    must(rotate_host_key(::getenv(kChildData)));
    Child::say("rotated");
  }
}

}  // namespace
}  // namespace fairway::storage
