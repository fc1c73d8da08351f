#ifndef ATRIUM_CZLIB_SHIM_H
#define ATRIUM_CZLIB_SHIM_H

#include <zlib.h>

// The initialisers are macros that add the version and the size of the structure, which Swift does
// not import. A negative number of window bits means bare DEFLATE, without zlib's head and sum.
static inline int czlib_begin_inflate(z_streamp stream) { return inflateInit2(stream, -15); }

static inline int czlib_begin_deflate(z_streamp stream, int level, int bits, int memory) {
  return deflateInit2(stream, level, Z_DEFLATED, -bits, memory, Z_DEFAULT_STRATEGY);
}

// 15 bits are the largest window; 16 more ask for gzip's head and sum.
static inline int czlib_begin_gzip(z_streamp stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
}

#endif
