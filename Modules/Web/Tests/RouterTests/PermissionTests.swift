import HTTP
import JSON
import Kernel
import KernelTesting
@testable import Router
import Testing

@Suite("Permissions")
struct PermissionTests {
  private func doors() throws -> Router {
    try router(
      .get("/open", permission: .anyone, summary: "Open") { context in
        Echo(text: context.principal.map { "\($0.userID)" } ?? "nobody")
      },
      .get("/mine", permission: .signedIn, summary: "Mine") { caller in
        Echo(text: "\(caller.userID)")
      },
      .post(
        "/admin", permission: Permission("test.admin", .anyRole([.admin, .support]), keys: true),
        summary: "A"
      ) { (_, input: AmountInput) in NoContent() })
  }

  private func bearer(_ token: String) -> [(String, String)] {
    [("Authorization", "Bearer \(token)")]
  }

  @Test("Without a token a closed route is 401 and says how to sign in")
  func missing() async throws {
    let answer = try await doors().ask(.get, "/mine")
    #expect(answer.status == 401)
    #expect(answer.code == "unauthorized")
    #expect(answer.headers["WWW-Authenticate"] == "Bearer")
  }

  @Test(
    "A token that is not one is 401",
    arguments: ["Bearer wrong", "Bearer ", "Bearer", "Basic YWRh", "ada", "Bearer a b", ""])
  func bad(field: String) async throws {
    let answer = try await doors().ask(.get, "/mine", [("Authorization", field)])
    #expect(answer.status == 401)
    #expect(answer.headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
  }

  @Test("A good token opens the route, the scheme in either case")
  func good() async throws {
    let doors = try doors()
    #expect(await doors.ask(.get, "/mine", bearer("ada")).text == "{\"text\":\"\(ada)\"}")
    #expect(await doors.ask(.get, "/mine", [("Authorization", "bearer ada")]).status == 200)
  }

  @Test("A public route knows the caller, and a bad token does not close it")
  func open() async throws {
    let doors = try doors()
    #expect(await doors.ask(.get, "/open", bearer("ada")).text == "{\"text\":\"\(ada)\"}")
    #expect(await doors.ask(.get, "/open", bearer("wrong")).text == #"{"text":"nobody"}"#)
    #expect(await doors.ask(.get, "/open", bearer("away")).text == #"{"text":"nobody"}"#)
  }

  @Test("Without the role it is 403, and the body is not looked at before")
  func roles() async throws {
    let doors = try doors()
    let refused = await doors.ask(.post, "/admin", bearer("ada"), body: "not json")
    #expect(refused.status == 403)
    #expect(refused.code == "forbidden")
    #expect(await doors.ask(.post, "/admin", body: "not json").status == 401)
    #expect(await doors.ask(.post, "/admin", bearer("root"), body: "not json").status == 400)
    #expect(await doors.ask(.post, "/admin", bearer("root"), body: #"{"amount":1}"#).status == 204)
  }

  @Test("Where tokens cannot be checked now, it is 503 and says when")
  func away() async throws {
    let answer = try await doors().ask(.get, "/mine", bearer("away"))
    #expect(answer.status == 503)
    #expect(answer.headers["Retry-After"] == "7")
  }

  @Test("Two tokens are 400")
  func twice() async throws {
    #expect(try await doors().ask(.get, "/mine", bearer("ada") + bearer("root")).status == 400)
  }

  @Test("A token is visible ASCII; anything else is noticed wherever it stands")
  func visible() {
    for length in 1...20 {
      for place in 0..<length {
        for octet in UInt8.min...UInt8.max {
          var text = [UInt8](repeating: UInt8(ascii: "~"), count: length)
          text[place] = octet
          let isVisible = text.withUnsafeBytes { BearerToken.isVisible($0) }
          #expect(isVisible == (octet > 0x20 && octet < 0x7F))
        }
      }
    }
  }

  @Test("Who is known is not asked for again; of anybody else the authenticator is asked")
  func known() async throws {
    struct Memory: Authenticator {
      func knownPrincipal(bearer token: String, at now: Instant) -> Principal? {
        guard token == "ada" else { return nil }
        return Principal(userID: ada, sessionID: .init(rawValue: 2), roles: [.user])
      }

      func principal(bearer token: String, at now: Instant) async throws -> Principal {
        throw Problem(.unauthorized, detail: "Asked for \(token).")
      }
    }
    let mine = Route.get("/mine", permission: .signedIn, summary: "Mine") { caller in
      Echo(text: "\(caller.userID)")
    }
    let router = try Router(
      routes: [mine], authenticator: Memory(), clock: FixedClock(noon), ids: SeededIDs())
    #expect(await router.ask(.get, "/mine", bearer("ada")).text == "{\"text\":\"\(ada)\"}")
    let other = await router.ask(.get, "/mine", bearer("bola"))
    #expect(other.status == 401)
    #expect(other.json?["detail"]?.string == "Asked for bola.")
  }
}
