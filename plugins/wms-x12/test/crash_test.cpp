// The process ends at every call of a host function in turn, and starts again: nothing is sent twice under two numbers,
// nothing that came is lost, and no number is used for two things. (WMS-2)
#include <gmock/gmock.h>

#include <map>

#include "support.hpp"

namespace wms_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// Every file that the partner has seen, whatever it did with it; the same name has the same bytes for ever.
struct Watcher {
  std::map<std::string, std::string> seen;
  void look(const Partner& partner) {
    for (const auto& name : partner.sent()) {
      const auto bytes = read_file(partner.folder.path / "out" / name);
      const auto [at, fresh] = seen.emplace(name, bytes);
      EXPECT_EQ(at->second, bytes) << name;
    }
  }
  // How often an order went out as a new one.
  std::size_t count(const std::string& reference) const {
    std::size_t n = 0;
    for (const auto& [name, bytes] : seen)
      if (bytes.find("W05*N*" + reference + "*") != std::string::npos) ++n;
    return n;
  }
  void no_number_twice() const {
    std::vector<std::string> all;
    for (const auto& [name, bytes] : seen)
      for (auto& number : numbers_in(bytes)) all.push_back(std::move(number));
    std::sort(all.begin(), all.end());
    EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  }
};

TEST(Crash, WhileOrdersGoOutNeverMakesASecondOne) {
  bool died = true;
  for (int at = 0; died; ++at) {
    Partner partner;
    Watcher watcher;
    const std::vector<fairway::FulfilmentOrder> orders{order("A"), order("B"), order("C")};
    {
      auto channel = partner.channel();
      partner.host.cancel_after(at);
      died = !channel.push(orders).ok();
      partner.host.cancel_after(-1);
    }
    watcher.look(partner);
    if (at % 2 == 0) partner.takes_all();  // the partner may have been quick
    for (const auto& result : partner.channel().push(orders, true).results) EXPECT_TRUE(result.accepted()) << at;
    watcher.look(partner);
    for (const auto* reference : {"A", "B", "C"}) EXPECT_EQ(watcher.count(reference), 1u) << at;
    EXPECT_EQ(partner.copies(), watcher.seen) << at;
    watcher.no_number_twice();
  }
}

// What the host did not commit was put all the same: the reply finds its orders, and the file goes out as it was.
TEST(Crash, BetweenPutAndCommitIsMadeUpFor) {
  Partner partner;
  partner.channel().push(std::vector{order("A")});
  partner.host.state.values.clear();  // the transaction never came
  const auto first = partner.sent_text("940");
  partner.takes_all();
  Theirs theirs;
  theirs.group = "FA";
  theirs.sets = {{"997", {"AK1*OW*1", "AK2*940*0001", "AK5*A", "AK9*A*1*1*1"}}};
  partner.leaves("a.edi", theirs.text());
  EXPECT_THAT(partner.pull().documents<fairway::Notice>(), SizeIs(1));
  partner.channel().push(std::vector{order("A")}, true);
  EXPECT_EQ(partner.sent_text("940"), first);  // the same number, which the partner knows for a repetition
}

// Numbers begin anew with the new ids, and what was sent under the old ones is no proof that anything was put.
TEST(Crash, AfterTheIdsChangedMakesNoOrderVanish) {
  Partner before, after(R"("sender":"NEWNAME")");
  before.channel().push(std::vector{order("A")});
  after.shares(before);
  after.host.state.values = before.host.state.values;
  const auto out = after.folder.path / "out", elsewhere = after.folder.path / "elsewhere";
  {
    auto channel = after.channel();
    fs::rename(out, elsewhere);
    write_file(out, "in the way");  // it is prepared, and cannot be put
    EXPECT_FALSE(channel.push(std::vector{order("B")}).ok());
  }
  fs::remove(out);
  fs::rename(elsewhere, out);
  after.channel().push(std::vector{order("B")}, true);
  EXPECT_NE(after.sent_text("940_NEWNAME").find("W05*N*B*"), std::string::npos);
}

TEST(Crash, WhileFilesComeInLosesNothing) {
  bool died = true;
  for (int at = 0; died; ++at) {
    Partner partner;
    Watcher watcher;
    for (std::uint64_t n = 1; n <= 2; ++n) {
      Theirs theirs;
      theirs.number = n;
      theirs.sets = {{"945", advice("FW-" + std::to_string(n), {"1Z" + std::to_string(n)})}};
      partner.leaves(std::to_string(n) + ".edi", theirs.text());
    }
    std::map<std::string, int> parcels;
    const auto note = [&](const Pulled& pulled) {
      for (const auto& one : pulled.documents<fairway::Shipment>()) ++parcels[one.reference];
    };
    {
      auto channel = partner.channel();
      partner.host.cancel_after(at);
      const auto first = channel.pull("shipments");
      died = !first.ok();
      note(first);
      partner.host.cancel_after(-1);
    }
    watcher.look(partner);
    note(partner.pull());
    watcher.look(partner);
    EXPECT_THAT(parcels, UnorderedElementsAre(std::pair("FW-1", 1), std::pair("FW-2", 1))) << at;
    EXPECT_THAT(partner.archived(), SizeIs(2));
    EXPECT_THAT(partner.in_hand(), IsEmpty());
    EXPECT_THAT(partner.rejected(), IsEmpty());
    EXPECT_EQ(watcher.seen.size(), 2u) << at;  // one answer each
    EXPECT_EQ(partner.copies(), watcher.seen) << at;
    watcher.no_number_twice();
  }
}

// The host has it, the file was not yet put away: it comes again, and nothing happens twice.
TEST(Crash, BetweenCommitAndArchiveIsNoRepetition) {
  Partner partner;
  Theirs theirs;
  theirs.sets = {{"945", advice("FW-1", {"1Z1"})}};
  partner.leaves("a.edi", theirs.text());
  partner.pull();
  fs::rename(partner.folder.path / "in/archive/a.edi", partner.folder.path / "in/processing/a.edi");
  EXPECT_THAT(partner.pull().committed, IsEmpty());
  EXPECT_THAT(partner.sent(), SizeIs(1));
  EXPECT_THAT(partner.archived(), ElementsAre("a.edi"));
}

}  // namespace
}  // namespace wms_test
