# awk -f narrowed.awk OLD NEW: the lines of NEW by which a document of OLD (documents.jq) says more than it did of members that it
# had, so that what was valid may no longer be: a pattern, a format, a member that is required, no additional members.
function parent(path) { sub(/\/[^\/]*$/, "", path); return path }
{ path = $1 }
NR == FNR { old[$0] = 1; for (at = parent(path); at ~ /\//; at = parent(at)) known[at] = 1; known[at] = 1; next }
$0 in old || path ~ /\/(title|description|x-known-values)$/ { next }
{
  at = parent(path)
  while (at ~ /\/(items|required|enum|additionalProperties)$/) at = parent(at)
  if (at in known && at !~ /\/properties$/) print
}
