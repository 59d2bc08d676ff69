#!/usr/bin/env bash
# Holds abi.h against every release of the SDK (docs/integrators/abi-rules.md).
#
#   gate.sh text HEADER            what text-*.txt hold still stands, and nothing frozen grew
#   gate.sh layout HEADER          abidiff finds no change against baseline-*.abi. Ends with 77 where there is no abidiff
#   gate.sh documents SCHEMAS      what documents-*.txt hold of the schemas still stands, and nothing valid was made invalid. Ends
#                                  with 77 where there is no jq
#   gate.sh write HEADER SCHEMAS VERSION   makes all three for a release: once, on its day
#
# The first two see different things: abidiff what compilers make of the header, the text what they do not keep: constants, ids,
# strands, and two arguments of one type that change places. CC names the compiler of the probe.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
verb=${1:?text, layout, documents or write} header=${2:?the path of abi.h, or the folder of the schemas}
header=$(realpath "$header")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

text_of() {
  awk -v growing="$(sed -n 's/^ *name = //p' "$here/allowed-growth.abignore" | tr '\n' ' ')" -f "$here/text.awk" "$header"
}

# A library that uses every struct of the header: a plugin's one symbol reaches few of them.
probe() {
  echo "#include \"$header\""
  text_of | sed -n 's/^\(fw_[a-z_]*\): .*/FW_EXPORT void probe_\1(\1 *one) { (void)one; }/p'
}
dump_of_now() {
  probe >"$work/probe.c"
  # The name of the file is part of what abidw says; it shall not hold a path of this machine.
  (cd "$work" && "${CC:-cc}" -std=c11 -g -O0 -shared -fPIC -fvisibility=hidden -Wl,-soname,probe.so -o probe.so probe.c &&
    abidw --no-corpus-path --no-comp-dir-path --no-show-locs --out-file now.abi probe.so)
}

documents_of() { jq -r -f "$here/documents.jq" "$1"/*-[0-9]*.json; }

# only_additions OLD NEW: true when each line of OLD is in NEW, and no line that is new belongs to a struct frozen in OLD.
only_additions() {
  local gone grown
  gone=$(comm -23 <(sort "$1") <(sort "$2"))
  grown=$(comm -13 <(sort "$1") <(sort "$2") |
    awk 'NR == FNR { if ($2 == "frozen") frozen[substr($1, 1, length($1) - 1)] = 1; next } $1 in frozen' "$1" -)
  [[ -z $gone$grown ]] && return
  echo "abi.h is not what $(basename "$1") promised:"
  [[ -z $gone ]] || printf '  changed or gone: %s\n' "${gone//$'\n'/$'\n'  changed or gone: }"
  [[ -z $grown ]] || printf '  added to what is frozen: %s\n' "${grown//$'\n'/$'\n'  added to what is frozen: }"
  return 1
}

verdict=0
case $verb in
  text)
    text_of >"$work/text"
    for old in "$here"/text-*.txt; do only_additions "$old" "$work/text" || verdict=1; done ;;
  layout)
    command -v abidiff >/dev/null ||
      { echo "skipped: there is no abidiff here (Debian: abigail-tools); text and layout_test.c still gate"; exit 77; }
    dump_of_now
    for old in "$here"/baseline-*.abi; do
      abidiff --no-added-syms --suppr "$here/allowed-growth.abignore" "$old" "$work/now.abi" ||
        { echo "abidiff: not the layout of $(basename "$old")"; verdict=1; }
    done ;;
  documents)
    command -v jq >/dev/null || { echo "skipped: there is no jq here"; exit 77; }
    documents_of "$header" >"$work/documents"
    for old in "$here"/documents-*.txt; do
      gone=$(comm -23 <(sort "$old") <(sort "$work/documents"))
      narrowed=$(awk -f "$here/narrowed.awk" "$old" "$work/documents")
      [[ -z $gone$narrowed ]] && continue
      printf 'the documents are not what %s promised:\nchanged or gone:\n%s\nnarrower than before:\n%s\n' "$(basename "$old")" "$gone" "$narrowed"
      verdict=1
    done ;;
  write)
    text_of >"$here/text-${4:?the version}.txt"
    dump_of_now && cp "$work/now.abi" "$here/baseline-$4.abi"
    documents_of "$3" >"$here/documents-$4.txt" ;;
  *) echo "gate.sh: no such verb: $verb" >&2; exit 2 ;;
esac
exit $verdict
