/* Which files a drop or a choice holds, and which of them belong together. Mirrors inspector/pairs.py. */

const HALF = /^(.+)\.(hdr|img)(\.gz|\.bz2)?$/i;
const SIDECAR = /\.(json|bval|bvec|tsv|csv|txt|md|rst|html?|pdf|xml|ya?ml|toml|log|py|m|mat|sh|png|jpe?g|svg|gif|ds_store|bidsignore|gitignore|gitattributes)$/i;
const SIDECAR_NAMES = new Set(["README", "CHANGES", "LICENSE", "Thumbs.db", "desktop.ini"]);

/** Files as {file, path}: path is where a file lies in the chosen folder, "" for one that was chosen itself. */
export function chosen(files) {
  return [...files].map((file) => ({ file, path: file.webkitRelativePath || "" }));
}

/** The same from a drop, with every folder walked to its end. Entries have to be taken before the first await. */
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosen(transfer.files);
  const found = [];
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

async function walk(entry, folder, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject)).catch(() => null);
    if (file) found.push({ file, path: folder && `${folder}/${entry.name}` });
    return;
  }
  const reader = entry.createReader();
  const inside = folder ? `${folder}/${entry.name}` : entry.name;
  // A reader hands out at most a hundred entries at a time and an empty list at the end.
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)).catch(() => []);
    if (!some.length) return;
    for (const child of some) await walk(child, inside, found);
  }
}

/** Images to upload, each {files, name, folder, size}, and the names in folders that are not images by themselves. */
export function sorted(found) {
  const left = found.filter(isBeside);
  const images = grouped(found.filter((it) => !isBeside(it)));
  return { images, left: left.map((it) => it.path) };
}

function isBeside({ file, path }) {
  if (!path) return false;
  return path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX") || SIDECAR.test(file.name) || SIDECAR_NAMES.has(file.name);
}

function grouped(found) {
  const groups = [];
  const waiting = new Map();
  for (const it of found) {
    const folder = it.path.split("/").slice(0, -1).join("/");
    const match = HALF.exec(it.file.name);
    const key = (half) => `${folder}/${match[1]}/${half}`;
    const half = match?.[2].toLowerCase();
    const other = match && waiting.get(key(half === "hdr" ? "img" : "hdr"))?.shift();
    if (other) {
      other.files.push(it.file);
      continue;
    }
    groups.push({ files: [it.file], folder });
    if (match) waiting.set(key(half), [...(waiting.get(key(half)) ?? []), groups.at(-1)]);
  }
  return groups.map((group) => ({
    ...group,
    name: group.files.map((file) => file.name).join(" + "),
    size: group.files.reduce((sum, file) => sum + file.size, 0),
  }));
}
