/* The register: what is looked for, and what is done with each one found. */
export const behaviours = [];

export function behave(selector, attach) {
  behaviours.push([selector, attach]);
}
