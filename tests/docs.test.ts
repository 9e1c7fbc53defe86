import { isSlow, runBlocks } from './runBlocks.ts';

// Tests all TypeScript, JSON and diff blocks of all pages, and the commands of the README.
// docs.exhaustive.test.ts has what takes minutes: the commands of all other pages, and a study that
// trains.

await runBlocks((page, block) => !isSlow(page, block));
