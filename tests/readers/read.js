// Decodes a .nii.gz the way a web page would, and prints the sha256 of what came out: READER FILE.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const readers = {
  "fflate": async (packed) => (await import("fflate")).gunzipSync(packed),
  "fflate decompressSync": async (packed) => (await import("fflate")).decompressSync(packed),
  "fflate in pieces": async (packed) => {
    const { Gunzip } = await import("fflate");
    const pieces = [];
    const stream = new Gunzip((piece) => pieces.push(Buffer.from(piece)));
    for (let start = 0; start < packed.length; start += 5000) {
      stream.push(packed.slice(start, start + 5000), start + 5000 >= packed.length);
    }
    return Buffer.concat(pieces);
  },
  "pako": async (packed) => (await import("pako")).ungzip(packed),
  "DecompressionStream": async (packed) =>
    new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer(),
  "node zlib": async (packed) => (await import("node:zlib")).gunzipSync(packed),
  "nifti-reader-js": async (packed) => {
    const nifti = await import("nifti-reader-js");
    const plain = nifti.decompress(packed.buffer);
    return nifti.readImage(nifti.readHeader(plain), plain);
  },
};

const [reader, file] = process.argv.slice(2);
const packed = new Uint8Array(readFileSync(file)); // a copy, so that its buffer begins with the file
const decoded = await readers[reader](packed);
console.log(createHash("sha256").update(new Uint8Array(decoded)).digest("hex"));
