import { Document, isScalar, visit } from 'yaml';
import type { SettingsValues } from './schema.ts';

/**
 * Writes the text of a new settings file: every setting with what it does and why one would change it. It parses to
 * the very values given; settings not given stand there as comments with their defaults.
 */
export function settingsTemplate(values: SettingsValues): string {
  const [original = 'de'] = values.languages;
  const second = values.languages[1] ?? 'ru';
  return `${[
    `# Settings of a Tamizdat newsroom. A person may edit this file at any time; faults are told with line and column
# and change nothing that is running. Durations are written 90s, 5m, 1h or 2d. Paths are relative to this file.`,

    `# Name of the newsroom in every signature and in the log: like a host name, usually that of the blocked site.
# It is final: keys and all published records carry it.
${entry({ newsroom: values.newsroom })}`,

    `# What readers see as the newsroom's name: one text, or one for each language ({ ${original}: …, ${second}: … }).
${entry({ title: values.title })}`,

    `# The blocked site. Pages show it as text only, never as a link: a reader who follows it is seen by the censor.
${entry({ home: values.home })}`,

    `# Where your reader app is served, if it is: pages name it as a place to check a saved page. Whoever serves the app
# decides what readers are told, so let it be a site of your own, never a carrier. Pages that are out keep what they say.
${optional('app', values.app, { app: 'https://read.courier.example/' })}`,

    `# Languages that are carried, the original's first. Each has its own front page, feed and desk key.
${entry({ languages: values.languages })}`,

    `# The notice on top of each page that says why this copy exists. A language without one here gets the usual text.
${optional('notice', values.notice, { notice: { [second]: 'Why this copy exists, in a sentence or two.' } })}`,

    `# What others may do with the texts, by language, in feeds; a language without one gets the original's. Nothing is said
# without it, beside whose the texts are.
${optional('rights', values.rights, { rights: { [original]: 'May be republished unchanged, with the notice and a link.' } })}`,

    ...(values.carried === undefined
      ? []
      : [
          `# This is a copy of somebody else's feed. Pages say "as carried from … by …", never that they are the newsroom's
# own. Written by \`tamizdat carry\`; do not take it out.
${entry({ carried: values.carried })}`,
        ]),

    `# Where articles come from. feed: RSS, Atom or JSON Feed; sitemap: a news sitemap.
#   every     how often it is asked. A correction can be no faster than this; a source that is asked every minute
#             by everyone gets tired of us, and most answer "nothing new" cheaply.
#   text      feed or page: where an article's text is taken from. auto takes the page when the feed has teasers only.
#   language  only when the source does not say its language, or says it wrongly.
#   maxItems  carry at most so many of the newest items.
# Example:
#   - feed: https://courier.example/feed.xml
#     every: 5m
#     text: auto
${entry({ sources: values.sources ?? [] })}`,

    `# Places that hold copies. They are never trusted: whatever a carrier changes, a reader who checks will notice.
#   name       what you call it.
#   directory  a folder of this machine; whatever serves it (a web server, a sync program, a USB stick) is yours to choose.
# Or, in place of directory, one of these; what each takes is in docs/carriers, and \`tamizdat carrier add\` writes it.
#   s3         https://storage.example/, with bucket, keyId and key.
#   sftp       sftp://user@host.example/folder, with hostKey (SHA256:…) and password or privateKey.
#   webdav     https://host.example/folder/, with user and password where it asks for them.
#   git        git@host.example:pages.git, with branch, and keyFile; for https user and password.
# A secret is never written here but named, as env:NAME or file:path. And for all of them:
#   callsAtOnce, bytesPerSecond  at most so much at a time, where a place takes no more.
#   settles    how long its address may go on showing what was there before; 10m unless you say otherwise.
#   address    its public address, once it has one. Only carriers with an address are told to readers, and so to censors.
#   group      its provider. Carriers of one provider fall together; have several.
#   abilities  cors: the reader app may read it from another site; compression: it sends .br and .gz twins.
#   hints      countries where it is known to help, as two letters: [ru, by].
# Example:
#   - name: local
#     directory: public
#     address: https://mirror.example/
#     group: provider-a
#     abilities: [cors, compression]
${entry({ carriers: values.carriers ?? [] })}`,

    `# Serve one carrier's copy from this process. 127.0.0.1 is reached from this machine only; put a web server in front
# of it, or 0.0.0.0 to be reached by everyone. Port 0 takes any free port and prints it.
${optional('serve', values.serve, { serve: { carrier: 'local', host: '127.0.0.1', port: 8080 } })}`,

    `# Which language is translated into which. Memory and glossary come first, then the engine, then a person.
#   engine   one of "engines"; without it memory and people alone.
#   publish  reviewed (a person confirms every block) or unchecked (out at once, and labelled so on every page).
# Example:
#   - { from: ${original}, to: ${second}, engine: libre }
${entry({ translations: values.translations ?? [] })}`,

    `# Machines that translate. A key is never written here but named: env:NAME or file:path.
#   kind     libretranslate, deepl, chat (any endpoint that speaks OpenAI's chat completions) or apertium.
#   timeout  how long one request may take.
# Example:
#   - { name: libre, kind: libretranslate, address: https://translate.example/, key: env:LIBRE_KEY }
${entry({ engines: values.engines ?? [] })}`,

    `# Languages of which nothing that arrives is published before a person let it go in the console.
${entry({ review: values.review ?? [] })}`,

    `# The console. 127.0.0.1 is reached from this machine only; behind a web server write what people open as address.
#   signInHeader  header in which that web server names the person who signed in. Only when nobody can reach the
#                 console past it: whoever can, signs in as whom they like.
${optional('console', values.console, { console: { host: '127.0.0.1', port: 4470 } })}`,

    `# Who is told what was published, corrected or withdrawn: a signed message to each address.
${optional('webhooks', values.webhooks, { webhooks: [{ address: 'https://desk.example/hook', secret: 'env:HOOK_SECRET' }] })}`,

    `# Sites that carry articles as their own posts (docs/operate/partners.md). Each needs a user of ours there and that
# user's application password, which is never written here but named.
#   as        draft (the partner publishes it) or published.
#   delay     how long after publication; corrections and withdrawals are sent at once.
#   edits     keep or overwrite: what is done about a post that the partner changed by hand. Withdrawals replace it.
#   sections  only these; since, until: only what was first published in that time.
#   notice    texts by language, where they are to differ from those above; terms: what was agreed, for the partner.
${optional('partners', values.partners, { partners: [{ name: 'sister', title: 'The Sister Paper', kind: 'wordpress', address: 'https://sister.example/', user: 'courier', password: 'env:SISTER_PASSWORD', languages: [second], as: 'draft' }] })}`,

    `# A PostgreSQL database (15 or newer) in place of the embedded one, by the variable or file that holds its address
# (postgres://user:password@host/database). For several machines; \`tamizdat move\` takes what there is along.
${optional('database', values.database, { database: 'env:TAMIZDAT_DATABASE' })}`,

    `# Every night a copy of the database, as \`tamizdat backup\` makes it, in a folder best on another disk; so many are kept.
${optional('backups', values.backups, { backups: { folder: '/srv/backups', keep: 14 } })}`,

    `# Pictures and video in an S3 bucket in place of a folder here. For several machines.
${optional('blobs', values.blobs, { blobs: { s3: 'https://storage.example/', bucket: 'courier', keyId: 'env:S3_KEY_ID', key: 'env:S3_KEY' } })}`,

    `# How often the proof of freshness is renewed although nothing was published. Readers see "current as of" this
# moment; more than an hour would make an honest carrier look like a frozen one.
${optional('heartbeat', values.heartbeat, { heartbeat: '30m' })}`,

    `# How much is logged: debug, info, warn or error. At no level are readers' addresses or programs written down.
${optional('log', values.log, { log: 'info' })}`,
  ].join('\n\n')}\n`;
}

/** One setting as YAML; lists of plain words, and empty ones, on one line. */
function entry(value: object): string {
  const document = new Document(value);
  visit(document, {
    Seq(_, list) {
      if (list.items.every((item) => isScalar(item))) list.flow = true;
    },
    Scalar(_, scalar) {
      // A space of another script at an end is read back only from between quotes.
      if (typeof scalar.value === 'string' && scalar.value.trim() !== scalar.value) scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

/** A setting that was given, or its default as a comment. */
function optional(name: string, value: unknown, usual: object): string {
  if (value !== undefined) return entry({ [name]: value });
  return entry(usual)
    .split('\n')
    .map((line) => `# ${line}`)
    .join('\n');
}
