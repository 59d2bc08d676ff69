// A small sound shop against the raw tables of abi.h, in steps that a wrong plugin takes otherwise, one each. Its remote:
//
//   GET  <url>/orders?after=<cursor>   {"orders": [{"id", "state", "changed", "name", "country", "sku", "quantity"}], "cursor", "more"}
//   POST <url>/shipments               {"key", "order", "tracking"}, with the key as header idempotency-key; answers {"id"}
//   POST <url>/shipments/find          {"key"}; answers {"id"}, empty where there is none
//   GET  <url>/me                      {"name"}
//
// It includes little: what needs the wrapper's headers is compiled once, in wrong_base.cpp.
#pragma once
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "fairway/abi.h"

namespace wrong {

inline std::string_view view(fw_str s) { return s.len == 0 ? std::string_view() : std::string_view(s.ptr, s.len); }
inline fw_str view(std::string_view s) { return {s.data(), s.size()}; }

fw_rc fail(const fw_call*, fw_rc, std::string_view message, std::string_view pointer = {}, std::int64_t retry_after_ms = 0);

// What crashes on request, in a way that no compiler sees through.
void crash();
// Memory that is touched, so that it counts, and never freed.
void leak(std::size_t bytes = 64 * 1024);

struct Settings {
  std::string url, key;  // key: the secret's name
};
struct Request {
  std::string method, path, body, idempotency_key;
};
struct Reply {
  int status = 0;
  std::int64_t retry_after_ms = 0;
  std::string body;
};
struct Row {
  std::string raw, id, changed, name, document;  // document: order/1, empty where the row cannot be read
};
struct Page {
  std::vector<Row> rows;
  std::string cursor;
  bool more = false;
};

class Shop {
 public:
  Shop(const fw_host* host, const Settings& settings);
  virtual ~Shop() = default;
  fw_channel raw;

  // What the tables call; no exception goes further. `instance_table` finds the capabilities.
  virtual fw_rc start(const fw_call*);
  virtual fw_rc quiesce(const fw_call*);
  virtual fw_rc resume(const fw_call*);
  virtual fw_rc stop(const fw_call*);
  virtual fw_rc pull(const fw_call*, const fw_pull_request*, const fw_pull_out*);
  virtual fw_rc push(const fw_call*, const fw_push_item* const*, std::uint64_t n, const fw_push_out*);
  virtual fw_rc decide(const fw_call*, fw_str schema, const fw_str* questions, std::uint64_t n, const fw_decide_out*);
  virtual fw_rc connect(const fw_call*, fw_str step, fw_str json, const fw_sink*);
  virtual const void* table(const char* id);

  // The steps.
  virtual std::string base_url() const { return settings.url; }
  virtual fw_rc send(const fw_call*, const Request&, Reply&);  // one request
  virtual fw_rc judge(const fw_call*, const Reply&);           // what its status means
  virtual fw_rc ask(const fw_call*, const Request&, Reply&);   // both
  virtual std::string cursor_of(fw_str cursor) { return std::string(view(cursor)); }
  virtual fw_rc read(const fw_call*, const Reply&, Page&);             // a page out of a body
  virtual fw_rc take(const fw_call*, const fw_pull_out*, Page&);       // a page: rows, then its checkpoint
  virtual fw_rc row(const fw_call*, const fw_pull_out*, const Row&);   // one row, good or bad
  virtual fw_rc emit(const fw_call*, const fw_pull_out*, const Row&);  // a good one
  virtual fw_rc checkpoint(const fw_call*, const fw_pull_out*, const Page&);
  virtual fw_rc ship(const fw_call*, const fw_push_item&, std::string& remote_id);  // one document
  virtual fw_rc give(const fw_push_out*, std::uint64_t index, std::uint64_t n, fw_rc, std::string_view remote_id);
  virtual std::string answer(const fw_call*, std::string_view question);  // JSON; empty: refused

  // The factory. A wrong plugin hides one of these by its own.
  static constexpr std::uint32_t kMagic = FW_ABI_MAGIC, kMajor = FW_ABI_MAJOR;
  static fw_rc open() { return FW_OK; }
  static void close() {}
  static const void* query(const char* id, const fw_channel_factory*);
  static const fw_channel_desc* describe(std::uint32_t index);
  static fw_rc validate(const fw_call*, fw_str id, fw_str config);
  using Make = Shop* (*)(const fw_host*, const Settings&);
  static fw_rc create(const fw_host*, const fw_call*, fw_str id, fw_str config, fw_channel** out, Make);

  template <class Table>
  const Table* service(const char* id) const {
    return static_cast<const Table*>(host->query(host, id));
  }
  void log(std::string_view message) const;

  const fw_host* host;
  Settings settings;
  bool running = false;
  std::int64_t retry_after_ms = 0;  // of the last 429
  std::string text;                 // some room for those who need it
};

Shop& self(fw_channel*);
// The settings, checked: a finding each is told to `call` with its pointer where there is one.
bool read_settings(const fw_call* call, fw_str config, Settings&);
// The sound descriptor, with a member of it replaced.
fw_channel_desc described();

template <class T>
struct Tables {
  static std::uint32_t count() { return 1; }
  static fw_rc create(const fw_host* host, const fw_call* call, fw_str id, fw_str config, fw_channel** out) {
    return T::create(host, call, id, config, out, [](const fw_host* h, const Settings& s) -> Shop* { return new T(h, s); });
  }
  static constexpr fw_channel_factory kFactory{&count, &T::describe, &T::validate, &create};
  static const void* query(const char* id) { return T::query(id, &kFactory); }
};

}  // namespace wrong

#define WRONG_PLUGIN(T)                              \
  extern "C" FW_EXPORT const fw_entry_t fw_entry = { \
      T::kMagic, T::kMajor, FW_ABI_MINOR, 0, &T::open, &T::close, &wrong::Tables<T>::query}
