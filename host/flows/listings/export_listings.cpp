#include "host/flows/listings/export_listings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/base/text.hpp"
#include "host/flows/schedule.hpp"
#include "host/ledger/listing.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {
namespace {

constexpr std::int64_t kListingsAtOnce = 200;  // with long descriptions still far below what one question may hold
constexpr Millis kWritingDeadline = std::chrono::seconds(30);
constexpr const char* kLineEnd = "\r\n";

Result<ledger::ListingPage> read_page(Context& context, const config::Account& account, const config::Store& store,
                                      std::int64_t after) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = ledger::stores_of(**tx, account.name);
  if (!rows) return fail(std::move(rows.error()));
  const auto found =
      std::find_if(rows->begin(), rows->end(), [&](const auto& row) { return row.nickname == store.nickname; });
  if (found == rows->end()) return ledger::ListingPage();
  return ledger::listings_after(**tx, found->id, after, kListingsAtOnce);
}

Result<ListingFileAnswer> ask_for_lines(Context& context, const config::Account& account, const config::Store& store,
                                        std::vector<Listing> listings) {
  const auto spec = channel_spec(context.catalogue, account, store, store.nickname, "listings");
  plugins::CallOptions options;
  options.deadline = kWritingDeadline;
  options.interactive = true;
  options.trace = "export-" + account.name;
  const auto count = listings.size();
  const auto answers = context.plugins.channel(spec)->decide(ListingFileQuestion::kSchema,
                                                             {to_json(ListingFileQuestion{std::move(listings)})}, options);
  if (answers.size() != 1) return fail(FW_E_UNAVAILABLE, "the plugin gave no answer");
  if (!answers[0]) return fail(answers[0].error());
  ListingFileAnswer answer;
  if (JsonError error; !read_json(*answers[0], answer, error)) return fail(FW_E_INTERNAL, "its answer: " + error.message);
  if (answer.lines.size() != count)
    return fail(FW_E_INTERNAL, fmt::format("the plugin wrote {} lines for {} listings", answer.lines.size(), count));
  return answer;
}

}  // namespace

Result<ListingLines> export_listings(Context& context, const std::string& account_name, const std::string& store_name,
                                     std::int64_t after) {
  const auto* account = context.account(account_name);
  const auto* store = account ? account->store(store_name) : nullptr;
  if (!store) return fail(FW_E_INVALID, fmt::format("no store {} in account {}", printable(store_name, 80), account_name));
  const auto* plugin = context.catalogue.find(store->settings.plugin);
  const auto& decides = plugin ? plugin->description.manifest.decides : std::vector<std::string>();
  if (std::find(decides.begin(), decides.end(), ListingFileQuestion::kSchema) == decides.end())
    return fail(FW_E_UNSUPPORTED, fmt::format("the plugin {} writes no file of listings", store->settings.plugin));
  auto page = read_page(context, *account, *store, after);
  if (!page) return fail(std::move(page.error()));
  ListingLines out;
  if (static_cast<std::int64_t>(page->listings.size()) == kListingsAtOnce) out.last = page->last;
  auto answer = ask_for_lines(context, *account, *store, std::move(page->listings));
  if (!answer) return fail(std::move(answer.error()));
  out.header = answer->header.empty() ? "" : answer->header + kLineEnd;
  for (const auto& line : answer->lines) out.text += line + kLineEnd;
  return out;
}

}  // namespace fairway::flows
