// Built with Debian's clang 14, and packed with gzip -9n:
//
//     clang-14 --target=wasm32 -Os -nostdlib -Wl,--no-entry -Wl,--strip-all -o probe.wasm probe.c
#define EXPORT(name) __attribute__((export_name(#name))) name

extern unsigned char __heap_base;
static unsigned long top;
__attribute__((import_module("photoq"), import_name("alive"))) void alive(void);
static int started;

void EXPORT(_initialize)(void) { started = 7; }

int EXPORT(state)(void) { return started; }

void *EXPORT(malloc)(unsigned long size) {
	if (top == 0) top = (unsigned long)&__heap_base;
	unsigned long at = (top + 15) & ~15ul, end = at + size, have = __builtin_wasm_memory_size(0) * 65536;
	if (end > have && __builtin_wasm_memory_grow(0, (end - have + 65535) / 65536) == -1) return 0;
	top = end;
	return (void *)at;
}

void EXPORT(free)(void *at) {}

unsigned EXPORT(sum)(const unsigned char *at, unsigned long size) {
	unsigned s = 0;
	for (unsigned long i = 0; i < size; i++) s += at[i];
	return s;
}

void EXPORT(forever)(void) { for (;;) alive(); }

unsigned EXPORT(stray)(unsigned long at) { return *(volatile unsigned *)at; }

void EXPORT(quit)(void) { __builtin_trap(); }

unsigned EXPORT(deep)(unsigned n) {
	volatile unsigned char room[1024];
	room[n % 1024] = n;
	return n == 0 ? 0 : room[n % 1024] + deep(n - 1);
}
