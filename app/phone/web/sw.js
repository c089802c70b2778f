// Keeps one whole version of the app on the phone and serves it, network or not.
//
// A new version is fetched beside the old one and counts only when every file is there and is what
// the release says. It never takes over while the app is open: the page asks for it at its start.

const { version, files, painters } = __RELEASE__;
const OURS = "bakhong-";
const CACHE = OURS + version;
const SCOPE = new URL(registration.scope).pathname;
const PAINTER = new URL(location).searchParams.get("painter");
const AT_ONCE = 4;
const ANY_FONT = "assets/fonts/roboto.woff2";

addEventListener("install", (event) => event.waitUntil(fetchAll()));
addEventListener("activate", (event) => event.waitUntil(settle()));
addEventListener("fetch", (event) => {
  const name = nameOf(event.request);
  if (name) event.respondWith(serve(name, event.request));
});
addEventListener("message", ({ data }) => {
  if (data === "take") skipWaiting();
  if (data === "claim") clients.claim();
});

function nameOf({ method, mode, url }) {
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || !pathname.startsWith(SCOPE)) return "";
  const name = pathname.slice(SCOPE.length) || "index.html";
  // For a sign that our fonts lack Flutter asks for one of two hundred others, again and again until
  // it gets one: of any it takes that the sign cannot be shown.
  if (name.startsWith("assets/fonts/noto")) return ANY_FONT;
  if (name in files) return name;
  return mode === "navigate" ? "index.html" : "";
}

async function serve(name, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(SCOPE + name)) ?? fetch(request);
}

async function settle() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== CACHE) await caches.delete(name);
  }
  await clients.claim();
}

// ---- fetching a version -------------------------------------------------------------------------

// Flutter's painter comes in three makes; the page has said which of them this browser uses.
function wanted() {
  const others = new Set(Object.values(painters).flat());
  for (const name of painters[PAINTER]) others.delete(name);
  return Object.keys(files).filter((name) => !others.has(name));
}

async function fetchAll() {
  const cache = await caches.open(CACHE);
  const older = await Promise.all(
    (await caches.keys()).filter((name) => name.startsWith(OURS)).map((name) => caches.open(name)));
  const names = wanted();
  const total = names.reduce((sum, name) => sum + files[name][1], 0);
  let loaded = 0;
  const count = (bytes) => {
    loaded += bytes;
    tell({ loaded, total });
  };
  const left = [...names];
  const work = async () => {
    for (let name = left.shift(); name; name = left.shift()) await take(cache, older, name, count);
  };
  // What has arrived and is right stays for the next attempt, should this one be cut.
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function take(cache, older, name, count) {
  const [hash, size] = files[name];
  for (const each of older) {
    const known = await each.match(SCOPE + name);
    if (known?.headers.get("X-Hash") === hash) {
      if (each !== cache) await cache.put(SCOPE + name, known);
      return count(size);
    }
  }
  const reply = await fetch(SCOPE + name, { cache: "no-store", credentials: "omit" });
  if (!reply.ok) throw new Error(`${name}: ${reply.status}`);
  const bytes = await read(reply, size, count);
  if ((await digest(bytes)) !== hash) throw new Error(`${name}: not what the release says`);
  const headers = new Headers(reply.headers);
  for (const each of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(each);
  headers.set("X-Hash", hash);
  await cache.put(SCOPE + name, new Response(bytes, { headers }));
}

async function read(reply, size, count) {
  const bytes = new Uint8Array(size);
  let at = 0;
  const reader = reply.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, at);
    if (at + value.length > size) throw new Error("longer than the release says");
    bytes.set(value, at);
    at += value.length;
    count(value.length);
  }
}

async function digest(bytes) {
  const made = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(made, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

let told = 0;
async function tell(progress) {
  if (Date.now() - told < 150 && progress.loaded < progress.total) return;
  told = Date.now();
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of pages) page.postMessage(progress);
}
