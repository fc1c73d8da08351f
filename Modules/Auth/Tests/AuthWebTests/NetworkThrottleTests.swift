import Auth
import AuthTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import StorageTesting
import Testing

@testable import AuthWeb

/// Whoever has one address of an IPv6 /64 has them all, and is one to every limit.
@Suite struct NetworkThrottleTests {
  private let wrong = #"{"email":"ada@example.com","password":"not the one"}"#
  private let right = #"{"email":"ada@example.com","password":"\#(AuthFixture.password)"}"#

  private func status(_ server: Server, _ body: String, from address: String) async -> Int {
    await server.send(.post, "/api/auth/login", body, from: address).status
  }

  @Test("Guesses from neighbours in a /64 are counted together", arguments: Engine.allCases)
  func guesses(on engine: Engine) async throws {
    let server = try await Server(on: engine)
    _ = await server.register("ada@example.com")
    for number in 0..<10 {
      #expect(await status(server, wrong, from: "2001:db8::\(number)") == 401)
    }
    #expect(await status(server, wrong, from: "2001:db8::ffff:1:2:3") == 429)
    #expect(await status(server, wrong, from: "2001:db8:0:1::1") == 401)
    for number in 1...20 {
      #expect(await status(server, wrong, from: "203.0.113.\(number)") == 401)
    }
  }

  @Test("Wrong API keys from neighbours in a /64 are counted together", arguments: Engine.allCases)
  func keys(on engine: Engine) async throws {
    var settings = AuthSettings()
    settings.throttle.perAddress = 3
    let server = try await Server(on: engine, settings: settings)
    var statuses: [Int] = []
    for address in ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4", "2001:db8:0:1::1"] {
      statuses.append(
        await server.send(.get, "/api/auth/me", token: "atk_x.y", from: address).status)
    }
    #expect(statuses == [401, 401, 401, 429, 401])
  }

  @Test("Mails asked for by neighbours in a /64 are counted together", arguments: Engine.allCases)
  func mails(on engine: Engine) async throws {
    var settings = AuthSettings()
    settings.mails.perAddress = 2
    let server = try await Server(on: engine, settings: settings)
    for number in 1...4 {
      _ = await server.register("user\(number)@example.com")
      _ = await server.send(
        .post, "/api/auth/password/forgot", #"{"email":"user\#(number)@example.com"}"#,
        from: "2001:db8::\(number)")
    }
    #expect(try await server.auth.mailbox.open().count == 2)
  }

  @Test(
    "Where an account was used its neighbours in the /64 are known, and its list shows addresses",
    arguments: Engine.allCases)
  func known(on engine: Engine) async throws {
    var settings = AuthSettings()
    settings.throttle.perAccount = 3
    let server = try await Server(on: engine, settings: settings)
    _ = await server.register("ada@example.com")
    #expect(await status(server, right, from: "2001:db8:1::1") == 200)
    for number in 1...4 { _ = await status(server, wrong, from: "203.0.113.\(number)") }
    #expect(await status(server, right, from: "2001:db8:2::1") == 429)
    let answer = await server.send(
      .post, "/api/auth/login", right, from: "2001:db8:1::2:3")
    #expect(answer.status == 200)
    let list = await server.send(
      .get, "/api/auth/sessions", token: try answer.text("access_token"))
    #expect(
      list.json?["items"]?.elements.compactMap { $0["ip"]?.string }
        == ["2001:db8:1::2:3", "2001:db8:1::1", "192.0.2.1"], "\(list)")
  }
}
