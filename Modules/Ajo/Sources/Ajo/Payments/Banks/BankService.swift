public import Kernel
public import Payments
public import Ports
public import Work

/// The bank accounts of users.
public struct BankService: Sendable {
  let parts: PaymentParts
  private let directory: BankDirectory

  /// How many accounts a user can link.
  public static let most = 20

  /// Makes the service.
  public init(_ parts: PaymentParts) {
    self.parts = parts
    directory = BankDirectory(parts)
  }

  /// Up to `limit` banks with codes above `after`, by code.
  /// - Throws: `ProviderUnavailable`.
  public func directory(after code: String?, limit: Int) async throws -> [Bank] {
    let banks = try await directory.banks()
    return Array(banks.lazy.filter { bank in code.map { bank.code > $0 } ?? true }.prefix(limit))
  }

  /// Whose an account is, and with which bank.
  /// - Throws: `BankRefusal.unknownBank`, `.unknownAccount`, `ProviderUnavailable`, or the store's
  ///   error.
  public func resolve(
    _ account: BankAccount, for user: UserID
  ) async throws -> (bank: Bank, name: AccountName) {
    let bank = try await bank(account.bankCode)
    let holder = try await parts.holder(try await parts.present(user))
    guard let name = try await ask(account, holder) else { throw BankRefusal.unknownAccount }
    return (bank, name)
  }

  private func bank(_ code: String) async throws -> Bank {
    guard let bank = try await directory.banks().first(where: { $0.code == code }) else {
      throw BankRefusal.unknownBank
    }
    return bank
  }

  /// - Throws: `ProviderUnavailable`.
  private func ask(_ account: BankAccount, _ holder: String) async throws -> AccountName? {
    do throws(GatewayError) {
      return try await parts.gateways.gateway(parts.gateways.standard)
        .resolve(account, claimedBy: holder)
    } catch {
      if case .refused = error { return nil }
      throw ProviderUnavailable(isMissing: error == .notConfigured)
    }
  }

  /// Links an account. A bank that cannot be asked now is asked later; until then the account is
  /// pending.
  /// - Throws: `BankRefusal`, `ProviderUnavailable`, `UserLeaving`, `Replay`, or the store's error.
  public func link(
    _ account: BankAccount, for user: UserID, once: Once<LinkedBank> = .unkeyed
  ) async throws -> LinkedBank {
    try await parts.store.replay(once)
    let bank = try await bank(account.bankCode)
    let holder = try await parts.holder(try await parts.present(user))
    var linked = LinkedBank(
      id: parts.ids.make(), userID: user, account: account, bankName: bank.name,
      createdAt: parts.clock.now())
    var isAsked = true
    do {
      guard let name = try await ask(account, holder) else { throw BankRefusal.unknownAccount }
      linked.hear(name, user: holder, within: parts.terms().nameDistance)
    } catch is ProviderUnavailable {
      isAsked = false
    }
    let administrators =
      isAsked && linked.state == .pending ? try await parts.administrators() : []
    let (new, wasAsked) = (linked, isAsked)
    return try await parts.store.atomically(once) { transaction in
      try transaction.work.requirePresent([user])
      _ = try transaction.lockCustomer(user)
      let others = try transaction.banks(of: user)
      guard !others.contains(where: { $0.account == account }) else {
        throw BankRefusal.alreadyLinked
      }
      guard others.count < Self.most else { throw BankRefusal.tooMany }
      var bank = new
      bank.isPrimary = others.isEmpty
      try transaction.insert(bank)
      if !wasAsked { try transaction.work.enqueue(ResolveBank(bank), unique: .byArguments) }
      for administrator in administrators {
        try transaction.work.notify(.bankUndecided(bank), administrator)
      }
      return bank
    }
  }

  /// Makes an account the one that is meant unless another is named.
  /// - Throws: `BankRefusal.notFound`, or the store's error.
  public func makePrimary(_ id: LinkedBank.ID, of user: UserID) async throws -> LinkedBank {
    try await parts.store.atomically(.unkeyed) { transaction in
      _ = try transaction.lockCustomer(user)
      let banks = try transaction.banks(of: user)
      guard var chosen = banks.first(where: { $0.id == id }) else { throw BankRefusal.notFound }
      // One is primary at any time, so the other goes first.
      for var bank in banks where bank.isPrimary && bank.id != id {
        bank.setPrimary(false)
        try transaction.update(bank)
      }
      if !chosen.isPrimary {
        chosen.setPrimary(true)
        try transaction.update(chosen)
      }
      return chosen
    }
  }

  /// Unlinks an account. The oldest one left becomes primary where this one was.
  /// - Throws: `BankRefusal.notFound`, `.inUse`, or the store's error.
  public func unlink(_ id: LinkedBank.ID, of user: UserID) async throws {
    let now = parts.clock.now()
    try await parts.store.atomically(.unkeyed) { transaction in
      _ = try transaction.lockCustomer(user)
      let banks = try transaction.banks(of: user)
      guard let bank = banks.first(where: { $0.id == id }) else { throw BankRefusal.notFound }
      guard try !transaction.isInUse(id) else { throw BankRefusal.inUse }
      try transaction.remove(bank, at: now)
      if bank.isPrimary, var oldest = banks.first(where: { $0.id != id }) {
        oldest.setPrimary(true)
        try transaction.update(oldest)
      }
    }
  }

  /// Decides for an administrator whether an account is its user's.
  /// - Throws: `BankRefusal.notFound`, `.alreadyDecided`, or the store's error.
  public func decide(
    _ id: LinkedBank.ID, isTheirs: Bool, because reason: String, by actor: Actor
  ) async throws -> LinkedBank {
    let now = parts.clock.now()
    return try await parts.store.atomically(.unkeyed) { transaction in
      guard var bank = try transaction.lockBank(id) else { throw BankRefusal.notFound }
      guard bank.state == .pending else { throw BankRefusal.alreadyDecided }
      let before = bank.audited
      bank.decide(isTheirs ? .verified : .rejected)
      try transaction.update(bank)
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.bank.decide", target: "bank:\(id)", before: before,
          after: AuditText([("state", bank.state.rawValue), ("reason", reason)]).text, at: now))
      return bank
    }
  }

  /// Asks the bank whose a linked account is that was linked while it could not be asked.
  /// - Returns: when to ask again; nil once it is known.
  /// - Throws: `JobTaken`, or the store's error.
  public func resolve(_ id: LinkedBank.ID, in run: JobRun) async throws -> Instant? {
    guard let linked = try await parts.store.bank(id), linked.state == .pending,
      let user = try await parts.users.user(linked.userID)
    else { return nil }
    let holder = try await parts.holder(user)
    let name: AccountName?
    do {
      name = try await ask(linked.account, holder)
    } catch is ProviderUnavailable {
      return PaymentPause.until(from: linked.createdAt, at: parts.clock.now())
    }
    let distance = parts.terms().nameDistance
    let administrators = try await parts.administrators()
    try await parts.store.atomically(.unkeyed) { transaction in
      if var bank = try transaction.lockBank(id), bank.state == .pending {
        bank.hear(name, user: holder, within: distance)
        try transaction.update(bank)
        if bank.state == .pending {
          for administrator in administrators {
            try transaction.work.notify(.bankUndecided(bank), administrator)
          }
        }
      }
      try transaction.work.complete(run)
    }
    return nil
  }
}

/// Asks the bank whose a linked account is.
public struct ResolveBank: Job {
  /// `ajo.bank.resolve`.
  public static let kind = "ajo.bank.resolve"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  /// The account.
  public let bank: LinkedBank.ID

  /// The job of an account.
  public init(_ bank: LinkedBank) { self.bank = bank.id }

  private enum CodingKeys: String, CodingKey {
    case bank = "bank_id"
  }
}
