import { shellOf } from '../../server/shell/dialect.ts';
import type { Redirection, Script, Statement, Word, WordPart } from '../../server/shell/model.ts';
import { parseScript } from '../../server/shell/parse.ts';
import type { ShellParser } from '../../server/shell/parser.ts';
import { scriptsOf } from '../../server/shell/scripts.ts';
import { type ScriptSource, shifted } from '../../server/shell/source.ts';
import { walkStatements } from '../../server/shell/walk.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

const NOWHERE = parseDockerfile('RUN true').instructions[0];

/** A script by itself, read at offset 0. */
export function readScript(text: string, shell = ['/bin/sh', '-c'], powershell?: ShellParser): Script {
  if (!NOWHERE) throw new Error('no instruction');
  const source: ScriptSource = {
    text,
    shell: shellOf(shell),
    positions: shifted(0),
    instruction: NOWHERE,
    heredoc: undefined,
    words: undefined,
  };
  return parseScript(source, powershell);
}

/** All scripts of a Dockerfile, each with the same shell. */
export function scriptsIn(text: string, shell: readonly string[] = ['/bin/sh', '-c']): readonly Script[] {
  const file = parseDockerfile(text);
  return file.instructions
    .flatMap(instruction => scriptsOf(file, instruction, shell))
    .map(source => parseScript(source));
}

/** Every word of the commands of a script, in the order of the text. */
export function wordsIn(script: Script): readonly Word[] {
  const words: Word[] = [];
  walkStatements(script.statements, statement => {
    if (statement.kind === 'command')
      words.push(...(statement.name ? [statement.name] : []), ...statement.args);
  });
  return words.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The statements in a short notation: `a b`, `[a | b]`, `{a && b}`, `if(c){b}` …; a word that is not static ends in `~`. */
export function outline(script: Script): string {
  return list(script.statements);
}

/** Codes of the errors and the texts they stand at. */
export function errorsOf(script: Script): readonly string[] {
  return script.errors.map(({ code, start, end }) => `${code} ${script.source.text.slice(start, end)}`);
}

const list = (statements: readonly Statement[]): string => statements.map(show).join('; ');
const block = (statements: readonly Statement[]): string => `{${list(statements)}}`;

function show(statement: Statement): string {
  const redirections = statement.redirections.map(redirection => ` ${redirected(redirection)}`).join('');
  return `${body(statement)}${redirections}${statement.background ? ' &' : ''}`;
}

function body(statement: Statement): string {
  switch (statement.kind) {
    case 'command':
      return [
        ...statement.assignments.map(
          ({ name, append, value }) => `${name}${append ? '+' : ''}=${word(value)}`,
        ),
        ...(statement.name ? [word(statement.name)] : []),
        ...statement.args.map(word),
      ].join(' ');
    case 'pipeline':
      return `${statement.negated ? '!' : ''}[${joined(statement.stages, statement.operators)}]`;
    case 'list':
      return `<${joined(statement.items, statement.operators)}>`;
    case 'group':
      return statement.subshell ? `sub${block(statement.body)}` : `group${block(statement.body)}`;
    case 'if':
      return (
        statement.branches.map(branch => `if(${list(branch.condition)})${block(branch.body)}`).join(' el') +
        (statement.otherwise ? ` else${block(statement.otherwise)}` : '')
      );
    case 'loop':
      return `${statement.until ? 'until' : 'while'}(${list(statement.condition)})${block(statement.body)}`;
    case 'for': {
      const over = statement.header ? body(statement.header) : (statement.words?.map(word).join(' ') ?? '@');
      return `for(${statement.variable?.value ?? ''} in ${over})${block(statement.body)}`;
    }
    case 'case': {
      const items = statement.items.map(item => `${item.patterns.map(word).join('|')})${block(item.body)}`);
      return `case(${statement.subject ? word(statement.subject) : ''})${items.join('')}`;
    }
    case 'function':
      return `function ${statement.name.value}${block(statement.body)}`;
    case 'arithmetic':
      return `((${parts(statement.parts)}))`;
    case 'block':
      return `${statement.keyword}${block(statement.body)}`;
    case 'expression':
      return `expression(${parts(statement.parts)})${block(statement.body)}`;
  }
}

function joined(items: readonly Statement[], operators: readonly { readonly text: string }[]): string {
  return items
    .map((item, index) => (index === 0 ? '' : ` ${operators[index - 1]?.text} `) + show(item))
    .join('');
}

function redirected({ fd, operator, target, heredoc }: Redirection): string {
  const inside = heredoc ? `${JSON.stringify(heredoc.text)}${parts(heredoc.parts)}` : '';
  return `${fd ?? ''}${operator}${target ? word(target) : '?'}${inside}`;
}

function word({ value, isStatic, parts: inner }: Word): string {
  const text = /[\s"';&|<>(){}]/.test(value) ? JSON.stringify(value) : value;
  return `${text}${isStatic ? '' : '~'}${parts(inner.filter(part => part.kind !== 'quoted' || part.parts.length > 0))}`;
}

const parts = (all: readonly WordPart[]): string => (all.length === 0 ? '' : `‹${all.map(part).join(' ')}›`);

function part(one: WordPart): string {
  switch (one.kind) {
    case 'quoted':
      return `${one.quote}${parts(one.parts)}`;
    case 'variable':
      return `$${one.name}${one.operator}${one.operand ? word(one.operand) : ''}`;
    case 'substitution':
      return `${one.open}${list(one.body)}`;
    case 'arithmetic-expansion':
      return `$((${parts(one.parts)}`;
    case 'array':
      return `=(${one.elements.map(word).join(' ')}`;
  }
}
