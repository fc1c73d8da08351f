import HTTP
import JSON
import Kernel
import Router
import Testing

@Suite("Queries, lists and cursors")
struct QueryTests {
  struct Row {
    let madeAt = noon
    let id: UserID
  }

  struct ListInput: RequestInput {
    let page: PageRequest<Row, CursorPair<Instant, UserID>>
    let status: String?
    init(from fields: inout RequestFields) {
      page = fields.page("test.things", by: \.madeAt, \.id)
      status = fields.query("status", .oneOf(["open", "closed"]))
    }
  }

  private func list() throws -> Router {
    try router(
      .get("/things", permission: .anyone, summary: "Lists") { (_, input: ListInput) in
        let first = input.page.after.map { $0.second.rawValue + 1 } ?? 0
        let rows = (0..<input.page.rowsToRead).map { Row(id: .init(rawValue: first + UInt128($0))) }
        return input.page.of(rows) { Echo(text: "\($0.id.rawValue)") }
      })
  }

  @Test("A page has 20 items unless told, and a cursor that the next request is taken with")
  func pages() async throws {
    let list = try list()
    let first = await list.ask(.get, "/things")
    #expect(first.json?["items"]?.count == 20)
    let cursor = try #require(first.json?["next_cursor"]?.string)
    let second = await list.ask(.get, "/things?limit=3&cursor=\(cursor)&status=open")
    #expect(second.status == 200)
    #expect(second.json?["items"]?.count == 3)
    #expect(second.json?["items"]?.elements.map { $0["text"]?.string } == ["20", "21", "22"])
  }

  @Test("A cursor holds the keys by which its list is sorted, and is as it always was")
  func keys() async throws {
    let first = try await list().ask(.get, "/things?limit=3")
    let cursor = Cursor(.instant(noon), .id(2)).encoded(for: "test.things")
    #expect(first.json?["next_cursor"]?.string == cursor)
    for foreign in [
      Cursor(.id(2)), Cursor(.id(2), .instant(noon)), Cursor(.instant(noon), .id(2), .id(3)),
    ] {
      let answer = try await list().ask(
        .get, "/things?cursor=" + foreign.encoded(for: "test.things"))
      #expect(answer.faults == ["cursor invalid"])
    }
  }

  @Test("The last page has no cursor")
  func lastPage() {
    let page = PageRequest(list: "l", limit: 2, by: \Echo.text)
      .of([Echo(text: "a"), Echo(text: "b")])
    #expect(page.items.count == 2)
    #expect(page.nextCursor == nil)
  }

  @Test(
    "Bad and unknown query parameters are 422, all at once",
    arguments: [
      ("limit=0", ["limit out_of_range"]), ("limit=101", ["limit out_of_range"]),
      ("limit=abc", ["limit wrong_type"]), ("limit=", ["limit wrong_type"]),
      ("limit=1.5", ["limit wrong_type"]), ("limit=5&limit=6", ["limit repeated"]),
      ("cursor=abc", ["cursor invalid"]), ("sort=name", ["sort unknown_parameter"]),
      (
        "status=odd&x=1&limit=-1",
        ["limit out_of_range", "status not_allowed", "x unknown_parameter"]
      ),
    ])
  func bad(query: String, faults: [String]) async throws {
    let answer = try await list().ask(.get, "/things?" + query)
    #expect(answer.status == 422)
    #expect(answer.faults == faults)
  }

  @Test(
    "A value that is malformed is 422 like any other bad one, beside the others",
    arguments: [
      ("limit=%", ["limit invalid"]), ("limit=%zz", ["limit invalid"]),
      ("cursor=%FF", ["cursor invalid"]),
      ("status=%ff&limit=0", ["status invalid", "limit out_of_range"]),
      ("limit=5&limit=%zz&limit=%", ["limit invalid"]), ("x=%zz", ["x unknown_parameter"]),
      ("cursor=%F&limit=%&x=1", ["cursor invalid", "limit invalid", "x unknown_parameter"]),
    ])
  func malformed(query: String, faults: [String]) async throws {
    let answer = try await list().ask(.get, "/things?" + query)
    #expect(answer.status == 422)
    #expect(answer.faults == faults)
  }

  @Test("One that must be there and is malformed is told of once")
  func malformedRequired() async throws {
    struct Day: RequestInput {
      let day: CivilDate
      init(from fields: inout RequestFields) { day = fields.requiredQuery("day", .date) }
    }
    let days = try router(
      .get("/days", permission: .anyone, summary: "Day") { (_, _: Day) in NoContent() })
    #expect(await days.ask(.get, "/days?day=%").faults == ["day invalid"])
    #expect(await days.ask(.get, "/days").faults == ["day required"])
  }

  @Test("A name that is malformed cannot be told, and is 400", arguments: ["%=1", "limit=1&%ff"])
  func malformedName(query: String) async throws {
    #expect(try await list().ask(.get, "/things?" + query).status == 400)
  }

  @Test("A route that looks at no query minds none", arguments: ["x=1", "verbose", "%ff", "a=%zz"])
  func ignored(query: String) async throws {
    let probe = try router(
      Route.echo("/probe", "up").ignoringQuery(), .echo("/other", "up"))
    #expect(await probe.ask(.get, "/probe?" + query).status == 200)
    #expect(await probe.ask(.get, "/other?" + query).status != 200)
  }

  @Test("An empty query is none")
  func empty() async throws {
    #expect(try await list().ask(.get, "/things?").status == 200)
  }

  @Test("A cursor comes back as it went, whatever its keys")
  func cursors() {
    let cursor = Cursor(
      .integer(-5), .text("Ọ̀ṣun \u{1F30A}"), .id(UInt128.max), .instant(Instant(milliseconds: -1)))
    let kinds = cursor.keys.map(\.kind)
    #expect(Cursor(decoding: cursor.encoded(for: "l"), for: "l", kinds: kinds) == cursor)
  }

  @Test("A cursor of another list, of other keys or with any character changed is none")
  func foreignCursors() {
    let text = Cursor(.integer(1), .text("a")).encoded(for: "l")
    #expect(Cursor(decoding: text, for: "m", kinds: [.integer, .text]) == nil)
    #expect(Cursor(decoding: text, for: "l", kinds: [.integer]) == nil)
    #expect(Cursor(decoding: text, for: "l", kinds: [.integer, .id]) == nil)
    #expect(Cursor(decoding: text + "A", for: "l", kinds: [.integer, .text]) == nil)
    for place in text.indices {
      var changed = text
      changed.replaceSubrange(place...place, with: text[place] == "A" ? "B" : "A")
      #expect(Cursor(decoding: changed, for: "l", kinds: [.integer, .text]) == nil)
    }
  }
}
