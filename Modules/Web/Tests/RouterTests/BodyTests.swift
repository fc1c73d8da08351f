import HTTP
import Kernel
import JSON
import Router
import Synchronization
import Testing

@Suite("Bodies")
struct BodyTests {
  private func notes(form: Bool = false, limit: Int = 64) throws -> Router {
    try router(
      .post("/notes", permission: .anyone, summary: "Notes", acceptsForm: form, bodyLimit: limit) {
        (_, input: NoteInput) in
        Echo(text: input.note ?? "none")
      },
      .post("/amounts", permission: .anyone, summary: "Amounts") { (_, input: AmountInput) in
        Echo(text: input.amount.description)
      })
  }

  @Test(
    "What is not JSON is 400 and says where",
    arguments: [
      "{", "{\"note\":}", "nope", "{\"note\":\"a\"} x", "{\"note\":\"a\",\"note\":\"b\"}",
      "{'a':1}",
      "\u{FEFF}{}", String(repeating: "[", count: 65),
    ])
  func notJSON(body: String) async throws {
    let answer = try await notes(limit: 1_000).ask(.post, "/notes", body: body)
    #expect(answer.status == 400)
    #expect(answer.code == "bad_json")
    #expect(answer.json?["detail"]?.string?.contains(" at byte ") == true)
  }

  @Test("JSON that is no object is 422", arguments: ["[]", "\"a\"", "null", "1"])
  func notAnObject(body: String) async throws {
    let answer = try await notes().ask(.post, "/notes", body: body)
    #expect(answer.status == 422)
    #expect(answer.faults == ["body wrong_type"])
  }

  @Test("No body is an empty object where nothing is required, and no JSON elsewhere")
  func empty() async throws {
    let notes = try notes()
    #expect(await notes.ask(.post, "/notes").text == #"{"text":"none"}"#)
    #expect(await notes.ask(.post, "/amounts").code == "bad_json")
  }

  @Test(
    "JSON is taken under its own media types and under none",
    arguments: [
      "application/json", "application/json; charset=utf-8", "APPLICATION/JSON;charset=\"UTF-8\"",
      "application/merge-patch+json", "application/json;",
    ])
  func acceptedTypes(type: String) async throws {
    let answer = try await notes().ask(.post, "/notes", [("Content-Type", type)], body: "{}")
    #expect(answer.status == 200)
  }

  @Test(
    "Another media type is 415",
    arguments: [
      "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", "json",
      "application/jsonp", "", "multipart/form-data; boundary=x",
    ])
  func refusedTypes(type: String) async throws {
    let answer = try await notes().ask(.post, "/notes", [("Content-Type", type)], body: "{}")
    #expect(answer.status == 415)
    #expect(answer.code == "unsupported_media_type")
    // What is said to be of it is, though it be nothing.
    let empty = try await notes().ask(.post, "/notes", [("Content-Type", type)])
    #expect(empty.status == 415)
  }

  @Test("An encoded body is 415, but identity is no coding")
  func codings() async throws {
    let notes = try notes()
    #expect(
      await notes.ask(.post, "/notes", [("Content-Encoding", "gzip")], body: "{}").status == 415)
    #expect(
      await notes.ask(.post, "/notes", [("Content-Encoding", "identity")], body: "{}").status == 200
    )
  }

  @Test("A body over the route's limit is 413, the limit itself is not")
  func limits() async throws {
    let notes = try notes(limit: 15)
    #expect(await notes.ask(.post, "/notes", body: #"{"note":"abcd"}"#).status == 200)
    let answer = await notes.ask(.post, "/notes", body: #"{"note":"abcde"}"#)
    #expect(answer.status == 413)
    #expect(answer.code == "payload_too_large")
  }

  @Test("A body that nobody wants has a limit, too, before anything is done")
  func unwanted() async throws {
    let done = Mutex(0)
    let bare = try router(
      .post("/bare", permission: .anyone, summary: "Does", bodyLimit: 8) { _ in
        done.withLock { $0 += 1 }
        return NoContent()
      },
      .raw(.get, "/raw", permission: .anyone, summary: "Page", bodyLimit: 8) { _ in
        HTTPResponse(status: 200)
      },
      .raw(.post, "/upload", permission: .anyone, summary: "Reads itself", bodyLimit: 8) {
        context in
        HTTPResponse(status: 200, body: .bytes(try await context.request.body.collect()))
      })
    #expect(await bare.ask(.post, "/bare", body: "12345678").status == 204)
    let answer = await bare.ask(.post, "/bare", body: "123456789")
    #expect(answer.status == 413)
    #expect(answer.code == "payload_too_large")
    #expect(done.withLock { $0 } == 1)
    #expect(await bare.ask(.get, "/raw", body: "123456789").status == 413)
    #expect(await bare.ask(.post, "/upload", body: "123456789").text == "123456789")
  }

  @Test("A form stands in for JSON where the route says so, under its own names")
  func forms() async throws {
    struct Login: RequestInput {
      let email: String
      let password: String
      init(from fields: inout RequestFields) {
        email = fields.body("email", .string(length: 1...50), form: "username")
        password = fields.body("password", .string(length: 1...50))
      }
    }
    let login = try router(
      .post("/login", permission: .anyone, summary: "Signs in", acceptsForm: true) {
        (_, input: Login) in
        Echo(text: input.email + "|" + input.password)
      })
    let form = [("Content-Type", "application/x-www-form-urlencoded")]
    let good = await login.ask(.post, "/login", form, body: "username=a%40b.c&password=x+y%2B&z=1")
    #expect(good.text == #"{"text":"a@b.c|x y+"}"#)
    let bad = await login.ask(.post, "/login", form, body: "email=a&password=")
    #expect(bad.faults == ["email required", "password too_short"])
    #expect(await login.ask(.post, "/login", form, body: "username=%zz").status == 400)
    let bare = await login.ask(.post, "/login", form, body: "")
    #expect(bare.faults == ["email required", "password required"])
    let twice = await login.ask(.post, "/login", form, body: "username=a&password=x&username=b")
    #expect(twice.faults == ["username repeated"])
    #expect(
      await login.ask(.post, "/login", body: #"{"email":"a","password":"b"}"#).status == 200)
  }
}
