// node docs/scripts/picture.mjs REPORT PNG: the beginning of a report's page as a picture, by
// chromium, which has to be installed.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [report, picture] = process.argv.slice(2);
if (!report || !picture || !existsSync(report)) {
  console.error(
    `${report ? `There is no file ${report}. ` : ''}Give the report.html of a study and the picture to write: node docs/scripts/picture.mjs runs/start/report.html docs/public/report.png.`,
  );
  process.exit(2);
}
execFileSync('chromium', [
  '--headless',
  '--no-sandbox',
  '--hide-scrollbars',
  '--force-prefers-no-reduced-motion',
  '--window-size=1000,1545',
  `--screenshot=${path.resolve(picture)}`,
  pathToFileURL(path.resolve(report)).href,
]);
