import Console
import Kernel
import Ledger
import PlatformSQL

/// The accounts that somebody named on the command line.
struct AccountChoice {
  /// The options that name accounts.
  static let options: [CommandOption] = [
    .value("account", "ID", help: "The account of this id"),
    .value("owner", "KIND:ID", help: "The owner's accounts: user:…, circle:…, or house"),
    .value("code", "CODE", help: "Of the owner's accounts those for this purpose: ajo.wallet"),
  ]

  private enum Name {
    case account(LedgerAccount.ID)
    case owner(Owner, code: String?)
  }

  private let name: Name

  /// - Throws: `CommandError` with exit code 64 unless exactly one of account and owner is named.
  init(_ invocation: Invocation) throws {
    switch (invocation["account"], invocation["owner"]) {
    case (let text?, nil):
      guard let id = LedgerAccount.ID(text) else {
        throw CommandError.usage("--account is an account's id")
      }
      guard invocation["code"] == nil else {
        throw CommandError.usage("--code goes with --owner")
      }
      name = .account(id)
    case (nil, let text?):
      guard let owner = Owner(text) else {
        throw CommandError.usage("--owner is house, or a kind and an id such as user:<uuid>")
      }
      name = .owner(owner, code: invocation["code"])
    default:
      throw CommandError.usage("name either --account or --owner")
    }
  }

  /// An account, and the store that it is in.
  struct Found {
    let store: LedgerStore
    let account: LedgerAccount
  }

  /// The accounts, of whichever store.
  /// - Throws: `CommandError` with exit code 1 when there are none.
  func find(in stores: [LedgerStore]) throws -> [Found] {
    let found = try stores.flatMap { store in
      try store.report { report in
        switch name {
        case .account(let id): try report.account(id).map { [$0] } ?? []
        case .owner(let owner, let code): try report.accounts(of: owner, code: code)
        }
      }
      .map { Found(store: store, account: $0) }
    }
    guard !found.isEmpty else {
      throw CommandError.refused("not_found", "there is no such account")
    }
    return found
  }
}

extension Invocation {
  /// An instant, or nil when the option was not given.
  /// - Throws: `CommandError` with exit code 64 when it is none.
  func instant(_ name: String) throws(CommandError) -> Instant? {
    guard let text = self[name] else { return nil }
    guard let instant = Instant(text) else {
      throw .usage("--\(name) is an instant such as 2026-01-31T12:00:00Z")
    }
    return instant
  }
}
