import Fleet
import FleetTesting
import Kernel
import KernelTesting
import StorageTesting
import Synchronization
import Testing
import WorkTesting

/// Pulls beside many writers, on every engine.
@Suite struct WritersContractTests {
  @Test(
    "Pulled while many write, copies end as what was written: nothing is lost or revived",
    .timeLimit(.minutes(30)), arguments: Engine.allCases)
  func writers(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let truth = Truth()
    let readers: [(user: UserID, scope: SyncScope)] = [
      (scene.member(.owner, of: .supplier), .company(scene.supplier.id)),
      (scene.member(.viewer, of: .consumer), .company(scene.consumer.id)),
      (scene.driverUser, .driver(scene.driver.id)),
    ]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, reader) in readers.enumerated() {
        group.addTask {
          var copies = Copies(of: reader.user)
          while !truth.isWhole {
            try await copies.pull(from: fixture.puller, limit: 1 + index * 7)
            await Task.yield()
          }
          try await copies.pullAll(from: fixture.puller, limit: 1 + index * 7)
          #expect(copies.records == truth.records(of: reader.scope))
        }
      }
      for writer in 0..<Self.writers {
        group.addTask {
          var dice = Dice(state: UInt64(writer))
          try await Self.write(40, in: fixture, scene, truth, with: &dice)
          truth.finish(of: Self.writers)
        }
      }
      try await group.waitForAll()
    }
  }

  private static let writers = 8

  /// Units of work of some changes each, of which some are undone. A record is one writer's, since
  /// nothing else here says in which order it changed.
  private static func write(
    _ units: Int, in fixture: FleetFixture, _ scene: FleetScene, _ truth: Truth,
    with random: inout Dice
  ) async throws {
    let own: [SyncRecordID] = (0..<6).map { _ in fixture.ids.make() }
    var versions: [SyncRecordID: Int64] = [:]
    for _ in 0..<units {
      var changes: [SyncChange] = []
      for id in own.shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random)) {
        let scopes: [SyncScope] =
          Bool.random(using: &random)
          ? [.company(scene.supplier.id), .company(scene.consumer.id)]
          : [.company(scene.consumer.id), .driver(scene.driver.id)]
        versions[id, default: 0] += 1
        changes.append(
          SyncChange(
            .transaction, id, version: versions[id] ?? 1,
            isDeleted: Int.random(in: 0..<8, using: &random) == 0, for: scopes))
      }
      let isUndone = Int.random(in: 0..<5, using: &random) == 0
      let noted = changes
      do {
        try await fixture.store.atomically(.unkeyed) { transaction in
          for change in noted { try transaction.noteChange(change) }
          if isUndone { throw Undone() }
        }
        truth.note(noted)
      } catch is Undone {}
    }
  }

  private struct Undone: Error {}
}

/// What was written.
private final class Truth: Sendable {
  private let scopes = Mutex<[SyncScope: [SyncRecord: Int64]]>([:])
  private let finished = Atomic(0)
  private let whole = Atomic(false)

  /// Whether nobody writes any more.
  var isWhole: Bool { whole.load(ordering: .sequentiallyConsistent) }

  /// One of so many writers is done.
  func finish(of writers: Int) {
    if finished.add(1, ordering: .sequentiallyConsistent).newValue == writers {
      whole.store(true, ordering: .sequentiallyConsistent)
    }
  }

  func note(_ changes: [SyncChange]) {
    scopes.withLock { scopes in
      for change in changes {
        for scope in change.scopes {
          scopes[scope, default: [:]][change.record] = change.isDeleted ? nil : change.version
        }
      }
    }
  }

  func records(of scope: SyncScope) -> [SyncRecord: Int64] {
    scopes.withLock { $0[scope] ?? [:] }
  }
}

/// Throws that are the same for a seed: SplitMix64.
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
