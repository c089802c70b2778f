// The phone's disk as a file system for Python: SQLite's own writes and flushes are the browser's.
//
// The origin's private file system hands a worker files that can be read, written and flushed at
// once. Each name SQLite may ask for is opened beforehand and held, for opening takes a promise and
// SQLite cannot wait for one. So COMMIT with synchronous=FULL returns when the disk has it.

const FOLDER = "bakhong";
const NAMES = [
  "phone.sqlite3", "phone.sqlite3-journal", "phone.sqlite3-wal",
  // The second copy of what is unsent, its key, and a damaged database that was set aside.
  "second-a.bakhong", "second-b.bakhong", "second.key",
  "phone.broken.sqlite3", "phone.broken.sqlite3-wal",
];
const [ENOENT, EIO, EPERM, ENOSPC] = [44, 29, 63, 51];
const [DIRECTORY, FILE, KIND] = [0o040000, 0o100000, 0o170000];

export class TooOld extends Error {}
export class Held extends Error {}

// Opens the files and keeps them: nobody else can while we do. A page that has just gone may hold
// them for a moment still.
export async function openFiles(patience = 5000) {
  if (!navigator.storage?.getDirectory || !self.FileSystemFileHandle?.prototype.createSyncAccessHandle) {
    throw new TooOld();
  }
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const files = new Map();
  for (const name of NAMES) {
    const file = await folder.getFileHandle(name, { create: true });
    files.set(name, await hold(file, performance.now() + patience));
  }
  if (typeof files.get(NAMES[0]).getSize() !== "number") throw new TooOld();
  return files;
}

async function hold(file, deadline) {
  for (;;) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      if (error.name !== "NoModificationAllowedError") throw error;
      if (performance.now() > deadline) throw new Held();
      await new Promise((resume) => setTimeout(resume, 100));
    }
  }
}

// A file system for Emscripten's FS.mount: one folder, the files of `files`, no others.
export function fileSystem(FS, files) {
  // An empty file counts as none, except while SQLite has it open: files cannot be deleted here.
  const made = new Set();
  const exists = (name) => files.has(name) && (made.has(name) || files.get(name).getSize() > 0);

  const refused = (error) => {
    if (error instanceof FS.ErrnoError) return error;
    console.error("storage:", error.name, error.message);
    return new FS.ErrnoError(error.name === "QuotaExceededError" ? ENOSPC : EIO);
  };
  const attempt = (work) => {
    try {
      return work();
    } catch (error) {
      throw refused(error);
    }
  };

  function node(parent, name, mode) {
    const made = FS.createNode(parent, name, mode, 0);
    made.node_ops = nodes;
    made.stream_ops = streams;
    made.handle = files.get(name);
    made.born = new Date();
    return made;
  }

  const nodes = {
    getattr(of) {
      const size = of.handle ? attempt(() => of.handle.getSize()) : 4096;
      const times = { atime: of.born, mtime: of.born, ctime: of.born };
      return {
        dev: 1, ino: of.id, mode: of.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size,
        blksize: 4096, blocks: Math.ceil(size / 4096), ...times,
      };
    },
    setattr(of, changed) {
      if (changed.mode !== undefined) of.mode = (changed.mode & ~KIND) | (of.mode & KIND);
      if (changed.size !== undefined) attempt(() => of.handle.truncate(changed.size));
    },
    lookup(parent, name) {
      if (!exists(name)) throw new FS.ErrnoError(ENOENT);
      return node(parent, name, FILE | 0o600);
    },
    mknod(parent, name, mode) {
      if (!files.has(name)) throw new FS.ErrnoError(EPERM);
      made.add(name);
      return node(parent, name, mode);
    },
    unlink(parent, name) {
      attempt(() => {
        files.get(name).truncate(0);
        files.get(name).flush();
      });
      made.delete(name);
    },
    readdir: () => [".", "..", ...NAMES.filter(exists)],
    rename() { throw new FS.ErrnoError(EPERM); },
    rmdir() { throw new FS.ErrnoError(EPERM); },
    symlink() { throw new FS.ErrnoError(EPERM); },
  };

  const streams = {
    read(stream, buffer, offset, length, at) {
      const room = buffer.subarray(offset, offset + length);
      return attempt(() => stream.node.handle.read(room, { at }));
    },
    // Where a disk is full browsers throw or write less; SQLite takes either for what it is.
    write(stream, buffer, offset, length, at) {
      const bytes = buffer.subarray(offset, offset + length);
      const written = attempt(() => stream.node.handle.write(bytes, { at }));
      if (length && !written) throw new FS.ErrnoError(ENOSPC);
      return written;
    },
    fsync(stream) {
      attempt(() => stream.node.handle?.flush());
      return 0;
    },
    llseek(stream, offset, whence) {
      const from = [0, stream.position, whence === 2 ? stream.node.handle.getSize() : 0][whence];
      return from + offset;
    },
  };

  return { mount: () => node(null, "/", DIRECTORY | 0o700) };
}
