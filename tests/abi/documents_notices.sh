#!/usr/bin/env bash
# The gate fails where a document is narrowed, and on no way to extend one (SDK-6).
#   documents_notices.sh GATE.sh SCHEMAS
set -euo pipefail
gate=$1 schemas=$2
command -v jq >/dev/null || { echo "skipped: there is no jq here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
faults=0

# change EXPECTED JQ-PROGRAM: what the gate has to say of order/1 so changed.
change() {
  local rc=0 output
  rm -rf "$work/schemas" && cp -r "$schemas" "$work/schemas"
  jq "$2" "$schemas/order-1.json" >"$work/schemas/order-1.json"
  output=$("$gate" documents "$work/schemas" 2>&1) || rc=$?
  [[ $rc == "$1" ]] && return
  echo "FAULT: $2: the gate says $rc: $output"
  faults=$((faults + 1))
}

change 0 .
change 1 'del(.properties.ship_service)'
change 1 'del(.properties.lines.items.properties.sku)'
change 1 '.properties.lines.items.properties.quantity.type = "string"'
change 1 '.properties.ship_service.pattern = "^[A-Z]"'
change 1 '.properties.status.enum = ["shipped"]'
change 1 '.required = ["store"]'
change 1 '.properties.lines.items.required = ["sku"]'
change 1 '.additionalProperties = false'
change 1 '.properties.programs.minItems = 1'
change 1 '.properties.ship_service["x-pii"] = true'
change 1 'del(.properties.buyer.properties.name["x-pii"])'
change 1 '.properties.status["x-known-values"] -= ["shipped"]'
change 0 '.properties.later = {type: "string", format: "date-time"}'
change 0 '.properties.lines.items.properties.later = {type: "object", required: ["a"], properties: {a: {type: "string"}}}'
change 0 '.properties.later = {type: "array", items: {type: "string"}}'
change 0 '.properties.status["x-known-values"] = ["returned"] + .properties.status["x-known-values"]'
change 0 '.description = "other words"'
rm -rf "$work/schemas" && cp -r "$schemas" "$work/schemas" && mv "$work/schemas/order-1.json" "$work/schemas/order-2.json"
if "$gate" documents "$work/schemas" >/dev/null 2>&1; then echo "FAULT: a document that is gone is not missed"; faults=$((faults + 1)); fi

((faults == 0)) || exit 1
