import { isSlow, runBlocks } from './runBlocks.ts';

// Every block of TypeScript, JSON or diff of every page, and the commands of the README. What takes
// minutes is in docs.exhaustive.test.ts: the commands of all other pages, and a study that is trained.

await runBlocks((page, block) => !isSlow(page, block));
