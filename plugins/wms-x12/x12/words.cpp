#include "x12/words.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace wms_x12 {
namespace {

struct Word {
  std::string_view code, text;
};

// The meanings of the code lists are those of X12 release 004010 (data elements 716, 718, 720, 723 and I18), the words ours.
constexpr Word kElement[] = {{"1", "is missing"},          {"2", "is missing beside another one"},
                             {"3", "is one too many"},     {"4", "is too short"},
                             {"5", "is too long"},         {"6", "has a character that may not stand there"},
                             {"7", "has an unknown code"}, {"8", "is no date"},
                             {"9", "is no time"},          {"10", "may not stand beside another one"}};
constexpr Word kSegment[] = {{"1", "is unknown"},
                             {"2", "is unexpected"},
                             {"3", "is missing"},
                             {"4", "loops too often"},
                             {"5", "stands too often"},
                             {"6", "is not of the set"},
                             {"7", "stands in the wrong place"},
                             {"8", "has elements in error"}};
constexpr Word kSet[] = {
    {"1", "the kind of set is not supported"}, {"2", "its trailer is missing"}, {"3", "its control numbers differ"},
    {"4", "its segments are counted wrongly"}, {"5", "segments are in error"},  {"6", "its id is not right"},
    {"7", "its control number is not right"}};
constexpr Word kGroup[] = {{"1", "its kind is not supported"},    {"2", "its version is not supported"},
                           {"3", "its trailer is missing"},       {"4", "its control numbers differ"},
                           {"5", "its sets are counted wrongly"}, {"6", "its control number is not right"}};
constexpr Word kInterchange[] = {{"000", "without an error"},
                                 {"001", "the control numbers of ISA and IEA differ"},
                                 {"002", "this standard is not supported"},
                                 {"003", "this version is not supported"},
                                 {"004", "the segment terminator is not right"},
                                 {"005", "the qualifier of the sender is not right"},
                                 {"006", "the sender is not right"},
                                 {"007", "the qualifier of the receiver is not right"},
                                 {"008", "the receiver is not right"},
                                 {"009", "the receiver is not known"},
                                 {"010", "the qualifier of the authorization is not right"},
                                 {"011", "the authorization is not right"},
                                 {"012", "the qualifier of the security information is not right"},
                                 {"013", "the security information is not right"},
                                 {"014", "the date is not right"},
                                 {"015", "the time is not right"},
                                 {"016", "the standard's id is not right"},
                                 {"017", "the version is not right"},
                                 {"018", "the control number is not right"},
                                 {"019", "the wish for an acknowledgement is not right"},
                                 {"020", "the test indicator is not right"},
                                 {"021", "the groups are counted wrongly"},
                                 {"022", "the structure is not right"},
                                 {"023", "it ends too early"},
                                 {"024", "something is wrong in it"},
                                 {"025", "its control number came before"},
                                 {"026", "the element separator is not right"},
                                 {"027", "the component separator is not right"}};

struct Named {
  std::string_view segment;
  std::size_t position;
  std::string_view name;
};
constexpr Named kNames[] = {{"W05", 1, "order status"}, {"W05", 2, "our reference"}, {"W05", 3, "purchase order"},
                            {"N1", 1, "party"},         {"N1", 2, "name"},           {"N1", 3, "code qualifier"},
                            {"N1", 4, "code"},          {"N2", 1, "company"},        {"N3", 1, "address line"},
                            {"N3", 2, "address line"},  {"N4", 1, "city"},           {"N4", 2, "state"},
                            {"N4", 3, "postal code"},   {"N4", 4, "country"},        {"N4", 6, "region"},
                            {"PER", 4, "telephone"},    {"PER", 6, "e-mail"},        {"N9", 1, "kind of reference"},
                            {"N9", 2, "reference"},     {"G62", 1, "kind of date"},  {"G62", 2, "date"},
                            {"NTE", 1, "kind of note"}, {"NTE", 2, "note"},          {"W66", 1, "payment"},
                            {"W66", 2, "mode"},         {"W66", 5, "routing"},       {"W66", 10, "SCAC"},
                            {"W01", 1, "quantity"},     {"W01", 2, "unit"},          {"W01", 4, "SKU qualifier"},
                            {"W01", 5, "SKU"},          {"G69", 1, "title"},         {"W76", 1, "units in all"}};

// Only what is a code is shown: what a partner writes beside it may be anything.
std::string words_in(std::span<const Word> words, std::string_view code, std::string_view otherwise) {
  for (const auto& word : words)
    if (word.code == code) return std::string(word.text);
  const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  const bool shown = !code.empty() && code.size() <= 3 && std::all_of(code.begin(), code.end(), plain);
  return std::string(otherwise) + (shown ? " (code " + std::string(code) + ')' : "");
}

}  // namespace

std::string element_words(std::string_view code) { return words_in(kElement, code, "is wrong"); }
std::string segment_words(std::string_view code) { return words_in(kSegment, code, "is wrong"); }
std::string set_words(std::string_view code) { return words_in(kSet, code, "for a reason that we do not know"); }
std::string group_words(std::string_view code) { return words_in(kGroup, code, "for a reason that we do not know"); }
std::string ta1_words(std::string_view code) {
  const auto known =
      std::find_if(std::begin(kInterchange), std::end(kInterchange), [&](auto& word) { return word.code == code; });
  const auto words = words_in(kInterchange, code, "for a reason that we do not know");
  return known == std::end(kInterchange) ? words : words + " (TA1 note " + std::string(code) + ')';
}

std::string_view element_name(std::string_view segment, std::size_t position) {
  for (const auto& one : kNames)
    if (one.segment == segment && one.position == position) return one.name;
  return {};
}

}  // namespace wms_x12
