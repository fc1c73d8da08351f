/// What a unit of work will lock and change of its context's rows, said beforehand by one that may
/// share its transaction with others: where many wait, they are run one after the other in one
/// transaction, and what they leave is written together. Each is still committed whole or not at
/// all, and one that is refused takes no other along.
///
/// Whoever makes claims promises of the body:
/// - It learns of money by `Work.available` and `Work.post` alone, and of events, jobs,
///   notifications, sync notes and kept answers not at all: those of the units before it in the
///   transaction are not written yet. The context's rows it may read: they are.
/// - It has no effect besides its statements, as for every unit, and it may run more than once.
public struct UnitClaims: Sendable, Hashable {
  /// Ids of what no other transaction of this server shall be at work on meanwhile. Units in one
  /// transaction may claim the same.
  public let ids: Set<UInt128>

  /// Claims rows, or what stands for several: a supplier for its accounts.
  public init(_ ids: some Sequence<UInt128>) {
    self.ids = Set(ids)
  }
}
