// The page around the app: fetches it once, lets one tab at a time in, and starts it.

const SCOPE = new URL("./", document.baseURI);
const TALK = new BroadcastChannel("bakhong");
const HOUR = 3_600_000;
const QUIET = 1_500;
// Asking for a graphics card may take half a second, in which no worker starts: Python comes first.
let fits = "";
const fitting = () => (fits ||= found());

// Which of Flutter's painters this browser uses: as Flutter itself would choose, but the service
// worker has to know before. "wasm" is quicker and smaller than the other two, and needs a browser
// with WebAssembly's garbage collection, and a graphics card.
function found() {
  const { ImageDecoder, Intl: { v8BreakIterator, Segmenter } } = self;
  if (!(/Google/.test(navigator.vendor) && ImageDecoder && v8BreakIterator && Segmenter)) {
    return "full";
  }
  const collected = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 95, 1, 120, 0]);
  const canvas = document.createElement("canvas");
  const card = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  return card && WebAssembly.validate(collected) ? "wasm" : "chromium";
}

// What a renewed browser would choose may not be here yet: the one that is kept draws.
const kept = () =>
  new URL(navigator.serviceWorker.controller.scriptURL).searchParams.get("painter");
const part = (id) => document.getElementById(id);

const SAID = {
  insecure: ["Địa chỉ này không an toàn nên ứng dụng không chạy được khi mất mạng.",
    "Hãy hỏi cán bộ xã địa chỉ bắt đầu bằng https://."],
  old: ["Trình duyệt này quá cũ nên không giữ được dữ liệu trên máy.",
    "Hãy cập nhật hoặc cài Chrome (bản 108 trở lên); trên iPhone, cập nhật iOS lên 16.4 trở lên."],
  held: ["Ứng dụng đang mở ở một thẻ khác.",
    "Để không ghi nhầm, mỗi lúc chỉ mở ở một nơi. Hãy đóng thẻ kia; thẻ này sẽ tự mở tiếp."],
  download: ["Chưa tải xong ứng dụng.",
    "Hãy kiểm tra mạng và bộ nhớ trống của máy rồi thử lại; phần đã tải được giữ nguyên."],
  card: ["Trình duyệt đang không vẽ được màn hình (WebGL bị tắt).",
    "Dữ liệu đã lưu vẫn còn trên máy. Hãy đóng hẳn trình duyệt rồi mở lại; nếu vẫn vậy, mở lại khi "
      + "có mạng rồi bấm Thử lại."],
  broken: ["Ứng dụng chưa mở được.",
    "Dữ liệu đã lưu vẫn còn trên máy. Hãy thử lại; nếu vẫn vậy, báo cán bộ xã."],
};

class Stop extends Error {
  constructor(why, detail = "") {
    super(detail || why);
    this.why = why;
  }
}

function say(text, more = "") {
  part("said").textContent = text;
  part("more").textContent = more;
}

let python = null;

function stop({ why = "broken", message = "" }) {
  python?.terminate();
  const [text, more] = SAID[why] ?? SAID.broken;
  console.error("stopped:", why, message);
  say(text, more);
  part("bar").hidden = true;
  part("again").hidden = false;
  part("door").hidden = false;
}

// ---- the app's files: kept by the service worker, all of them or none ---------------------------

// Looks for a newer version, too.
function registered() {
  const address = `sw.js?painter=${fitting()}`;
  const options = { scope: SCOPE.pathname, updateViaCache: "none" };
  return navigator.serviceWorker.register(address, options);
}

async function installed() {
  const workers = navigator.serviceWorker;
  workers.addEventListener("message", ({ data }) => {
    if (data.loaded === undefined || workers.controller) return;
    const percent = Math.floor((100 * data.loaded) / data.total);
    part("bar").hidden = false;
    part("bar").value = percent;
    say(`Đang tải lần đầu… ${percent} %`, "Chỉ tải một lần, sau đó dùng được khi không có mạng.");
  });
  if (workers.controller) return workers.getRegistration(SCOPE);
  say("Đang tải lần đầu…");
  const registration = await registered().catch((error) => {
    throw new Stop("download", error);
  });
  await new Promise((resolve, reject) => {
    workers.addEventListener("controllerchange", resolve, { once: true });
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "redundant") reject(new Stop("download"));
    });
    // A page that was loaded past its service worker asks to be taken in.
    registration.active?.postMessage("claim");
  });
  part("bar").hidden = true;
  say("Đang mở…");
  return registration;
}

// ---- one tab at a time --------------------------------------------------------------------------

// Resolves when this tab is the only one; it stays so until the page is gone.
async function alone() {
  const granted = (options) =>
    new Promise((resolve, reject) => {
      const keep = (lock) => {
        resolve(Boolean(lock));
        return lock ? new Promise(() => {}) : undefined;
      };
      navigator.locks.request("bakhong", options, keep).catch(reject);
    });
  for (let turn = 0; turn < 10; turn += 1) {
    if (await granted({ ifAvailable: true })) return;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  // What this tab was opened for, such as a household's card, the other one may show.
  if (location.hash.length > 2) TALK.postMessage({ go: location.hash });
  stop(new Stop("held"));
  await granted({});
  location.reload();
  await new Promise(() => {});
}

// ---- start --------------------------------------------------------------------------------------

// A new version takes over only here, where nothing runs yet.
async function renewed(registration) {
  if (!registration?.waiting) return;
  const { waiting } = registration;
  // A still newer version may push this one aside; then loading again takes that one.
  const changed = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    waiting.addEventListener("statechange", () => waiting.state === "redundant" && resolve());
  });
  say("Đang mở bản mới…");
  // Asked while the old one still answers something (an icon, the manifest), Chromium does not look
  // again whether it is idle for half a minute and more.
  await new Promise((resume) => setTimeout(resume, QUIET));
  waiting.postMessage("take");
  await changed;
  location.reload();
  await new Promise(() => {});
}

function begin() {
  const worker = new Worker("worker.js", { type: "module" });
  let deliver = null;
  let told = 0;
  let uncover;
  let start;
  const started = new Promise((resolve) => {
    start = resolve;
  });
  // Python's first word is a greeting, the second the first screen.
  const painted = new Promise((resolve) => {
    uncover = resolve;
  });
  const ready = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data instanceof Uint8Array) {
        deliver?.(data);
        told += 1;
        if (told === 2) requestAnimationFrame(() => requestAnimationFrame(uncover));
      } else if (data.started) start();
      else if (data.ready) resolve();
      else reject(Object.assign(new Stop(data.failed, data.why)));
    };
    worker.onerror = (event) => reject(new Stop("broken", event.message));
  });
  worker.postMessage({ begin: { address: document.URL, origin: location.origin } });
  // What Flet's client calls: Python is reached by messages.
  globalThis.jsConnect = async (_app, _args, onMessage) => {
    deliver = onMessage;
    await ready;
  };
  globalThis.jsSend = async (_app, data) => worker.postMessage(data, [data.buffer]);
  globalThis.jsDisconnect = async () => {
    deliver = null;
  };
  python = worker;
  addEventListener("pagehide", () => worker.terminate());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  return { worker, started, ready, painted };
}

async function draw() {
  const base = SCOPE.pathname;
  const painter = kept();
  if (painter === "wasm" && fitting() !== painter) throw new Stop("card");
  globalThis.flet = {
    pyodide: true, multiView: false, noCdn: true, webRenderer: "auto", routeUrlStrategy: "hash",
    pythonModuleName: "main", pyodideUrl: `${base}pyodide/pyodide.mjs`, appPackageUrl: "modules.bin",
    entrypointBaseUrl: base, assetBase: base, canvasKitBaseUrl: `${base}canvaskit/`,
    fontFallbackBaseUrl: "assets/fonts/",
  };
  globalThis.flet.flutterAppLoaded = new Promise((resolve) => {
    globalThis.flet.flutterAppResolve = resolve;
  });
  await new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: "flutter.js" });
    script.onload = resolve;
    script.onerror = () => reject(new Stop("broken", "flutter.js"));
    document.head.append(script);
  });
  const config = {
    entrypointBaseUrl: base, assetBase: base, canvasKitBaseUrl: `${base}canvaskit/`,
    fontFallbackBaseUrl: "assets/fonts/",
    ...(painter === "wasm" ? { renderer: "skwasm" }
      : { renderer: "canvaskit", canvasKitVariant: painter }),
  };
  const first = new Promise((resolve) =>
    addEventListener("flutter-first-frame", resolve, { once: true }));
  const loading = _flutter.loader.load({
    config,
    onEntrypointLoaded: async (initializer) => {
      const engine = await initializer.initializeEngine(config);
      flet.flutterApp = await engine.runApp();
      flet.flutterAppResolve(flet.flutterApp);
    },
  });
  await Promise.all([loading, first]);
}

// ---- afterwards ---------------------------------------------------------------------------------

// A filling disk is announced inside the app, where the volunteer looks, before it hurts.
async function watchRoom(worker) {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  worker.postMessage({ room: { free: Math.max(0, quota - usage), quota } });
}

function watch(registration, worker) {
  addEventListener("online", () => worker.postMessage({ online: true }));
  navigator.storage.persist?.();
  TALK.onmessage = ({ data }) => {
    if (data.go) location.hash = data.go;
  };
  watchRoom(worker);
  setInterval(() => watchRoom(worker), HOUR / 20);
  setInterval(() => registration.update().catch(() => {}), 6 * HOUR);
}

part("again").onclick = () => location.reload();
try {
  if (!isSecureContext) throw new Stop("insecure");
  if (!navigator.serviceWorker || !navigator.locks || !navigator.storage) throw new Stop("old");
  const registration = await installed();
  await alone();
  await renewed(registration);
  const { worker, started, ready, painted } = begin();
  // Also of a version that does not start: a newer one may.
  await Promise.race([started, ready]).finally(() => registered().catch(() => {}));
  await Promise.all([ready, draw()]);
  await painted;
  part("door").hidden = true;
  watch(registration, worker);
} catch (error) {
  stop(error);
}
