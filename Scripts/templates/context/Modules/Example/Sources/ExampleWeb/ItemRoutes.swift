public import Example
public import Kernel
import Router

/// The items that users keep: who may call what.
func itemRoutes(_ items: ItemService) -> [Route] {
  [
    .get(
      "/items", permission: .readOwnItems, summary: "List your items, newest first"
    ) { (caller, query: ItemQuery) in
      let found = try await items.items(
        of: caller.userID, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { ItemBody($0) }
    },
    .get(
      "/items/{id}", permission: .readOwnItems, summary: "Show one of your items",
      refusals: [ItemRefusal.self]
    ) { (caller, path: ItemPath) in
      ItemBody(try await items.item(path.id, of: caller.userID))
    },
    .post(
      "/items", permission: .createItems, summary: "Make an item", status: 201,
      refusals: [ItemRefusal.self]
    ) { (caller, input: ItemInput) in
      let item = try await items.create(title: input.title, for: caller.userID)
      return Reply.created(ItemBody(item), at: "/items/\(item.id)")
    },
  ]
}

extension ProblemKind {
  /// 409: the owner has an item of this title.
  static let titleTaken = ProblemKind(
    status: 409, code: "title_taken", title: "You have an item of this title")
}

extension ItemRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .titleTaken: Problem(.titleTaken, detail: "Choose another title.")
    }
  }
}

/// The query of `GET /items`.
struct ItemQuery: RequestInput {
  let page: PageRequest<Item, Item.ID>

  init(from fields: inout RequestFields) {
    page = fields.page("example.items", by: \.id)
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
