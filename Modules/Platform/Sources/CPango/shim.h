#ifndef ATRIUM_CPANGO_SHIM_H
#define ATRIUM_CPANGO_SHIM_H

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#endif
