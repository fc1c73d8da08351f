import ContextKit
import HTTP
import Kernel
import Ports
import Realtime
import Router
import Testing

/// What contexts are given when they are put together, and what they may hand over.
@Suite struct AssemblingTests {
  private struct Reds: Part {
    static var provides: [any PortKey.Type] { [RedPort.self] }
    var ports: PortValues {
      var ports = PortValues()
      ports[RedPort.self] = "crimson"
      return ports
    }
  }

  private struct Reader: ContextPlugin {
    static let name = "reader"
    static let migrations = Reds.migrations
    static var needs: [any PortKey.Type] { [RedPort.self] }
    static var uses: [any PortKey.Type] { [BluePort.self, GreenPort.self] }
    let red: String
    let blue: String?
    let green: String?

    init(environment: ContextEnvironment) async throws {
      red = try environment.require(RedPort.self)
      blue = try environment.optional(BluePort.self)
      green = try environment.optional(GreenPort.self)
    }
  }

  private struct Nosy: ContextPlugin {
    static let name = "nosy"
    static let migrations = Reds.migrations

    init(environment: ContextEnvironment) async throws {
      _ = try environment.optional(RedPort.self)
    }
  }

  private struct Miser: Part {
    static var provides: [any PortKey.Type] { [BluePort.self] }
  }

  private struct Smuggler: Part {
    var ports: PortValues {
      var ports = PortValues()
      ports[GreenPort.self] = "moss"
      return ports
    }
  }

  @Test("A context has what those before it and the program answer")
  func answers() async throws {
    var given = PortValues()
    given[BluePort.self] = "navy"
    let contexts = try await Workshop().assemble([Reds.self, Reader.self], given: given)
    let reader = try #require(contexts.context(Reader.self)?.plugin)
    #expect(reader.red == "crimson" && reader.blue == "navy" && reader.green == nil)
    #expect(contexts.ports[RedPort.self] == "crimson")
    #expect(contexts.context(Miser.self) == nil)
  }

  @Test("A port that a context does not name is refused, even where somebody answers it")
  func undeclared() async throws {
    let workshop = try await Workshop()
    await #expect(throws: AssemblyError.undeclared(port: "Red", context: "nosy")) {
      try await workshop.assemble([Reds.self, Nosy.self])
    }
  }

  @Test("A context hands over what it says that it provides, and nothing else")
  func honesty() async throws {
    let workshop = try await Workshop()
    await #expect(throws: AssemblyError.withheld(port: "Blue", context: "miser")) {
      try await workshop.assemble([Miser.self])
    }
    await #expect(throws: AssemblyError.unannounced(port: "Green", context: "smuggler")) {
      try await workshop.assemble([Smuggler.self])
    }
  }

  @Test("A needed port that is not there stops the context, whoever put it together")
  func needed() async throws {
    let workshop = try await Workshop()
    await #expect(throws: AssemblyError.self) { try await workshop.assemble([Reader.self]) }
  }

  private struct Chat: ContextPlugin {
    static let name = "chat"
    static let migrations = Reds.migrations
    let sockets: SocketHub

    init(environment: ContextEnvironment) async throws { sockets = environment.sockets }

    var offers: Offers {
      var offers = Offers()
      offers.routes = [sockets.route("/ws", summary: "Talk")]
      return offers
    }
  }

  @Test("A context opens sockets of its own, whenever it is put together")
  func sockets() async throws {
    let workshop = try await Workshop()
    let contexts = try await workshop.assemble([Chat.self])
    workshop.shared.sockets.bind(Doorman())
    let router = try Router(
      routes: contexts.routes, authenticator: nil, clock: workshop.shared.clock,
      ids: workshop.shared.ids)
    let answer = await router.respond(
      to: HTTPRequest(
        target: "/api/chat/ws",
        headers: [
          "Host": "example.com", "Connection": "Upgrade", "Upgrade": "websocket",
          "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
          "Authorization": "Bearer ada",
        ]))
    #expect(answer.status == 101)
  }

  private struct Doorman: SocketAuthenticator {
    func admit(bearer token: String, at now: Instant) async throws -> AdmittedSession {
      let principal = Principal(
        userID: UserID(rawValue: 1), sessionID: SessionID(rawValue: 1), roles: [])
      return AdmittedSession(principal) { principal }
    }

    func onChange(_ told: @escaping @Sendable () -> Void) {}
  }
}
