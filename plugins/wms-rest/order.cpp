#include "order.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "fairway/plugin.hpp"

namespace wms_rest {
namespace {

// Code points of UTF-8, which is what the API counts.
std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Bytes of the first `points` code points.
std::size_t prefix(std::string_view text, std::size_t points) {
  std::size_t at = 0;
  for (; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && points-- == 0) break;
  return at;
}

void check(const std::string& pointer, const std::string& text, std::size_t most, bool required = false) {
  if (required && text.empty()) throw fairway::Error::rejected("the warehouse needs it", pointer);
  if (length(text) > most)
    throw fairway::Error::rejected(
        "the warehouse takes " + std::to_string(most) + " characters, not " + std::to_string(length(text)), pointer);
}

constexpr std::size_t kAddressLine = 55;

// A long line goes on in a free one, at a blank where there is one.
void spread(remote::Address& to) {
  std::vector<std::string> lines;
  for (const std::string* line : {&to.line1, &to.line2, &to.line3})
    if (!line->empty() || line == &to.line1) lines.push_back(*line);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (length(lines[i]) <= kAddressLine || lines.size() == 3) continue;
    const std::size_t limit = prefix(lines[i], kAddressLine);
    const std::size_t blank = lines[i].rfind(' ', limit);
    const bool at_blank = blank != std::string::npos && blank > 0;
    std::string rest = lines[i].substr(at_blank ? blank + 1 : limit);
    lines[i].resize(at_blank ? blank : limit);
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(rest));
  }
  lines.resize(3);
  to.line1 = lines[0], to.line2 = lines[1], to.line3 = lines[2];
}

remote::Address address(const fairway::Address& from) {
  remote::Address to{from.name.text,  from.company.text, from.line1.text, from.line2.text,
                     from.line3.text, from.city.text,    from.state,      from.postal_code.text,
                     from.country,    from.phone.text,   from.email.text};
  if (to.name.empty()) std::swap(to.name, to.company);  // a company alone is whom the parcel is for
  spread(to);
  check("/ship_to/name", to.name, 60, true);
  check("/ship_to/company", to.company, 60);
  check("/ship_to/line1", to.line1, kAddressLine, true);
  check("/ship_to/line2", to.line2, kAddressLine);
  check("/ship_to/line3", to.line3, kAddressLine);
  check("/ship_to/city", to.city, 30, true);
  check("/ship_to/postal_code", to.postal_code, 15);
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (to.country.size() != 2 || !std::all_of(to.country.begin(), to.country.end(), upper))
    throw fairway::Error::rejected("a country has two capital letters", "/ship_to/country");
  return to;
}

std::vector<remote::Line> lines(const fairway::FulfilmentOrder& order) {
  if (order.lines.empty()) throw fairway::Error::rejected("an order without lines", "/lines");
  std::vector<remote::Line> all;
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    const auto& line = order.lines[i];
    const std::string at = "/lines/" + std::to_string(i);
    check(at + "/line_id", line.line_id, 1000, true);
    check(at + "/sku", line.sku, 48, true);
    if (line.quantity < 1) throw fairway::Error::rejected("a quantity above zero is needed", at + "/quantity");
    all.push_back({line.line_id, line.sku, line.quantity});
  }
  return all;
}

std::string on_one_line(const fairway::Address& address) {
  std::string out;
  const std::string town = address.postal_code.text + (address.postal_code.empty() ? "" : " ") + address.city.text;
  for (const auto& part : {address.name.text, address.company.text, address.line1.text, address.line2.text,
                           address.line3.text, town, address.state, address.country})
    if (!part.empty()) out += (out.empty() ? "" : ", ") + part;
  return out;
}

// The API has no fields for the seller and for where returns go, which have to be on the packing slip.
std::string packing_note(const fairway::FulfilmentOrder& order) {
  std::string out;
  const auto add = [&](const std::string& sentence) { out += (out.empty() ? "" : ". ") + sentence; };
  if (!order.company.empty()) add("Sold by " + order.company);
  if (!order.return_to.country.empty()) add("Returns to " + on_one_line(order.return_to));
  if (!order.packing_note.empty()) add(order.packing_note);
  return out;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

std::map<std::pair<std::string, std::string>, std::int64_t> contents(const remote::OrderCreate& order) {
  std::map<std::pair<std::string, std::string>, std::int64_t> units;
  for (const auto& line : order.lines) units[{line.line_id, line.sku}] += line.quantity;
  return units;
}

}  // namespace

remote::OrderCreate translate(const fairway::FulfilmentOrder& from, const std::string& warehouse) {
  remote::OrderCreate to;
  to.reference = from.reference, to.po_number = from.po_number, to.warehouse_id = warehouse;
  check("/reference", to.reference, 22, true);
  check("/po_number", to.po_number, 22);
  to.ship_to = address(from.ship_to);
  to.shipping_method = from.service;
  check("/service", to.shipping_method, 1000, true);
  to.ship_by = from.ship_by, to.deliver_by = from.deliver_by;
  to.gift_message = from.gift_message.text;
  check("/gift_message", to.gift_message, 250);
  to.packing_note = packing_note(from);
  check("/packing_note", to.packing_note, 250);
  to.lines = lines(from);
  return to;
}

std::string difference(const remote::OrderCreate& ours, const remote::OrderCreate& theirs) {
  struct Pair {
    const char* pointer;
    const std::string &ours, &theirs;
  };
  const Pair pairs[] = {{"/warehouse", ours.warehouse_id, theirs.warehouse_id},
                        {"/service", ours.shipping_method, theirs.shipping_method},
                        {"/ship_to/name", ours.ship_to.name, theirs.ship_to.name},
                        {"/ship_to/line1", ours.ship_to.line1, theirs.ship_to.line1},
                        {"/ship_to/line2", ours.ship_to.line2, theirs.ship_to.line2},
                        {"/ship_to/city", ours.ship_to.city, theirs.ship_to.city},
                        {"/ship_to/postal_code", ours.ship_to.postal_code, theirs.ship_to.postal_code},
                        {"/ship_to/country", ours.ship_to.country, theirs.ship_to.country}};
  if (contents(ours) != contents(theirs)) return "/lines";
  for (const Pair& pair : pairs)
    if (trimmed(pair.ours) != trimmed(pair.theirs)) return pair.pointer;
  return {};
}

std::string without_personal_data(std::string text, const fairway::FulfilmentOrder& order) {
  const fairway::Address& to = order.ship_to;
  for (const fairway::Pii* part : {&to.name, &to.company, &to.line1, &to.line2, &to.line3, &to.city, &to.postal_code,
                                   &to.phone, &to.email, &order.gift_message}) {
    if (part->text.size() < 3) continue;  // a blank or an initial would take the sentence apart
    for (auto at = text.find(part->text); at != std::string::npos; at = text.find(part->text, at))
      text.replace(at, part->text.size(), "…");
  }
  return text;
}

}  // namespace wms_rest
