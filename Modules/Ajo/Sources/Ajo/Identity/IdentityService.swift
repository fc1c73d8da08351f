public import Kernel
public import Ports
public import Work

/// A document that a user names.
public struct DocumentClaim: Hashable, Sendable {
  /// Who names it.
  public let userID: UserID
  /// Which document.
  public let document: IdentityDocument
  /// Its number.
  public let number: String
  /// Who they say that they are.
  public let holder: IdentityCase.Holder

  /// Puts a claim together.
  public init(
    userID: UserID, document: IdentityDocument, number: String,
    holder: IdentityCase.Holder = IdentityCase.Holder()
  ) {
    self.holder = holder
    self.userID = userID
    self.document = document
    self.number = number
  }
}

/// Finds out who users are.
public struct IdentityService: Sendable {
  let parts: PaymentParts
  let provider: (any KYCProvider)?

  /// Makes the service.
  /// - Parameter provider: who is asked; nil where none is configured.
  public init(_ parts: PaymentParts, provider: (any KYCProvider)?) {
    self.parts = parts
    self.provider = provider
  }

  /// What is known of a user.
  public func status(of user: UserID) async throws -> Customer.Status {
    try await parts.store.customer(user)?.status ?? .none
  }

  /// The latest check of a user; nil if there was none.
  public func latest(of user: UserID) async throws -> IdentityCase? {
    try await parts.store.checks(of: user, before: nil, limit: 1).first
  }

  /// Takes a document in; a job has it checked.
  /// - Throws: `ProviderUnavailable`, `IdentityRefusal`, `UserLeaving`, `NotFound`, `Replay`, or
  ///   the store's error.
  public func claim(
    _ claim: DocumentClaim, once: Once<IdentityCase> = .unkeyed
  ) async throws -> IdentityCase {
    try await parts.store.replay(once)
    guard provider != nil else { throw ProviderUnavailable(isMissing: true) }
    let name = try await parts.present(claim.userID).name
    let (id, now) = (parts.ids.make(IdentityCheck.self), parts.clock.now())
    let number = Array(claim.number.utf8)
    let check = IdentityCase(
      id: id, userID: claim.userID, document: claim.document,
      number: try parts.seal.keep(number, at: IdentityCase.place(id)),
      lastFour: String(claim.number.unicodeScalars.suffix(4).map(Character.init)),
      holder: claim.holder.named(name), createdAt: now)
    return try await parts.store.atomically(once) { transaction in
      try transaction.work.requirePresent([claim.userID])
      var customer = try transaction.lockCustomer(claim.userID)
      guard customer.status != .verified else { throw IdentityRefusal.alreadyVerified }
      if customer.status == .pending, try !transaction.isStale(claim.userID, at: now) {
        throw IdentityRefusal.underWay
      }
      try transaction.insert(check)
      if customer.hear(.pending) {
        try transaction.update(customer)
        try transaction.work.publish(.identityChanged(customer))
      }
      try transaction.work.enqueue(SubmitDocument(check), unique: .byArguments)
      try transaction.work.enqueue(
        RemindOfDocument(check), at: now.adding(seconds: IdentityCase.patience),
        unique: .byArguments)
      return check
    }
  }

  /// Sends a document in, and acts on the answer.
  /// - Returns: when to try again; nil once the provider has it.
  /// - Throws: `JobTaken`, or the store's error.
  public func submit(_ id: IdentityCase.ID, in run: JobRun) async throws -> Instant? {
    guard let found = try await parts.store.check(id), found.state == .pending,
      let number = found.number, let user = try await parts.users.user(found.userID)
    else { return nil }
    let again = PaymentPause.until(from: found.createdAt, at: parts.clock.now())
    // It was taken out of the configuration, and may come back.
    guard let provider else { return again }
    let check = found.check(
      number: String(
        decoding: try parts.seal.read(number, at: IdentityCase.place(id)), as: UTF8.self),
      name: user.name)
    let verdict: IdentityVerdict
    do throws(KYCError) {
      verdict = try await provider.submit(check)
    } catch {
      switch error {
      case .refused(let reason): verdict = .rejected(reason)
      case .unavailable: return again
      }
    }
    try await hear(verdict, of: id, in: run)
    return nil
  }

  /// Acts on what a provider says of a check. It may be heard any number of times: who was found to
  /// be who they say stays so, whatever comes later.
  /// - Returns: false where there is no such check.
  /// - Throws: the store's error.
  @discardableResult
  public func hear(
    _ verdict: IdentityVerdict, of id: IdentityCase.ID, in run: JobRun? = nil
  ) async throws -> Bool {
    guard let known = try await parts.store.check(id) else { return false }
    let administrators = verdict == .verified ? try await parts.administrators() : []
    let (now, distance) = (parts.clock.now(), parts.terms().nameDistance)
    let reached = Reached<String>()
    try await parts.store.atomically(.unkeyed) { transaction in
      reached.value = nil
      var customer = try transaction.lockCustomer(known.userID)
      if var check = try transaction.lockCheck(id), check.hear(verdict, at: now) {
        try transaction.update(check)
        if try customer.hear(transaction.status(after: check, of: customer)) {
          try transaction.update(customer)
          try transaction.tell(customer)
          if customer.isVerified, let holder = check.holder.name {
            try transaction.doubtBanks(
              of: known.userID, holder: holder, within: distance, telling: administrators)
          }
          reached.value = customer.status.rawValue
        }
      }
      if let run {
        if verdict == .pending { try transaction.verifyLater(known, at: now) }
        try transaction.work.complete(run)
      }
    }
    if let status = reached.value { parts.count("kyc", status) }
    return true
  }

  /// Reads a webhook of a provider, and acts on it.
  /// - Parameter name: what the provider is called.
  /// - Throws: `KYCWebhookRefusal`, `ProviderUnavailable`, or the store's error.
  public func receive(_ headers: [String: String], _ body: [UInt8], from name: String) async throws
  {
    guard let provider, provider.name == name else { throw ProviderUnavailable(isMissing: true) }
    let result = try provider.read(headers: headers, body: body, at: parts.machineClock.now())
    if let result { try await hear(result.verdict, of: result.check) }
  }

  /// Decides for an administrator what is known of a user. Only so is undone what was found.
  /// - Throws: `IdentityRefusal.notFound`, `Replay`, or the store's error.
  public func decide(
    _ status: Customer.Status, of user: UserID, because reason: String, by actor: Actor,
    once: Once<Customer> = .unkeyed
  ) async throws -> Customer {
    try await parts.store.replay(once)
    guard try await parts.users.user(user) != nil else { throw IdentityRefusal.notFound }
    let now = parts.clock.now()
    return try await parts.store.atomically(once) { transaction in
      try transaction.work.requirePresent([user])
      var customer = try transaction.lockCustomer(user)
      let before = customer.status
      customer.status = status
      if status != before {
        try transaction.update(customer)
        try transaction.tell(customer)
      }
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.kyc.decide", target: "user:\(user)",
          before: AuditText([("status", before.rawValue)]).text,
          after: AuditText([("status", status.rawValue), ("reason", reason)]).text, at: now))
      return customer
    }
  }
}

extension PaymentTransaction {
  fileprivate func tell(_ customer: Customer) throws {
    try work.publish(.identityChanged(customer))
    try work.notify(.identityChanged(customer), customer.userID)
  }

  /// What a check makes of what is known: an old one that is rejected late decides nothing while a
  /// later one is under way.
  fileprivate func status(
    after check: IdentityCase, of customer: Customer
  ) throws -> Customer.Status {
    switch check.state {
    case .verified: return .verified
    case .pending: return customer.status
    case .rejected:
      return try latestCheck(of: check.userID) == check.id ? .rejected : customer.status
    }
  }
}

/// Sends a document in to be checked.
public struct SubmitDocument: Job {
  /// `ajo.kyc.submit`.
  public static let kind = "ajo.kyc.submit"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  /// The check.
  public let check: IdentityCase.ID

  /// The job of a check.
  public init(_ check: IdentityCase) { self.check = check.id }

  private enum CodingKeys: String, CodingKey {
    case check = "check_id"
  }
}
