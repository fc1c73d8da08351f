import HTTP
import JSON
import Kernel
import Router
import Testing

@Suite("Refusals are short")
struct ShortRefusalTests {
  private struct Fields: Error, Refusing {
    let count: Int
    var name = "field"
    static let kinds: [ProblemKind] = [.validation]
    var problem: Problem {
      Problem(
        .validation,
        fields: (0..<count).map { FieldError(field: "\(name)\($0)", code: "bad", message: "Bad.") })
    }
  }

  private func failing(_ error: Fields) throws -> Router {
    try router(
      .get("/fail", permission: .anyone, summary: "Fails", refusals: [Fields.self]) {
        _ -> Echo in throw error
      })
  }

  @Test("All fields at fault are named, up to a hundred, and then how many more there are")
  func manyFields() async throws {
    let hundred = try await failing(Fields(count: 100)).ask(.get, "/fail")
    #expect(hundred.faults.count == 100)
    #expect(hundred.json?["detail"]?.string == "100 fields are not valid.")
    let more = try await failing(Fields(count: 2_000)).ask(.get, "/fail")
    #expect(more.faults == hundred.faults)
    #expect(
      more.json?["detail"]?.string == "2000 fields are not valid. 1900 more are not named.")
  }

  @Test("Long names are shortened, and many of them end the list early")
  func longNames() async throws {
    let name = String(repeating: "é", count: 4_000)
    let one = try await failing(Fields(count: 1, name: name)).ask(.get, "/fail")
    #expect(one.bytes.count < 1_000)
    #expect(one.faults == [String(repeating: "é", count: 100) + "… bad"])
    let many = try await failing(Fields(count: 100, name: name)).ask(.get, "/fail")
    #expect(many.bytes.count < 8_192)
    #expect(many.json?["detail"]?.string?.hasSuffix("more are not named.") == true)
  }

  @Test("A query of more fields than there can be is refused as one fault")
  func longQuery() async throws {
    let router = try router(.echo("/", "root"))
    let names = (0...200).map { "n\($0)" }
    let whole = await router.ask(.get, "/?" + names.joined(separator: "&"))
    #expect(whole.status == 422 && whole.faults == ["query too_many"])
    let within = await router.ask(.get, "/?" + names.dropFirst().joined(separator: "&"))
    #expect(within.status == 422 && within.faults.count == 100)
  }

  @Test("So is a form")
  func longForm() async throws {
    let router = try router(
      .post("/notes", permission: .anyone, summary: "Notes", acceptsForm: true) {
        (_, input: NoteInput) in Echo(text: input.note ?? "none")
      })
    let form = [("Content-Type", "application/x-www-form-urlencoded")]
    let names = (0...200).map { "n\($0)" }
    let whole = await router.ask(.post, "/notes", form, body: names.joined(separator: "&"))
    #expect(whole.status == 422 && whole.faults == ["body too_many"])
    let within = names.dropFirst().joined(separator: "&")
    #expect(await router.ask(.post, "/notes", form, body: within).status == 200)
    let twice = names.prefix(100).map { "\($0)&\($0)" }.joined(separator: "&")
    #expect(await router.ask(.post, "/notes", form, body: twice).faults.count == 100)
  }

  @Test("Routes for anybody take 64 KiB unless they say otherwise, others 1 MiB")
  func bodyLimits() async throws {
    let router = try router(
      .post("/open", permission: .anyone, summary: "Notes") { (_, _: NoteInput) in Echo(text: "") },
      .post("/own", permission: .signedIn, summary: "Notes") { (_, _: NoteInput) in Echo(text: "") }
    )
    func status(_ path: String, _ length: Int) async -> Int {
      await router.ask(
        .post, path, [("Authorization", "Bearer ada")],
        body: "{}" + String(repeating: " ", count: length - 2)
      ).status
    }
    #expect(await status("/open", 65_536) == 200)
    #expect(await status("/open", 65_537) == 413)
    #expect(await status("/own", 1 << 20) == 200)
    #expect(await status("/own", 1 << 20 + 1) == 413)
  }
}
