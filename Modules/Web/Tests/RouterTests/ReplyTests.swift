import Crypto
import HTTP
import JSON
import Kernel
import Router
import Testing

@Suite("Answers")
struct ReplyTests {
  struct Inner: ResponseBody {
    let date: CivilDate
    static let shape = Shape<Inner>("Inner", .date("date") { $0.date })
  }

  struct Everything: ResponseBody {
    let id: UserID
    let inner: Inner?
    static let shape = Shape<Everything>(
      "Everything", .id("id") { $0.id }, .optionalID("no_id") { _ in UserID?.none },
      .money("balance") { _ in .naira(1_500) }, .optionalMoney("limit") { _ in nil },
      .instant("at") { _ in noon }, .optionalInstant("never") { _ in nil },
      .integer("count") { _ in 3 }, .bool("is_open") { _ in true },
      .string("quoted") { _ in "a\"\\\n" }, .optionalString("gone") { _ in nil },
      .number("distance") { _ in 1.5 }, .strings("roles") { _ in ["a", "b"] },
      .optionalObject("inner") { $0.inner }, .array("list") { [$0.inner].compactMap(\.self) },
      .json("raw") { _ in Array("{\"x\":1}".utf8) },
      .string("secret") { _ in "s" }.when { _ in false })
  }

  @Test("A shape writes its fields in order, nested ones too")
  func shapes() throws {
    let date = try #require(CivilDate("2026-01-31"))
    let value = Everything(id: ada, inner: Inner(date: date))
    #expect(
      String(decoding: Everything.shape.encode(value), as: UTF8.self)
        == #"{"id":"00000000-0000-0000-0000-000000000001","no_id":null,"balance":"1500.00","#
        + #""limit":null,"at":"2026-01-01T12:00:00.000Z","never":null,"count":3,"is_open":true,"#
        + #""quoted":"a\"\\\n","gone":null,"distance":1.5,"roles":["a","b"],"#
        + #""inner":{"date":"2026-01-31"},"list":[{"date":"2026-01-31"}],"raw":{"x":1}}"#)
  }

  @Test("Replies carry their status and header fields")
  func replies() async throws {
    let things = try router(
      .post("/things", permission: .anyone, summary: "Makes", status: 201) { _ in
        Reply.created(Echo(text: "a"), location: "/things/1").etag(ETag(version: 4)).noStore()
      },
      .delete("/things", permission: .anyone, summary: "Removes") { _ in NoContent() },
      .put("/things", permission: .anyone, summary: "Later", status: 202) { _ -> Reply<NoContent> in
        .accepted
      })
    let made = await things.ask(.post, "/things")
    #expect(made.status == 201)
    #expect(made.headers["Location"] == "/things/1")
    #expect(made.headers["ETag"] == "\"v4\"")
    #expect(made.headers["Cache-Control"] == "no-store")
    #expect(made.headers["Content-Type"] == "application/json")
    let removed = await things.ask(.delete, "/things")
    #expect(removed.status == 204)
    #expect(removed.headers["Content-Type"] == nil)
    #expect(await things.ask(.put, "/things").status == 202)
  }

  @Test("A replayed answer has the first one's bytes, whatever its kind, and says so")
  func replays() async throws {
    let bytes = Array(#"{"code":"insufficient_funds"}"#.utf8)
    let things = try router(
      .post("/again", permission: .anyone, summary: "Again") { _ -> Echo in
        throw Replay.answer(
          StoredAnswer(
            status: 409, contentType: ProblemResponse.mediaType, location: nil, body: bytes))
      })
    let answer = await things.ask(.post, "/again")
    #expect(answer.status == 409)
    #expect(answer.bytes == bytes)
    #expect(answer.headers["Idempotency-Replayed"] == "true")
    #expect(answer.headers["Content-Type"] == "application/problem+json")
  }

  @Test(
    "If-Match lets through the versions it names",
    arguments: [
      (nil, 204), ("*", 204), ("\"v2\"", 204), ("\"v1\", \"v2\"", 204), ("\"v1\" ,,\"v2\"", 204),
      ("\"v1\"", 412), ("W/\"v2\"", 412), ("v2", 422), ("\"v2", 422), ("", 422), ("*, \"v2\"", 422),
    ] as [(String?, Int)])
  func ifMatch(field: String?, status: Int) async throws {
    struct Input: RequestInput {
      let condition: IfMatch?
      init(from fields: inout RequestFields) { condition = fields.ifMatch() }
    }
    let things = try router(
      .put("/thing", permission: .anyone, summary: "Replaces") { (_, input: Input) in
        try input.condition.check(ETag(version: 2))
        return NoContent()
      })
    let answer = await things.ask(.put, "/thing", field.map { [("If-Match", $0)] } ?? [])
    #expect(answer.status == status)
  }

  @Test(
    "What a caller has already is not sent again, where the route says so",
    arguments: [
      (nil, 200), ("\"v2\"", 304), ("W/\"v2\"", 304), ("*", 304), ("\"v1\", \"v2\"", 304),
      ("\"v1\"", 200), ("v2", 200), ("", 200),
    ] as [(String?, Int)])
  func ifNoneMatch(field: String?, status: Int) async throws {
    let things = try router(
      .get("/thing", permission: .anyone, summary: "Reads", otherStatuses: [304]) { _ in
        Reply.ok(Echo(text: "x")).etag(ETag(version: 2))
      },
      .get("/always", permission: .anyone, summary: "Reads") { _ in
        Reply.ok(Echo(text: "x")).etag(ETag(version: 2))
      })
    let fields = field.map { [("If-None-Match", $0)] } ?? []
    for method in [HTTPMethod.get, .head] {
      let answer = await things.ask(method, "/thing", fields)
      #expect(answer.status == status)
      #expect(answer.headers["ETag"] == "\"v2\"")
      #expect((answer.headers["Content-Type"] == nil) == (status == 304))
      if status == 304 { #expect(answer.bytes.isEmpty) }
    }
    #expect(await things.ask(.get, "/always", fields).status == 200)
  }

  @Test("If-Match on several lines is one list")
  func ifMatchLines() async throws {
    #expect(IfMatch(parsing: "\"a\", W/\"b\"") == .tags([ETag("a"), ETag("b", isWeak: true)]))
  }
}
