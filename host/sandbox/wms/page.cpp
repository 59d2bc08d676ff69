#include "host/sandbox/wms/page.hpp"

#include <charconv>

#include "host/base/text.hpp"
#include "host/sandbox/json_out.hpp"

namespace fairway::sandbox {
namespace {

std::int64_t whole_number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Result<WmsPage> WmsPage::read(const Call& call, std::uint64_t seed) {
  std::uint64_t print = hash_of(call.operation.id, hash_of(call.request.header("x-depositor"), seed));
  for (const auto& [name, value] : call.request.query)
    if (name != "cursor") print ^= mix(hash_of(value, hash_of(name)));
  WmsPage page(call, seed, print);
  page.limit_ = static_cast<std::size_t>(std::max<std::int64_t>(1, call.settings.wms_page));
  if (const auto* cursor = call.request.parameter("cursor")) {
    const auto parts = split(*cursor, '.');
    if (parts.size() != 3) return fail(FW_E_INVALID, "the cursor is malformed");
    const Place place{Instant(Millis(whole_number(parts[0]))), static_cast<std::uint64_t>(whole_number(parts[1]))};
    if (page.token(place) != *cursor) return fail(FW_E_INVALID, "the cursor is not of this query");
    page.cursor_ = place;
  }
  return page;
}

std::string WmsPage::token(Place place) const {
  const auto text = fmt::format("{}.{}", place.at.time_since_epoch().count(), place.number);
  return fmt::format("{}.{:x}", text, hash_of(text, print_));
}

Response WmsPage::answer(std::string_view head) {
  const auto& strikes = call_->strikes;
  if (strikes.has(FaultKind::repeat_page)) next_ = cursor_.value_or(Place{});
  if (strikes.has(FaultKind::shuffle_rows)) std::reverse(rows_.begin(), rows_.end());
  const auto count = rows_.size();
  if (strikes.has(FaultKind::duplicate_rows))
    for (std::size_t i = 0; i < (count + 1) / 2; ++i) rows_.push_back(rows_[i]);
  Response response;
  JsonOut out(response.body);
  out.open();
  if (!head.empty()) out.raw(head);
  out.open_list("items");
  for (const auto& row : rows_) out.raw(row);
  out.close_list();
  if (next_) out.text("next", token(*next_));
  else out.null("next");
  out.close();
  return response;
}

}  // namespace fairway::sandbox
