public import Events
public import Kernel
public import Ledger
public import PlatformSQL
public import Ports
public import Storage

/// What one database gives to the contexts that keep their data in it. The program makes one a
/// database, so that what is bounded by a database, such as batches of postings, is bounded once.
public struct ContextStore: Sendable {
  /// The database; its schema is current.
  public let database: any Database
  /// The audit trail, to read from.
  public let audit: any AuditReader
  private let posting: SQLLedger
  private let clock: any WallClock
  private let machineClock: any WallClock
  private let ids: any IDSource
  private let catalogue: EventCatalogue?

  /// A store over a database with the `Platform` tables.
  /// - Parameters:
  ///   - clock: business time, which rows carry.
  ///   - machineClock: the machine's time, by which idempotency keys are kept.
  ///   - units: the units that the ledger may meet: those of every context that may share it;
  ///     none unless told.
  ///   - accountCache: how many accounts' ids the ledger remembers.
  ///   - catalogue: the events that contexts declare; none unless given, and then any goes.
  public init(
    database: any Database, clock: any WallClock, machineClock: any WallClock, ids: any IDSource,
    units: UnitSet = UnitSet(), accountCache: Int = SQLLedger.usualAccountCache,
    catalogue: EventCatalogue? = nil
  ) {
    self.catalogue = catalogue
    self.database = database
    self.clock = clock
    self.machineClock = machineClock
    self.ids = ids
    posting = SQLLedger(
      database: database, clock: clock, machineClock: machineClock, ids: ids, units: units,
      accountCache: accountCache)
    audit = SQLAuditReader(database: database)
  }

  /// The ledger.
  public var ledger: any Ledger { posting }

  /// How many accounts' ids the ledger remembers, and how often one was looked up and found.
  public var rememberedAccounts: TableFigures { posting.rememberedAccounts }

  /// The units of work of one context.
  public func work(of context: String) -> SQLUnitsOfWork {
    SQLUnitsOfWork(
      database: database, context: context, ledger: posting, clock: clock,
      machineClock: machineClock, ids: ids, catalogue: catalogue)
  }
}
