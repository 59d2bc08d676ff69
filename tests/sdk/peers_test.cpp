// Others' opinion of our JSON: Boost.JSON on what is valid, valijson on whether documents fit the committed schemas (SDK-5).
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "fairway/manifest.hpp"
#include "samples.hpp"

namespace fairway {
namespace {

boost::json::value parse(const std::string& text) {
  boost::json::error_code error;
  boost::json::parse_options options;
  options.max_depth = 64;
  auto value = boost::json::parse(text, error, {}, options);
  EXPECT_FALSE(error) << text;
  return value;
}

class Schema {
 public:
  explicit Schema(std::string name) {
    for (char& c : name)
      if (c == '/') c = '-';
    std::ifstream file(std::string(SCHEMAS_DIR) + '/' + name + ".json");
    EXPECT_TRUE(file) << name;
    std::ostringstream text;
    text << file.rdbuf();
    text_ = parse(text.str());
    valijson::SchemaParser().populateSchema(valijson::adapters::BoostJsonAdapter(text_), schema_);
  }
  std::string complaint(const std::string& document) {
    const auto value = parse(document);
    valijson::ValidationResults results;
    const valijson::adapters::BoostJsonAdapter adapter(value);
    if (valijson::Validator().validate(schema_, adapter, &results)) return {};
    valijson::ValidationResults::Error error;
    std::string all = "does not fit:";
    while (results.popError(error)) all += ' ' + error.description;
    return all;
  }

 private:
  boost::json::value text_;
  valijson::Schema schema_;
};

TEST(Schemas, HoldForEveryDocumentThatIsWritten) {
  samples::Maker maker(11);
  each_document_type([&]<class D>() {
    Schema schema{std::string(D::kSchema)};
    for (int i = 0; i < 50; ++i) {
      const std::string json = to_json(maker.make<D>());
      ASSERT_EQ(schema.complaint(json), "") << json;
    }
  });
  Schema manifest("manifest");
  for (int i = 0; i < 50; ++i) ASSERT_EQ(manifest.complaint(to_json(maker.make<Manifest>())), "");
}

TEST(Schemas, RefuseWhatNoDocumentIs) {
  Schema order("order/1");
  EXPECT_EQ(order.complaint("{}"), "");
  EXPECT_NE(order.complaint(R"({"lines":{}})"), "");
  EXPECT_NE(order.complaint(R"({"total":{"amount":"12,50"}})"), "");
  EXPECT_NE(order.complaint(R"({"lines":[{"quantity":1.5}]})"), "");
  EXPECT_EQ(order.complaint(R"({"status":"something-new"})"), "");  // open
}

TEST(Schemas, MarkEveryPersonalField) {
  std::ifstream file(std::string(SCHEMAS_DIR) + "/order-1.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto schema = parse(text);
  for (const char* const at : {"/properties/ship_to/properties/name", "/properties/ship_to/additionalProperties",
                               "/properties/buyer/properties/email", "/properties/lines/items/properties/gift_message",
                               "/properties/lines/items/additionalProperties"})
    EXPECT_TRUE(schema.at_pointer(at).at("x-pii").as_bool()) << at;
  EXPECT_FALSE(schema.at_pointer("/properties/ship_to/properties/country").as_object().contains("x-pii"));
}

TEST(Peers, AgreeOnWhatIsJson) {
  std::mt19937_64 random(5);
  samples::Maker maker(6);
  int valid = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string json = to_json(maker.make<Notice>());
    if (round % 10 != 0) json[random() % json.size()] = "{}[]\",:\\/0-9eE.+tfnu \x01\x80\xC3\xA9"[random() % 25];
    boost::json::error_code error;
    boost::json::parse_options options;
    options.max_depth = 64;
    boost::json::parse(json, error, {}, options);
    bool ours = true;
    try {
      JsonView::parse(json);
    } catch (const JsonError&) { ours = false; }
    ASSERT_EQ(ours, !error) << json;
    valid += ours;
  }
  EXPECT_GT(valid, 1000);  // both sides of the question were asked
  EXPECT_LT(valid, 3900);
}

}  // namespace
}  // namespace fairway
