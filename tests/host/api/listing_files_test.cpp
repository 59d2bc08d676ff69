// LST-14, LST-15: files of listings on their way in, and images that are wanted anew, by REST.
#include "host/api/listing_files.hpp"

#include "host/api/imports.hpp"
#include "host/api/listings.hpp"
#include "host/base/text.hpp"
#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

Catalogue file_catalogue() {
  auto catalogue = engine::test::shop_catalogue();
  auto& streams = catalogue.plugins.at("amazon").description.manifest.streams;
  for (const auto* name : {"listings", "listing-file", "products"}) streams.push_back({name, {}, "listings", "", {}});
  return catalogue;
}

struct FileHost : Host {
  FileHost()
      : Host("listen: 127.0.0.1:0\n",
             "account: acme\nstores:\n  us: { plugin: amazon, settings: { seller-id: A1, marketplace: US, refresh-token: "
             "none } "
             "}\n",
             file_catalogue()) {}
  Response ask(Response (*handler)(engine::Engine&, const Request&), const std::string& body = {},
               std::map<std::string, std::string> place = {}) {
    Request made;
    made.place = std::move(place);
    made.place["account"] = "acme", made.place["store"] = "us";
    made.who = {"ada", Role::admin, ""};
    made.body = body;
    return handler(*engine, made);
  }
  static json::value body_of(const Response& response) { return parse_json(response.body).value(); }
};

TEST(ListingFiles, ComeInPiecesAndAreReadByAnImport) {
  FileHost host;
  const auto begun = host.ask(hand_in_listing_file, "{}");
  ASSERT_EQ(begun.status, 201) << begun.body;
  const auto id = std::string(text_at(FileHost::body_of(begun), "file"));
  const auto piece = [&](std::int64_t offset, const std::string& bytes) {
    return host.ask(append_to_listing_file, json::serialize(json::object{{"offset", offset}, {"bytes", to_base64(bytes)}}),
                    {{"file", id}});
  };
  EXPECT_EQ(number_at(FileHost::body_of(piece(0, "item-name\xFF")), "length"), 10);
  EXPECT_EQ(piece(11, "x").status, 409) << "a piece is missing";
  EXPECT_EQ(number_at(FileHost::body_of(host.ask(show_listing_file, {}, {{"file", id}})), "length"), 10);
  for (const auto* wrong : {R"({"offset":0})", R"({"offset":0,"bytes":"!!"})", R"({"offset":0,"bytes":""})", "[]"})
    EXPECT_EQ(host.ask(append_to_listing_file, wrong, {{"file", id}}).status, 400) << wrong;
  EXPECT_EQ(host.ask(show_listing_file, {}, {{"file", "1-1-ab"}}).status, 404);
  const auto asked = host.ask(start_import, json::serialize(json::object{{"file", id}, {"name", "mine.txt"}}));
  ASSERT_EQ(asked.status, 202) << asked.body;
  EXPECT_EQ(text_at(FileHost::body_of(asked), "file"), "mine.txt");
  EXPECT_TRUE(FileHost::body_of(asked).at("completing").is_null());
  EXPECT_EQ(host.ask(start_import, R"({"file":"1-1-ab"})").status, 404);
}

TEST(ListingImages, AreAskedForBySkuOrByAFilter) {
  FileHost host;
  engine::test::change(
      host.engine->db(),
      "INSERT INTO catalogue_item (account, sku, title, description, images, product_id, barcode, mpn, family, "
      "parent, condition, category) VALUES ('acme', 'A', '', '', '[]', '', '', '', '', 0, '', '')",
      {});
  engine::test::change(
      host.engine->db(),
      "INSERT INTO listing (store_id, item_id, sku, state, listing_id, product_id, title, description, images, "
      "condition, condition_note, price, currency, hidden, shipping_template, fulfilled_by, observed_at) "
      "VALUES (1, 1, 'A', 'active', '', 'P', '', '', '[]', '', '', '', '', 0, '', 'merchant', 0)",
      {});
  const auto some = host.ask(refresh_listing_images, R"({"skus":["A","NONE"]})");
  ASSERT_EQ(some.status, 202) << some.body;
  EXPECT_EQ(some.body, R"({"store":"us","asked":1,"unknown":["NONE"]})");
  EXPECT_EQ(number_at(FileHost::body_of(host.ask(refresh_listing_images, R"({"filter":{}})")), "asked"), 1);
  EXPECT_EQ(number_at(FileHost::body_of(host.ask(refresh_listing_images, R"({"filter":{"state":"paused"}})")), "asked"), 0);
  for (const auto* wrong : {"{}", R"({"skus":[]})", R"({"skus":["A"],"filter":{}})", R"({"skus":[1]})"})
    EXPECT_EQ(host.ask(refresh_listing_images, wrong).status, 422) << wrong;
  const auto shown = FileHost::body_of(host.ask(show_listing, {}, {{"sku", "A"}}));
  EXPECT_EQ(text_at(shown.at("images_asked"), "asked_by"), "ada");
  const auto page = FileHost::body_of(host.ask(list_listing_images));
  EXPECT_EQ(text_at(page.at("items").at(0), "sku"), "A");
}

}  // namespace
}  // namespace fairway::api
