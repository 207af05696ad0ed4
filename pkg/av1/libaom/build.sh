#!/usr/bin/env bash
# Builds encoder.wasm.gz from libaom 3.6.0 in a scratch folder:
#
#     bash build.sh FOLDER
#
# On Debian 12 it wants deb-src among apt's sources and
#
#     apt-get install clang-14 lld-14 llvm-14 wasi-libc libclang-rt-14-dev-wasm32 libsimde-dev cmake make perl dpkg-dev patch
#
# and gives the same bytes each time, in whatever folder.
set -euo pipefail
export LC_ALL=C # for the order of files
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$1"
apt-get source --download-only aom=3.6.0-1+deb12u2
echo "2ba213822cb1528b5558d6727125654e14d1b2d7505bd1fc8afa36c2e9e9f94a  aom_3.6.0.orig.tar.gz
213363b9a0d58a5a0ff245de10e6e8503dd268932d698c2c3a55bb7b4f43a54f  aom_3.6.0-1+deb12u2.debian.tar.xz" | sha256sum -c
tar xf aom_3.6.0.orig.tar.gz
tar xf aom_3.6.0-1+deb12u2.debian.tar.xz
patch -d aom-3.6.0 -p1 <debian/patches/CVE-2024-5171.patch
cp -r "$here/shim" "$here/sse" .

# Of the functions that compare blocks only variance is used, of 8 and 10
# bits, and of the ways to predict a block that libaom has tables for only
# these.
sed -i '/fn_ptr\[BT\]\.vf/!{/fn_ptr\[BT\]\.[a-z0-9]* = /d}' aom-3.6.0/av1/encoder/encoder.c aom-3.6.0/av1/encoder/encoder_utils.h
sed -i -E '/HIGHBD_BFP_WRAPPER\([0-9]+, [0-9]+, (8|12)\)/d' aom-3.6.0/av1/encoder/encoder_utils.h
sed -i -E '/INIT_ALL_SIZES\(pred(_high)?\[(PAETH|SMOOTH_V|SMOOTH_H)_PRED\]/d' aom-3.6.0/av1/common/reconintra.c

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
	-DCONFIG_AV1_DECODER=0 -DCONFIG_AV1_HIGHBITDEPTH=1 -DCONFIG_MULTITHREAD=0 -DCONFIG_RUNTIME_CPU_DETECT=0 -DCONFIG_DENOISE=0 \
	-DCONFIG_OS_SUPPORT=0 -DCONFIG_PIC=0 -DCONFIG_WEBM_IO=0 -DCONFIG_LIBYUV=0 \
	-DENABLE_DOCS=0 -DENABLE_EXAMPLES=0 -DENABLE_TESTS=0 -DENABLE_TOOLS=0 \
	-DCMAKE_C_FLAGS="$features -I$PWD/shim" >cmake.log

# libaom chooses among its functions in these headers, which know of none but
# those in portable C. They are to know of those in the list, too.
while read -r function instructions; do
	perl -0pi -e "s/^(.*\\b)\\Q$function\\E_c(\\(.*;)\\n#define \\Q$function\\E \\Q$function\\E_c\$/\$1${function}_c\$2\\n\$1${function}_$instructions\$2\\n#define $function ${function}_$instructions/m" \
		build/config/av1_rtcd.h build/config/aom_dsp_rtcd.h
	grep -q "^#define $function ${function}_$instructions\$" build/config/*_rtcd.h
done <"$here/faster"
make -s -C build -j "$(nproc)" aom

compile() { clang-14 --target=wasm32-wasi $features -Ishim -Iaom-3.6.0 -Ibuild "$@"; }
for file in av1/common/x86/{av1_inv_txfm_ssse3,highbd_inv_txfm_sse4,av1_txfm_sse4} \
	av1/encoder/x86/{av1_fwd_txfm_sse2,av1_quantize_sse2,av1_highbd_quantize_sse4,error_intrin_sse2,encodetxb_sse2,encodetxb_sse4} \
	aom_dsp/x86/avg_intrin_sse2; do
	compile -O3 -Isse -c "aom-3.6.0/$file.c" -o "$(basename $file).o"
done
# Their loops are unrolled a hundredfold otherwise. They come before the library.
compile -Os -c aom-3.6.0/aom_dsp/intrapred.c -o intrapred.o
compile -O2 -c aom-3.6.0/aom_dsp/variance.c -o variance.o
compile -O3 -c "$here/av1.c" -o av1.o
compile -O3 -c "$here/stills.c" -o stills.o
# What only videos and slower searches call: calls of these functions end in a
# trap, so that they and all that they alone use are left out. A still picture
# at speed 9 calls none of them.
while read -r function signature; do
	printf '\t.globl\t%s\n\t.type\t%s,@function\n%s:\n\t.functype\t%s %s\n\tunreachable\n\tend_function\n' \
		"__wrap_$function" "__wrap_$function" "__wrap_$function" "__wrap_$function" "$signature"
done <"$here/never" >never.s
compile -c never.s -o never.o
redirected=$(cat "$here"/{av1.c,stills.c} never.s | grep -o '__wrap_[a-z0-9_]*[(:]' | sed 's/^__wrap_/-Wl,--wrap=/; s/.$//' | sort -u)
clang-14 --target=wasm32-wasi -mexec-model=reactor -Wl,--strip-all -Wl,--export=malloc -Wl,--export=free \
	-Wl,-z,stack-size=1048576 $redirected -o encoder.wasm ./*.o build/libaom.a -lm
gzip -9n <encoder.wasm >"$here/encoder.wasm.gz"
sha256sum encoder.wasm "$here/encoder.wasm.gz"
