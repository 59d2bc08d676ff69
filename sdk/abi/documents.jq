# One line for each thing that a document's schema says: its path, and the value. What is known of an open enumeration is a set.
(input_filename | sub(".*/"; "") | rtrimstr(".json")) as $document
| paths(type != "object" and type != "array") as $path
| ($path | map(tostring)) as $steps
| (if ($steps | length) > 1 and $steps[-2] == "x-known-values" then $steps[:-1] else $steps end) as $steps
| $document + "/" + ($steps | join("/")) + " " + (getpath($path) | tojson)
