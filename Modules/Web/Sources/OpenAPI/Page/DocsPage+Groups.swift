extension DocsPage {
  /// Draws the groups: folded until they are opened, and only then with their operations.
  static let groups = #"""
    let groups = [];
    const entries = new Map();
    // Groups are opened by a search while they have no more operations than this together.
    const room = 50;
    const wanted = () => byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
    const mark = (fragment) => history.replaceState(null, "", "#" + fragment);
    const plural = (count) => count + (count === 1 ? " operation" : " operations");
    const read = () => {
      const byTag = new Map(api.tags.map(({ name }) => [name, []]));
      for (const [path, item] of Object.entries(api.paths)) {
        for (const [method, operation] of Object.entries(item)) {
          const tag = operation.tags[0];
          const entry = { method, path, operation, text: [method, path, operation.summary, tag,
            operation["x-permission"]].join(" ").toLowerCase() };
          byTag.get(tag).push(entry);
          entries.set(operation.operationId, entry);
        }
      }
      groups = [...byTag].map(([name, all]) =>
        drawGroup({ name, all, found: all, isChosen: false }));
      for (const group of groups) for (const entry of group.all) entry.group = group;
      if (groups.length === 1) groups[0].isChosen = true;
    };
    // The folder that all paths have in common is said once, by the name of the group.
    const baseOf = (paths) => paths.reduce((base, path) => {
      while (!(path + "/").startsWith(base + "/")) base = base.slice(0, base.lastIndexOf("/"));
      return base;
    }, paths[0].slice(0, paths[0].lastIndexOf("/")));
    const drawGroup = (group) => {
      group.base = baseOf(group.all.map(({ path }) => path));
      group.count = make("span", { class: "hint" });
      group.list = make("div");
      group.element = make("details", { class: "group", id: "tag/" + group.name,
        ontoggle: () => fill(group) },
      make("summary", { onclick: () => choose(group, !group.element.open) },
        make("h2", {}, group.name), group.count), group.list);
      group.button = make("button", { type: "button", onclick: () => {
        choose(group, !group.element.open);
        open(group, !group.element.open);
        if (group.element.open) group.element.scrollIntoView();
      } }, make("span", {}, group.name), make("span", { class: "hint" }));
      group.links = make("div", { class: "links" });
      return group;
    };
    // What the reader opened stays open when a search ends.
    const choose = (group, isOpen) => {
      if (!wanted().length) group.isChosen = isOpen;
      if (isOpen) mark("tag/" + group.name);
    };
    const open = (group, isOpen) => {
      group.element.open = isOpen;
      fill(group);
    };
    const fill = (group) => {
      const shown = group.element.open ? group.found : [];
      group.button.setAttribute("aria-expanded", group.element.open);
      if (shown === group.shown) return;
      group.shown = shown;
      group.list.replaceChildren(...shown.map(elementOf));
      group.links.replaceChildren(...shown.map(({ method, path, operation }) =>
        make("a", { href: "#" + operation.operationId, title: path + "\n" + operation.summary },
          make("span", { class: "method " + method }, method), path.slice(group.base.length))));
    };
    const search = () => {
      const words = wanted();
      let left = room, count = 0;
      for (const group of groups) {
        group.found = !words.length ? group.all
          : group.all.filter(({ text }) => words.every((word) => text.includes(word)));
        const found = group.found.length;
        count += found;
        group.count.textContent = words.length ? found + " of " + plural(group.all.length)
          : plural(found);
        group.button.lastChild.textContent = found;
        group.element.hidden = group.button.hidden = !found;
        const isOpen = words.length ? found > 0 && found <= left : group.isChosen;
        if (words.length && isOpen) left -= found;
        open(group, isOpen);
      }
      byId("count").textContent = words.length && !count ? "No operation matches"
        : plural(count) + (words.length ? " found" : "");
    };
    const reveal = () => {
      const name = decodeURIComponent(location.hash.slice(1));
      const entry = entries.get(name);
      const group = entry ? entry.group : groups.find((group) => "tag/" + group.name === name);
      if (!group) return;
      if (!group.found.includes(entry || group.found[0])) {
        byId("filter").value = "";
        search();
      }
      if (!wanted().length) group.isChosen = true;
      open(group, true);
      if (entry) {
        entry.element.open = true;
        entry.fill();
      }
      (entry || group).element.scrollIntoView();
    };
    byId("token").value = sessionStorage.getItem("token") || "";
    byId("token").addEventListener("change", (event) => keepToken(event.target.value));
    byId("filter").addEventListener("input", search);
    addEventListener("hashchange", reveal);
    fetch(document.documentElement.dataset.document).then((reply) => reply.json()).then((found) => {
      api = found;
      byId("version").textContent = api.info.version;
      read();
      byId("index").replaceChildren(...groups.flatMap((group) => [group.button, group.links]));
      byId("operations").replaceChildren(
        ...(api.info.description ? [make("p", {}, prose(api.info.description))] : []),
        ...groups.map((group) => group.element));
      search();
      reveal();
    }).catch((error) => byId("operations").replaceChildren(
      make("p", { class: "bad" }, "The document could not be read: " + error.message)));
    """#
}
