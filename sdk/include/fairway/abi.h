/* fairway/abi.h: the whole binary contract between the host and a plugin. C99, no dependency, no C++ type.
 *
 * Rules that every declaration below obeys (docs/integrators/abi-rules.md):
 *  R1  A function table is frozen on the day it is released. A change is a new table under a new id ("fairway.host.http/2").
 *  R2  A parameter struct starts with `size` and grows at its end only. Read late fields through FW_HAS().
 *  R3  Memory never changes owner. What is passed in is borrowed for the call; data goes out through a sink that copies.
 *      Two exceptions, both explicit: fw_channel (create .. destroy, same side) and static tables and descriptors.
 *  R4  No exception, no C++ type, no FILE*, no errno crosses. Text is UTF-8, pointer and length; embedded NUL is legal.
 *  R5  Integers have fixed width: no bit-fields, no long, no bool, no enum-typed field. Durations are milliseconds.
 *  R6  Every function says on which strand it may be called:
 *        [loader]   worker start-up: one thread, before any channel exists
 *        [channel]  the instance's strand: any thread, never two at once, happens-before between calls
 *        [any]      any thread, concurrently
 */
#ifndef FAIRWAY_ABI_H
#define FAIRWAY_ABI_H

#include <stddef.h>
#include <stdint.h>

#define FW_EXPORT __attribute__((visibility("default")))

#define FW_ABI_MAGIC 0x31305746u /* "FW01" */
#define FW_ABI_MAJOR 1u          /* same major: loadable; another one is refused with a readable message */
#define FW_ABI_MINOR 0u          /* informative: features are found with query(), never with this number */

/* True when *p was built by a peer that knew `field`. */
#define FW_HAS(p, field) ((p)->size >= FW_END_OF(p, field))
#define FW_END_OF(p, field) ((uint32_t)((const char *)&(p)->field - (const char *)(p) + sizeof((p)->field)))

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fw_str { const char *ptr; uint64_t len; } fw_str; /* borrowed; not NUL-terminated */
typedef struct fw_kv { fw_str key, value; } fw_kv;

/* ---- results: the sign decides success, the value decides what the host does with the job ------------------------- */
typedef int32_t fw_rc;
#define FW_OK             0
#define FW_E_INVALID     -1  /* the caller broke the contract     -> dead letter                                             */
#define FW_E_CONFIG      -2  /* the configuration cannot work     -> again every 5 minutes, until it is mended               */
#define FW_E_UNSUPPORTED -3  /* capability or version not offered -> dead letter                                             */
#define FW_E_AUTH        -4  /* credentials refused               -> again every 5 minutes, until they are mended            */
#define FW_E_REJECTED    -5  /* the remote refused this for good  -> dead letter; a pushed document: marked as refused       */
#define FW_E_THROTTLED   -6  /* rate limit                        -> again after retry_after_ms (0: 30 s); not an attempt    */
#define FW_E_UNAVAILABLE -7  /* network, 5xx, unknown outcome     -> again, 2 s to 15 min apart, 120 times; then dead letter */
#define FW_E_CANCELLED   -8  /* the host asked to stop            -> again at once; not an attempt                           */
#define FW_E_INTERNAL    -9  /* a bug in the plugin               -> again once, alone; then dead letter                     */
/* What recurs, such as a pull, never becomes a dead letter: it is due again, 15 minutes later at most.
 * Any other negative value is treated as FW_E_INTERNAL. Positive values are reserved. */

typedef struct fw_error {
  uint32_t size;
  fw_rc    code;
  fw_str   message;        /* for the admin; never holds a secret or personal data                 */
  fw_str   pointer;        /* JSON pointer into the configuration or document at fault, or empty   */
  int64_t  retry_after_ms; /* 0: the host decides                                                  */
} fw_error;

/* Passed to every plugin function that may take time. Valid until that function returns. */
typedef struct fw_call {
  void *ctx;
  void    (*fail)(const struct fw_call *, const fw_error *); /* [any] appends a copy; the first one with the returned code is the cause */
  int32_t (*cancelled)(const struct fw_call *);              /* [any] non-zero: return FW_E_CANCELLED soon */
  int64_t (*remaining_ms)(const struct fw_call *);           /* [any] time left before the deadline; may be negative */
  fw_str  (*trace_id)(const struct fw_call *);               /* [any] borrowed until the call returns; stands in every log line of the call */
} fw_call;

typedef struct fw_sink { void *ctx; fw_rc (*put)(const struct fw_sink *, fw_str); } fw_sink; /* copies; may be put several times, appending */

/* ---- host services: every one optional to a plugin, every one replaceable by a test ------------------------------- */
typedef struct fw_host {
  uint32_t abi_major, abi_minor;
  void *ctx;                                                    /* one per channel instance */
  const void *(*query)(const struct fw_host *, const char *id); /* [any] a table or NULL; lives until destroy() */
} fw_host;

#define FW_HOST_LOG "fairway.host.log/1"
#define FW_LOG_DEBUG 1
#define FW_LOG_INFO  2
#define FW_LOG_WARN  3
#define FW_LOG_ERROR 4
typedef struct fw_host_log {
  void (*write)(const fw_host *, int32_t level, fw_str message, const fw_kv *fields, uint64_t n_fields); /* [any] secrets are masked, lines rate-limited */
} fw_host_log;

#define FW_HOST_CLOCK "fairway.host.clock/1"
typedef struct fw_host_clock {
  int64_t (*unix_ms)(const fw_host *);                                /* [any] UTC wall clock; virtual in tests */
  int64_t (*mono_ms)(const fw_host *);                                /* [any] never steps back */
  fw_rc   (*sleep_ms)(const fw_host *, const fw_call *, int64_t ms);  /* [channel] FW_E_CANCELLED when cut short */
} fw_host_clock;

/* HTTP is done by the host. It waits for a permit of the operation's rate bucket, at most 2 s, then answers
 * FW_E_THROTTLED with retry-after; fills {{secret:name}} in URL, header values and body in, only towards hosts that the
 * descriptor or the settings name; limits size and total time; learns rates from the answer's headers. It does not retry,
 * does not follow redirects and does not judge the status: any status that arrives is FW_OK. No answer is
 * FW_E_UNAVAILABLE: the request may or may not have had its effect.
 * Secrets: {{secret:name}} as it is, {{secret:name|url}} percent-encoded (for a URL or a form), {{secret:name|base64}},
 * {{basic:user:name}} Base64 of "user:secret" (for "authorization: Basic ..."). A body is filled in when it is
 * application/x-www-form-urlencoded, or when fill_body is set: other bodies carry text of strangers. Hosts of the
 * manifest get secrets over https only. A secret that may not go there or does not exist: FW_E_CONFIG. */
#define FW_HOST_HTTP "fairway.host.http/1"
typedef struct fw_http_request {
  uint32_t size;
  uint32_t reserved;
  fw_str method, url, body;
  const fw_kv *headers; uint64_t n_headers;
  fw_str   operation;      /* a name of the manifest's rates; empty: not limited */
  int64_t  timeout_ms;     /* whole request; 0: 30 s; cut to the call's deadline  */
  const fw_sink *body_to;  /* streams a 2xx body there instead of keeping it; NULL: kept, at most 64 MiB */
  uint32_t gunzip;         /* 1: a gzip body is unpacked on the way */
  uint32_t fill_body;      /* 1: secrets are filled into the body whatever its type; for bodies of the plugin's own making only */
  const fw_sink *head_to;  /* gets the headers of a 2xx answer before its body, in one piece: "name: value\n" each, names in lower case; NULL: not asked */
} fw_http_request;
typedef struct fw_http_response {
  uint32_t size; int32_t status;
  const fw_kv *headers; uint64_t n_headers; /* names in lower case; retry-after already in seconds */
  fw_str body;
  int64_t waited_ms;                        /* for the permit */
} fw_http_response;
typedef void (*fw_http_done)(void *user, const fw_http_response *); /* [channel] views die on return */
typedef struct fw_host_http {
  fw_rc (*perform)(const fw_host *, const fw_call *, const fw_http_request *, fw_http_done, void *user); /* [channel] blocks; done runs inside, once, only on FW_OK */
} fw_host_http;

/* Private state of the channel, shared by its lanes. Writes join the running call's transaction: they are kept by the
 * next checkpoint, or by the call's success where nothing is checkpointed. Values are at most 64 KiB. */
#define FW_HOST_STATE "fairway.host.state/1"
typedef struct fw_host_state {
  fw_rc (*get)(const fw_host *, const fw_call *, fw_str key, const fw_sink *out);              /* [channel] OK and nothing put: no such key */
  fw_rc (*put)(const fw_host *, const fw_call *, fw_str key, fw_str value);                    /* [channel] empty value: removed */
  fw_rc (*cas)(const fw_host *, const fw_call *, fw_str key, fw_str expected, fw_str value);   /* [channel] REJECTED when not as expected */
} fw_host_state;

/* Access tokens, refreshed by one caller at a time across lanes, stores, workers and hosts. `refresh` runs at most once
 * inside access(), holding the lease; what it puts is stored before it is used. */
#define FW_HOST_TOKENS "fairway.host.tokens/1"
typedef struct fw_token_grant {
  uint32_t size; uint32_t reserved;
  const fw_sink *access;
  const fw_sink *refresh; /* put nothing into it to keep the old one */
  int64_t ttl_ms;         /* of the access token; set by the plugin */
} fw_token_grant;
typedef fw_rc (*fw_token_refresh)(void *user, const fw_call *, fw_str refresh_token, fw_token_grant *);
typedef struct fw_host_tokens {
  /* [channel] `scope` names the token ("" is the channel's own); stores with the same identity share it. */
  fw_rc (*access)(const fw_host *, const fw_call *, fw_str scope, fw_token_refresh, void *user, const fw_sink *out);
  /* [channel] the token just used was refused: the next access() refreshes unless somebody did already. */
  fw_rc (*refused)(const fw_host *, const fw_call *, fw_str scope, fw_str access_token);
} fw_host_tokens;

/* Secrets never enter the plugin: configuration holds {"$secret":"name"}. What cannot be done by filling in is done here. */
#define FW_HOST_SECRETS "fairway.host.secrets/1"
typedef struct fw_host_secrets {
  fw_rc (*hmac)(const fw_host *, const fw_call *, fw_str name, fw_str algorithm /* sha1 sha256 sha512 */, fw_str data, const fw_sink *raw_out); /* [channel] */
} fw_host_secrets;

/* Numbers that nobody was given before and nobody will be given again, in order, from 1: control numbers of interchanges and
 * the like. A sequence is shared by all instances of the plugin, in all accounts. What is taken is taken: it is committed
 * before take() returns, whatever becomes of the call, so there may be gaps. 1 to 10,000 at once. */
#define FW_HOST_NUMBERS "fairway.host.numbers/1"
typedef struct fw_host_numbers {
  fw_rc (*take)(const fw_host *, const fw_call *, fw_str sequence, uint64_t count, uint64_t *first); /* [channel] */
} fw_host_numbers;

/* ---- plugin side -------------------------------------------------------------------------------------------------- */
typedef struct fw_channel_desc {
  uint32_t size; uint32_t reserved;
  fw_str id;             /* reverse domain: "com.example.shop" */
  fw_str name;           /* what YAML says: [a-z0-9-]+ */
  fw_str vendor, version, manual_url;
  fw_str config_schema;  /* JSON Schema subset of the settings; the host checks, explains, redacts and documents from it */
  fw_str manifest;       /* JSON, fairway/manifest.hpp: verbs, streams, lanes, rates, sharing, identity, PII, hosts, webhooks */
} fw_channel_desc;

typedef struct fw_channel {
  const fw_channel_desc *desc;
  void *self;
  fw_rc (*start)(struct fw_channel *, const fw_call *);             /* [channel] created or stopped -> running */
  fw_rc (*quiesce)(struct fw_channel *, const fw_call *);           /* [channel] running -> quiesced */
  fw_rc (*resume)(struct fw_channel *, const fw_call *);            /* [channel] quiesced -> running */
  fw_rc (*stop)(struct fw_channel *, const fw_call *);              /* [channel] any -> stopped; idempotent, legal before start */
  void  (*destroy)(struct fw_channel *);                            /* [channel] stopped or created -> gone */
  const void *(*query)(struct fw_channel *, const char *id);        /* [any] a capability table or NULL */
} fw_channel;

typedef struct fw_doc { uint32_t size; uint32_t reserved; fw_str schema, key, body; } fw_doc; /* body: JSON; key: idempotency key, never empty. Stands in fw_push_item, so it never grows */

/* Verb 1, pull: emits documents page by page and proposes checkpoints. */
#define FW_CHANNEL_PULL "fairway.channel.pull/1"
typedef struct fw_pull_out {
  void *ctx;
  fw_rc (*emit)(const struct fw_pull_out *, const fw_doc *);                                              /* [channel] stages a copy; may wait */
  fw_rc (*reject)(const struct fw_pull_out *, fw_str raw, fw_str schema, const fw_error *);               /* [channel] sets a bad row aside */
  fw_rc (*progress)(const struct fw_pull_out *, int64_t done, int64_t total);                             /* [channel] total < 0: unknown */
  fw_rc (*checkpoint)(const struct fw_pull_out *, fw_str cursor);                                         /* [channel] commits all since the last one, with the cursor; returns after COMMIT */
} fw_pull_out;
typedef struct fw_pull_request {
  uint32_t size; uint32_t max_docs; /* 0: no limit */
  fw_str stream, cursor;            /* cursor: as last committed, empty at first */
  fw_str params;                    /* JSON; its shape belongs to the stream */
} fw_pull_request;
typedef struct fw_channel_pull {
  fw_rc (*pull)(fw_channel *, const fw_call *, const fw_pull_request *, const fw_pull_out *);             /* [channel] */
} fw_channel_pull;

/* Verb 2, push: writes documents; exactly one result per document. A document without a result counts as unknown. Items are
 * given by pointers, since what an item is may grow, and the way from one to the next would with it. */
#define FW_CHANNEL_PUSH "fairway.channel.push/1"
#define FW_PUSH_MAYBE_SENT 1u /* an earlier try may have reached the remote: look before creating */
typedef struct fw_push_item { uint32_t size; uint32_t flags; const fw_doc *doc; } fw_push_item;
typedef struct fw_push_result {
  uint32_t size;
  fw_rc    rc;
  uint64_t index;        /* of the item */
  fw_str remote_id;      /* the remote's own name for what it took, where it has one */
  fw_str answer;         /* JSON: what the remote says beside its verdict; its shape belongs to the document; empty: nothing */
  const fw_error *error; /* NULL where all is well */
} fw_push_result;
typedef struct fw_push_out {
  void *ctx;
  fw_rc (*result)(const struct fw_push_out *, const fw_push_result *);                                     /* [channel] copies */
} fw_push_out;
typedef struct fw_channel_push {
  fw_rc (*push)(fw_channel *, const fw_call *, const fw_push_item *const *items, uint64_t n, const fw_push_out *); /* [channel] */
} fw_channel_push;

/* Verb 3, decide: pure answers from their input. No I/O, no state. */
#define FW_CHANNEL_DECIDE "fairway.channel.decide/1"
typedef struct fw_decide_out {
  void *ctx;
  fw_rc (*answer)(const struct fw_decide_out *, uint64_t index, fw_str json);                              /* [channel] */
  fw_rc (*refuse)(const struct fw_decide_out *, uint64_t index, const fw_error *);                         /* [channel] */
} fw_decide_out;
typedef struct fw_channel_decide {
  fw_rc (*decide)(fw_channel *, const fw_call *, fw_str schema, const fw_str *questions, uint64_t n, const fw_decide_out *); /* [channel] */
} fw_channel_decide;

/* Verb 4, connect: authorisation in steps. begin -> {"url"}, complete -> {tokens}, verify -> {who am I}. */
#define FW_CHANNEL_CONNECT "fairway.channel.connect/1"
typedef struct fw_channel_connect {
  fw_rc (*connect)(fw_channel *, const fw_call *, fw_str step, fw_str json, const fw_sink *out);           /* [channel] */
} fw_channel_connect;

#define FW_CHANNEL_FACTORY "fairway.channel-factory/1"
typedef struct fw_channel_factory {
  uint32_t (*count)(void);                                                                       /* [loader] */
  const fw_channel_desc *(*describe)(uint32_t index);                                            /* [loader] static storage */
  fw_rc (*validate)(const fw_call *, fw_str id, fw_str config_json);                             /* [any] pure; one fail() per finding; valid: OK and no finding */
  fw_rc (*create)(const fw_host *, const fw_call *, fw_str id, fw_str config_json, fw_channel **out); /* [channel] failure leaves *out untouched */
} fw_channel_factory;

typedef struct fw_entry_t {
  uint32_t magic, abi_major, abi_minor, reserved;
  fw_rc (*open)(void);                          /* [loader] once per process */
  void  (*close)(void);                         /* [loader] */
  const void *(*query)(const char *factory_id); /* [any] */
} fw_entry_t;

FW_EXPORT extern const fw_entry_t fw_entry; /* the only exported symbol */

#ifdef __cplusplus
}
#endif
#endif
