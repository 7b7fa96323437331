// A ZIP archive of files in memory, deflated where that makes them smaller. The same files give the same bytes: names are sorted and
// carry no time. No file or archive above 4 GB.
import { crc32, deflateRawSync } from 'node:zlib';

/** 1 January 1980, the first day the format knows. */
const date = 0x21;
/** Names are UTF-8. */
const flags = 0x0800;

/**
 * @param {Map<string, Buffer>} files path in the archive, with forward slashes → content.
 * @returns {Buffer}
 */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, raw] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const path = Buffer.from(name);
    const packed = deflateRawSync(raw, { level: 9 });
    const deflated = packed.length < raw.length;
    const bytes = deflated ? packed : raw;
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0); // version needed: 2.0
    facts.writeUInt16LE(flags, 2);
    facts.writeUInt16LE(deflated ? 8 : 0, 4);
    facts.writeUInt16LE(date, 8);
    facts.writeUInt32LE(crc32(raw), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(raw.length, 18);
    facts.writeUInt16LE(path.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), facts, path, bytes);

    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, place, path);
    offset += 30 + path.length + bytes.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, index, end]);
}
