/** Below this there is nothing to see; dB. */
const floor = -60;

/** The length of a bar for a magnitude (full scale is 1): 0 to 1, in even steps for even steps of hearing. */
export const loudness = (magnitude: number): number => Math.min(1, Math.max(0, 1 - (20 * Math.log10(magnitude || 1e-9)) / floor));
