import { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

/** What a JSON type is called by those who do not program. */
const TYPE_NAMES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  date: 'a date',
};
const UNITS: Record<string, [one: string, more: string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};
const FORMATS: Record<string, string> = {
  datetime: 'must be a date and time such as 2026-11-22T09:30:00Z',
  regex: 'has characters or a form that is not allowed',
  uuid: 'must be a UUID',
  url: 'must be an address such as https://example.com/',
};

const amount = (origin: string, count: number | bigint): string => {
  const [one, more] = UNITS[origin] ?? ['', ''];
  return `${count} ${Number(count) === 1 ? one : more}`.trimEnd();
};

function describeLimit(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const isCounted = Object.hasOwn(UNITS, issue.origin);
  const verb = isCounted ? 'have' : 'be';
  if (issue.code === 'too_big') return `must ${verb} at most ${amount(issue.origin, issue.maximum)}`;
  if (isCounted && Number(issue.minimum) === 1) return 'must not be empty';
  return `must ${verb} at least ${amount(issue.origin, issue.minimum)}`;
}

/**
 * What is wrong with a value, as the rest of a sentence that begins with the field's name: "must not be empty". A schema's own message
 * comes first; undefined leaves the library's.
 */
function describeIssue(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    case 'too_small':
    case 'too_big':
      return describeLimit(issue);
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.join(', ')}`;
    case 'invalid_format':
      return FORMATS[issue.format];
    case 'unrecognized_keys':
      return `must not have ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    default:
      return undefined;
  }
}

// For every schema of the process: people read these in the console, in the API's answers and when a service does not start.
z.config({ customError: describeIssue });
