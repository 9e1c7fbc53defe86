import cases from './ceit.golden.json' with { type: 'json' };
import { ceit } from './ceit.ts';
import { atFullSize, describeGolden } from './testing/golden.ts';

describeGolden(cases, ceit, (name) => !atFullSize(name));
