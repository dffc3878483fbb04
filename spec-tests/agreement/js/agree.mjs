// Decodes and re-encodes each document of a file with js-bson. A line for each: the bytes in hexadecimal, a tab, and the
// canonical Extended JSON, or in place of either "!" and why there is none.
import { readFileSync, writeSync } from 'node:fs';
import { deserialize, EJSON, serialize } from 'bson';

// The options that lose least: values as objects of their types.
const options = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true };

function attempt(action) {
  try {
    return action();
  } catch (e) {
    return '!' + e.name + ': ' + String(e.message).replace(/\s+/g, ' ').slice(0, 120);
  }
}

const data = readFileSync(process.argv[2]);
let lines = [];
function flush() {
  writeSync(1, lines.join(''));
  lines = [];
}
for (let at = 0; at < data.length; ) {
  const length = data.readInt32LE(at);
  const raw = data.subarray(at, at + length);
  at += length;
  const document = attempt(() => deserialize(raw, options));
  if (typeof document === 'string') {
    lines.push(document + '\t' + document + '\n');
  } else {
    const encoded = attempt(() => Buffer.from(serialize(document, { ignoreUndefined: false })).toString('hex'));
    const text = attempt(() => EJSON.stringify(document, { relaxed: false }));
    lines.push(encoded + '\t' + text + '\n');
  }
  if (lines.length === 100) {
    flush();
  }
}
flush();
