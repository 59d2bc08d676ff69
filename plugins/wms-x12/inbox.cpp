#include "inbox.hpp"

#include <algorithm>

#include "x12/values.hpp"

namespace wms_x12 {
namespace {

constexpr std::size_t kClaims = 50;                 // files at a time
constexpr std::int64_t kLeftMs = 24ll * 3'600'000;  // until a file that nobody takes is told
constexpr std::uint32_t kKeepEvery = 400;           // documents: the host keeps what one call has not committed in memory

std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text.substr(0, most))
    out += static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F ? c : '?';
  return out;
}

std::string schema_of(std::string_view set) {
  if (set == "945") return std::string(fairway::Shipment::kSchema);
  return std::string(set == "846" ? fairway::StockLevel::kSchema : fairway::Notice::kSchema);
}

}  // namespace

// Where the inbox is shared, what goes between others is theirs. What cannot be told apart is taken, to be set aside and told.
fairway::drop::Rules Inbox::rules() const {
  auto rules = fairway::drop::rules_of(settings_, settings_.files);
  if (!settings_.shared_inbox) return rules;
  rules.mine = [this](std::string_view head) {
    try {
      return not_for_us(read_isa(behind_mark(head))).empty();
    } catch (const EnvelopeError&) { return true; }
  };
  return rules;
}

Inbox::Inbox(fairway::Host host, const Settings& settings, Outbox& outbox)
    : host_(host),
      settings_(settings),
      outbox_(outbox),
      drop_(fairway::drop::places_of(settings), rules(), host),
      seen_(host, "interchanges"),
      left_(host, "left") {}

void Inbox::take_all(const fairway::Call& call, fairway::PullOut& out, std::uint32_t most) {
  call_ = &call, out_ = &out, emitted_ = 0, unkept_ = 0;
  take_files(most);
  tell_of_left();
  for (const auto& late : outbox_.overdue(call))
    tell("acknowledgement-missing", "warning",
         "no 997 came within " + settings_.reply_within + " to interchange " + std::to_string(late.number) + " of " +
             to_text(late.at) + " with " + std::to_string(late.orders) + " order(s): ask the warehouse whether it has them");
  if (unkept_ > 0) out.checkpoint({});
}

// In a shared inbox a file that nobody takes would lie there unseen.
void Inbox::tell_of_left() {
  for (const auto& entry : drop_.left_alone()) {
    if (entry.modified_ms > host_.now().ms - kLeftMs) continue;
    const auto what = fairway::drop::sha256_hex(std::to_string(entry.modified_ms) + ' ' + entry.name);
    if (!left_.name_of(*call_, what).empty()) continue;
    tell("file-left", "warning",
         "the file " + printable(entry.name, 120) + " has lain in the shared inbox since " +
             to_text(fairway::Time{entry.modified_ms}) + ": it is not for us, and nobody else has taken it");
    left_.add(*call_, what, entry.name);
  }
}

void Inbox::take_files(std::uint32_t most) {
  const auto& call = *call_;
  auto& out = *out_;
  for (auto claims = drop_.claim(call, kClaims); !claims.empty(); claims = drop_.claim(call, kClaims)) {
    for (const auto& claim : claims) {
      call.check();
      std::string why;
      try {
        why = take(claim, as_utf8(drop_.read(call, claim)));
      } catch (const fairway::Error& error) {
        if (error.code() != FW_E_REJECTED) throw;  // a file that is too large
        why = error.what();
      }
      const auto name = printable(claim.name, 120);
      if (!why.empty()) tell("file-rejected", "error", "the file " + name + " is set aside in rejects: " + why);
      out.checkpoint({});  // only when the host has it all, the file goes
      unkept_ = 0;
      if (why.empty()) drop_.archive(call, claim);
      else drop_.reject(call, claim, why);
      if (most != 0 && emitted_ >= most) return;
    }
  }
}

std::string Inbox::take(const Claim& claim, const std::string& bytes) {
  FileReader reader(behind_mark(bytes));
  std::string why;
  bool any = false;
  for (;;) {
    try {
      const auto interchange = reader.next();
      if (!interchange) break;
      any = true;
      if (auto refusal = take(claim, *interchange); !refusal.empty()) why = std::move(refusal);
    } catch (const EnvelopeError& error) {
      any = true;
      why = error.what();
      if (error.isa && not_for_us(*error.isa).empty() && error.isa->wants_ta1) refuse_interchange(*error.isa, error.note);
      reader.skip_broken();
    }
  }
  return any ? why : "it is empty";
}

std::string Inbox::not_for_us(const Isa& isa) const {
  const auto& s = settings_;
  if (isa.sender != s.receiver || isa.sender_qualifier != s.receiver_qualifier || isa.receiver != s.sender ||
      isa.receiver_qualifier != s.sender_qualifier)
    return "it goes from " + printable(isa.sender_qualifier, 2) + ':' + printable(isa.sender, 15) + " to " +
           printable(isa.receiver_qualifier, 2) + ':' + printable(isa.receiver, 15) + ", not from " + s.receiver_qualifier +
           ':' + s.receiver + " to " + s.sender_qualifier + ':' + s.sender;
  if (isa.usage != s.usage.front())
    return isa.usage == 'T' ? "a test (ISA15 T) is not acted on in production"
                            : "ISA15 is not " + s.usage + ", as the settings have it";
  return {};
}

std::string Inbox::take(const Claim& claim, const Interchange& interchange) {
  const auto& isa = interchange.isa;
  if (auto why = not_for_us(isa); !why.empty()) return why;
  const auto number = std::string(isa.control);
  const auto name =
      fairway::drop::sha256_hex("ISA13 " + settings_.receiver_qualifier + ':' + settings_.receiver + ' ' + number);
  const auto contents = fairway::drop::sha256_hex(interchange.text).substr(0, 32);
  const auto came_as = contents + ' ' + fairway::content_hash(std::to_string(claim.modified_ms) + ' ' + claim.name);
  const auto before = seen_.name_of(*call_, name);
  if (!before.empty() && !before.starts_with(contents))
    return "interchange " + number + " came before with other contents: the warehouse has used its number twice";
  acting_ = before.empty();
  if (!acting_) host_.info("an interchange came again and is not acted on", {{"isa13", number}});

  std::vector<GroupVerdict> verdicts;
  for (const auto& group : interchange.groups) {
    GroupVerdict verdict{std::string(group.id), std::string(group.control), group.announced, {}};
    for (const auto& set : group.sets) verdict.sets.push_back(take_set(group, set, isa));
    if (group.id != "FA" && settings_.acknowledge) verdicts.push_back(std::move(verdict));  // a 997 is never acknowledged
  }
  if (acting_)
    for (const auto segment : interchange.ta1)
      emit({{}, {}, Replies(*call_, outbox_, written_at(isa, settings_)).hear({read_ta1(segment, isa.separators)})});

  const InterchangeVerdict ta1{number, std::string(isa.date), std::string(isa.time), 0};
  const bool same_file = before == came_as;  // a crash brought it again, not the warehouse
  if (!same_file && (!verdicts.empty() || isa.wants_ta1)) {
    const auto again = acting_ ? std::string() : " again " + std::to_string(claim.modified_ms) + ' ' + claim.name;
    answer(answer_key("answer " + number + again), verdicts, isa.wants_ta1 ? &ta1 : nullptr);
  }
  if (acting_) seen_.add(*call_, name, came_as);
  return {};
}

SetVerdict Inbox::take_set(const Group& group, const SetRange& set, const Isa& isa) {
  SetVerdict verdict{std::string(set.id), std::string(set.control), {}, set.problem, set.problem != 0};
  const auto refuse = [&](int code, const fairway::Error& why) {
    verdict.code = code, verdict.refused = true;
    set_aside(set, why);
  };
  if (set.problem != 0) {
    constexpr const char* kWords[] = {"", "", "it has no SE", "ST02 and SE02 differ", "SE01 does not count its segments"};
    refuse(set.problem, fairway::Error::rejected(kWords[set.problem]));
    return verdict;
  }
  const auto* spec = find_set(set.id);
  if (spec == nullptr || spec->id == "940" || spec->group != group.id) {
    refuse(1, fairway::Error::rejected("a set " + printable(set.id, 3) + " in a group " + printable(group.id, 2) +
                                       " is not taken"));
    return verdict;
  }
  verdict.errors = check_set(set.text, isa.separators, *spec);
  if (verdict.errors.grave()) {
    refuse(5, fairway::Error::rejected(verdict.errors.text()));
    return verdict;
  }
  try {
    const auto advice = read_set(set, {set.text, isa.separators, written_at(isa, settings_)});
    if (acting_) emit(advice);
  } catch (const fairway::Error& error) {
    if (error.code() != FW_E_REJECTED) throw;
    refuse(5, error);
  }
  return verdict;
}

Advice Inbox::read_set(const SetRange& set, const Told& told) {
  if (set.id == "945") return read_945(told, settings_);
  if (set.id == "846") return read_846(told, settings_);
  if (set.id == "944") return read_944(told, settings_);
  const auto replies = read_997(told);
  if (!acting_) return {};
  return {{}, {}, Replies(*call_, outbox_, told.written).hear(replies)};
}

void Inbox::emit(const Advice& advice) {
  const auto keep = [&] {
    ++emitted_;
    if (++unkept_ < kKeepEvery) return;
    out_->checkpoint({});
    unkept_ = 0;
  };
  for (const auto& shipment : advice.shipments) out_->emit(shipment), keep();
  for (const auto& level : advice.levels) out_->emit(level), keep();
  for (const auto& notice : advice.notices) {
    if (notice.reference.empty() && notice.severity == "info") host_.info(notice.message);
    out_->emit(notice), keep();
  }
}

void Inbox::set_aside(const SetRange& set, const fairway::Error& why) {
  if (!acting_) return;
  out_->reject(set.text, schema_of(set.id), fairway::Error::rejected(printable(why.what(), 1000)));
  host_.warn("a set of the warehouse is refused",
             {{"set", printable(set.id, 3)}, {"control", printable(set.control, 9)}, {"why", printable(why.what(), 1000)}});
}

void Inbox::tell(const std::string& kind, const std::string& severity, const std::string& message) {
  fairway::Notice notice;
  notice.kind = kind, notice.severity = severity, notice.message = printable(message, 1000);
  out_->emit(notice);
  ++unkept_;
}

void Inbox::answer(const std::string& key, const std::vector<GroupVerdict>& groups, const InterchangeVerdict* ta1) {
  if (!outbox_.knows(key)) {
    const auto envelope = outbox_.envelope(outbox_.take_numbers(*call_, 1));
    outbox_.prepare({key}, groups.empty() ? "TA1" : "997", envelope, write_answer(groups, ta1, envelope));
  }
  outbox_.put(*call_, key);
}

void Inbox::refuse_interchange(const Isa& isa, int note) {
  const InterchangeVerdict ta1{std::string(isa.control), std::string(isa.date), std::string(isa.time), note};
  answer(answer_key("refusal " + ta1.control + ' ' + ta1.date + ta1.time), {}, &ta1);
}

}  // namespace wms_x12
