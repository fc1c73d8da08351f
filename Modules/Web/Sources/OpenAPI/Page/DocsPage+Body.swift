extension DocsPage {
  /// The page's frame; the script fills it.
  static func body(title: String) -> String {
    """
    <header>
      <h1>\(title)</h1><span id="version"></span>
      <label class="token">Access token
        <input id="token" type="password" autocomplete="off" spellcheck="false"
          placeholder="kept in this tab only">
      </label>
    </header>
    <div class="columns">
      <nav aria-label="Operations">
        <input id="filter" type="search" placeholder="Search paths and summaries"
          aria-label="Search operations">
        <p id="count" class="hint" role="status"></p>
        <div id="index"></div>
      </nav>
      <main id="operations"><p class="hint">Reading the document…</p></main>
    </div>
    <noscript>This page is drawn by its script out of the OpenAPI document.</noscript>
    """
  }
}
