import cases from './densenet.golden.json' with { type: 'json' };
import { densenet } from './densenet.ts';
import { atFullSize, describeGolden } from './testing/golden.ts';

describeGolden(cases, densenet, (name) => !atFullSize(name));
