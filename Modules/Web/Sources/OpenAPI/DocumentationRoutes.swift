internal import HTTP
public import Router

/// The routes that tell about the others.
public enum DocumentationRoutes {
  /// `GET /api/openapi.json`, the document, and `GET /docs`, a page to read it and try it.
  ///
  /// Both are made here, once, and kept as they are and as gzip. Their answers carry an `ETag` of
  /// the form that is sent, and `Vary: Accept-Encoding`.
  ///
  /// - Parameters:
  ///   - routes: the server's other routes.
  ///   - title: the server's name.
  ///   - version: the version of what is offered.
  ///   - summary: what the server is for.
  public static func make(
    describing routes: [Route], title: String, version: String, summary: String = ""
  ) -> [Route] {
    let json = OpenAPIDocument(routes: routes, title: title, version: version, summary: summary)
      .json()
    let document = FixedContent(json, type: "application/json")
    let html = DocsPage(title: title, documentPath: "/api/openapi.json")
    let page = FixedContent(
      Array(html.html.utf8), type: "text/html; charset=utf-8",
      headers: [("Content-Security-Policy", html.contentSecurityPolicy)])
    let documentation: [Route] = [
      .raw(
        .get, "/api/openapi.json", permission: .anyone,
        summary: "Read this document as OpenAPI 3.1",
        otherStatuses: [304], mediaTypes: ["application/json"]
      ) { context in document.response(to: context.request) },
      .raw(
        .get, "/docs", permission: .anyone, summary: "Open this document as a page",
        otherStatuses: [304], mediaTypes: ["text/html"]
      ) { context in page.response(to: context.request) },
    ]
    return documentation.map { $0.tagged("documentation") }
  }
}
