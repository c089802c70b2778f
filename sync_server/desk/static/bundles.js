// Comfort for handing over: files dropped onto the form, QR codes read by the camera. The page takes
// files and typed codes without this file.

const drop = document.querySelector("form[data-drop]");
const chosen = drop.querySelector("input[type=file]");
drop.querySelector("[data-drop-hint]").hidden = false;
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  chosen.files = event.dataTransfer.files;
  drop.requestSubmit();
});

// ---- the camera ---------------------------------------------------------------------------------

const part = (name) => document.querySelector(`[data-${name}]`);
const typed = document.getElementById("codes");
const CODE = /^BAKHONG\/(\d+)\/(\d+)\/([A-Z2-7]+)\//;
const seen = new Map();
let stream = null;

async function canRead() {
  if (!("BarcodeDetector" in self) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

function say(text) {
  part("said").textContent = text;
}

async function start() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return say("Chưa dùng được máy ảnh. Hãy cho phép trang này dùng máy ảnh rồi bấm lại.");
  }
  const view = part("view");
  view.srcObject = stream;
  view.hidden = part("stop").hidden = false;
  part("start").hidden = true;
  await view.play();
  say("Đang đọc… chưa thấy mã nào.");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  while (stream) {
    const found = await detector.detect(view).catch(() => []);
    if (found.some(({ rawValue }) => take(rawValue))) return;
    await new Promise((resume) => setTimeout(resume, 80));
  }
}

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  part("view").hidden = part("stop").hidden = true;
  part("start").hidden = false;
}

// Keeps a code that is new; true once all of one hand-over are there, and then they are sent in.
function take(text) {
  const [, place, total, name] = CODE.exec(text) ?? [];
  if (!name) return false;
  const own = seen.get(name) ?? new Map();
  seen.set(name, own.set(Number(place), text));
  const missing = Array.from({ length: total }, (_, at) => at + 1).filter((each) => !own.has(each));
  const left = !missing.length || missing.length > 9 ? "" : ` Còn thiếu mã ${missing.join(", ")}.`;
  say(`Đã đọc ${own.size}/${total} mã.${left}`);
  if (missing.length) return false;
  stop();
  typed.value = [...own.values()].join("\n");
  typed.form.requestSubmit();
  return true;
}

if (await canRead().catch(() => false)) {
  part("camera").hidden = false;
  part("no-camera").hidden = true;
  part("start").addEventListener("click", start);
  part("stop").addEventListener("click", stop);
}
