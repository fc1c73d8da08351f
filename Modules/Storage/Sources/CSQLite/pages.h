#ifndef ATRIUM_CSQLITE_PAGES_H
#define ATRIUM_CSQLITE_PAGES_H

#include <sqlite3.h>

// A layer over SQLite's own page cache that keeps commits from going through all that it holds.
//
// When an insert splits a page, SQLite (3.40) puts the pages in order by changing their numbers, and
// for a moment one of them is named after the page at 1 GiB, which holds no data. The cache notes
// the greatest number that it has seen. After each commit SQLite has it drop what lies behind the
// end of the file, and where the greatest number does, the cache looks at every page that it keeps:
// the larger it is, the more each commit costs. Here that page gets the first number above those in
// use instead, so that there is next to nothing to look at.

typedef struct {
  sqlite3_pcache *below;
  // The number of the page at 1 GiB.
  unsigned aside;
  // The number that it goes by below; 0 when there is none.
  unsigned substitute;
  // No other page has a greater number.
  unsigned greatest;
} csqlite_pages;

static inline sqlite3_pcache_methods2 *csqlite_pages_below(void) {
  static sqlite3_pcache_methods2 below;
  return &below;
}

static inline sqlite3_pcache *csqlite_pages_create(int size, int extra, int isPurgeable) {
  csqlite_pages *pages = sqlite3_malloc(sizeof *pages);
  if (!pages) return 0;
  pages->below = csqlite_pages_below()->xCreate(size, extra, isPurgeable);
  if (!pages->below) {
    sqlite3_free(pages);
    return 0;
  }
  pages->aside = (1u << 30) / (unsigned)size + 1;
  pages->substitute = pages->greatest = 0;
  return (sqlite3_pcache *)pages;
}

static inline void csqlite_pages_destroy(sqlite3_pcache *cache) {
  csqlite_pages_below()->xDestroy(((csqlite_pages *)cache)->below);
  sqlite3_free(cache);
}

static inline void csqlite_pages_bound(sqlite3_pcache *cache, int count) {
  csqlite_pages_below()->xCachesize(((csqlite_pages *)cache)->below, count);
}

static inline int csqlite_pages_count(sqlite3_pcache *cache) {
  return csqlite_pages_below()->xPagecount(((csqlite_pages *)cache)->below);
}

static inline sqlite3_pcache_page *csqlite_pages_fetch(
    sqlite3_pcache *cache, unsigned number, int create) {
  csqlite_pages *pages = (csqlite_pages *)cache;
  if (number == pages->aside && pages->substitute) number = pages->substitute;
  sqlite3_pcache_page *page = csqlite_pages_below()->xFetch(pages->below, number, create);
  if (page && number > pages->greatest && number != pages->substitute) pages->greatest = number;
  return page;
}

static inline void csqlite_pages_unpin(
    sqlite3_pcache *cache, sqlite3_pcache_page *page, int discard) {
  csqlite_pages_below()->xUnpin(((csqlite_pages *)cache)->below, page, discard);
}

static inline void csqlite_pages_rename(
    sqlite3_pcache *cache, sqlite3_pcache_page *page, unsigned old, unsigned new) {
  csqlite_pages *pages = (csqlite_pages *)cache;
  if (old == pages->aside && pages->substitute) {
    old = pages->substitute;
    pages->substitute = 0;
  }
  if (new == pages->aside) {
    new = pages->substitute = pages->greatest + 1;
  } else if (new > pages->greatest) {
    pages->greatest = new;
  }
  csqlite_pages_below()->xRekey(pages->below, page, old, new);
}

static inline void csqlite_pages_truncate(sqlite3_pcache *cache, unsigned limit) {
  csqlite_pages *pages = (csqlite_pages *)cache;
  csqlite_pages_below()->xTruncate(pages->below, limit);
  if (pages->substitute >= limit) pages->substitute = 0;
  if (pages->greatest >= limit) pages->greatest = limit ? limit - 1 : 0;
}

static inline void csqlite_pages_shrink(sqlite3_pcache *cache) {
  csqlite_pages_below()->xShrink(((csqlite_pages *)cache)->below);
}

// Puts the layer in for all connections of the process, before the first of them.
static inline int csqlite_register_pages(void) {
  sqlite3_pcache_methods2 *below = csqlite_pages_below();
  int code = sqlite3_config(SQLITE_CONFIG_GETPCACHE2, below);
  if (code != SQLITE_OK) return code;
  sqlite3_pcache_methods2 layer = *below;
  layer.xCreate = csqlite_pages_create;
  layer.xDestroy = csqlite_pages_destroy;
  layer.xCachesize = csqlite_pages_bound;
  layer.xPagecount = csqlite_pages_count;
  layer.xFetch = csqlite_pages_fetch;
  layer.xUnpin = csqlite_pages_unpin;
  layer.xRekey = csqlite_pages_rename;
  layer.xTruncate = csqlite_pages_truncate;
  layer.xShrink = csqlite_pages_shrink;
  return sqlite3_config(SQLITE_CONFIG_PCACHE2, &layer);
}

#endif
