/** What conditions on a resource's tags see of them: `aws:ResourceTag/<key>`. */
export const tagContext = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
