#!/usr/bin/env bash
# Builds encoder.wasm.gz from libaom 3.6.0 in a scratch folder:
#
#     bash build.sh FOLDER
#
# On Debian 12 it wants deb-src among apt's sources and
#
#     apt-get install clang-14 lld-14 llvm-14 wasi-libc libclang-rt-14-dev-wasm32 cmake make perl dpkg-dev patch
#
# and gives the same bytes each time.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$1"
apt-get source --download-only aom=3.6.0-1+deb12u2
echo "2ba213822cb1528b5558d6727125654e14d1b2d7505bd1fc8afa36c2e9e9f94a  aom_3.6.0.orig.tar.gz
213363b9a0d58a5a0ff245de10e6e8503dd268932d698c2c3a55bb7b4f43a54f  aom_3.6.0-1+deb12u2.debian.tar.xz" | sha256sum -c
tar xf aom_3.6.0.orig.tar.gz
tar xf aom_3.6.0-1+deb12u2.debian.tar.xz
patch -d aom-3.6.0 -p1 <debian/patches/CVE-2024-5171.patch
cp -r "$here/shim" .

cat >wasm.cmake <<'END'
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_C_COMPILER clang-14)
set(CMAKE_CXX_COMPILER clang++-14)
set(CMAKE_AR llvm-ar-14)
set(CMAKE_RANLIB llvm-ranlib-14)
set(CMAKE_C_COMPILER_TARGET wasm32-wasi)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
END
features="-msimd128 -mbulk-memory -mnontrapping-fptoint -msign-ext -w -DNDEBUG"
cmake -S aom-3.6.0 -B build -DCMAKE_TOOLCHAIN_FILE=../wasm.cmake -DCMAKE_BUILD_TYPE=Release -DAOM_TARGET_CPU=generic \
	-DCONFIG_AV1_DECODER=0 -DCONFIG_AV1_HIGHBITDEPTH=0 -DCONFIG_MULTITHREAD=0 -DCONFIG_RUNTIME_CPU_DETECT=0 \
	-DCONFIG_OS_SUPPORT=0 -DCONFIG_PIC=0 -DCONFIG_WEBM_IO=0 -DCONFIG_LIBYUV=0 \
	-DENABLE_DOCS=0 -DENABLE_EXAMPLES=0 -DENABLE_TESTS=0 -DENABLE_TOOLS=0 \
	-DCMAKE_C_FLAGS="$features -I$PWD/shim" >cmake.log
make -s -C build -j "$(nproc)" aom
clang-14 --target=wasm32-wasi -O3 $features -Ishim -Iaom-3.6.0 -Ibuild -c "$here/av1.c" -o av1.o
clang-14 --target=wasm32-wasi -mexec-model=reactor -Wl,--strip-all -Wl,--export=malloc -Wl,--export=free \
	-Wl,-z,stack-size=1048576 -Wl,--wrap=av1_set_cost_upd_freq -o encoder.wasm av1.o build/libaom.a -lm
gzip -9n <encoder.wasm >"$here/encoder.wasm.gz"
sha256sum encoder.wasm "$here/encoder.wasm.gz"
