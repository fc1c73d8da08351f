import Ajo
import AjoWeb
import Auth
import AuthWeb
import Composition
import Configuration
import Console
import ContextKit
import Kernel
import PlatformSQL
import Ports
import Storage
import Synchronization

/// Where a demo is performed: the assembly's own services.
struct DemoStage {
  private let accounts: Accounts
  private let wallets: WalletService
  private let transfers: TransferService
  private let ids = PlannedID()

  /// - Throws: `CommandError` when one of the contexts is not configured.
  init(_ assembly: Assembly) throws {
    guard
      let auth = assembly.contexts.context(AuthPlugin.self)?.plugin,
      let store = assembly.stores.store(of: AjoPlugin.name),
      let users = assembly.contexts.ports[UsersPort.self]
    else {
      throw CommandError.refused("not_configured", "the demo needs the contexts auth and ajo")
    }
    accounts = auth.services.accounts
    // The plugin's wallets would give each payment an id of its own; here the plan does, so that
    // the ledger itself knows a payment that was made before.
    let ledger = SQLLedger(
      database: store.database, clock: assembly.clock, ids: assembly.ids,
      units: assembly.units)
    wallets = WalletService(
      ledger: ledger, users: users, clock: assembly.clock, ids: ids,
      currency: assembly.configuration[AjoPlugin.currency])
    transfers = TransferService(
      ledger: ledger,
      units: SQLUnits(
        database: store.database, context: "ajo", ledger: ledger, clock: assembly.clock,
        machineClock: assembly.clock, ids: assembly.ids),
      users: users,
      money: MoneyOut(pins: PinPolicy(verifier: nil, isForEverybody: false)), ids: ids,
      currency: wallets.currency)
  }

  /// Makes whatever of the plan is not there yet.
  func perform(_ plan: DemoPlan) async throws -> DemoReport {
    var report = DemoReport()
    report.login = plan.people[0].email
    var ids: [UserID] = []
    for person in plan.people { ids.append(try await account(of: person, &report)) }
    for (person, id) in zip(plan.people, ids) {
      try await move(person.openingID, into: id, &report) {
        _ = try await wallets.credit(
          id, amount: naira(person.opening), note: "opening balance", by: .operatorConsole)
      }
    }
    for payment in plan.payments {
      try await move(payment.id, into: ids[payment.payee], &report) {
        _ = try await transfers.send(
          TransferRequest(
            sender: ids[payment.payer], recipient: .id(ids[payment.payee]),
            amount: naira(payment.amount), note: payment.note))
      }
    }
    return report
  }

  private func account(
    of person: DemoPlan.Person, _ report: inout DemoReport
  ) async throws -> UserID {
    guard let email = EmailAddress(person.email) else {
      throw CommandError.usage("\(person.email) is not an e-mail address")
    }
    do {
      let user = try await accounts.user(email: email)
      report.foundUsers += 1
      return user.id
    } catch AuthRefusal.notFound {
      let profile = Profile(
        name: "\(person.firstName) \(person.lastName)", firstName: person.firstName,
        lastName: person.lastName)
      let user = try await accounts.createUser(
        Registration(email: email, password: DemoPlan.password, profile: profile),
        roles: [.user], isVerified: true, by: .operatorConsole)
      report.madeUsers += 1
      return user.id
    }
  }

  /// Makes one movement unless it was made before.
  private func move(
    _ id: Identifier<DemoPlan>, into user: UserID, _ report: inout DemoReport,
    _ body: () async throws -> Void
  ) async throws {
    guard try await wallets.transaction(Identifier(rawValue: id.rawValue), of: user) == nil else {
      report.foundMovements += 1
      return
    }
    ids.plan(id)
    do {
      try await body()
      report.madeMovements += 1
    } catch is TransferRefusal {
      // Somebody spent the money in between, or was blocked: the rest goes on without them.
      report.refusedMovements += 1
    }
  }

  private func naira(_ kobo: Int64) -> Money { Money(minorUnits: kobo, unit: wallets.currency) }
}

/// Gives the id that was planned for the next movement.
private final class PlannedID: IDSource {
  private let planned = Mutex(Identifier<DemoPlan>(rawValue: 0))

  func plan(_ id: Identifier<DemoPlan>) {
    planned.withLock { $0 = id }
  }

  func next() -> UInt128 { planned.withLock { $0 }.rawValue }
}
