import { CarryError, type CarryErrorCode } from '../carrier.ts';
import type { GitEnd } from './git-program.ts';

type Meaning = readonly [pattern: RegExp, code: CarryErrorCode, what: string, hint: string];

/**
 * What git and the hosts behind it say, and what it means; the first that matches counts, so what is telling stands before
 * what always comes along ("Could not read from remote repository").
 */
const MEANINGS: readonly Meaning[] = [
  [
    /transport '.*' not allowed/i,
    'carrier-failed',
    'only ssh, https and folders of this machine are used',
    'write the address of the repository with ssh:// or https://',
  ],
  [
    /host key verification failed|remote host identification has changed|certificate verification failed|certificate problem|local issuer certificate/i,
    'carrier-not-proven',
    'the host does not prove to be the one that was named',
    'compare its key with the one the host publishes; when it changed for good, put the new one into the settings',
  ],
  [
    /unprotected private key file/i,
    'carrier-forbidden',
    'the file of the private key may be read by others',
    'take that away from them (chmod 600), then carry again',
  ],
  [
    /\bssh: (?:command )?not found|cannot run ssh/i,
    'program-missing',
    'ssh is not installed here',
    'install the program ssh (Debian: apt-get install openssh-client), then carry again',
  ],
  [
    /GH001|file size limit|exceeds the maximum|maximum allowed size|file (?:is )?too large/i,
    'carrier-full',
    'a file, or all of them together, are larger than the host takes',
    'see what the host takes; carry videos elsewhere, or to another host',
  ],
  [
    /GH006|protected branch|non-fast-forward|branch is protected/i,
    'carrier-forbidden',
    'the branch is protected',
    'let this key or user force a push to that branch, or name a branch of its own for the edition',
  ],
  [
    /no space left|quota|storage limit|size limit/i,
    'carrier-full',
    'no space is left at the host',
    'free space or raise the quota there, then carry again; what is there stays valid',
  ],
  [
    /archived|read-only/i,
    'carrier-read-only',
    'the repository cannot be written to',
    'take it out of the archive at the host, or name another one',
  ],
  [
    /returned error: 30\d|redirect/i,
    'carrier-failed',
    'the host sends elsewhere',
    'write the address where the repository is now',
  ],
  [
    /permission denied|authentication failed|could not read (?:username|password)|returned error: 40[13]|access denied|access rights.*denied|not allowed|insufficient permission|marked as read only|prompts disabled/i,
    'carrier-forbidden',
    'the host does not let this key or user in, or not write',
    'give it the right to write at the host; a key of ssh must have no passphrase, or be held by ssh-agent',
  ],
  [
    /repository.* not found|does not appear to be a git repository|returned error: 404|project you were looking for/i,
    'carrier-failed',
    'there is no such repository, or none for this key or user',
    'make an empty one at the host and let this key or user write to it',
  ],
  [
    /stale info|fetch first|cannot lock ref/i,
    'carrier-failed',
    'somebody else changed the branch meanwhile',
    'carry again; leave the branch to the newsroom alone',
  ],
  [
    /hook declined|pre-receive|push rule/i,
    'carrier-forbidden',
    'a rule of the host refuses these files',
    'see what the host says, change the rule, then carry again',
  ],
];
const UNREACHABLE =
  /could not resolve|connection (?:refused|reset|timed out|closed)|timed out|timeout|no route to host|network is unreachable|hung up|early eof|unexpected disconnect|rpc failed|returned error: 5\d\d|failed to connect|not responding|broken pipe/i;

/** The `CarryError` for a run of git that failed against a host. `secrets` are taken out of what the host said. */
export function gitFault(carrier: string, end: GitEnd, secrets: readonly string[]): CarryError {
  const said = saying(end.stderr, secrets);
  const told = said === '' ? '' : ` (${said})`;
  if (end.ending === 'itself') {
    const meaning = MEANINGS.find(([pattern]) => pattern.test(end.stderr));
    if (meaning !== undefined)
      return new CarryError(meaning[1], `${carrier}: ${meaning[2]}${told}`, { hint: meaning[3] });
  }
  if (end.ending === 'silence' || UNREACHABLE.test(end.stderr)) {
    const what = end.ending === 'silence' ? 'the host stopped answering' : 'the host cannot be reached';
    return new CarryError('carrier-unreachable', `${carrier}: ${what}${told}`, {
      hint: 'check the network and the address; carrying again goes on where it stopped',
      retryable: true,
    });
  }
  if (end.ending === 'too-much') {
    return new CarryError('carrier-failed', `${carrier}: the repository holds more than an edition`, {
      hint: 'name an empty repository, or a branch of its own',
    });
  }
  return new CarryError('carrier-failed', `${carrier}: git answered ${end.status}${told}`, {
    hint: 'see what the host says; carrying again goes on where it stopped',
  });
}

/** The `CarryError` for git failing in our own work folder. */
export function workFault(carrier: string, folder: string, stderr: string): CarryError {
  if (/no space left|quota/i.test(stderr)) {
    return new CarryError('carrier-full', `${carrier}: no space left for the work folder ${folder}`, {
      hint: 'free space on this machine, then carry again',
    });
  }
  return new CarryError('carrier-failed', `${carrier}: git failed in ${folder} (${saying(stderr, [])})`, {
    hint: 'remove that folder: it is made anew from what the host holds; then carry again',
  });
}

/** The line that says most, fit for a terminal: what the host told, else what git did. */
function saying(stderr: string, secrets: readonly string[]): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').trim())
    .filter(
      (line) =>
        line !== '' && !/^(?:remote: *$|hint:|Warning: Permanently added|remote: (?:Counting|Compressing))/.test(line),
    );
  const best =
    lines.find((line) => /^remote: .*(?:error|fatal|refus|denied|limit)/i.test(line)) ??
    lines.find((line) => /denied|verification failed|refused|timed out|not found/i.test(line)) ??
    lines.find((line) => /^(?:fatal|error|remote):/.test(line)) ??
    lines.at(-1) ??
    '';
  const clean = secrets.reduce((text, secret) => (secret === '' ? text : text.replaceAll(secret, '…')), best);
  return clean.replace(/:\/\/[^/\s@]*@/g, '://').slice(0, 200);
}
