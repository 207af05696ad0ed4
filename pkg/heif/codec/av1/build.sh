#!/usr/bin/env bash
# Builds ../av1.wasm.gz from dav1d. On Debian 12 it wants
#
#     apt install clang-14 lld-14 wasi-libc libclang-rt-14-dev-wasm32
#     apt source dav1d           # 1.0.0-2+deb12u1, with Debian's security fix applied
#     bash build.sh dav1d-1.0.0
#
# and gives the same bytes each time.
set -euo pipefail
source=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

once="cdf cpu data decode dequant_tables getbits intra_edge itx_1d lf_mask log mem msac obu picture qm ref refmvs scan
	tables warpmv wedge lib thread_task"
twice="cdef_apply cdef fg_apply filmgrain ipred_prepare ipred itx lf_apply loopfilter looprestoration lr_apply mc recon"
flags="--target=wasm32-wasi -O3 -msimd128 -mbulk-memory -std=c99 -DNDEBUG -D_POSIX_C_SOURCE=200112L
	-I$here/shim -I$source -I$source/include -I$source/include/compat/gcc -I$here/shim/dav1d -I$source/src -w"
{
	for f in $once; do echo "$f $f 8"; done
	for f in $twice; do for bits in 8 16; do echo "${f}_tmpl $f$bits $bits"; done; done
} | xargs -P "$(nproc)" -L1 bash -c 'clang-14 '"$(echo $flags)"' -DBITDEPTH=$3 -c "'"$source"'/src/$1.c" -o $2.o' _
clang-14 $(echo $flags) -c "$here/av1.c" -o av1.o
clang-14 --target=wasm32-wasi -mexec-model=reactor -Wl,--strip-all -Wl,--export=malloc -Wl,--export=free \
	-Wl,-z,stack-size=1048576 -Wl,--wrap=dav1d_decode_tile_sbrow -o av1.wasm ./*.o
chmod 644 av1.wasm
gzip -9n av1.wasm
mv av1.wasm.gz "$here/../av1.wasm.gz"
sha256sum "$here/../av1.wasm.gz"
