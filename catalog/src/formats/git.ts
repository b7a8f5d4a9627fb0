const schemes = /^(?:https?|ssh|git|file|svn|svn\+ssh):\/\/[^\s/-][^\s]*$|^file:\/\/\/[^\s]+$/;
const scpLike =
  /^(?:[A-Za-z0-9_][\w.-]*@)?(?:[A-Za-z0-9][\w.-]*|\[[0-9A-Fa-f:.]+\]):(?![:-]|\/\/|\d+\/)[^\s]+$/;
const control = /[\u0000-\u0020\u007f]/;

/** Not `ext::…` nor any other remote helper, nothing that git could read as an option. */
export function isGitUrl(text: string): boolean {
  if (control.test(text) || /^[a-z0-9+-]+::/i.test(text)) return false;
  const afterUser = text.replace(/^([\w+]+:\/\/)[^/@]*@/, '$1');
  return schemes.test(afterUser) || scpLike.test(text);
}

/** The rules of `git check-ref-format`, and no leading `-`. */
export function isGitRef(text: string): boolean {
  return (
    text !== '' &&
    text !== '@' &&
    !/^[-/]|[/.]$/.test(text) &&
    !/[~^:?*[\\]|\.\.|@\{|\/\//.test(text) &&
    !control.test(text) &&
    text.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

export function isBranch(text: string): boolean {
  return isGitRef(text) && text !== 'HEAD' && !text.startsWith('refs/');
}
