const OLDEST = [20, 19];

/** Ends the program with one line when Node.js is too old to run TPEDM. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  console.error(`TPEDM needs Node.js ${OLDEST.join('.')} or newer; this is ${process.versions.node}`);
  process.exit(1);
}
