#!/usr/bin/env bash
# Builds ../hevc.wasm.gz from libde265. On Debian 12 it wants
#
#     apt install clang-14 lld-14 wasi-libc libclang-rt-14-dev-wasm32 libc++-14-dev-wasm32 libc++abi-14-dev-wasm32
#     apt source libde265        # 1.0.11-1+deb12u2, with Debian's security fixes applied
#     bash build.sh libde265-1.0.11
#
# and gives the same bytes each time.
set -euo pipefail
source=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

files="alloc_pool bitstream cabac contextmodel de265 deblock decctx dpb fallback-dct fallback-motion fallback image
	intrapred md5 motion nal-parser nal pps refpic sao scan sei slice sps threads transform util vps vui"
flags="--target=wasm32-wasi -O3 -msimd128 -mbulk-memory -std=c++14 -fno-exceptions -fno-rtti -DNDEBUG -DHAVE_STDINT_H
	-Dmemalign=aligned_alloc -D_WASI_EMULATED_SIGNAL -I$here/shim -isystem /usr/include/wasm32-wasi/c++/v1 -I$source -w"
printf '%s\n' $files | xargs -P "$(nproc)" -I{} clang++-14 $flags -c "$source/libde265/{}.cc" -o {}.o
clang++-14 $flags -c "$here/hevc.cc" -o hevc.o
clang++-14 --target=wasm32-wasi -mexec-model=reactor -Wl,--strip-all -Wl,--export=malloc -Wl,--export=free \
	-Wl,-z,stack-size=262144 -Wl,--wrap=_Z21decode_CABAC_term_bitP13CABAC_decoder -o hevc.wasm ./*.o -lc++abi -lwasi-emulated-signal
chmod 644 hevc.wasm
gzip -9n hevc.wasm
mv hevc.wasm.gz "$here/../hevc.wasm.gz"
sha256sum "$here/../hevc.wasm.gz"
