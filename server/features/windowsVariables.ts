import type { ShellVariable } from './shellVariables.ts';

/** `$env:NAME` and `${env:NAME}` as PowerShell replaces them: not in single quotes nor behind a backtick. Linear. */
export function powershellVariables(text: string): readonly ShellVariable[] {
  const found: ShellVariable[] = [];
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '`' && quote !== "'") at++;
    else if (sign === quote) quote = '';
    else if (quote === '' && (sign === "'" || sign === '"')) quote = sign;
    else if (sign === '$' && quote !== "'") {
      ENVIRONMENT.lastIndex = at;
      const match = ENVIRONMENT.exec(text);
      if (!match) continue;
      const [whole, brace = '', scope = '', name = ''] = match;
      const nameStart = at + 1 + brace.length + scope.length;
      found.push({ name, start: at, end: at + whole.length, nameStart });
      at += whole.length - 1;
    }
  }
  return found;
}

const ENVIRONMENT = /\$(\{?)(env:)([A-Za-z_]\w*)\}?/iy;

/** `%NAME%`, `%NAME:a=b%` and `%NAME:~0,2%` as cmd replaces them, quotes or not. Linear. */
export function cmdVariables(text: string): readonly ShellVariable[] {
  return [...text.matchAll(/%([A-Za-z_]\w*)(?::[^%\n]*)?%/g)].map(({ 0: whole, 1: name = '', index }) => ({
    name,
    start: index,
    end: index + whole.length,
    nameStart: index + 1,
  }));
}
