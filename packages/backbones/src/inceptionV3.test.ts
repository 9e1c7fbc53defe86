import cases from './inceptionV3.golden.json' with { type: 'json' };
import { inceptionV3 } from './inceptionV3.ts';
import { atFullSize, describeGolden } from './testing/golden.ts';

describeGolden(cases, inceptionV3, (name) => !atFullSize(name));
