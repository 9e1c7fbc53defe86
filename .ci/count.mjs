// node count.mjs FOLDER [FAILED STEP...]: adds up vitest's own JSON reports; a step of the gate
// that failed counts as one failure. The last line is the result.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const [folder, ...failedSteps] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  total.passed += report.numPassedTests;
  total.failed +=
    report.numFailedTests +
    report.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    ).length;
  total.skipped += report.numPendingTests + report.numTodoTests;
  for (const file of report.testResults) {
    for (const test of file.assertionResults)
      if (test.status === 'failed')
        console.log(
          `failed: ${path.relative(process.cwd(), file.name)}: ${test.fullName}\n${test.failureMessages.join('\n').slice(0, 2000)}`,
        );
    if (file.status === 'failed' && file.assertionResults.length === 0)
      console.log(
        `failed: ${path.relative(process.cwd(), file.name)}: ${String(file.message).slice(0, 2000)}`,
      );
  }
}
for (const name of failedSteps) console.log(`failed step: ${name}`);
if (total.failed === 0) total.failed += failedSteps.length;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 || failedSteps.length > 0 ? 1 : 0;
