#include "order.hpp"

#include <algorithm>

#include "x12/check.hpp"
#include "x12/values.hpp"

namespace wms_x12 {
namespace {

constexpr std::size_t kReference = 22, kName = 60, kAddressLine = 55, kCity = 30, kNote = 80, kTitle = 45, kValue = 30,
                      kSku = 48, kContact = 80, kRouting = 35;

// At most `most` characters of `text`, up to a blank where there is one; `text` keeps the rest.
std::string take_piece(std::string& text, std::size_t most) {
  if (text.size() <= most) return std::exchange(text, {});
  const auto blank = text.rfind(' ', most);
  const bool at_blank = blank != std::string::npos && blank > 0;
  std::string piece = text.substr(0, at_blank ? blank : most);
  text.erase(0, at_blank ? blank + 1 : most);
  return piece;
}

class OrderWriter {
 public:
  OrderWriter(const fairway::FulfilmentOrder& order, const Settings& settings)
      : order_(order), settings_(settings), rule_(text_rule(settings)) {}

  Segments run() {
    const auto reference = exact(order_.reference, kReference, "/reference");
    if (reference.empty()) throw fairway::Error::rejected("the warehouse needs it", "/reference");
    add({"W05", "N", reference, exact(order_.po_number, kReference, "/po_number")});
    parties();
    if (order_.channel_order_id.size() <= kValue)
      if (const auto id = exact(order_.channel_order_id, kValue, "/channel_order_id"); !id.empty()) add({"N9", "CO", id});
    day(settings_.ship_by_code, order_.ship_by);
    day(settings_.deliver_by_code, order_.deliver_by);
    note(carry(rule_, order_.packing_note, 0, "/packing_note"));
    if (const auto gift = carry(rule_, order_.gift_message.text, 0, "/gift_message"); !gift.empty()) note("GIFT: " + gift);
    service();
    lines();
    return std::move(out_);
  }

 private:
  void add(std::vector<std::string> segment) { out_.push_back(std::move(segment)); }
  std::string exact(const std::string& text, std::size_t most, const std::string& pointer) const {
    return carry_exact(rule_, text, most, pointer);
  }
  std::string needed(const std::string& text, std::size_t least, std::size_t most, const std::string& pointer) const {
    auto out = carry(rule_, text, most, pointer);
    if (out.size() < least)
      throw fairway::Error::rejected(out.empty() ? "the warehouse needs it" : "X12 asks for more characters here", pointer);
    return out;
  }

  void party(const char* role, const std::string& name, const std::string& code) {
    if (name.empty() && code.empty()) return;
    add({"N1", role, name, code.empty() ? "" : settings_.code_qualifier, code});
  }

  void parties() {
    party("WH", settings_.warehouse_name, settings_.warehouse_code);
    party("SF", carry(rule_, order_.company, kName, "/company"), settings_.depositor_code);
    party_at("ST", order_.ship_to, "/ship_to");
    if (!settings_.return_to_entity.empty() && !order_.return_to.country.empty())
      party_at(settings_.return_to_entity, order_.return_to, "/return_to");
  }

  // A loop N1 with an address; `at` is where it stands in the order.
  void party_at(const std::string& role, const fairway::Address& to, const std::string& at) {
    const bool person = !to.name.text.empty();
    const auto& name = person ? to.name.text : to.company.text;  // a company alone is whom the parcel is for
    add({"N1", role, needed(name, 1, kName, at + (person ? "/name" : "/company"))});
    if (person && !to.company.text.empty()) add({"N2", carry(rule_, to.company.text, kName, at + "/company")});
    address(to, at);
    const auto phone = carry(rule_, to.phone.text, kContact, at + "/phone");
    const auto email = carry(rule_, to.email.text, kContact, at + "/email");
    if (!phone.empty() || !email.empty())
      add(phone.empty() ? std::vector<std::string>{"PER", "CN", "", "EM", email}
                        : std::vector<std::string>{"PER", "CN", "", "TE", phone, email.empty() ? "" : "EM", email});
  }

  // N3 stands twice with two lines of 55 characters each; a longer line goes on in the next one.
  void address(const fairway::Address& to, const std::string& at) {
    std::vector<std::string> all;
    for (const auto& [text, field] :
         {std::pair(&to.line1.text, "/line1"), std::pair(&to.line2.text, "/line2"), std::pair(&to.line3.text, "/line3")})
      for (auto rest = carry(rule_, *text, 0, at + field); !rest.empty();) all.push_back(take_piece(rest, kAddressLine));
    if (all.empty()) throw fairway::Error::rejected("the warehouse needs it", at + "/line1");
    if (all.size() > 4) throw fairway::Error::rejected("X12 carries four lines of 55 characters", at + "/line1");
    for (std::size_t i = 0; i < all.size(); i += 2) add({"N3", all[i], i + 1 < all.size() ? all[i + 1] : ""});
    const auto country = carry(rule_, to.country, 3, at + "/country");
    const auto postal = carry(rule_, to.postal_code.text, 15, at + "/postal_code");
    // N402 holds two letters; a longer name stands as a location of its own.
    const auto state = carry(rule_, to.state, kValue, at + "/state");
    const bool code = state.size() == 2;
    add({"N4", needed(to.city.text, 2, kCity, at + "/city"), code ? state : "", postal, country,
         code || state.empty() ? "" : "SP", code ? "" : state});
  }

  void day(const std::string& code, const std::optional<fairway::Time>& at) {
    if (at) add({"G62", code, date_text(at->ms + offset_ms(settings_))});
  }
  void note(std::string text) {
    while (!text.empty()) add({"NTE", settings_.note_code, take_piece(text, kNote)});
  }

  void service() {
    Service how;
    if (const auto found = settings_.services.find(order_.service); found != settings_.services.end()) how = found->second;
    if (how.routing.empty()) how.routing = needed(order_.service, 1, kRouting, "/service");
    if (how.mode.empty()) how.mode = settings_.mode;
    add({"W66", settings_.payment, how.mode, "", "", how.routing, "", "", "", "", how.scac});
  }

  void lines() {
    if (order_.lines.empty()) throw fairway::Error::rejected("an order without lines", "/lines");
    std::int64_t units = 0;
    for (std::size_t i = 0; i < order_.lines.size(); ++i) {
      const auto& line = order_.lines[i];
      const std::string at = "/lines/" + std::to_string(i);
      if (line.quantity < 1) throw fairway::Error::rejected("a quantity above zero is needed", at + "/quantity");
      if (line.sku.empty()) throw fairway::Error::rejected("the warehouse needs it", at + "/sku");
      units += line.quantity;
      add({"LX", std::to_string(i + 1)});
      add({"W01", std::to_string(line.quantity), settings_.unit, "", settings_.sku_qualifier,
           exact(line.sku, kSku, at + "/sku")});
      title(line.title, at);
      if (!line.line_id.empty()) add({"N9", "LI", exact(line.line_id, kValue, at + "/line_id")});
    }
    add({"W76", std::to_string(units)});
  }
  // Only to help the eye: what of it cannot be carried is replaced, and what is too long is cut off.
  void title(const std::string& text, const std::string& at) {
    auto rule = rule_;
    rule.replace = true;
    auto shown = carry(rule, text, 0, at + "/title");
    if (!shown.empty()) add({"G69", take_piece(shown, kTitle)});
  }

  const fairway::FulfilmentOrder& order_;
  const Settings& settings_;
  TextRule rule_;
  Segments out_;
};

// The writer takes lists that stand in the source; an order's segments have their number of elements only here.
void put_row(InterchangeWriter& writer, const std::vector<std::string>& row) {
  const auto at = [&](std::size_t i) { return i < row.size() ? std::string_view(row[i]) : std::string_view(); };
  writer.segment(row.front(), {at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10), at(11), at(12), at(13),
                               at(14), at(15), at(16)});
}

void write_order(InterchangeWriter& writer, const Segments& segments) {
  writer.begin_set("940");
  for (const auto& row : segments) put_row(writer, row);
  writer.end_set();
}

}  // namespace

TextRule text_rule(const Settings& settings) {
  TextRule rule;
  rule.separators = {settings.element_separator.front(), settings.component_separator.front(),
                     settings.segment_terminator.front()};
  rule.basic = settings.characters == "basic";
  rule.replace = settings.unknown_characters == "replace";
  return rule;
}

Envelope envelope_of(const Settings& settings, std::uint64_t number, fairway::Time now) {
  if (number == 0 || number > kLastNumber)
    throw fairway::Error::config("the nine digits of X12's control numbers are used up for " + settings.receiver,
                                 "/receiver");
  Envelope envelope;
  envelope.separators = text_rule(settings).separators;
  envelope.sender_qualifier = settings.sender_qualifier, envelope.sender = settings.sender;
  envelope.receiver_qualifier = settings.receiver_qualifier, envelope.receiver = settings.receiver;
  envelope.group_sender = settings.group_sender.empty() ? settings.sender : settings.group_sender;
  envelope.group_receiver = settings.group_receiver.empty() ? settings.receiver : settings.group_receiver;
  envelope.usage = settings.usage.front();
  envelope.number = number;
  envelope.at_ms = now.ms + offset_ms(settings);
  return envelope;
}

Segments order_segments(const fairway::FulfilmentOrder& order, const Settings& settings) {
  return OrderWriter(order, settings).run();
}

Segments cancel_segments(const fairway::Cancellation& cancellation, const Settings& settings) {
  const auto reference = carry_exact(text_rule(settings), cancellation.reference, kReference, "/reference");
  if (reference.empty()) throw fairway::Error::rejected("the warehouse needs it", "/reference");
  Segments out{{"W05", settings.cancel_code, reference}};
  if (!settings.warehouse_code.empty())
    out.push_back({"N1", "WH", settings.warehouse_name, settings.code_qualifier, settings.warehouse_code});
  if (!settings.depositor_code.empty()) out.push_back({"N1", "SF", "", settings.code_qualifier, settings.depositor_code});
  return out;
}

void check_940(const Segments& segments, const Separators& separators) {
  Envelope nobody;
  nobody.separators = separators;
  InterchangeWriter writer(std::move(nobody));
  write_order(writer, segments);
  const auto errors = check_set(writer.set_text(), separators, *find_set("940"));
  if (!errors.segments.empty()) throw fairway::Error::rejected("X12 cannot hold the order: " + errors.text());
}

std::string write_940(const std::vector<Segments>& orders, const Envelope& envelope) {
  InterchangeWriter writer(envelope);
  writer.begin_group("OW");
  for (const auto& segments : orders) write_order(writer, segments);
  writer.end_group();
  return writer.finish();
}

}  // namespace wms_x12
