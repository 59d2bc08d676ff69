// Damaged files: whatever comes, nothing crashes, nothing is believed that the envelope does not vouch for, and the next file
// is taken. (WMS-2)
#include <gmock/gmock.h>

#include <random>

#include "support.hpp"

namespace wms_test {
namespace {

std::string some_file() {
  Theirs advice_file;
  advice_file.sets = {{"945", advice("FW-1", {"1Z1", "1Z2"})}, {"945", advice("FW-2", {"1Z3"}, "ND-2")}};
  advice_file.wants_ta1 = "1";
  Theirs stock;
  stock.group = "IB", stock.number = 908;
  stock.sets = {{"846", {"BIA*00*MM*INV1*20261122*0930", "LIN*1*VN*SKU-1", "QTY*33*5*EA", "CTT*1"}}};
  Theirs reply;
  reply.group = "FA", reply.number = 909;
  reply.sets = {{"997", {"AK1*OW*1", "AK2*940*0001", "AK3*W01*11**8", "AK4*2**7*X", "AK5*R*5", "AK9*R*1*1*0"}}};
  return advice_file.text() + stock.text() + reply.text();
}

void damage(std::string& text, std::mt19937& random) {
  const auto at = random() % text.size();
  switch (random() % 6) {
    case 0: text[at] = static_cast<char>(random()); break;
    case 1: text.erase(at, 1 + random() % 40); break;
    case 2: text.insert(at, text.substr(random() % text.size(), random() % 60)); break;
    case 3: text.insert(at, 1, "*~>\n\0A9"[random() % 7]); break;
    case 4: text.resize(at); break;
    default: std::swap(text[at], text[random() % text.size()]);
  }
  if (text.empty()) text = "I";
}

TEST(Damage, OfTheCodecIsSaidAndNeverWorse) {
  std::mt19937 random(11);
  const auto whole = some_file();
  int read = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto text = whole;
    for (auto times = 1 + random() % 3; times > 0; --times) damage(text, random);
    wms_x12::FileReader reader(text);
    try {
      while (const auto interchange = reader.next()) {
        ++read;
        // What passes for an envelope is one: said here once more, in other words.
        const auto end = std::string(interchange->text.substr(interchange->text.rfind("IEA")));
        EXPECT_NE(end.find(std::string(interchange->isa.control)), std::string::npos);
        for (const auto& group : interchange->groups) EXPECT_EQ(group.announced, group.sets.size());
      }
    } catch (const wms_x12::EnvelopeError&) {}
  }
  EXPECT_GT(read, 1000);
}

TEST(Damage, OfAFileHoldsNothingElseUp) {
  std::mt19937 random(13);
  const auto whole = some_file();
  Partner partner;
  partner.channel().push(std::vector{order("A")});
  auto channel = partner.channel();
  for (std::uint64_t round = 0; round < 40; ++round) {
    auto text = whole;
    damage(text, random);
    partner.leaves("a.edi", text);
    Theirs sound;
    sound.number = 10'000 + round;
    sound.sets = {{"945", advice("FW-9", {"1Z9"})}};
    partner.leaves("b.edi", sound.text());
    const auto pulled = channel.pull("shipments");
    ASSERT_TRUE(pulled.ok()) << pulled.cause().message << '\n' << text;
    EXPECT_TRUE(pulled.problems.empty());
    std::size_t sound_ones = 0;
    for (const auto& one : pulled.documents<fairway::Shipment>()) sound_ones += one.reference == "FW-9" ? 1 : 0;
    EXPECT_EQ(sound_ones, 1u) << text;
    EXPECT_TRUE(partner.in_hand().empty());
  }
  // What we answered to all that is sound X12 itself.
  EXPECT_GT(numbers_in(partner.sent_text("997")).size(), 40u);
}

}  // namespace
}  // namespace wms_test
