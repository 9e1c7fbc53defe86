import { runBlocks } from './runBlocks.ts';

// The commands of every page but the README, whose commands docs.test.ts runs.

await runBlocks((page, { language }) => language === 'sh' && page !== 'README.md');
