# The text of abi.h that a plugin depends on, one line for each thing that must stand, in a form that can be compared with
# `comm`: whatever changes a thing changes its line, and what is added adds lines.
#
#   FW_E_AUTH = -4
#   fw_http_request: parameters                       a struct that grows at its end, by allowed-growth.abignore
#   fw_http_request 4 fw_str body                     its fifth member
#   fw_host_http: frozen                              a table, or a struct without a size of its own
#   fw_host_http 0 fw_rc (*perform)(const fw_host *, …) [channel]
#
#   awk -v growing="fw_error fw_http_request …" -f text.awk abi.h

BEGIN { n = split(growing, names, " "); for (i = 1; i <= n; ++i) grows[names[i]] = 1 }

# A strand stands in a comment, and is the only thing of a comment that is kept: as a mark that survives it.
{
  line = $0
  gsub(/\[loader\]/, "*/@loader/*", line); gsub(/\[channel\]/, "*/@channel/*", line); gsub(/\[any\]/, "*/@any/*", line)
  text = text line "\n"
}

function trimmed(s) { gsub(/[ \t\n]+/, " ", s); sub(/^ /, "", s); sub(/ $/, "", s); return s }

# Takes the comments out; a mark outside of every declaration, in the head of the file, falls out with the lines below.
function without_comments(s,   out, from, to) {
  out = ""
  while ((from = index(s, "/*")) > 0) {
    out = out substr(s, 1, from - 1)
    s = substr(s, from + 2)
    to = index(s, "*/")
    s = substr(s, to + 2)
    out = out " "
  }
  return out s
}

# The strand of a slot stands behind it on its line, or on a line of its own before it.
function member(s,   strand) {
  strand = ""
  if (match(s, /@[a-z]+/)) { strand = " [" substr(s, RSTART + 1, RLENGTH - 1) "]"; sub(/@[a-z]+/, "", s) }
  return trimmed(s) strand
}

# "fw_str method, url, body" is three members; the commas of a slot's arguments are none.
function members(s,   type, list, n, i, strand) {
  s = member(s)
  if (s == "") return
  if (s ~ /\(/ || s !~ /,/) { print name " " at++ " " s; return }
  type = s; sub(/ [^ ]*,.*$/, "", type)
  list = substr(s, length(type) + 2)
  n = split(list, parts, /, */)
  for (i = 1; i <= n; ++i) print name " " at++ " " type " " parts[i]
}

END {
  text = without_comments(text)
  gsub(/\\\n/, " ", text)
  # A mark that follows a `;` on its line belongs to what the `;` ends.
  while (match(text, /;[ \t]*@[a-z]+/)) {
    mark = substr(text, RSTART, RLENGTH); sub(/^;[ \t]*/, "", mark)
    text = substr(text, 1, RSTART - 1) " " mark ";" substr(text, RSTART + RLENGTH)
  }
  n = split(text, lines, "\n")
  rest = ""
  for (i = 1; i <= n; ++i) {
    if (lines[i] ~ /^ *#/) {
      if (lines[i] ~ /^ *# *define +[A-Za-z_0-9]+(\(| +[^ ])/) {
        sub(/^ *# *define +/, "", lines[i]); lines[i] = trimmed(lines[i])
        match(lines[i], /^[A-Za-z_0-9]+(\([^)]*\))?/)
        print substr(lines[i], 1, RLENGTH) " = " trimmed(substr(lines[i], RLENGTH + 1))
      }
    } else rest = rest lines[i] "\n"
  }
  sub(/extern "C" \{/, "", rest)
  while (rest != "") {
    semicolon = index(rest, ";"); brace = index(rest, "{")
    if (!semicolon) break
    if (brace && brace < semicolon) {
      head = trimmed(substr(rest, 1, brace - 1))
      close_at = index(rest, "}")
      body = substr(rest, brace + 1, close_at - brace - 1)
      rest = substr(rest, close_at + 1)
      tail = substr(rest, 1, index(rest, ";") - 1); rest = substr(rest, index(rest, ";") + 1)
      name = trimmed(tail)
      sub(/^(@[a-z]+ *)+/, "", head)
      if (head != "typedef struct " name) { print "text.awk: not understood: " head " … " name > "/dev/stderr"; failed = 1 }
      print name ": " ((name in grows) ? "parameters" : "frozen")
      at = 0
      n = split(body, parts_of, ";")
      for (i = 1; i <= n; ++i) members(parts_of[i])
    } else {
      s = substr(rest, 1, semicolon - 1); rest = substr(rest, semicolon + 1)
      # Marks of the comment at the head of the file come before the first declaration of all.
      if (!seen++) gsub(/@[a-z]+/, "", s)
      if (trimmed(s) != "") print member(s)
    }
  }
  exit failed
}
