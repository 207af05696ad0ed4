// Calls that come here instead of where they were meant to go: build.sh has
// the linker do that. They prepare what a still picture at speed 9 does not
// use, for each picture or each block.
#include <stdint.h>

// Masks for predictions from two frames.
void __wrap_av1_init_wedge_masks(void) {}

// Matrices of quantizers, which are not asked for.
void __wrap_av1_qm_init(void *parameters, int planes) {}

// Luma that chroma would be predicted from; the chroma of speed 9 is not.
void __wrap_cfl_store_tx(void *block, int row, int column, uint8_t transform, uint8_t size) {}
void __wrap_cfl_store_block(void *block, uint8_t size, uint8_t transform) {}
