import { LineCounter, parseDocument } from 'yaml';
import { type HadolintConfig, readHadolintConfig } from '../lint/hadolintConfig.ts';

/** Larger files are no configuration. */
const MAXIMUM_LENGTH = 1_000_000;

/** Reads the text of a `.hadolint.yaml`. Broken YAML is a problem, and what could be read of it counts. */
export function parseHadolintFile(text: string): HadolintConfig {
  if (text.length > MAXIMUM_LENGTH) return failed('It is too long for a hadolint configuration.', {});
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
  const broken = document.errors.map(({ message, pos }) => ({
    template: 'Line {line} is no YAML: {message}.',
    args: { line: lineCounter.linePos(pos[0]).line, message: message.replace(/\.$/, '') },
  }));
  try {
    const config = readHadolintConfig(document.toJS({ maxAliasCount: 100 }));
    const problems = [...broken, ...config.problems];
    return broken.length > 0 ? { ...config, problems, isBroken: true } : { ...config, problems };
  } catch (error) {
    const config = failed('It cannot be read as YAML: {message}', {
      message: error instanceof Error ? error.message : String(error),
    });
    return { ...config, problems: [...broken, ...config.problems] };
  }
}

function failed(template: string, args: Readonly<Record<string, string>>): HadolintConfig {
  return { override: {}, problems: [{ template, args }], isBroken: true };
}
