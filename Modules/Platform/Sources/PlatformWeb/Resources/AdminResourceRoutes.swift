import AdminResources
import Kernel
import Router

/// Which resources there are, as their contexts declare them.
func adminResourceRoutes(_ resources: [DeclaredResource]) -> [Route] {
  [
    .get(
      "/api/admin/resources", permission: .listResources,
      summary: "List the resources that you may look at, by context and name",
      otherStatuses: [304]
    ) { (caller, query: ResourceQuery) in
      let rights = ResourceRights(caller.principal)
      let mine = resources.filter { rights.mayRead($0.resource) }
      guard rights.seesAll || !mine.isEmpty else { throw Problem(.forbidden) }
      let after = query.page.after
      let rest = mine.filter { declared in
        after.map { ($0.first, $0.second) < (declared.context, declared.resource.name) } ?? true
      }
      let page = query.page.of(Array(rest.prefix(query.page.rowsToRead))) {
        ResourceBody(declared: $0, rights: rights)
      }
      return Reply.ok(page).etag(ETag(of: page))
    },
    .get(
      "/api/admin/resources/{context}/{name}", permission: .listResources,
      summary: "Show a resource", otherStatuses: [304]
    ) { (caller, path: ResourcePath) in
      let rights = ResourceRights(caller.principal)
      guard let found = resources.first(where: { $0.path == path.path }) else { throw NotFound() }
      guard rights.mayRead(found.resource) else { throw Problem(.forbidden) }
      let body = ResourceBody(declared: found, rights: rights)
      return Reply.ok(body).etag(ETag(of: body))
    },
  ]
}

/// The query of `GET /api/admin/resources`.
struct ResourceQuery: RequestInput {
  let page: PageRequest<DeclaredResource, CursorPair<String, String>>

  init(from fields: inout RequestFields) {
    page = fields.page("platform.resources", by: \.context, \.resource.name)
  }
}

/// The path of one resource.
struct ResourcePath: RequestInput {
  /// `auth/users`.
  let path: String

  init(from fields: inout RequestFields) {
    let word = FieldType<String>.string(length: 1...100, of: .visibleASCII)
    path = "\(fields.path("context", word))/\(fields.path("name", word))"
  }
}
