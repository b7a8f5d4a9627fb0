import { defineTrait } from './trait.ts';
import { Type } from './type.ts';

const words = { en: 'Text', zh: '文字' };
const facts = { name: 'loud', title: words, help: words, claims: ['volume'] };
const inputs = { volume: Type.Integer({ title: words, minimum: 0 }) };

defineTrait({ ...facts, inputs, examples: [{ title: words, with: { volume: '${{ inputs.volume }}' } }] });
// @ts-expect-error a required input is missing in an example
defineTrait({ ...facts, inputs, examples: [{ title: words, with: {} }] });
// @ts-expect-error an input of an example has another type
defineTrait({ ...facts, inputs, examples: [{ title: words, with: { volume: 'high' } }] });
// @ts-expect-error a category that is not known
defineTrait({ ...facts, inputs, examples: [], appliesTo: { categories: ['deployment'] } });
// @ts-expect-error a function in a declaration
defineTrait({ ...facts, inputs, examples: [], render: () => ({}) });
