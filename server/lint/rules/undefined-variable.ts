import { expandables } from '../../semantics/expandable.ts';
import { type Expandable, type VariableUse, variableUses } from '../../semantics/expansion.ts';
import type { Dockerfile, Instruction, Pair } from '../../syntax/tree.ts';
import type { Edit } from '../diagnostic.ts';
import { imageEnvironment } from '../imageEnvironment.ts';
import { lineEndOf } from '../lines.ts';
import { defineRule } from '../rule.ts';
import { nameSuggestions } from '../similarName.ts';
import { type BuildStage, runsOnWindows } from '../stages.ts';

export default defineRule({
  id: 'undefined-variable',
  aliases: ['UndefinedVar', 'DL3044'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'A variable should be defined before it is used',
  docs: `BuildKit replaces a variable that nothing defines by nothing: \`COPY app $DEST/\` copies to \`/\`. Variables come from ENV and ARG above the line in the same stage, from the stage or image it is built upon, and from nowhere else. In particular:

- An ARG before the first FROM is for FROM lines. A stage that needs it says \`ARG NAME\` again, without a value.
- \`TARGETARCH\` and the other platform arguments need such a line as well.
- One ENV sets all its variables at once: \`ENV A=1 B=$A\` does not see the new \`A\`.

The variables of the base image are known for official images of common names, and for any when an engine is connected. For another image the finding is shown only when something else speaks for a mistake; the presets \`all\` and \`buildkit\` show it always. What a shell expands in RUN, CMD and ENTRYPOINT is not looked at.

The fixes are unsafe: the line then has another value, though probably the intended one.`,
  messages: {
    undefined: {
      text: '`{name}` is defined nowhere above in this stage, so it is empty. Define it with ARG or ENV.',
      aliases: ['UndefinedVar'],
    },
    misspelt: {
      text: '`{name}` is defined nowhere above in this stage, so it is empty. Is `{similar}` meant?',
      aliases: ['UndefinedVar'],
    },
    global: {
      text: '`{name}` is an ARG before the first FROM, which does not reach into stages, so it is empty. Add `ARG {name}` to this stage.',
      aliases: ['UndefinedVar'],
    },
    platform: {
      text: '`{name}` reaches a stage only when the stage asks for it, so it is empty. Add `ARG {name}` to this stage.',
      aliases: ['UndefinedVar'],
    },
    sameInstruction:
      '`{name}` is set by this very instruction, which reads all its values first, so it is empty. Set it in an ENV of its own above.',
    itself: {
      text: '`{name}` is set from itself, but has no value yet, so it is empty. Declare it with `ARG {name}` above, or give it a value.',
      aliases: ['UndefinedVar'],
    },
    earlierValue: {
      text: '`{name}` is set by this very instruction, which reads all its values first, so this is the value it had before. Set it in an ENV of its own above.',
      aliases: ['DL3044'],
    },
    unknownBase: {
      aliases: ['UndefinedVar'],
      text: '`{name}` is defined nowhere above in this stage, so it is empty unless the image `{image}` sets it.',
      recommended: false,
    },
  },
  fixes: {
    rename: { title: 'Change to `{similar}`', safe: false },
    declare: { title: 'Add `ARG {name}` above', safe: false },
  },
  check({ file, model, stages, surroundings, report }) {
    if (!file.text.includes('$')) return;
    const globals = model.scopeAt(model.stages[0]?.from.start ?? 0);
    const suggest = nameSuggestions();
    const triggered = new Map<BuildStage, ReadonlySet<string>>();
    for (const stage of stages) {
      const defined = new Set(stage.base && triggered.get(stage.base));
      const environment = environmentOf(stage);
      for (const { instruction, triggeredBy } of stage.steps) {
        const uses = usesIn(file, instruction, surroundings.buildArguments);
        const own = uses.length > 0 ? settersOf(instruction) : NO_SETTERS;
        for (const use of uses) {
          const { name, nameSpan } = use;
          const scope = model.scopeAt(triggeredBy?.end ?? use.span.start);
          const span = triggeredBy ?? use.span;
          const setters = own.get(name) ?? [];
          const isElsewhere = setters.some(pair => use.span.start < pair.start || use.span.start >= pair.end);
          if (scope.get(name) || defined.has(name) || environment.has(name)) {
            const isOfBase = !defined.has(name) && (scope.get(name)?.kind ?? 'base') === 'base';
            if (isElsewhere && isOfBase && !triggeredBy) report(span, 'earlierValue', { name });
            continue;
          }
          const declare = triggeredBy
            ? undefined
            : ({ fix: 'declare', args: { name }, edits: [declaration(file, instruction, name)] } as const);
          const kind = stage.stage && globals.get(name)?.kind;
          const similar = suggest(name, scope);
          if (setters.length > 0) {
            report(span, isElsewhere ? 'sameInstruction' : 'itself', { name });
          } else if (kind === 'global' || kind === 'platform') {
            report(span, kind, { name }, declare);
          } else if (similar !== undefined) {
            report(
              span,
              'misspelt',
              { name, similar },
              triggeredBy
                ? undefined
                : {
                    fix: 'rename',
                    args: { similar },
                    edits: [{ span: nameSpan, newText: similar }],
                  },
            );
          } else if (environment.unknownImage !== undefined && !scope.complete) {
            report(span, 'unknownBase', { name, image: environment.unknownImage });
          } else {
            report(span, 'undefined', { name });
          }
        }
        if (instruction.trigger?.name === 'ENV' && !triggeredBy) checkTrigger(instruction.trigger);
        // What a fragment declares, the model does not know: it has no stages.
        if ((triggeredBy || !stage.stage) && (instruction.name === 'ENV' || instruction.name === 'ARG')) {
          for (const pair of instruction.pairs) defined.add(pair.name.value);
        }
      }
      triggered.set(stage, defined);
    }

    /** What runs in another Dockerfile may find any variable there, but never those of its own line. */
    function checkTrigger(trigger: Instruction): void {
      const own = settersOf(trigger);
      const known = model.scopeAt(trigger.start);
      for (const { name, span } of usesIn(file, trigger)) {
        const isElsewhere = own.get(name)?.some(pair => span.start < pair.start || span.start >= pair.end);
        if (isElsewhere && !known.get(name)) report(span, 'earlierValue', { name });
      }
    }
  },
  examples: [
    { bad: 'FROM alpine\nCOPY app «$DEST»/\n', message: 'undefined' },
    {
      bad: 'FROM alpine\nENV TARGET_DIR=/app\nCOPY app «$TARGET_DRI»/\n',
      message: 'misspelt',
      fixed: 'FROM alpine\nENV TARGET_DIR=/app\nCOPY app $TARGET_DIR/\n',
    },
    {
      bad: 'ARG VERSION=24\nFROM node:$VERSION\nLABEL version=«$VERSION»\n',
      message: 'global',
      fixed: 'ARG VERSION=24\nFROM node:$VERSION\nARG VERSION\nLABEL version=$VERSION\n',
    },
    {
      bad: 'FROM alpine\nCOPY bin/«${TARGETARCH}»/app /\n',
      message: 'platform',
      fixed: 'FROM alpine\nARG TARGETARCH\nCOPY bin/${TARGETARCH}/app /\n',
    },
    { bad: 'FROM alpine\nENV HOME_DIR=/home/app CACHE_DIR=«$HOME_DIR»/.cache\n', message: 'sameInstruction' },
    { bad: 'FROM alpine\nENV HOME_DIR=«$HOME_DIR»\n', message: 'itself' },
    {
      bad: 'FROM golang:1.25\nENV GOPATH=/opt/go PATH=«$GOPATH»/bin:$PATH\nONBUILD ENV A=1 B=«${A}»\n',
      message: 'earlierValue',
    },
    { bad: 'FROM registry.example.org/base\nWORKDIR «$SITE_ROOT»\n', message: 'unknownBase' },
    { good: 'FROM golang:1.25\nENV PATH=$GOPATH/bin:$PATH\n', note: 'From the base image.' },
    { good: 'FROM alpine\nARG DEST=/app\nCOPY app $DEST/\n' },
    { good: 'FROM alpine\nRUN echo $HOME\n', note: 'The shell of the container expands this.' },
  ],
});

const NO_SETTERS: ReadonlyMap<string, readonly Pair[]> = new Map();
const NO_USES: readonly VariableUse[] = [];
const NOT_GIVEN: ReadonlySet<string> = new Set();

/** The pairs of an ENV by the name they set. */
function settersOf({ name, pairs }: Instruction): ReadonlyMap<string, readonly Pair[]> {
  if (name !== 'ENV') return NO_SETTERS;
  const setters = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const list = setters.get(pair.name.value);
    if (list) list.push(pair);
    else setters.set(pair.name.value, [pair]);
  }
  return setters;
}

interface StageEnvironment {
  has(name: string): boolean;
  readonly unknownImage: string | undefined;
}

/** What the image at the bottom of the stages brings. */
function environmentOf(stage: BuildStage): StageEnvironment {
  const base = stage.bottom?.base;
  const hasPath = !runsOnWindows(stage);
  const image = base?.kind === 'image' ? imageEnvironment(base.reference) : undefined;
  return {
    has: name => (hasPath && name === 'PATH') || image?.has(name) === true,
    unknownImage: base?.kind === 'image' && !image?.isComplete ? base.reference : undefined,
  };
}

/**
 * EXPOSE expands its variables as well, but BuildKit says nothing of missing ones; nor does it read the default
 * of an ARG that is given.
 */
function usesIn(
  file: Dockerfile,
  instruction: Instruction,
  given: ReadonlySet<string> = NOT_GIVEN,
): readonly VariableUse[] {
  if (instruction.name === 'EXPOSE' || !file.text.slice(instruction.start, instruction.end).includes('$'))
    return NO_USES;
  const found = expandables(file.text, instruction);
  if (instruction.name !== 'ARG' || given.size === 0) return found.flatMap(usesOf);
  const unread = new Set(
    instruction.pairs.filter(({ name }) => given.has(name.value)).map(({ value }) => value?.start),
  );
  return found.filter(({ token }) => !unread.has(token.start)).flatMap(usesOf);

  function usesOf({ token, raw }: Expandable): readonly VariableUse[] {
    return variableUses(instruction.logical, token, { escape: file.escape, raw });
  }
}

/** A line of its own above the instruction, in its case. */
function declaration(file: Dockerfile, instruction: Instruction, name: string): Edit {
  const start = file.lineStarts[instruction.lines.first] ?? instruction.start;
  const { value } = instruction.keyword;
  const keyword = value === value.toLowerCase() ? 'arg' : 'ARG';
  return { span: { start, end: start }, newText: `${keyword} ${name}${lineEndOf(file)}` };
}
