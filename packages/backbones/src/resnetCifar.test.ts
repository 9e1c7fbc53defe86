import cases from './resnetCifar.golden.json' with { type: 'json' };
import { resnetCifar } from './resnetCifar.ts';
import { atFullWidth, describeGolden } from './testing/golden.ts';

describeGolden(cases, resnetCifar, (name) => !atFullWidth(name));
