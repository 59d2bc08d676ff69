// LST-13: content as Amazon is told it, held against the definition of the product type.
#include "content_body.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::ContentAttribute;
using fairway::ListingAnswer;
using fairway::ListingChange;
using fairway::ListingShown;
using fairway::ListingWish;

constexpr const char* kMug = "/listings/2021-08-01/items/A1EXAMPLE/MUG?marketplaceIds=ATVPDKIKX0DER&issueLocale=en_US";
constexpr const char* kMugAttributes =
    "/listings/2021-08-01/items/A1EXAMPLE/MUG?marketplaceIds=ATVPDKIKX0DER&issueLocale=en_US"
    "&includedData=summaries,productTypes,attributes";
constexpr const char* kType =
    "/definitions/2020-09-01/productTypes/MUG_TYPE?marketplaceIds=ATVPDKIKX0DER&requirements=LISTING_PRODUCT_ONLY"
    "&requirementsEnforced=ENFORCED&locale=DEFAULT";
constexpr const char* kSchemaUrl = "https://schemas.test/mug";
constexpr const char* kTaken = R"({"sku":"MUG","status":"ACCEPTED","submissionId":"f1","issues":[]})";

// An attribute of a schema as Amazon writes them; `spoken` with a language.
std::string attribute(const std::string& name, const std::string& value, bool spoken = true, int most = 1) {
  return '"' + name + R"(":{"type":"array","maxUniqueItems":)" + std::to_string(most) +
         R"(,"items":{"type":"object","properties":{)" + value +
         (spoken ? R"(,"language_tag":{"$ref":"#/$defs/language_tag"})" : "") +
         R"(,"marketplace_id":{"$ref":"#/$defs/marketplace_id"}}}})";
}

std::string schema() {
  return R"({"required":["item_name","purchasable_offer"],"properties":{)" +
         attribute("item_name", R"("value":{"type":"string","maxLength":20})") + ',' +
         attribute("bullet_point", R"("value":{"type":"string","maxUtf8ByteLength":10})", true, 2) + ',' +
         attribute("color", R"("value":{"anyOf":[{"type":"string"},{"type":"string","enum":["Red"]}]})") + ',' +
         attribute("country_of_origin", R"("value":{"type":"string","enum":["DE","US"]})", false) + ',' +
         attribute("number_of_items", R"("value":{"type":"integer"})", false) + ',' +
         attribute("is_fragile", R"("value":{"type":"boolean"})", false) + ',' +
         attribute(
             "item_dimensions",
             R"("length":{"type":"object","properties":{"value":{"type":"number"},"unit":{"type":"string","enum":["inches"]}}})",
             false) +
         ',' + attribute("parentage_level", R"("value":{"type":"string","enum":["parent","child"]})", false) + ',' +
         attribute("child_parent_sku_relationship",
                   R"("child_relationship_type":{"type":"string"},"parent_sku":{"type":"string"})", false) +
         ',' + attribute("variation_theme", R"("name":{"type":"string","enum":["COLOR","SIZE_NAME/COLOR_NAME"]})", false) +
         ',' + attribute("odd", R"("value":{"something":"we do not know"})", false) + "}}";
}

std::string definition(const std::string& checksum) {
  return R"({"productType":"MUG_TYPE","productTypeVersion":{"version":"U1","latest":true},"schema":{"checksum":")" +
         checksum + R"(","link":{"resource":")" + kSchemaUrl + R"(","verb":"GET"}}})";
}

ListingChange content(std::vector<ContentAttribute> attributes) {
  ListingChange change;
  change.sku = "MUG", change.wish = ListingWish::content;
  change.attributes = std::move(attributes);
  return change;
}

struct Contents : Store {
  explicit Contents(
      const std::string& has = R"({"item_name":[{"value":"Old","language_tag":"en_US","marketplace_id":"ATVPDKIKX0DER"}]})",
      const std::string& with = settings())
      : Store(with) {
    expect("GET", kMugAttributes)
        .respond(200, R"({"sku":"MUG","summaries":[{"productType":"MUG_TYPE"}],"attributes":)" + has + "}")
        .always();
    expect("PATCH", kMug).respond(200, kTaken).always();
    expect("GET", kType).respond(200, definition("c1")).always();
    host.http.expect("GET", kSchemaUrl).respond(200, schema()).always();
  }
  auto tell(const ListingChange& change) { return channel.push(std::vector{change}).results.at(0); }
  std::size_t count(const std::string& operation) {
    const auto all = sent();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const auto& request) { return request.operation == operation; }));
  }
  // "code attribute", of the first issue, with "sent: " where it was taken all the same; "" where there is none.
  std::string first_fault(const ListingChange& change) {
    const auto result = tell(change);
    const auto answer = fairway::from_json<ListingAnswer>(result.answer);
    if (answer.issues.empty()) return result.accepted() ? "" : result.why.message;
    return (result.accepted() ? "sent: " : "") + answer.issues[0].code + " " + answer.issues[0].attributes.at(0);
  }
};

TEST(TellContent, TheAttributesThatDifferArePatchedEachAsAWhole) {
  Contents store;
  const auto result = store.tell(content({{"bullet_point", {"One", "Two"}},
                                          {"is_fragile", {"true"}},
                                          {"item_dimensions.length.unit", {"inches"}},
                                          {"item_dimensions.length.value", {"4.50"}},
                                          {"item_name", {"New"}}}));
  ASSERT_TRUE(result.accepted()) << result.why.message << result.answer;
  EXPECT_EQ(
      store.sent().back().body,
      R"({"productType":"MUG_TYPE","patches":[)"
      R"({"op":"replace","path":"/attributes/bullet_point","value":[{"value":"One","language_tag":"en_US","marketplace_id":"ATVPDKIKX0DER"},{"value":"Two","language_tag":"en_US","marketplace_id":"ATVPDKIKX0DER"}]},)"
      R"({"op":"replace","path":"/attributes/is_fragile","value":[{"value":true,"marketplace_id":"ATVPDKIKX0DER"}]},)"
      R"({"op":"replace","path":"/attributes/item_dimensions","value":[{"length":{"unit":"inches","value":4.50},"marketplace_id":"ATVPDKIKX0DER"}]},)"
      R"({"op":"replace","path":"/attributes/item_name","value":[{"value":"New","language_tag":"en_US","marketplace_id":"ATVPDKIKX0DER"}]}]})");
}

TEST(TellContent, WhatTheListingHasAlreadyIsNotSent) {
  Contents store;
  EXPECT_TRUE(store.tell(content({{"item_name", {"Old"}}})).accepted());
  EXPECT_EQ(store.count("patchListingsItem"), 0u) << "told twice it makes no difference";
}

TEST(TellContent, OfTwoLanguagesEachIsComparedWithItsOwn) {  // ACC-3
  const std::string has = R"({"item_name":[{"value":"Tasse","language_tag":"fr_BE","marketplace_id":"AMEN7PMS3EDWL"},)"
                          R"({"marketplace_id":"AMEN7PMS3EDWL","language_tag":"nl_BE","value":"Mok"}]})";
  for (const auto& [title, patches] : {std::pair("Mok", 0u), std::pair("Tasse", 1u)}) {
    Store store(settings("BE(nl)"));
    const std::string path = "/listings/2021-08-01/items/A1EXAMPLE/MUG?marketplaceIds=AMEN7PMS3EDWL&issueLocale=en_US";
    store.expect("GET", path + "&includedData=summaries,productTypes,attributes")
        .respond(200, R"({"summaries":[{"productType":"MUG_TYPE"}],"attributes":)" + has + "}");
    store.expect("GET", "/definitions/*").respond(404);
    store.expect("PATCH", path).respond(200, kTaken).always();
    EXPECT_TRUE(store.channel.push(std::vector{content({{"item_name", {title}}})}).results.at(0).accepted());
    EXPECT_EQ(store.sent().size(), 2u + patches) << title;
  }
}

// Each fault is an issue of its attribute with a remedy, and nothing is sent.
TEST(TellContent, WhatDoesNotFitTheDefinitionIsAnIssueOfItsAttribute) {
  struct Case {
    ContentAttribute attribute;
    const char* fault;
  };
  for (const auto& [wanted, fault] :
       {Case{{"item_name", {std::string(21, 'x')}}, "schema/too-long item_name"},
        Case{{"item_name",
              {"\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc"
               "\u00fc\u00fc"}},
             ""},
        Case{{"bullet_point", {"\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc"}}, "schema/too-long bullet_point"},
        Case{{"bullet_point", {"1", "2", "3"}}, "schema/too-many bullet_point"},
        Case{{"country_of_origin", {"FR"}}, "schema/not-allowed country_of_origin"}, Case{{"color", {"Mauve"}}, ""},
        Case{{"number_of_items", {"two"}}, "schema/wrong-type number_of_items"}, Case{{"number_of_items", {"2"}}, ""},
        Case{{"is_fragile", {"yes"}}, "schema/wrong-type is_fragile"}, Case{{"colour", {"Red"}}, "schema/unknown colour"},
        Case{{"item_dimensions.depth.value", {"1"}}, "schema/unknown item_dimensions"},
        Case{{"item_dimensions.length.unit", {"cm"}}, "schema/not-allowed item_dimensions"},
        Case{{"purchasable_offer", {"1"}}, "schema/no-content purchasable_offer"},
        Case{{"main_product_image_locator", {"https://x.test/1.jpg"}}, "schema/no-content main_product_image_locator"},
        Case{{"odd", {"whatever"}}, ""}}) {
    Contents store;
    EXPECT_EQ(store.first_fault(content({wanted})), fault) << wanted.name;
    EXPECT_EQ(store.count("patchListingsItem"), std::string(fault).empty() ? 1u : 0u) << wanted.name;
  }
}

// What an existing product must have Amazon alone knows: it is told, and the seller warned.
TEST(TellContent, ARequiredAttributeThatIsNeitherThereNorToldIsWarnedOf) {
  Contents store("{}");
  EXPECT_EQ(store.first_fault(content({{"color", {"Red"}}})), "sent: schema/missing item_name");
  EXPECT_EQ(store.count("patchListingsItem"), 1u);
  EXPECT_EQ(store.first_fault(content({{"color", {"Red"}}, {"item_name", {"Mug"}}})), "") << "offers are no content";
}

TEST(TellContent, EveryFaultCarriesARemedy) {
  Contents store;
  const auto result = store.tell(content({{"colour", {"Red"}}, {"country_of_origin", {"FR"}}}));
  EXPECT_EQ(result.code, FW_E_REJECTED);
  const auto answer = fairway::from_json<ListingAnswer>(result.answer);
  ASSERT_EQ(answer.issues.size(), 2u);
  for (const auto& issue : answer.issues) EXPECT_FALSE(issue.remedy.empty()) << issue.code;
  EXPECT_NE(answer.issues[1].message.find("DE, US"), std::string::npos) << answer.issues[1].message;
  EXPECT_NE(result.why.message.find("was not sent"), std::string::npos) << result.why.message;
}

TEST(TellContent, AFamilyIsAThemeAtItsParentAndARelationshipAtItsVariants) {
  Contents store;
  auto change = content({});
  change.fields = {"family"}, change.parent = true, change.variation_theme = "COLOR";
  ASSERT_EQ(store.first_fault(change), "");
  EXPECT_EQ(
      store.sent().back().body,
      R"({"productType":"MUG_TYPE","patches":[)"
      R"({"op":"replace","path":"/attributes/parentage_level","value":[{"value":"parent","marketplace_id":"ATVPDKIKX0DER"}]},)"
      R"({"op":"replace","path":"/attributes/variation_theme","value":[{"name":"COLOR","marketplace_id":"ATVPDKIKX0DER"}]}]})");
  change.parent = false, change.parent_sku = "MUGS";
  EXPECT_EQ(store.first_fault(change), "sent: schema/missing color") << "by which the theme varies";
  change.attributes = {{"color", {"Red"}}};
  EXPECT_EQ(store.first_fault(change), "");
  EXPECT_NE(store.sent().back().body.find(
                R"("value":[{"child_relationship_type":"variation","parent_sku":"MUGS","marketplace_id":"ATVPDKIKX0DER"}])"),
            std::string::npos)
      << store.sent().back().body;
  change.variation_theme = "MOOD";
  EXPECT_EQ(store.first_fault(change), "schema/not-allowed variation_theme");
}

TEST(TellContent, NoImageIsNamedUnlessTheyAreTold) {
  const std::string has =
      R"({"item_name":[{"value":"Old"}],"other_product_image_locator_3":[{"media_location":"https://x.test/3.jpg"}]})";
  Contents quiet(has);
  auto change = content({{"color", {"Red"}}});
  change.images = {"https://x.test/1.jpg"};  // and `fields` does not name them
  EXPECT_EQ(quiet.first_fault(change), "");
  EXPECT_EQ(quiet.sent().back().body.find("image"), std::string::npos) << quiet.sent().back().body;
  Contents told(has);
  change.fields = {"images"};
  EXPECT_EQ(told.first_fault(change), "");
  EXPECT_NE(told.sent().back().body.find("main_product_image_locator"), std::string::npos);
  EXPECT_NE(told.sent().back().body.find(R"({"op":"delete","path":"/attributes/other_product_image_locator_3")"),
            std::string::npos);
}

TEST(Definitions, AreKeptForADayAndTheirSchemaAsLongAsItsChecksumStays) {
  Contents store;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(store.tell(content({{"color", {"Red" + std::to_string(i)}}})).accepted());
  EXPECT_EQ(store.count("getDefinitionsProductType"), 1u);
  const auto kept = store.host.state.values.at("definition/MUG_TYPE");
  EXPECT_NE(kept.find(R"("version":"U1")"), std::string::npos) << kept;
  store.host.clock.advance(std::chrono::hours(25));
  EXPECT_TRUE(store.tell(content({{"color", {"Red"}}})).accepted());
  EXPECT_EQ(store.count("getDefinitionsProductType"), 2u);
  std::size_t schemas = 0;
  for (const auto& request : store.sent()) {
    if (request.url != kSchemaUrl) continue;
    ++schemas;
    EXPECT_EQ(header(request, "x-amz-access-token"), "") << "the link is signed";
  }
  EXPECT_EQ(schemas, 1u);
}

TEST(Definitions, WithoutOneContentIsToldUnchecked) {
  Store store;
  store.expect("GET", kMugAttributes).respond(200, R"({"sku":"MUG","summaries":[{"productType":"MUG_TYPE"}]})");
  store.expect("GET", kType).respond(403, refusal("Unauthorized", "no role"));
  store.expect("PATCH", kMug).respond(200, kTaken);
  EXPECT_TRUE(store.channel.push(std::vector{content({{"anything", {"x"}}})}).results.at(0).accepted());
  EXPECT_EQ(store.sent().back().body,
            R"({"productType":"MUG_TYPE","patches":[{"op":"replace","path":"/attributes/anything",)"
            R"("value":[{"value":"x","marketplace_id":"ATVPDKIKX0DER"}]}]})");
}

TEST(Definitions, WhatIsTooLongToKeepGoesWithoutItsLongestLists) {
  amazon::Definition definition;
  definition.attributes = {{"a", false, false, 0, {{"value", "string", std::vector<std::string>(5000, "allowed"), 0, 0}}},
                           {"b", false, false, 0, {{"value", "string", {"x", "y"}, 0, 0}}}};
  const auto text = amazon::kept_definition(definition, 10'000);
  ASSERT_FALSE(text.empty());
  const auto kept = fairway::from_json<amazon::Definition>(text);
  EXPECT_TRUE(kept.find("a")->values[0].allowed.empty());
  EXPECT_EQ(kept.find("b")->values[0].allowed.size(), 2u);
  EXPECT_EQ(amazon::kept_definition(definition, 10), "");
}

TEST(TellContent, ALookShowsTheAttributesThatAreAskedForAsTheyWereTold) {
  Store store;
  store
      .expect("GET",
              std::string(kMug) + "&includedData=summaries,issues,offers,fulfillmentAvailability,productTypes,attributes")
      .respond(200, R"({"sku":"MUG","attributes":{
        "item_name":[{"value":"Mok","language_tag":"nl_NL"},{"value":"Mug","language_tag":"en_US","marketplace_id":"x"}],
        "bullet_point":[{"value":"One"},{"value":"Two"}],"variation_theme":[{"name":"COLOR","marketplace_id":"x"}],
        "item_dimensions":[{"length":{"value":4.5,"unit":"inches"}}]}})");
  fairway::ListingStateParams params;
  params.skus = {"MUG"};
  params.attributes = {{"MUG",
                        {"item_name", "bullet_point", "variation_theme", "item_dimensions.length.value",
                         "item_dimensions.width.value", "none"}}};
  const auto shown = store.channel.pull("listing-states", "", fairway::to_json(params)).documents<ListingShown>().at(0);
  std::string all;
  for (const auto& one : shown.attributes) all += one.name + '=' + fairway::to_json(one.values) + ' ';
  EXPECT_EQ(all,
            R"(item_name=["Mug"] bullet_point=["One","Two"] variation_theme=["COLOR"] item_dimensions.length.value=["4.5"] )"
            R"(item_dimensions.width.value=[] none=[] )");
}

TEST(TellContent, APreviewSaysWhatWouldBeAndChangesNothing) {
  Contents store;
  store.expect("PATCH", std::string(kMug) + "&mode=VALIDATION_PREVIEW")
      .respond(200, R"({"sku":"MUG","status":"VALID","submissionId":"f2"})");
  fairway::ListingStateParams params;
  params.previews = {content({{"color", {"Red"}}}), content({{"colour", {"Red"}}})};
  const auto shown = store.channel.pull("listing-states", "", fairway::to_json(params)).documents<ListingShown>();
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(shown[0].preview, "valid");
  EXPECT_EQ(shown[1].preview, "invalid");
  EXPECT_EQ(shown[1].issues.at(0).code, "schema/unknown");
}

}  // namespace
