// The worker that Python lives in: disk and interpreter are made ready at the same time as the page.

import { fileSystem, Held, openFiles, TooOld } from "./opfs.js";
import { loadPyodide } from "./pyodide/pyodide.mjs";

const FOLDER = "/data";
const BESIDE = "/files";
// Flet's Python half looks for this module: it is told how to send, and tells how to be reached.
const flet = { documentUrl: "", args: null };
const waiting = [];
let files = null;
let tellRoom = null;
let tellNetwork = null;

self.onmessage = (event) => {
  const { data } = event;
  if (data?.begin) begin(data.begin);
  else if (data?.end) release();
  else if (data?.room) tellRoom?.(data.room.free, data.room.quota);
  else if (data?.online) tellNetwork?.();
  else if (typeof flet.send === "function") flet.send(data);
  else waiting.push(data);
};

async function begin(page) {
  self.postMessage({ started: true });
  try {
    flet.documentUrl = page.address;
    const bytes = async (name) => new Uint8Array(await (await fetched(name)).arrayBuffer());
    const opening = openFiles();
    const [boot, modules, others] = ["boot.py", "modules.bin", "files.zip"].map(bytes);
    const python = await loadPyodide({
      indexURL: new URL("pyodide/", self.location).href,
      lockFileContents: page.lock,
      stdout: (text) => console.log(text),
      stderr: (text) => console.warn(text),
    });
    files = await opening;
    python.FS.mkdir(FOLDER);
    python.FS.mount(fileSystem(python.FS, files), {}, FOLDER);
    python.unpackArchive(await others, "zip", { extractDir: BESIDE });
    python.registerJsModule("flet_js", flet);
    python.registerJsModule("phone_js", { origin: page.origin, folder: FOLDER });
    python.runPython(new TextDecoder().decode(await boot));
    python.FS.writeFile("/modules.bin", await modules);
    python.globals.get("open_archive")("/modules.bin", BESIDE);
    ({ tell_room: tellRoom, tell_network: tellNetwork } = python.pyimport("app.phone.start"));
    await flet.start_connection((message) => {
      const sent = message.toJs();
      self.postMessage(sent, [sent.buffer]);
    });
    self.postMessage({ ready: true });
    for (const data of waiting.splice(0)) flet.send(data);
  } catch (error) {
    release();
    const kind = error instanceof Held ? "held" : error instanceof TooOld ? "old" : "broken";
    self.postMessage({ failed: kind, why: String(error?.stack || error) });
  }
}

async function fetched(name) {
  const reply = await fetch(name);
  if (!reply.ok) throw new Error(`${name}: ${reply.status}`);
  return reply;
}

function release() {
  for (const file of files?.values() ?? []) file.close();
  files = null;
}
