import cases from './resnetCifar.golden.json' with { type: 'json' };
import { resnetCifar } from './resnetCifar.ts';
import { atFullSize, describeGolden } from './testing/golden.ts';

describeGolden(cases, resnetCifar, (name) => !atFullSize(name));
