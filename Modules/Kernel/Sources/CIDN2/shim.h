#ifndef ATRIUM_CIDN2_SHIM_H
#define ATRIUM_CIDN2_SHIM_H

#include <idn2.h>

#endif
