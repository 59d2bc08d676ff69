/* Just enough text and JSON for a plugin in plain C: a buffer that grows, and a walk over values that are left as they are. */
#ifndef C_SHOP_TEXT_H
#define C_SHOP_TEXT_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fairway/abi.h"

static fw_str str(const char* text) {
  const fw_str s = {text, strlen(text)};
  return s;
}
static int same(fw_str a, const char* b) { return a.len == strlen(b) && memcmp(a.ptr, b, a.len) == 0; }

/* Where memory ends, the text stays cut and `failed` is set. */
typedef struct text {
  char* at;
  uint64_t size, room;
  int failed;
} text;
static void add(text* to, fw_str piece) {
  if (to->failed || piece.len == 0) return;
  if (to->size + piece.len > to->room) {
    const uint64_t room = 2 * (to->size + piece.len);
    char* const more = realloc(to->at, room);
    if (more == NULL) {
      to->failed = 1;
      return;
    }
    to->at = more;
    to->room = room;
  }
  memcpy(to->at + to->size, piece.ptr, piece.len);
  to->size += piece.len;
}
static void say(text* to, const char* piece) { add(to, str(piece)); }
static fw_str of(const text* from) {
  const fw_str s = {from->at, from->size};
  return s;
}
static void drop(text* one) {
  const text none = {NULL, 0, 0, 0};
  free(one->at);
  *one = none;
}
/* As a host's function wants it: what it puts is added. */
static fw_rc add_piece(const fw_sink* sink, fw_str piece) {
  text* const to = (text*)sink->ctx;
  add(to, piece);
  return to->failed ? FW_E_INTERNAL : FW_OK;
}

static const char* blank(const char* at, const char* end) {
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) ++at;
  return at;
}
/* Behind the value that begins at `at`; NULL where there is none. Nested values count by their brackets. */
static const char* behind(const char* at, const char* end) {
  int depth = 0;
  do {
    at = blank(at, end);
    if (at == end) return NULL;
    if (*at == '"') {
      for (++at; at < end && *at != '"'; ++at)
        if (*at == '\\' && ++at == end) return NULL;
      if (at++ == end) return NULL;
    } else if (*at == '{' || *at == '[') {
      ++depth, ++at;
    } else if (*at == '}' || *at == ']') {
      if (depth-- == 0) return NULL;
      ++at;
    } else if ((*at == ',' || *at == ':') && depth > 0) {
      ++at;
    } else {
      const char* const from = at;
      while (at < end && strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE", *at) != NULL) ++at;
      if (at == from) return NULL;
    }
  } while (depth > 0);
  return at;
}
/* The JSON of a member, or nothing. */
static fw_str member(fw_str object, const char* name) {
  const fw_str none = {NULL, 0};
  const char* const end = object.ptr + object.len;
  const char* at = blank(object.ptr, end);
  if (object.len == 0 || at == end || *at++ != '{') return none;
  for (;;) {
    fw_str key, value;
    key.ptr = at = blank(at, end);
    if (at == end || *at != '"' || (at = behind(at, end)) == NULL) return none;
    key.len = (uint64_t)(at - key.ptr);
    at = blank(at, end);
    if (at == end || *at++ != ':') return none;
    value.ptr = at = blank(at, end);
    if ((at = behind(at, end)) == NULL) return none;
    value.len = (uint64_t)(at - value.ptr);
    if (key.len == strlen(name) + 2 && memcmp(key.ptr + 1, name, key.len - 2) == 0) return value;
    at = blank(at, end);
    if (at == end || *at++ != ',') return none;
  }
}
/* The next element of an array: `at` begins behind its bracket. Nothing: that was the last. */
static fw_str next_of(const char** at, const char* end) {
  fw_str one = {NULL, 0};
  const char *const from = blank(*at, end), *const to = behind(from, end);
  if (to == NULL) return one;
  one.ptr = from;
  one.len = (uint64_t)(to - from);
  *at = blank(to, end);
  if (*at < end && **at == ',') ++*at;
  return one;
}
/* What stands between the quotes; nothing where it is no string, or one with escapes. */
static fw_str plain(fw_str value) {
  const fw_str none = {NULL, 0}, inner = {value.ptr + 1, value.len - 2};
  return value.len < 2 || *value.ptr != '"' || memchr(value.ptr, '\\', value.len) != NULL ? none : inner;
}

/* The number at the beginning of a text; 0 where there is none. */
static int64_t number_of(fw_str digits) {
  int64_t number = 0;
  for (uint64_t i = 0; i < digits.len && i < 9 && digits.ptr[i] >= '0' && digits.ptr[i] <= '9'; ++i)
    number = number * 10 + (digits.ptr[i] - '0');
  return number;
}

#endif
