import { counted } from '../../errors/index.ts';
import type { PartnerState } from '../../newsroom/index.ts';
import { FullMoment } from '../times.tsx';
import { countsInWords, partnerPath, totalOf } from './words.ts';

/** Every partner: what it carries, and how current that is. */
export function PartnersPage({ partners }: { partners: readonly PartnerState[] }) {
  if (partners.length === 0) {
    return (
      <p class="nothing">
        There are no partners. A partner carries articles as posts of its own site; agreements stand in the settings,
        under “partners”.
      </p>
    );
  }
  return (
    <>
      <p class="lead">
        Sites that carry articles as posts of their own: under a notice, with the way to the other languages, corrected
        and withdrawn with ours.
      </p>
      <ul class="carrier-cards">
        {partners.map(({ agreement: { name, title, address }, counts, stopped }) => (
          <li class="carrier" id={`partner-${name}`}>
            <div class="top">
              <h2>
                <a href={partnerPath(name)}>{title}</a>
              </h2>{' '}
              <span class="group">{new URL(address).host}</span>
            </div>
            <p>
              {counted(totalOf(counts), 'post')}: {countsInWords(counts)}
            </p>
            {stopped !== null && (
              <p>
                <strong class="mark blocked">stopped</strong> by {stopped.by}, <FullMoment at={stopped.at} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
