#include "host/sandbox/faults.hpp"

#include "host/sandbox/settings.hpp"

namespace fairway::sandbox {
namespace {

struct Named {
  std::string_view name;
  FaultKind kind;
};
constexpr Named kNames[] = {
    {"error", FaultKind::error},
    {"throttle", FaultKind::throttle},
    {"reset_before", FaultKind::reset_before},
    {"reset_after", FaultKind::reset_after},
    {"truncated", FaultKind::truncated},
    {"garbage", FaultKind::garbage},
    {"slow", FaultKind::slow},
    {"token_expired", FaultKind::token_expired},
    {"token_refused", FaultKind::token_refused},
    {"repeat_page", FaultKind::repeat_page},
    {"duplicate_rows", FaultKind::duplicate_rows},
    {"shuffle_rows", FaultKind::shuffle_rows},
    {"hang_feed", FaultKind::hang_feed},
    {"fatal_feed", FaultKind::fatal_feed},
    {"hang_report", FaultKind::hang_report},
    {"fatal_report", FaultKind::fatal_report},
    {"cancel_report", FaultKind::cancel_report},
    {"drop_package", FaultKind::drop_package},
    {"drop_listing", FaultKind::drop_listing},
    {"drop_delivery", FaultKind::drop_delivery},
    {"double_delivery", FaultKind::double_delivery},
    {"forge_delivery", FaultKind::forge_delivery},
    {"refuse_interchange", FaultKind::refuse_interchange},
    {"refuse_group", FaultKind::refuse_group},
    {"refuse_set", FaultKind::refuse_set},
};
constexpr std::string_view kMembers[] = {"kind",   "side", "operation", "account",     "probability", "count", "skip",
                                         "status", "when", "delay",     "retry_after", "message",     "place", "code"};

// What file warehouses send, and the three levels at which X12 refuses.
constexpr std::string_view kFiles[] = {"997", "TA1", "945", "846", "944", "shipments", "stock"};
constexpr std::string_view kLevels[] = {"interchange", "group", "set"};

// Some kinds make sense for some operations only: a fault for all operations waits for one of those.
bool fits(FaultKind kind, std::string_view operation) {
  const bool file = std::find(std::begin(kFiles), std::end(kFiles), operation) != std::end(kFiles);
  const bool level = std::find(std::begin(kLevels), std::end(kLevels), operation) != std::end(kLevels);
  switch (kind) {
    case FaultKind::refuse_interchange: return operation == "interchange";
    case FaultKind::refuse_group: return operation == "group";
    case FaultKind::refuse_set: return operation == "set";
    case FaultKind::truncated:
    case FaultKind::garbage: return operation != "webhook" && !level;
    case FaultKind::hang_feed:
    case FaultKind::fatal_feed: return operation == "createFeed";
    case FaultKind::hang_report:
    case FaultKind::fatal_report:
    case FaultKind::cancel_report: return operation == "createReport";
    case FaultKind::drop_package: return operation == "confirmShipment";
    case FaultKind::drop_listing:
      return operation == "putListingsItem" || operation == "patchListingsItem" || operation == "deleteListingsItem";
    case FaultKind::drop_delivery:
    case FaultKind::double_delivery: return operation == "webhook" || file;
    case FaultKind::forge_delivery: return operation == "webhook";
    case FaultKind::repeat_page:
    case FaultKind::duplicate_rows:
    case FaultKind::shuffle_rows:
      return operation == "searchOrders" || operation == "findOrders" || operation == "listInventory" ||
             operation == "listShipments" || operation == "listAllFulfillmentOrders" || operation == "getInventorySummaries";
    default: return operation != "webhook" && !file && !level;
  }
}

bool matches(const Fault& fault, std::string_view side, std::string_view operation, std::string_view account) {
  return (fault.side == "any" || fault.side == side) && (fault.operation == "*" || fault.operation == operation) &&
         (fault.account.empty() || fault.account == account) && fits(fault.kind, operation);
}

}  // namespace

const char* name_of(FaultKind kind) {
  for (const auto& named : kNames)
    if (named.kind == kind) return named.name.data();
  return "?";
}

Result<Fault> read_fault(const json::value& text) {
  if (!text.is_object()) return fail(FW_E_INVALID, "a fault is an object");
  for (const auto& member : text.get_object())
    if (std::find(std::begin(kMembers), std::end(kMembers), std::string_view(member.key())) == std::end(kMembers))
      return fail(FW_E_INVALID, fmt::format("a fault has no '{}'", std::string_view(member.key())));
  Fault fault;
  const auto kind = text_at(text, "kind");
  const auto* named = std::find_if(std::begin(kNames), std::end(kNames), [&](const Named& n) { return n.name == kind; });
  if (named == std::end(kNames)) return fail(FW_E_INVALID, fmt::format("no fault of kind '{}'", kind));
  fault.kind = named->kind;
  fault.side = text_at(text, "side", "any");
  fault.operation = text_at(text, "operation", "*");
  fault.account = text_at(text, "account");
  if (const auto* value = find(text, "probability"); value && value->is_number())
    fault.probability = value->to_number<double>();
  fault.count = number_at(text, "count", -1);
  fault.skip = number_at(text, "skip", 0);
  fault.status = static_cast<int>(number_at(text, "status", 500));
  fault.message = text_at(text, "message", "The service could not answer");
  fault.after = text_at(text, "when", "before") == "after";
  if (const auto* value = find(text, "delay")) fault.delay = duration_of(*value).value_or(Millis(0));
  if (const auto* value = find(text, "retry_after"))
    fault.retry_after =
        value->is_string() ? std::string(value->get_string()) : std::to_string(number_at(text, "retry_after"));
  fault.place = text_at(text, "place"), fault.code = text_at(text, "code");
  constexpr std::string_view kSides[] = {"any", "amazon", "wms", "x12", "csv"};
  if (std::find(std::begin(kSides), std::end(kSides), fault.side) == std::end(kSides))
    return fail(FW_E_INVALID, "side is amazon, wms, x12, csv or any");
  return fault;
}

json::object describe(const Fault& fault) {
  json::object out{{"kind", name_of(fault.kind)},      {"side", fault.side},
                   {"operation", fault.operation},     {"account", fault.account},
                   {"probability", fault.probability}, {"count", fault.count}};
  if (fault.kind == FaultKind::error) out["status"] = fault.status;
  return out;
}

std::uint64_t Faults::add(Fault fault) {
  std::scoped_lock lock(mutex_);
  const auto id = ++last_;
  armed_.push_back({std::move(fault), id, Random(mix(seed_ + id)), 0, 0});
  any_ = true;
  return id;
}

void Faults::clear() {
  std::scoped_lock lock(mutex_);
  armed_.clear();
  any_ = false;
}

Strikes Faults::draw(std::string_view side, std::string_view operation, std::string_view account) {
  Strikes strikes;
  if (!any_) return strikes;
  std::scoped_lock lock(mutex_);
  for (auto& armed : armed_) {
    if (!matches(armed.fault, side, operation, account)) continue;
    if (armed.seen++ < armed.fault.skip) continue;
    if (armed.fault.count >= 0 && armed.struck >= armed.fault.count) continue;
    if (!armed.random.chance(armed.fault.probability)) continue;
    ++armed.struck;
    strikes.add(armed.fault);
  }
  return strikes;
}

json::array Faults::list() const {
  std::scoped_lock lock(mutex_);
  json::array out;
  for (const auto& armed : armed_) {
    auto one = describe(armed.fault);
    one["id"] = armed.id;
    one["seen"] = armed.seen;
    one["struck"] = armed.struck;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace fairway::sandbox
