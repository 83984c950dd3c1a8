import { env, l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import {
  countSteps,
  type StepProgress,
  type StepState,
  splitStepName,
  transferred,
} from '../build/buildProgress.ts';
import type { BuildRun, BuildState } from '../build/buildRun.ts';
import type { StageProgress } from '../build/buildStages.ts';
import { backendLine } from '../build/texts.ts';
import { commands, itemKinds } from '../contributions.ts';
import { failureText } from '../failureText.ts';
import { formatAge, formatBytes, formatDuration } from '../format.ts';

/** UTF-16 units of a step's label. */
const LABEL = 24;

export type BuildNode =
  | { readonly kind: 'build'; readonly run: BuildRun }
  | { readonly kind: 'stage'; readonly run: BuildRun; readonly stage: StageProgress }
  | { readonly kind: 'step'; readonly run: BuildRun; readonly step: StepProgress; readonly inStage: boolean };

/** Rows of the "Builds" tree as they are now. */
export function buildItem(node: BuildNode, now: number, isNewest: boolean): TreeItem {
  if (node.kind === 'build') return runItem(node.run, isNewest);
  return node.kind === 'stage'
    ? stageItem(node.run, node.stage, now)
    : stepItem(node.run, node.step, now, node.inStage);
}

function runItem(run: BuildRun, isNewest: boolean): TreeItem {
  const { ended, all } = countSteps(run.progress);
  const duration = formatDuration(run.duration);
  const description =
    run.state === 'running'
      ? l10n.t('{ended} of {all} · {duration}', { ended, all, duration })
      : [
          l10n.t('{state} · {duration}', { state: stateWord(run.state), duration }),
          run.isRestored && formatAge(run.started + run.duration, Date.now(), env.language),
        ]
          .filter(Boolean)
          .join(' · ');
  // The newest stays open when it ends: it may be over before anyone has seen a step of it.
  const opens = run.isRunning || (isNewest && !run.isRestored);
  const item = new TreeItem(
    run.name,
    opens ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed,
  );
  // VS Code closes a row that was open only when it takes it for another one.
  item.id = opens ? `${run.request.buildId} open` : run.request.buildId;
  item.description = description;
  item.iconPath = runIcon(run.state);
  if (run.isRunning) item.contextValue = itemKinds.runningBuild;
  else
    item.contextValue =
      run.outcome?.ok && run.outcome.value.imageId ? itemKinds.builtBuild : itemKinds.endedBuild;
  item.accessibilityInformation = {
    label: l10n.t('Build of {name}, {description}', { name: run.name, description }),
  };
  item.command = showLog(run);
  return item;
}

function stageItem(run: BuildRun, { name, steps }: StageProgress, now: number): TreeItem {
  const state = stageState(steps);
  const begun = Math.min(...steps.map(step => step.started ?? Number.POSITIVE_INFINITY));
  const over = steps.every(step => step.completed !== undefined);
  const end = over ? Math.max(...steps.map(step => step.completed ?? 0)) : now;
  const time = Number.isFinite(begun) && state !== 'cached' ? formatDuration(end - begun) : '';
  const item = new TreeItem(name, TreeItemCollapsibleState.Expanded);
  item.id = `${run.request.buildId} stage ${name}`;
  item.description = state === 'done' ? time : [stepWord(state), time].filter(Boolean).join(' ');
  item.iconPath = stepIcon(state);
  item.contextValue = itemKinds.buildStage;
  item.accessibilityInformation = {
    label: l10n.t('Stage {name}, {state}', { name, state: stepWord(state) }),
  };
  return item;
}

/** How much of the context went over, beside the step that is about it. */
function contextSize({ progress: { context } }: BuildRun, step: StepProgress): string {
  const isAbout = step.name === '[internal] load build context' && context !== undefined;
  return isAbout ? formatBytes(context.bytes, env.language) : '';
}

/** What is worst, or else what is going on. */
function stageState(steps: readonly StepProgress[]): StepState {
  const has = (state: StepState): boolean => steps.some(step => step.state === state);
  for (const state of ['failed', 'cancelled', 'running'] as const) if (has(state)) return state;
  if (has('waiting')) return has('done') || has('cached') ? 'running' : 'waiting';
  return has('done') ? 'done' : 'cached';
}

function stepItem(run: BuildRun, step: StepProgress, now: number, inStage: boolean): TreeItem {
  const { instruction, place } = splitStepName(step.name);
  const where = inStage ? (place.split(' ').at(-1) ?? '') : place;
  const description = [contextSize(run, step), stepDescription(step, now), where].filter(Boolean).join(' · ');
  const item = new TreeItem(shorten(instruction), TreeItemCollapsibleState.None);
  item.id = `${run.request.buildId} ${step.id}`;
  item.description = description;
  item.iconPath = stepIcon(step.state);
  item.contextValue = lineOf(run, step) === undefined ? itemKinds.buildStep : itemKinds.buildInstruction;
  item.accessibilityInformation = {
    label: l10n.t('Step {name}, {state}, {description}', {
      name: instruction,
      state: stepWord(step.state),
      description,
    }),
  };
  item.command = showLog(run);
  return item;
}

/** 0-based line of the Dockerfile that a step is, once the build is over. */
export function lineOf(run: BuildRun, step: StepProgress): number | undefined {
  return run.outcome?.record?.steps.find(({ id }) => id === step.id)?.lines?.first;
}

/** The whole text of a step, or why a build ended as it did. */
export function buildTooltip(node: BuildNode): MarkdownString {
  const text = new MarkdownString();
  if (node.kind === 'stage') {
    text.appendText(l10n.t('Stage {name}', { name: node.stage.name }));
    return text;
  }
  if (node.kind === 'step') {
    text.appendCodeblock(node.step.name, 'dockerfile');
    if (node.step.error) text.appendText(node.step.error);
    return text;
  }
  const { run } = node;
  text.appendText(l10n.t('{name}, from {path}', { name: run.name, path: run.request.dockerfilePath }));
  const { context } = run.progress;
  if (context) {
    text.appendMarkdown('\n\n').appendText(
      context.files === undefined
        ? l10n.t('Sent to the engine: {size}', { size: formatBytes(context.bytes, env.language) })
        : l10n.t('Sent to the engine: {files} files, {size}', {
            files: context.files,
            size: formatBytes(context.bytes, env.language),
          }),
    );
  }
  text.appendMarkdown('\n\n').appendText(backendLine(run.progress));
  if (run.outcome && !run.outcome.ok && run.state === 'failed') {
    const { message, detail } = failureText(run.outcome.failure);
    text.appendMarkdown('\n\n').appendText(message);
    if (detail) text.appendCodeblock(detail);
  }
  return text;
}

function showLog(run: BuildRun) {
  return {
    title: l10n.t('Show Build Log'),
    command: commands.showBuildLog,
    arguments: [{ kind: 'build', run }],
  };
}

/** Longer labels would push the time out of the sidebar; the tooltip has the whole. */
function shorten(text: string): string {
  const line = text
    .slice(0, LABEL * 20)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > LABEL ? `${line.slice(0, LABEL - 1)}…` : line;
}

function stepDescription(step: StepProgress, now: number): string {
  const time = step.started === undefined ? '' : formatDuration((step.completed ?? now) - step.started);
  if (step.state === 'cached') return l10n.t('cached');
  if (step.state === 'failed' || step.state === 'cancelled')
    return [stepWord(step.state), time].join(' ').trim();
  const bytes = step.state === 'running' ? transferred(step) : undefined;
  if (!bytes) return time;
  return l10n.t('{current} of {total} · {duration}', {
    current: formatBytes(bytes.current, env.language),
    total: formatBytes(bytes.total, env.language),
    duration: time,
  });
}

function stateWord(state: BuildState): string {
  switch (state) {
    case 'running':
      return l10n.t('building');
    case 'cancelling':
      return l10n.t('cancelling');
    case 'done':
      return l10n.t('built');
    case 'failed':
      return l10n.t('failed');
    case 'cancelled':
      return l10n.t('cancelled');
  }
}

function stepWord(state: StepState): string {
  switch (state) {
    case 'waiting':
      return l10n.t('waiting');
    case 'running':
      return l10n.t('running');
    case 'done':
      return l10n.t('done');
    case 'cached':
      return l10n.t('cached');
    case 'failed':
      return l10n.t('failed');
    case 'cancelled':
      return l10n.t('cancelled');
  }
}

function runIcon(state: BuildState): ThemeIcon {
  switch (state) {
    case 'running':
    case 'cancelling':
      return new ThemeIcon('loading~spin');
    case 'done':
      return new ThemeIcon('pass-filled', new ThemeColor('testing.iconPassed'));
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('testing.iconFailed'));
    case 'cancelled':
      return new ThemeIcon('circle-slash', new ThemeColor('testing.iconSkipped'));
  }
}

function stepIcon(state: StepState): ThemeIcon {
  switch (state) {
    case 'waiting':
      return new ThemeIcon('circle-outline', new ThemeColor('disabledForeground'));
    case 'running':
      return new ThemeIcon('loading~spin');
    case 'done':
      return new ThemeIcon('pass', new ThemeColor('testing.iconPassed'));
    case 'cached':
      return new ThemeIcon('history', new ThemeColor('testing.iconPassed'));
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('testing.iconFailed'));
    case 'cancelled':
      return new ThemeIcon('circle-slash', new ThemeColor('testing.iconSkipped'));
  }
}
