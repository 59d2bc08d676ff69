#include "wrong_base.hpp"

#include <cstdlib>

#include "fairway/plugin.hpp"

namespace wrong {

namespace {

struct Secret {
  static constexpr fairway::JsonName json_names[] = {{"name", "$secret"}};
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Secret, (), (name))
struct Config {
  std::string url;
  Secret key;
};
BOOST_DESCRIBE_STRUCT(Config, (), (url, key))
struct RawPage {
  std::vector<fairway::RawJson> orders;
  std::string cursor;
  bool more = false;
};
BOOST_DESCRIBE_STRUCT(RawPage, (), (orders, cursor, more))
struct RawRow {
  std::string id, state, changed, name, country, sku;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(RawRow, (), (id, state, changed, name, country, sku, quantity))
struct Parcel {
  std::string key, order, tracking;
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (key, order, tracking))
struct Named {
  std::string id, name;
};
BOOST_DESCRIBE_STRUCT(Named, (), (id, name))

// What wrong plugins throw on purpose they throw outside of it.
template <class F>
fw_rc guarded(const fw_call* call, F&& body) noexcept {
  try {
    return body();
  } catch (...) { return fail(call, FW_E_INTERNAL, "an exception"); }
}

constexpr char kSchema[] = R"({"type": "object", "required": ["url"], "additionalProperties": false, "properties": {)"
                           R"("url": {"type": "string", "format": "uri"}, "key": {"type": "string", "x-secret": true}}})";
constexpr char kManifest[] = R"({"roles": ["store", "shipping"],)"
                             R"( "streams": [{"name": "orders", "documents": ["order/1"], "lane": "orders"}],)"
                             R"( "pushes": [{"document": "shipment/1", "lane": "orders", "batch": 10}],)"
                             R"( "decides": ["shipping-question/1"], "connects": ["verify"]})";
constexpr std::string_view kId = "test.fairway.wrong";

Row row_of(const fairway::RawJson& json) {
  Row row;
  row.raw = json.text;
  RawRow from;
  fairway::JsonError error;
  if (!fairway::read_json(json.text, from, error) || from.id.empty()) return row;
  fairway::Order order;
  order.channel_order_id = row.id = from.id;
  order.status = fairway::Open<fairway::OrderStatus>::parse(from.state);
  try {
    order.updated_at = fairway::time_of(row.changed = from.changed);
  } catch (const fairway::JsonError&) { return row; }
  order.ship_to.name = {row.name = from.name};
  order.ship_to.country = from.country;
  order.ship_service = order.ship_category = "Standard";
  fairway::OrderLine& line = order.lines.emplace_back();
  line.id = "1", line.sku = from.sku, line.quantity = from.quantity;
  row.document = to_json(order);
  return row;
}

fw_rc slot_start(fw_channel* c, const fw_call* k) {
  return guarded(k, [&] { return self(c).start(k); });
}
fw_rc slot_quiesce(fw_channel* c, const fw_call* k) {
  return guarded(k, [&] { return self(c).quiesce(k); });
}
fw_rc slot_resume(fw_channel* c, const fw_call* k) {
  return guarded(k, [&] { return self(c).resume(k); });
}
fw_rc slot_stop(fw_channel* c, const fw_call* k) {
  return guarded(k, [&] { return self(c).stop(k); });
}
void slot_destroy(fw_channel* c) { delete &self(c); }
const void* slot_query(fw_channel* c, const char* id) { return self(c).table(id); }
fw_rc slot_pull(fw_channel* c, const fw_call* k, const fw_pull_request* request, const fw_pull_out* out) {
  return guarded(k, [&] { return self(c).pull(k, request, out); });
}
fw_rc slot_push(fw_channel* c, const fw_call* k, const fw_push_item* const* items, std::uint64_t n, const fw_push_out* out) {
  return guarded(k, [&] { return self(c).push(k, items, n, out); });
}
fw_rc slot_decide(fw_channel* c, const fw_call* k, fw_str schema, const fw_str* q, std::uint64_t n,
                  const fw_decide_out* out) {
  return guarded(k, [&] { return self(c).decide(k, schema, q, n, out); });
}
fw_rc slot_connect(fw_channel* c, const fw_call* k, fw_str step, fw_str json, const fw_sink* out) {
  return guarded(k, [&] { return self(c).connect(k, step, json, out); });
}

}  // namespace

fw_rc fail(const fw_call* call, fw_rc code, std::string_view message, std::string_view pointer,
           std::int64_t retry_after_ms) {
  const fw_error error{sizeof error, code, view(message), view(pointer), retry_after_ms};
  call->fail(call, &error);
  return code;
}
void crash() { std::abort(); }
void leak(std::size_t bytes) {
  static char* volatile last = nullptr;  // kept in sight of nobody who looks for leaks at the end
  last = static_cast<char*>(std::malloc(bytes));
  std::memset(last, 1, bytes);
}

Shop& self(fw_channel* channel) { return *static_cast<Shop*>(channel->self); }

Shop::Shop(const fw_host* h, const Settings& s)
    : raw{describe(0), this, &slot_start, &slot_quiesce, &slot_resume, &slot_stop, &slot_destroy, &slot_query},
      host(h),
      settings(s) {}

fw_rc Shop::start(const fw_call* call) {
  if (running) return fail(call, FW_E_INVALID, "started twice");
  running = true;
  return FW_OK;
}
fw_rc Shop::quiesce(const fw_call*) { return FW_OK; }
fw_rc Shop::resume(const fw_call*) { return FW_OK; }
fw_rc Shop::stop(const fw_call*) { return running = false, FW_OK; }

const void* Shop::table(const char* id) {
  static constexpr fw_channel_pull kPull{&slot_pull};
  static constexpr fw_channel_push kPush{&slot_push};
  static constexpr fw_channel_decide kDecide{&slot_decide};
  static constexpr fw_channel_connect kConnect{&slot_connect};
  if (std::strcmp(id, FW_CHANNEL_PULL) == 0) return &kPull;
  if (std::strcmp(id, FW_CHANNEL_PUSH) == 0) return &kPush;
  if (std::strcmp(id, FW_CHANNEL_DECIDE) == 0) return &kDecide;
  return std::strcmp(id, FW_CHANNEL_CONNECT) == 0 ? &kConnect : nullptr;
}

void Shop::log(std::string_view message) const {
  if (const auto* table = service<fw_host_log>(FW_HOST_LOG)) table->write(host, FW_LOG_INFO, view(message), nullptr, 0);
}

// ---- the remote ----
fw_rc Shop::send(const fw_call* call, const Request& request, Reply& reply) {
  const auto* http = service<fw_host_http>(FW_HOST_HTTP);
  if (http == nullptr) return fail(call, FW_E_UNSUPPORTED, "this host does no HTTP");
  const std::string url = base_url() + request.path, bearer = "Bearer {{secret:" + settings.key + "}}";
  std::vector<fw_kv> headers;
  if (!settings.key.empty()) headers.push_back({view("authorization"), view(bearer)});
  if (!request.idempotency_key.empty()) headers.push_back({view("idempotency-key"), view(request.idempotency_key)});
  fw_http_request raw_request{};
  raw_request.size = sizeof raw_request;
  raw_request.method = view(request.method);
  raw_request.url = view(url);
  raw_request.body = view(request.body);
  raw_request.headers = headers.data();
  raw_request.n_headers = headers.size();
  const auto keep = [](void* user, const fw_http_response* given) {
    auto& into = *static_cast<Reply*>(user);
    into.status = given->status;
    into.body = view(given->body);
    for (std::uint64_t i = 0; i < given->n_headers; ++i)
      if (view(given->headers[i].key) == "retry-after")
        into.retry_after_ms = 1000 * std::atoll(std::string(view(given->headers[i].value)).c_str());
  };
  const fw_rc rc = http->perform(host, call, &raw_request, keep, &reply);
  return rc == FW_OK ? rc : fail(call, rc, "no answer");
}
fw_rc Shop::judge(const fw_call* call, const Reply& reply) {
  const std::string what = "HTTP " + std::to_string(reply.status);
  if (reply.status == 401 || reply.status == 403) return fail(call, FW_E_AUTH, what);
  if (reply.status == 429) return fail(call, FW_E_THROTTLED, what, {}, retry_after_ms = reply.retry_after_ms);
  if (reply.status == 408 || reply.status >= 500) return fail(call, FW_E_UNAVAILABLE, what);
  return reply.status >= 200 && reply.status < 300 ? FW_OK : fail(call, FW_E_REJECTED, what);
}
fw_rc Shop::ask(const fw_call* call, const Request& request, Reply& reply) {
  if (call->cancelled(call) != 0) return fail(call, FW_E_CANCELLED, "cancelled");
  if (call->remaining_ms(call) <= 0) return fail(call, FW_E_UNAVAILABLE, "no time is left");
  const fw_rc rc = send(call, request, reply);
  return rc == FW_OK ? judge(call, reply) : rc;
}

// ---- pull ----
fw_rc Shop::pull(const fw_call* call, const fw_pull_request* request, const fw_pull_out* out) {
  if (!running) return fail(call, FW_E_INVALID, "not started");
  if (view(request->stream) != "orders") return fail(call, FW_E_UNSUPPORTED, "no such stream");
  std::string cursor = cursor_of(request->cursor);
  for (;;) {
    Reply reply;
    Page page;
    if (const fw_rc rc = ask(call, {"GET", "/orders?after=" + fairway::url_encode(cursor), {}, {}}, reply); rc != FW_OK)
      return rc;
    if (reply.status == 204) return FW_OK;
    if (const fw_rc rc = read(call, reply, page); rc != FW_OK) return rc;
    if (page.more && page.cursor == cursor) return fail(call, FW_E_UNAVAILABLE, "the shop does not move on");
    if (const fw_rc rc = take(call, out, page); rc != FW_OK) return rc;
    if (!page.more) return FW_OK;
    cursor = page.cursor;
  }
}
fw_rc Shop::read(const fw_call* call, const Reply& reply, Page& page) {
  RawPage from;
  fairway::JsonError error;
  if (!fairway::read_json(reply.body, from, error) || from.cursor.empty())
    return fail(call, FW_E_UNAVAILABLE, "no page of orders");
  for (const auto& one : from.orders) page.rows.push_back(row_of(one));
  page.cursor = from.cursor, page.more = from.more;
  return FW_OK;
}
fw_rc Shop::take(const fw_call* call, const fw_pull_out* out, Page& page) {
  for (const Row& one : page.rows)
    if (const fw_rc rc = row(call, out, one); rc != FW_OK) return rc;
  return checkpoint(call, out, page);
}
fw_rc Shop::row(const fw_call* call, const fw_pull_out* out, const Row& one) {
  if (!one.document.empty()) return emit(call, out, one);
  const fw_error error{sizeof error, FW_E_REJECTED, view("a row that cannot be read"), {}, 0};
  return out->reject(out, view(one.raw), view("order/1"), &error);
}
fw_rc Shop::emit(const fw_call*, const fw_pull_out* out, const Row& one) {
  const std::string key = one.id + '@' + one.changed;
  const fw_doc doc{sizeof doc, 0, view("order/1"), view(key), view(one.document)};
  return out->emit(out, &doc);
}
fw_rc Shop::checkpoint(const fw_call* call, const fw_pull_out* out, const Page& page) {
  if (const auto* state = service<fw_host_state>(FW_HOST_STATE))
    if (const fw_rc rc = state->put(host, call, view("last"), view(page.cursor)); rc != FW_OK) return rc;
  return out->checkpoint(out, view(page.cursor));
}

// ---- push ----
fw_rc Shop::push(const fw_call* call, const fw_push_item* const* items, std::uint64_t n, const fw_push_out* out) {
  if (!running) return fail(call, FW_E_INVALID, "not started");
  for (std::uint64_t i = 0; i < n; ++i) {
    std::string remote_id;
    const fw_rc rc = ship(call, *items[i], remote_id);
    if (rc == FW_E_CANCELLED) return rc;
    if (const fw_rc given = give(out, i, n, rc, remote_id); given != FW_OK) return given;
  }
  return FW_OK;
}
fw_rc Shop::ship(const fw_call* call, const fw_push_item& item, std::string& remote_id) {
  fairway::Shipment shipment;
  fairway::JsonError error;
  if (view(item.doc->schema) != fairway::Shipment::kSchema) return FW_E_UNSUPPORTED;
  if (!fairway::read_json(view(item.doc->body), shipment, error)) return FW_E_REJECTED;
  const std::string key(view(item.doc->key));
  Reply reply;
  Named answer;
  if ((item.flags & FW_PUSH_MAYBE_SENT) != 0) {
    const fw_rc rc = ask(call, {"POST", "/shipments/find", fairway::to_json(Parcel{key, {}, {}}), {}}, reply);
    if (rc != FW_OK) return rc;
    if (!fairway::read_json(reply.body, answer, error)) return FW_E_UNAVAILABLE;
    if (!answer.id.empty()) return remote_id = answer.id, FW_OK;
  }
  const Parcel parcel{key, shipment.channel_order_id, shipment.tracking_number};
  if (const fw_rc rc = ask(call, {"POST", "/shipments", fairway::to_json(parcel), key}, reply); rc != FW_OK) return rc;
  if (!fairway::read_json(reply.body, answer, error) || answer.id.empty()) return FW_E_UNAVAILABLE;
  return remote_id = answer.id, FW_OK;
}
fw_rc Shop::give(const fw_push_out* out, std::uint64_t index, std::uint64_t, fw_rc rc, std::string_view remote_id) {
  const fw_error error{sizeof error, rc, view("not shipped"), {}, rc == FW_E_THROTTLED ? retry_after_ms : 0};
  const fw_push_result result{sizeof result, rc, index, view(remote_id), {}, rc == FW_OK ? nullptr : &error};
  return out->result(out, &result);
}

// ---- decide and connect ----
fw_rc Shop::decide(const fw_call* call, fw_str schema, const fw_str* questions, std::uint64_t n, const fw_decide_out* out) {
  if (view(schema) != fairway::ShippingQuestion::kSchema) return fail(call, FW_E_UNSUPPORTED, "no such question");
  for (std::uint64_t i = 0; i < n; ++i) {
    const std::string json = answer(call, view(questions[i]));
    const fw_error error{sizeof error, FW_E_INVALID, view("no such question"), {}, 0};
    const fw_rc rc = json.empty() ? out->refuse(out, i, &error) : out->answer(out, i, view(json));
    if (rc != FW_OK) return rc;
  }
  return FW_OK;
}
std::string Shop::answer(const fw_call*, std::string_view question) {
  fairway::ShippingQuestion asked;
  fairway::JsonError error;
  if (!fairway::read_json(question, asked, error)) return {};
  return fairway::to_json(fairway::ShippingAnswer{asked.category == "Expedited" ? "AIR" : "GROUND", "/"});
}
fw_rc Shop::connect(const fw_call* call, fw_str step, fw_str, const fw_sink* out) {
  if (view(step) != "verify") return fail(call, FW_E_UNSUPPORTED, "no such step");
  Reply reply;
  Named who;
  fairway::JsonError error;
  if (const fw_rc rc = ask(call, {"GET", "/me", {}, {}}, reply); rc != FW_OK) return rc;
  if (!fairway::read_json(reply.body, who, error)) return fail(call, FW_E_UNAVAILABLE, "no name");
  const std::string json = fairway::to_json(fairway::ConnectIdentity{who.name, {}});
  return out->put(out, view(json));
}

// ---- the factory ----
fw_channel_desc described() {
  return {sizeof(fw_channel_desc),
          0,
          view(kId),
          view("wrong"),
          view("Fairway tests"),
          view("1.0.0"),
          view("https://example.com/wrong"),
          view(kSchema),
          view(kManifest)};
}
const fw_channel_desc* Shop::describe(std::uint32_t index) {
  static const fw_channel_desc one = described();
  return index == 0 ? &one : nullptr;
}
const void* Shop::query(const char* id, const fw_channel_factory* factory) {
  return std::strcmp(id, FW_CHANNEL_FACTORY) == 0 ? factory : nullptr;
}
bool read_settings(const fw_call* call, fw_str config, Settings& settings) {
  Config from;
  fairway::JsonError error;
  if (!fairway::read_json(view(config), from, error)) return fail(call, FW_E_CONFIG, error.message, error.pointer), false;
  if (from.url.rfind("https://", 0) != 0) return fail(call, FW_E_CONFIG, "must be https", "/url"), false;
  settings = {from.url, from.key.name};
  return true;
}
fw_rc Shop::validate(const fw_call* call, fw_str id, fw_str config) {
  return guarded(call, [&] {
    Settings checked;
    if (view(id) != kId) return fail(call, FW_E_UNSUPPORTED, "no such channel");
    return read_settings(call, config, checked) ? FW_OK : FW_E_CONFIG;
  });
}
fw_rc Shop::create(const fw_host* host, const fw_call* call, fw_str id, fw_str config, fw_channel** out, Make make) {
  return guarded(call, [&] {
    Settings checked;
    if (view(id) != kId) return fail(call, FW_E_UNSUPPORTED, "no such channel");
    if (!read_settings(call, config, checked)) return FW_E_CONFIG;
    *out = &make(host, checked)->raw;
    return FW_OK;
  });
}

}  // namespace wrong
