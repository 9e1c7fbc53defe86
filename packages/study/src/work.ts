import { workIn } from './run/workIn.ts';

// The process of one run, because an engine's thread count is fixed when it is loaded. It is
// `codistill work FOLDER`, for launchers that start it without the command.

const [folder = '.', ...words] = process.argv.slice(2);
// The process that started this one may be gone, and with it the reader of what is printed.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
const code = await workIn(folder, {
  untilStdinEnds: words.includes('--until-stdin-ends'),
  anyway: words.includes('--anyway'),
});
process.exit(code);
