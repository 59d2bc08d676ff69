#include "host/sandbox/sandbox.hpp"

#include "host/sandbox/control.hpp"
#include "host/sandbox/files/csv.hpp"
#include "host/sandbox/files/x12.hpp"

namespace fairway::sandbox {

namespace {
std::string at_port(const std::string& address, std::uint16_t port) {
  return fmt::format("{}:{}", address.substr(0, address.rfind(':')), port);
}
}  // namespace

struct Sandbox::Impl {
  explicit Impl(Options given)
      : options(std::move(given)),
        world(options.clock ? *options.clock : system, options.seed, options.settings),
        amazon(world),
        wms(world),
        shop(world),
        flows(world, amazon),
        x12(options.x12.empty() ? nullptr : std::make_unique<X12Warehouse>(world, options.x12)),
        csv(options.csv.empty() ? nullptr : std::make_unique<CsvWarehouse>(world, options.csv)),
        control(world, amazon, wms, shop, flows, file_warehouses()),
        amazon_server([this](const Request& request) { return handle(amazon, request); },
                      [this] { return world.timeline.now(); }),
        wms_server([this](const Request& request) { return handle(wms, request); },
                   [this] { return world.timeline.now(); }) {}

  std::vector<FileWarehouse*> file_warehouses() const {
    std::vector<FileWarehouse*> all;
    if (x12) all.push_back(x12.get());
    if (csv) all.push_back(csv.get());
    return all;
  }
  Response handle(Side& side, const Request& request) {
    if (request.path.starts_with("/shop/")) return shop.answer(request);
    return request.path.starts_with("/control/") ? control.answer(request) : side.answer(request);
  }

  SystemClock system;
  Options options;
  World world;
  Amazon amazon;
  Wms wms;
  Shop shop;
  Flows flows;
  std::unique_ptr<FileWarehouse> x12, csv;
  Control control;
  HttpServer amazon_server, wms_server;
};

Sandbox::Sandbox(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Sandbox::~Sandbox() { stop(); }

Status Sandbox::start() {
  auto& options = impl_->options;
  if (!options.models.empty() && !impl_->world.models) {
    auto models = Models::load(options.models);
    if (!models) return fail(std::move(models.error()));
    impl_->world.models = std::move(*models);
  }
  if (auto up = impl_->amazon_server.start(options.amazon); !up) return up;
  if (auto up = impl_->wms_server.start(options.wms); !up) {
    impl_->amazon_server.stop();
    return up;
  }
  options.amazon = at_port(options.amazon, impl_->amazon_server.port());
  options.wms = at_port(options.wms, impl_->wms_server.port());
  for (auto* warehouse : impl_->file_warehouses())
    if (auto up = warehouse->start(); !up) return stop(), fail(std::move(up.error()));
  impl_->world.timeline.start();
  return {};
}

void Sandbox::stop() {
  impl_->world.timeline.stop();
  for (auto* warehouse : impl_->file_warehouses()) warehouse->stop();
  impl_->amazon_server.stop();
  impl_->wms_server.stop();
}

Ports Sandbox::ports() const { return {impl_->amazon_server.port(), impl_->wms_server.port()}; }
std::string Sandbox::amazon_url() const { return fmt::format("http://127.0.0.1:{}", ports().amazon); }
std::string Sandbox::wms_url() const { return fmt::format("http://127.0.0.1:{}", ports().wms); }

Result<json::value> Sandbox::control(std::string_view method, std::string_view what, const json::value& body) {
  const auto question = what.find('?');
  const auto query = question == std::string_view::npos ? Pairs{} : parse_form(what.substr(question + 1));
  return impl_->control.run(method, what.substr(0, question), query, body);
}

Result<std::vector<std::string>> Sandbox::inject(const OrderSpec& spec) { return impl_->amazon.inject(spec); }
Status Sandbox::list(const ListingSpec& spec) { return impl_->amazon.list(spec); }
Status Sandbox::make_up_listings(const std::string& seller, std::string_view marketplace, std::uint64_t count,
                                 std::uint64_t seed) {
  return impl_->amazon.make_up_listings(seller, marketplace, count, seed);
}
Result<std::size_t> Sandbox::ship(const ShipSpec& spec) { return impl_->wms.ship(spec); }
void Sandbox::set_stock(const std::string& depositor, const std::string& warehouse, const std::string& sku,
                        std::int64_t on_hand) {
  impl_->wms.set_stock(depositor, warehouse, sku, on_hand);
}
std::uint64_t Sandbox::fault(Fault fault) { return impl_->world.faults.add(std::move(fault)); }
void Sandbox::clear_faults() { impl_->world.faults.clear(); }
void Sandbox::advance(Millis by) { impl_->world.timeline.advance(by); }
void Sandbox::freeze(bool frozen) { impl_->world.timeline.freeze(frozen); }
Instant Sandbox::now() const { return impl_->world.timeline.now(); }
Settings Sandbox::settings() const { return impl_->world.settings.get(); }
void Sandbox::set(const Settings& settings) { impl_->world.settings.set(settings); }
void Sandbox::flow(const FlowSpec& spec) { impl_->flows.set(spec.order, spec.per_minute); }
std::vector<Entry> Sandbox::journal(std::string_view kind) const {
  return impl_->world.journal.select([&](const Entry& entry) { return kind.empty() || entry.kind == kind; });
}
std::vector<Violation> Sandbox::violations() const { return impl_->world.violations.all(); }
json::object Sandbox::state() const { return impl_->control.state(); }
void Sandbox::reset() { impl_->control.reset(); }

}  // namespace fairway::sandbox
