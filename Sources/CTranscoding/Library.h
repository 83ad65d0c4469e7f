// SPDX-License-Identifier: Apache-2.0

#ifndef TRANSCODING_LIBRARY_H
#define TRANSCODING_LIBRARY_H

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>

// Stores the address of a function, also of a library that `library` depends on. The pointer's type is the caller's
// promise about the function; POSIX lets a data pointer carry it.
static inline bool transcoding_find(void *library, const char *name, void *function) {
    void *symbol = dlsym(library, name);
    *(void **)function = symbol;
    return symbol != NULL;
}

#endif
