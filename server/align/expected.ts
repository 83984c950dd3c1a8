import { expandWord } from '../semantics/expansion.ts';
import type { Model, Scope } from '../semantics/model.ts';
import { isHeredocWord } from '../syntax/heredoc.ts';
import type { Instruction, Token } from '../syntax/tree.ts';
import { CONFIGURING, singleBlanks } from './steps.ts';

/** Literal pieces in their order, with anything between two of them: what stood for a variable. */
export type Pattern = readonly string[];

/** What an instruction leaves in an image's history, as far as the file tells. */
export interface Expected {
  readonly keyword: string;
  /** RUN: what the shell gets, or the words of the exec form; each way in which a builder writes it. */
  readonly commands: readonly string[];
  /** Of a shell form: the words before the command; undefined when the base image may set them. */
  readonly shell: string | undefined;
  /** Anything else: the text after the keyword, with the values of the file, */
  readonly text: Pattern;
  /** and with those left open that a build can give. */
  readonly open: Pattern;
  /** COPY and ADD: where to, both ways. */
  readonly destination: Pattern | undefined;
  readonly openDestination: Pattern | undefined;
  /** Nothing of it but letters, digits and paths counts: builders print lists in their own ways. */
  readonly loose: boolean;
}

/** Stands for a value that is not known; a character of the private use area that no file has a reason to hold. */
const OPEN = '\u{f0f0}';

export function expectedOf(instruction: Instruction, model: Model): Expected {
  const { name, start } = instruction;
  const scope = model.scopeAt(start);
  const escapeChar = model.file.escape;
  const known: Expand = token =>
    expandWord(token.value, escapeChar, asked => valueIn(scope, asked)).value ?? OPEN;
  const open: Expand = token => expandWord(token.value, escapeChar, () => OPEN).value ?? OPEN;
  const base = {
    keyword: name,
    commands: [],
    shell: undefined,
    destination: undefined,
    openDestination: undefined,
    loose: false,
  };
  switch (name) {
    case 'RUN':
      return { ...base, ...runOf(instruction, model), text: [], open: [] };
    case 'COPY':
    case 'ADD':
      return {
        ...base,
        text: copyText(instruction, known),
        open: copyText(instruction, open),
        destination: pattern(known(instruction.args.at(-1) ?? NO_TOKEN)),
        openDestination: pattern(open(instruction.args.at(-1) ?? NO_TOKEN)),
      };
    case 'WORKDIR':
      return { ...base, ...workdirOf(instruction, model, open) };
    case 'ENV':
    case 'LABEL':
      return { ...base, text: pairsText(instruction, known), open: pairsText(instruction, open) };
    case 'ARG':
      // A build may give another value; only some builders write that one down.
      return { ...base, text: pairsText(instruction, known), open: pairsText(instruction, () => OPEN) };
    case 'ONBUILD':
      return { ...base, loose: true, ...both(instruction.trigger?.keyword.value ?? '') };
    default: {
      const words = instruction.args.filter((_, index) => name !== 'HEALTHCHECK' || index > 0);
      const isOpen = !CONFIGURING.has(name);
      const text = words.map(isShellText(name) ? ({ value }) => value : known).join(' ');
      return { ...base, loose: true, ...both(isOpen ? '' : text) };
    }
  }
}

type Expand = (token: Token) => string;
const NO_TOKEN: Token = { start: 0, end: 0, value: '' };

const both = (text: string): Pick<Expected, 'text' | 'open'> => ({
  text: pattern(text),
  open: pattern(text),
});
const isShellText = (name: string): boolean =>
  name === 'CMD' || name === 'ENTRYPOINT' || name === 'HEALTHCHECK';

/** A value that no build argument and no base image can change. */
function valueIn(scope: Scope, name: string): string | undefined {
  const variable = scope.get(name);
  if (!variable) return scope.complete ? undefined : OPEN;
  return variable.assumed || variable.value === undefined ? OPEN : variable.value;
}

function pattern(text: string): Pattern {
  return singleBlanks(text).split(OPEN);
}

function runOf(instruction: Instruction, model: Model): Pick<Expected, 'commands' | 'shell'> {
  const { args, form, heredocs, logical, keyword, start } = instruction;
  if (form === 'exec')
    return { commands: [singleBlanks(args.map(({ value }) => value).join(' '))], shell: '' };
  const line = args[0]?.value ?? '';
  const bodies = heredocs.map(({ body }) => model.file.text.slice(body.start, body.end));
  const [first = ''] = bodies;
  const commands = [line];
  if (heredocs.length > 0) {
    commands[0] = [line, ...heredocs.flatMap(({ name }, index) => [bodies[index] ?? '', name])].join('\n');
    // A single one that is all there is: a script, or a program by its first line.
    if (isHeredocWord(line)) commands.push(first, `/dev/pipes/${heredocs[0]?.name ?? ''}`);
  }
  // As written, with its flags: what builders without BuildKit's frontend keep.
  commands.push(logical.text.slice(keyword.value.length));
  const { shell } = model.settingsAt(start);
  const stage = model.stageAt(start);
  const isDefault = shell === undefined && isFromScratch(stage);
  return {
    commands: commands.map(singleBlanks).filter(command => command !== ''),
    shell: shell ? singleBlanks(shell.join(' ')) : isDefault ? '/bin/sh -c' : undefined,
  };
}

function isFromScratch(stage: ReturnType<Model['stageAt']>): boolean {
  let at = stage;
  while (at?.base.kind === 'stage') at = at.base.stage;
  return at?.base.kind === 'scratch';
}

/** BuildKit puts the names of heredocs behind the paths, wherever they stood. */
function copyText({ args }: Instruction, expand: Expand): Pattern {
  const sources = args.slice(0, -1);
  const paths = sources.filter(({ value }) => !isHeredocWord(value)).map(expand);
  const heredocs = sources
    .filter(({ value }) => isHeredocWord(value))
    .map(({ value }) => `<<${value.replace(/^\d*<<-?/, '').replace(/["'\\]/g, '')}`);
  return pattern([...paths, ...heredocs, ...args.slice(-1).map(expand)].join(' '));
}

function workdirOf(instruction: Instruction, model: Model, open: Expand): Pick<Expected, 'text' | 'open'> {
  const path = open(instruction.args[0] ?? NO_TOKEN);
  const after = model.settingsAt(instruction.end).workdir;
  const isRelative = !path.startsWith('/');
  const written = pattern(isRelative ? `${OPEN}/${path}` : path);
  return { text: after === undefined ? written : pattern(after), open: written };
}

function pairsText({ name: keyword, pairs }: Instruction, expand: Expand): Pattern {
  const words = pairs.map(({ name, value }) => {
    const written = keyword === 'ARG' ? name.value : expand(name);
    if (!value) return keyword === 'ARG' ? `${written}${OPEN}` : written;
    return `${written}=${expand(value)}`;
  });
  return pattern(words.join(' '));
}
