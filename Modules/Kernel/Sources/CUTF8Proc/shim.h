#ifndef ATRIUM_CUTF8PROC_SHIM_H
#define ATRIUM_CUTF8PROC_SHIM_H

#include <utf8proc.h>

#endif
