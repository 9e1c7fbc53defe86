import { runBlocks } from './runBlocks.ts';

// Every block of TypeScript, JSON or diff of every page, and the commands of the README. The
// commands of all other pages are in docs.exhaustive.test.ts, for they take minutes.

await runBlocks((page, { language }) => language !== 'sh' || page === 'README.md');
