import Crypto
public import Kernel

/// One line in an account's book. Its hash covers the line and the hash of the line before, so
/// that a changed, removed or inserted line shows.
public struct LedgerEntry: Sendable, Hashable {
  /// The account it stands in.
  public let account: LedgerAccount.ID
  /// Its number in the account, from 1, without gaps.
  public let sequence: Int64
  /// The transfer that made it.
  public let transfer: Transfer.ID
  /// What it did to the balance: positive for a credit, negative for a debit, minor units.
  public let amount: Int64
  /// The account's balance after it, minor units.
  public let balanceAfter: Int64
  /// The owner of the transfer's other account.
  public var counterparty: UInt128 { counterpartyID.rawValue }
  /// The transfer's kind.
  public let kind: String
  /// The transfer's note, or nil.
  public let note: String?
  /// When it was posted.
  public let postedAt: Instant
  /// The chain's hash up to and with this entry, 32 bytes.
  public let hash: [UInt8]
  private let counterpartyID: Identifier<AccountTerms>

  /// What the first entry of every account is chained to.
  public static let chainStart = [UInt8](repeating: 0, count: 32)

  /// Makes an entry with a hash that was read from a store.
  public init(
    account: LedgerAccount.ID, sequence: Int64, transfer: Transfer.ID, amount: Int64,
    balanceAfter: Int64, counterparty: UInt128, kind: String, note: String?, postedAt: Instant,
    hash: [UInt8]
  ) {
    self.account = account
    self.sequence = sequence
    self.transfer = transfer
    self.amount = amount
    self.balanceAfter = balanceAfter
    self.counterpartyID = Identifier(rawValue: counterparty)
    self.kind = kind
    self.note = note
    self.postedAt = postedAt
    self.hash = hash
  }

  /// The entry that `transfer` makes on one of its sides, chained to `previous`.
  public init(
    of transfer: Transfer, on side: Transfer.Side, against other: Transfer.Side, amount: Int64,
    after previous: [UInt8]
  ) {
    let unhashed = LedgerEntry(
      account: side.account, sequence: side.sequence, transfer: transfer.id, amount: amount,
      balanceAfter: side.balanceAfter, counterparty: other.owner, kind: transfer.kind,
      note: transfer.note, postedAt: transfer.postedAt, hash: [])
    self.init(
      account: unhashed.account, sequence: unhashed.sequence, transfer: unhashed.transfer,
      amount: amount, balanceAfter: unhashed.balanceAfter, counterparty: unhashed.counterparty,
      kind: unhashed.kind, note: unhashed.note, postedAt: unhashed.postedAt,
      hash: unhashed.chained(to: previous))
  }

  /// The hash this entry must have when it follows an entry with hash `previous`: SHA-256 over
  /// `previous` and every field, numbers big-endian, texts preceded by their length.
  public func chained(to previous: [UInt8]) -> [UInt8] {
    var bytes = previous
    bytes.reserveCapacity(160 + kind.utf8.count + (note?.utf8.count ?? 0))
    bytes.append(bigEndian: account.rawValue)
    bytes.append(bigEndian: sequence)
    bytes.append(bigEndian: transfer.rawValue)
    bytes.append(bigEndian: amount)
    bytes.append(bigEndian: balanceAfter)
    bytes.append(bigEndian: counterparty)
    bytes.append(bigEndian: postedAt.milliseconds)
    bytes.append(bigEndian: Int64(kind.utf8.count))
    bytes.append(contentsOf: kind.utf8)
    bytes.append(bigEndian: note.map { Int64($0.utf8.count) } ?? -1)
    if let note { bytes.append(contentsOf: note.utf8) }
    return SHA256.hash(bytes)
  }
}

extension [UInt8] {
  fileprivate mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
