import Example
import Kernel
import Router

/// The routes of items, relative to where Example is mounted.
func itemRoutes(_ items: ItemService, mount: String) -> [Route] {
  [
    .get(
      "/items", permission: .readOwnItems, summary: "Your items, newest first"
    ) { (context, query: ItemQuery) in
      let found = try await items.items(
        of: context.requirePrincipal().userID, before: query.before,
        limit: query.page.rowsToRead)
      return query.page.page(
        found, cursor: { Cursor(.id($0.id.rawValue)) }, body: ItemBody.init)
    },
    .get(
      "/items/{id}", permission: .readOwnItems, summary: "One of your items",
      problems: [.notFound]
    ) { (context, path: ItemPath) in
      try await answering {
        ItemBody(try await items.item(path.id, of: context.requirePrincipal().userID))
      }
    },
    .post(
      "/items", permission: .createItems, summary: "Make an item", status: 201,
      problems: [.titleTaken]
    ) { (context, input: ItemInput) in
      try await answering {
        let item = try await items.create(
          title: input.title, for: context.requirePrincipal().userID)
        return Reply.created(ItemBody(item), location: "\(mount)/items/\(item.id)")
      }
    },
  ]
}

/// The query of `GET /items`.
struct ItemQuery: RequestInput {
  let page: PageQuery

  init(from fields: inout RequestFields) {
    page = fields.page("example.items", keys: [.id])
  }

  /// The id that those of the page are below.
  var before: Item.ID? {
    if case .id(let id) = page.cursor?.keys.first { Item.ID(rawValue: id) } else { nil }
  }
}

/// The path of `GET /items/{id}`.
struct ItemPath: RequestInput {
  let id: Item.ID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Item.self))
  }
}

/// The body of `POST /items`.
struct ItemInput: RequestInput {
  let title: String

  init(from fields: inout RequestFields) {
    title = fields.body("title", .text(length: 1...200))
  }
}

/// An item on the wire.
struct ItemBody: ResponseBody {
  let item: Item

  init(_ item: Item) {
    self.item = item
  }

  static let shape = Shape<ItemBody>(
    "ExampleItem",
    .id("id") { $0.item.id },
    .string("title") { $0.item.title },
    .instant("created_at") { $0.item.createdAt })
}
