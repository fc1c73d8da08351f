/// Who writes in a room: its customer, or the staff, who are one side together.
public enum ChatSide: String, Hashable, Sendable, CaseIterable {
  case customer
  case admin

  /// Who reads what this side writes.
  public var other: ChatSide { self == .customer ? .admin : .customer }
}

/// Up to where each side of a room has read what the other wrote.
///
/// Messages of a room are numbered from 1 in the order in which they were kept.
public struct ReadMarks: Hashable, Sendable {
  private var customer: Int64
  private var admin: Int64

  /// Marks as they are kept; 0 for a side that has read nothing.
  public init(customer: Int64 = 0, admin: Int64 = 0) {
    self.customer = customer
    self.admin = admin
  }

  /// The last message up to which a side has read.
  public subscript(side: ChatSide) -> Int64 { side == .customer ? customer : admin }

  /// Marks all up to a message as read; a mark never goes back.
  /// - Returns: whether it moved.
  public mutating func read(_ side: ChatSide, upTo message: Int64) -> Bool {
    guard message > self[side] else { return false }
    switch side {
    case .customer: customer = message
    case .admin: admin = message
    }
    return true
  }

  /// Whether a message is read: the other side has come as far. Nobody's own is unread to them.
  public func isRead(_ message: Int64, from sender: ChatSide) -> Bool {
    message <= self[sender.other]
  }
}
