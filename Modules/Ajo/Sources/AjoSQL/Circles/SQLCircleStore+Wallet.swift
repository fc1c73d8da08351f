public import Ajo
public import Ledger

extension SQLCircleStore: EntryDetailSource {
  /// To which circles and cycles wallet entries belong.
  public func details(
    of transfers: [Transfer.ID]
  ) async throws -> [Transfer.ID: EntryDetails] {
    let found = try await movements(transfers).map {
      ($0.transferID, EntryDetails(circleID: $0.circleID, cycle: $0.cycle))
    }
    return Dictionary(found) { first, _ in first }
  }
}
