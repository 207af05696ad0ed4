// Package resample turns planes of pixels into planes of another size. It
// knows the picture types of the standard library and nothing else.
//
// Rows does the work for bytes, row by row: a decoder's rows flow in, and an
// encoder's flow out, and only the few that count at a time are held. Image
// resamples whole pictures in memory.
//
// When shrinking, kernels widen with the scale, so that every source pixel
// counts; what is shrunk to less than a quarter is first averaged over whole
// squares of pixels, which the eye and PSNR cannot tell from the filter alone
// (see the tests). Beyond its edges a picture goes on as at the edge.
//
// All arithmetic on samples is in integers; the weights are rounded to 14
// bits once, so that results do not hang on how a processor rounds floating
// point. The processor's vector instructions, where there are any (AVX2,
// NEON), compute the same bits as the portable code.
package resample
