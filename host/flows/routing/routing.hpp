// What of an order is to be shipped, and under which reference: pure.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {

// Units still to be shipped by us: ordered less cancelled less already shipped.
std::vector<LineQuantity> open_lines(const Order& order);

// Of these the lines that the buyer asks to cancel.
std::vector<LineQuantity> asked_to_cancel(const Order& order);
// A request as it is remembered on the order, with these lines added; whether some were new.
bool add_to_request(std::string& request, const std::vector<LineQuantity>& lines);

// What the warehouse shall call the order: the channel's id, `-2`, `-3` … for further parts; where that is longer than 22
// characters (X12 940 W05-02) or `taken`, a fixed hash of 22.
std::string reference_for(const ledger::OrderRow& order, std::int64_t part, bool taken);

// Weight is unknown until a catalogue is there; the value is the order's total.
ShippingQuestion shipping_question(const ledger::OrderRow& row, const Order& order);

// "accounts/acme.yaml:61" of a JSON pointer into the shipping map's settings, or of the nearest place above it.
config::Place rule_place(const config::Settings& settings, const std::string& pointer);

}  // namespace fairway::flows
