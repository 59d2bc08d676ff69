#include "host/sandbox/files/x12_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::size_t kIsaLength = 106;

std::string trimmed(std::string_view text) {
  const auto last = text.find_last_not_of(' ');
  return std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

tl::unexpected<Failure> not_x12(std::string what) { return fail(FW_E_INVALID, std::move(what)); }

// The segments from one ISA to its IEA.
class InterchangeReader {
 public:
  explicit InterchangeReader(std::vector<X12Segment> segments) : segments_(std::move(segments)) {}

  Result<X12Interchange> run(std::string_view isa) {
    X12Interchange out;
    out.sender = {trimmed(isa.substr(32, 2)), trimmed(isa.substr(35, 15)), {}};
    out.receiver = {trimmed(isa.substr(51, 2)), trimmed(isa.substr(54, 15)), {}};
    out.date = isa.substr(70, 6), out.time = isa.substr(77, 4), out.control = isa.substr(90, 9);
    out.wants_ta1 = isa[100] == '1', out.usage = isa[102];
    for (++at_; at_ < segments_.size(); ++at_) {
      const auto& segment = segments_[at_];
      if (segment[0] == "TA1") out.ta1.push_back(segment);
      else if (segment[0] == "GS") {
        out.sender.group_id = element(segment, 2), out.receiver.group_id = element(segment, 3);
        if (auto ok = group(out); !ok) return fail(std::move(ok.error()));
      } else if (segment[0] == "IEA") {
        if (element(segment, 2) != out.control) return not_x12("ISA13 and IEA02 differ");
        if (element(segment, 1) != std::to_string(out.groups.size())) return not_x12("IEA01 does not count the groups");
        return out;
      } else {
        return not_x12(fmt::format("{} outside of a group", printable(segment[0], 3)));
      }
    }
    return not_x12("it ends before its IEA");
  }

 private:
  Status group(X12Interchange& out) {
    X12Group group{std::string(element(segments_[at_], 1)), std::string(element(segments_[at_], 6)), {}};
    for (++at_; at_ < segments_.size() && segments_[at_][0] == "ST"; ++at_)
      if (!set(group)) return not_x12("a set without its SE");
    if (at_ >= segments_.size() || segments_[at_][0] != "GE") return not_x12("a group without its GE");
    if (element(segments_[at_], 2) != group.control) return not_x12("GS06 and GE02 differ");
    if (element(segments_[at_], 1) != std::to_string(group.sets.size())) return not_x12("GE01 does not count the sets");
    out.groups.push_back(std::move(group));
    return {};
  }
  bool set(X12Group& group) {
    X12Set set{std::string(element(segments_[at_], 1)), std::string(element(segments_[at_], 2)), {}, 0};
    for (++at_; at_ < segments_.size() && segments_[at_][0] != "SE"; ++at_) set.segments.push_back(segments_[at_]);
    if (at_ >= segments_.size()) return false;
    if (element(segments_[at_], 2) != set.control) set.problem = 3;
    else if (element(segments_[at_], 1) != std::to_string(set.segments.size() + 2)) set.problem = 4;
    group.sets.push_back(std::move(set));
    return true;
  }

  std::vector<X12Segment> segments_;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view element(const X12Segment& segment, std::size_t n) {
  return n < segment.size() ? std::string_view(segment[n]) : std::string_view();
}

Result<std::vector<X12Interchange>> read_x12(std::string_view file) {
  std::vector<X12Interchange> all;
  const auto skip_ends = [&] { file.remove_prefix(std::min(file.find_first_not_of("\r\n"), file.size())); };
  for (skip_ends(); !file.empty(); skip_ends()) {
    if (!file.starts_with("ISA") || file.size() < kIsaLength) return not_x12("it does not begin with an ISA of 106 bytes");
    const auto isa = file.substr(0, kIsaLength);
    const char between = isa[3], end = isa[105];
    std::vector<X12Segment> segments;
    while (segments.empty() || segments.back()[0] != "IEA") {
      const auto length = file.find(end);
      if (length == std::string_view::npos) return not_x12("it ends before its IEA");
      segments.push_back(split(file.substr(0, length), between));
      file.remove_prefix(length + 1);
      skip_ends();
    }
    auto one = InterchangeReader(std::move(segments)).run(isa);
    if (!one) return fail(std::move(one.error()));
    all.push_back(std::move(*one));
  }
  if (all.empty()) return not_x12("it is empty");
  return all;
}

std::string x12_date(Instant at) {
  auto text = format_time(at).substr(0, 10);
  std::erase(text, '-');
  return text;
}

std::string x12_time(Instant at) {
  auto text = format_time(at).substr(11, 8);
  std::erase(text, ':');
  return text;
}

X12Writer::X12Writer(const X12Party& from, const X12Party& to, char usage, std::uint64_t number, Instant at,
                     std::string group)
    : from_(from), to_(to), number_(number), at_(at), group_(std::move(group)) {
  out_ =
      fmt::format("ISA*00*          *00*          *{:<2}*{:<15}*{:<2}*{:<15}*{}*{}*U*00401*{:09}*0*{}*|~\n", from.qualifier,
                  from.id, to.qualifier, to.id, x12_date(at).substr(2), x12_time(at).substr(0, 4), number, usage);
}

void X12Writer::add(const X12Segment& segment) {
  auto last = segment.size();
  while (last > 1 && segment[last - 1].empty()) --last;
  for (std::size_t i = 0; i < last; ++i) {
    if (i > 0) out_ += '*';
    for (const char c : segment[i])
      out_ += c == '*' || c == '~' || c == '|' ? ' ' : c;  // the client's separators are others
  }
  out_ += "~\n";
}

void X12Writer::open_group() {
  const auto name = [](const X12Party& party) { return party.group_id.empty() ? party.id : party.group_id; };
  add({"GS", group_, name(from_), name(to_), x12_date(at_), x12_time(at_).substr(0, 4), std::to_string(number_), "X",
       "004010"});
}

void X12Writer::set(std::string_view id, const std::vector<X12Segment>& segments) {
  if (sets_++ == 0) open_group();
  const auto control = fmt::format("{:04}", sets_);
  add({"ST", std::string(id), control});
  for (const auto& segment : segments) add(segment);
  add({"SE", std::to_string(segments.size() + 2), control});
}

std::string X12Writer::finish() {
  if (sets_ > 0) add({"GE", std::to_string(sets_), std::to_string(number_)});
  add({"IEA", sets_ > 0 ? "1" : "0", fmt::format("{:09}", number_)});
  return std::move(out_);
}

}  // namespace fairway::sandbox
