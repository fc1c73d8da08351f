/// What is asked of Fleet that not everybody may.
public enum FleetAct: String, Hashable, Sendable, CaseIterable {
  /// Show a company.
  case readCompany
  /// Show a company's drivers, transactions, statistics or members.
  case readRecords
  /// Show whom a company has invited.
  case readInvitations
  /// Change a company, its invitations and its members below manager.
  case changeCompany
  /// Delete a company; make, change or remove a manager or the owner.
  case governCompany
  /// Show a driver and what they consume.
  case readDriver
  /// Make, change, activate, deactivate, delete or invite a driver.
  case changeDriver
  /// Change a driver's phone number.
  case changeDriverPhone
  /// Show a transaction or its receipt.
  case readTransaction
  /// Request, approve, reject or cancel a transaction.
  case trade
  /// Reverse a transaction.
  case reverse
  /// Show an account and its top-ups.
  case readAccount
  /// Open an account, or set the mark below which its balance is low.
  case keepAccount
  /// Suspend or top up an account.
  case supplyAccount
}

/// What somebody is answered, from the least to the most.
public enum Verdict: Int, Hashable, Sendable, Comparable {
  /// As if there were no such thing: 404.
  case hidden
  /// That it is not theirs to do: 403.
  case forbidden
  /// What everybody may know of a company.
  case card
  /// Everything.
  case allowed

  /// Whether less is answered.
  public static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }
}

/// Who may what in Fleet: the whole table.
public enum AccessTable {
  /// What somebody is answered who is all of this to what they ask for.
  public static func verdict(on act: FleetAct, for relations: [Relation]) -> Verdict {
    relations.map { verdict(on: act, for: $0) }.max() ?? .hidden
  }

  /// What somebody is answered who is this to what they ask for.
  public static func verdict(on act: FleetAct, for relation: Relation) -> Verdict {
    let row = row(of: act)
    switch relation {
    case .member(let role, let side):
      guard row.side == nil || row.side == side else { return .forbidden }
      return row.members[role] ?? .hidden
    case .driver: return row.driver
    case .colleague: return row.colleague
    case .counterparty: return row.counterparty
    case .stranger(let type): return type == .supplier ? row.supplierStranger : .hidden
    case .oversight(.support): return row.support
    case .oversight(.admin): return row.admin
    }
  }

  private static func row(of act: FleetAct) -> Row {
    let (yes, card, no, none) = (Verdict.allowed, Verdict.card, Verdict.forbidden, Verdict.hidden)
    // The columns: viewer, operator, manager, owner; driver, colleague, counterparty; support and
    // admin.
    return switch act {
    case .readCompany:
      Row(yes, yes, yes, yes, card, card, card, yes, yes, supplierStranger: card)
    case .readRecords: Row(yes, yes, yes, yes, no, no, none, yes, yes)
    case .readInvitations: Row(no, no, yes, yes, no, no, none, yes, yes)
    case .changeCompany: Row(no, no, yes, yes, no, no, none, no, yes)
    case .governCompany: Row(no, no, no, yes, no, no, none, no, no)
    case .readDriver: Row(yes, yes, yes, yes, yes, none, none, yes, yes)
    case .changeDriver: Row(no, no, yes, yes, no, none, none, no, yes)
    case .changeDriverPhone: Row(no, no, yes, yes, yes, none, none, no, yes)
    case .readTransaction: Row(yes, yes, yes, yes, yes, none, none, yes, yes)
    case .trade: Row(no, yes, yes, yes, yes, none, none, no, no)
    case .reverse: Row(no, no, yes, yes, no, none, none, no, no, side: .supplier)
    case .readAccount: Row(yes, yes, yes, yes, none, none, none, yes, yes)
    case .keepAccount: Row(no, no, yes, yes, none, none, none, no, no, side: .consumer)
    case .supplyAccount: Row(no, no, yes, yes, none, none, none, no, no, side: .supplier)
    }
  }

  /// One act: what each is answered.
  private struct Row {
    let members: [MemberRole: Verdict]
    let driver: Verdict
    let colleague: Verdict
    let counterparty: Verdict
    let support: Verdict
    let admin: Verdict
    /// What strangers to a supplier are answered; to a consumer's things nobody strange is let.
    let supplierStranger: Verdict
    /// The side whose act it is; the other side's members are refused.
    let side: CompanyType?

    init(
      _ viewer: Verdict, _ operatorVerdict: Verdict, _ manager: Verdict, _ owner: Verdict,
      _ driver: Verdict, _ colleague: Verdict, _ counterparty: Verdict, _ support: Verdict,
      _ admin: Verdict, supplierStranger: Verdict = .hidden, side: CompanyType? = nil
    ) {
      members = [
        .viewer: viewer, .operator: operatorVerdict, .manager: manager, .owner: owner,
      ]
      self.driver = driver
      self.colleague = colleague
      self.counterparty = counterparty
      self.support = support
      self.admin = admin
      self.supplierStranger = supplierStranger
      self.side = side
    }
  }
}
