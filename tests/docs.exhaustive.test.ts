import { isSlow, runBlocks } from './runBlocks.ts';

// The blocks that docs.test.ts leaves out, for they train.

await runBlocks(isSlow);
