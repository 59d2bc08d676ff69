#!/bin/sh
# The closing line of ./dev test must not flatter: crashes, programs that are missing and tests that depend on a failed one
# count as failed, a skipped case as skipped, and a GoogleTest program by its cases.
here=$(dirname "$0")
status=0

# expect NAME WANTED CTEST_FAILED: reads the report from stdin.
expect() {
  got=$(awk -v ctest_failed="$3" -f "$here/tally.awk")
  [ "$got" = "$2" ] || { echo "$1: expected '$2', got '$got'"; status=1; }
}

expect "GoogleTest by its cases" "2 1 1" 1 <<'XML'
	<testcase name="g" classname="g" time="0.1" status="fail">
		<failure message=""/>
		<system-out>a line that says [  PASSED  ] 99 tests.
[  FAILED  ] A.Fail (0 ms)
[  PASSED  ] 2 tests.
[  SKIPPED ] 1 test, listed below:
[  SKIPPED ] A.Skip
[  FAILED  ] 1 test, listed below:
</system-out>
	</testcase>
XML
expect "all cases skipped" "0 0 1" 0 <<'XML'
	<testcase name="g" classname="g" time="0.1" status="run">
		<system-out>[==========] 1 test from 1 test suite ran. (0 ms total)
[  PASSED  ] 0 tests.
[  SKIPPED ] 1 test, listed below:
</system-out>
	</testcase>
XML
expect "a leak after all cases passed" "2 1 0" 1 <<'XML'
	<testcase name="g" classname="g" time="0.1" status="fail">
		<system-out>first
[  PASSED  ] 2 tests.
</system-out>
	</testcase>
XML
expect "crashed, missing, depending on a failure" "0 3 0" 1 <<'XML'
	<testcase name="crash" classname="crash" time="0.1" status="fail">
	</testcase>
	<testcase name="missing" classname="missing" time="0" status="notrun">
		<skipped message="Unable to find executable"/>
	</testcase>
	<testcase name="dep" classname="dep" time="0" status="notrun">
		<skipped message="Fixture dependency failed"/>
	</testcase>
XML
expect "scripts: passed, skipped, disabled" "1 0 2" 0 <<'XML'
	<testcase name="plain" classname="plain" time="0.1" status="run">
	</testcase>
	<testcase name="skip" classname="skip" time="0.1" status="notrun">
		<skipped message="SKIP_RETURN_CODE=77"/>
	</testcase>
	<testcase name="off" classname="off" time="0" status="disabled">
	</testcase>
XML
expect "ctest failed and nobody knows why" "0 1 0" 1 </dev/null
exit $status
