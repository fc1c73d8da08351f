public import Kernel

/// Receipts as anybody reads them.
public protocol ReceiptReading: Sendable {
  /// The receipt of a transaction, or its credit note.
  func receipt(_ kind: Receipt.Kind, of sale: FuelTransaction.ID) async throws -> Receipt?
  /// The receipt with a code.
  func receipt(code: String) async throws -> Receipt?
}

/// Receipts within a unit of work.
public protocol ReceiptRows {
  /// Takes the next number of a supplier in a year, from 1. Nobody else gets one of that year
  /// until this unit of work is over, and if it fails it took none: there are no gaps. So it is
  /// asked for last, to be taken along with the ledger's locks.
  func nextReceiptNumber(of supplier: Company.ID, in year: Int) throws -> Asked<Int64>
  /// Keeps a receipt for good.
  func insert(_ receipt: Receipt) throws
}
