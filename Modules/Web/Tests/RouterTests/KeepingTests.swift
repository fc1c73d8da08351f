import HTTP
import Kernel
import Router
import Testing

@Suite("What may be kept of answers")
struct KeepingTests {
  private static let token = [("Authorization", "Bearer ada")]

  private func site() throws -> Router {
    try router(
      .get("/own", permission: .signedIn, summary: "Own") { _ in Echo(text: "own") },
      .get("/versioned", permission: .signedIn, summary: "Own") { _ in
        Reply.ok(Echo(text: "own")).etag(ETag(version: 1))
      },
      .get("/said", permission: .signedIn, summary: "Own") { _ in
        Reply.ok(Echo(text: "own")).header("Cache-Control", "private, max-age=5")
      },
      .delete("/own", permission: .signedIn, summary: "Own") { _ in NoContent() },
      .raw(.get, "/file", permission: .signedIn, summary: "Own", mediaTypes: ["text/plain"]) {
        (_: Caller) in HTTPResponse(body: .bytes([0x61]))
      },
      .get("/open", permission: .anyone, summary: "Open") { _ in Echo(text: "open") },
      .post("/open", permission: .anyone, summary: "Open") { _ in Echo(text: "a token, perhaps") },
      .get("/cookie", permission: .anyone, summary: "Open") { _ in
        Reply.ok(Echo(text: "open")).header("Set-Cookie", "a=b")
      })
  }

  @Test(
    "What is somebody's own is kept nowhere, or asked about where it has a version",
    arguments: [
      (HTTPMethod.get, "/own", "no-store"), (.head, "/own", "no-store"),
      (.get, "/versioned", "private, no-cache"), (.get, "/said", "private, max-age=5"),
      (.delete, "/own", "no-store"), (.get, "/file", "no-store"), (.get, "/open", "no-store"),
      (.post, "/open", "no-store"), (.get, "/cookie", "no-store"), (.get, "/own?x", "no-store"),
    ])
  func personal(method: HTTPMethod, target: String, expected: String) async throws {
    let answer = try await site().ask(method, target, Self.token)
    #expect(answer.headers.values("Cache-Control") == [expected])
  }

  @Test("What strangers get may be kept, unless it follows a change or sets a cookie")
  func open() async throws {
    let site = try site()
    #expect(await site.ask(.get, "/open").headers["Cache-Control"] == nil)
    #expect(await site.ask(.post, "/open").headers["Cache-Control"] == "no-store")
    #expect(await site.ask(.get, "/cookie").headers["Cache-Control"] == "no-store")
    #expect(await site.ask(.get, "/own").headers["Cache-Control"] == "no-store")
  }
}
