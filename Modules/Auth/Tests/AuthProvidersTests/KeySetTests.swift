import AuthProviders
import AuthTesting
import Crypto
import Kernel
import KernelTesting
import Synchronization
import Testing

@Suite struct KeySetTests {
  private let clock = FixedClock(noon)
  private let rsa = JWT.ForeignKeyName(algorithm: "RS256", kid: "r")
  private let ec = JWT.ForeignKeyName(algorithm: "ES256", kid: "e")

  private func stranger(_ number: Int) -> JWT.ForeignKeyName {
    JWT.ForeignKeyName(algorithm: "RS256", kid: "made up \(number)")
  }

  @Test(
    "Keys are kept as long as the issuer says, but a minute at least and a day at most",
    arguments: [(nil, 3_600), (7_200, 7_200), (0, 60), (1, 60), (1_000_000, 86_400)]
      as [(Int64?, Int64)])
  func freshness(_ maxAge: Int64?, _ kept: Int64) async throws {
    let source = ScriptedSource([Keys.ec], maxAge: maxAge)
    let keys = KeySet(source: source, clock: clock)
    #expect(try await keys.key(ec) != nil)
    clock.advance(seconds: kept - 1)
    #expect(try await keys.key(ec) != nil)
    #expect(source.readings == 1)
    clock.advance(seconds: 1)
    #expect(try await keys.key(ec) != nil)
    #expect(source.readings == 2)
  }

  @Test("A key that was published a moment ago is found, and one that was withdrawn is gone")
  func rotation() async throws {
    let source = ScriptedSource([Keys.ec])
    let keys = KeySet(source: source, clock: clock)
    #expect(try await keys.key(ec) != nil)
    source.publish([Keys.rsa])
    #expect(try await keys.key(rsa) != nil)
    #expect(try await keys.key(ec) == nil)
  }

  @Test("A key serves its own algorithm alone")
  func algorithm() async throws {
    let keys = KeySet(source: ScriptedSource([Keys.ec]), clock: clock)
    #expect(try await keys.key(JWT.ForeignKeyName(algorithm: "RS256", kid: "e")) == nil)
  }

  @Test("Made-up names have the keys read again four times a minute, and no more")
  func strangers() async throws {
    let source = ScriptedSource([Keys.ec])
    let keys = KeySet(source: source, clock: clock)
    _ = try await keys.key(ec)
    for number in 0..<20 { #expect(try await keys.key(stranger(number)) == nil) }
    #expect(source.readings == 5)
    clock.advance(seconds: 60)
    #expect(try await keys.key(stranger(20)) == nil)
    #expect(source.readings == 6)
  }

  @Test("While the issuer is down its keys are used beyond their time, for a day")
  func stale() async throws {
    let source = ScriptedSource([Keys.ec], maxAge: 600)
    let keys = KeySet(source: source, clock: clock)
    _ = try await keys.key(ec)
    source.goDown()
    clock.advance(seconds: 600)
    for _ in 0..<3 { #expect(try await keys.key(ec) != nil) }
    #expect(source.readings == 2)
    clock.advance(seconds: 86_399)
    #expect(try await keys.key(ec) != nil)
    clock.advance(seconds: 1)
    await #expect(throws: KeySet.Unavailable.self) { try await keys.key(ec) }
    source.publish([Keys.ec])
    clock.advance(seconds: 5)
    #expect(try await keys.key(ec) != nil)
  }

  @Test("An issuer that was never reached is asked every five seconds at most")
  func unreachable() async throws {
    let source = ScriptedSource()
    let complaints = Mutex(0)
    let keys = KeySet(source: source, clock: clock) { _ in complaints.withLock { $0 += 1 } }
    let first = await #expect(throws: KeySet.Unavailable.self) { try await keys.key(ec) }
    #expect(first?.retryAfter == 5)
    clock.advance(seconds: 4)
    let second = await #expect(throws: KeySet.Unavailable.self) { try await keys.key(ec) }
    #expect(second?.retryAfter == 1)
    #expect(source.readings == 1)
    #expect(complaints.withLock { $0 } == 1)
    source.publish([Keys.ec])
    clock.advance(seconds: 1)
    #expect(try await keys.key(ec) != nil)
  }

  @Test("Many who come at once wait for one reading")
  func together() async throws {
    let source = ScriptedSource([Keys.ec])
    let (gate, opening) = AsyncStream<Void>.makeStream()
    source.wait(for: gate)
    let keys = KeySet(source: source, clock: clock)
    let arrivals = Arrivals()
    let name = ec
    let found = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<20 {
        group.addTask {
          if arrivals.count() == 20 { opening.finish() }
          return (try? await keys.key(name)) != nil
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(found == 20)
    #expect(source.readings == 1)
  }

  @Test(
    "What holds no key that is strong enough and of use is no document of keys",
    arguments: [
      "", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[]}"#, #"{"keys":[7,null,"r"]}"#,
      #"{"keys":[{"kty":"oct","kid":"r","k":"AAAA"}]}"#,
      IssuerKey.document([.rsa(kid: "r", bits: 1024)]),
      IssuerKey.document([Keys.rsa]).replacing(#""use":"sig""#, with: #""use":"enc""#),
      IssuerKey.document([Keys.rsa]).replacing("RS256", with: "PS256"),
      IssuerKey.document([Keys.ec]).replacing("P-256", with: "P-384"),
      IssuerKey.document([Keys.ec]).replacing(#""x":""#, with: #""x":"AA"#),
    ])
  func unusable(_ document: String) async throws {
    let source = ScriptedSource()
    source.publish(document)
    let keys = KeySet(source: source, clock: clock)
    await #expect(throws: KeySet.Unavailable.self) { try await keys.key(rsa) }
  }

  @Test("Keys that cannot be used do not spoil those beside them")
  func mixed() async throws {
    let source = ScriptedSource()
    source.publish(
      #"{"keys":[{"kty":"OKP","kid":"o"},\#(IssuerKey.rsa(kid: "w", bits: 1024).published),"#
        + "\(Keys.ec.published)]}")
    let keys = KeySet(source: source, clock: clock)
    #expect(try await keys.key(ec) != nil)
    #expect(try await keys.key(JWT.ForeignKeyName(algorithm: "RS256", kid: "w")) == nil)
  }
}

/// Counts who has come.
private final class Arrivals: Sendable {
  private let arrived = Mutex(0)

  func count() -> Int {
    arrived.withLock { arrived in
      arrived += 1
      return arrived
    }
  }
}
