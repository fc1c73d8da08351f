import AdminResources
import Testing

/// Declarations that no program starts with.
@Suite struct DeclarationTests {
  private let known: Set<String> = ["auth/users", "ajo/wallets"]
  private let fields: [AdminField] = [
    AdminField("id", "Id", .uuid), AdminField("email", "E-mail", .email).personal,
    AdminField("hash", "Hash", .text).secret, AdminField("created_at", "Created", .instant),
    .computed("health", "Health", .text), .user("owner", "Owner", column: "user_id"),
  ]

  private func problems(
    fields: [AdminField]? = nil, columns: [String] = ["id"],
    filters: [AdminResource.Filter] = [], search: AdminResource.Search? = nil,
    sort: AdminResource.Sort = AdminResource.Sort("-id", fields: ["id"]),
    changes: AdminResource.Changes = AdminResource.Changes(), actions: [AdminAction] = [],
    related: [AdminResource.Relation] = []
  ) -> [String] {
    let resource = AdminResource(
      "things", "Thing", plural: "Things", table: "ajo_things", fields: fields ?? self.fields,
      columns: columns, filters: filters, search: search, sort: sort, changes: changes,
      actions: actions, related: related)
    let declared = DeclaredResource("ajo", resource)
    return
      (declared.problems(among: known)
      + declared.problems(indexed: ["id", "email", "user_id", "hash"]))
      .map(\.description)
  }

  @Test("A whole declaration has no problem")
  func whole() {
    #expect(
      problems(
        columns: ["id", "email", "owner", "created_at", "health"],
        filters: [.init("email"), .init("owner")], search: .init(in: ["email"]),
        changes: .init(update: ["email"]),
        related: [.init("wallets", "Wallets", to: "ajo/wallets")]
      ).isEmpty)
    let ordered = fields.map { $0.name == "created_at" ? $0.ordered(by: "id") : $0 }
    #expect(problems(fields: ordered, sort: .init("-created_at", fields: ["created_at"])).isEmpty)
  }

  @Test("A sort or a filter has an index")
  func indexes() {
    #expect(
      problems(sort: .init("-created_at", fields: ["id"]))
        == ["ajo/things: created_at is sorted by and has no index"])
    #expect(
      problems(sort: .init("-id", fields: ["created_at"]))
        == ["ajo/things: created_at is sorted by and has no index"])
    #expect(
      problems(filters: [.init("created_at")])
        == ["ajo/things: created_at is a filter and has no index"])
    #expect(
      problems(filters: [.init("health")])
        == ["ajo/things: health is a filter and is in no column"])
  }

  @Test("A secret is no column, filter or search, sorts nothing and stands in no form")
  func secrets() {
    #expect(problems(columns: ["hash"]) == ["ajo/things: hash is a column and is secret"])
    #expect(problems(filters: [.init("hash")]) == ["ajo/things: hash is a filter and is secret"])
    #expect(
      problems(search: .init(in: ["hash"])) == ["ajo/things: hash is searched and is secret"])
    #expect(
      problems(sort: .init("hash", fields: [])) == ["ajo/things: hash is sorted by and is secret"])
    #expect(
      problems(changes: .init(update: ["hash"]))
        == ["ajo/things: hash is in a form and is secret"])
  }

  @Test("What a declaration names is declared, once, and leads somewhere")
  func names() {
    #expect(problems(columns: ["nothing"]) == ["ajo/things: nothing is a column and is no field"])
    #expect(
      problems(fields: fields + [AdminField("id", "Id", .uuid)])
        == ["ajo/things: id is declared twice"])
    #expect(
      problems(fields: fields + [.ref("room", "Room", to: "booking/rooms")])
        == ["ajo/things: room refers to booking/rooms, which there is not"])
    #expect(
      problems(fields: fields + [AdminField("room", "Room", .ref)])
        == ["ajo/things: room refers to nothing"])
    #expect(
      problems(related: [.init("rooms", "Rooms", to: "booking/rooms")])
        == ["ajo/things: rooms leads to booking/rooms, which there is not"])
    #expect(
      problems(actions: [AdminAction("close", "Close", when: ["state": ["open"]])])
        == ["ajo/things: state decides on an action and is no field"])
    #expect(
      problems(fields: fields + [AdminField("fee", "Fee", .money)])
        == ["ajo/things: fee is an amount without a currency"])
  }
}
