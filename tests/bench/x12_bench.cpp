// A file of 20,000 orders in X12. Targets: written within 1 s, read and checked within 1 s, and memory that grows with neither
// the number of segments nor what they hold: beside the file itself a hundred bytes a set. The floors are what the bytes alone
// cost: to put them together, and to cut them into elements. peak_MB is the process's own, with the file in it.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>

#include "advice.hpp"
#include "order.hpp"
#include "x12/check.hpp"
#include "x12/values.hpp"

namespace {

using namespace wms_x12;

constexpr std::size_t kOrders = 20'000;

fairway::FulfilmentOrder some_order(std::size_t n) {
  fairway::FulfilmentOrder one;
  one.reference = one.po_number = one.channel_order_id = "111-" + padded(n, 7) + "-7654321";
  one.service = "UPS Ground";
  one.company = "Juniper Goods";
  one.ship_by = fairway::Time{1'795'339'800'000};
  one.ship_to.name = {"Ada Example"}, one.ship_to.line1 = {"500 Sample Ave"}, one.ship_to.line2 = {"Apt 12"};
  one.ship_to.city = {"Reno"}, one.ship_to.state = "NV", one.ship_to.postal_code = {"89502"}, one.ship_to.country = "US";
  one.lines = {{"05835637773450", "SKU-RED-M", "Red mug, medium", 2}, {"05835637773451", "SKU-BLU-L", "Blue mug, large", 1}};
  return one;
}

const Settings& settings() {
  static const Settings all = [] {
    Settings given;
    given.outbox = "out", given.inbox = "in", given.sender = "FAIRWAY", given.receiver = "NORTHDOCK3PL";
    return with_defaults(given);
  }();
  return all;
}

std::string write_all() {
  std::vector<Segments> orders;
  orders.reserve(kOrders);
  for (std::size_t n = 0; n < kOrders; ++n) {
    orders.push_back(order_segments(some_order(n), settings()));
    check_940(orders.back(), text_rule(settings()).separators);
  }
  return write_940(orders, envelope_of(settings(), 1, fairway::Time{1'795'339'800'000}));
}

// An advice of one parcel for each order.
std::string advices(std::size_t count) {
  InterchangeWriter writer(envelope_of(settings(), 1, fairway::Time{1'795'339'800'000}));
  writer.begin_group("SW");
  for (std::size_t n = 0; n < count; ++n) {
    writer.begin_set("945");
    writer.segment("W06", {"F", "111-" + padded(n, 7) + "-7654321", "20261123", "ND-" + std::to_string(n)});
    writer.segment("N1", {"ST", "Ada Example"});
    writer.segment("N3", {"500 Sample Ave", "Apt 12"});
    writer.segment("N4", {"Reno", "NV", "89502", "US"});
    writer.segment("W27", {"M", "UPSN", "UPS GROUND", "PP"});
    writer.segment("LX", {"1"});
    writer.segment("MAN", {"CP", "1ZA1B2C3" + padded(n, 10)});
    writer.segment("W12", {"CC", "2", "2", "", "EA", "", "VN", "SKU-RED-M"});
    writer.segment("N9", {"LI", "05835637773450"});
    writer.segment("W12", {"CC", "1", "1", "", "EA", "", "VN", "SKU-BLU-L"});
    writer.segment("N9", {"LI", "05835637773451"});
    writer.segment("W03", {"3"});
    writer.end_set();
  }
  writer.end_group();
  return writer.finish();
}

void note_peak(benchmark::State& state) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  state.counters["peak_MB"] = static_cast<double>(usage.ru_maxrss) / 1e3;
}

void write_orders(benchmark::State& state) {
  std::size_t bytes = 0;
  for (auto _ : state) bytes = write_all().size();
  state.counters["MB"] = static_cast<double>(bytes) / 1e6;
  note_peak(state);
}
BENCHMARK(write_orders)->Unit(benchmark::kMillisecond);

void floor_of_writing(benchmark::State& state) {
  std::vector<Segments> orders;
  for (std::size_t n = 0; n < kOrders; ++n) orders.push_back(order_segments(some_order(n), settings()));
  for (auto _ : state) {
    std::string file;
    for (const auto& order : orders)
      for (const auto& segment : order) {
        for (const auto& element : segment) file.append(element) += '*';
        file.back() = '~';
      }
    benchmark::DoNotOptimize(file.data());
  }
}
BENCHMARK(floor_of_writing)->Unit(benchmark::kMillisecond);

void floor_of_reading(benchmark::State& state) {
  const auto file = write_all();
  for (auto _ : state) {
    SegmentReader reader(file, {});
    Segment segment;
    std::size_t elements = 0;
    while (reader.next(segment)) elements += segment.elements();
    benchmark::DoNotOptimize(elements);
  }
}
BENCHMARK(floor_of_reading)->Unit(benchmark::kMillisecond);

// Envelope and structure of each set, as of a file that comes.
std::size_t check_all(const std::string& file) {
  FileReader reader(file);
  std::size_t errors = 0;
  while (const auto interchange = reader.next())
    for (const auto& group : interchange->groups)
      for (const auto& set : group.sets)
        errors += check_set(set.text, interchange->isa.separators, *find_set(set.id)).segments.size();
  return errors;
}

void read_orders(benchmark::State& state) {
  const auto file = write_all();
  for (auto _ : state)
    if (check_all(file) != 0) state.SkipWithError("a set in error");
  state.counters["MB"] = static_cast<double>(file.size()) / 1e6;
  note_peak(state);
}
BENCHMARK(read_orders)->Unit(benchmark::kMillisecond);

void read_advices(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto file = advices(count);
  const auto before = ::mallinfo2().uordblks;
  std::size_t most = 0;
  for (auto _ : state) {
    FileReader reader(file);
    std::size_t parcels = 0;
    while (const auto interchange = reader.next())
      for (const auto& group : interchange->groups)
        for (const auto& set : group.sets) {
          if (!check_set(set.text, interchange->isa.separators, *find_set(set.id)).segments.empty())
            state.SkipWithError("a set in error");
          parcels += read_945({set.text, interchange->isa.separators, {}}, settings()).shipments.size();
          if (parcels % 1000 == 0) most = std::max(most, ::mallinfo2().uordblks - before);
        }
    if (parcels != count) state.SkipWithError("parcels are missing");
  }
  state.counters["file_MB"] = static_cast<double>(file.size()) / 1e6;
  state.counters["memory_MB"] = static_cast<double>(most) / 1e6;
  note_peak(state);
}
BENCHMARK(read_advices)->Arg(kOrders / 2)->Arg(kOrders)->Unit(benchmark::kMillisecond);  // twice as many: no more a set

}  // namespace
