/** The least of 1, 2, 2.5, 5, 10 × a power of ten that `steps` of reach `most`. */
export function step(most: number, steps: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1e-9) / steps));
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power * steps >= most * 0.999999) ?? 10;
  return factor * power;
}

/** A coordinate of a picture: a tenth of a unit is finer than a pixel, and keeps the page small. */
export const at = (coordinate: number): number => Math.round(coordinate * 10) / 10;
