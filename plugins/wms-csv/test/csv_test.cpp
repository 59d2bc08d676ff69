// Text to rows and back (WMS-3).
#include "csv.hpp"

#include <random>

#include "columns.hpp"
#include "encoding.hpp"
#include "support.hpp"
#include "values.hpp"

namespace {

using namespace csv_test;
using testing::ElementsAre;
using testing::HasSubstr;
using namespace wms_csv;
using Cells = std::vector<std::string>;

TEST(Csv, IsReadAsPartnersWriteIt) {
  struct Case {
    const char* text;
    std::vector<Cells> rows;
  };
  const Case cases[] = {
      {"", {}},
      {"a,b", {{"a", "b"}}},
      {"a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}},
      {"a\nb\rc\n\n\n", {{"a"}, {"b"}, {"c"}}},
      {"\"a,1\",\"b\"\"2\"\"\",\"c\r\nd\"\n", {{"a,1", "b\"2\"", "c\r\nd"}}},
      {"5\" nail,x\n", {{"5\" nail", "x"}}},
      {",\n", {{"", ""}}},
      {"\"\"\n", {{""}}},
      {"a,\n", {{"a", ""}}},
      {"'=1+1,'plain,''-x\n", {{"=1+1", "'plain", "'-x"}}},
  };
  for (const Case& one : cases) {
    std::vector<Cells> rows;
    for (const auto& row : read_rows(one.text, ',')) rows.push_back(row.cells);
    EXPECT_EQ(rows, one.rows) << one.text;
  }
}

TEST(Csv, ARowWhoseQuotesDoNotFitLosesItselfAlone) {
  const auto rows = read_rows("a,b\n\"open,1\nc,d\n\"x\"y,1\ne,\"f\n\"\ng,h", ',');
  ASSERT_EQ(rows.size(), 6u);
  EXPECT_EQ(rows[1].fault, "its quotes do not fit");
  EXPECT_EQ(rows[1].bytes, "\"open,1");
  EXPECT_THAT(rows[2].cells, ElementsAre("c", "d"));
  EXPECT_FALSE(rows[3].fault.empty());
  EXPECT_THAT(rows[4].cells, ElementsAre("e", "f\n"));
  EXPECT_THAT(rows[5].cells, ElementsAre("g", "h"));
  const std::size_t lines[] = {1, 2, 3, 4, 5, 7};
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].line, lines[i]);
}

TEST(Csv, NoCellLeavesAsAFormula) {
  for (const char* cell : {"=1+1", "+49 1", "-1", "@SUM(A1)", "'=1", "\t=1", "\r1"}) {
    std::string text;
    append_row(text, {cell}, ',');
    EXPECT_EQ(text[text.front() == '"' ? 1 : 0], '\'') << cell;
  }
}

TEST(Csv, WhatIsWrittenIsRead) {
  std::mt19937 random(20261122);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  const std::string letters = "ab01 ,;|\t\"'=+-@\r\n\xC3\xA9";
  for (int round = 0; round < 3000; ++round) {
    const char separator = ",;|\t"[below(4)];
    std::vector<Cells> rows(1 + below(4));
    std::string text;
    for (auto& row : rows) {
      row.resize(1 + below(5));
      for (auto& cell : row)
        for (std::size_t n = below(8); n > 0; --n) cell += letters[below(letters.size())];
      append_row(text, row, separator);
    }
    std::vector<Cells> back;
    for (const auto& row : read_rows(text, separator)) {
      EXPECT_EQ(row.fault, "");
      back.push_back(row.cells);
    }
    ASSERT_EQ(back, rows) << text;
  }
}

TEST(Csv, AnythingAtAllIsReadWithoutLosingALine) {
  std::mt19937 random(7);
  const std::string letters = "a,\"\n\r";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::size_t n = random() % 40; n > 0; --n) text += letters[random() % letters.size()];
    const char* end = text.data();
    for (const auto& row : read_rows(text, ',')) {
      ASSERT_GE(row.bytes.data(), end);
      for (const char* at = end; at < row.bytes.data(); ++at) ASSERT_TRUE(*at == '\n' || *at == '\r') << text;
      end = row.bytes.data() + row.bytes.size();
      EXPECT_EQ(row.cells.empty(), !row.fault.empty());
    }
    for (const char* at = end; at < text.data() + text.size(); ++at) ASSERT_TRUE(*at == '\n' || *at == '\r') << text;
  }
}

TEST(CsvEncoding, GoesThereAndBack) {
  const std::string text = "Köln € “Straße” Ž";
  std::string missing;
  const auto bytes = from_utf8(text, Encoding::windows_1252, missing);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->substr(0, 7), "K\xF6ln \x80 ");
  EXPECT_EQ(to_utf8(*bytes, Encoding::windows_1252), text);
  EXPECT_FALSE(from_utf8("Łódź", Encoding::windows_1252, missing));
  EXPECT_EQ(missing, "Ł");
  EXPECT_FALSE(from_utf8("€", Encoding::iso_8859_1, missing));
  EXPECT_EQ(to_utf8("\xE9\x80", Encoding::iso_8859_1), "é\xC2\x80");
  EXPECT_FALSE(to_utf8("\x81", Encoding::windows_1252));
  for (const char* wrong : {"\xE9", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82"})
    EXPECT_FALSE(to_utf8(wrong, Encoding::utf8));
  for (unsigned c = 1; c < 256; ++c)  // every byte that means something comes back as itself
    for (const auto encoding : {Encoding::windows_1252, Encoding::iso_8859_1})
      if (const auto one = to_utf8(std::string(1, static_cast<char>(c)), encoding)) {
        EXPECT_EQ(from_utf8(*one, encoding, missing), std::string(1, static_cast<char>(c)));
      }
}

TEST(CsvValues, QuantitiesAreWholePieces) {
  struct Case {
    const char *cell, *unit, *decimal;
    std::int64_t pieces;  // -99: refused
  };
  const Case cases[] = {{"2", "EA", ".", 2},       {" 2 ", "CS", ".", 24},      {"2.00", "EA", ".", 2},
                        {"2,0", "EA", ",", 2},     {"-3", "EA", ".", -3},       {"2,0", "EA", ".", -99},
                        {"1.5", "CS", ".", -99},   {"", "EA", ".", -99},        {"x", "EA", ".", -99},
                        {"2 pcs", "EA", ".", -99}, {"2.", "EA", ".", -99},      {"2", "", ".", -99},
                        {"2", "PAL", ".", -99},    {"1.2E+12", "EA", ".", -99}, {"99999999999999999999", "EA", ".", -99}};
  for (const Case& one : cases) {
    Settings settings;
    settings.units = {{"EA", 1}, {"CS", 12}}, settings.decimal = one.decimal;
    try {
      EXPECT_EQ(quantity_of(one.cell, one.unit, settings), one.pieces) << one.cell;
    } catch (const fairway::Error&) { EXPECT_EQ(one.pieces, -99) << one.cell; }
  }
}

TEST(CsvValues, InstantsAreReadAndWrittenByTheirFormat) {
  struct Case {
    const char *format, *offset, *cell, *instant;  // "": refused
  };
  const Case cases[] = {{"YYYY-MM-DD hh:mm:ss", "+00:00", "2026-11-22", "2026-11-22T00:00:00Z"},
                        {"YYYY-MM-DD hh:mm:ss", "+01:00", "2026-11-22 09:30:05", "2026-11-22T08:30:05Z"},
                        {"YYYY-MM-DD hh:mm:ss", "+01:00", "2026-11-22T09:30:00Z", "2026-11-22T09:30:00Z"},
                        {"DD.MM.YYYY hh:mm", "-05:30", "1.2.2026 7:05", "2026-02-01T12:35:00Z"},
                        {"MM/DD/YYYY hh:mm AM", "+00:00", "11/22/2026 12:05 am", "2026-11-22T00:05:00Z"},
                        {"MM/DD/YYYY hh:mm AM", "+00:00", "11/22/2026 12:05 PM", "2026-11-22T12:05:00Z"},
                        {"YYYYMMDD", "+00:00", "20261122", "2026-11-22T00:00:00Z"},
                        {"MM/DD/YYYY", "+00:00", "22/11/2026", ""},
                        {"MM/DD/YYYY", "+00:00", "2/30/2026", ""},
                        {"MM/DD/YYYY", "+00:00", "11/22/26", ""},
                        {"MM/DD/YYYY", "+00:00", "11/22/2026 later", ""},
                        {"MM/DD/YYYY hh:mm", "+00:00", "11/22/2026 25:00", ""},
                        {"MM/DD/YYYY", "+00:00", "", ""}};
  for (const Case& one : cases) {
    Settings settings;
    settings.date_format = one.format, settings.utc_offset = one.offset;
    try {
      const auto [instant, whole_day] = instant_of(one.cell, settings);
      EXPECT_EQ(fairway::to_text(instant), one.instant) << one.cell;
      EXPECT_EQ(whole_day, std::string(one.cell).find(':') == std::string::npos) << one.cell;
      if (std::string(one.format).find("mm") != std::string::npos &&
          std::string(one.format).find("ss") != std::string::npos) {
        EXPECT_EQ(instant_of(written(instant, settings), settings).at, instant);
      }
    } catch (const fairway::Error& error) { EXPECT_STREQ(one.instant, "") << one.cell << ": " << error.what(); }
  }
  Settings halves;
  halves.date_format = "MM/DD/YYYY hh:mm AM";
  for (const char* instant :
       {"2026-11-22T00:05:00Z", "2026-11-22T12:00:00Z", "2026-11-22T23:59:00Z", "2026-11-22T11:01:00Z"}) {
    const auto time = *fairway::time_of(instant);
    EXPECT_EQ(instant_of(written(time, halves), halves).at, time) << written(time, halves);
  }
}

TEST(CsvValues, ANameSaysWhenItIsFrom) {
  struct Case {
    const char *name, *instant;
  };
  const Case cases[] = {{"inv_20261122T093000Z_000041.csv", "2026-11-22T09:30:00Z"},
                        {"inv_20261122T093000.csv", "2026-11-22T08:30:00Z"},
                        {"inv-2026-11-22.csv", "2026-11-21T23:00:00Z"},
                        {"inv_20261122_0930.csv", "2026-11-22T08:30:00Z"},
                        {"inv 00012345 20261122.csv", "2026-11-21T23:00:00Z"},
                        {"inv.csv", ""},
                        {"inv_20261322.csv", ""}};
  Settings settings;
  settings.utc_offset = "+01:00";
  for (const Case& one : cases) {
    try {
      EXPECT_EQ(fairway::to_text(instant_in_name(one.name, settings)), one.instant) << one.name;
    } catch (const fairway::Error&) { EXPECT_STREQ(one.instant, "") << one.name; }
  }
}

TEST(CsvValues, WhatASpreadsheetMadeOfANumberIsSeen) {
  for (const char* cell : {"1.2E+12", "1E+12", "1,23457E+11", "9e+15"}) EXPECT_TRUE(damaged_by_spreadsheet(cell)) << cell;
  for (const char* cell : {"1e5", "1E12", "SE+12", "12E+1A", "1Z999AA10123456784", "12.2E+12", "", "E+12"})
    EXPECT_FALSE(damaged_by_spreadsheet(cell)) << cell;
}

TEST(CsvColumns, AreFoundInAnyOrderAndCase) {
  const Settings settings;
  Sheet sheet("\xEF\xBB\xBF SKU ,Order_ID,qty\n\n,,\nA,1,2,,\nB,2\nC,3,4,x\n", settings);
  const auto sku = sheet.column("sku", "s"), reference = sheet.column("order_id", "r"), third = sheet.column("#3", "t");
  ASSERT_EQ(sheet.rows().size(), 3u) << "blank rows are none";
  EXPECT_EQ(Sheet::cell(sheet.rows()[0], sku), "A");
  EXPECT_EQ(Sheet::cell(sheet.rows()[0], reference), "1");
  EXPECT_EQ(Sheet::cell(sheet.rows()[0], third), "2");
  EXPECT_EQ(Sheet::cell(sheet.rows()[0], sheet.column("", "n")), "");
  EXPECT_NO_THROW(sheet.check(sheet.rows()[0]));
  EXPECT_THROW(sheet.check(sheet.rows()[1]), fairway::Error);
  EXPECT_THROW(sheet.check(sheet.rows()[2]), fairway::Error);
}

TEST(CsvColumns, OneThatIsMissingIsNamedWithWhatIsThereAndTheNearest) {
  struct Case {
    const char *text, *says;
  };
  const Case cases[] = {
      {"order_id,Shipped Qty\n",
       R"(there is no column "shipped_qty" (x.y); the file has "order_id", "Shipped Qty". Is "Shipped Qty" meant?)"},
      {"order_id,when\n", R"(the file has "order_id", "when")"},
      {"order_id;shipped_qty\n", "is 'separator' the right one?"},
      {"shipped_qty,Shipped_Qty\n", "is there twice"},
      {"", "the file is empty"},
      {"\xFF\xFEo\0r\0", "UTF-16"}};
  for (const Case& one : cases) {
    const Settings settings;
    try {
      Sheet(one.text, settings).column("shipped_qty", "x.y");
      ADD_FAILURE() << one.text;
    } catch (const fairway::Error& error) {
      EXPECT_EQ(error.code(), FW_E_REJECTED);
      EXPECT_THAT(error.what(), HasSubstr(one.says));
    }
  }
}

}  // namespace
