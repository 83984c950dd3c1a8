/** A history entry as an instruction: `keyword` in capitals, empty when the entry is no instruction. */
export interface StepText {
  readonly keyword: string;
  readonly text: string;
}

const SHELL_PREFIX = /^(?:\/bin\/(?:ba)?sh -c|cmd \/S \/C|powershell -Command) /;
const NOP = /^#\(nop\)\s*/;
const BUILD_ARGUMENTS = /^\|(\d+) /;
const KEYWORD =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?:\s+|$)/;

/**
 * Reads `created_by` back into the instruction that wrote it: BuildKit's form (`RUN |1 A=b /bin/sh -c … # buildkit`),
 * the classic builder's (`/bin/sh -c #(nop)  CMD …`, `|1 A=b /bin/sh -c …`), and whatever else stays as it is.
 */
export function readStepText(createdBy: string): StepText {
  let text = createdBy.trim();
  if (text.endsWith('# buildkit')) text = text.slice(0, -'# buildkit'.length).trimEnd();
  let keyword = '';

  const named = KEYWORD.exec(text);
  if (named) {
    keyword = named[1] ?? '';
    text = text.slice(named[0].length);
    if (keyword === 'RUN') text = withoutShell(withoutBuildArguments(text)).text;
    return { keyword, text };
  }
  const { text: script, shell } = withoutShell(withoutBuildArguments(text));
  const nop = NOP.exec(script);
  if (nop) {
    const inner = script.slice(nop[0].length);
    const instruction = KEYWORD.exec(inner);
    if (instruction) return { keyword: instruction[1] ?? '', text: inner.slice(instruction[0].length) };
    return { keyword: '', text: inner };
  }
  return shell ? { keyword: 'RUN', text: script } : { keyword: '', text };
}

/** One line for a list: newlines and runs of blanks become one blank; at most `length` UTF-16 units. */
export function stepLabel({ keyword, text }: StepText, length = 200): string {
  // Only as much as is shown is looked at: a heredoc can hold megabytes.
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim();
  const label = keyword ? `${keyword} ${line}`.trimEnd() : line;
  return label.length > length ? `${label.slice(0, length - 1)}…` : label;
}

function withoutShell(text: string): { text: string; shell: boolean } {
  const prefix = SHELL_PREFIX.exec(text);
  return prefix ? { text: text.slice(prefix[0].length), shell: true } : { text, shell: false };
}

/** Drops `|n K=V … ` in front of a command. The values are not quoted: they end where the shell begins. */
function withoutBuildArguments(text: string): string {
  const head = BUILD_ARGUMENTS.exec(text);
  if (!head) return text;
  const rest = text.slice(head[0].length);
  const shell = rest.search(/(?:^| )(?:\/bin\/(?:ba)?sh -c|cmd \/S \/C|powershell -Command) /);
  if (shell >= 0) return rest.slice(shell).trimStart();
  // An exec-form command: as many words as there are arguments, which holds unless a value has blanks.
  const count = Number(head[1]);
  return rest.split(' ').slice(count).join(' ');
}
