#ifndef ATRIUM_CSODIUM_SHIM_H
#define ATRIUM_CSODIUM_SHIM_H

#include <sodium/core.h>
#include <sodium/crypto_core_ed25519.h>

#endif
