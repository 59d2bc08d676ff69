#include "host/api/listing_changes.hpp"

#include <boost/mp11.hpp>
#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/flows/listings/change_verbs.hpp"

namespace fairway::api {
namespace {

using storage::Rows;

constexpr std::int64_t kChangesShown = 10;

std::vector<std::string> members_of_wanted() {
  std::vector<std::string> names;
  boost::mp11::mp_for_each<boost::describe::describe_members<flows::Wanted, boost::describe::mod_public>>(
      [&](auto member) { names.emplace_back(member.name); });
  return names;
}

// A slip of the hand must not be passed over: another price than the one that was meant would go out.
Result<flows::Wanted> read_wanted(const json::value& item, std::size_t index) {
  static const auto known = members_of_wanted();
  const auto at = fmt::format("items[{}]", index);
  if (!item.is_object()) return fail(FW_E_UNSUPPORTED, at + " is no object");
  for (const auto& [name, value] : item.get_object())
    if (std::find(known.begin(), known.end(), std::string(name)) == known.end()) {
      const auto near = nearest(std::string(name), known);
      return fail(FW_E_UNSUPPORTED, fmt::format("{}: unknown member \"{}\"{}", at, printable(name, 60),
                                                near ? fmt::format(", did you mean \"{}\"?", *near) : ""));
    }
  flows::Wanted wanted;
  if (JsonError error; !read_json(json::serialize(item), wanted, error))
    return fail(FW_E_UNSUPPORTED, fmt::format("{}{}: {}", at, error.pointer, error.message));
  return wanted;
}

Result<flows::ChangeWish> read_wish(const Request& request, const json::value& body) {
  flows::ChangeWish wish{request.at("account"), request.at("store"), ListingWish::unknown, {}};
  wish.wish = Open<ListingWish>::parse(text_at(body, "verb")).value;
  const auto* items = find(body, "items");
  if (!items || !items->is_array()) return fail(FW_E_UNSUPPORTED, "items is a list of listings");
  for (std::size_t i = 0; i < items->get_array().size(); ++i) {
    auto wanted = read_wanted(items->get_array()[i], i);
    if (!wanted) return fail(std::move(wanted.error()));
    wish.listings.push_back(std::move(*wanted));
  }
  return wish;
}

json::array texts_json(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

json::object asked_json(const flows::ChangeAsked& asked) {
  return {{"sku", asked.sku},
          {"change", asked.change == 0 ? json::value() : json::value(fmt::format("{}", asked.change))},
          {"error", asked.refused.empty() ? json::value() : json::value(asked.refused)},
          {"warnings", texts_json(asked.warnings)},
          {"preview", asked.preview},
          {"issues", listing_issues_json(asked.issues)}};
}

json::value instant_json(const std::optional<Instant>& at) { return at ? json::value(format_time(*at)) : json::value(); }

json::object change_json(const ledger::ChangeRow& row) {
  return {{"id", fmt::format("{}", row.id)},
          {"sku", row.change.sku},
          {"verb", row.change.wish.text()},
          {"state", ledger::text(row.state)},
          {"asked_by", row.asked_by},
          {"asked_at", format_time(row.asked_at)},
          {"told_at", instant_json(row.told_at)},
          {"ended_at", instant_json(row.ended_at)},
          {"submission", row.submission},
          {"error", row.error},
          {"wanted", parse_json(to_json(row.change)).value_or(json::object())}};
}

}  // namespace

json::array listing_issues_json(const std::vector<ListingIssue>& issues) {
  json::array out;
  for (const auto& issue : issues)
    out.push_back(json::object{{"code", issue.code},
                               {"message", issue.message},
                               {"severity", issue.severity},
                               {"attributes", texts_json(issue.attributes)},
                               {"fields", texts_json(issue.fields)},
                               {"categories", texts_json(issue.categories)},
                               {"cause", issue.cause},
                               {"remedy", issue.remedy}});
  return out;
}

Response change_listings(engine::Engine& engine, const Request& request) {
  const auto body = parse_json(request.body);
  if (!body) return problem(400, "Bad request", body.error().message);
  const auto wish = read_wish(request, *body);
  if (!wish) return problem(wish.error());
  const bool dry_run = flag_at(*body, "dry_run");
  auto context = engine.context();
  const auto asked =
      dry_run ? flows::preview_changes(context, *wish) : flows::ask_changes(context, *wish, {author_of(request)});
  if (!asked) return problem(asked.error());
  json::array items;
  for (const auto& one : *asked) items.push_back(asked_json(one));
  return ok(json::object{{"dry_run", dry_run}, {"items", std::move(items)}}, dry_run ? 200 : 202);
}

Response list_listing_changes(engine::Engine& engine, const Request& request) {
  PageQuery query{
      "SELECT listing_change.id FROM listing_change JOIN listing ON listing.id = listing_change.listing_id JOIN store ON "
      "store.id "
      "= listing.store_id",
      "listing_change.id",
      {},
      {}};
  query.filter("account = ?", request.at("account"));
  for (const auto& [name, condition] : {std::pair("store", "nickname = ?"), std::pair("sku", "listing.sku = ?"),
                                        std::pair("verb", "verb = ?"), std::pair("state", "listing_change.state = ?")})
    if (const auto wanted = request.ask(name)) query.filter(condition, *wanted);
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  return page(engine.db(), request, std::move(query), [&](const Rows& rows, std::size_t i) {
    const auto found = ledger::changes_by_id(**tx, {rows.integer(i, 0)});
    return found && !found->empty() ? change_json(found->front()) : json::object();
  });
}

Status add_channel_side(storage::Transaction& tx, std::int64_t listing, json::object& shown) {
  const auto changes = ledger::last_changes(tx, listing, kChangesShown);
  if (!changes) return fail(changes.error());
  auto& list = shown["changes"].emplace_array();
  for (const auto& row : *changes) list.push_back(change_json(row));
  const auto issues = ledger::issues_of(tx, listing);
  if (!issues) return fail(issues.error());
  shown["issues"] = listing_issues_json(*issues);
  const auto looks = ledger::looks_of(tx, {listing});
  if (!looks) return fail(looks.error());
  const bool seen = !looks->empty() && looks->front().looked_at;
  shown["looked_at"] = seen ? json::value(format_time(*looks->front().looked_at)) : json::value();
  shown["channel"] = seen ? parse_json(to_json(looks->front().shown)).value_or(nullptr) : json::value();
  return {};
}

}  // namespace fairway::api
