import cases from './efficientnet.golden.json' with { type: 'json' };
import { efficientnet } from './efficientnet.ts';
import { atFullWidth, describeGolden } from './testing/golden.ts';

describeGolden(cases, efficientnet, (name) => !atFullWidth(name));
