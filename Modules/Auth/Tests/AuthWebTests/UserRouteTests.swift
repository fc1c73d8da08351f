import Auth
import AuthTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import StorageTesting
import Testing

@testable import AuthWeb

@Suite struct UserRouteTests {
  @Test("A patch changes what is there, clears what is null, and heeds the version")
  func patch() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    let me = await server.send(.get, "/api/auth/me", token: token)
    let tag = try #require(me.headers["ETag"])
    let patched = await server.send(
      .patch, "/api/auth/me", #"{"phone_number":"+234 803 123 4567","date_of_birth":"1990-02-28"}"#,
      token: token, headers: [("If-Match", tag)])
    #expect(patched.status == 200, "\(patched)")
    #expect(patched.json?["date_of_birth"]?.string == "1990-02-28")
    #expect(patched.headers["ETag"] != tag)
    let stale = await server.send(
      .patch, "/api/auth/me", #"{"name":"X"}"#, token: token, headers: [("If-Match", tag)])
    #expect(stale.status == 412)
    let cleared = await server.send(
      .patch, "/api/auth/me", #"{"phone_number":null}"#, token: token,
      headers: [("If-Match", #""other", *"#)])
    #expect(cleared.status == 422)
    let any = await server.send(
      .patch, "/api/auth/me", #"{"phone_number":null}"#, token: token,
      headers: [("If-Match", "*")])
    #expect(any.json?["phone_number"]?.isNull == true)
    #expect(any.json?["date_of_birth"]?.string == "1990-02-28")
    let bad = await server.send(
      .patch, "/api/auth/me", #"{"name":null,"date_of_birth":"2990-01-01"}"#, token: token)
    #expect(bad.status == 422)
  }

  @Test("Whose account is gone is not signed in any more")
  func gone() async throws {
    let server = try await Server()
    let now = server.auth.clock.now()
    let token = try await server.tokens.issue(
      AccessClaims(
        userID: UserID(rawValue: 7), sessionID: SessionID(rawValue: 8), roles: [.user], epoch: 0,
        issuedAt: now, expiresAt: now.adding(seconds: 900)))
    let password = AuthFixture.password
    for (method, path, body) in [
      (.get, "me", nil), (.patch, "me", #"{"name":"X"}"#),
      (.delete, "me", #"{"password":"\#(password)"}"#),
      (
        .post, "password/change",
        #"{"current_password":"\#(password)","new_password":"another 1 horse"}"#
      ),
      (.post, "totp/setup", #"{"password":"\#(password)"}"#),
      (.post, "pin", #"{"pin":"4711","password":"\#(password)"}"#),
      (.post, "email/verify/request", nil),
    ] as [(HTTPMethod, String, String?)] {
      let answer = await server.send(method, "/api/auth/\(path)", body, token: token)
      #expect(answer.status == 401 && answer.code == "unauthorized", "\(path): \(answer)")
    }
  }

  @Test("An administrator changes the version that they have seen, and no other")
  func administeredVersion() async throws {
    let server = try await Server()
    let ada = try #require(await server.register("ada@example.com").json?["user"]?["id"]?.string)
    let root = try await server.admin()
    for (action, body) in [
      ("verify", nil), ("roles", #"{"roles":["support"]}"#), ("block", "{}"), ("unblock", nil),
    ] as [(String, String?)] {
      let seen = try #require(
        await server.send(.get, "/api/users/\(ada)", token: root).headers["ETag"])
      func put(_ tag: String) async -> Answer {
        await server.send(
          .put, "/api/users/\(ada)/\(action)", body, token: root, headers: [("If-Match", tag)])
      }
      #expect(await put(#""v0""#).status == 412, "\(action)")
      #expect(await server.send(.get, "/api/users/\(ada)", token: root).headers["ETag"] == seen)
      #expect(await put(seen).status == 200, "\(action)")
      #expect(await put(seen).status == 412, "\(action)")
    }
  }

  @Test("Another's account and no account look the same, and an administrator sees both")
  func foreign() async throws {
    let server = try await Server()
    let ada = await server.register("ada@example.com")
    let token = try await server.register("eve@example.com").text("access_token")
    let id = try #require(ada.json?["user"]?["id"]?.string)
    let unknown = "01890a5d-ac96-774b-bcce-b302099a8057"
    for (method, body) in [
      ("GET", nil), ("PATCH", #"{"name":"X"}"#), ("PUT", #"{"name":"X"}"#), ("DELETE", nil),
    ] {
      let headers = [("X-Request-Id", "same")]
      let other = await server.send(
        .init(rawValue: method), "/api/users/\(id)", body, token: token, headers: headers)
      let none = await server.send(
        .init(rawValue: method), "/api/users/\(unknown)", body, token: token, headers: headers)
      #expect(other.status == 404, "\(method)")
      #expect(other.body == none.body)
    }
    #expect(await server.send(.get, "/api/users", token: token).status == 403)
    let admin = try await server.admin()
    #expect(await server.send(.get, "/api/users/\(id)", token: admin).status == 200)
    #expect(await server.send(.get, "/api/users/\(unknown)", token: admin).status == 404)
  }

  @Test("An administrator blocks, unblocks, verifies and gives roles")
  func administration() async throws {
    let server = try await Server()
    let ada = await server.register("ada@example.com")
    let id = try #require(ada.json?["user"]?["id"]?.string)
    let token = try ada.text("access_token")
    let admin = try await server.admin()
    let verified = await server.send(.put, "/api/users/\(id)/verify", token: admin)
    #expect(verified.json?["is_verified"]?.bool == true)
    let roles = await server.send(
      .put, "/api/users/\(id)/roles", #"{"roles":["admin","fleet:driver"]}"#, token: admin)
    #expect(roles.json?["role"]?.string == "admin")
    // The old token has the new role already.
    #expect(await server.send(.get, "/api/users", token: token).status == 200)
    let nonsense = await server.send(
      .put, "/api/users/\(id)/roles", #"{"roles":["superuser"]}"#, token: admin)
    #expect(nonsense.status == 422)
    #expect(nonsense.badFields == ["roles[0]"])
    let blocked = await server.send(
      .put, "/api/users/\(id)/block", #"{"reason":"spam"}"#, token: admin)
    #expect(blocked.json?["status"]?.string == "blocked")
    #expect(await server.send(.get, "/api/auth/me", token: token).status == 401)
    let login = #"{"email":"ada@example.com","password":"\#(AuthFixture.password)"}"#
    let refused = await server.send(.post, "/api/auth/login", login)
    #expect(refused.status == 403)
    #expect(refused.code == "blocked")
    #expect(await server.send(.put, "/api/users/\(id)/unblock", token: admin).status == 200)
    #expect(await server.send(.post, "/api/auth/login", login).status == 200)
  }

  @Test("Users are listed in pages, and unknown filters are refused")
  func list() async throws {
    let server = try await Server()
    for name in ["ada", "bola", "chi"] { _ = await server.register("\(name)@example.com") }
    let admin = try await server.admin()
    var emails: [String] = []
    var cursor = ""
    repeat {
      let page = await server.send(
        .get, "/api/users?limit=2&email=%40example.com\(cursor)", token: admin)
      emails += page.json?["items"]?.elements.compactMap { $0["email"]?.string } ?? []
      cursor = page.json?["next_cursor"]?.string.map { "&cursor=\($0)" } ?? ""
    } while !cursor.isEmpty
    #expect(
      emails == ["root@example.com", "chi@example.com", "bola@example.com", "ada@example.com"])
    for query in ["color=red", "limit=0", "limit=101", "cursor=x", "status=gone"] {
      #expect(
        await server.send(.get, "/api/users?\(query)", token: admin).status == 422, "\(query)")
    }
  }

  @Test("Sessions are listed with the present one marked, and end one by one or all others")
  func sessions() async throws {
    let server = try await Server()
    let first = try await server.register("ada@example.com").text("access_token")
    let login = #"{"email":"ada@example.com","password":"\#(AuthFixture.password)"}"#
    let second = try await server.send(.post, "/api/auth/login", login).text("access_token")
    _ = await server.send(.post, "/api/auth/login", login)
    let list = await server.send(.get, "/api/auth/sessions", token: first)
    let items = list.json?["items"].map { Array($0.elements) } ?? []
    #expect(items.map { $0["current"]?.bool } == [false, false, true])
    #expect(items.first?["ip"]?.string == "192.0.2.1")
    let id = try #require(items[1]["id"]?.string)
    #expect(await server.send(.delete, "/api/auth/sessions/\(id)", token: first).status == 204)
    #expect(await server.send(.delete, "/api/auth/sessions/\(id)", token: first).status == 404)
    #expect(await server.send(.get, "/api/auth/me", token: second).status == 401)
    #expect(await server.send(.delete, "/api/auth/sessions", token: first).status == 204)
    let rest = await server.send(.get, "/api/auth/sessions", token: first)
    #expect(rest.json?["items"]?.count == 1)
  }

  @Test(
    "A session is read alone, and ended in the version that was seen", arguments: Engine.allCases)
  func sessionVersions(on engine: Engine) async throws {
    let server = try await Server(on: engine)
    let first = try await server.register("ada@example.com").text("access_token")
    let login = #"{"email":"ada@example.com","password":"\#(AuthFixture.password)"}"#
    let other = await server.send(.post, "/api/auth/login", login)
    let eve = try await server.register("eve@example.com").text("access_token")
    let list = await server.send(.get, "/api/auth/sessions", token: first)
    let listed = try #require(list.json?["items"]?.elements.first { _ in true })
    let place = "/api/auth/sessions/\(try #require(listed["id"]?.string))"
    let read = await server.send(.get, place, token: first)
    #expect(read.status == 200 && read.json?["user_agent"]?.isNull == true, "\(read)")
    #expect(read.json?["current"]?.bool == false)
    let tag = try #require(read.headers["ETag"])
    #expect(await server.send(.get, place, token: eve).status == 404)

    // Whoever refreshes it is there now.
    server.auth.clock.advance(seconds: 60)
    let refreshed = await server.send(
      .post, "/api/auth/refresh", #"{"refresh_token":"\#(try other.text("refresh_token"))"}"#)
    #expect(refreshed.status == 200, "\(refreshed)")
    for stale in [tag, "\"x\"", "W/\(tag)"] {
      let refused = await server.send(
        .delete, place, token: first, headers: [("If-Match", stale)])
      #expect(refused.status == 412, "\(stale): \(refused)")
    }
    let foreign = await server.send(.delete, place, token: eve, headers: [("If-Match", "*")])
    #expect(foreign.status == 404)
    let next = try #require(await server.send(.get, place, token: first).headers["ETag"])
    let ended = await server.send(
      .delete, place, token: first, headers: [("If-Match", "\"x\", \(next)")])
    #expect(ended.status == 204, "\(ended)")
    #expect(await server.send(.get, place, token: first).status == 404)
  }

  @Test("An account is given up with its password only")
  func deletion() async throws {
    let server = try await Server()
    let ada = await server.register("ada@example.com")
    let token = try ada.text("access_token")
    let wrong = await server.send(
      .delete, "/api/auth/me", #"{"password":"not the one"}"#, token: token)
    #expect(wrong.status == 403)
    #expect(wrong.code == "wrong_password")
    let id = try #require(ada.json?["user"]?["id"]?.string)
    #expect(await server.send(.delete, "/api/users/\(id)", token: token).status == 422)
    let done = await server.send(
      .delete, "/api/auth/me", #"{"password":"\#(AuthFixture.password)"}"#, token: token)
    #expect(done.status == 204)
    #expect(await server.send(.get, "/api/auth/me", token: token).status == 401)
    let admin = try await server.admin()
    #expect(await server.send(.get, "/api/users/\(id)", token: admin).status == 404)
    #expect(await server.register("ada@example.com").status == 201)
  }

  @Test("The password is changed with the present one only, and other sessions end")
  func passwordChange() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    let common = await server.send(
      .post, "/api/auth/password/change",
      #"{"current_password":"\#(AuthFixture.password)","new_password":"qwerty123"}"#, token: token)
    #expect(common.badFields == ["new_password"])
    let wrong = await server.send(
      .post, "/api/auth/password/change",
      #"{"current_password":"not the one","new_password":"a quite other one"}"#, token: token)
    #expect(wrong.status == 403)
    let done = await server.send(
      .post, "/api/auth/password/change",
      #"{"current_password":"\#(AuthFixture.password)","new_password":"a quite other one"}"#,
      token: token)
    #expect(done.status == 204)
    #expect(await server.send(.get, "/api/auth/me", token: token).status == 200)
  }
}
