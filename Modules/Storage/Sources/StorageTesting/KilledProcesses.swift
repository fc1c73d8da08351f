public import Storage

/// What was found of a change whose process was killed, where that is neither all nor nothing.
public struct HalfDone: Error, CustomStringConvertible {
  /// Which change, from 1; it was killed at the step of this number. 0 for the rehearsal.
  public let number: Int
  /// When the rows were counted.
  public let moment: String
  /// How many rows of each kind were found.
  public let traces: [Int]

  /// For whoever reads the failed test.
  public var description: String { "change \(number), \(moment): \(traces)" }
}

/// Kills a process at each step of a change, and sees that it left the whole change or nothing of
/// it, and that the change is there once after it was asked for once more.
///
/// - Parameters:
///   - database: where the changes are kept.
///   - traces: how many rows of each kind the changes left so far: one of each for each change.
///   - change: asks for the change of a number. It is asked for 0 first, in this process, to count
///     the steps, and for each other once more after `die`, as by a client that got no answer. It
///     catches what tells that the change is there already.
///   - die: makes the change of a number in a process that is killed at the step of this number.
///     This is an exit test, `#expect(processExitsWith: .signal(SIGKILL))`, with a
///     `MortalDatabase(…, dyingAt: number)`: the compiler wants it in the suite itself.
/// - Throws: `HalfDone`, or what the closures throw.
public func expectWholeWhenKilled(
  on database: any Database, traces: () async throws -> [Int],
  change: (_ number: Int, _ database: any Database) async throws -> Void,
  die: (_ number: Int) async throws -> Void
) async throws {
  let rehearsal = MortalDatabase(database, dyingAt: 0)
  try await change(0, rehearsal)
  func check(_ number: Int, _ moment: String, isWhole: (Int) -> Bool) async throws {
    let found = try await traces()
    guard Set(found).count == 1, isWhole(found[0]) else {
      throw HalfDone(number: number, moment: moment, traces: found)
    }
  }
  try await check(0, "rehearsed") { $0 == 1 && rehearsal.steps > 2 }
  for number in 1...rehearsal.steps {
    try await die(number)
    try await check(number, "killed") { $0 == number || $0 == number + 1 }
    try await change(number, database)
    try await check(number, "asked for again") { $0 == number + 1 }
  }
}
