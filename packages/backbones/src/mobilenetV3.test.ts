import cases from './mobilenetV3.golden.json' with { type: 'json' };
import { mobilenetV3 } from './mobilenetV3.ts';
import { atFullSize, describeGolden } from './testing/golden.ts';

describeGolden(cases, mobilenetV3, (name) => !atFullSize(name));
