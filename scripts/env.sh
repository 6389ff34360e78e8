# Versions and paths every script shares. Source it; it changes nothing on disk.
# The Rust version itself is pinned once, in rust-toolchain.toml.

TRUNK_VERSION=0.21.14          # 0.22 wants a rustc newer than the one pinned
WASM_BINDGEN_VERSION=0.2.130   # must equal the wasm-bindgen in Cargo.lock (checked by scripts/setup)

PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
RUST_VERSION=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' "$PROJECT/rust-toolchain.toml")
TOOLS=${STEPWRIGHT_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/stepwright}
SYSROOT_DIR=$TOOLS/rust-$RUST_VERSION          # only where rustup cannot install the pinned toolchain
TOOL_BIN=$TOOLS/bin-trunk-$TRUNK_VERSION-wasm-bindgen-$WASM_BINDGEN_VERSION
NODE_TOOLS=$PROJECT/tests/e2e

PATH=$TOOL_BIN/bin:$NODE_TOOLS/node_modules/.bin:$PATH
if [ -x "$SYSROOT_DIR/bin/rustc" ]; then
  PATH=$SYSROOT_DIR/bin:$PATH
  export SYSROOT=$SYSROOT_DIR                  # clippy-driver reads it; rustc is told by its wrapper
fi
export PATH
