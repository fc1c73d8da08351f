import Configuration
import ContextKit
import Databases
import Kernel
import PlatformSQL
import Storage

extension Configuration {
  /// Business time as the store has it: ahead of the machine's where somebody moved it.
  /// - Throws: `ClockWasMoved` in production, or the store's error.
  func businessClock(of stores: Stores) async throws -> BusinessClock {
    guard let database = stores.store(of: platform.name)?.database else {
      return BusinessClock(over: SystemClock())
    }
    let offset = try await SQLClock(database: database).offset()
    guard offset == 0 || !isOfProduction else { throw ClockWasMoved(milliseconds: offset) }
    return BusinessClock(over: SystemClock(), aheadBy: offset)
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
