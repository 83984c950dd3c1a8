/**
 * What a pure function makes of an object, worked out once while others ask for the same. Only the last object is
 * remembered: a file is looked at by one rule after the other, and weak maps of all would cost more than they save.
 */
export function once<K extends object, T extends object>(make: (key: K) => T): (key: K) => T {
  let known: { readonly key: K; readonly value: T } | undefined;
  return key => {
    if (known?.key !== key) known = { key, value: make(key) };
    return known.value;
  };
}
