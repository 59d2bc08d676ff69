// ORD-12: who the buyers are stands nowhere in the clear but where a warehouse is told it, and nowhere at all when its time is
// over: raw bytes of every file, in every form that text takes on its way.
#include <regex>

#include "host/base/text.hpp"
#include "host/sandbox/wms/webhooks.hpp"
#include "host/storage/database.hpp"
#include "host/storage/vault.hpp"
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

namespace fs = std::filesystem;
using sandbox::Fault;
using sandbox::FaultKind;
using sandbox::OrderSpec;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr const char* kName = "Zebedee Quillfeather";
const std::string kHookSecret = "whsec_" + to_base64("a-made-up-secret-of-32-bytes-len");

// What of a buyer must not be found. State and country stay, for routes.
std::vector<std::string> told_of(const json::value& value) {
  static const std::set<std::string, std::less<>> kAddress{"name", "addressLine1", "addressLine2", "city", "phone"};
  std::vector<std::string> all;
  const auto* object = value.if_object();
  if (!object) return all;
  for (const auto& [name, member] : *object) {
    const std::string_view key(name.data(), name.size());
    if (key == "buyerName" || key == "buyerEmail") all.emplace_back(member.as_string());
    if (key == "deliveryAddress")
      for (const auto& each : kAddress)
        if (const auto text = text_at(member, each); text.size() >= 6) all.emplace_back(text);
    for (auto& deeper : told_of(member)) all.push_back(std::move(deeper));
  }
  return all;
}

std::string wide(const std::string& text, bool little) {
  std::string out;
  for (const char c : text) out += little ? std::string{c, '\0'} : std::string{'\0', c};
  return out;
}

// The middle of its Base64, wherever it stands in what was encoded.
std::string in_base64(const std::string& text, std::size_t before) {
  auto encoded = to_base64(std::string(before, '-') + text);
  const auto from = (before * 8 + 5) / 6;
  return encoded.substr(from, (text.size() * 8 - 12) / 6);
}

std::string percent(const std::string& text, const char* space) {
  std::string out;
  for (const char c : text) {
    if (c == ' ') out += space;
    else if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.') out += c;
    else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::set<std::string> forms(const std::string& text) {
  auto upper = text;
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  std::set<std::string> all;
  for (const auto& one : {text, upper, to_lower(text)}) {
    all.insert({one, wide(one, true), wide(one, false), percent(one, "%20"), percent(one, "+"), to_hex(one)});
    for (std::size_t before = 0; before < 3; ++before) all.insert(in_base64(one, before));
  }
  return all;
}

class Privacy : public ::testing::Test {
 protected:
  static WorldOptions three_accounts() {
    WorldOptions options;
    options.accounts = 3;
    options.settings.auto_ship = false;
    options.serve = {"--log-level", "debug", "--no-watch"};
    options.warehouse_extra = R"(, webhook-secret: "${file:secrets/hook}")";
    return options;
  }
  Privacy()
      : hook_port_(free_port()), world_([this] {
          auto all = three_accounts();
          all.host_extra = fmt::format(R"(public: {{ listen: "127.0.0.1:{0}", url: "http://127.0.0.1:{0}" }})", hook_port_);
          return all;
        }()) {
    write_file(world_.config() / "secrets/hook", kHookSecret + "\n");
    warehouse(2, "wms-x12", "outbox: edi/out, inbox: edi/in, sender: ACME, receiver: MAINWH, cancel: ask");
    warehouse(3, "wms-csv", "outbox: csv/out, inbox: csv/in, cancel: file");
    for (const auto* folder : {"edi/out", "edi/in", "csv/out", "csv/in"}) fs::create_directories(data() / folder);
  }

  void warehouse(int account, const std::string& plugin, const std::string& settings) {
    const auto file = account_file(world_, account);
    write_file(file, std::regex_replace(read_text(file), std::regex("plugin: wms-rest\n    settings: [^\n]*"),
                                        "plugin: " + plugin + "\n    settings: { " + settings + " }"));
  }
  fs::path data() const { return world_.data(); }
  static std::string account(int number) { return fmt::format("acme{}", number); }

  std::string order_of(int number, const std::function<void(OrderSpec&)>& shape = {}) {
    auto ids = world_.inject(number, 1, [&](OrderSpec& spec) {
      spec.service_level = "STANDARD", spec.quantity = 2, spec.lines = 1;
      spec.recipient = {{"name", kName},
                        {"addressLine1", "77 Unmistakable Lane"},
                        {"addressLine2", "Bell of the baker"},
                        {"city", "Personville"},
                        {"phone", "+1 206 555 0188"}};
      if (shape) shape(spec);
    });
    for (auto& text : told_of(world_.sandbox().control("GET", "orders/" + ids[0]).value())) buyers_.insert(std::move(text));
    return ids[0];
  }

  // Where a form of a buyer's data is found: file and the form's kind of text. `but`: folders that may tell it.
  std::vector<std::string> found_below(const fs::path& folder, const std::vector<std::string>& but = {}) {
    std::vector<std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      const auto name = fs::relative(entry.path(), folder).string();
      if (std::any_of(but.begin(), but.end(), [&](const auto& begin) { return name.starts_with(begin); })) continue;
      for (auto& text : found_in(read_text(entry.path()))) all.push_back(name + ": " + text);
    }
    return all;
  }
  std::vector<std::string> found_in(const std::string& bytes) {
    std::vector<std::string> all;
    for (const auto& text : buyers_)
      for (const auto& form : forms(text))
        if (bytes.find(form) != std::string::npos) all.push_back(printable(form));
    return all;
  }

  void leave(const fs::path& file, const std::string& bytes) {
    write_file(file.parent_path() / ("." + file.filename().string() + ".tmp"), bytes);
    fs::rename(file.parent_path() / ("." + file.filename().string() + ".tmp"), file);
  }
  Answer deliver(const std::string& id, const std::string& body) {
    const auto stamp =
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(world_.sandbox().now().time_since_epoch()).count());
    return ask("POST", fmt::format("http://127.0.0.1:{}/hooks/acme1/west", hook_port_), body,
               {{"Content-Type", "application/json"},
                {"webhook-id", id},
                {"webhook-timestamp", stamp},
                {"webhook-signature", sandbox::webhook_signature(kHookSecret, id, stamp, body)}});
  }
  std::string edi(const std::string& group, const std::string& set, const std::string& segments) {
    const auto count = std::count(segments.begin(), segments.end(), '~') + 2;
    return fmt::format(
        "ISA*00*          *00*          *ZZ*MAINWH         *ZZ*ACME           *261122*0930*U*00401*000000901*0*P*>~"
        "GS*{0}*MAINWH*ACME*20261122*0930*901*X*004010~ST*{1}*0001~{2}SE*{3}*0001~GE*1*901~IEA*1*000000901~",
        group, set, segments, count);
  }
  std::string kept_of(int number, const std::string& id) {
    return text_in(world_.order(account(number), id), "personal_data");
  }
  json::array rejects(int number) { return items_of(world_.get("/v1/accounts/" + account(number) + "/rejects")); }

  // All sealed texts of the database, each with the id of its key.
  std::vector<storage::Vault::Sealed> sealed() {
    auto db = storage::open_to_read({data()}).value();
    auto tx = db->read().value();
    std::vector<storage::Vault::Sealed> all;
    for (const auto* sql : {"SELECT pii_key, pii FROM orders WHERE pii_key IS NOT NULL",
                            "SELECT pii_key, raw FROM reject WHERE pii_key IS NOT NULL",
                            "SELECT pii_key, body FROM hook WHERE pii_key IS NOT NULL"}) {
      const auto rows = tx->query(sql).value();
      for (std::size_t i = 0; i < rows.size(); ++i) all.push_back({rows.text(i, 0), rows.text(i, 1)});
    }
    return all;
  }

  int hook_port_;
  std::set<std::string> buyers_;
  World world_;
};

TEST_F(Privacy, NoNameIsAnywhereInTheClearAndAfterItsTimeNowhereAtAll) {
  ASSERT_TRUE(world_.start()) << world_.log();
  // What a warehouse answers repeats the buyer.
  Fault refusing;
  refusing.kind = FaultKind::error, refusing.side = "wms", refusing.operation = "createOrder", refusing.status = 422;
  refusing.message = std::string("no street for ") + kName + " of 77 UNMISTAKABLE LANE", refusing.count = 1;
  world_.sandbox().fault(refusing);
  std::map<int, std::string> ids;
  for (int number = 1; number <= 3; ++number) ids[number] = order_of(number);
  ASSERT_TRUE(await_state(world_, "acme1", ids[1], "rejected")) << say(world_, "acme1");
  EXPECT_THAT(text_in(world_.order("acme1", ids[1]), "reason"), AllOf(HasSubstr("no street for "), HasSubstr(" of ***")));
  EXPECT_EQ(world_.fairway({"orders", "retry", ids[1], "--account", "acme1"}).exit, 0);
  ASSERT_GE(buyers_.size(), 6u) << "else this proves nothing";
  for (int number = 1; number <= 3; ++number)
    ASSERT_TRUE(await_event(world_, account(number), ids[number], "submitted")) << say(world_, account(number), ids[number]);
  // And again where it is asked for something else.
  Fault keeping = refusing;
  keeping.operation = "cancelOrder", keeping.message = std::string(kName) + " WAITS FOR IT AT 77 Unmistakable Lane";
  world_.sandbox().fault(keeping);
  EXPECT_EQ(world_.fairway({"orders", "cancel", ids[1], "--account", "acme1"}).exit, 0);
  ASSERT_TRUE(await_event(world_, "acme1", ids[1], "cancellation-refused")) << say(world_, "acme1", ids[1]);
  EXPECT_EQ(deliver("made-up-1", fmt::format(R"({{"topic":"shipment.created","data":{{"to":"{}"}}}})", kName)).status, 202);
  leave(data() / "edi/in/taken.edi",
        edi("SW", "945",
            fmt::format(
                "W06*F*{}*20261122*ND-1~N1*ST*ZEBEDEE QUILLFEATHER~W27*U*UPSN*UPS GROUND~LX*1~MAN*CP*1Z999AA10123456784~"
                "W12*CC*2*2**EA**VN*NO-SUCH~W03*2~",
                ids[2])));
  leave(data() / "edi/in/broken.edi", std::string("ISA*00*") + kName);
  leave(data() / "csv/in/shp_1.csv", std::string("order_id,item_id,sku,shipped_qty,shipped_at,carrier,method,tracking\n") +
                                         ids[3] + ",x,y,many,2025-12-31,UPS,Ground,1Z1," + kName + "\n");
  ASSERT_TRUE(until(
      [&] {
        return fs::exists(data() / "edi/in/archive/taken.edi") && fs::exists(data() / "edi/in/rejects/broken.edi") &&
               fs::exists(data() / "csv/in/archive/shp_1.csv") && !rejects(1).empty() && !rejects(3).empty();
      },
      kSoon))
      << world_.log();
  world_.kill();  // in the middle of whatever it did
  ASSERT_TRUE(world_.start()) << world_.log();

  EXPECT_THAT(found_below(data(), {"edi/", "csv/"}), IsEmpty());
  EXPECT_FALSE(found_below(data()).empty()) << "the files for the warehouses do tell it";
  for (const auto* copy : {"edi/in/archive/940_", "csv/in/archive/ord_"})
    EXPECT_THAT(found_below(data()), Contains(StartsWith(copy))) << "and so do the copies of those";
  EXPECT_THAT(found_in(world_.log()), IsEmpty());
  for (int number = 1; number <= 3; ++number)
    for (const auto* list : {"/orders", "/rejects", "/redactions", "/shipments"})
      EXPECT_THAT(found_in(json::serialize(world_.get("/v1/accounts/" + account(number) + list))), IsEmpty()) << list;
  EXPECT_THAT(found_in(world_.fairway({"why", "order", ids[1]}).out), IsEmpty());
  const auto before = sealed();
  EXPECT_GE(before.size(), 6u);

  // The orders end: one ships, one is cancelled, of one the buyer asks to be forgotten.
  sandbox::ShipSpec parcel;
  parcel.order = ids[1];
  EXPECT_TRUE(until([&] { return world_.sandbox().ship(parcel).value_or(0) == 1; }, kSoon));
  EXPECT_TRUE(await_state(world_, "acme1", ids[1], "confirmed")) << say(world_, "acme1", ids[1]);
  EXPECT_EQ(world_.fairway({"orders", "redact", ids[3], "--account", "acme3", "--yes"}).exit, 1) << "it may have to ship";
  EXPECT_EQ(world_.fairway({"orders", "cancel", ids[2], "--account", "acme2"}).exit, 0);
  EXPECT_EQ(world_.fairway({"orders", "redact", ids[3], "--account", "acme3", "--cancel", "--yes"}).exit, 0);
  for (int number = 2; number <= 3; ++number)
    EXPECT_TRUE(await_state(world_, account(number), ids[number], "cancelled")) << say(world_, account(number), ids[number]);
  EXPECT_EQ(kept_of(1, ids[1]), "kept");
  EXPECT_EQ(kept_of(3, ids[3]), "requested");

  // With the next start their time is over: what is redacted is looked for at each start and then each hour.
  const auto ended = std::chrono::system_clock::now();
  EXPECT_EQ(world_.stop(), 0);
  for (int number = 1; number <= 3; ++number)
    write_file(account_file(world_, number), read_text(account_file(world_, number)) + "privacy: { retain: 1s }\n");
  ASSERT_TRUE(until([&] { return std::chrono::system_clock::now() > ended + std::chrono::seconds(2); }, kSoon));
  ASSERT_TRUE(world_.start()) << world_.log();
  for (int number = 1; number <= 3; ++number)
    EXPECT_TRUE(until([&] { return kept_of(number, ids[number]) == "redacted"; }, kSoon))
        << say(world_, account(number), ids[number]);
  EXPECT_TRUE(until([&] { return found_below(data()).empty(); }, kSoon));
  const auto proof = world_.fairway({"privacy", "list", "--account", "acme3"});
  EXPECT_THAT(proof.out, HasSubstr("request"));
  const auto file = world_.folder() / "after.data", keys = world_.folder() / "after.keys";
  EXPECT_EQ(world_.fairway({"backup", "--file", file, "--keys", keys}).exit, 0);
  EXPECT_EQ(world_.stop(), 0);

  EXPECT_THAT(found_below(data()), IsEmpty());
  EXPECT_THAT(found_in(world_.log()), IsEmpty());
  for (const auto& copy : {file, keys}) EXPECT_THAT(found_in(read_text(copy)), IsEmpty()) << copy;
  const auto vault = storage::open_vault(data()).value();
  for (const auto& one : before) EXPECT_EQ(vault->unseal(one).error().code, FW_E_REJECTED) << "a key is still there";
}

// A name that is written down in any of these ways is found: else the search above would prove nothing.
TEST(PrivacySearch, KnowsTheFormsThatTextTakes) {
  const auto all = forms("Zoë Q 1");
  for (const std::string each : {"ZOë Q 1", "Zo%C3%AB%20Q%201", "Zo%C3%AB+Q+1"}) EXPECT_TRUE(all.contains(each)) << each;
  EXPECT_TRUE(forms(kName).contains(std::string("Z\0e\0b\0e\0d\0e\0e\0 \0Q\0u\0i\0l\0l\0f\0e\0a\0t\0h\0e\0r\0", 40)));
  for (const std::string around : {"", "a", "ab", "abc"})
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const auto& form) {
      return to_base64(around + "Zoë Q 1" + around).find(form) != std::string::npos;
    })) << around;
}

}  // namespace
}  // namespace fairway::testing
