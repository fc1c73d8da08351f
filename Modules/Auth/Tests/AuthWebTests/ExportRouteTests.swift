import Auth
import AuthTesting
import ContextKit
import HTTP
import JSON
import Kernel
import KernelTesting
import Ports
import Router
import StorageTesting
import Synchronization
import Testing

@testable import AuthWeb

@Suite struct ExportRouteTests {
  @Test("An export holds the parts of all contexts, whole JSON, as a file that no cache keeps")
  func export() async throws {
    let auth = try await AuthFixture(on: .sqlite)
    let sources: [(String, (any PersonalDataSource)?)] = [
      ("auth", AccountExport(services: auth.services)), ("silent", nil), ("many", Numbers()),
    ]
    let all = AllOffers(
      sources.map { name, source in
        var offers = Offers()
        if let source { offers.personalData.append(source) }
        return ContextOffers(context: name, mount: "/api/\(name)", offers: offers)
      })
    let server = try Server(auth, all: all)
    let ada = await server.register("ada@example.com")
    let token = try ada.text("access_token")
    _ = try await auth.login("ada@example.com")
    let proof = auth.providers.vouch(for: ProvenIdentity(provider: .telegram, subject: "7"))
    guard case .telegram(let data) = proof else { throw NotFound() }
    _ = await server.send(
      .post, "/api/auth/identities/telegram", #"{"init_data":"\#(data)"}"#, token: token)
    let (answer, pieces) = try await fetch(server, token)
    #expect(answer.status == 200)
    #expect(answer.headers["Content-Type"] == "application/json")
    #expect(
      answer.headers["Content-Disposition"] == #"attachment; filename="atrium-2026-01-01.json""#)
    #expect(answer.headers["Cache-Control"] == "no-store")
    let root = try JSONDocument(parsing: pieces.flatMap(\.self)).root
    #expect(root["exported_at"]?.string == "2026-01-01T12:00:00.000Z")
    #expect(root["auth"]?["profile"]?["email"]?.string == "ada@example.com")
    #expect(root["auth"]?["profile"]?["totp_enabled_since"]?.isNull == true)
    #expect(root["auth"]?["sessions"]?.count == 2)
    let identities = root["auth"]?["identities"].map { Array($0.elements) } ?? []
    #expect(identities.map { $0["subject"]?.string } == ["7"])
    let audit = root["auth"]?["audit"].map { Array($0.elements) } ?? []
    #expect(audit.map { $0["action"]?.string } == ["user.link", "user.export"])
    #expect(audit.map { $0["by_yourself"]?.bool } == [true, true])
    #expect(root["silent"] == nil)
    #expect(root["many"]?["numbers"]?.count == 20_000)
    #expect(root["many"]?["none"]?.count == 0)
    // A long export is never in memory as a whole.
    #expect(pieces.count > 5)
    let text = String(decoding: pieces.flatMap(\.self), as: UTF8.self)
    for secret in ["password_hash", "fast$", "family", "hash"] { #expect(!text.contains(secret)) }
  }

  @Test("Who signed in long ago signs in once more first")
  func recent() async throws {
    let server = try await Server()
    let start = await server.register("ada@example.com")
    server.auth.clock.advance(seconds: 3599)
    let refresh = #"{"refresh_token":"\#(try start.text("refresh_token"))"}"#
    let next = await server.send(.post, "/api/auth/refresh", refresh)
    let token = try next.text("access_token")
    #expect(await server.send(.get, "/api/auth/me/export", token: token).status == 200)
    server.auth.clock.advance(seconds: 1)
    let refused = await server.send(.get, "/api/auth/me/export", token: token)
    #expect(refused.status == 403)
    #expect(refused.code == "recent_login_required")
    #expect(await server.send(.get, "/api/auth/me/export").status == 401)
    // Their mailbox tells of each copy that was made.
    let mails = try await server.auth.mailbox.open()
    #expect(mails.map(\.subject) == ["Your data was exported"])
  }

  private func fetch(
    _ server: Server, _ token: String
  ) async throws -> (Answer, pieces: [[UInt8]]) {
    let response = await server.router.respond(
      to: HTTPRequest(
        method: .get, target: "/api/auth/me/export",
        headers: HTTPHeaders([("Authorization", "Bearer \(token)")]), remoteAddress: "192.0.2.1"))
    let collected = Collected()
    if case .stream(let write) = response.body {
      try await write(HTTPBodyWriter { collected.append($0) })
    }
    return (Answer(response), collected.pieces)
  }
}

private final class Collected: Sendable {
  private let held = Mutex<[[UInt8]]>([])
  var pieces: [[UInt8]] { held.withLock { $0 } }
  func append(_ piece: [UInt8]) { held.withLock { $0.append(piece) } }
}

/// A context that keeps much about everybody, and something that nobody has.
private struct Numbers: PersonalDataSource {
  func sections(of user: UserID) -> [PersonalDataSection] {
    [
      .list("numbers") { append in
        for number in 0..<20_000 { try await append(Array(String(number).utf8)) }
      },
      .list("none") { _ in },
    ]
  }
}
