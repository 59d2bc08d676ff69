#!/usr/bin/env bash
# The gate fails on every known way to break the binary contract, and on none of the ways to extend it (SDK-6).
#   notices.sh GATE.sh ABI.h
set -euo pipefail
gate=$1 header=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
faults=0
fault() { echo "FAULT: $*"; faults=$((faults + 1)); }

# says VERB EXPECTED: holds the changed header against the gate. A header that does not compile proves nothing, so a failure
# counts only with the gate's own words.
says() {
  local verb=$1 expected=$2 words='is not what' rc=0 output
  [[ $verb == layout ]] && words='abidiff: not the layout'
  output=$("$gate" "$verb" "$work/abi.h" 2>&1) || rc=$?
  ((rc == 77)) && return
  case $expected in
    pass) ((rc == 0)) || fault "$what: $verb refuses it: $output" ;;
    fail) [[ $rc == 1 && $output == *"$words"* ]] || fault "$what: $verb takes it ($rc): $output" ;;
  esac
}

# change TEXT LAYOUT WHAT SED-PROGRAM: what each half of the gate has to say of the header so changed.
change() {
  what=$3
  sed -E "$4" "$header" >"$work/abi.h"
  if [[ -n $4 ]] && cmp -s "$header" "$work/abi.h"; then fault "$what: the change did not take"; return; fi
  says text "$1"
  says layout "$2"
}

change pass pass 'no change' ''
# What breaks plugins that are out there.
change fail fail 'a member in the middle of a parameter struct' 's/^  int64_t  timeout_ms;/  int64_t between;\n&/'
change fail fail 'a member in the middle of a frozen struct' 's/^  fw_str message;/  fw_str between;\n&/; s/(fw_kv \{ fw_str key,)/\1 between,/'
change fail fail 'a slot at the end of a table' 's/^\} fw_host_clock;/  int64_t (*zone)(const fw_host *); \/* [any] *\/\n&/'
change fail fail 'slots that change places' 's/\(\*unix_ms\)/(*swap)/; s/\(\*mono_ms\)/(*unix_ms)/; s/\(\*swap\)/(*mono_ms)/'
change fail fail 'a slot of another type' 's/int64_t \(\*mono_ms\)/int32_t (*mono_ms)/'
change fail fail 'an argument more' 's/(\(\*take\)\(.*uint64_t count,)/\1 uint64_t step,/'
change fail pass 'two arguments of one type that change places' 's/fw_str expected, fw_str value/fw_str value, fw_str expected/'
change fail pass 'a constant with another value' 's/^(#define FW_E_AUTH +)-4/\1-5/'
change fail pass 'a constant that is gone' '/^#define FW_LOG_WARN/d'
change fail pass 'another strand' '/\(\*validate\)/s/\[any\]/[channel]/'
change fail pass 'no strand' '/\(\*validate\)/s/\[any\]//'
change fail pass 'another id' 's/"fairway.host.state\/1"/"fairway.host.state\/2"/'
change fail fail 'a struct that is gone' '/^typedef struct fw_host_numbers/,/^\} fw_host_numbers/d'
change fail fail 'a member of another type' 's/^  fw_str stream, cursor;/  fw_str stream; const char *cursor;/'
change fail pass 'a member with another name' 's/n_headers;/header_count;/'
change fail pass 'a symbol of another type' 's/extern const fw_entry_t fw_entry/extern const fw_host fw_entry/'
# What extends the contract.
change pass pass 'a member at the end of a parameter struct' 's/^  const fw_sink \*head_to;.*/&\n  int64_t later;/'
change pass pass 'an item of a push that grows' 's/(fw_push_item \{.*fw_doc \*doc;)/\1 fw_str more;/'
change pass pass 'a document that grows' 's/(fw_doc \{.*body;)/\1 fw_str more;/'
change pass pass 'a new table' 's/^#define FW_CHANNEL_PULL /#define FW_HOST_NEW "fairway.host.new\/1"\ntypedef struct fw_host_new { fw_rc (*do_it)(const fw_host *); \/* [any] *\/ } fw_host_new;\n&/'
change pass pass 'a new constant' 's/^#define FW_E_INTERNAL .*/&\n#define FW_E_LATER -10/'
change pass pass 'other words in a comment' 's/copies; may be put/takes a copy; may be put/'

((faults == 0)) || exit 1
echo "every change was judged as it should be"
command -v abidiff >/dev/null || { echo "skipped: there is no abidiff here, so only the text was judged"; exit 77; }
