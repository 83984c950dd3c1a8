import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar, type IRawGrammar } from 'vscode-textmate';
import { mark } from '../kit/markers.ts';

const GRAMMAR = new URL('../../syntaxes/dockerfile.tmLanguage.json', import.meta.url);

/** Tokenises lines as VS Code does, with {@link stub} in place of the other languages' grammars. */
export interface Tokenizer {
  /** `text` with `«»` around every stretch that has the scope; the scope may be the beginning of one. */
  marked(text: string, scope: string): string;
  /** Number of tokens of all lines. */
  count(text: string): number;
}

export async function loadTokenizer(): Promise<Tokenizer> {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(new Uint8Array(readFileSync(wasm)).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve(oniguruma),
    loadGrammar: async scope =>
      scope === 'source.dockerfile'
        ? textmate.parseRawGrammar(readFileSync(GRAMMAR, 'utf8'), 'dockerfile.tmLanguage.json')
        : stub(scope),
  });
  const grammar = await registry.loadGrammar('source.dockerfile');
  if (!grammar) throw new Error('no grammar');
  return {
    marked: (text, scope) => mark(text, stretches(grammar, text, scope)),
    count: text => [...lines(grammar, text)].reduce((sum, { tokens }) => sum + tokens.length, 0),
  };
}

/** A language that leaves its strings and heredocs open over lines, as real ones do. */
function stub(scopeName: string): IRawGrammar {
  const language = scopeName.replace('source.', '');
  const grammar = {
    scopeName,
    patterns: [
      { match: '#.*$', name: `comment.${language}` },
      { begin: '"', end: '"', name: `string.quoted.double.${language}` },
      { begin: "'", end: "'", name: `string.quoted.single.${language}` },
      { begin: '<<-?(\\w+)', end: '^\\t*\\1$', name: `string.heredoc.${language}` },
      { match: '\\w+', name: `word.${language}` },
    ],
    repository: {},
  };
  return textmate.parseRawGrammar(JSON.stringify(grammar), `${scopeName}.json`);
}

interface Line {
  readonly start: number;
  readonly length: number;
  readonly tokens: readonly {
    readonly startIndex: number;
    readonly endIndex: number;
    readonly scopes: string[];
  }[];
}

function* lines(grammar: IGrammar, text: string): Generator<Line> {
  let stack = textmate.INITIAL;
  let start = 0;
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    yield { start, length: line.length, tokens };
    start += line.length + 1;
  }
}

/** Touching tokens of a line are one stretch. */
function stretches(grammar: IGrammar, text: string, scope: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const { start, length, tokens } of lines(grammar, text)) {
    let last: { start: number; end: number } | undefined;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const has = scopes.some(each =>
        each.split(' ').some(name => name === scope || name.startsWith(`${scope}.`)),
      );
      const end = Math.min(endIndex, length);
      if (!has || end <= startIndex) {
        last = undefined;
      } else if (last) last.end = start + end;
      else {
        last = { start: start + startIndex, end: start + end };
        found.push(last);
      }
    }
  }
  return found;
}
