import Example
import Kernel
import Ports
import Router

/// What Example keeps about a person, for them to take away: all of it, page by page.
struct ItemExport: PersonalDataSource {
  let items: ItemService
  private static let page = 200

  func sections(of user: UserID) -> [PersonalDataSection] {
    [
      .list("items") { append in
        try await forEach(of: user) { try await append(ItemBody.shape.encode(ItemBody($0))) }
      },
      .list("titles") { append in
        try await forEach(of: user) { item in
          var before: Int64?
          repeat {
            let titles = try await items.titles(
              of: item.id, of: user, before: before, limit: Self.page)
            for title in titles {
              try await append(TitleBody.shape.encode(TitleBody(title)))
            }
            before = titles.count == Self.page ? titles.last?.version : nil
          } while before != nil
        }
      },
    ]
  }

  private func forEach(of user: UserID, _ body: (Item) async throws -> Void) async throws {
    var before: Item.ID?
    repeat {
      let found = try await items.items(of: user, before: before, limit: Self.page)
      for item in found { try await body(item) }
      before = found.count == Self.page ? found.last?.id : nil
    } while before != nil
  }
}
