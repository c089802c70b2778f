"""`python -m app.phone.build`: from this source tree to the files that the collector serves.

__main__             the steps, one after the other
wheels               the app's dependencies for the browser's Python, as uv.lock pins them
bytecode             Python into bytecode, by the very Python that will run it
code                 the archives that the worker loads
pages                page, manifest, engine, fonts and icons
packing              the release: hashes, version, service worker, compressed copies
"""
