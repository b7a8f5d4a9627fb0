const coverage =
  '<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x"><counter type="LINE" missed="1" covered="3"/></report>';

/** Reports of two tests, the second of which may have failed, and of 75 % line coverage, at the places of a tool. */
export function buildReports(
  places: { readonly tests: string; readonly coverage: string },
  failed: boolean,
): Record<string, string> {
  const second = failed ? '<failure message="expected 1"/>' : '';
  const tests = `<testsuite name="T"><testcase classname="org.example.T" name="a"/><testcase classname="org.example.T" name="b">${second}</testcase></testsuite>`;
  return { [places.tests]: tests, [places.coverage]: coverage };
}
