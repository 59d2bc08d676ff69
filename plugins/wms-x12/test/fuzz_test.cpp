// Damaged files: whatever comes, nothing crashes, nothing is believed that the envelope does not vouch for, and the next file
// is taken. (WMS-2)
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "support.hpp"
#include "x12/segment.hpp"

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

// From ST to SE with their terminators, `number` being the set's.
std::pair<std::size_t, std::size_t> place_of_set(const std::string& file, int number) {
  const auto begin = file.find("ST*945*000" + std::to_string(number));
  const auto end = file.find("~\n", file.find("\nSE*", begin)) + 1;
  return {begin, end - begin};
}

// Damages what stands between the ST and the last terminator. Empty: what came out is another envelope.
std::string damaged_set(std::string text, std::mt19937& random) {
  const auto body = text.find('~') + 1;
  constexpr std::string_view kSigns = "*~>0123456789ABCDEFWLNS- x";
  for (auto times = 1 + random() % 4; times > 0; --times) {
    const auto last = text.size() - 1;  // of which the terminator stays
    if (last <= body) break;
    const auto at = body + random() % (last - body);
    switch (random() % 5) {
      case 0: text[at] = kSigns[random() % kSigns.size()]; break;
      case 1: text.erase(at, std::min<std::size_t>(1 + random() % 30, last - at)); break;
      case 2: text.insert(at, text.substr(body + random() % (last - body), random() % 20)); break;
      case 3: text.insert(at, 1, kSigns[random() % kSigns.size()]); break;
      default: std::swap(text[at], text[body + random() % (last - body)]);
    }
  }
  wms_x12::SegmentReader reader(text, {});
  wms_x12::Segment segment;
  int sets = 0;
  while (reader.next(segment)) {
    const auto id = segment.id();
    if (id == "ST" || id == "SE") ++sets;
    if (id == "GS" || id == "GE" || id == "IEA" || id == "ISA" || sets > 2) return {};
    if (sets == 2 && id != "SE") return {};
  }
  return text;
}

// Whatever happens to one set: its neighbours come through, each once, and it is either read or set aside as it came.
TEST(Damage, OfOneSetLosesNoNeighbourAndNoByteOfItself) {
  std::mt19937 random(17);
  Partner partner(R"("acknowledge":false)");
  auto channel = partner.channel();
  int aside = 0, read = 0;
  for (std::uint64_t round = 0; round < 600; ++round) {
    Theirs theirs;
    theirs.number = 1000 + round;
    for (int set = 1; set <= 4; ++set) {
      const auto reference = "ORDER-" + std::to_string(round) + '-' + std::to_string(set);
      theirs.sets.push_back({"945", advice(reference, {"1Z" + reference + "A", "1Z" + reference + "B"})});
    }
    auto file = theirs.text();
    const auto hit = static_cast<int>(1 + random() % 4);
    const auto [begin, size] = place_of_set(file, hit);
    const auto damaged = damaged_set(file.substr(begin, size), random);
    if (damaged.empty()) continue;
    partner.leaves("a.edi", file.replace(begin, size, damaged));
    const auto pulled = channel.pull("shipments");
    ASSERT_TRUE(pulled.ok() && pulled.problems.empty()) << pulled.cause().message << '\n' << damaged;
    std::map<std::string, int> parcels;
    for (const auto& one : pulled.documents<fairway::Shipment>()) ++parcels[one.reference];
    for (int set = 1; set <= 4; ++set)
      EXPECT_EQ(set == hit ? 2 : parcels["ORDER-" + std::to_string(round) + '-' + std::to_string(set)], 2) << damaged;
    ASSERT_LE(pulled.rejects.size(), 1u);
    for (const auto& reject : pulled.rejects) EXPECT_EQ(reject.raw, damaged);
    ++(pulled.rejects.empty() ? read : aside);
  }
  EXPECT_GT(aside, 100);
  EXPECT_GT(read, 100);
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
