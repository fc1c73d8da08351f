extension DocsPage {
  /// Draws operations.
  static let operations = #"""
    const bodyOf = (operation) => (operation.requestBody || { content: {} })
      .content["application/json"];
    const parametersOf = (operation) => (operation.parameters || []).map(resolve);
    const curl = (method, path, operation) => {
      let url = path;
      for (const parameter of parametersOf(operation)) {
        if (parameter.in === "path") {
          url = url.replace("{" + parameter.name + "}", sample(parameter.schema));
        }
      }
      const lines = ["curl -X " + method.toUpperCase() + " '" + location.origin + url + "'"];
      if (operation.security.length) lines.push("  -H \"Authorization: Bearer $TOKEN\"");
      if (parametersOf(operation).some((p) => p.name === "Idempotency-Key")) {
        lines.push("  -H \"Idempotency-Key: $(uuidgen)\"");
      }
      const body = bodyOf(operation);
      if (body) {
        lines.push("  -H 'Content-Type: application/json'");
        lines.push("  -d '" + JSON.stringify(sample(body.schema)).replace(/'/g, "'\\''") + "'");
      }
      return lines.join(" \\\n");
    };
    const drawParameters = (operation) => parametersOf(operation).length === 0 ? [] : [
      make("h3", {}, "Parameters"),
      make("table", { class: "parameters" }, parametersOf(operation).map((parameter) => make("tr", {},
        make("td", {}, make("code", {}, parameter.name),
          parameter.required ? make("span", { class: "must" }, " required") : ""),
        make("td", { class: "type" }, parameter.in),
        make("td", { class: "type" }, typeOf(parameter.schema)),
        make("td", { class: "hint" }, [rulesOf(parameter.schema), parameter.description]
          .filter(Boolean).join(". ")))))];
    const drawBody = (operation) => {
      if (!operation.requestBody) return [];
      return [make("h3", {}, "Body"), ...Object.entries(operation.requestBody.content).flatMap(
        ([media, body]) => [make("div", { class: "type" },
          [media, typeOf(body.schema), rulesOf(body.schema)].filter(Boolean).join(", ")),
          drawSchema(body.schema, 0)])];
    };
    const drawAnswer = ([status, given]) => {
      const answer = resolve(given);
      const headers = Object.keys(answer.headers || {}).filter((name) => name !== "X-Request-Id");
      return make("tr", {},
        make("td", {}, make("b", { class: status < 400 ? "ok" : "bad" }, status)),
        make("td", {}, prose(answer.description),
          headers.length ? make("span", { class: "hint" }, " With ", headers.join(", "), ".") : "",
          status < 400 ? Object.entries(answer.content || {}).map(([media, body]) => make("div", {},
            make("span", { class: "type" }, media, " ", body.schema ? typeOf(body.schema) : ""),
            body.schema ? drawSchema(body.schema, 0) : undefined)) : ""));
    };
    const drawAnswers = (operation) => [make("h3", {}, "Answers"),
      make("table", {}, Object.entries(operation.responses).map(drawAnswer))];
    const drawInside = ({ method, path, operation }) => [
      operation.description ? make("p", {}, prose(operation.description)) : undefined,
      ...drawParameters(operation), ...drawBody(operation), ...drawAnswers(operation),
      make("h3", {}, "Example"), make("pre", {}, curl(method, path, operation)),
      make("h3", {}, "Try it"), tryForm(method, path, operation)].filter(Boolean);
    // An operation is made when its group is opened first, and what is inside when it is.
    const elementOf = (entry) => {
      if (entry.element) return entry.element;
      const { method, path, operation } = entry;
      const inside = make("div", { class: "inside" });
      entry.fill = () => { if (!inside.childNodes.length) inside.append(...drawInside(entry)); };
      return entry.element = make("details", { class: "operation", id: operation.operationId,
        ontoggle: () => { if (entry.element.open) entry.fill(); } },
      make("summary", { onclick: () => {
        if (!entry.element.open) mark(operation.operationId);
      } }, make("span", { class: "method " + method }, method),
      make("code", { class: "path" }, path), make("span", { class: "what" }, operation.summary),
      make("span", { class: "pill", title: "Who may call it" }, operation["x-permission"])),
      inside);
    };
    """#
}
