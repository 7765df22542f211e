import { join, resolve } from 'node:path';
import { directionOf } from '../../article/index.ts';
import { counted } from '../../errors/index.ts';
import { languageName } from '../words.ts';
import { languagesOf, type SetupDraft } from './draft.ts';
import { Chosen, Field, Next } from './form-parts.tsx';
import type { SourceLook } from './look.ts';

/** Its name, what readers see, the site that is blocked. */
export function NewsroomStep({ draft }: { draft: SetupDraft }) {
  return (
    <form method="post" action="/setup/newsroom">
      <Field
        name="title"
        label="Name for readers"
        help="As it stands on top of every page."
        value={draft.title}
        isRequired
      />
      <Field
        name="home"
        label="Address of the site that is blocked"
        help="Pages show it as text only, never as a link: a reader who follows it is seen by the censor."
        value={draft.home}
        type="url"
        isRequired
      />
      <Field
        name="newsroom"
        label="Name in signatures"
        help="Like a host name: courier.example. It is final, because every signature carries it. Left empty, it is that of the site."
        value={draft.newsroom}
      />
      <Next />
    </form>
  );
}

/** Which languages are carried. */
export function LanguagesStep({ draft }: { draft: SetupDraft }) {
  const languages = languagesOf(draft.languages);
  return (
    <form method="post" action="/setup/languages">
      <Field
        name="languages"
        label="Languages, the original’s first"
        help="As tags: de, ru, fa. Each has its own front page, feed and key. More can be added at any time."
        value={draft.languages}
        isRequired
      />
      {languages.length > 0 && (
        <p class="aside">
          {languages.map((language, at) => `${at > 0 ? ', ' : ''}${languageName(language)}`)}
          {languages.some((language) => directionOf(language) === 'rtl') && ' (right to left where the script is)'}
        </p>
      )}
      <Next />
    </form>
  );
}

function Look({ look, languages }: { look: SourceLook; languages: readonly string[] }) {
  const strange = [...new Set(look.articles.map(({ language }) => language))].filter(
    (each) => !languages.includes(each),
  );
  return (
    <section class="look" aria-labelledby="look-title">
      <h2 id="look-title">{look.title ?? 'What will be read'}</h2>
      {look.failure !== null && (
        <p class="failure">
          <strong class="mark blocked">Cannot be read</strong> {look.failure}
        </p>
      )}
      {look.failure === null && look.articles.length === 0 && (
        <p class="nothing">It answers, but has no article that can be read.</p>
      )}
      <ol class="headlines">
        {look.articles.map(({ headline, language, blocks }) => (
          <li>
            <span lang={language} dir={directionOf(language)} class="headline">
              {headline}
            </span>{' '}
            <span class="aside">
              {languageName(language)}, {counted(blocks, 'block')}
            </span>
          </li>
        ))}
      </ol>
      {strange.length > 0 && (
        <p class="failure">
          <strong class="mark hindered">Look</strong> {strange.map(languageName).join(', ')} is not among your
          languages: those articles would be left out.
        </p>
      )}
      {look.warnings.length > 0 && (
        <details>
          <summary>{counted(look.warnings.length, 'remark')}</summary>
          <ul>
            {look.warnings.map((warning) => (
              <li>{warning}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Feeds and sitemaps, each looked at before it is added. */
export function SourcesStep(props: {
  readonly draft: SetupDraft;
  readonly typed: { readonly kind: 'feed' | 'sitemap'; readonly address: string };
  readonly look: SourceLook | null;
}) {
  const { draft, typed, look } = props;
  return (
    <>
      <Chosen
        label="Sources"
        action="/setup/sources"
        entries={draft.sources.map(({ kind, address }) => ({
          name: address,
          shown: (
            <>
              {kind === 'feed' ? 'Feed' : 'Sitemap'} <span class="address">{address}</span>
            </>
          ),
        }))}
      />
      <form method="post" action="/setup/sources">
        <Field
          name="address"
          label="Address of a feed, or of a news sitemap"
          help="RSS, Atom and JSON Feed. Look first what will be read; then add it."
          value={typed.address}
          type="url"
        />
        <fieldset class="choice">
          <legend class="unseen">What it is</legend>
          {(['feed', 'sitemap'] as const).map((kind) => (
            <label>
              <input type="radio" name="kind" value={kind} checked={typed.kind === kind} />{' '}
              {kind === 'feed' ? 'A feed' : 'A news sitemap'}
            </label>
          ))}
        </fieldset>
        <p class="onward">
          <button type="submit" name="act" value="look" class={look === null ? 'primary' : undefined}>
            Look what is there
          </button>
          <button type="submit" name="act" value="add" class={look?.failure === null ? 'primary' : undefined}>
            Add it
          </button>
        </p>
        {look !== null && <Look look={look} languages={languagesOf(draft.languages)} />}
      </form>
      <form method="post" action="/setup/sources">
        {draft.sources.length === 0 && (
          <p class="aside">A newsroom can begin without; sources are added in its settings.</p>
        )}
        <Next label={draft.sources.length === 0 ? 'Go on without' : 'Next'} />
      </form>
    </>
  );
}

/** Folders that hold copies. */
export function CarriersStep(props: {
  readonly draft: SetupDraft;
  readonly folder: string;
  readonly typed: {
    readonly name: string;
    readonly directory: string;
    readonly address: string;
    readonly group: string;
  };
}) {
  const { draft, folder, typed } = props;
  return (
    <>
      <p class="lead">
        A carrier is any folder that reaches readers: of a web server, of a program that copies it elsewhere, on a
        stick. Nobody has to trust it. The first is also served on this machine, so that you see it at once.
      </p>
      <Chosen
        label="Carriers"
        action="/setup/carriers"
        entries={draft.carriers.map(({ name, directory, address }) => ({
          name,
          shown: (
            <>
              <b>{name}</b> <span class="address">{resolve(folder, directory)}</span>{' '}
              {address !== '' && <span class="address">{address}</span>}
            </>
          ),
        }))}
      />
      <details open={typed.directory !== '' || draft.carriers.length === 0}>
        <summary>Add one</summary>
        <form method="post" action="/setup/carriers">
          <Field
            name="directory"
            label="Folder"
            help={`A path on this machine; what is relative lies in ${folder}.`}
            value={typed.directory}
            isRequired
          />
          <Field
            name="name"
            label="What you call it"
            help="Short: lower-case letters, digits, hyphens."
            value={typed.name}
            isRequired
          />
          <Field
            name="address"
            label="Its public address, once it has one"
            help="Only carriers with an address are told to readers, and so to censors."
            value={typed.address}
            type="url"
          />
          <Field
            name="group"
            label="Its provider"
            help="Carriers of one provider fall together; have several."
            value={typed.group}
          />
          <p class="onward">
            <button type="submit" name="act" value="add">
              Add it
            </button>
          </p>
        </form>
      </details>
      <form method="post" action="/setup/carriers">
        <Next />
      </form>
    </>
  );
}

/** The passphrase, and what is going to be made. Nothing of it is ever sent back to the page. */
export function KeysStep({ draft, folder }: { draft: SetupDraft; folder: string }) {
  return (
    <>
      <p class="lead">
        Everything your newsroom says is signed. The two keys at the root of that are needed a few times a year; a
        passphrase seals them, so that who copies this folder cannot speak for you.
      </p>
      <form method="post" action="/setup/keys">
        <Field
          name="passphrase"
          label="Passphrase"
          help="Several words. It cannot be recovered: write it down and keep it away from this machine."
          value=""
          type="password"
          autocomplete="new-password"
        />
        <Field
          name="again"
          label="Once more"
          help="The same again."
          value=""
          type="password"
          autocomplete="new-password"
        />
        <p class="choice">
          <label>
            <input type="checkbox" name="unsealed" value="yes" /> Leave them unsealed for now (you will be reminded)
          </label>
        </p>
        <section aria-labelledby="made-title">
          <h2 id="made-title">What will be made</h2>
          <dl class="made">
            <dt>Newsroom</dt>
            <dd>
              {draft.title}, {draft.newsroom}
            </dd>
            <dt>Languages</dt>
            <dd>{languagesOf(draft.languages).map(languageName).join(', ')}</dd>
            <dt>Sources</dt>
            <dd>{draft.sources.length === 0 ? 'none yet' : draft.sources.map(({ address }) => address).join(', ')}</dd>
            <dt>Carriers</dt>
            <dd>{draft.carriers.length === 0 ? 'none yet' : draft.carriers.map(({ name }) => name).join(', ')}</dd>
            <dt>Settings</dt>
            <dd class="address">{join(folder, 'tamizdat.yaml')}</dd>
            <dt>Keys</dt>
            <dd class="address">{join(folder, 'keys')}</dd>
          </dl>
        </section>
        <Next label="Make the newsroom" />
      </form>
    </>
  );
}

/** What to write down, and how it goes on. */
export function MadeStep(props: { readonly fingerprint: string; readonly folder: string; readonly unsealed: boolean }) {
  const { fingerprint, folder, unsealed } = props;
  return (
    <>
      <p class="lead">Your newsroom is made. Print this page, or write down what it says, before you go on.</p>
      <section aria-labelledby="fingerprint-title">
        <h2 id="fingerprint-title">Your fingerprint</h2>
        <p class="fingerprint-large">
          <code>{fingerprint}</code>
        </p>
        <p>
          By it readers know you: whoever holds it can tell your pages from forgeries. Give it to people on ways that a
          censor does not own: in print, on air, from hand to hand.
        </p>
      </section>
      <section aria-labelledby="keep-title">
        <h2 id="keep-title">What to keep away from this machine</h2>
        <ul class="keep">
          <li>
            A copy of the folder <span class="address">{join(folder, 'keys')}</span>: nothing can replace it.
          </li>
          <li>
            {unsealed
              ? 'Your root keys are not sealed: whoever copies them can speak for you. The newsroom will remind you to replace them by sealed ones.'
              : 'The passphrase: it cannot be recovered.'}
          </li>
        </ul>
      </section>
      <form method="post" action="/setup/start">
        <p class="onward">
          <button type="submit" class="primary">
            I have written it down: start it
          </button>
        </p>
      </form>
    </>
  );
}
