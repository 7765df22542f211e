import type { NewToken, PasswordChange, PersonOutcome } from '../../accounts/index.ts';
import { waitInWords } from '../sign-in/form-fields.ts';

const PERSON: Readonly<Record<Exclude<PersonOutcome, 'done'>, string>> = {
  unknown: 'There is no such person any more.',
  'name-taken': 'Somebody has that name already.',
  'name-unusable': 'A name is made of letters, digits and what stands in names, and at most 60 characters long.',
  'last-operator': 'That is the last operator: nobody could look after people any more. Make somebody else one first.',
};

/** Why a person was not changed; null when they were. */
export function personRefusal(outcome: PersonOutcome): string | null {
  return outcome === 'done' ? null : PERSON[outcome];
}

/** Why a password was not set. */
export function passwordRefusal(change: Exclude<PasswordChange, { readonly outcome: 'done' }>): string {
  switch (change.outcome) {
    case 'too-short':
      return 'That is too short for a password.';
    case 'too-long':
      return 'That is too long for a password.';
    case 'wrong-password':
      return 'That is not the password you have.';
    case 'unknown':
      return 'Your account was closed.';
    case 'wait':
      return `Too many attempts. Try again in ${waitInWords(change.seconds)}.`;
  }
}

/** Why a token was not made. */
export function tokenRefusal({ outcome }: Exclude<NewToken, { readonly outcome: 'done' }>): string {
  const words = {
    'name-taken':
      'There is a token of that name: one of yours, or one that pushes articles. Or you have too many of them.',
    'name-unusable': PERSON['name-unusable'],
    'no-scope': 'A token that may do nothing is of no use: choose at least one thing.',
    unknown: 'Your account was closed.',
  } as const;
  return words[outcome];
}
