internal import Kernel
internal import Synchronization

/// Counts the sockets and the streams of events, in all and of each user.
final class SocketSeats: Sendable {
  private struct Taken {
    var total = 0
    var ofUsers: [UserID: Int] = [:]
  }

  private let taken = Mutex(Taken())
  private let total: Int
  private let perUser: Int

  init(total: Int, perUser: Int) {
    self.total = total
    self.perUser = perUser
  }

  /// How many are taken.
  var count: Int { taken.withLock { $0.total } }

  /// A seat; nil when all are taken. It is free again when its last reference goes.
  func take() -> SocketSeat? {
    let isFree = taken.withLock { taken in
      guard taken.total < total else { return false }
      taken.total += 1
      return true
    }
    return isFree ? SocketSeat(self) : nil
  }

  fileprivate func seat(_ user: UserID) -> Bool {
    taken.withLock { taken in
      guard taken.ofUsers[user, default: 0] < perUser else { return false }
      taken.ofUsers[user, default: 0] += 1
      return true
    }
  }

  fileprivate func leave(_ user: UserID?) {
    taken.withLock { taken in
      taken.total -= 1
      guard let user, let count = taken.ofUsers[user] else { return }
      taken.ofUsers[user] = count > 1 ? count - 1 : nil
    }
  }
}

/// The place of one socket or stream within the limit. It is free again when its last reference
/// goes, also if the connection was never made.
final class SocketSeat: Sendable {
  private let seats: SocketSeats
  private let user = Mutex<UserID?>(nil)

  fileprivate init(_ seats: SocketSeats) {
    self.seats = seats
  }

  deinit {
    seats.leave(user.withLock { $0 })
  }

  /// Counts the seat as a user's; false when the user has reached the limit.
  func assign(to newUser: UserID) -> Bool {
    user.withLock { user in
      if user != nil { return user == newUser }
      guard seats.seat(newUser) else { return false }
      user = newUser
      return true
    }
  }
}
