/** Letters at the end that are kept where the middle is cut: they hold the number of the part. */
const KEPT_END = 8;
const SUBTITLE = /: | - /;

/** A title of the demo without its subtitle, in at most `width` letters; what is too long loses its middle. */
export function shortTitle(title: string, width: number): string {
  const [name = title] = title.split(SUBTITLE);
  if (name.length <= width) return name;
  return `${name.slice(0, width - KEPT_END - 1)}…${name.slice(-KEPT_END)}`;
}
