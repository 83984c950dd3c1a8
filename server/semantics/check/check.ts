import { errorSink } from '../../syntax/errors.ts';
import { lexShell } from '../../syntax/shellLexer.ts';
import type { Instruction, SyntaxError as Problem } from '../../syntax/tree.ts';
import { type Report, reporter } from '../../syntax/validate/report.ts';
import { validateTrigger } from '../../syntax/validate/validate.ts';
import { heredocContent, heredocSources } from '../heredocSources.ts';
import type { Model, Scope, Stage } from '../model.ts';
import { expander, reportExpansion } from './expander.ts';
import { checkMounts } from './mounts.ts';
import { checkFrom, checkReferences, checkTriggerReferences } from './stages.ts';
import { checkCopy, checkExpose, checkStopSignal, checkVolumes } from './values.ts';

/**
 * What BuildKit refuses only when it puts in the variables and turns the file into steps, as far as it follows from
 * the file alone. Where a value depends on what is not known here, nothing is said.
 */
export function checkModel(model: Model): readonly Problem[] {
  const sink = errorSink();
  const report = reporter(sink, 'build');
  const { escape: escapeChar } = model.file;
  for (const instruction of model.preamble)
    if (instruction.name === 'ARG') checkArguments(model, instruction, report);
  let known: readonly string[] | undefined;
  // All FROM see the same variables; so many are enough to guess from.
  const names = (scope: Scope) => {
    known ??= scope
      .all()
      .flatMap(({ name, value }) => (value === undefined ? [] : [name]))
      .slice(0, 1000);
    return known;
  };
  for (const stage of model.stages) {
    const scope = model.scopeAt(stage.from.start);
    checkFrom(stage, () => names(scope), expander(scope, escapeChar, report), report);
  }
  checkReferences(model, report);
  checkTriggers(model, report);
  for (const stage of model.stages) {
    for (const instruction of stage.instructions) checkInstruction(model, instruction, report);
  }
  return sink.all.sort((a, b) => a.start - b.start);
}

/** `at` is the offset whose variables and settings hold; another than the instruction's own for triggers. */
function checkInstruction(
  model: Model,
  instruction: Instruction,
  report: Report,
  at = instruction.start,
): void {
  const { escape: escapeChar } = model.file;
  const scope = model.scopeAt(at);
  const expand = expander(scope, escapeChar, report);
  switch (instruction.name) {
    case 'ADD':
    case 'COPY':
      checkCopy(instruction, expand, report);
      checkHeredocs(model, instruction, report);
      break;
    case 'ARG':
      checkArguments(model, instruction, report);
      break;
    case 'ENV':
    case 'LABEL':
      for (const { name, value } of instruction.pairs) {
        expand(name);
        if (value) expand(value);
      }
      break;
    case 'EXPOSE':
      checkExpose(instruction, scope, escapeChar, report);
      break;
    case 'RUN':
      checkMounts(instruction, model.settingsAt(at).workdir, expand, report);
      break;
    case 'STOPSIGNAL':
      checkStopSignal(instruction, expand, report);
      break;
    case 'USER':
    case 'WORKDIR':
      for (const token of instruction.args) expand(token);
      break;
    case 'VOLUME':
      checkVolumes(instruction, expand, report);
      break;
    default:
  }
}

/** Each default of an ARG sees the pairs before it. */
function checkArguments(model: Model, instruction: Instruction, report: Report): void {
  for (const { start, value } of instruction.pairs) {
    if (value) expander(model.scopeAt(start), model.file.escape, report)(value);
  }
}

/** Bodies of COPY and ADD, in which quotes mean nothing and backslash always escapes. */
function checkHeredocs({ file, scopeAt }: Model, instruction: Instruction, report: Report): void {
  for (const source of heredocSources(instruction)) {
    const text = heredocContent(file.text, source);
    if (!source.expand || !text.includes('$')) continue;
    const scope = scopeAt(instruction.start);
    const { error, variables } = lexShell(text, {
      escape: '\\',
      skipQuotes: true,
      get: name => scope.get(name)?.value,
    });
    if (error === undefined) continue;
    const unset = variables.filter(({ set }) => !set).map(({ name }) => name);
    reportExpansion({ ...source.heredoc.marker, value: text }, error, unset, scope.complete, report);
  }
}

/** What stands below ONBUILD, where a stage of the same file is built upon it and so runs it. */
function checkTriggers(model: Model, report: Report): void {
  const done = new Set<Stage>();
  for (const { base, instructions, reachable } of model.stages) {
    if (base.kind !== 'stage' || !reachable || done.has(base.stage)) continue;
    done.add(base.stage);
    checkTriggerReferences(base.stage, model, report);
    for (const { trigger } of base.stage.instructions) {
      if (!trigger) continue;
      validateTrigger(trigger, report);
      checkInstruction(model, trigger, report, instructions[0]?.start);
    }
  }
}
