/** Host, port and name of a database URL: what may be shown, never the password. */
export function databaseAddress(url: string): string {
  if (!URL.canParse(url)) return "(not a URL)";
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
