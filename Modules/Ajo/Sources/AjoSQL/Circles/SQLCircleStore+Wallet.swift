public import Ajo
public import Kernel
public import Ledger
import PlatformSQL
import Storage

extension SQLCircleStore: EntryDetailSource {
  /// To which circles and cycles wallet entries belong, and what the circles are called.
  public func details(
    of transfers: [Transfer.ID]
  ) async throws -> [Transfer.ID: EntryDetails] {
    guard !transfers.isEmpty else { return [:] }
    let among = work.database.dialect.isAmong(.uuids(transfers.map { $0.rawValue }))
    let found = try await work.database.all(
      """
      SELECT movement.transfer_id, movement.circle_id, movement.cycle_number, circle.name
      FROM ajo_movements AS movement JOIN ajo_circles AS circle ON circle.id = movement.circle_id
      WHERE movement.transfer_id \(among)
      """
    ) { row -> (Transfer.ID, EntryDetails) in
      (
        try row["transfer_id"],
        EntryDetails(
          circleID: try row["circle_id"], circleName: try row["name"],
          cycle: try row["cycle_number"])
      )
    }
    return Dictionary(found) { first, _ in first }
  }
}
