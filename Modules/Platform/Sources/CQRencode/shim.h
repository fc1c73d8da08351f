#ifndef ATRIUM_CQRENCODE_SHIM_H
#define ATRIUM_CQRENCODE_SHIM_H

#include <qrencode.h>

#endif
