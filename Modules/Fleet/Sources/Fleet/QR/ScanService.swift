public import Kernel
public import Ports

/// Tells those who serve fuel, or are served, whom they have before them.
public struct ScanService: Sendable {
  let store: any FleetStore
  let users: any UserDirectory
  let codes: any UserCodeRedeemer
  let clock: any WallClock

  /// Makes the service.
  /// - Parameters:
  ///   - codes: redeems what was scanned.
  ///   - clock: business time, by which months begin.
  public init(
    store: any FleetStore, users: any UserDirectory, codes: any UserCodeRedeemer,
    clock: any WallClock
  ) {
    self.store = store
    self.users = users
    self.codes = codes
    self.clock = clock
  }

  /// Redeems a user's code, and tells who it is if they are on the other side of an account: one
  /// between a company that the caller serves or drives for, and one that the user is in or drives
  /// for. The code counts once, whatever comes of it.
  /// - Throws: `AccessRefusal.forbidden` for those who serve nobody and drive for nobody, whose
  ///   asking does not count; `ScanRefusal`, `AccessRefusal.notFound`, `Replay`, or the store's
  ///   error.
  public func scan(
    _ payload: String, by caller: FleetCaller, once: Once<ScannedUser> = .unkeyed
  ) async throws -> ScannedUser {
    let now = clock.now()
    guard try await store.standing(of: caller).mayScan else { throw AccessRefusal.forbidden }
    if let key = once.key { try await store.replay(key) }
    let found: Result<DirectoryUser?, any Error>
    do {
      found = .success(try await users.user(codes.redeem(payload)))
    } catch let fault as UserCodeFault {
      found = .failure(ScanRefusal(fault))
    } catch is NotFound {
      found = .success(nil)
    }
    return try await store.atomically(once) { transaction in
      guard let user = try found.get() else { throw AccessRefusal.notFound }
      return try transaction.scan(user, by: transaction.standing(of: caller), at: now)
    }
  }
}

/// Why a scanned code shows nobody, in order of precedence.
public enum ScanRefusal: Error, Hashable, Sendable, CaseIterable {
  /// It is no user's code.
  case invalid
  /// Its time is over.
  case expired
  /// It was redeemed before.
  case redeemed

  fileprivate init(_ fault: UserCodeFault) {
    self =
      switch fault {
      case .invalid: .invalid
      case .expired: .expired
      case .redeemed: .redeemed
      }
  }
}

/// Whom somebody has before them.
public struct ScannedUser: Hashable, Sendable {
  /// The user.
  public let id: UserID
  /// Their name.
  public let name: String
  /// Their company, on the other side of an account.
  public let company: Company
  /// The driver that they are for it; nil for a member.
  public let driver: DriverSight?

  /// Makes one.
  public init(id: UserID, name: String, company: Company, driver: DriverSight?) {
    self.id = id
    self.name = name
    self.company = company
    self.driver = driver
  }
}

extension FleetTransaction {
  fileprivate func scan(
    _ user: DirectoryUser, by caller: Standing, at now: Instant
  ) throws -> ScannedUser {
    let standing = try standing(of: user.id, oversight: nil)
    let theirs =
      (standing.driver.map { [$0.companyID] } ?? []) + standing.memberships.map(\.companyID)
    let across = try counterparties(of: caller.served, among: theirs)
    guard let id = theirs.first(where: across.contains), let company = try company(id),
      company.deletedAt == nil
    else { throw AccessRefusal.notFound }
    var sight: DriverSight?
    if let seat = standing.driver, seat.companyID == id, let driver = try driver(seat.driverID) {
      sight = DriverSight(driver: driver.driver, month: try month(of: driver, at: now))
    }
    return ScannedUser(id: user.id, name: user.name, company: company, driver: sight)
  }
}

extension Standing {
  /// The companies for which they serve fuel or have it served.
  fileprivate var served: [Company.ID] {
    memberships.filter { $0.role >= .operator }.map(\.companyID)
      + (driver.map { [$0.companyID] } ?? [])
  }

  /// Whether they serve or are served at all.
  fileprivate var mayScan: Bool { !served.isEmpty }
}
