#include "settings.hpp"

#include <charconv>

#include "x12/segment.hpp"

namespace wms_x12 {

namespace {

constexpr std::string_view kOwn = R"json(
    "files": {"type": "string", "default": "*", "examples": ["*.edi"], "description": "Which files of the inbox are taken: * is any run of characters, ? is one"},
    "shared-inbox": {"type": "boolean", "default": false, "description": "Other accounts or programs read this inbox too: files whose ISA names others than receiver and sender, or another usage, are left there for them instead of being set aside"},
    "sender": {"type": "string", "minLength": 2, "maxLength": 15, "description": "Who we are (ISA06)"},
    "receiver": {"type": "string", "minLength": 2, "maxLength": 15, "description": "Who the warehouse is (ISA08)"},
    "sender-qualifier": {"type": "string", "minLength": 2, "maxLength": 2, "default": "ZZ", "description": "Kind of our id (ISA05)"},
    "receiver-qualifier": {"type": "string", "minLength": 2, "maxLength": 2, "default": "ZZ", "description": "Kind of the warehouse's id (ISA07)"},
    "group-sender": {"type": "string", "maxLength": 15, "description": "GS02; left out: the sender"},
    "group-receiver": {"type": "string", "maxLength": 15, "description": "GS03; left out: the receiver"},
    "usage": {"type": "string", "enum": ["P", "T"], "default": "P", "description": "P production, T test (ISA15); a file of the other kind is not acted on"},
    "element-separator": {"type": "string", "minLength": 1, "maxLength": 1, "default": "*", "description": "Of files that we write; those we read say theirs"},
    "component-separator": {"type": "string", "minLength": 1, "maxLength": 1, "default": ">", "description": "Of files that we write"},
    "segment-terminator": {"type": "string", "minLength": 1, "maxLength": 1, "default": "~", "description": "Of files that we write"},
    "characters": {"type": "string", "enum": ["extended", "basic"], "default": "extended", "description": "basic: the warehouse reads capitals only"},
    "unknown-characters": {"type": "string", "enum": ["refuse", "replace"], "default": "refuse", "description": "An order with letters that X12 cannot carry, such as Chinese ones: refuse it, or send question marks"},
    "acknowledge": {"type": "boolean", "default": true, "description": "Answer what arrives with a 997"},
    "reply-within": {"type": "string", "format": "duration", "default": "24h", "description": "A 940 to which no 997 came by then is told; 0s for a warehouse that sends none"},
    "orders-per-file": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20, "description": "Most orders in one interchange; 1 where the warehouse refuses a file for one bad order"},
    "cancel": {"type": "string", "enum": ["refuse", "ask"], "default": "refuse", "description": "refuse: a person calls the warehouse. ask: a 940 with the cancel code is sent, and the order counts as cancelled, though X12 has no answer to it"},
    "cancel-code": {"type": "string", "minLength": 1, "maxLength": 1, "default": "F", "description": "W05-01 of a cancellation"},
    "utc-offset": {"type": "string", "pattern": "^[+-][0-9]{2}:[0-9]{2}$", "default": "+00:00", "description": "Of the warehouse's clock, for dates and times that have no zone"},
    "warehouse-name": {"type": "string", "maxLength": 60, "description": "N1*WH of our orders"},
    "warehouse-code": {"type": "string", "maxLength": 80, "description": "Which of the warehouse's buildings (N1*WH, N104)"},
    "depositor-code": {"type": "string", "maxLength": 80, "description": "Who we are to the warehouse (N1*SF, N104)"},
    "code-qualifier": {"type": "string", "minLength": 1, "maxLength": 2, "default": "92", "description": "N103 beside these codes"},
    "return-to-entity": {"type": "string", "pattern": "^[A-Z0-9]{2,3}$", "examples": ["RT"], "description": "N101 of the address that the account's returns.to has, as the warehouse's guide says; left out: it is not sent"},
    "unit": {"type": "string", "minLength": 2, "maxLength": 2, "default": "EA", "description": "W01-02"},
    "sku-qualifier": {"type": "string", "minLength": 2, "maxLength": 2, "default": "VN", "description": "W01-04, beside the SKU"},
    "payment": {"type": "string", "minLength": 2, "maxLength": 2, "default": "PP", "description": "W66-01, who pays the carrier"},
    "mode": {"type": "string", "minLength": 1, "maxLength": 2, "default": "U", "description": "W66-02, where the service has none of its own"},
    "ship-by-code": {"type": "string", "minLength": 2, "maxLength": 2, "default": "10", "description": "G62-01 of the day to ship by"},
    "deliver-by-code": {"type": "string", "minLength": 2, "maxLength": 2, "default": "02", "description": "G62-01 of the day to deliver by"},
    "note-code": {"type": "string", "minLength": 3, "maxLength": 3, "default": "WHI", "description": "NTE01 of packing notes and gift messages"},
    "services": {"type": "object", "description": "Shipping services as the shipping map names them, and how W66 does", "additionalProperties": {"type": "object", "additionalProperties": false, "properties": {
      "scac": {"type": "string", "minLength": 2, "maxLength": 4, "description": "W66-10"},
      "mode": {"type": "string", "minLength": 1, "maxLength": 2, "description": "W66-02"},
      "routing": {"type": "string", "maxLength": 35, "description": "W66-05; left out: the service's name"}}}},
    "carriers": {"type": "object", "description": "SCAC to the carrier's name; beside those that are known everywhere (UPSN, USPS, FDEG, FDE …)", "additionalProperties": {"type": "string", "minLength": 1}},
    "sku-qualifiers": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 2, "maxLength": 2}, "default": ["VN", "SK"], "description": "Which pairs of W12 and LIN hold our SKU, the first that is there"},
    "tracking": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^(MAN|N9)\\*[A-Z0-9]{1,3}$|^W06-0[45]$"}, "default": ["MAN*CP", "N9*2I", "N9*CN", "W06-05"], "description": "Where a 945 has the tracking number, the first that is there"},
    "backorder-codes": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 2, "maxLength": 2}, "default": ["BP"], "description": "W12-01: the rest of the line ships later"},
    "short-codes": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 2, "maxLength": 2}, "default": ["CP"], "description": "W12-01: the rest of the line does not ship"},
    "quantities": {"type": "object", "additionalProperties": false, "description": "QTY01 of an 846", "properties": {
      "available": {"type": "string", "minLength": 2, "maxLength": 2, "default": "33", "description": "Free for sale"},
      "on-hand": {"type": "string", "minLength": 2, "maxLength": 2, "default": "17", "description": "In the building"},
      "committed": {"type": "string", "minLength": 2, "maxLength": 2, "default": "29", "description": "Promised"}}}
)json";

}  // namespace

std::string schema_text() {
  std::string text = R"json({"type": "object", "additionalProperties": false,
  "required": ["outbox", "inbox", "sender", "receiver"],
  "properties": {)json";
  return text.append(fairway::drop::settings_schema()).append(",").append(kOwn).append("}}");
}

Settings with_defaults(Settings settings) {
  const auto fill = [](std::vector<std::string>& list, std::vector<std::string> all) {
    if (list.empty()) list = std::move(all);
  };
  fill(settings.sku_qualifiers, {"VN", "SK"});
  fill(settings.tracking, {"MAN*CP", "N9*2I", "N9*CN", "W06-05"});
  fill(settings.backorder_codes, {"BP"});
  fill(settings.short_codes, {"CP"});
  return settings;
}

std::int64_t duration_ms(const std::string& text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  for (const auto& [name, ms] : kUnits)
    if (error == std::errc() && unit == name) return count * ms;
  return 0;
}

std::int64_t offset_ms(const Settings& settings) {
  const auto& text = settings.utc_offset;
  if (text.size() != 6) return 0;
  const auto digit = [&](std::size_t at) { return static_cast<std::int64_t>(text[at] - '0'); };
  const auto minutes = (digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5);
  return (text[0] == '-' ? -minutes : minutes) * 60'000;
}

void judge(fairway::Findings& findings, const Settings& settings) {
  fairway::drop::validate(findings, settings);
  const std::pair<const char*, const std::string*> separators[] = {{"/element-separator", &settings.element_separator},
                                                                   {"/component-separator", &settings.component_separator},
                                                                   {"/segment-terminator", &settings.segment_terminator}};
  for (const auto& [pointer, text] : separators) {
    const char c = text->size() == 1 ? text->front() : 'a';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || c == ' ' || static_cast<unsigned char>(c) >= 0x7F)
      findings.add("a separator is a character that stands in no name: no letter, digit or blank", pointer);
    for (const auto& [name, id] : {std::pair("/sender", &settings.sender), std::pair("/receiver", &settings.receiver)})
      if (id->find(c) != std::string::npos) findings.add("it has a separator in it", name);
  }
  if (settings.component_separator == settings.element_separator)
    findings.add("it is the same as another separator", "/component-separator");
  if (settings.segment_terminator == settings.element_separator ||
      settings.segment_terminator == settings.component_separator)
    findings.add("it is the same as another separator", "/segment-terminator");
  if (settings.sender == settings.receiver && settings.sender_qualifier == settings.receiver_qualifier)
    findings.add("sender and receiver are the same", "/receiver");
}

}  // namespace wms_x12
