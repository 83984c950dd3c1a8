import { cleanPath } from '../../ignore/cleanPath.ts';
import { expandWord } from '../../semantics/expansion.ts';
import { defineRule } from '../rule.ts';
import { type BuildStage, runsOnWindows } from '../stages.ts';

export default defineRule({
  id: 'relative-workdir',
  aliases: ['WorkdirRelativePath', 'DL3000'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'WORKDIR should be an absolute path',
  docs: `\`WORKDIR app\` is taken relative to the working directory in force. As long as no WORKDIR of this file has said an absolute path, that is the one of the base image: \`/app\` today, and \`/srv/app\` when the next version of the image moves its own. A relative WORKDIR after an absolute one is fine, and only hadolint reports it.

The fix is safe where the stage begins with \`scratch\`, whose working directory is \`/\`. Elsewhere it is unsafe: it takes \`/\` for the directory that the base image has.`,
  messages: {
    relative:
      'WORKDIR `{path}` is relative to a directory that the base image decides and may change. Write an absolute path, such as `{absolute}`.',
    expanded: {
      text: 'WORKDIR `{word}` is not an absolute path with the values known here: it becomes `{path}`. Begin it with `/`.',
      aliases: ['WorkdirRelativePath'],
    },
    unknown: {
      text: 'WORKDIR `{word}` is an absolute path only if the base image sets its variables so. Begin it with `/`.',
      aliases: ['WorkdirRelativePath'],
      recommended: false,
    },
    drive: {
      text: 'WORKDIR `{path}` is absolute on Windows only, and this stage is built for Linux. Begin it with `/`, or say --platform=windows/amd64 in FROM.',
      aliases: ['WorkdirRelativePath'],
    },
    onbuild: {
      text: 'WORKDIR `{path}` is relative to a directory that is not known here. Write an absolute path.',
      aliases: ['DL3000'],
      recommended: false,
    },
    chained: {
      text: 'WORKDIR `{path}` is relative, so that one has to read on to know where it leads. Write the absolute path.',
      aliases: ['DL3000'],
      recommended: false,
    },
  },
  fixes: {
    absolute: { title: 'Write `{absolute}`, if the base image works in /', safe: false },
    fromRoot: { title: 'Write `{absolute}`', safe: true },
  },
  check({ file, model, stages, report }) {
    const wasSet = new Map<BuildStage, boolean>();
    for (const stage of stages) {
      let isSet = stage.base !== undefined && wasSet.get(stage.base) === true;
      const isWindows = runsOnWindows(stage);
      for (const { instruction, triggeredBy } of stage.steps) {
        const later = instruction.trigger?.name === 'WORKDIR' ? instruction.trigger.args[0] : undefined;
        if (later && !triggeredBy && !/^["']?(?:[$/]|[a-zA-Z]:)/.test(later.value)) {
          report(later, 'onbuild', { path: later.value });
        }
        const [path] = instruction.args;
        if (instruction.name !== 'WORKDIR' || !path) continue;
        const chained = isSet;
        isSet = true;
        const scope = model.scopeAt(triggeredBy?.end ?? instruction.start);
        const { value, used, unset } = expandWord(path.value, file.escape, name => scope.get(name)?.value);
        if (value === undefined || isAbsolute(value, isWindows)) continue;
        const span = triggeredBy ?? path;
        if (/^["']?[a-zA-Z]:[\\/]/.test(path.value)) {
          if (!chained) report(span, 'drive', { path: value });
          continue;
        }
        const isPlain = value === path.value;
        const isExpanded = !isPlain && used.length + unset.length > 0;
        // `app/$VERSION` is relative whatever the variable says.
        if (isExpanded && !/^["']?[\w./-]/.test(path.value)) {
          if (chained) continue;
          const comesFromBase = !scope.complete && unset.some(name => !scope.get(name));
          if (comesFromBase) report(span, 'unknown', { word: path.value });
          else report(span, 'expanded', { word: path.value, path: value });
          continue;
        }
        const known = model.settingsAt(instruction.start).workdir;
        const isLong = (known?.length ?? 0) + value.length > MAXIMUM_PATH;
        const written = isExpanded ? path.value.replace(/^["']|["']$/g, '') : value;
        const absolute =
          isWindows || value === '' || isLong ? undefined : cleanPath(`${known ?? ''}/${written}`);
        const fixable = absolute !== undefined && isPlain && !triggeredBy && /^[\w./@+-]+$/.test(absolute);
        report(
          span,
          chained ? 'chained' : 'relative',
          { path: written, absolute: absolute ?? '/' },
          fixable
            ? {
                fix: known === undefined ? 'absolute' : 'fromRoot',
                args: { absolute },
                edits: [{ span: path, newText: absolute }],
              }
            : undefined,
        );
      }
      wasSet.set(stage, isSet);
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nWORKDIR «app»\n',
      message: 'relative',
      fixed: 'FROM node:24\nWORKDIR /app\n',
    },
    {
      bad: 'FROM scratch\nWORKDIR «./srv/app»\n',
      message: 'relative',
      fixed: 'FROM scratch\nWORKDIR /srv/app\n',
    },
    { bad: 'FROM node:24\nARG VERSION=1\nWORKDIR «app/$VERSION»\n', message: 'relative' },
    { bad: 'FROM scratch\nARG HOME=app\nWORKDIR «$HOME»\n', message: 'expanded' },
    { bad: 'FROM node:24\nWORKDIR «$SITE_HOME»\n', message: 'unknown' },
    {
      bad: 'FROM node:24\nWORKDIR /srv\nWORKDIR «app»\n',
      message: 'chained',
      fixed: 'FROM node:24\nWORKDIR /srv\nWORKDIR /srv/app\n',
    },
    { bad: 'FROM node:24\nWORKDIR «C:/app»\n', message: 'drive' },
    { bad: 'FROM node:24\nONBUILD WORKDIR «app»\n', message: 'onbuild' },
    { good: 'FROM node:24\nWORKDIR /app\nONBUILD WORKDIR "/app"\nONBUILD WORKDIR $HOME\n' },
    { good: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nWORKDIR C:/app\n' },
  ],
});

/** Linux takes no longer one. */
const MAXIMUM_PATH = 4096;

function isAbsolute(path: string, isWindows: boolean): boolean {
  return path.startsWith('/') || (isWindows && /^(?:[a-zA-Z]:)?[\\/]/.test(path));
}
