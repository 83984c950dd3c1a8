/** Tags that one push gives an image, by the ways in which teams name versions. */

/** `1.2.3`: also `1.2`, `1` and `latest`. A version before its release (`2.0.0-rc.1`) stands for itself alone. */
export function semanticFamily(version: string): readonly string[] | undefined {
  const found =
    /^(v?)(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/.exec(
      version.trim(),
    );
  if (!found) return undefined;
  const [, lead = '', major = '', minor = '', patch = '', before, build] = found;
  const whole = `${lead}${major}.${minor}.${patch}`;
  // A plus sign may stand in a version and not in a tag.
  const suffix = (before === undefined ? '' : `-${before}`) + (build === undefined ? '' : `_${build}`);
  if (suffix !== '') return [whole + suffix];
  // Before 1.0.0 anything may change with a minor version: `0` would promise what nobody keeps.
  const families = major === '0' ? [`${lead}0.${minor}`] : [`${lead}${major}.${minor}`, `${lead}${major}`];
  return [whole, ...families, 'latest'];
}

/** Twelve digits of a commit tell it apart in any repository. */
export function commitTags(commit: string): readonly string[] | undefined {
  return /^[0-9a-f]{40,64}$/.test(commit) ? [commit.slice(0, 12)] : undefined;
}

/** `build-57`. */
export function buildTags(build: string): readonly string[] | undefined {
  const text = build.trim();
  return /^[\w.-]{1,120}$/.test(text) ? [/^\d/.test(text) ? `build-${text}` : text] : undefined;
}

/** `prod-1.2.3`, and `prod` for the newest there. */
export function environmentTags(environment: string, version: string): readonly string[] | undefined {
  const [place, name] = [environment.trim(), version.trim().replace(/\+/g, '_')];
  return isTag(place) && isTag(`${place}-${name}`) && name !== '' ? [`${place}-${name}`, place] : undefined;
}

/** What a registry takes as a tag (OCI distribution specification). */
export function isTag(text: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(text);
}
