// The person's part: an address goes out, and the address that the browser came back to comes in.
import { createInterface } from "node:readline";

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export const world = JSON.parse(process.argv[2]);

export async function visit(address) {
  console.log(JSON.stringify({ visit: String(address) }));
  return new URL((await answers.next()).value);
}

export function report(facts) {
  console.log(JSON.stringify({ facts }));
  process.exit(0);
}
