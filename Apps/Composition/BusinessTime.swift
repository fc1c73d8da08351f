import Configuration
import ContextKit
import Databases
import Kernel
import PlatformSQL
import Storage

extension Configuration {
  /// The time by which the servers of a store go: that of the platform's database, where it has a
  /// clock of its own.
  /// - Throws: the store's error.
  func machineClock(of stores: Stores) async throws -> any WallClock {
    try await StoreTime.clock(of: stores.store(of: platform.name)?.database)
  }

  /// Business time as the store has it: ahead of the machine's where somebody moved it.
  /// - Throws: `ClockWasMoved` in production, or the store's error.
  func businessClock(of stores: Stores, over machine: any WallClock) async throws -> BusinessClock {
    guard let database = stores.store(of: platform.name)?.database else {
      return BusinessClock(over: machine)
    }
    let offset = try await SQLClock(database: database).offset()
    guard offset == 0 || !isOfProduction else { throw ClockWasMoved(milliseconds: offset) }
    return BusinessClock(over: machine, aheadBy: offset)
  }
}

/// The store of a production installation is one whose clock was moved for tests.
struct ClockWasMoved: Error, CustomStringConvertible {
  let milliseconds: Int64
  var description: String {
    "business time of this store was moved \(milliseconds / 1_000) s ahead for tests; "
      + "production needs a store of its own"
  }
}
