/** What hovers and completions say of images. */
export const images = {
  registry: 'Registry: {registry}',
  hub: 'Docker Hub',
  page: 'page',
  noTag: 'No tag is written, so the build takes `latest`, which changes without notice.',
  pinned: 'Pinned by its digest: every build gets the same content.',
  open: 'The name depends on {names}, which has no value here.',
  scratch: 'The empty image: no files, no shell, no users. What the stage copies is all there is.',
  absent: 'Not on the engine: the build pulls it.',
  present: 'On the engine: {platforms} · {size} · made {created}',
  presentUndated: 'On the engine: {platforms} · {size}',
  id: 'Id {id}',
  digest: 'Digest {digest}',
} as const;
