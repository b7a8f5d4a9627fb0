/** Files of a template that is kept as a folder: it asks for a decision, and goes on when it was called back. */
export const waitingTemplate: Readonly<Record<string, string>> = {
  '../more/ask/template.json': JSON.stringify({
    manifest: 1,
    name: 'ask',
    version: '1.0.0',
    title: { en: 'Ask', zh: '询问' },
    help: { en: 'Asks for a decision.', zh: '请求决定。' },
    category: 'third-party',
    keywords: ['decision'],
    inputs: {
      question: { type: 'string', title: { en: 'Question', zh: '问题' }, owner: 'ops', default: 'Go?' },
    },
    outputs: { answer: { type: 'string', title: { en: 'Answer', zh: '答案' } } },
    repeatable: true,
    examples: [{ title: { en: 'Ask Ann', zh: '询问 Ann' }, with: { question: 'Ann, go?' } }],
  }),
  '../more/ask/main.js': `
const { existsSync, writeFileSync } = require('node:fs');
const { INPUT_QUESTION, STEPYARD_OUT, STEPYARD_STATE } = process.env;
const now = new Date().toISOString();
const base = { contract: 1, startedAt: now, finishedAt: now };
const leave = (name, value) => writeFileSync(STEPYARD_OUT + '/' + name, JSON.stringify(value));
if (STEPYARD_STATE && existsSync(STEPYARD_STATE)) {
  console.log('asked before');
  leave('result.json', { ...base, status: 'success', outputs: { answer: 'yes' } });
} else {
  leave('state.json', { asked: true });
  leave('result.json', { ...base, status: 'suspended', wait: { until: '2100-01-01T00:00:00Z', callback: true, reason: INPUT_QUESTION } });
  process.exitCode = 79;
}
`,
};
