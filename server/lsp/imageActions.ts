import type { CodeAction } from '../features/codeActions.ts';
import { loadFeatures } from './featureRequest.ts';
import type { OpenDockerfile, Session } from './session.ts';

/** What can be done about the version of the image at a place. Asks its registry, for somebody who asked first. */
export async function imageVersionActions(
  session: Session,
  open: OpenDockerfile,
  offset: number,
): Promise<readonly CodeAction[]> {
  const features = await loadFeatures();
  const image = features.versionedImageAt(open.read(), offset);
  const { registry } = await session.settings.of(open.text.uri);
  if (!image || !registry.enable) return [];
  const { version } = open.text;
  const { repository, tag = 'latest' } = image;
  const registries = session.registries();
  const [tags, answer] = await Promise.all([
    registries.tags(repository),
    registries.describe(`${repository.domain}/${repository.path}:${tag}`),
  ]);
  // The edit would hit another place.
  if (open.text.version !== version) return [];
  const digest = answer.kind === 'present' ? answer.image.digest : undefined;
  return features.imageActions(image, { tags: tags ?? [], digest });
}
