import Foundation
import Synchronization
import Testing
import WebTesting

/// Whole programs, spoken to from outside. Each test has a server, a client and often a database of
/// its own, and waits for them most of the time: for a disk, for a deadline, for a program to
/// start. So several run at once.
@Suite(.inRoom) struct ServerTests {}

/// The room that these tests have: some at once, or one alone.
///
/// Those of which another waits for the end come first, or they would be what is left over. Those
/// that must be alone come last, so that nobody has to leave for them.
final class Room: Sendable {
  static let shared = Room(places: defaultPlaces)

  private struct State {
    var free: Int
    var isClosed = false
    /// By the place in the order of `Turn`.
    var waiting: [[CheckedContinuation<Void, Never>]] = Turn.allCases.map { _ in [] }

    mutating func next(_ turns: Turn...) -> CheckedContinuation<Void, Never>? {
      for turn in turns where !waiting[turn.rawValue].isEmpty {
        return waiting[turn.rawValue].removeFirst()
      }
      return nil
    }
  }

  /// When a test is let in.
  enum Turn: Int, CaseIterable {
    /// Before others: the next one of its suite waits for its end.
    case early
    case usual
    /// When nobody else is there or waits.
    case alone

    init(of test: Test) {
      if test.traits.contains(where: { $0 is AloneTrait }) {
        self = .alone
      } else {
        self = test.traits.contains { $0 is ParallelizationTrait } ? .early : .usual
      }
    }
  }

  private let places: Int
  private let state: Mutex<State>

  private init(places: Int) {
    self.places = places
    state = Mutex(State(free: places))
  }

  /// As many as one Postgres has connections for. What a sanitizer watches takes ten times the
  /// processor and has the same deadlines: then it is one at a time.
  private static var defaultPlaces: Int {
    let variables = ProcessInfo.processInfo.environment
    let isWatched = variables["TSAN_OPTIONS"] != nil || variables["ASAN_OPTIONS"] != nil
    return isWatched ? 1 : min(12, 3 * ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Runs `body` once there is room for it.
  func run(_ turn: Turn, _ body: () async throws -> Void) async throws {
    await withCheckedContinuation { continuation in
      change { $0.waiting[turn.rawValue].append(continuation) }
    }
    defer {
      change { state in
        if turn == .alone { state.isClosed = false } else { state.free += 1 }
      }
    }
    try await body()
  }

  /// Changes who is there or waits, and lets in whoever has room then.
  private func change(_ body: (inout State) -> Void) {
    let admitted = state.withLock { state in
      body(&state)
      var admitted: [CheckedContinuation<Void, Never>] = []
      guard !state.isClosed else { return admitted }
      while state.free > 0, let next = state.next(.early, .usual) {
        state.free -= 1
        admitted.append(next)
      }
      if state.free == places, let next = state.next(.alone) {
        state.isClosed = true
        admitted.append(next)
      }
      return admitted
    }
    for continuation in admitted { continuation.resume() }
  }
}

/// Gives each case of a test its room, and lets its body block.
struct RoomTrait: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  @concurrent func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await Room.shared.run(Room.Turn(of: test)) {
      try await withTaskExecutorPreference(BlockingThreads.shared) { try await function() }
    }
  }
}

/// Has a test run while no other does: what it promises has a time, of which others would take.
struct AloneTrait: SuiteTrait, TestTrait {
  var isRecursive: Bool { true }
}

extension Trait where Self == RoomTrait {
  static var inRoom: RoomTrait { RoomTrait() }
}

extension Trait where Self == AloneTrait {
  static var alone: AloneTrait { AloneTrait() }
}
