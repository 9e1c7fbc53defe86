import { atFullSize, describeGolden } from './testing/golden.ts';
import cases from './vim.golden.json' with { type: 'json' };
import { vim } from './vim.ts';

describeGolden(cases, vim, (name) => !atFullSize(name));
