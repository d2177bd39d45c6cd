/**
 * Where to go after signing in. Only paths of this console are taken: a link must not be able to lead a person who signs in
 * to another site (`//host` and `/\host` are other hosts to a browser).
 */
export function safeReturnPath(path: string | undefined): string {
  if (!path || !/^\/(?![/\\])/.test(path) || path.startsWith('/login') || path.startsWith('/setup')) return '/devices';
  return path;
}
