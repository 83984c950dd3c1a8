import type { SyntaxError as Problem } from '../syntax/tree.ts';
import type { Fix } from './diagnostic.ts';

/** What stands before the nearest word in the text that takes the place of the wrong one. */
const BEFORE_NEAREST: Readonly<Record<string, string>> = {
  'syntax-unknown-instruction': '',
  'syntax-unknown-flag': '--',
  'syntax-unknown-mount-key': '',
  'syntax-unknown-mount-type': '',
  'syntax-mount-value': '',
  'syntax-invalid-network': '',
  'syntax-invalid-security': '',
  'syntax-invalid-signal': '',
};

/** Ways out of what BuildKit refuses. They are guesses at what was meant, and so never applied unseen. */
export function syntaxFixes({ code, message, start, end }: Problem): readonly Fix[] {
  const { nearest, value } = message.args;
  const before = BEFORE_NEAREST[code];
  if (before !== undefined && nearest !== undefined) return [change({ start, end }, `${before}${nearest}`)];
  if (code === 'syntax-invalid-duration' && /^\d{1,9}$/.test(String(value))) {
    return [change({ start, end }, `${value}s`)];
  }
  return [];
}

function change(span: Fix['edits'][number]['span'], text: string): Fix {
  return {
    title: { template: 'Change to {text}', args: { text } },
    edits: [{ span, newText: text }],
    safe: false,
  };
}
