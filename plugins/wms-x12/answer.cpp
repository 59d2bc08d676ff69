#include "answer.hpp"

#include <algorithm>

#include "x12/text.hpp"
#include "x12/values.hpp"
#include "x12/words.hpp"

namespace wms_x12 {
namespace {

constexpr std::size_t kMostNotes = 20;  // AK3 for one set

// What stood in an element goes back only as far as X12 can carry it.
std::string quoted(std::string text, const Separators& separators) {
  for (char& c : text)
    if (separators.is_one(c) || static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) c = ' ';
  text.resize(std::min<std::size_t>(text.size(), 99));
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string some_id(const std::string& text, std::size_t most) {
  std::string out;
  for (const char c : text.substr(0, most))
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  return out;
}

void write_notes(InterchangeWriter& writer, const SetErrors& errors, const Separators& separators) {
  for (std::size_t i = 0; i < std::min(kMostNotes, errors.segments.size()); ++i) {
    const auto& error = errors.segments[i];
    const auto id = some_id(error.id, 3);
    if (id.size() < 2) continue;  // AK301 has two or three characters
    writer.segment("AK3", {id, std::to_string(error.position), "", std::to_string(error.code)});
    for (std::size_t j = 0; j < std::min(kMostNotes, error.elements.size()); ++j) {
      const auto& element = error.elements[j];
      writer.segment(
          "AK4", {std::to_string(element.position), "", std::to_string(element.code), quoted(element.value, separators)});
    }
  }
}

void write_set(InterchangeWriter& writer, const SetVerdict& set, const Separators& separators) {
  const auto id = some_id(set.id, 3), control = some_id(set.control, 9);
  if (id.size() != 3 || control.size() < 4) return;  // it cannot be named; AK9 counts it all the same
  writer.segment("AK2", {id, control});
  write_notes(writer, set.errors, separators);
  const bool any = set.code != 0 || !set.errors.segments.empty();
  const auto code = set.code != 0 ? std::to_string(set.code) : any ? "5" : "";
  writer.segment("AK5", {set.refused ? "R" : any ? "E" : "A", code});
}

void write_group(InterchangeWriter& writer, const GroupVerdict& group, const Separators& separators) {
  writer.begin_set("997");
  writer.segment("AK1", {group.id, group.control});
  for (const auto& set : group.sets) write_set(writer, set, separators);
  const auto refused = std::count_if(group.sets.begin(), group.sets.end(), [](const auto& set) { return set.refused; });
  const auto odd = std::count_if(group.sets.begin(), group.sets.end(),
                                 [](const auto& set) { return set.code != 0 || !set.errors.segments.empty(); });
  const auto all = static_cast<std::ptrdiff_t>(group.sets.size());
  const char* verdict = refused == 0 ? (odd == 0 ? "A" : "E") : refused == all ? "R" : "P";
  writer.segment("AK9", {verdict, std::to_string(group.announced), std::to_string(all), std::to_string(all - refused)});
  writer.end_set();
}

Verdict verdict_of(std::string_view code) {
  if (code == "A") return Verdict::accepted;
  return code == "E" ? Verdict::with_errors : Verdict::refused;  // R, M, W, X
}

std::string shown(std::string_view text, std::size_t most) { return some_id(std::string(text), most); }

class AnswerReader {
 public:
  explicit AnswerReader(const Told& told) : reader_(told.set, told.separators) {}

  std::vector<Reply> run() {
    while (reader_.next(segment_)) take();
    if (out_.empty()) throw fairway::Error::rejected("a 997 that does not say what it is about");
    return std::move(out_);
  }

 private:
  void take() {
    const auto id = segment_.id();
    if (id == "AK1") {
      const auto number = read_whole(segment_.at(2));
      if (!number || *number < 1) throw fairway::Error::rejected("AK1 element 2 is no number");
      number_ = static_cast<std::uint64_t>(*number), group_ = shown(segment_.at(1), 2);
    } else if (id == "AK2") {
      const auto set = read_whole(segment_.at(2));
      if (!set || *set < 1) throw fairway::Error::rejected("AK2 element 2 is no control number of ours");
      now_ = {number_, group_, static_cast<std::size_t>(*set), Verdict::accepted, {}};
    } else if (id == "AK3") {
      id_ = shown(segment_.at(1), 3);
      at_ = id_ + " (segment " + shown(segment_.at(2), 6) + ')';
      if (!segment_.at(4).empty() && segment_.at(4) != "8") say(at_ + ' ' + segment_words(segment_.at(4)));
    } else if (id == "AK4") {
      say(at_ + " element " + place_of(segment_.at(1)) + ' ' + element_words(segment_.at(3)));
    } else if (id == "AK5") {
      now_.verdict = verdict_of(segment_.at(1));
      for (std::size_t at = 2; at <= segment_.elements(); ++at)
        if (!segment_.at(at).empty() && (segment_.at(at) != "5" || now_.text.empty())) say(set_words(segment_.at(at)));
      out_.push_back(std::exchange(now_, {}));
    } else if (id == "AK9") {
      // P: the sets that were refused have said so. Else it goes for those that are not named.
      const auto code = segment_.at(1);
      std::string text = "the whole group";
      for (std::size_t at = 5; at <= segment_.elements(); ++at)
        if (!segment_.at(at).empty()) text.append(", ").append(group_words(segment_.at(at)));
      out_.push_back({number_, group_, 0, code == "P" ? Verdict::accepted : verdict_of(code), std::move(text)});
    }
  }
  // "5 (routing)": AK401 may name a component behind the element.
  std::string place_of(std::string_view position) const {
    const auto digits = shown(position.substr(0, position.find_first_not_of("0123456789")), 2);
    const auto name = element_name(id_, static_cast<std::size_t>(read_whole(digits).value_or(0)));
    return name.empty() ? digits : digits + " (" + std::string(name) + ')';
  }
  void say(const std::string& text) {
    if (now_.text.size() < 1000) now_.text += (now_.text.empty() ? "" : ", ") + text;
  }

  SegmentReader reader_;
  Segment segment_;
  std::uint64_t number_ = 0;
  std::string group_, id_, at_;
  Reply now_;
  std::vector<Reply> out_;
};

}  // namespace

std::string write_answer(const std::vector<GroupVerdict>& groups, const InterchangeVerdict* ta1, const Envelope& envelope) {
  InterchangeWriter writer(envelope);
  if (ta1 != nullptr)
    writer.ta1(
        {ta1->control, ta1->date, ta1->time, ta1->note == 0 ? "A" : "R", padded(static_cast<std::uint64_t>(ta1->note), 3)});
  if (!groups.empty()) {
    writer.begin_group("FA");
    for (const auto& group : groups) write_group(writer, group, envelope.separators);
    writer.end_group();
  }
  return writer.finish();
}

std::vector<Reply> read_997(const Told& told) { return AnswerReader(told).run(); }

Reply read_ta1(std::string_view text, const Separators& separators) {
  const std::string whole = std::string(text) + separators.segment;
  SegmentReader reader(whole, separators);
  Segment segment;
  reader.next(segment);
  const auto number = read_whole(segment.at(1));
  if (!number || *number < 1) throw fairway::Error::rejected("TA1 element 1 is no number");
  return {static_cast<std::uint64_t>(*number), {}, 0, verdict_of(segment.at(4)), ta1_words(segment.at(5))};
}

}  // namespace wms_x12
