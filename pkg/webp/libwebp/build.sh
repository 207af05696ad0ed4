#!/bin/sh
# Builds encoder.wasm.gz from libwebp 1.2.4 in a scratch folder:
#   build.sh FOLDER
# On Debian 12, with deb-src among apt's sources and
#   apt-get install clang-14 lld-14 wasi-libc libclang-rt-14-dev-wasm32 dpkg-dev patch
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
apt-get source --download-only libwebp=1.2.4-0.2+deb12u1
echo "7bf5a8a28cc69bcfa8cb214f2c3095703c6b73ac5fba4d5480c205331d9494df  libwebp_1.2.4.orig.tar.gz" | sha256sum -c
tar xf libwebp_1.2.4.orig.tar.gz
patch -d libwebp-1.2.4 -p1 <"$here/fewer-trials.patch"
# Of Emscripten, only the headers that write SSE with WebAssembly's SIMD.
apt-get download emscripten=3.1.6~dfsg-5
echo "43742f32443a7a5510f6c5d1d2603f07c0ff555b3464f2438ab7ba7fdc85c8fd  emscripten_3.1.6~dfsg-5_all.deb" | sha256sum -c
dpkg-deb -x emscripten_3.1.6~dfsg-5_all.deb emscripten

src=libwebp-1.2.4
flags="--target=wasm32-wasi -msimd128 -mbulk-memory -mnontrapping-fptoint -msign-ext -O3 -w
  -DNDEBUG -DEMSCRIPTEN -DWEBP_DISABLE_STATS -D__SSE__ -D__SSE2__ -D__SSE3__ -D__SSSE3__ -D__SSE4_1__
  -I emscripten/usr/share/emscripten/system/include/compat -I $src"
rm -f ./*.o
for f in "$here"/webp.c "$here"/quant.c $src/src/enc/*.c $src/src/utils/*.c $src/src/dsp/*.c $src/src/dec/*.c $src/sharpyuv/*.c; do
  case $f in */enc_sse2.c | */enc_sse41.c | */cost_sse2.c | */cost_enc.c | */quant_enc.c) continue ;; esac # in quant.c
  clang-14 $flags -c "$f" -o "$(basename "$f" .c).o"
done
clang-14 --target=wasm32-wasi -mexec-model=reactor -Wl,--strip-all -Wl,--export=malloc -Wl,--export=free \
  -Wl,--export=encode_planes -Wl,--export=encode_argb -o encoder.wasm ./*.o
gzip -9n <encoder.wasm >"$here/encoder.wasm.gz"
sha256sum encoder.wasm "$here/encoder.wasm.gz"
