// node accuracies.mjs REPORT: fails unless every method of a comparison is a sane classifier (above
// 90 %).
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(
  JSON.stringify(
    report.methods?.map(({ id, accuracy }) => [id, accuracy?.mean]) ?? Object.keys(report),
  ),
);
const low = report.methods.filter(({ accuracy }) => !(accuracy.mean > 0.9));
if (low.length > 0) {
  console.error(
    `Below 90 %: ${low.map(({ id, accuracy }) => `${id} ${accuracy.mean}`).join(', ')}`,
  );
  process.exit(1);
}
