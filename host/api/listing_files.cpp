#include "host/api/listing_files.hpp"

#include <fmt/format.h>

#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/flows/listings/handed_files.hpp"
#include "host/flows/listings/image_verbs.hpp"

namespace fairway::api {
namespace {

using storage::Rows;

constexpr std::size_t kMostImageSkus = 1000;

json::object file_json(const std::string& id, std::int64_t length) {
  return {{"file", id}, {"length", length}, {"piece", flows::kLongestPiece}, {"most", flows::kLongestFile}};
}

// The members of ImageAsk as an answer has them.
json::object images_json(const ledger::ImageAsk& ask) {
  const auto* state = !ask.ended_at ? "due" : ask.error.empty() ? "done" : "failed";
  return {{"state", state},
          {"images", ask.images},
          {"error", ask.error},
          {"asked_by", ask.asked_by},
          {"asked_at", format_time(ask.asked_at)},
          {"ended_at", ask.ended_at ? json::value(format_time(*ask.ended_at)) : json::value()}};
}

Result<flows::ImageWish> read_image_wish(const Request& request, const json::value& body) {
  flows::ImageWish wish{request.at("account"), request.at("store"), {}, {}};
  const auto *skus = find(body, "skus"), *filter = find(body, "filter");
  if ((skus != nullptr) == (filter != nullptr))
    return fail(FW_E_UNSUPPORTED, "say which: \"skus\", a list, or \"filter\", an object; {} is all that are live");
  if (filter) {
    wish.filter = listing_filter_of(*filter);
    return wish;
  }
  const auto* list = skus->if_array();
  if (!list || list->empty() || list->size() > kMostImageSkus)
    return fail(FW_E_UNSUPPORTED, fmt::format("skus is a list of 1 to {}", kMostImageSkus));
  for (const auto& sku : *list) {
    const auto* text = sku.if_string();
    if (!text) return fail(FW_E_UNSUPPORTED, "a SKU is a text");
    wish.skus.emplace_back(*text);
  }
  return wish;
}

}  // namespace

ledger::ListingFilter listing_filter_of(const json::value& filter) {
  return {std::string(text_at(filter, "state")), std::string(text_at(filter, "product_id")),
          std::string(text_at(filter, "fulfilled_by"))};
}

Response hand_in_listing_file(engine::Engine& engine, const Request& request) {
  auto context = engine.context();
  const auto id = flows::hand_in_file(context, request.at("account"), request.at("store"));
  return id ? ok(file_json(*id, 0), 201) : problem(id.error());
}

Response show_listing_file(engine::Engine& engine, const Request& request) {
  auto context = engine.context();
  const auto length = flows::length_of_file(context, request.at("account"), request.at("store"), request.at("file"));
  return length ? ok(file_json(request.at("file"), *length)) : problem(length.error());
}

Response append_to_listing_file(engine::Engine& engine, const Request& request) {
  const auto body = parse_json(request.body);
  const auto bytes = body ? from_base64(text_at(*body, "bytes")) : std::nullopt;
  if (!bytes || bytes->empty()) return problem(400, "Bad request", "a piece is {\"offset\", \"bytes\": in Base64}");
  auto context = engine.context();
  const auto length = flows::append_to_file(context, request.at("account"), request.at("store"), request.at("file"),
                                            number_at(*body, "offset", -1), *bytes);
  return length ? ok(file_json(request.at("file"), *length)) : problem(length.error());
}

Response refresh_listing_images(engine::Engine& engine, const Request& request) {
  const auto body = parse_json(request.body);
  if (!body) return problem(400, "Bad request", body.error().message);
  const auto wish = read_image_wish(request, *body);
  if (!wish) return problem(wish.error());
  auto context = engine.context();
  const auto asked = flows::ask_for_images(context, *wish, {author_of(request)});
  if (!asked) return problem(asked.error());
  return ok(json::object{{"store", wish->store},
                         {"asked", asked->asked},
                         {"unknown", json::array(asked->unknown.begin(), asked->unknown.end())}},
            202);
}

Response list_listing_images(engine::Engine& engine, const Request& request) {
  PageQuery query{
      "SELECT listing_images.listing_id, listing.sku, nickname FROM listing_images JOIN listing ON listing.id = "
      "listing_images.listing_id JOIN store ON store.id = listing_images.store_id",
      "listing_images.listing_id",
      {},
      {}};
  query.filter("account = ?", request.at("account"));
  for (const auto& [name, condition] :
       {std::pair("store", "nickname = ?"), std::pair("sku", "listing.sku = ?"),
        std::pair("state", "CASE WHEN ended_at IS NULL THEN 'due' WHEN error = '' THEN 'done' ELSE 'failed' END = ?")})
    if (const auto wanted = request.ask(name)) query.filter(condition, *wanted);
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  return page(engine.db(), request, std::move(query), [&](const Rows& rows, std::size_t i) {
    const auto asked = ledger::images_asked(**tx, rows.integer(i, 0));
    auto out = asked && *asked ? images_json(**asked) : json::object();
    out["sku"] = rows.text(i, 1), out["store"] = rows.text(i, 2);
    return out;
  });
}

Status add_images_asked(storage::Transaction& tx, std::int64_t listing, json::object& shown) {
  const auto asked = ledger::images_asked(tx, listing);
  if (!asked) return fail(asked.error());
  shown["images_asked"] = *asked ? json::value(images_json(**asked)) : json::value();
  return {};
}

}  // namespace fairway::api
