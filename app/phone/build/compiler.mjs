// Runs compiler.py in the browser's Python: pyodide.mjs, compiler.py, archive in, archive out.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [engine, compiler, given, made] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(engine));
const python = await loadPyodide();
python.FS.writeFile("/given.zip", readFileSync(given));
python.runPython(readFileSync(compiler, "utf8"));
writeFileSync(made, python.FS.readFile("/made.zip"));
