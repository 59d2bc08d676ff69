// The listings of a file that a person handed in: the plugin reads it a piece at a time, and its cursor says where the next begins.
#pragma once
#include "host/flows/flow.hpp"
#include "host/ledger/import.hpp"

namespace fairway::flows {

// From import.cursor on, which the sink moves with every batch, until the end or what ends the call. Each batch is behind a whole
// row, so that whatever ends the host, it goes on there.
Status read_handed_file(const Context& context, plugins::Channel& channel, const ledger::Import& import,
                        plugins::PullSink& sink, const plugins::CallOptions& options);

// How many rows it has, by those that were read and the bytes that they took.
std::optional<std::int64_t> rows_of_file(const ledger::Import& import);

}  // namespace fairway::flows
