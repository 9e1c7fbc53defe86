import cases from './shufflenetV2.golden.json' with { type: 'json' };
import { shufflenetV2 } from './shufflenetV2.ts';
import { atFullSize, describeGolden } from './testing/golden.ts';

describeGolden(cases, shufflenetV2, (name) => !atFullSize(name));
