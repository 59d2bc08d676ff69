// What crosses between host and worker. A frame is a header, then fields (wire/bytes.hpp).
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/plugins/channel.hpp"
#include "host/plugins/wire/bytes.hpp"

namespace fairway::plugins {

enum class Kind : std::uint16_t {
  hello = 1,  // both: the handshake's JSON
  // host to worker
  open,    // instance, its spec
  close,   // instance: stop and destroy
  call,    // CallHead, then the verb's fields
  cancel,  // u8 level
  answer,  // u32 question, status, text: to checkpoint and the questions below
  leave,   // stop and destroy all, then exit
  // worker to host
  documents,      // u32 n, then schema, key, body
  reject,         // raw, schema, pointer, message
  progress,       // i64 done, i64 total
  checkpoint,     // u32 question, cursor, state
  pushed,         // u64 index, remote id, status
  end,            // status, findings, state, then the verb's fields
  log,            // u64 instance, i32 level, trace, message
  permit,         // u32 question, operation -> i64 ms
  rate,           // operation, u8 has rate, double rate, u8 throttled, i64 retry after ms
  state_get,      // u32 question, key -> value
  numbers,        // u32 question, sequence, u64 count -> u64 first
  token,          // u32 question, scope -> u8 kind, text, i64 version
  token_put,      // u32 question, scope, i64 version, access, refresh, i64 ttl ms -> access
  token_refused,  // u32 question, scope, access
  token_failed,   // u32 question, scope, i64 version
};

struct Header {
  std::uint32_t size = 0;  // of the fields
  Kind kind = Kind::hello;
  std::uint16_t reserved = 0;
  std::uint64_t call = 0;  // 0: belongs to no call
};
static_assert(sizeof(Header) == 16);

struct Frame {
  Kind kind = Kind::hello;
  std::uint64_t call = 0;
  std::string_view body;
};

constexpr std::size_t kLargestFrame = 512u << 20;  // more is taken for a broken stream
constexpr std::size_t kBatchBytes = 256u << 10;    // documents of one frame
constexpr std::uint32_t kBatchDocuments = 500;
constexpr std::size_t kStagedPerCall = 8u << 20;  // not yet committed
constexpr std::size_t kStagedPerWorker = 32u << 20;

enum class Verb : std::uint8_t { pull = 1, push, decide, connect, validate, open };
const char* verb_name(Verb verb) noexcept;

// Levels of Kind::cancel.
constexpr std::uint8_t kCancel = 1;      // cancelled() answers true, waiting is cut short
constexpr std::uint8_t kCancelHard = 2;  // every host service answers CANCELLED at once

struct CallHead {
  std::uint64_t instance = 0;  // 0: validate, which has none
  Verb verb = Verb::pull;
  bool interactive = false;
  Millis deadline{0};       // from now
  std::int64_t now_ms = 0;  // the host's wall clock, which may be a virtual one
  std::string trace;
};

struct OpenInstance {
  std::string scope, lane, settings;  // settings: JSON
  std::map<std::string, std::string> secrets;
};

void write(Writer& out, const CallHead& head);
CallHead read_head(Reader& in);
void write(Writer& out, const OpenInstance& open);
OpenInstance read_open(Reader& in);
void write(Writer& out, const Status& status);
Status read_status(Reader& in);
void write(Writer& out, const Failure& failure);
Failure read_failure(Reader& in);
void write(Writer& out, const std::vector<StateWrite>& state);
std::vector<StateWrite> read_state(Reader& in);

}  // namespace fairway::plugins
