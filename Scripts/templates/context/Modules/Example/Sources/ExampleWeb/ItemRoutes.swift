import ContextKit
public import Example
public import Kernel
import Ports
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
      otherStatuses: [304], refusals: [ItemRefusal.self]
    ) { (caller, path: RecordPath<Item>) in
      ItemBody(try await items.item(path.id, of: caller.userID)).tagged
    },
    .get(
      "/items/{id}/titles", permission: .readOwnItems,
      summary: "List the titles that an item has had, newest first", refusals: [ItemRefusal.self]
    ) { (caller, query: TitleQuery) in
      let found = try await items.titles(
        of: query.id, of: caller.userID, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { TitleBody($0) }
    },
    .post(
      "/items", permission: .changeOwnItems, summary: "Make an item", status: 201,
      refusals: [ItemRefusal.self, UserLeaving.self],
      answer: { (item: Item) in Reply.created(ItemBody(item), at: "/items/\(item.id)") }
    ) { (caller, input: ItemInput, once) in
      try await items.create(
        title: input.title, for: caller.userID, by: caller.actor, once: once)
    },
    .patch(
      "/items/{id}", permission: .changeOwnItems, summary: "Rename an item",
      refusals: [ItemRefusal.self]
    ) { (caller, input: RenameInput) in
      let item = try await items.rename(
        input.id, to: input.title, of: caller.userID, by: caller.actor,
        precondition: { try input.ifMatch.check(ETag(version: $0)) })
      return ItemBody(item).tagged
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
    case .insufficientFunds:
      Problem(.insufficientFunds, detail: "Your balance does not cover the fee.")
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

/// The path and query of `GET /items/{id}/titles`.
struct TitleQuery: RequestInput {
  let id: Item.ID
  let page: PageRequest<ItemTitle, Int64>

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Item.self))
    page = fields.page("example.titles", by: \.version)
  }
}

/// The body of `POST /items`.
struct ItemInput: RequestInput {
  let title: String

  init(from fields: inout RequestFields) {
    title = fields.body("title", .text(length: 1...200))
  }
}

/// The path, condition and body of `PATCH /items/{id}`.
struct RenameInput: RequestInput {
  let id: Item.ID
  let ifMatch: IfMatch?
  let title: String

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Item.self))
    ifMatch = fields.ifMatch()
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

  /// The body with the version that `If-Match` asks for.
  var tagged: Reply<ItemBody> { Reply.ok(self).etag(ETag(version: item.version)) }
}

/// A title on the wire.
struct TitleBody: ResponseBody {
  let title: ItemTitle

  init(_ title: ItemTitle) {
    self.title = title
  }

  static let shape = Shape<TitleBody>(
    "ExampleTitle", .string("title") { $0.title.title }, .instant("since") { $0.title.since })
}
