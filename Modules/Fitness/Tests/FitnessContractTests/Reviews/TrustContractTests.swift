import Fitness
import FitnessTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// Whom the house trusts, on every engine.
@Suite struct TrustContractTests {
  @Test(
    "The third rejection within 30 days makes trust low, and all that comes waits",
    arguments: Engine.allCases)
  func third(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let (ada, moderator) = (try fit.user("ada"), try fit.moderator("mo"))
    for day in 1...3 {
      #expect(try await fit.profiles.profile(of: ada).trust == .normal)
      try await fit.reject(fit.total(ada, daysAgo: day, 80_000), by: moderator)
    }
    #expect(try await fit.profiles.profile(of: ada).trust == .low)
    let audited = try await fit.audited("fitness.validation.reject")
    #expect(audited.count == 3 && audited.last?.contains(#""trust":"low""#) == true)
    let little = try await fit.total(ada, daysAgo: 4, 1_000)
    #expect(little.verification == .pending && little.flags == [.lowTrust])

    let admin = try fit.administrator("root")
    let profile = try await fit.trust.set(.normal, of: ada, by: admin)
    #expect(profile.trust == .normal)
    _ = try await fit.trust.set(.normal, of: ada, by: admin)
    #expect(try await fit.audited("fitness.trust.change").count == 1)
    #expect(try await fit.total(ada, daysAgo: 5, 1_000).verification == .verified)
    await #expect(throws: ReviewRefusal.notFound) {
      try await fit.trust.set(.low, of: fit.ids.make(), by: admin)
    }
  }

  @Test(
    "Rejections of long ago and of one record count once or not", arguments: Engine.allCases)
  func longAgo(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let (ada, moderator) = (try fit.user("ada"), try fit.moderator("mo"))
    let admin = try fit.administrator("root")
    try await fit.reject(fit.total(ada, daysAgo: 1, 80_000), by: moderator)
    fit.clock.advance(seconds: 31 * 86_400)
    let record = try await fit.total(ada, daysAgo: 1, 80_000)
    try await fit.reject(record, by: moderator)
    let again = try await fit.reviews.open(record.id, because: "again", by: admin)
    try await fit.reviews.decide(again.validation.id, .reject(reason: "no"), by: moderator)
    #expect(try await fit.profiles.profile(of: ada).trust == .normal)
    try await fit.reject(fit.total(ada, daysAgo: 2, 80_000), by: moderator)
    #expect(try await fit.profiles.profile(of: ada).trust == .normal)
    try await fit.reject(fit.total(ada, daysAgo: 3, 80_000), by: moderator)
    #expect(try await fit.profiles.profile(of: ada).trust == .low)
  }
}
