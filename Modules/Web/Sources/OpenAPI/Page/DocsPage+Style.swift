extension DocsPage {
  /// Colours follow the reader's system; nothing is fetched.
  static let style = #"""
    :root { color-scheme: light dark; --ink: #1d2430; --soft: #5c6675; --line: #dde2ea;
      --paper: #fff; --shade: #f5f7fa; --link: #0b5cad; --get: #0b6bcb; --post: #1a7f4b;
      --put: #9a6700; --patch: #8250b0; --delete: #c0362c; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #9aa5b4;
      --line: #313946; --paper: #14181f; --shade: #1c222b; --link: #6cb2ff; --get: #4a9df0;
      --post: #3fb573; --put: #d19a2a; --patch: #b78ae0; --delete: #f0705f; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 15px/1.5 system-ui, sans-serif; }
    header { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: .75rem;
      align-items: baseline; padding: .7rem 1.25rem; background: var(--paper);
      border-bottom: 1px solid var(--line); }
    h1 { margin: 0; font-size: 1.2rem; }
    h2 { margin: 0; font-size: 1.1rem; text-transform: capitalize; }
    [hidden] { display: none !important; }
    h3 { margin: 1.1rem 0 .4rem; font-size: .8rem; letter-spacing: .05em; color: var(--soft);
      text-transform: uppercase; }
    #version { color: var(--soft); }
    .token { margin-left: auto; color: var(--soft); font-size: .85rem; }
    input, textarea, select, button { font: inherit; color: inherit; background: var(--paper);
      border: 1px solid var(--line); border-radius: 6px; padding: .3rem .55rem; }
    :is(input, textarea, select, button, summary, a):focus-visible { outline: 2px solid var(--link);
      outline-offset: 1px; }
    .columns { display: grid; grid-template-columns: 19rem minmax(0, 1fr); }
    nav { position: sticky; top: 3.6rem; height: calc(100vh - 3.6rem); overflow: auto;
      padding: 1rem; border-right: 1px solid var(--line); font-size: .85rem; }
    nav input { width: 100%; margin-bottom: .5rem; }
    #count { margin: 0 0 .5rem; }
    nav button { display: flex; justify-content: space-between; width: 100%; margin: .1rem 0;
      padding: .25rem .5rem; background: none; color: var(--ink); text-transform: capitalize;
      text-align: left; }
    nav button:is(:hover, [aria-expanded="true"]) { background: var(--shade); }
    .links { padding-left: .5rem; }
    nav a { display: flex; gap: .5rem; padding: .12rem 0; color: var(--ink);
      text-decoration: none; overflow-wrap: anywhere; }
    nav a:hover { color: var(--link); }
    nav .method { font-size: .65rem; min-width: 3.2rem; padding: .15rem 0; align-self: flex-start; }
    main { padding: .5rem 1.5rem 6rem; max-width: 68rem; }
    details.group { margin: .5rem 0 1rem; scroll-margin-top: 4.5rem; }
    details.group > summary { display: flex; gap: .75rem; align-items: center;
      padding: .5rem 0; cursor: pointer; border-bottom: 1px solid var(--line); list-style: none; }
    summary::-webkit-details-marker { display: none; }
    details.group > summary::before { content: ""; width: .5rem; height: .5rem; margin: 0 .2rem;
      border: solid var(--soft); border-width: 0 2px 2px 0; transform: rotate(-45deg); }
    details.group[open] > summary::before { transform: rotate(45deg); }
    details.operation { margin: .5rem 0; border: 1px solid var(--line); border-radius: 8px;
      scroll-margin-top: 4.5rem; }
    details.operation > summary { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center;
      padding: .5rem .75rem; cursor: pointer; list-style: none; }
    details.operation[open] > summary { border-bottom: 1px solid var(--line);
      background: var(--shade); border-radius: 8px 8px 0 0; }
    .inside { padding: .4rem 1rem 1rem; }
    .method { min-width: 4.3rem; padding: .12rem .3rem; border-radius: 5px; color: #fff;
      font-size: .75rem; font-weight: 700; text-align: center; text-transform: uppercase; }
    .get { background: var(--get); } .post { background: var(--post); }
    .put { background: var(--put); } .patch { background: var(--patch); }
    .delete { background: var(--delete); }
    @media (prefers-color-scheme: dark) { .method { color: #10141a; } }
    code, pre, textarea { font: .85rem/1.45 ui-monospace, monospace; }
    .path { font-weight: 600; overflow-wrap: anywhere; }
    .what { color: var(--soft); flex: 1 1 12rem; }
    .pill { padding: 0 .5rem; border: 1px solid var(--line); border-radius: 99px;
      font-size: .75rem; color: var(--soft); white-space: nowrap; }
    table { width: 100%; border-collapse: collapse; font-size: .9rem; }
    td, th { padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--line); }
    td:first-child code { white-space: nowrap; }
    th { font-weight: 500; color: var(--soft); font-size: .8rem; }
    pre { margin: .3rem 0; padding: .6rem .8rem; overflow: auto; background: var(--shade);
      border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 28rem; }
    ul.schema { margin: .1rem 0; padding-left: 1.1rem; list-style: none;
      border-left: 1px solid var(--line); }
    ul.schema li { padding: .08rem 0; }
    .type, .hint { color: var(--soft); font-size: .85rem; }
    .must { color: var(--delete); font-size: .75rem; }
    form { display: grid; gap: .5rem; }
    form label { display: grid; grid-template-columns: 13rem 1fr; gap: .6rem; align-items: center; }
    textarea { width: 100%; min-height: 9rem; resize: vertical; }
    button { justify-self: start; padding: .35rem 1.1rem; cursor: pointer; color: #fff;
      background: var(--get); border: 0; font-weight: 600; }
    @media (prefers-color-scheme: dark) { button { color: #10141a; } }
    .ok { color: var(--post); } .bad { color: var(--delete); }
    @media (max-width: 50rem) { .columns { display: block; } header { position: static; }
      nav { position: sticky; top: 0; z-index: 2; height: auto; padding: .5rem 1rem;
        background: var(--paper); border-right: 0; border-bottom: 1px solid var(--line); }
      nav input { margin: 0; } #index { display: none; } main { padding: 0 1rem 4rem; }
      #count { margin: .2rem 0 0; }
      details.group, details.operation { scroll-margin-top: 5.5rem; }
      header { padding: .7rem 1rem; } .token { display: flex; gap: .75rem; align-items: center;
        width: 100%; margin: 0; } .token input { flex: 1; min-width: 0; }
      .parameters tr { display: block; padding: .3rem 0; border-bottom: 1px solid var(--line); }
      .parameters td { display: inline-block; padding: 0 .5rem 0 0; border: 0; }
      form label { grid-template-columns: 1fr; } }
    """#
}
