// The warehouses that exchange files: what a client leaves is judged, answered and shipped, in every shape that partners use.
// (WMS-2, WMS-3)
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

namespace fs = std::filesystem;

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() {
    auto name = (fs::temp_directory_path() / "fairway-files-XXXXXX").string();
    root_ = mkdtemp(name.data());
    sandbox_ = made();
  }
  ~FilesTest() override {
    sandbox_->stop();
    fs::remove_all(root_);
  }
  std::unique_ptr<Sandbox> made() {
    Options options;
    options.amazon = options.wms = "127.0.0.1:0";
    options.clock = &clock_;
    options.x12 = root_ / "x12", options.csv = root_ / "csv";
    options.settings.auto_ship = false;
    auto sandbox = std::make_unique<Sandbox>(options);
    EXPECT_TRUE(sandbox->start());
    return sandbox;
  }
  // Everything of one side that the client would read, by name.
  std::map<std::string, std::string> left(const std::string& side = "x12") const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::directory_iterator(root_ / side / "in")) {
      std::ifstream in(entry.path(), std::ios::binary);
      std::string text{std::istreambuf_iterator<char>(in), {}};
      std::erase(text, '\n');
      all[entry.path().filename().string()] = text;
    }
    return all;
  }
  std::string left_of(const std::string& kind) const {
    std::string all;
    for (const auto& [name, text] : left())
      if (name.starts_with(kind)) all += text;
    return all;
  }
  void leaves(const std::string& name, const std::string& text, const std::string& side = "x12") {
    std::ofstream(root_ / side / "out" / ("." + name + ".tmp")) << text;
    fs::rename(root_ / side / "out" / ("." + name + ".tmp"), root_ / side / "out" / name);
    EXPECT_TRUE(sandbox_->control("GET", side + "/orders"));  // it looks before it answers
  }
  Status control(const std::string& what, const json::value& body) {
    auto done = sandbox_->control("POST", what, body);
    return done ? Status() : Status(fail(std::move(done.error())));
  }
  static std::string body_940(const std::string& reference = "FW-1", const std::string& units = "3") {
    return "W05*N*" + reference +
           "*PO-1~N1*WH*North*92*ND01~N1*ST*Ada Example~N3*500 Sample Ave~N4*Reno*NV*89502*US~"
           "W66*PP*U***UPS GROUND*****UPSN~LX*1~W01*2*EA**VN*SKU-1~N9*LI*11~LX*2~W01*1*EA**VN*SKU-2~N9*LI*12~W76*" +
           units + "~";
  }
  // An interchange of one 940.
  static std::string file_940(int number, const std::string& body, const std::string& sender = "ACME", int more = 0) {
    return fmt::format(
        "ISA*00*          *00*          *ZZ*{0:<15}*ZZ*MAINWH         *261122*0930*U*00401*{1:09}*0*P*>~"
        "GS*OW*{0}*MAINWH*20261122*0930*{1}*X*004010~ST*940*0001~{2}SE*{3}*0001~GE*1*{1}~IEA*1*{1:09}~",
        sender, number, body, std::count(body.begin(), body.end(), '~') + 2 + more);
  }
  std::size_t count(std::string_view kind) const { return sandbox_->journal(kind).size(); }

  ManualClock clock_{Instant(std::chrono::milliseconds(1'795'339'800'000))};  // 2026-11-22T09:30:00Z
  fs::path root_;
  std::unique_ptr<Sandbox> sandbox_;
};

TEST_F(FilesTest, A940SaysWhereReturnsGo) {
  auto body = body_940();
  body.insert(body.find("W66"), "N1*RT*Acme Returns~N3*Kade 1~N4*Breda**4811 AA*NL~PER*CN**TE*1~");
  leaves("a.edi", file_940(7, body));
  leaves("b.edi", file_940(8, body_940("FW-2")));
  const auto orders = json::serialize(sandbox_->control("GET", "x12/orders").value());
  EXPECT_NE(orders.find(R"("return_to":"Acme Returns, Kade 1, Breda, 4811 AA, NL")"), std::string::npos) << orders;
  EXPECT_NE(orders.find(R"("return_to":"")"), std::string::npos) << orders;
  EXPECT_TRUE(sandbox_->violations().empty());
}

TEST_F(FilesTest, A940IsAcknowledgedAndShipped) {
  leaves("a.edi", file_940(7, body_940()));
  EXPECT_EQ(count("create"), 1U);
  EXPECT_NE(left_of("997").find("ST*997*0001~AK1*OW*7~AK2*940*0001~AK5*A~AK9*A*1*1*1~SE*6*0001~"), std::string::npos)
      << left_of("997");
  ASSERT_TRUE(control("x12/ship", {{"order", "FW-1"}, {"tracking", "1Z1"}}));
  const auto advice = left_of("945");
  EXPECT_EQ(advice.find("ISA*00*          *00*          *ZZ*MAINWH         *ZZ*ACME           *261122*0930*U*00401*"), 0U);
  EXPECT_NE(advice.find("~W06*F*FW-1*20261122*F00000001~N1*ST*Ada Example~G62*11*20261122*W*093000~W27*U*UPSN*UPS GROUND~"
                        "LX*1~MAN*CP*1Z1~W12*CC*2*2**EA**VN*SKU-1~N9*LI*11~W12*CC*1*1**EA**VN*SKU-2~N9*LI*12~W03*3~SE*13*"),
            std::string::npos)
      << advice;
  EXPECT_TRUE(sandbox_->violations().empty());
}

struct Shape {
  const char* name;
  json::object ship;
  std::string has;  // of the 945, from its first LX on
};
class FilesShape : public FilesTest, public ::testing::WithParamInterface<Shape> {};
INSTANTIATE_TEST_SUITE_P(
    Each, FilesShape,
    ::testing::Values(
        Shape{"parcels",
              {{"parcels", 2}},
              "LX*1~MAN*CP*T1~W12*CC*2*1**EA**VN*SKU-1~N9*LI*11~W12*CC*1*1**EA**VN*SKU-2~N9*LI*12~LX*2~MAN*CP*T2~"
              "W12*CC*2*1**EA**VN*SKU-1~N9*LI*11~W03*3~"},
        Shape{"partial",
              {{"partial", true}},
              "LX*1~MAN*CP*T~W12*CC*2*2**EA**VN*SKU-1~N9*LI*11~W12*BP*1*0*1*EA**VN*SKU-2~N9*LI*12~W03*2~"},
        Shape{"cut",
              {{"cut", true}},
              "LX*1~MAN*CP*T~W12*CC*2*2**EA**VN*SKU-1~N9*LI*11~W12*CP*1*0*1*EA**VN*SKU-2~N9*LI*12~W03*2~"},
        Shape{"nothing",
              {{"nothing", true}, {"no_tracking", true}},
              "LX*1~W12*CP*2*0*2*EA**VN*SKU-1~N9*LI*11~W12*CP*1*0*1*EA**VN*SKU-2~N9*LI*12~W03*0~"},
        Shape{"over", {{"over", 4}}, "W12*CC*1*5**EA**VN*SKU-2~N9*LI*12~W03*7~"},
        Shape{"in_n9", {{"tracking_in", "N9*2I"}}, "LX*1~N9*2I*T~W12*"},
        Shape{"in_w06", {{"tracking_in", "W06-05"}}, "LX*1~W12*CC*2*2*"}),
    [](const auto& of) { return of.param.name; });

TEST_P(FilesShape, IsWritten) {
  leaves("a.edi", file_940(7, body_940()));
  auto ship = GetParam().ship;
  ship["order"] = "FW-1", ship["tracking"] = "T";
  ASSERT_TRUE(control("x12/ship", ship));
  EXPECT_NE(left_of("945").find(GetParam().has), std::string::npos) << left_of("945");
  if (GetParam().ship.contains("tracking_in") && GetParam().ship.at("tracking_in") == "W06-05") {
    EXPECT_NE(left_of("945").find("*F00000001*T~"), std::string::npos);
  }
}

TEST_F(FilesTest, RefusesAsItIsTold) {
  sandbox_->fault({.kind = FaultKind::refuse_set, .count = 1, .place = "W66-10", .code = "5"});
  leaves("a.edi", file_940(7, body_940()));
  EXPECT_NE(left_of("997").find("AK2*940*0001~AK3*W66*7**8~AK4*10**5~AK5*R*5~AK9*R*1*1*0~"), std::string::npos)
      << left_of("997");
  sandbox_->fault({.kind = FaultKind::refuse_interchange, .count = 1, .code = "021"});
  leaves("b.edi", file_940(8, body_940()));
  EXPECT_NE(left_of("TA1").find("~TA1*000000008*261122*0930*R*021~IEA*0*"), std::string::npos);
  sandbox_->fault({.kind = FaultKind::refuse_group, .count = 1});
  leaves("c.edi", file_940(9, body_940()));
  EXPECT_NE(left_of("997").find("AK1*OW*9~AK9*R*1*1*0*1~"), std::string::npos);
  EXPECT_EQ(count("create"), 0U);
  leaves("d.edi", file_940(10, body_940()));
  EXPECT_EQ(count("create"), 1U);
}

TEST_F(FilesTest, SeesWhatAClientDoesWrong) {
  const auto wrong = [&](const std::string& text) {
    const auto before = sandbox_->violations().size();
    static int n = 0;
    leaves(fmt::format("{}.edi", ++n), text);
    return sandbox_->violations().size() - before;
  };
  EXPECT_EQ(wrong(file_940(1, body_940("A"))), 0U);
  EXPECT_EQ(wrong(file_940(2, body_940("B", "4"))), 1U);            // W76 does not add up
  EXPECT_EQ(wrong(file_940(3, body_940("C"), "ACME", 1)), 1U);      // nor SE01
  EXPECT_EQ(wrong(file_940(4, "W05*N*D*D~N1*ST*Ada~W76*0~")), 1U);  // no address, no line
  EXPECT_EQ(wrong(file_940(1, body_940("E"))), 1U);                 // a number twice
  EXPECT_EQ(wrong(file_940(5, body_940("A"))), 1U);                 // an order twice
  EXPECT_EQ(wrong("no EDI"), 1U);
  EXPECT_EQ(wrong(file_940(6, body_940("A")).replace(0, 3, "XXX")), 1U);
  EXPECT_EQ(count("create"), 1U);
  EXPECT_EQ(count("duplicate"), 1U);
}

TEST_F(FilesTest, FilesGoAstrayAsItIsTold) {
  leaves("a.edi", file_940(7, body_940()));
  sandbox_->fault({.kind = FaultKind::double_delivery, .side = "x12", .operation = "945", .count = 1});
  ASSERT_TRUE(control("x12/ship", {{"order", "FW-1"}, {"partial", true}}));
  auto files = left();
  EXPECT_EQ(std::count_if(files.begin(), files.end(),
                          [](const auto& file) { return file.first.find("945") != std::string::npos; }),
            2);
  sandbox_->fault({.kind = FaultKind::drop_delivery, .side = "x12", .operation = "846", .count = 1});
  ASSERT_TRUE(control("x12/stock", {{"depositor", "ACME"}, {"sku", "SKU-1"}, {"on_hand", 5}}));
  EXPECT_EQ(left_of("846"), "");
  ASSERT_TRUE(control("x12/stock", {{"depositor", "ACME"}, {"sku", "SKU-1"}, {"on_hand", 5}}));
  EXPECT_NE(left_of("846").find("LIN*1*VN*SKU-1~QTY*33*5*EA~QTY*17*5*EA~QTY*29*0*EA~LIN*2*VN*SKU-2~"), std::string::npos)
      << left_of("846");
  ASSERT_TRUE(
      control("x12/receipt", {{"depositor", "ACME"},
                              {"delivery", "D-1"},
                              {"rows", json::array{json::object{{"sku", "SKU-1"}, {"quantity", 8}, {"damaged", 2}}}}}));
  EXPECT_NE(left_of("944").find("~W07*8*EA**VN*SKU-1~W13*2*EA*01~W14*8*10*2~"), std::string::npos) << left_of("944");
  EXPECT_FALSE(control("x12/stock", {{"depositor", "ACME"}, {"on_hand", 5}}));
  EXPECT_FALSE(control("x12/ship", {{"order", "FW-1"}, {"parcles", 2}}));
}

TEST_F(FilesTest, ShipsByItselfAndTheSameForTheSameSeed) {
  const auto life = [&] {
    auto settings = sandbox_->settings();
    settings.auto_ship = true, settings.partial_share = 0.5;
    sandbox_->set(settings);
    sandbox_->freeze(true);
    for (int n = 1; n <= 6; ++n) leaves(fmt::format("{}.edi", n), file_940(n, body_940(fmt::format("FW-{}", n))));
    sandbox_->advance(std::chrono::hours(2));
    EXPECT_GT(count("shipment"), 6U);  // some in two parts
    return left();
  };
  const auto one = life();
  sandbox_->stop();
  fs::remove_all(root_ / "x12"), fs::remove_all(root_ / "csv");
  sandbox_ = made();
  EXPECT_EQ(life(), one);
}

TEST_F(FilesTest, TwoDepositorsAreKeptApart) {
  leaves("a.edi", file_940(1, body_940("1001")));
  leaves("b.edi", file_940(1, body_940("1001"), "OTHER"));
  EXPECT_EQ(count("create"), 2U);
  ASSERT_TRUE(control("x12/ship", {{"order", "1001"}, {"depositor", "OTHER"}}));
  EXPECT_NE(left_of("945").find("*ZZ*MAINWH         *ZZ*OTHER          *"), std::string::npos);
  EXPECT_EQ(count("shipment"), 1U);
  EXPECT_TRUE(sandbox_->violations().empty());
}

TEST_F(FilesTest, CsvOrdersAreShippedAndCancelled) {
  leaves("ord_1.csv",
         "order_id,item_id,sku,qty,ship_name,ship_line1,method\r\nA,11,\"S,1\",2,Ada,Road 1,UPS Ground\r\n"
         "B,21,S2,1,Ada,Road 1,UPS Ground\r\nA,12,S2,1,Ada,Road 1,UPS Ground\r\n",
         "csv");
  EXPECT_EQ(count("create"), 2U);
  leaves("can_2.csv", "order_id,reason\r\nB,changed my mind\r\n", "csv");
  EXPECT_EQ(count("cancel"), 1U);
  ASSERT_TRUE(control("csv/ship", {{"all", true}, {"tracking", "1Z1"}}));
  ASSERT_EQ(left("csv").size(), 1U);
  EXPECT_EQ(left("csv").begin()->second,
            "order_id,item_id,sku,shipped_qty,shipped_at,carrier,method,tracking\r"
            "A,11,\"S,1\",2,2026-11-22 09:30:00,UPS,Ground,1Z1\rA,12,S2,1,2026-11-22 09:30:00,UPS,Ground,1Z1\r");
  EXPECT_TRUE(sandbox_->violations().empty());
  leaves("ord_3.csv", "order_id,item_id,sku,qty,ship_name,ship_line1\r\nC,11,S1,none,,\r\n", "csv");
  EXPECT_EQ(sandbox_->violations().size(), 2U);
}

}  // namespace
}  // namespace fairway::sandbox
