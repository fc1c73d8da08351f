public import Example
import ExampleSQL
public import Kernel
public import KernelTesting
import PlatformSQL
public import StorageTesting

/// Items on a fresh database of one engine.
public struct ExampleFixture: Sendable {
  /// The store under test.
  public let store: any ItemStore
  /// The service on top of it.
  public let items: ItemService
  /// Makes ids.
  public let ids: any IDSource
  /// The clock; it stands still until a test moves it.
  public let clock: FixedClock

  /// Migrates a fresh database of `engine`.
  public init(on engine: Engine) async throws {
    let database = try await engine.migratedDatabase([
      PlatformSQL.migrations, ExampleSchema.migrations,
    ])
    clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))
    ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())
    store = SQLItemStore(database: database)
    items = ItemService(store: store, clock: clock, ids: ids)
  }
}
