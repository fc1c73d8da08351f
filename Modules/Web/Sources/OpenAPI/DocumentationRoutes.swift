internal import Crypto
internal import HTTP
internal import Kernel
public import Router

/// The routes that tell about the others.
public enum DocumentationRoutes {
  /// `GET /api/openapi.json`, the document, and `GET /docs`, a page to read it and try it.
  ///
  /// - Parameters:
  ///   - routes: the server's other routes.
  ///   - title: the server's name.
  ///   - version: the version of what is offered.
  ///   - summary: what the server is for.
  public static func make(
    describing routes: [Route], title: String, version: String, summary: String = ""
  ) -> [Route] {
    let document = OpenAPIDocument(
      routes: routes, title: title, version: version, summary: summary
    ).json()
    let tag = ETag(Hex.encode(Array(SHA256.hash(document).prefix(8))))
    let page = DocsPage(title: title, documentPath: "/api/openapi.json")
    let documentation: [Route] = [
      .raw(
        .get, "/api/openapi.json", permission: .anyone, summary: "This document, as OpenAPI 3.1",
        otherStatuses: [304], mediaTypes: ["application/json"]
      ) { context in
        var response = HTTPResponse(status: 200, body: .bytes(document))
        response.headers.add("Content-Type", "application/json")
        response.headers.add("Cache-Control", "no-cache")
        response.headers.add("ETag", tag.description)
        return response
      },
      .raw(
        .get, "/docs", permission: .anyone, summary: "This document, as a page",
        mediaTypes: ["text/html"]
      ) { _ in page.response },
    ]
    return documentation.map { $0.tagged("documentation") }
  }
}
