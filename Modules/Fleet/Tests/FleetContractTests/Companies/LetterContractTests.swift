import Fleet
import FleetSQL
import FleetTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing
import WorkTesting

/// How the codes of invitations wait until they are mailed, on every engine.
@Suite struct LetterContractTests {
  private struct Desk {
    let fleet: FleetFixture
    let store: SQLFleetStore
    let scene: FleetScene
    let mailer = Outbox()
    private let email: EmailAddress

    init(on engine: Engine) async throws {
      fleet = try await FleetFixture(on: engine)
      store = try #require(fleet.store as? SQLFleetStore)
      scene = try await fleet.scene()
      email = try #require(EmailAddress("guest@example.com"))
    }

    func post(_ keyID: String?) -> InvitationPost {
      InvitationPost(
        random: fleet.random, secrets: Turned(keyID: keyID), terms: fleet.terms.source)
    }

    func invite(under keyID: String?) async throws -> MadeInvitation {
      let service = InvitationService(
        store: store, users: fleet.directory, drivers: fleet.drivers, post: post(keyID),
        clock: fleet.time.clock, ids: fleet.ids)
      return try await service.invite(
        email, to: scene.supplier.id, as: .viewer,
        by: FleetCaller(userID: scene.member(.owner, of: .supplier)))
    }

    /// Does the job of an invitation's letter.
    func deliver(_ made: MadeInvitation, under keyID: String?) async throws -> Bool {
      let id = KeptLetter.ID(rawValue: made.invitation.id.rawValue)
      let kept = KeptLetter(
        id: id, code: KeptSecret(octets: [], keyID: nil), endsAt: made.invitation.expiresAt)
      return try await post(keyID).deliver(
        SendInvitation(kept, to: email, from: "Naftal", as: "viewer"), kept: store, by: mailer,
        as: MailID(rawValue: id.rawValue), at: fleet.clock.now())
    }
  }

  @Test("No table has the code but sealed, and the letter has it, once", arguments: Engine.allCases)
  func secrecy(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let made = try await desk.invite(under: "k1")
    let kept = try await desk.store.invitation(made.invitation.id)
    #expect(kept == made.invitation && kept?.codeHash == made.code.hash)
    let pattern = "%\(made.code.text)%"
    #expect(try await desk.fleet.count("platform_jobs WHERE args LIKE \(pattern)") == 0)
    #expect(try await desk.fleet.count("platform_jobs WHERE kind = 'fleet.send_invitation'") == 1)
    #expect(try await desk.fleet.count("platform_audit WHERE after LIKE \(pattern)") == 0)
    let code = Array(made.code.text.utf8)
    #expect(try await desk.fleet.count("fleet_letters WHERE code = \(code)") == 0)

    #expect(try await desk.deliver(made, under: "k1"))
    let mail = try #require(desk.mailer.mails.first)
    #expect(mail.text.contains(made.code.text) && mail.text.contains("Naftal"))
    #expect(mail.text.contains("2026-01-08"))
    #expect(try await desk.fleet.count("fleet_letters") == 0)
    #expect(try await !desk.deliver(made, under: "k1"))
    #expect(desk.mailer.mails.count == 1)
  }

  @Test("Letters that wait are sealed anew with the key, and sent", arguments: Engine.allCases)
  func newKey(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let made = try await desk.invite(under: "k1")
    await #expect(throws: EncryptionKeyMissing.self) {
      try await desk.store.checkLetters(openedBy: Turned(keyID: "k2"))
    }
    await #expect(throws: UnknownEncryptionKey.self) {
      try await desk.deliver(made, under: "k2")
    }
    let both = Turned(keyID: "k2", other: "k1")
    #expect(try await desk.store.resealLetters(by: both) == 1)
    #expect(try await desk.store.resealLetters(by: both) == 0)
    try await desk.store.checkLetters(openedBy: Turned(keyID: "k2"))
    #expect(try await desk.deliver(made, under: "k2"))
    #expect(desk.mailer.mails.first?.text.contains(made.code.text) == true)
  }

  @Test(
    "A letter is of no use once its code has ended, and is forgotten", arguments: Engine.allCases)
  func ended(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let made = try await desk.invite(under: nil)
    desk.fleet.clock.advance(seconds: 7 * 86_400)
    #expect(try await !desk.deliver(made, under: nil))
    desk.fleet.clock.advance(seconds: 1)
    _ = try await desk.invite(under: nil)
    #expect(try await desk.fleet.count("fleet_letters") == 1)
  }
}

/// Keeps mails instead of sending them.
private final class Outbox: Mailer {
  private let sent = Mutex<[Mail]>([])

  var mails: [Mail] { sent.withLock(\.self) }

  func send(_ mail: Mail, as id: MailID) async throws { sent.withLock { $0.append(mail) } }
}

/// Encrypts by turning octets over, each key in its own way.
private struct Turned: SecretKeeper {
  let keyID: String?
  var other: String?

  func knows(_ id: String?) -> Bool { id == nil || id == keyID || id == other }

  func keep(_ secret: [UInt8], at place: String) -> KeptSecret {
    KeptSecret(octets: keyID.map { turn(secret, $0) } ?? secret, keyID: keyID)
  }

  func read(_ kept: KeptSecret, at place: String) throws -> [UInt8] {
    guard let id = kept.keyID else { return kept.octets }
    guard knows(id) else { throw UnknownEncryptionKey(id: id) }
    return turn(kept.octets, id)
  }

  private func turn(_ octets: [UInt8], _ key: String) -> [UInt8] {
    octets.map { $0 ^ 0xA5 ^ (key.utf8.last ?? 0) }
  }
}
