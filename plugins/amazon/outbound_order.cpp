#include "outbound_order.hpp"

#include <algorithm>
#include <map>

#include "text.hpp"

namespace amazon {
namespace {

// The limits of the model fulfillmentOutbound_2020-07-01.
constexpr std::size_t kMostId = 40, kMostComment = 750, kMostGift = 512, kMostSku = 50, kMostLines = 100;
constexpr std::int64_t kMostUnits = 250;
constexpr const char* kSpeeds[] = {"Standard", "Expedited", "Priority"};

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void need(const std::string& pointer, const std::string& text, std::size_t most = 1000) {
  if (text.empty()) throw fairway::Error::rejected("Amazon needs it", pointer);
  if (characters(text) > most)
    throw fairway::Error::rejected(
        "Amazon takes " + std::to_string(most) + " characters, not " + std::to_string(characters(text)), pointer);
}

// Amazon reads a plus sign or a blank in the path of a later question as something else: such an order could be made, and
// never be asked about again.
void check_reference(const std::string& reference) {
  need("/reference", reference, kMostId);
  if (reference.find_first_of("+ ") != std::string::npos)
    throw fairway::Error::rejected("Amazon does not find a reference again that has a plus sign or a blank in it",
                                   "/reference");
}

std::string district_of(const fairway::Address& from) {
  for (const auto& [name, text] : from.extra.members)
    if (name == "district") return fairway::JsonView::parse(text).text();
  return {};
}

// There is no field for a company: it takes the next free line, else it follows the name.
Destination destination(const fairway::Address& from) {
  Destination to{from.name.text,    from.line1.text, from.line2.text,       from.line3.text, from.city.text,
                 district_of(from), from.state,      from.postal_code.text, from.country,    from.phone.text};
  const std::string& company = from.company.text;
  if (to.name.empty()) to.name = company;
  else if (!company.empty()) {
    if (to.line2.empty()) to.line2 = company;
    else if (to.line3.empty()) to.line3 = company;
    else to.name += ", " + company;
  }
  need("/ship_to/name", to.name);
  need("/ship_to/line1", to.line1);
  need("/ship_to/postal_code", to.postal_code);
  need("/ship_to/country", to.country, 2);
  if (to.country != "JP") need("/ship_to/city", to.city);
  return to;
}

std::vector<OutboundLine> lines_of(const fairway::FulfilmentOrder& order) {
  if (order.lines.empty()) throw fairway::Error::rejected("an order without lines", "/lines");
  if (order.lines.size() > kMostLines) throw fairway::Error::rejected("Amazon takes 100 lines at most", "/lines");
  std::vector<OutboundLine> all;
  std::int64_t units = 0;
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    const auto& line = order.lines[i];
    const std::string at = "/lines/" + std::to_string(i);
    need(at + "/line_id", line.line_id, kMostSku);
    need(at + "/sku", line.sku, kMostSku);
    if (line.quantity < 1) throw fairway::Error::rejected("a quantity above zero is needed", at + "/quantity");
    for (const auto& earlier : all)
      if (earlier.id == line.line_id) throw fairway::Error::rejected("a line id that stands twice", at + "/line_id");
    units += line.quantity;
    all.push_back({line.line_id, line.sku, line.quantity});
  }
  if (units > kMostUnits) throw fairway::Error::rejected("Amazon takes 250 units at most", "/lines");
  return all;
}

// Amazon may write an address its own way: neither case nor blanks make it another one.
std::string squeezed(std::string_view text) {
  std::string out = lower(text);
  std::erase(out, ' ');
  return out;
}

std::map<std::pair<std::string, std::string>, std::int64_t> units_of(const std::vector<OutboundLine>& lines) {
  std::map<std::pair<std::string, std::string>, std::int64_t> units;
  for (const auto& line : lines) units[{line.id, line.sku}] += line.quantity;
  return units;
}

}  // namespace

OutboundOrder outbound_order(const fairway::FulfilmentOrder& from) {
  OutboundOrder to;
  to.reference = from.reference;
  check_reference(to.reference);
  to.speed = from.service;
  if (std::find(std::begin(kSpeeds), std::end(kSpeeds), to.speed) == std::end(kSpeeds))
    throw fairway::Error::rejected(
        "Amazon ships Standard, Expedited or Priority; the shipping rules say \"" + to.speed + '"', "/service");
  to.shown_id =
      from.channel_order_id.empty() || characters(from.channel_order_id) > kMostId ? from.reference : from.channel_order_id;
  // The comment is required. The seller's name is what a packing slip ought to say where nothing else is to be said.
  to.comment = !from.packing_note.empty() ? from.packing_note : !from.company.empty() ? from.company : to.shown_id;
  need("/packing_note", to.comment, kMostComment);
  to.gift_message = from.gift_message.text;
  if (!to.gift_message.empty()) need("/gift_message", to.gift_message, kMostGift);
  to.to = destination(from.ship_to);
  to.lines = lines_of(from);
  return to;
}

std::string difference(const OutboundOrder& ours, const OutboundFound& theirs) {
  struct Pair {
    const char* pointer;
    const std::string &ours, &theirs;
  };
  const Pair pairs[] = {{"/service", ours.speed, theirs.speed},
                        {"/ship_to/name", ours.to.name, theirs.to.name},
                        {"/ship_to/line1", ours.to.line1, theirs.to.line1},
                        {"/ship_to/postal_code", ours.to.postal_code, theirs.to.postal_code},
                        {"/ship_to/country", ours.to.country, theirs.to.country}};
  if (units_of(ours.lines) != units_of(theirs.lines)) return "/lines";
  for (const Pair& pair : pairs)
    if (!pair.theirs.empty() && squeezed(pair.ours) != squeezed(pair.theirs)) return pair.pointer;
  return {};
}

std::string told_of(std::string complaint, const fairway::FulfilmentOrder& order) {
  const fairway::Address& to = order.ship_to;
  for (const fairway::Pii* part : {&to.name, &to.company, &to.line1, &to.line2, &to.line3, &to.city, &to.postal_code,
                                   &to.phone, &to.email, &order.gift_message}) {
    if (part->text.size() < 3) continue;  // a blank or an initial would take the sentence apart
    for (auto at = complaint.find(part->text); at != std::string::npos; at = complaint.find(part->text, at))
      complaint.replace(at, part->text.size(), "…");
  }
  for (const auto& line : order.lines)
    if (line.line_id.size() >= 3 && complaint.find(line.line_id) != std::string::npos &&
        complaint.find("SKU " + line.sku) == std::string::npos)
      complaint += "; " + line.line_id + " is SKU " + line.sku;
  return complaint;
}

}  // namespace amazon
