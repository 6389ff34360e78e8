# Versions and paths every script shares. Source it; it changes nothing on disk.
# The Rust version itself is pinned once, in rust-toolchain.toml; those of the Node tools in tests/e2e/package.json.

TRUNK_VERSION=0.21.14          # 0.22 wants a rustc newer than the one pinned
WASM_BINDGEN_VERSION=0.2.130   # must equal the wasm-bindgen in Cargo.lock (checked by scripts/setup-wasm)
NODE_VERSION=22.12.0           # only where the system's own is older than NODE_MAJOR_MIN
NODE_MAJOR_MIN=20

PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
RUST_VERSION=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' "$PROJECT/rust-toolchain.toml")
TOOLS=${STEPWRIGHT_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/stepwright}
SYSROOT_DIR=$TOOLS/rust-$RUST_VERSION          # only where rustup cannot install the pinned toolchain
TOOL_BIN=$TOOLS/bin-trunk-$TRUNK_VERSION-wasm-bindgen-$WASM_BINDGEN_VERSION
NODE_DIR=$TOOLS/node-$NODE_VERSION
NODE_TOOLS=$PROJECT/tests/e2e
EDITOR_SOURCE=$PROJECT/src/platform/editor
# Beside the tools, a folder a lock file: trunk watches the sources, and what it is told to ignore has to exist.
EDITOR_TOOLS=$TOOLS/editor-$(cksum <"$EDITOR_SOURCE/package-lock.json" | tr ' ' -)

PATH=$TOOL_BIN/bin:$NODE_TOOLS/node_modules/.bin:$PATH
for node_bin in "$NODE_DIR"/node_modules/node-*/bin; do
  [ ! -x "$node_bin/node" ] || PATH=$node_bin:$PATH
done

# The folder of the pinned toolchain that rustup installed, whole; looks at files, so that it costs nothing.
rustup_toolchain() {
  local toolchain library
  for toolchain in "${RUSTUP_HOME:-$HOME/.rustup}/toolchains/$RUST_VERSION"-*; do
    [ -x "$toolchain/bin/cargo-clippy" ] && [ -x "$toolchain/bin/rustfmt" ] || continue
    for library in "$toolchain"/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib; do
      [ ! -e "$library" ] || { echo "$toolchain"; return; }
    done
  done
  return 1
}

# Named by its folder, whatever other Rust comes first on PATH.
if [ -x "$SYSROOT_DIR/bin/rustc" ]; then
  PATH=$SYSROOT_DIR/bin:$PATH
  export SYSROOT=$SYSROOT_DIR                  # clippy-driver reads it; rustc is told by its wrapper
elif toolchain=$(rustup_toolchain); then
  PATH=$toolchain/bin:$PATH
fi
export PATH

# One set of compiler flags for the app, its lints and its browser tests, so that nothing is built twice.
# The stack: expressions nest, and the linker's default of 1 MiB ends a deep one as a trap.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-C link-arg=-zstack-size=4194304 --cfg erase_components"
export TRUNK_SKIP_VERSION_CHECK=true

# What is shipped. Panic messages name sources, without the folders of the machine that built it. Functions are named with
# what they are made for, by which scripts/divide-module.mjs knows them; no name is shipped.
flags_of_release() {
  local sources=${CARGO_HOME:-$HOME/.cargo}/registry/src folder flags=CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS
  [ -d "$sources" ] || (cd "$PROJECT" && cargo fetch --quiet --locked)
  for folder in "$sources"/*/ "$(rustc --print sysroot)/"; do
    # Cargo divides the flags at blanks.
    if [ -d "$folder" ] && [[ $folder != *[[:space:]]* ]]; then export "$flags=${!flags} --remap-path-prefix=$folder="; fi
  done
  export "$flags=${!flags} -C symbol-mangling-version=v0"
}

say() { printf '%s: %s\n' "${SPEAKER:-setup}" "$*" >&2; }

first_of() { # the first of some programs that is there
  local candidate
  for candidate in "$@"; do command -v "$candidate" && return; done
  return 1
}

# The browser of the tests. The system's own: no test downloads one.
find_browser() {
  CHROMIUM=${CHROMIUM:-$(first_of chromium chromium-browser google-chrome-stable google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" || true)}
  CHROMEDRIVER=${CHROMEDRIVER:-$(first_of chromedriver || true)}
  export CHROMIUM CHROMEDRIVER
}
