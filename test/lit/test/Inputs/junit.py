"""usage: junit.py FILE: reads JUnit's XML, checks its sums and shows its failures."""
import sys
import xml.etree.ElementTree as ElementTree

root = ElementTree.parse(sys.argv[1]).getroot()
assert root.tag == "testsuites"
for suite in root:
    cases = suite.findall("testcase")
    failures = [case for case in cases if case.find("failure") is not None]
    errors = [case for case in cases if case.find("error") is not None]
    for key, found in ("tests", cases), ("failures", failures), ("errors", errors):
        assert int(suite.get(key)) == len(found), key
        assert int(root.get(key)) == sum(int(other.get(key)) for other in root), key
    assert float(suite.get("time")) >= 0
    print(f"suite {suite.get('name')}: {len(cases)} tests, {len(failures)} failures, {len(errors)} errors")
    for case in failures + errors:
        (problem,) = case
        print(f"{case.get('name')}, line {case.get('line')}: {problem.get('message')}")
        print((problem.text or "").strip())
