/* The layout of every public struct and the value of every constant on 64-bit targets. From the first release on, a line
 * is only ever added here, for a new struct or a field at the end of a parameter struct, whose size then moves (R2). */
#include "fairway/abi.h"

#ifdef __cplusplus
#define CHECK(condition, text) static_assert(condition, text)
#elif __STDC_VERSION__ >= 201112L
#define CHECK(condition, text) _Static_assert(condition, text)
#else
#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define CHECK(condition, text) typedef char JOIN(check_, __LINE__)[(condition) ? 1 : -1]
#endif
#define SIZE(type, bytes) CHECK(sizeof(type) == (bytes), #type)
#define AT(type, field, offset) CHECK(offsetof(type, field) == (offset), #type "." #field)
#define IS(name, value) CHECK((name) == (value), #name)

SIZE(fw_str, 16);
AT(fw_str, ptr, 0);
AT(fw_str, len, 8);

SIZE(fw_kv, 32);
AT(fw_kv, key, 0);
AT(fw_kv, value, 16);

SIZE(fw_error, 48);
AT(fw_error, size, 0);
AT(fw_error, code, 4);
AT(fw_error, message, 8);
AT(fw_error, pointer, 24);
AT(fw_error, retry_after_ms, 40);

SIZE(fw_call, 40);
AT(fw_call, ctx, 0);
AT(fw_call, fail, 8);
AT(fw_call, cancelled, 16);
AT(fw_call, remaining_ms, 24);
AT(fw_call, trace_id, 32);

SIZE(fw_sink, 16);
AT(fw_sink, ctx, 0);
AT(fw_sink, put, 8);

SIZE(fw_host, 24);
AT(fw_host, abi_major, 0);
AT(fw_host, abi_minor, 4);
AT(fw_host, ctx, 8);
AT(fw_host, query, 16);

SIZE(fw_host_log, 8);
AT(fw_host_log, write, 0);

SIZE(fw_host_clock, 24);
AT(fw_host_clock, unix_ms, 0);
AT(fw_host_clock, mono_ms, 8);
AT(fw_host_clock, sleep_ms, 16);

SIZE(fw_http_request, 120);
AT(fw_http_request, size, 0);
AT(fw_http_request, reserved, 4);
AT(fw_http_request, method, 8);
AT(fw_http_request, url, 24);
AT(fw_http_request, body, 40);
AT(fw_http_request, headers, 56);
AT(fw_http_request, n_headers, 64);
AT(fw_http_request, operation, 72);
AT(fw_http_request, timeout_ms, 88);
AT(fw_http_request, body_to, 96);
AT(fw_http_request, gunzip, 104);
AT(fw_http_request, fill_body, 108);
AT(fw_http_request, head_to, 112);

SIZE(fw_http_response, 48);
AT(fw_http_response, size, 0);
AT(fw_http_response, status, 4);
AT(fw_http_response, headers, 8);
AT(fw_http_response, n_headers, 16);
AT(fw_http_response, body, 24);
AT(fw_http_response, waited_ms, 40);

SIZE(fw_host_http, 8);
AT(fw_host_http, perform, 0);

SIZE(fw_host_state, 24);
AT(fw_host_state, get, 0);
AT(fw_host_state, put, 8);
AT(fw_host_state, cas, 16);

SIZE(fw_host_numbers, 8);
AT(fw_host_numbers, take, 0);

SIZE(fw_token_grant, 32);
AT(fw_token_grant, size, 0);
AT(fw_token_grant, reserved, 4);
AT(fw_token_grant, access, 8);
AT(fw_token_grant, refresh, 16);
AT(fw_token_grant, ttl_ms, 24);

SIZE(fw_host_tokens, 16);
AT(fw_host_tokens, access, 0);
AT(fw_host_tokens, refused, 8);

SIZE(fw_host_secrets, 8);
AT(fw_host_secrets, hmac, 0);

SIZE(fw_channel_desc, 120);
AT(fw_channel_desc, size, 0);
AT(fw_channel_desc, reserved, 4);
AT(fw_channel_desc, id, 8);
AT(fw_channel_desc, name, 24);
AT(fw_channel_desc, vendor, 40);
AT(fw_channel_desc, version, 56);
AT(fw_channel_desc, manual_url, 72);
AT(fw_channel_desc, config_schema, 88);
AT(fw_channel_desc, manifest, 104);

SIZE(fw_channel, 64);
AT(fw_channel, desc, 0);
AT(fw_channel, self, 8);
AT(fw_channel, start, 16);
AT(fw_channel, quiesce, 24);
AT(fw_channel, resume, 32);
AT(fw_channel, stop, 40);
AT(fw_channel, destroy, 48);
AT(fw_channel, query, 56);

SIZE(fw_doc, 56);
AT(fw_doc, size, 0);
AT(fw_doc, reserved, 4);
AT(fw_doc, schema, 8);
AT(fw_doc, key, 24);
AT(fw_doc, body, 40);

SIZE(fw_pull_out, 40);
AT(fw_pull_out, ctx, 0);
AT(fw_pull_out, emit, 8);
AT(fw_pull_out, reject, 16);
AT(fw_pull_out, progress, 24);
AT(fw_pull_out, checkpoint, 32);

SIZE(fw_pull_request, 56);
AT(fw_pull_request, size, 0);
AT(fw_pull_request, max_docs, 4);
AT(fw_pull_request, stream, 8);
AT(fw_pull_request, cursor, 24);
AT(fw_pull_request, params, 40);

SIZE(fw_channel_pull, 8);
AT(fw_channel_pull, pull, 0);

SIZE(fw_push_item, 16);
AT(fw_push_item, size, 0);
AT(fw_push_item, flags, 4);
AT(fw_push_item, doc, 8);

SIZE(fw_push_result, 56);
AT(fw_push_result, size, 0);
AT(fw_push_result, rc, 4);
AT(fw_push_result, index, 8);
AT(fw_push_result, remote_id, 16);
AT(fw_push_result, answer, 32);
AT(fw_push_result, error, 48);

SIZE(fw_push_out, 16);
AT(fw_push_out, ctx, 0);
AT(fw_push_out, result, 8);

SIZE(fw_channel_push, 8);
AT(fw_channel_push, push, 0);

SIZE(fw_decide_out, 24);
AT(fw_decide_out, ctx, 0);
AT(fw_decide_out, answer, 8);
AT(fw_decide_out, refuse, 16);

SIZE(fw_channel_decide, 8);
AT(fw_channel_decide, decide, 0);

SIZE(fw_channel_connect, 8);
AT(fw_channel_connect, connect, 0);

SIZE(fw_channel_factory, 32);
AT(fw_channel_factory, count, 0);
AT(fw_channel_factory, describe, 8);
AT(fw_channel_factory, validate, 16);
AT(fw_channel_factory, create, 24);

SIZE(fw_entry_t, 40);
AT(fw_entry_t, magic, 0);
AT(fw_entry_t, abi_major, 4);
AT(fw_entry_t, abi_minor, 8);
AT(fw_entry_t, reserved, 12);
AT(fw_entry_t, open, 16);
AT(fw_entry_t, close, 24);
AT(fw_entry_t, query, 32);

IS(FW_ABI_MAGIC, 0x31305746u);
IS(FW_ABI_MAJOR, 1u);
IS(FW_ABI_MINOR, 0u);
IS(FW_OK, 0);
IS(FW_E_INVALID, -1);
IS(FW_E_CONFIG, -2);
IS(FW_E_UNSUPPORTED, -3);
IS(FW_E_AUTH, -4);
IS(FW_E_REJECTED, -5);
IS(FW_E_THROTTLED, -6);
IS(FW_E_UNAVAILABLE, -7);
IS(FW_E_CANCELLED, -8);
IS(FW_E_INTERNAL, -9);
IS(FW_LOG_DEBUG, 1);
IS(FW_LOG_INFO, 2);
IS(FW_LOG_WARN, 3);
IS(FW_LOG_ERROR, 4);
IS(FW_PUSH_MAYBE_SENT, 1u);
