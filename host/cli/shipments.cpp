// `fairway shipments …`.
#include "host/cli/client.hpp"

namespace fairway::cli {
namespace {

struct ShipmentArguments {
  std::string account, state, id, carrier, service, tracking;
  bool warned = false;
};

void print_shipments(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& s : items(page))
    rows.push_back({cell(s, "id"), cell(s, "order"), cell(s, "carrier"), cell(s, "service"), cell(s, "tracking_number"),
                    cell(s, "state") + (flag_at(s, "unseen") ? ", unseen" : ""), cell(s, "warning"), cell(s, "error")});
  print_table({"ID", "ORDER", "CARRIER", "SERVICE", "TRACKING", "STATE", "WARNING", "ERROR"}, rows);
}

void print_shipment(const json::value& s) {
  fmt::print("shipment {} of order {}: {}\n", cell(s, "id"), cell(s, "order"), cell(s, "state"));
  if (const auto warning = cell(s, "warning"); !warning.empty())
    fmt::print("{} {}: {}\n", cell(s, "carrier"), cell(s, "tracking_number"), warning);
}

}  // namespace

void add_shipments(CLI::App& app, Shared& shared) {
  auto* shipments =
      app.add_subcommand("shipments", "Parcels and their confirmations")->alias("shipment")->require_subcommand(1);
  auto a = std::make_shared<ShipmentArguments>();
  const auto path = [a] { return "/v1/accounts/" + Client::quoted(a->account) + "/shipments"; };
  auto* list = shipments->add_subcommand("list", "Shipments, new to old");
  take_host(*list, shared);
  list->add_option("--account", a->account, "Account")->required();
  list->add_option("--state", a->state, "known, confirmed, verified, failed, not-needed");
  list->add_flag("--warned", a->warned, "Only those whose tracking number is doubtful");
  list->callback([&shared, a, path] {
    show(shared, Client(shared).get(path(), {{"state", a->state}, {"warned", a->warned ? "true" : ""}}), print_shipments);
  });
  const auto one = [&](const char* name, const char* help) {
    auto* command = shipments->add_subcommand(name, help);
    take_host(*command, shared);
    command->add_option("--account", a->account, "Account")->required();
    command->add_option("id", a->id, "Shipment")->required();
    return command;
  };
  auto* edit = one("edit", "Correct carrier, service or number and confirm again");
  edit->add_option("--carrier", a->carrier, "Carrier: its name, another name of it, or its SCAC");
  edit->add_option("--service", a->service, "Shipping method");
  edit->add_option("--tracking-number", a->tracking, "Tracking number");
  edit->callback([&shared, a, path] {
    json::object body;
    if (!a->carrier.empty()) body["carrier"] = a->carrier;
    if (!a->service.empty()) body["service"] = a->service;
    if (!a->tracking.empty()) body["tracking_number"] = a->tracking;
    show(shared, Client(shared).post(path() + "/" + Client::quoted(a->id), body), print_shipment);
  });
  one("send", "Confirm again as it is: what was refused, or what the channel does not show")->callback([&shared, a, path] {
    show(shared, Client(shared).post(path() + "/" + Client::quoted(a->id) + "/send"), print_shipment);
  });
}

}  // namespace fairway::cli
