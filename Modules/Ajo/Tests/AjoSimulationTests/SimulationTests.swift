import Glibc
import Kernel
import StorageTesting
import Testing

private func setting(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}

/// Random courses of everything that Ajo does with money, beside a model of it. With `ATRIUM_SEED`
/// `known` takes one again, as long as `ATRIUM_STEPS` says. The suite takes the same ones each time,
/// so that what it says of a change is about the change; `ATRIUM_TEST_SIMULATED` has `long` try new
/// ones for so many seconds an engine (`Scripts/check-circles-simulated`).
@Suite struct SimulationTests {
  private static let steps = setting("ATRIUM_STEPS").flatMap { Int($0) }
  private static let seeds: [UInt64] =
    setting("ATRIUM_SEED").flatMap { UInt64($0) }.map { [$0] } ?? [1, 2, 3]
  private static let seconds = setting("ATRIUM_TEST_SIMULATED").flatMap { Int64($0) }

  @Test(
    "Whatever happens, and whatever goes wrong meanwhile, all money is where a simple model says",
    arguments: Engine.allCases)
  func known(on engine: Engine) async throws {
    for seed in Self.seeds {
      try await take(seed, on: engine, steps: Self.steps ?? 500)
    }
  }

  @Test(
    "So it is in courses that nobody has tried before, for as long as one likes to look on",
    .enabled(if: seconds != nil), arguments: Engine.allCases)
  func long(on engine: Engine) async throws {
    let clock = SystemClock()
    let end = clock.now().adding(seconds: Self.seconds ?? 0)
    while clock.now() < end {
      guard try await take(newSeed(), on: engine, steps: Self.steps ?? 1_000) else { return }
    }
  }

  private func newSeed() -> UInt64 { UInt64.random(in: 1_000..<1_000_000_000) }

  /// - Returns: whether all was well.
  @discardableResult
  private func take(_ seed: UInt64, on engine: Engine, steps: Int) async throws -> Bool {
    print("ATRIUM_SEED=\(seed) ATRIUM_STEPS=\(steps) on \(engine)")
    guard let failure = try await Course(engine: engine, seed: seed).run(steps) else {
      return true
    }
    Issue.record("\(failure)")
    return false
  }
}
