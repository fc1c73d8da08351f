public import Kernel
import Ledger
public import Ports
public import Storage
public import Work

/// What a context looks up in its tables before an account is deleted.
///
/// It is asked within the transaction of the deletion, or of the claim where the context has
/// another database. It locks the rows that it reads, in the order of their ids, and writes
/// nothing: what the context does about the deletion it does afterwards
/// (`EventSubscriber.ofLeavers`). That nobody is given anything meanwhile, and later,
/// `Work.requirePresent` sees to.
public struct LeavingQuestion: Sendable {
  /// What the context objects; empty for nothing.
  public let objections: @Sendable (UserID, any SQLExecutor) throws -> [DeletionObjection]

  /// A question.
  public init(
    _ objections: @escaping @Sendable (UserID, any SQLExecutor) throws -> [DeletionObjection]
  ) {
    self.objections = objections
  }
}

/// A context that is asked before an account is deleted.
public struct LeavingParty: Sendable {
  /// The context's name.
  public let context: String
  let accounts: [LeaverAccounts]
  let questions: [LeavingQuestion]

  /// A context with its accounts and questions.
  public init(_ context: String, accounts: [LeaverAccounts], questions: [LeavingQuestion]) {
    self.context = context
    self.accounts = accounts
    self.questions = questions
  }
}

/// A database with the contexts that are asked there.
public struct LeavingPlace: Sendable {
  /// Every context that keeps its data there, asked or not.
  public let contexts: [String]
  /// The platform's units of work there.
  let work: SQLUnitsOfWork
  /// The contexts that are asked, by their names.
  let parties: [LeavingParty]

  /// A database.
  public init(contexts: [String], work: SQLUnitsOfWork, parties: [LeavingParty]) {
    self.contexts = contexts
    self.work = work
    self.parties = parties.sorted { $0.context < $1.context }
  }
}

extension LeavingPlace {
  /// Asks the contexts of the database, and closes the user's accounts if nobody objects.
  /// - Returns: what they object, and the accounts that were closed.
  func ask(
    _ user: UserID, in work: SQLWork
  ) throws -> (reasons: [DeletionRefused.Reason], closed: [AccountID]) {
    var reasons: [DeletionRefused.Reason] = []
    for party in parties {
      for question in party.questions {
        reasons += try question.objections(user, work.sql).map { .init(party.context, $0) }
      }
    }
    let wanted = parties.flatMap { party in
      party.accounts.flatMap { $0.accounts(user) }.map { (context: party.context, account: $0) }
    }
    let found = try work.lockAccounts(wanted.map(\.account.terms))
    for (context, account) in wanted {
      guard let state = found[account.terms], !state.isEmpty else { continue }
      reasons.append(.init(context, account.objection(state)))
    }
    guard reasons.isEmpty else { return (reasons, []) }
    let open = found.values.filter { !$0.isClosed }.map(\.id).sorted()
    try work.setClosed(true, open)
    return ([], open)
  }
}
