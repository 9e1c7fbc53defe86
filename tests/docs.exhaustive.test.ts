import { isSlow, runBlocks } from './runBlocks.ts';

// The blocks that docs.test.ts leaves out because they train.

await runBlocks(isSlow);
