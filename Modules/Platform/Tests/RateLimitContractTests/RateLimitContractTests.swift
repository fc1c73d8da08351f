import Kernel
import PlatformSQL
import Router
import Storage
import StorageTesting
import Testing

/// Servers that limit together, each a limiter of its own on one database.
@Suite("Shared rate limits")
struct RateLimitContractTests {
  private let noon = Instant(milliseconds: 1_767_268_800_000)
  private let caller = RateCaller.user(UserID(rawValue: 7))

  private func servers(_ count: Int, on engine: Engine) async throws -> [RateLimiter] {
    let database = try await engine.migratedDatabase([PlatformSQL.migrations])
    return (0..<count).map { _ in RateLimiter(store: SharedRates(database: database)) }
  }

  /// Sends so many requests at once, in turn to each server.
  /// - Returns: how many passed.
  private func race(
    _ count: Int, _ rule: RateRule, at servers: [RateLimiter], by caller: RateCaller, now: Instant
  ) async -> Int {
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<count {
        let server = servers[number % servers.count]
        group.addTask { await server.take(rule, caller, at: now).isAllowed }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
  }

  @Test("What one server grants another refuses", arguments: Engine.allCases)
  func shared(on engine: Engine) async throws {
    let servers = try await servers(2, on: engine)
    let rule = RateRule(name: "door", limit: 3, seconds: 60)
    var verdicts: [RateVerdict] = []
    for number in 0..<4 { verdicts.append(await servers[number % 2].take(rule, caller, at: noon)) }
    #expect(verdicts.map(\.isAllowed) == [true, true, true, false])
    #expect(verdicts.map(\.remaining) == [2, 1, 0, 0])
    #expect(verdicts.map(\.resetSeconds) == [20, 40, 60, 60])
    #expect(verdicts[3].retryAfterSeconds == 20)
  }

  @Test(
    "What a clock that was an hour ahead left behind refuses nobody", arguments: Engine.allCases)
  func setBack(on engine: Engine) async throws {
    let servers = try await servers(2, on: engine)
    let rule = RateRule(name: "door", limit: 3, seconds: 60)
    let wrong = noon.adding(seconds: 3_600)
    #expect(await race(5, rule, at: [servers[0]], by: caller, now: wrong) == 3)
    #expect(await race(5, rule, at: servers, by: caller, now: noon) == 3)
    #expect(await race(5, rule, at: servers, by: caller, now: noon) == 0)
  }

  @Test(
    "A server that is half a minute behind grants nothing twice, and nobody waits beyond the window",
    arguments: Engine.allCases)
  func behind(on engine: Engine) async throws {
    let servers = try await servers(2, on: engine)
    let rule = RateRule(name: "door", limit: 1, seconds: 60)
    let ahead = noon.adding(seconds: 30)
    #expect(await servers[0].take(rule, caller, at: ahead).isAllowed)
    let verdict = await servers[1].take(rule, caller, at: noon)
    #expect(!verdict.isAllowed)
    #expect(verdict.retryAfterSeconds <= 61)
  }

  @Test("It flows back for all of them, and no further than the limit", arguments: Engine.allCases)
  func flow(on engine: Engine) async throws {
    let servers = try await servers(2, on: engine)
    let rule = RateRule(name: "door", limit: 2, seconds: 20)
    #expect(await race(5, rule, at: [servers[0]], by: caller, now: noon) == 2)
    let later = noon.adding(seconds: 10)
    #expect(await race(5, rule, at: [servers[1]], by: caller, now: later) == 1)
    let muchLater = noon.adding(seconds: 100_000)
    #expect(await race(5, rule, at: servers, by: caller, now: muchLater) == 2)
  }

  @Test(
    "Of 50 requests at once as many pass as the limit says, on however many servers",
    arguments: Engine.allCases, [1, 2, 5])
  func races(on engine: Engine, _ count: Int) async throws {
    let servers = try await servers(count, on: engine)
    let rule = RateRule(name: "door", limit: 10, seconds: 60)
    for round in 0..<3 {
      let caller = RateCaller.user(UserID(rawValue: UInt128(round)))
      #expect(await race(50, rule, at: servers, by: caller, now: noon) == 10)
    }
  }

  @Test(
    "Of a greater limit a twentieth at most is withheld by each server, and nothing is added",
    arguments: Engine.allCases)
  func leases(on engine: Engine) async throws {
    let servers = try await servers(3, on: engine)
    let rule = RateRule(name: "door", limit: 200, seconds: 60)
    let passed = await race(900, rule, at: servers, by: caller, now: noon)
    #expect(passed <= 200)
    #expect(passed >= 200 - 3 * 10)
  }

  @Test("Callers and rules have buckets of their own", arguments: Engine.allCases)
  func apart(on engine: Engine) async throws {
    let servers = try await servers(2, on: engine)
    let rules = [
      RateRule(name: "door", limit: 1, seconds: 60), RateRule(name: "gate", limit: 1, seconds: 60),
      RateRule(name: "door", limit: 2, seconds: 60),
    ]
    for rule in rules {
      for caller in [caller, .user(UserID(rawValue: 8)), .unknown] {
        #expect(await race(4, rule, at: servers, by: caller, now: noon) == rule.limit)
      }
    }
  }

  @Test("Full buckets are forgotten and nobody notices", arguments: Engine.allCases)
  func forgotten(on engine: Engine) async throws {
    let database = try await engine.migratedDatabase([PlatformSQL.migrations])
    let limiter = RateLimiter(store: SharedRates(database: database))
    let rule = RateRule(name: "door", limit: 2, seconds: 20)
    #expect(await race(3, rule, at: [limiter], by: caller, now: noon) == 2)
    let microseconds = noon.milliseconds * 1_000
    #expect(try await RateLimitRows.forgetFull(in: database, at: microseconds + 19_999_999) == 0)
    #expect(try await RateLimitRows.forgetFull(in: database, at: microseconds + 20_000_000) == 1)
    let later = noon.adding(seconds: 20)
    #expect(await race(3, rule, at: [limiter], by: caller, now: later) == 2)
  }

  @Test(
    "Requests that overtake each other, and clocks that differ a little, take nothing from the limit",
    arguments: Engine.allCases)
  func overtaking(on engine: Engine) async throws {
    let servers = try await servers(2, on: engine)
    let rule = RateRule(name: "door", limit: 10, seconds: 60)
    var passed = 0
    for number in 0..<50 {
      let now = noon.adding(milliseconds: Int64(-20 * number))
      if await servers[number % 2].take(rule, caller, at: now).isAllowed { passed += 1 }
    }
    #expect(passed == 10)
    // What came early flows back late: over time no more pass than the limit says.
    for second in 1...600 {
      let now = noon.adding(seconds: Int64(second))
      if await servers[second % 2].take(rule, caller, at: now).isAllowed { passed += 1 }
    }
    #expect((10 + 99...10 + 100).contains(passed), "\(passed)")
  }

  @Test("A server whose clock is behind grants nothing on top", arguments: Engine.allCases)
  func clocks(on engine: Engine) async throws {
    let servers = try await servers(2, on: engine)
    let rule = RateRule(name: "door", limit: 4, seconds: 4)
    #expect(await race(9, rule, at: [servers[0]], by: caller, now: noon) == 4)
    let behind = noon.adding(seconds: -30)
    #expect(await race(9, rule, at: [servers[1]], by: caller, now: behind) == 0)
  }
}
