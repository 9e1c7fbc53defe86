import cases from './densenet.golden.json' with { type: 'json' };
import { densenet } from './densenet.ts';
import { atFullWidth, describeGolden } from './testing/golden.ts';

describeGolden(cases, densenet, (name) => !atFullWidth(name));
