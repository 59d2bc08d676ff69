#include "x12/envelope.hpp"

#include <algorithm>
#include <array>

#include "x12/values.hpp"

namespace wms_x12 {
namespace {

constexpr std::string_view kBetween("\r\n \t\x1a", 5);  // interchanges; also the end-of-file mark of old systems

// TA105
constexpr int kNumbersDiffer = 1, kBadTerminator = 4, kBadNumber = 18, kWrongCount = 21, kBadStructure = 22, kEndsEarly = 23;

std::string_view trimmed(std::string_view text) {
  const auto last = text.find_last_not_of(' ');
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

bool may_separate(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'), digit = c >= '0' && c <= '9';
  return !letter && !digit && c != ' ' && static_cast<unsigned char>(c) < 0x80 && c != '\0';
}

std::size_t count_of(std::string_view text) {
  const auto number = read_whole(text);
  return number && *number >= 0 ? static_cast<std::size_t>(*number) : static_cast<std::size_t>(-1);
}

// Reads one interchange from its ISA on.
class InterchangeReader {
 public:
  InterchangeReader(std::string_view text, Interchange& out) : text_(text), out_(out), reader_(text, out.isa.separators) {}

  // Bytes up to the end of the IEA.
  std::size_t run() {
    must_read();  // the ISA
    while (true) {
      must_read();
      const auto id = segment_.id();
      if (id == "TA1") out_.ta1.push_back(segment_.raw());
      else if (id == "GS") group();
      else if (id == "IEA") break;
      else throw EnvelopeError("a segment " + std::string(id.substr(0, 3)) + " outside of a group", kBadStructure);
    }
    if (segment_.at(2) != out_.isa.control)
      throw EnvelopeError("ISA13 is " + std::string(out_.isa.control) + ", IEA02 is another number", kNumbersDiffer);
    if (count_of(segment_.at(1)) != out_.groups.size())
      throw EnvelopeError("IEA01 does not count the groups: there are " + std::to_string(out_.groups.size()), kWrongCount);
    return reader_.end();
  }

 private:
  void must_read() {
    if (!reader_.next(segment_)) throw EnvelopeError("it ends before its IEA", kEndsEarly);
  }

  void group() {
    auto& group = out_.groups.emplace_back();
    group.id = segment_.at(1), group.control = segment_.at(6), group.version = segment_.at(8);
    for (must_read(); segment_.id() != "GE";) {
      const auto id = segment_.id();
      if (id != "ST")
        throw EnvelopeError("a segment " + std::string(id.substr(0, 3)) + " between the sets of a group", kBadStructure);
      set(group);
    }
    if (segment_.at(2) != group.control)
      throw EnvelopeError("GS06 is " + std::string(group.control.substr(0, 9)) + ", GE02 is another number", kBadStructure);
    group.announced = count_of(segment_.at(1));
    if (group.announced != group.sets.size())
      throw EnvelopeError("GE01 does not count the sets: there are " + std::to_string(group.sets.size()), kBadStructure);
  }

  // From the ST in hand to the segment behind the SE.
  void set(Group& group) {
    SetRange set{segment_.at(1), segment_.at(2), {}, 0};
    const std::size_t begin = reader_.begin();
    std::size_t end = reader_.end(), segments = 1;
    for (must_read();; must_read()) {
      const auto id = segment_.id();
      if (id == "ST" || id == "GE" || id == "GS" || id == "IEA" || id == "ISA") {
        set.problem = 2;
        break;
      }
      ++segments;
      end = reader_.end();
      if (id != "SE") continue;
      if (segment_.at(2) != set.control) set.problem = 3;
      else if (count_of(segment_.at(1)) != segments) set.problem = 4;
      must_read();
      break;
    }
    set.text = text_.substr(begin, end - begin);
    group.sets.push_back(set);
  }

  std::string_view text_;
  Interchange& out_;
  SegmentReader reader_;
  Segment segment_;
};

}  // namespace

Isa read_isa(std::string_view text) {
  if (!text.starts_with("ISA")) throw EnvelopeError("it does not begin with an ISA", kBadStructure);
  if (text.size() < kIsaLength) throw EnvelopeError("it ends within its ISA", kEndsEarly);
  Isa isa;
  auto& separators = isa.separators;
  separators.element = text[3], separators.component = text[104], separators.segment = text[105];
  const char e = separators.element, c = separators.component, s = separators.segment;
  if (!may_separate(e) || !may_separate(c) || !may_separate(s) || e == c || e == s || c == s)
    throw EnvelopeError("the ISA names separators that cannot be told apart from data or from one another", kBadTerminator);
  static constexpr std::array<std::size_t, 16> kLengths{2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1};
  std::array<std::string_view, 16> elements;
  std::size_t at = 3;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (text[at] != e) throw EnvelopeError("the ISA is not of fixed lengths", kBadStructure);
    elements[i] = text.substr(at + 1, kLengths[i]);
    if (i < 15 && (elements[i].find(e) != std::string_view::npos || elements[i].find(s) != std::string_view::npos))
      throw EnvelopeError("the ISA is not of fixed lengths", kBadStructure);
    at += 1 + kLengths[i];
  }
  isa.sender_qualifier = trimmed(elements[4]), isa.sender = trimmed(elements[5]);
  isa.receiver_qualifier = trimmed(elements[6]), isa.receiver = trimmed(elements[7]);
  isa.date = elements[8], isa.time = elements[9], isa.version = elements[11], isa.control = elements[12];
  isa.wants_ta1 = elements[13] == "1";
  isa.usage = elements[14].front();
  if (std::any_of(isa.control.begin(), isa.control.end(), [](char digit) { return digit < '0' || digit > '9'; }))
    throw EnvelopeError("ISA13 is no number", kBadNumber);
  if (!read_date(isa.date)) throw EnvelopeError("ISA09 is no date", 14);
  if (!read_time(isa.time)) throw EnvelopeError("ISA10 is no time", 15);
  return isa;
}

std::string_view behind_mark(std::string_view file) noexcept {
  if (file.starts_with("\xEF\xBB\xBF")) file.remove_prefix(3);
  return file.substr(std::min(file.find_first_not_of(kBetween), file.size()));
}

void FileReader::skip_broken() noexcept {
  for (auto at = rest_.find("ISA", 1); at != std::string_view::npos; at = rest_.find("ISA", at + 1)) {
    try {
      read_isa(rest_.substr(at));
      return rest_.remove_prefix(at);
    } catch (const EnvelopeError&) {}
  }
  rest_ = {};
}

std::optional<Interchange> FileReader::next() {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(kBetween), rest_.size()));
  if (rest_.empty()) return std::nullopt;
  Interchange interchange;
  interchange.isa = read_isa(rest_);
  try {
    const std::size_t length = InterchangeReader(rest_, interchange).run();
    interchange.text = rest_.substr(0, length);
    rest_.remove_prefix(length);
  } catch (EnvelopeError& error) {
    error.isa = interchange.isa;
    throw;
  }
  return interchange;
}

}  // namespace wms_x12
