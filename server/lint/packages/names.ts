/** `` `curl`, `git`, `make`, … `` for messages: the same in every language. */
export function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, MAXIMUM).map(name => `\`${name}\``);
  return [...shown, ...(unique.length > MAXIMUM ? ['…'] : [])].join(', ');
}

const MAXIMUM = 3;
