// What clients send: orders, cancellations, and what they say to ours.
#include <fmt/format.h>

#include <algorithm>

#include "host/base/text.hpp"
#include "host/sandbox/files/x12.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::string_view kReturnTo = "RT";  // N101, as this warehouse has agreed with its clients

const X12Segment* first_segment(const X12Set& set, std::string_view id, std::string_view qualifier = {}) {
  for (const auto& segment : set.segments)
    if (segment[0] == id && (qualifier.empty() || element(segment, 1) == qualifier)) return &segment;
  return nullptr;
}

std::int64_t units_in(std::string_view text) {
  std::int64_t units = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || units > 1'000'000'000) return -1;
    units = units * 10 + (c - '0');
  }
  return text.empty() ? -1 : units;
}

// What stands in the loop N1 of this role, on one line.
std::string party_in(const X12Set& set, std::string_view role) {
  std::string out;
  bool here = false;
  for (const auto& segment : set.segments) {
    if (segment[0] == "N1") here = element(segment, 1) == role;
    else if (segment[0] != "N2" && segment[0] != "N3" && segment[0] != "N4") here = false;
    for (std::size_t at = segment[0] == "N1" ? 2 : 1; here && at < segment.size(); ++at)
      if (!segment[at].empty()) out += (out.empty() ? "" : ", ") + segment[at];
  }
  return out;
}

FileOrder order_in(const std::string& depositor, const X12Set& set) {
  FileOrder order;
  order.depositor = depositor;
  order.return_to = party_in(set, kReturnTo);
  for (const auto& segment : set.segments) {
    if (segment[0] == "W05") order.reference = element(segment, 2);
    else if (segment[0] == "W66") order.service = element(segment, 5), order.scac = element(segment, 10);
    else if (segment[0] == "W01")
      order.lines.push_back({{}, std::string(element(segment, 5)), units_in(element(segment, 1)), 0});
    else if (segment[0] == "N9" && element(segment, 1) == "LI" && !order.lines.empty())
      order.lines.back().id = element(segment, 2);
  }
  return order;
}

// "W66-05": the segment, and which element of it.
std::pair<std::string, std::string> place_named(std::string_view at) {
  const auto dash = std::min(at.find('-'), at.size());
  auto position = std::string(at.substr(std::min(dash + 1, at.size())));
  position.erase(0, std::min(position.find_first_not_of('0'), position.size()));
  return {std::string(at.substr(0, dash)), position.empty() ? "1" : position};
}

}  // namespace

std::vector<X12Segment> faults_of_940(const X12Set& set) {
  std::vector<X12Segment> notes;
  const auto missing = [&](const char* segment, const char* position) {
    notes.push_back({"AK3", segment, position, "", "3"});
  };
  const auto* head = set.segments.empty() ? nullptr : &set.segments.front();
  if (!head || (*head)[0] != "W05") return missing("W05", "2"), notes;
  const auto wrong = [&](std::size_t at, std::size_t position, const char* code) {
    notes.push_back({"AK3", set.segments[at][0], std::to_string(at + 2), "", "8"});
    notes.push_back({"AK4", std::to_string(position), "", code});
  };
  const auto reference = element(*head, 2);
  if (reference.empty() || reference.size() > 22) wrong(0, 2, reference.empty() ? "1" : "5");
  if (element(*head, 1) != "N") return notes;  // a cancellation names the order and no more
  const auto* to = first_segment(set, "N1", "ST");
  if (!to || element(*to, 2).empty()) missing("N1", "3");
  if (!first_segment(set, "N3") || !first_segment(set, "N4")) missing("N3", "4");
  if (!first_segment(set, "W66")) missing("W66", "5");
  std::int64_t units = 0;
  bool any = false;
  for (std::size_t i = 0; i < set.segments.size(); ++i) {
    const auto& segment = set.segments[i];
    if (segment[0] == "W01") {
      any = true;
      const auto line = units_in(element(segment, 1));
      if (line < 1) wrong(i, 1, "6");
      if (element(segment, 5).empty()) wrong(i, 5, "1");
      units += line;
    } else if (segment[0] == "W76" && units_in(element(segment, 1)) != units) {
      wrong(i, 1, "7");
    }
  }
  if (!any) missing("W01", "7");
  return notes;
}

void X12Warehouse::read(const DroppedFile& file) {
  if (!contents_.insert(sha256_hex(file.bytes)).second) return note("repeat", {}, {}, file.name);
  const auto all = read_x12(file.bytes);
  if (!all) return violate("file", file.name, all.error().message);
  for (const auto& interchange : *all) read(file, interchange);
}

void X12Warehouse::read(const DroppedFile& file, const X12Interchange& interchange) {
  const auto& depositor = interchange.sender.id;
  auto& known = depositors_[depositor];
  known.they = interchange.sender, known.we = interchange.receiver, known.usage = interchange.usage;
  if (!known.seen.insert(interchange.control).second) {
    violate("file", "ISA13", fmt::format("{} came before with other contents", printable(interchange.control, 9)));
    return note("repeat", depositor, {}, file.name);
  }
  // A fault is for what asks for something: an answer to what we sent takes none of it away.
  const bool asks = std::any_of(interchange.groups.begin(), interchange.groups.end(),
                                [](const X12Group& group) { return group.id != "FA"; });
  const auto strikes = asks ? world_.faults.draw("x12", "interchange", depositor) : Strikes();
  const auto* refused = strikes.find(FaultKind::refuse_interchange);
  if (refused || interchange.wants_ta1) {
    const auto note_code = !refused ? "000" : refused->code.empty() ? "022" : refused->code;
    const auto number = next_number(known);
    X12Writer writer(known.we, known.they, known.usage, number, world_.timeline.now(), {});
    writer.ta1({"TA1", interchange.control, interchange.date, interchange.time, refused ? "R" : "A", note_code});
    leave("TA1", depositor, fmt::format("TA1_{:09}.edi", number), writer.finish());
  }
  if (refused) return note("refused", depositor, {}, file.name);
  for (const auto& segment : interchange.ta1)
    note("acknowledged", depositor, {}, std::string(element(segment, 1)), {{"ta1", std::string(element(segment, 4))}});

  std::vector<X12Segment> answer;
  for (const auto& group : interchange.groups) {
    if (group.id == "FA") {
      hear(depositor, group);
      continue;
    }
    std::vector<const X12Set*> good;
    const auto told = judge(depositor, group, good);
    if (auto sent = send(depositor, "997", "FA", told); !sent) violate("997", {}, sent.error().message);
    for (const auto* set : good) act(depositor, *set, file.name);
  }
}

// One 997, and which sets of the group are worked on.
std::vector<X12Segment> X12Warehouse::judge(const std::string& depositor, const X12Group& group,
                                            std::vector<const X12Set*>& good) {
  std::vector<X12Segment> out{{"AK1", group.id, group.control}};
  const auto strikes = world_.faults.draw("x12", "group", depositor);
  if (const auto* refused = strikes.find(FaultKind::refuse_group)) {
    note("refused", depositor, {}, group.control);
    out.push_back({"AK9", "R", std::to_string(group.sets.size()), std::to_string(group.sets.size()), "0",
                   refused->code.empty() ? "1" : refused->code});
    return out;
  }
  for (const auto& set : group.sets) {
    const auto judged = judge(depositor, set);
    out.push_back({"AK2", set.id, set.control});
    out.insert(out.end(), judged.notes.begin(), judged.notes.end());
    out.push_back({"AK5", judged.code.empty() ? "A" : "R", judged.code});
    if (judged.code.empty()) good.push_back(&set);
  }
  const auto all = std::to_string(group.sets.size());
  const char* verdict = good.size() == group.sets.size() ? "A" : good.empty() ? "R" : "P";
  out.push_back({"AK9", verdict, all, all, std::to_string(good.size())});
  return out;
}

X12Warehouse::Judged X12Warehouse::judge(const std::string& depositor, const X12Set& set) {
  Judged judged{set.control, {}, {}};
  const auto reference = set.segments.empty() ? std::string() : std::string(element(set.segments.front(), 2));
  if (set.problem != 0 || set.id != "940") judged.code = set.id != "940" ? "1" : std::to_string(set.problem);
  else if (judged.notes = faults_of_940(set); !judged.notes.empty()) judged.code = "5";
  if (!judged.code.empty()) violate("940", judged.notes.empty() ? "" : judged.notes.front()[1], "AK502 " + judged.code);
  const auto strikes = world_.faults.draw("x12", "set", depositor);
  if (const auto* refused = strikes.find(FaultKind::refuse_set); refused && judged.code.empty()) {
    const auto [segment, position] = place_named(refused->place.empty() ? "W66-05" : refused->place);
    std::size_t at = 0;
    while (at < set.segments.size() && set.segments[at][0] != segment) ++at;
    judged.notes = {{"AK3", segment, std::to_string(at + 2), "", "8"},
                    {"AK4", position, "", refused->code.empty() ? "7" : refused->code}};
    judged.code = "5";
  }
  if (!judged.code.empty()) note("refused", depositor, reference, set.control);
  return judged;
}

void X12Warehouse::act(const std::string& depositor, const X12Set& set, const std::string& file) {
  auto order = order_in(depositor, set);
  if (element(set.segments.front(), 1) != "N") return cancel(depositor, order.reference, file);
  auto& known = depositors_[depositor];
  if (const auto* to = first_segment(set, "N1", "ST")) known.to[order.reference] = *to;
  if (const auto* here = first_segment(set, "N1", "WH"); here && !element(*here, 4).empty())
    known.warehouse = element(*here, 4);
  if (const auto* line = first_segment(set, "W01"); line && !element(*line, 4).empty())
    known.sku_qualifier = element(*line, 4);
  if (!take_on(std::move(order), file)) violate("940", "W05-02", "the order came before, in another interchange");
}

void X12Warehouse::hear(const std::string& depositor, const X12Group& group) {
  for (const auto& set : group.sets) {
    std::string number;
    for (const auto& segment : set.segments) {
      if (segment[0] == "AK1") number = element(segment, 2);
      else if (segment[0] == "AK9")
        note("acknowledged", depositor, {}, number, {{"verdict", std::string(element(segment, 1))}});
    }
  }
}

// Seconds since 2026, or one more than the last: so a sandbox that starts anew does not use its numbers again.
std::uint64_t X12Warehouse::next_number(Known& known) const {
  constexpr std::int64_t kFrom = 1'767'225'600;
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(world_.timeline.now().time_since_epoch()).count() - kFrom;
  return known.number = std::max(known.number + 1, static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 1)));
}

}  // namespace fairway::sandbox
