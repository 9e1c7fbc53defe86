// node count.mjs FOLDER [FAILED STEP...]: adds up vitest's JSON reports, one folder per run. Each
// failed step of the gate and each skip that skips.mjs does not expect counts as a failure. The
// last line is the result.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expectedSkips } from './skips.mjs';

const [folder, ...failedSteps] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
const met = new Set();
const read = (...names) => JSON.parse(readFileSync(path.join(folder, ...names), 'utf8'));

for (const run of readdirSync(folder)) {
  for (const name of readdirSync(path.join(folder, run))) {
    if (name.startsWith('vitest-')) count(run, read(run, name));
    if (name.startsWith('skipped-')) for (const skip of read(run, name)) expectSkip(run, skip);
  }
}
for (const each of expectedSkips)
  if (!met.has(each))
    console.log(`expected, and not skipped: ${each.run ?? 'anywhere'}: ${each.why}`);
for (const name of failedSteps) console.log(`failed step: ${name}`);
// The tests of a failed test step are already counted.
if (total.failed === 0) total.failed += failedSteps.length;
if (total.passed === 0) total.failed += 1;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

function count(run, report) {
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  for (const { name, status, message, assertionResults } of report.testResults) {
    const fails = assertionResults.filter((test) => test.status === 'failed');
    for (const { fullName, failureMessages } of fails)
      tell(run, name, `${fullName}\n${failureMessages.join('\n')}`);
    // A file that fails outside its tests.
    if (status === 'failed' && fails.length === 0) {
      total.failed += 1;
      tell(run, name, String(message));
    }
  }
}

function tell(run, file, what) {
  console.log(
    `failed: ${run}: ${file.split(/[/\\](?=(?:packages|apps|tests)[/\\])/).at(-1)}: ${what.slice(0, 2000)}`,
  );
}

function expectSkip(run, { file, name, why }) {
  const expected = expectedSkips.find(
    (each) => (each.run ?? run) === run && each.files.test(file) && each.why === why,
  );
  if (expected) {
    met.add(expected);
    return;
  }
  total.failed += 1;
  console.log(`skipped and not expected: ${run}: ${file}: ${name}: ${why ?? 'without a reason'}`);
}
