// node accuracies.mjs REPORT: fails unless every method in the comparison of `npm start` has an
// accuracy above 80 % with 100 labels, and perturbation alone gains at least one percentage point.
import { readFileSync } from 'node:fs';

const { methods } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const means = Object.fromEntries(methods.map(({ id, accuracy }) => [id, accuracy?.mean]));
console.log(JSON.stringify(means));
const wrong = Object.entries(means)
  .filter(([, mean]) => !(mean > 0.8))
  .map(([id, mean]) => `${id} has ${mean}; above 0.8 was expected.`);
const gain = means['independent-perturbed'] - means.independent;
if (!(gain > 0.01))
  wrong.push(
    `independent-perturbed is ${gain} above independent; more than 0.01 was expected, as in docs/results/few-labels.md.`,
  );
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
