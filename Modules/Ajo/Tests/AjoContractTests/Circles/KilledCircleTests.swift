import Ajo
import AjoTesting
import Glibc
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// What a process leaves behind that is killed while a circle takes its course, on every engine.
@Suite struct KilledCircleTests {
  /// How often the process that takes the course is killed.
  private static let kills = 20

  @Test(
    "Killed at twenty random points, a circle's course ends as if nothing had happened",
    arguments: Engine.allCases, CircleTerms.DefaultPolicy.allCases)
  func course(on engine: Engine, _ policy: CircleTerms.DefaultPolicy) async throws {
    let expected = try await Self.undisturbed(on: engine, policy)
    let fixture = try await CircleFixture(on: engine)
    let (course, members) = try await LateCourse.begin(on: fixture, policy)
    let address = try #require(Engine.address(of: fixture.database))
    let (circle, late) = ("\(course.circle)", "\(course.late)")
    let random = SeededRandom(seed: UInt64(policy.rawValue.utf8.count))
    for _ in 1...Self.kills {
      let step = 1 + Int(random.bytes(1)[0] % 24)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          address = address as String, circle = circle as String, late = late as String,
          step = step as Int
        ] in
        let database = MortalDatabase(try Engine.open(address), dyingAt: step)
        let course = LateCourse(
          fixture: CircleFixture(over: database), circle: try #require(Circle.ID(circle)),
          late: try #require(UserID(late)))
        try await course.finish()
      }
    }
    try await course.finish()
    #expect(try await course.outcome(of: members) == expected)
    #expect(try fixture.findings() == [])
  }

  /// What becomes of the circle when nobody is killed. Its database is gone when this returns.
  private static func undisturbed(
    on engine: Engine, _ policy: CircleTerms.DefaultPolicy
  ) async throws -> LateCourse.Outcome {
    let (course, members) = try await LateCourse.begin(on: CircleFixture(on: engine), policy)
    try await course.finish()
    return try await course.outcome(of: members)
  }
}
