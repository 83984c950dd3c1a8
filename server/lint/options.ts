/** What a project says of itself; a rule that needs what is not said stays silent. */
export interface RuleOptions {
  /** Registries that images may come from, such as `docker.io`, `example.org:5000` or `*.example.org`. */
  readonly trustedRegistries?: readonly string[];
  /** Labels that an image must have, and what their values are. */
  readonly labelSchema?: ReadonlyMap<string, LabelFormat>;
  /** No label but those of the schema may be there. */
  readonly strictLabels?: boolean;
}

export type LabelFormat = (typeof LABEL_FORMATS)[number];
export const LABEL_FORMATS = ['text', 'url', 'semver', 'hash', 'rfc3339', 'spdx', 'email'] as const;
