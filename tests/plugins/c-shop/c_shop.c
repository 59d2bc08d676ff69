/* A plugin in plain C99, against abi.h alone: the shop of ../libcxx-shop once more, without the wrapper (SDK-1). */
#include <inttypes.h>
#include <stdio.h>

#include "text.h"

typedef struct shop {
  fw_channel channel;
  const fw_host* host;
  fw_str url, key; /* into `config` */
  int running;
  char config[1]; /* the settings, kept: what a call hands over is gone after it */
} shop;

static fw_rc fail(const fw_call* call, fw_rc code, const char* message, const char* pointer, int64_t retry_after_ms) {
  fw_error error;
  error.size = sizeof error;
  error.code = code;
  error.message = str(message);
  error.pointer = str(pointer);
  error.retry_after_ms = retry_after_ms;
  call->fail(call, &error);
  return code;
}
static shop* self(fw_channel* channel) { return (shop*)channel->self; }
static const void* service(const shop* me, const char* id) { return me->host->query(me->host, id); }

/* ---- http: an answer that is good, or a code that says what shall happen next ---- */
typedef struct answer {
  int32_t status;
  int64_t retry_after_ms;
  text body;
} answer;
static void keep(void* user, const fw_http_response* given) {
  answer* const to = (answer*)user;
  to->status = given->status;
  for (uint64_t i = 0; i < given->n_headers; ++i)
    if (same(given->headers[i].key, "retry-after")) to->retry_after_ms = 1000 * number_of(given->headers[i].value);
  add(&to->body, given->body);
}
static fw_rc get(const shop* me, const fw_call* call, fw_str url, fw_str token, const char* operation, text* body) {
  const fw_host_http* const http = service(me, FW_HOST_HTTP);
  answer got = {0, 0, {NULL, 0, 0, 0}};
  text bearer = {NULL, 0, 0, 0}, key = {NULL, 0, 0, 0};
  fw_http_request request = {0};
  fw_kv headers[2];
  if (http == NULL) return fail(call, FW_E_UNSUPPORTED, "this host does no HTTP", "", 0);
  say(&bearer, "Bearer "), add(&bearer, token);
  say(&key, "{{secret:"), add(&key, me->key), say(&key, "}}");
  headers[0].key = str("authorization"), headers[0].value = of(&bearer);
  headers[1].key = str("x-key"), headers[1].value = of(&key);
  request.size = sizeof request;
  request.method = str("GET");
  request.url = url;
  request.operation = str(operation);
  if (token.len > 0) request.headers = headers, request.n_headers = me->key.len > 0 ? 2 : 1;
  fw_rc rc = http->perform(me->host, call, &request, keep, &got);
  drop(&bearer), drop(&key);
  if (rc != FW_OK) fail(call, rc, "no answer to the HTTP request", "", 0);
  else if (got.body.failed) rc = fail(call, FW_E_INTERNAL, "out of memory", "", 0);
  else if (got.status == 401 || got.status == 403) rc = fail(call, FW_E_AUTH, "the shop refused the credentials", "", 0);
  else if (got.status == 429) rc = fail(call, FW_E_THROTTLED, "too fast for the shop", "", got.retry_after_ms);
  else if (got.status >= 500 || got.status == 408) rc = fail(call, FW_E_UNAVAILABLE, "the shop cannot answer now", "", 0);
  else if (got.status < 200 || got.status > 299) rc = fail(call, FW_E_REJECTED, "the shop refused", "", 0);
  if (rc != FW_OK) drop(&got.body);
  *body = got.body;
  return rc;
}

static int begins(fw_str text, const char* with) {
  return text.len >= strlen(with) && memcmp(text.ptr, with, strlen(with)) == 0;
}
static int is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c != 0 && strchr("-._~", c) != NULL);
}
static fw_rc refresh(void* user, const fw_call* call, fw_str token, fw_token_grant* grant) {
  shop* const me = (shop*)user;
  text url = {NULL, 0, 0, 0}, body;
  add(&url, me->url), say(&url, "/token?r=");
  for (uint64_t i = 0; i < token.len; ++i) {
    char escaped[4];
    snprintf(escaped, sizeof escaped, "%%%02X", (unsigned)(unsigned char)token.ptr[i]);
    const fw_str one = {token.ptr + i, 1};
    if (is_plain(token.ptr[i])) add(&url, one);
    else say(&url, escaped);
  }
  const fw_str none = {NULL, 0};
  fw_rc rc = get(me, call, of(&url), none, "", &body);
  drop(&url);
  if (rc != FW_OK) return rc;
  const fw_str access = plain(member(of(&body), "access"));
  if (access.len == 0) rc = fail(call, FW_E_UNAVAILABLE, "unexpected JSON: no token", "", 0);
  else rc = grant->access->put(grant->access, access);
  grant->ttl_ms = 30 * 60 * 1000;
  drop(&body);
  return rc;
}

/* ---- verb 1: pull ---- */
static fw_rc emit_row(const fw_call* call, const fw_pull_out* out, fw_str row) {
  const fw_str id = member(row, "OrderId"), status = member(row, "Status"), changed = member(row, "LastUpdate");
  fw_error error = {sizeof error, FW_E_REJECTED, {NULL, 0}, {NULL, 0}, 0};
  const int number = id.len > 0 && *id.ptr >= '0' && *id.ptr <= '9';
  const fw_str name = number ? id : plain(id);
  text body = {NULL, 0, 0, 0}, key = {NULL, 0, 0, 0};
  if (name.len == 0) {
    error.message = str("an order without an id"), error.pointer = str("/OrderId");
    return out->reject(out, row, str("order/1"), &error);
  }
  say(&body, "{\"channel_order_id\":\""), add(&body, name), say(&body, "\"");
  if (plain(status).len > 0) say(&body, ",\"status\":"), add(&body, status);
  if (plain(changed).len > 0) say(&body, ",\"updated_at\":"), add(&body, changed);
  say(&body, "}");
  add(&key, name), say(&key, "@"), add(&key, plain(changed).len > 0 ? plain(changed) : plain(status));
  const fw_doc doc = {sizeof doc, 0, str("order/1"), of(&key), of(&body)};
  const fw_rc rc = key.failed || body.failed ? fail(call, FW_E_INTERNAL, "out of memory", "", 0) : out->emit(out, &doc);
  drop(&body), drop(&key);
  return rc;
}
/* One page: all of its rows, then the cursor with the state, as one. */
static fw_rc pull_page(shop* me, const fw_call* call, fw_str token, const fw_pull_out* out, text* cursor) {
  const fw_host_state* const state = service(me, FW_HOST_STATE);
  text url = {NULL, 0, 0, 0}, body;
  add(&url, me->url), say(&url, "/orders?after="), add(&url, of(cursor));
  fw_rc rc = get(me, call, of(&url), token, "listOrders", &body);
  drop(&url);
  if (rc != FW_OK) return rc;
  const fw_str rows = member(of(&body), "Orders"), next = plain(member(of(&body), "NextToken"));
  if (rows.len == 0 || *rows.ptr != '[') rc = fail(call, FW_E_UNAVAILABLE, "unexpected JSON: no orders", "/Orders", 0);
  const char* at = rows.ptr + 1;
  for (fw_str row; rc == FW_OK && (row = next_of(&at, rows.ptr + rows.len)).len > 0;) rc = emit_row(call, out, row);
  if (rc == FW_OK && *at != ']') rc = fail(call, FW_E_UNAVAILABLE, "unexpected JSON: the orders break off", "/Orders", 0);
  cursor->size = 0;
  add(cursor, next);
  drop(&body);
  if (rc == FW_OK && state != NULL) rc = state->put(me->host, call, str("last"), of(cursor));
  return rc == FW_OK ? out->checkpoint(out, of(cursor)) : rc;
}
static fw_rc pull(fw_channel* channel, const fw_call* call, const fw_pull_request* request, const fw_pull_out* out) {
  shop* const me = self(channel);
  const fw_host_tokens* const tokens = service(me, FW_HOST_TOKENS);
  const fw_host_clock* const clock = service(me, FW_HOST_CLOCK);
  const fw_host_log* const log = service(me, FW_HOST_LOG);
  text token = {NULL, 0, 0, 0}, cursor = {NULL, 0, 0, 0};
  fw_sink sink = {&token, add_piece};
  if (!me->running) return fail(call, FW_E_INVALID, "the host called pull in the wrong state", "", 0);
  if (!same(request->stream, "orders")) return fail(call, FW_E_UNSUPPORTED, "no such stream", "", 0);
  if (tokens == NULL) return fail(call, FW_E_UNSUPPORTED, "this host keeps no tokens", "", 0);
  fw_rc rc = tokens->access(me->host, call, str(""), refresh, me, &sink);
  add(&cursor, request->cursor);
  if (rc == FW_OK) do {
      if (call->cancelled(call)) rc = fail(call, FW_E_CANCELLED, "cancelled", "", 0);
      else rc = pull_page(me, call, of(&token), out, &cursor);
    } while (rc == FW_OK && cursor.size > 0);
  if (rc == FW_OK && log != NULL && clock != NULL) {
    char now[24];
    snprintf(now, sizeof now, "%" PRId64, clock->unix_ms(me->host));
    const fw_kv field = {str("at"), str(now)};
    log->write(me->host, FW_LOG_INFO, str("orders read"), &field, 1);
  }
  drop(&token), drop(&cursor);
  return rc;
}
static const fw_channel_pull kPull = {pull};

/* ---- verb 2: push ---- */
static fw_rc push_one(shop* me, const fw_call* call, uint64_t index, const fw_doc* doc, const fw_push_out* out) {
  const fw_host_secrets* const secrets = service(me, FW_HOST_SECRETS);
  const fw_host_numbers* const numbers = service(me, FW_HOST_NUMBERS);
  const fw_str tracking = plain(member(doc->body, "tracking_number"));
  fw_error error = {sizeof error, FW_E_REJECTED, {NULL, 0}, {NULL, 0}, 0};
  fw_push_result result = {sizeof result, FW_OK, 0, {NULL, 0}, {NULL, 0}, NULL};
  text id = {NULL, 0, 0, 0}, signature = {NULL, 0, 0, 0};
  fw_sink sink = {&signature, add_piece};
  uint64_t number = 0;
  char piece[24];
  fw_rc rc = FW_OK;
  if (!same(doc->schema, "shipment/1")) rc = FW_E_UNSUPPORTED, error.message = str("no push of this document");
  else if (tracking.len == 0)
    rc = FW_E_REJECTED, error.message = str("no tracking number"), error.pointer = str("/tracking_number");
  else if (secrets == NULL || numbers == NULL) rc = FW_E_UNSUPPORTED, error.message = str("this host lacks a service");
  else if ((rc = numbers->take(me->host, call, str("parcels"), 1, &number)) != FW_OK) error.message = str("no number");
  if (rc == FW_OK && (rc = secrets->hmac(me->host, call, me->key, str("sha256"), tracking, &sink)) != FW_OK)
    error.message = str("not signed");
  snprintf(piece, sizeof piece, "%" PRIu64 "-", number);
  say(&id, piece);
  for (uint64_t i = 0; i < signature.size; ++i) {
    snprintf(piece, sizeof piece, "%02x", (unsigned)(unsigned char)signature.at[i]);
    say(&id, piece);
  }
  error.code = rc;
  result.index = index, result.rc = rc;
  if (rc == FW_OK) result.remote_id = of(&id);
  else result.error = &error;
  rc = out->result(out, &result);
  drop(&id), drop(&signature);
  return rc;
}
static fw_rc push(fw_channel* channel, const fw_call* call, const fw_push_item* const* items, uint64_t n,
                  const fw_push_out* out) {
  shop* const me = self(channel);
  fw_rc rc = FW_OK;
  if (!me->running) return fail(call, FW_E_INVALID, "the host called push in the wrong state", "", 0);
  for (uint64_t i = 0; i < n && rc == FW_OK; ++i) rc = push_one(me, call, i, items[i]->doc, out);
  return rc;
}
static const fw_channel_push kPush = {push};

/* ---- verb 3: decide ---- */
static fw_rc decide(fw_channel* channel, const fw_call* call, fw_str schema, const fw_str* questions, uint64_t n,
                    const fw_decide_out* out) {
  fw_rc rc = FW_OK;
  (void)channel;
  if (!same(schema, "shipping-question/1")) return fail(call, FW_E_UNSUPPORTED, "no such question", "", 0);
  for (uint64_t i = 0; i < n && rc == FW_OK; ++i) {
    const fw_str category = member(questions[i], "category");
    text answer = {NULL, 0, 0, 0};
    if (same(plain(member(questions[i], "country")), "XX")) {
      const fw_error error = {sizeof error, FW_E_INTERNAL, str("no such country"), {NULL, 0}, 0};
      rc = out->refuse(out, i, &error);
      continue;
    }
    say(&answer, "{\"service\":"), add(&answer, category.len > 0 ? category : str("\"\"")),
        say(&answer, ",\"rule\":\"/rules/1\"}");
    rc = out->answer(out, i, of(&answer));
    drop(&answer);
  }
  return rc;
}
static const fw_channel_decide kDecide = {decide};

/* ---- verb 4: connect ---- */
static fw_rc connect(fw_channel* channel, const fw_call* call, fw_str step, fw_str json, const fw_sink* out) {
  (void)json;
  if (!same(step, "verify")) return fail(call, FW_E_UNSUPPORTED, "no such step", "", 0);
  if (self(channel)->key.len == 0) return fail(call, FW_E_INTERNAL, "nobody to verify", "", 0);
  return out->put(out, str("{\"name\":\"shop\",\"identity\":{}}"));
}
static const fw_channel_connect kConnect = {connect};

/* ---- the instance ---- */
static fw_rc start(fw_channel* channel, const fw_call* call) {
  if (self(channel)->running) return fail(call, FW_E_INVALID, "the host called start in the wrong state", "", 0);
  self(channel)->running = 1;
  return FW_OK;
}
static fw_rc quiesce(fw_channel* channel, const fw_call* call) {
  (void)channel, (void)call;
  return FW_OK;
}
static fw_rc stop(fw_channel* channel, const fw_call* call) {
  (void)call;
  self(channel)->running = 0;
  return FW_OK;
}
static void destroy(fw_channel* channel) { free(self(channel)); }
static const void* capability(fw_channel* channel, const char* id) {
  (void)channel;
  if (strcmp(id, FW_CHANNEL_PULL) == 0) return &kPull;
  if (strcmp(id, FW_CHANNEL_PUSH) == 0) return &kPush;
  if (strcmp(id, FW_CHANNEL_DECIDE) == 0) return &kDecide;
  return strcmp(id, FW_CHANNEL_CONNECT) == 0 ? &kConnect : NULL;
}

/* ---- the factory. A descriptor is static: its texts are the constants below. ---- */
#define TEXT(constant) \
  { constant, sizeof(constant) - 1 }
static const char kId[] = "test.fairway.c-shop", kName[] = "c-shop", kVendor[] = "Fairway tests", kVersion[] = "1.0.0";
static const char kManual[] = "https://example.com/c-shop";
static const char kSettings[] =
    "{\"type\":\"object\",\"required\":[\"url\"],\"properties\":{"
    "\"url\":{\"type\":\"string\",\"format\":\"uri\"},\"key\":{\"type\":\"string\",\"x-secret\":true}}}";
static const char kManifest[] =
    "{\"roles\":[\"store\",\"shipping\"],\"rates\":[{\"operation\":\"listOrders\",\"per_second\":0.0167}],"
    "\"streams\":[{\"name\":\"orders\",\"documents\":[\"order/1\"],\"lane\":\"orders\",\"operation\":\"listOrders\"}],"
    "\"pushes\":[{\"document\":\"shipment/1\",\"lane\":\"orders\",\"batch\":10}],"
    "\"decides\":[\"shipping-question/1\"],\"connects\":[\"verify\"]}";
static const fw_channel_desc kDesc = {
    sizeof(fw_channel_desc), 0, TEXT(kId), TEXT(kName), TEXT(kVendor), TEXT(kVersion), TEXT(kManual), TEXT(kSettings),
    TEXT(kManifest)};

static uint32_t count(void) { return 1; }
static const fw_channel_desc* describe(uint32_t index) { return index == 0 ? &kDesc : NULL; }
static fw_rc validate(const fw_call* call, fw_str id, fw_str config) {
  const fw_str url = member(config, "url");
  if (!same(id, kId)) return fail(call, FW_E_UNSUPPORTED, "no such channel", "", 0);
  if (url.len > 0 && plain(url).len == 0) return fail(call, FW_E_CONFIG, "must be a string", "/url", 0);
  if (!begins(plain(url), "https://") && !begins(plain(url), "http://127.0.0.1"))
    fail(call, FW_E_CONFIG, "must be https", "/url", 0);
  return FW_OK;
}
static fw_rc create(const fw_host* host, const fw_call* call, fw_str id, fw_str config, fw_channel** out) {
  if (!same(id, kId)) return fail(call, FW_E_UNSUPPORTED, "no such channel", "", 0);
  shop* const me = calloc(1, sizeof *me + config.len);
  if (me == NULL) return fail(call, FW_E_INTERNAL, "out of memory", "", 0);
  if (config.len > 0) memcpy(me->config, config.ptr, config.len);
  const fw_str kept = {me->config, config.len};
  const fw_channel channel = {&kDesc, me, start, quiesce, quiesce, stop, destroy, capability};
  me->channel = channel;
  me->host = host;
  me->url = plain(member(kept, "url"));
  me->key = plain(member(member(kept, "key"), "$secret"));
  if (me->url.len == 0) {
    free(me);
    return fail(call, FW_E_CONFIG, "must be a string", "/url", 0);
  }
  *out = &me->channel;
  return FW_OK;
}
static const fw_channel_factory kFactory = {count, describe, validate, create};

static fw_rc open_plugin(void) { return FW_OK; }
static void close_plugin(void) {}
static const void* query(const char* id) { return strcmp(id, FW_CHANNEL_FACTORY) == 0 ? &kFactory : NULL; }

FW_EXPORT const fw_entry_t fw_entry = {FW_ABI_MAGIC, FW_ABI_MAJOR, FW_ABI_MINOR, 0, open_plugin, close_plugin, query};
