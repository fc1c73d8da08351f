import HTTP
import Router
import Testing

/// Texts that cost nothing to send and much to compare: one character with very many combining
/// marks, out of order, which Swift sorts whenever it compares or hashes a string by its meaning.
/// Were one of them taken for a string here, its test would run for minutes.
@Suite("Texts made to hold up the loop", .timeLimit(.minutes(30)))
struct HostileTextTests {
  struct Choice: RequestInput {
    let kind: String
    let isLoud: Bool
    let tags: [String]
    init(from fields: inout RequestFields) {
      kind = fields.body("kind", .oneOf(["a", "b"]), form: "a_kind")
      isLoud = fields.body("is_loud", .bool, default: false)
      tags = fields.body(
        "tags", .array(of: .string(length: 1...3), count: 0...3), default: [])
    }
  }

  private static let form = [("Content-Type", "application/x-www-form-urlencoded")]

  /// A letter and marks of two combining classes in turn, `octets` octets in all.
  private static func pile(_ octets: Int, on letter: String = "a") -> String {
    letter + String(repeating: "\u{315}\u{327}", count: octets / 4)
  }

  private func choices() throws -> Router {
    try router(
      .post(
        "/choices", permission: .anyone, summary: "Chooses", acceptsForm: true,
        bodyLimit: Route.defaultBodyLimit
      ) { (_, input: Choice) in Echo(text: input.kind) },
      .put("/things/{id}", permission: .anyone, summary: "Changes") { (_, input: Versioned) in
        Echo(text: "\(input.ifMatch == nil)")
      })
  }

  struct Versioned: RequestInput {
    let ifMatch: IfMatch?
    init(from fields: inout RequestFields) { ifMatch = fields.ifMatch() }
  }

  @Test("A value of JSON that is none of the choices is refused at once")
  func oneOf() async throws {
    let body = "{\"kind\":\"\(Self.pile(900_000))\"}"
    #expect(try await choices().ask(.post, "/choices", body: body).faults == ["kind not_allowed"])
  }

  @Test(
    "A form is refused at once, whichever of its names and values is the pile",
    arguments: [
      ("PILE=1&a_kind=a", [String]()), ("a_kind=PILE", ["kind not_allowed"]),
      ("a_kind=a&is_loud=PILE", ["is_loud wrong_type"]),
      ("a_kind=a&tags=PILE,b", ["tags too_long"]),
    ])
  func forms(body: String, faults: [String]) async throws {
    let body = body.replacing("PILE", with: Self.pile(900_000))
    let answer = try await choices().ask(.post, "/choices", Self.form, body: body)
    #expect(answer.faults == faults)
  }

  @Test("Names that are spelled with other octets are other names")
  func spellings() async throws {
    let answer = try await choices().ask(
      .post, "/choices", Self.form, body: "a_kind=a&\u{E9}=1&e\u{301}=2")
    #expect(answer.status == 200)
  }

  @Test("Very many names that come twice are counted and not looked at")
  func manyRepeatedNames() async throws {
    let names = (0..<60_000).map { "\($0)=&" }.joined()
    let answer = try await choices().ask(.post, "/choices", Self.form, body: names + names)
    #expect(answer.status == 422)
    #expect(answer.faults == ["body too_many"])
  }

  @Test(
    "A header field is refused at once",
    arguments: [
      ("Content-Type", "PILE"), ("Content-Type", "application/json; charset=PILE"),
      ("Authorization", "PILE x"), ("Authorization", "Bearer PILE"),
    ])
  func headers(name: String, value: String) async throws {
    // A thousand requests, because a head is shorter than a body.
    let choices = try choices()
    let value = value.replacing("PILE", with: Self.pile(30_000))
    for _ in 0..<1_000 {
      let answer = await choices.ask(.post, "/choices", [(name, value)], body: #"{"kind":"a"}"#)
      #expect(answer.status == (name == "Content-Type" ? 415 : 200))
    }
  }

  @Test("If-Match is read at once, and matches no other octets than its own")
  func ifMatch() async throws {
    let choices = try choices()
    for value in [Self.pile(30_000, on: "*"), Self.pile(30_000, on: "\""), Self.pile(30_000)] {
      for _ in 0..<300 {
        #expect(await choices.ask(.put, "/things/1", [("If-Match", value)]).status == 422)
      }
    }
    let tags = try #require(IfMatch(parsing: "\"\(Self.pile(30_000, on: "v"))\", \"v1\""))
    for _ in 0..<300 {
      try tags.check(ETag(version: 1))
      #expect(throws: (any Error).self) { try tags.check(ETag(version: 2)) }
    }
  }
}
