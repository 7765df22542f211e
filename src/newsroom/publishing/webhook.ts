import { createHmac } from 'node:crypto';
import { fetch } from 'undici';
import { TamizdatError } from '../../errors/index.ts';
import { readSecret, type Settings } from '../../platform/config/index.ts';
import type { JobHandler } from '../../platform/jobs/index.ts';

/** Why a message did not arrive; whichever it was, it is tried again. */
export type WebhookErrorCode = 'webhook-refused' | 'webhook-unreachable';

/** A webhook that did not take its message. */
export class WebhookError extends TamizdatError<WebhookErrorCode> {}

/** What delivering takes. */
export interface WebhookPorts {
  readonly settings: () => Pick<Settings, 'webhooks'>;
  /** The newsroom's folder, which secrets in files are relative to. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/** An answer that takes longer has failed. */
const TIMEOUT_MS = 20_000;

/**
 * The signature of a message as Standard Webhooks has it (`v1`: HMAC-SHA256 over id, time and body).
 *
 * @param secret `whsec_` and base64, as that specification writes keys; any other text is the key itself, in UTF-8
 * @param timestamp whole seconds since 1970
 */
export function signWebhook(
  secret: string,
  { id, timestamp, body }: { readonly id: string; readonly timestamp: number; readonly body: string },
): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/**
 * Does the jobs of the queue `webhook`: posts a message, signed, to the address in its job. Redirects are not followed: a
 * message goes where the settings say and nowhere else. One whose webhook was taken out of the settings is dropped. A
 * receiver may get a message twice and tells that by its id.
 */
export function webhookHandler({ settings, folder, env, now }: WebhookPorts): JobHandler<'webhook'> {
  return async ({ address, id, body }, { signal }) => {
    const webhook = settings().webhooks.find((each) => each.address === address);
    if (webhook === undefined) return;
    const secret = await readSecret(webhook.secret, { folder, env });
    const timestamp = Math.floor(now().getTime() / 1_000);
    const { origin } = new URL(address);
    let status: number;
    try {
      const answer = await fetch(address, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'tamizdat',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signWebhook(secret, { id, timestamp, body }),
        },
        body,
      });
      await answer.body?.cancel();
      status = answer.status;
    } catch (cause) {
      // The path may hold a secret of its own; failures are kept and shown.
      throw new WebhookError('webhook-unreachable', `the webhook at ${origin} does not answer`, {
        hint: 'look whether it runs, and whether this machine may reach it',
        retryable: true,
        cause,
      });
    }
    if (status < 200 || status > 299) {
      const isMoved = status >= 300 && status <= 399;
      throw new WebhookError('webhook-refused', `the webhook at ${origin} answers ${status}`, {
        hint: isMoved ? 'write the address it has moved to in the settings' : 'its own log says why',
        retryable: true,
      });
    }
  };
}
