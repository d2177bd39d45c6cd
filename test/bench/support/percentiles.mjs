/** The value below which `share` of all lie. */
function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Milliseconds as the tables of the benches print them. */
export function summarize(durationsMs) {
  const sorted = [...durationsMs].sort((one, other) => one - other);
  return Object.fromEntries([50, 95, 99].map((share) => [`p${share}`, percentile(sorted, share / 100)]));
}

export const inMs = (value) => `${value.toFixed(1)} ms`.padStart(11);
