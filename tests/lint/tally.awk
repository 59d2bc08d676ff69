# Counts test cases in a JUnit report of ctest: "PASSED FAILED SKIPPED". A GoogleTest program counts by its own cases, as
# its closing lines tell them; any other test counts as one. `ctest_failed` is 1 when ctest itself ended badly, so that
# nothing is called sound by mistake.
/<testcase / {
  status = $0; sub(/.*status="/, "", status); sub(/".*/, "", status)
  p = f = s = unavailable = 0
}
/<skipped / && !/SKIP_/ { unavailable = 1 }   # the program is missing, or what it depends on failed
/^\[  PASSED  \] [0-9]+ tests?\.$/ { p += $4 }
/^\[  FAILED  \] [0-9]+ tests?, listed below:$/ { f += $4 }
/^\[  SKIPPED \] [0-9]+ tests?, listed below:$/ { s += $4 }
/<\/testcase>/ {
  if (status == "disabled" || (status == "notrun" && !unavailable)) s = 1
  else if (status != "run" && f == 0) f = 1   # crashed, timed out, leaked, never ran, or no GoogleTest
  else if (status == "run" && p + f + s == 0) p = 1
  passed += p; failed += f; skipped += s
}
END {
  if (ctest_failed && failed == 0) failed = 1
  print passed + 0, failed + 0, skipped + 0
}
