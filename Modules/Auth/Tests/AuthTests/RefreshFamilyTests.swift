import Kernel
import KernelTesting
import Testing

@testable import Auth

/// The chain of refresh tokens, without a store.
@Suite struct RefreshFamilyTests {
  private let random = SeededRandom(seed: 7)
  private let session = SessionID(rawValue: 42)
  private let noon = Instant(milliseconds: 1_767_268_800_000)

  private func use(
    _ token: RefreshToken, of family: RefreshFamily, after milliseconds: Int64 = 0,
    grace: Int64 = 10_000
  ) -> RefreshFamily.Use {
    family.use(
      token, childSecret: random.bytes(32), at: noon.adding(milliseconds: milliseconds),
      grace: grace)
  }

  private func rotate(
    _ token: RefreshToken, of family: RefreshFamily
  ) throws -> (RefreshFamily, RefreshToken) {
    guard case .rotated(let next, let child) = use(token, of: family) else {
      throw Unexpected()
    }
    return (next, child)
  }

  private struct Unexpected: Error {}

  @Test("A token is read from its text as it was written")
  func text() throws {
    let (_, token) = RefreshFamily.start(session, random: random)
    #expect(RefreshToken(token.text) == token)
    #expect(RefreshToken(token.text + "A") == nil)
    #expect(RefreshToken("") == nil)
    #expect(RefreshToken(String(repeating: "A", count: 4096)) == nil)
  }

  @Test("Within the grace the parent gets the same child, to the last millisecond and no longer")
  func grace() throws {
    let (start, first) = RefreshFamily.start(session, random: random)
    let (family, child) = try rotate(first, of: start)
    guard case .repeated(let again) = use(first, of: family, after: 9_999) else {
      throw Unexpected()
    }
    #expect(again == child)
    guard case .reused = use(first, of: family, after: 10_000) else { throw Unexpected() }
  }

  @Test("Without a grace the second use of a token is a reuse")
  func noGrace() throws {
    let (start, first) = RefreshFamily.start(session, random: random)
    let (family, _) = try rotate(first, of: start)
    guard case .reused = use(first, of: family, grace: 0) else { throw Unexpected() }
  }

  @Test("Once the child was used, the grandparent is a reuse even within the grace")
  func grandparent() throws {
    let (start, first) = RefreshFamily.start(session, random: random)
    let (second, child) = try rotate(first, of: start)
    let (third, _) = try rotate(child, of: second)
    guard case .reused = use(first, of: third) else { throw Unexpected() }
    guard case .repeated = use(child, of: third) else { throw Unexpected() }
  }

  @Test("A token that the family never issued is foreign, though it names the session")
  func foreign() throws {
    let (family, _) = RefreshFamily.start(session, random: random)
    let forged = RefreshToken(
      session, secret: random.bytes(32), familyKey: random.bytes(32))
    guard case .foreign = use(forged, of: family) else { throw Unexpected() }
  }

  @Test("What the store keeps holds no usable token")
  func nothingInClear() throws {
    let (start, first) = RefreshFamily.start(session, random: random)
    let (family, child) = try rotate(first, of: start)
    #expect(family.currentHash == child.hash)
    #expect(family.currentHash != child.secret)
    #expect(family.sealedChild?.starts(with: child.secret) == false)
  }
}
