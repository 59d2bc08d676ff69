// The format itself: separators, envelopes, structure, text. (WMS-2)
#include <gmock/gmock.h>

#include <random>

#include "fairway/error.hpp"
#include "support.hpp"
#include "x12/check.hpp"
#include "x12/text.hpp"
#include "x12/values.hpp"
#include "x12/writer.hpp"

namespace wms_test {
namespace {

using namespace wms_x12;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string replaced(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

Theirs one_advice() {
  Theirs theirs;
  theirs.sets = {{"945", advice("FW-1", {"1Z1"})}};
  return theirs;
}

TEST(Codec, SeparatorsAreThoseThatTheIsaNames) {
  auto text = replaced(replaced(one_advice().text(), '*', '|'), '~', '^');
  FileReader reader(text);
  const auto interchange = reader.next();
  ASSERT_TRUE(interchange);
  EXPECT_EQ(interchange->isa.separators, (Separators{'|', '>', '^'}));
  EXPECT_EQ(interchange->isa.sender, "NORTHDOCK3PL");  // less its padding
  ASSERT_EQ(interchange->groups.at(0).sets.size(), 1u);
  EXPECT_TRUE(
      check_set(interchange->groups[0].sets[0].text, interchange->isa.separators, *find_set("945")).segments.empty());
}

TEST(Codec, ALineEndMayBeTheTerminatorAndMayFollowIt) {
  auto text = one_advice().text();
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  for (const auto* end : {"~", "~\r\n", "~\n\n", "\n"}) {
    std::string written;
    for (const char c : text) c == '~' ? written += end : written += c;
    FileReader reader(written);
    const auto interchange = reader.next();
    ASSERT_TRUE(interchange) << end;
    EXPECT_EQ(interchange->groups.at(0).sets.at(0).problem, 0) << end;
    EXPECT_FALSE(reader.next()) << end;
  }
}

TEST(Codec, AFileMayHoldSeveralInterchanges) {
  auto second = one_advice();
  second.number = 908;
  EXPECT_THAT(numbers_in(one_advice().text() + "\r\n" + second.text()), ElementsAre("000000907", "000000908"));
}

struct Damage {
  const char* name;
  const char *what, *with;
};
class BrokenEnvelope : public ::testing::TestWithParam<Damage> {};
INSTANTIATE_TEST_SUITE_P(
    Each, BrokenEnvelope,
    ::testing::Values(Damage{"no_isa", "ISA*00", "XSA*00"}, Damage{"iea_number", "IEA*1*000000907", "IEA*1*000000906"},
                      Damage{"iea_count", "IEA*1*", "IEA*2*"}, Damage{"ge_number", "GE*1*907", "GE*1*906"},
                      Damage{"ge_count", "GE*1*907", "GE*3*907"}, Damage{"no_iea", "IEA*1*000000907~\n", ""},
                      Damage{"no_ge", "GE*1*907~\n", ""}, Damage{"isa_too_short", "NORTHDOCK3PL   *", "NORTHDOCK3PL*"},
                      Damage{"letters_in_number", "*000000907*0", "*00000A907*0"},
                      Damage{"stray", "GE*1*907", "W06*F~GE*1*907"}, Damage{"separators_alike", "*0*P*>~", "*0*P**~"},
                      Damage{"letter_ends_segments", "*0*P*>~", "*0*P*>X"}),
    [](const auto& of) { return of.param.name; });

TEST_P(BrokenEnvelope, IsNoEnvelope) {
  auto text = one_advice().text();
  const auto at = text.find(GetParam().what);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string(GetParam().what).size(), GetParam().with);
  FileReader reader(text);
  EXPECT_THROW(reader.next(), EnvelopeError);
}

TEST(Codec, ABrokenSetIsItsOwnTrouble) {
  auto theirs = one_advice();
  theirs.sets.push_back({"945", advice("FW-2", {"1Z2"})});
  for (const auto& [what, with, problem] :
       {std::tuple("SE*10*0001~", "SE*9*0001~", 4), {"SE*10*0001~", "SE*10*0009~", 3}, {"SE*10*0001~\n", "", 2}}) {
    auto text = theirs.text();
    const auto at = text.find(what);
    ASSERT_NE(at, std::string::npos) << text;
    text.replace(at, std::string(what).size(), with);
    FileReader reader(text);
    const auto interchange = reader.next();
    ASSERT_TRUE(interchange);
    const auto& sets = interchange->groups.at(0).sets;
    ASSERT_EQ(sets.size(), 2u);
    EXPECT_EQ(sets[0].problem, problem) << what;
    EXPECT_EQ(sets[1].problem, 0) << what;
  }
}

TEST(Codec, TheTableReadsAndHoldsAllThatSetsName) {
  for (const auto& text : kSetTexts) {
    const auto* set = find_set(text.id);
    ASSERT_NE(set, nullptr);
    EXPECT_FALSE(set->nodes.empty());
  }
  EXPECT_EQ(find_set("850"), nullptr);
  EXPECT_EQ(find_segment("ISA")->elements.size(), 16u);
  EXPECT_EQ(find_segment("W06")->elements.at(1).max, 22);
  EXPECT_TRUE(find_segment("W05")->elements.at(1).mandatory);
}

struct Wrong {
  const char* name;
  Segments segments;
  const char* said;
};
class WrongAdvice : public ::testing::TestWithParam<Wrong> {};
const Segments kParty{"N1*ST*Ada"};
INSTANTIATE_TEST_SUITE_P(
    Each, WrongAdvice,
    ::testing::Values(
        Wrong{"mandatory_segment", {"N1*ST*Ada"}, "W06 (segment 2) is missing"},
        Wrong{"mandatory_loop", {"W06*F*FW-1"}, "N1 (segment 3) is missing"},
        Wrong{"mandatory_element", {"W06**FW-1", "N1*ST*Ada"}, "W06 (segment 2): element 1 is missing"},
        Wrong{"too_long", {"W06*F*12345678901234567890123", "N1*ST*Ada"}, "W06 (segment 2): element 2 is too long"},
        Wrong{"too_many", {"W06*F*FW-1", "N1*ST*Ada****X*Y"}, "N1 (segment 3): element 7 is one too many"},
        Wrong{"no_date", {"W06*F*FW-1*20261399", "N1*ST*Ada"}, "W06 (segment 2): element 3 is no date"},
        Wrong{"no_number", {"W06*F*FW-1", "N1*ST*Ada", "LX*one"}, "LX (segment 4): element 1 has a character"},
        Wrong{"pair", {"W06*F*FW-1", "N1*ST*Ada*92"}, "N1 (segment 3): element 4 (code) is missing beside"},
        Wrong{"one_of", {"W06*F*FW-1", "N1*ST"}, "N1 (segment 3): element 2 (name) is missing beside"},
        Wrong{"conditional", {"W06*F*FW-1", "N1*ST*Ada", "LX*1", "MAN*CP*1*2*CP*1*2", "N4*Reno*****X"}, "N4"},
        Wrong{"unknown", {"W06*F*FW-1", "N1*ST*Ada", "QQ9*1"}, "QQ9 (segment 4) is unknown"},
        Wrong{"order", {"W06*F*FW-1", "N1*ST*Ada", "W27*M*UPSN", "NTE**x"}, "NTE (segment 5) stands in the wrong place"},
        Wrong{"too_often", {"W06*F*FW-1", "N1*ST*Ada", "N4*Reno", "N4*Reno"}, "N4 (segment 5) stands too often"},
        Wrong{"inner_loop_without_ls", {"W06*F*FW-1", "N1*ST*Ada", "LX*1", "W12*CC*1*1**EA**VN*S", "LE*1", "LX*2"}, ""}),
    [](const auto& of) { return of.param.name; });

TEST_P(WrongAdvice, IsSaidWithItsPlace) {
  std::string text = "ST*945*0001~";
  for (const auto& segment : GetParam().segments) text += segment + "~";
  text += "SE*" + std::to_string(GetParam().segments.size() + 2) + "*0001~";
  const auto errors = check_set(text, {}, *find_set("945"));
  EXPECT_THAT(errors.text(), HasSubstr(GetParam().said));
  EXPECT_EQ(*GetParam().said == '\0', errors.segments.empty()) << errors.text();
}

TEST(Codec, NumbersCountDigitsOnly) {
  EXPECT_EQ(check_element({'R', 1, 4, false}, "-12.34"), 0);
  EXPECT_EQ(check_element({'R', 1, 3, false}, "-12.34"), 5);
  EXPECT_EQ(check_element({'N', 1, 4, false}, "12.3"), 6);
  EXPECT_EQ(check_element({'R', 1, 4, false}, "1.2.3"), 6);
  EXPECT_EQ(check_element({'T', 4, 8, false}, "2460"), 9);
}

TEST(Codec, TextIsMadeToFitOrRefused) {
  const TextRule all{{}, false, false}, basic{{}, true, false}, lax{{}, false, true};
  EXPECT_EQ(carry(all, "  Größe*4~\r\nŁódź >x ", 0, "/a"), "Grosse 4 Lodz x");
  EXPECT_EQ(carry(basic, "a_b [c] 50%", 0, "/a"), "A-B (C) 50");
  EXPECT_EQ(carry(lax, "東京 Tokyo", 0, "/a"), "?? Tokyo");
  EXPECT_THROW(carry(all, "東京", 0, "/a"), fairway::Error);
  EXPECT_THROW(carry(all, "12345", 4, "/a"), fairway::Error);
  EXPECT_EQ(carry_exact(all, "sku-1_a", 48, "/a"), "sku-1_a");
  for (const auto* bad : {"a*b", "a~b", "Größe", " a", "a\n"})
    EXPECT_THROW(carry_exact(all, bad, 48, "/a"), fairway::Error) << bad;
  EXPECT_THROW(carry_exact(basic, "sku-1", 48, "/a"), fairway::Error);  // capitals would name another article
}

// Whatever text comes, what is written is read back as what was carried, and never breaks the frame.
TEST(Codec, WhatIsWrittenIsReadBack) {
  std::mt19937 random(7);
  const std::string alphabet = "abcXYZ019 *~>^|\r\n\t\x01_-+.'\"äßŁ東\xC3\xFF:";
  for (int round = 0; round < 2000; ++round) {
    Envelope envelope;
    const std::string marks = "*|^~>:\n\x1d";
    envelope.separators = {marks[random() % 3], marks[4 + random() % 2], round % 3 == 0 ? '\n' : '~'};
    envelope.sender_qualifier = envelope.receiver_qualifier = "ZZ";
    envelope.sender = envelope.group_sender = "US", envelope.receiver = envelope.group_receiver = "THEM";
    envelope.number = 1 + random() % kLastNumber;
    const TextRule rule{envelope.separators, random() % 2 == 0, true};
    std::vector<std::string> texts;
    for (int i = 0; i < 4; ++i) {
      std::string raw;
      for (auto length = random() % 30; length > 0; --length) raw += alphabet[random() % alphabet.size()];
      texts.push_back(carry(rule, raw, 0, "/x"));
    }
    InterchangeWriter writer(envelope);
    writer.begin_group("OW");
    writer.begin_set("940");
    writer.segment("W05", {"N", texts[0], texts[1]});
    writer.segment("G69", {texts[2], texts[3], "", ""});
    writer.end_set();
    writer.end_group();
    const auto file = writer.finish();
    FileReader files(file);
    const auto interchange = files.next();
    ASSERT_TRUE(interchange);
    EXPECT_FALSE(files.next());
    EXPECT_EQ(interchange->isa.control, padded(envelope.number, 9));
    const auto& set = interchange->groups.at(0).sets.at(0);
    ASSERT_EQ(set.problem, 0);
    SegmentReader segments(set.text, interchange->isa.separators);
    Segment segment;
    ASSERT_TRUE(segments.next(segment) && segments.next(segment));
    EXPECT_EQ(segment.at(2), texts[0]);
    EXPECT_EQ(segment.at(3), texts[1]);
    ASSERT_TRUE(segments.next(segment));
    EXPECT_EQ(segment.at(1), texts[2]);
    EXPECT_EQ(segment.at(2), texts[3]);
    EXPECT_LE(segment.elements(), 2u);  // empty ones at the end are left out
  }
}

}  // namespace
}  // namespace wms_test
