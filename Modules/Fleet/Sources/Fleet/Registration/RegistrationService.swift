import Crypto
public import Kernel
public import Ports
import Work

/// What those tell who sign up for Fleet. Taking it again changes nothing.
public struct RegistrationService: Sendable {
  let store: any FleetStore
  let users: any UserDirectory
  let companies: CompanyService
  let invitations: InvitationService
  let clock: any WallClock

  /// Makes the service.
  public init(
    store: any FleetStore, users: any UserDirectory, companies: CompanyService,
    invitations: InvitationService, clock: any WallClock
  ) {
    self.store = store
    self.users = users
    self.companies = companies
    self.invitations = invitations
    self.clock = clock
  }

  /// Makes the company of a new user.
  /// - Parameter request: the company; its id is made from the user's.
  /// - Throws: `UserLeaving`, or the store's error.
  public func found(_ request: CompanyRequest, by user: UserID) async throws {
    let caller = FleetCaller(userID: user)
    let id = Company.ID(rawValue: NamedUUID.make("atrium fleet company of \(user)"))
    try await store.atomically(.unkeyed) { transaction in
      // There is one if this was told before, even if it was changed or deleted since.
      guard try transaction.company(id) == nil else { return }
      _ = try companies.create(request.named(id), by: caller, in: transaction)
    }
  }

  /// Takes what a new driver told: links them to the driver that a company has invited, or keeps it
  /// until one does.
  /// - Parameter code: the code of their invitation, as they typed it.
  /// - Throws: `InvitationRefusal` where the code is none for them, `UserLeaving`, or the store's
  ///   error.
  public func take(_ profile: DriverProfile, code: String?, of user: UserID) async throws {
    let now = clock.now()
    let invited = InvitedUser(id: user, email: try await users.user(user)?.email)
    try await store.atomically(.unkeyed) { transaction in
      try transaction.work.requirePresent([user])
      guard try transaction.standing(of: user, oversight: nil).driver == nil else { return }
      try transaction.insertWaitingDriver(profile, of: user, at: now)
      guard let code else { return }
      guard let code = InvitationCode(typed: code) else { throw InvitationRefusal.notFound }
      _ = try invitations.drive(by: code, invited, at: now, in: transaction)
    }
  }
}

extension CompanyRequest {
  /// The same with another id.
  fileprivate func named(_ id: Company.ID) -> CompanyRequest {
    CompanyRequest(
      id: id, type: type, name: name, address: address, phoneNumber: phoneNumber, taxID: taxID,
      timeZone: timeZone)
  }
}
