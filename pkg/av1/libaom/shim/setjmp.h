// There is nothing to come back to: what would jump ends the call.
#pragma once
typedef int jmp_buf[1];
#define setjmp(place) ((void)(place), 0)
#define longjmp(place, value) __builtin_trap()
