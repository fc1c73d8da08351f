import ContextKit
import Fleet
import Kernel

/// What the companies of a demo put on their accounts, buy and sell.
struct SaleDemo {
  let plan: FuelPlan
  let crew: FuelCrew
  let past: DemoPast

  /// Makes whatever is not there yet, in the order in which it happened.
  func perform(on stage: inout DemoStage) async throws {
    var (topUps, sales) = (
      DemoCount("topups", title: "top-ups", refusal: "top-ups were refused"),
      DemoCount(
        "fuel_transactions", title: "fuel transactions",
        refusal: "fuel transactions were refused")
    )
    let accounts = try await openAccounts()
    try await topUp(accounts, "first", at: 600, &topUps)
    for moment in moments {
      past.go(to: moment.at)
      switch moment.act {
      case .topUp: try await topUp(accounts, "second", at: moment.at, &topUps)
      case .request(let sale): try await request(sale, on: accounts, &sales)
      case .decide(let sale): try await decide(sale)
      }
    }
    // Whoever is inactive was not always.
    past.go(to: FuelPlan.days * 86_400)
    do {
      _ = try await past.drivers.setActive(
        false, plan.inactive.id, by: crew.owner(of: plan.consumers[plan.inactive.firm]))
    } catch is AccessRefusal {}
    stage.add(topUps)
    stage.add(sales)
  }

  private enum Act {
    case topUp
    case request(FuelPlan.Sale)
    case decide(FuelPlan.Sale)
  }

  /// What happens when.
  private var moments: [(at: Int64, act: Act)] {
    var moments: [(at: Int64, act: Act)] = [(FuelPlan.days * 43_200, .topUp)]
    for sale in plan.sales {
      moments.append((sale.requested, .request(sale)))
      if sale.outcome != .pending { moments.append((sale.decided, .decide(sale))) }
    }
    return moments.sorted { $0.at < $1.at }
  }

  /// The accounts in the order of the plan's pairs; nil for one whose companies are not there.
  private func openAccounts() async throws -> [FuelAccount.ID?] {
    past.go(to: 300)
    var accounts: [FuelAccount.ID?] = []
    for pair in plan.pairs {
      let consumer = plan.consumers[pair.consumer]
      do {
        let opened = try await past.accounts.open(
          at: plan.suppliers[pair.supplier].id, for: consumer.id, by: crew.owner(of: consumer))
        accounts.append(opened.view.account.id)
      } catch is AccessRefusal {
        accounts.append(nil)
      } catch is AccountRefusal {
        accounts.append(nil)
      }
    }
    return accounts
  }

  /// A payment in dinars and one in litres, a credit, and a settlement of some of it.
  private func topUp(
    _ accounts: [FuelAccount.ID?], _ name: String, at seconds: Int64, _ count: inout DemoCount
  ) async throws {
    past.go(to: seconds)
    for (place, account) in accounts.enumerated() {
      guard let account else { continue }
      let supplier = plan.suppliers[plan.pairs[place].supplier]
      let puts: [(TopUp.Kind, Money)] = [
        (.payment, .dinars(centimes: 40_000_000)), (.payment, .liters(hundredths: 300_000)),
        (.credit, .dinars(centimes: 6_000_000)), (.settlement, .dinars(centimes: 2_500_000)),
      ]
      for (number, put) in puts.enumerated() {
        let id = plan.topUp("\(name) \(place) \(number)")
        guard try await past.store.topUp(id, of: account) == nil else {
          count.found += 1
          continue
        }
        do {
          _ = try await past.topUps.topUp(
            account,
            .init(
              id: id, kind: put.0, amount: put.1, reference: "demo-\(name)-\(place)-\(number)"),
            by: crew.owner(of: supplier))
          count.made += 1
        } catch is AccountRefusal {
          count.refused = (count.refused ?? 0) + 1
        } catch is AccessRefusal {
          count.refused = (count.refused ?? 0) + 1
        }
      }
    }
  }

  private func request(
    _ sale: FuelPlan.Sale, on accounts: [FuelAccount.ID?], _ count: inout DemoCount
  ) async throws {
    guard accounts[sale.account] != nil else { return }
    guard try await past.store.transaction(sale.id) == nil else {
      count.found += 1
      return
    }
    let (pair, parties) = (plan.pairs[sale.account], crew.parties(of: sale))
    do {
      _ = try await past.transactions.request(
        FuelRequest(
          id: sale.id, receiverID: parties.decides, driverID: plan.seats[sale.seat].id,
          supplierID: plan.suppliers[pair.supplier].id,
          consumerID: plan.consumers[pair.consumer].id,
          amount: try FuelAmount(
            .liters(hundredths: sale.hundredths), at: .dinars(centimes: sale.centimesALiter),
            settlement: sale.settlement),
          settlement: sale.settlement, product: sale.product,
          odometer: Odometer(tenths: sale.odometer), occurredAt: nil),
        by: FleetCaller(userID: parties.asks))
      count.made += 1
    } catch is TransactionRefusal {
      count.refused = (count.refused ?? 0) + 1
    } catch is AccessRefusal {
      count.refused = (count.refused ?? 0) + 1
    }
  }

  /// Decides a request that still waits.
  private func decide(_ sale: FuelPlan.Sale) async throws {
    guard try await past.store.transaction(sale.id)?.state == .pending else { return }
    let parties = crew.parties(of: sale)
    let (asks, decides) = (
      FleetCaller(userID: parties.asks), FleetCaller(userID: parties.decides)
    )
    do {
      switch sale.outcome {
      case .approved(let hundredths):
        // The supplier's side says what was delivered.
        let liters = sale.side == .consumer ? Money.liters(hundredths: hundredths) : nil
        _ = try await past.transactions.approve(sale.id, Delivery(liters: liters), by: decides)
      case .reversed:
        _ = try await past.transactions.approve(sale.id, by: decides)
        let supplier = plan.suppliers[plan.pairs[sale.account].supplier]
        _ = try await past.transactions.reverse(
          sale.id, because: "The wrong truck was charged.", by: crew.owner(of: supplier))
      case .rejected:
        _ = try await past.transactions.reject(
          sale.id, because: "The pump is out of order.", by: decides)
      case .cancelled:
        _ = try await past.transactions.cancel(
          sale.id, because: "Not needed any more.", by: asks)
      case .expired: try await past.transactions.expire(sale.id)
      case .pending: return
      }
    } catch is TransactionRefusal {
      return
    } catch is AccessRefusal {
      return
    }
  }
}
