import Crypto
public import Kernel

/// A line of an account's book as the ledger keeps it: with the account that it stands in, and a
/// hash over both and over the hash of the line before, so that a changed, removed or inserted line
/// shows.
public struct LedgerEntry: Sendable, Hashable {
  /// The account it stands in.
  public let account: LedgerAccount.ID
  /// What it says.
  public let line: LedgerLine
  /// The chain's hash up to and with this entry, 32 bytes.
  public let hash: [UInt8]

  /// What the first entry of every account is chained to.
  public static let chainStart = [UInt8](repeating: 0, count: 32)

  /// Makes an entry with a hash that was read from a store.
  public init(account: LedgerAccount.ID, line: LedgerLine, hash: [UInt8]) {
    self.account = account
    self.line = line
    self.hash = hash
  }

  /// The entry that `transfer` makes on one of its sides, chained to `previous`.
  public init(
    of transfer: Transfer, on side: Transfer.Side, against other: Transfer.Side, amount: Int64,
    after previous: [UInt8]
  ) {
    let line = LedgerLine(
      sequence: side.sequence, transfer: transfer.id, amount: amount,
      balanceAfter: side.balanceAfter, counterparty: other.owner, kind: transfer.kind,
      note: transfer.note, postedAt: transfer.postedAt)
    self.init(account: side.account, line: line, hash: line.chained(to: previous, in: side.account))
  }

  /// The hash this entry must have when it follows an entry with hash `previous`.
  public func chained(to previous: [UInt8]) -> [UInt8] { line.chained(to: previous, in: account) }
}

extension LedgerLine {
  /// SHA-256 over `previous` and every field, numbers big-endian, texts preceded by their length.
  /// The counterparty's kind is among them only where its id does not tell it, so that the hashes
  /// of lines from before there were kinds remain what they are.
  fileprivate func chained(to previous: [UInt8], in account: LedgerAccount.ID) -> [UInt8] {
    var bytes = previous
    bytes.reserveCapacity(160 + kind.utf8.count + (note?.utf8.count ?? 0))
    bytes.append(bigEndian: account.rawValue)
    bytes.append(bigEndian: sequence)
    bytes.append(bigEndian: transfer.rawValue)
    bytes.append(bigEndian: amount)
    bytes.append(bigEndian: balanceAfter)
    bytes.append(bigEndian: counterparty.id)
    bytes.append(bigEndian: postedAt.milliseconds)
    bytes.append(bigEndian: Int64(kind.utf8.count))
    bytes.append(contentsOf: kind.utf8)
    bytes.append(bigEndian: note.map { Int64($0.utf8.count) } ?? -1)
    if let note { bytes.append(contentsOf: note.utf8) }
    if let word = counterparty.storedKind?.description {
      bytes.append(bigEndian: Int64(word.utf8.count))
      bytes.append(contentsOf: word.utf8)
    }
    return SHA256.hash(bytes)
  }
}

extension [UInt8] {
  fileprivate mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
