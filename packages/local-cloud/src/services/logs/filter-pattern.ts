import { NotSupported } from '../../aws/errors.ts';

/**
 * The part of CloudWatch's filter patterns that is served: words and "quoted phrases" that must all be there.
 * JSON (`{`), space-delimited (`[`) and regular expression (`%`) patterns and `?`/`-` terms are refused.
 */
export function matcher(pattern: string | undefined): (message: string) => boolean {
  const text = (pattern ?? '').trim();
  if (/^[{[%]/.test(text) || /(^|\s)[?-]/.test(text))
    throw new NotSupported(`the filter pattern ${text}`, 'InvalidParameterException');
  const terms = [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, word]) => quoted?.replace(/\\(.)/g, '$1') ?? word ?? '',
  );
  return (message) => terms.every((term) => message.includes(term));
}
