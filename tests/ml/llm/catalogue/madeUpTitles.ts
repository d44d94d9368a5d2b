const MAKERS = ["Nordal", "Ibex", "Kestrel", "Maruba", "Tern & Sons", "Océane"];
const KINDS = ["Glass Beaker", "Digital Scale", "Test Tube Rack", "Microscope Slides", "Safety Goggles", "pH Meter"];
const SIZES = ["50 ml", "100 ml", "250 ml", "12-Pack", "(Pack of 2)", "Blue"];

/** Titles as a shop has them, all different; at most 216. */
export function madeUpTitles(count: number): string[] {
  const all = SIZES.flatMap((size) => KINDS.flatMap((kind) => MAKERS.map((maker) => `${maker} ${kind}, ${size}`)));
  return all.slice(0, count);
}
